"""How many digits show that an interval leaves zero out.

A difference is called clear if its interval leaves zero out. Rounding must not hide that:
[−0.009, −0.0004] is not written [−0.009, 0.000], nor −20.3 ± 19.8 as −20 ± 20. Tables, figures,
sentences and briefs ask here; the explorer has the same rule in its own language (`words.js`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from teacherflow_analysis.indicators_meta import Indicator

MOST: Final = 6
"""So many more digits than usual are written at most."""


def to_end(low: float | None, high: float | None, write: Callable[[float, int], str]) -> int:
    """Return how many digits more than usual the ends of an interval need.

    Parameters
    ----------
    low, high
        The interval of a difference.
    write
        Writes a number with so many digits more than usual.

    Returns
    -------
    int
        Enough to see on which side of zero the nearer end is; 0 if the interval holds zero.
    """
    if low is None or high is None or low <= 0 <= high:
        return 0
    return _first(0.0, min(abs(low), abs(high)), write)


def to_half(low: float | None, high: float | None, write: Callable[[float, int], str]) -> int:
    """Return how many digits more than usual a difference ± half its interval needs."""
    if low is None or high is None or low <= 0 <= high:
        return 0
    return _first((high - low) / 2, abs(low + high) / 2, write)


def with_ends(
    meta: Indicator, language: str, value: float, low: float | None, high: float | None
) -> tuple[str, str]:
    """Return a difference and its interval in brackets, empty if there is none."""

    beside = _largest(value, low, high)

    def write(number: float, more: int) -> str:
        return meta.written(number, language, True, more, beside)

    more = to_end(low, high, write)
    if low is None or high is None:
        return write(value, more), ""
    return write(value, more), f"[{write(low, more)}, {write(high, more)}]"


def with_half(
    meta: Indicator, language: str, value: float, low: float | None, high: float | None
) -> tuple[str, str]:
    """Return a difference and half its interval, empty if there is none."""

    beside = _largest(value) if low is None or high is None else _largest(value, (high - low) / 2)

    def write(number: float, more: int) -> str:
        return meta.written(number, language, True, more, beside)

    more = to_half(low, high, write)
    half = "" if low is None or high is None else write((high - low) / 2, more).lstrip("+")
    return write(value, more), half


def _largest(*numbers: float | None) -> float:
    """Return the largest size among numbers that stand side by side."""
    return max(abs(number) for number in numbers if number is not None)


def _first(less: float, more: float, write: Callable[[float, int], str]) -> int:
    """Return with how many more digits the larger number is seen to be larger."""
    return next((n for n in range(MOST) if _unlike(write(less, n), write(more, n))), MOST)


def _unlike(less: str, more: str) -> bool:
    return less != more and any(digit in more for digit in "123456789")
