"""How many digits show that an interval leaves zero out.

A difference is called clear if its interval leaves zero out. Rounding must not hide that:
[−0.009, −0.0004] is not written [−0.009, 0.000], nor −20.3 ± 19.8 as −20 ± 20. Nor is it a matter
of five digits more: 1.35142 ± 1.35141 is written 1.4 ± <1.4. Tables, figures,
sentences and briefs ask here; the explorer has the same rule in its own language (`words.js`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from teacherflow.text import Language
    from teacherflow_analysis.indicators_meta import Indicator

MOST: Final = 6
"""So many more digits than usual are looked at."""
READABLE: Final = 2
"""So many more digits than usual are read; beyond, a sign says what digits would: [>0, +0.009]."""


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
    meta: Indicator, language: Language, value: float, low: float | None, high: float | None
) -> tuple[str, str]:
    """Return a difference and its interval in brackets, empty if there is none."""

    beside = _largest(value, low, high)

    def write(number: float, more: int) -> str:
        return meta.written(number, language, True, more, beside)

    if low is None or high is None:
        return write(value, 0), ""
    more, ends = ends_of(low, high, write)
    return write(value, more), f"[{ends[0]}, {ends[1]}]"


def ends_of(
    low: float, high: float, write: Callable[[float, int], str]
) -> tuple[int, tuple[str, str]]:
    """Return how many digits more than usual are written, and the ends of an interval.

    An end so near to zero that it takes more than `READABLE` of them is told by its side alone.
    """
    more, seen = to_end(low, high, write), _first(0.0, max(abs(low), abs(high)), write)
    if more <= READABLE or seen > READABLE:
        return more, (write(low, more), write(high, more))
    low_text, high_text = write(low, seen), write(high, seen)
    return seen, (">0", high_text) if low > 0 else (low_text, "<0")


def with_half(
    meta: Indicator, language: Language, value: float, low: float | None, high: float | None
) -> tuple[str, str]:
    """Return a difference and half its interval, empty if there is none."""

    beside = _largest(value) if low is None or high is None else _largest(value, (high - low) / 2)

    def write(number: float, more: int) -> str:
        return meta.written(number, language, True, more, beside)

    if low is None or high is None:
        return write(value, 0), ""
    return halves_of(value, low, high, write)


def halves_of(
    value: float, low: float, high: float, write: Callable[[float, int], str]
) -> tuple[str, str]:
    """Return a difference and half its interval.

    A half that is so near to the difference that it takes more than `READABLE` digits to tell
    them apart is told to be less.
    """
    half = (high - low) / 2
    more, seen = to_half(low, high, write), _first(0.0, abs(value), write)
    if more <= READABLE or seen > READABLE:
        return write(value, more), write(half, more).lstrip("+")
    return write(value, seen), "<" + write(abs(value), seen).lstrip("+")


def _largest(*numbers: float | None) -> float:
    """Return the largest size among numbers that stand side by side."""
    return max(abs(number) for number in numbers if number is not None)


def _first(less: float, more: float, write: Callable[[float, int], str]) -> int:
    """Return with how many more digits the larger number is seen to be larger."""
    return next((n for n in range(MOST) if _unlike(write(less, n), write(more, n))), MOST)


def _unlike(less: str, more: str) -> bool:
    return less != more and any(digit in more for digit in "123456789")
