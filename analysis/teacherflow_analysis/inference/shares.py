"""Shares with their intervals, and what many looks at the same results do to chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from teacherflow_analysis.inference.spread import LEVEL


class Share(NamedTuple):
    """A share of cases with its 95 % interval."""

    share: float
    low: float
    high: float


def share_of(count: float, n: int) -> Share:
    """Return a share with its Jeffreys interval.

    As Brown, Cai and DasGupta (2001, *Statistical Science* 16: 101-133) have it: quantiles of a beta
    distribution with half a case added on either side, and an end of 0 or 1 where no case, or every
    case, counts. ``count`` may be a fraction if ties are shared.
    """
    from scipy.special import betaincinv

    if n < 1:
        raise ValueError("a share needs at least one case")
    a, b, tail = count + 0.5, n - count + 0.5, (1 - LEVEL) / 2
    low = 0.0 if count <= 0 else float(betaincinv(a, b, tail))
    high = 1.0 if count >= n else float(betaincinv(a, b, 1 - tail))
    return Share(count / n, low, high)


def holm(values: Sequence[float | None]) -> list[float | None]:
    """Return p-values adjusted for how many there are (Holm 1979), None for None.

    The chance of even one false finding in the family stays under 5 %, however the values hang
    together.
    """
    known = sorted((value, i) for i, value in enumerate(values) if value is not None)
    adjusted: list[float | None] = [None] * len(values)
    highest = 0.0
    for rank, (value, i) in enumerate(known):
        highest = max(highest, min(1.0, (len(known) - rank) * value))
        adjusted[i] = highest
    return adjusted
