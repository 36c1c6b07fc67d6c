"""Money that a ratio leaves out: that of years behind no effect that is known under both rules.

Who is kept over a year is first seen in the second year of a study, and what a study ends with may
show its effect later. The ratio says nothing of this money, so it is told beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from teacherflow_analysis.inference.spread import spread_of_series

if TYPE_CHECKING:
    import pandas as pd


class LeftOut(NamedTuple):
    """Extra money, in all, of the years that a ratio leaves out.

    Attributes
    ----------
    yuan, low, high : float or None
        Mean paired difference from the baseline with its 95 % interval; None if there is none.
    years : tuple of int
        Those of the years left out in which the scenario costs more or less than the baseline.
    whole : float
        Extra money of all years, those of the ratio among them.
    """

    yuan: float | None = None
    low: float | None = None
    high: float | None = None
    years: tuple[int, ...] = ()
    whole: float = 0.0


def left_out(cost: pd.Series, effect: pd.Series, over: int = 1) -> LeftOut:
    """Return the money behind no known effect, in runs that know that of some years.

    Parameters
    ----------
    cost, effect
        Paired differences by draw, replication and year.
    over : int
        Years whose money bought the effect of one, that year among them.
    """
    wide = cost.unstack("year").sort_index(axis=1)
    seen = effect.unstack("year").reindex(index=wide.index, columns=wide.columns).notna()
    counted = seen.copy()
    for later in range(1, over):
        counted |= seen.shift(-later, axis=1, fill_value=False)
    known = seen.any(axis=1)
    outside = wide[known].mask(counted[known], 0.0)
    years = tuple(int(year) for year in outside.columns if outside[year].any())
    if not years:
        return LeftOut()
    found, whole = (spread_of_series(one.sum(axis=1)) for one in (outside, wide[known]))
    return LeftOut(found.mean, found.low, found.high, years, whole.mean)
