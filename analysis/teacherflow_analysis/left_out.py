"""Money that a ratio leaves out: that of years whose effect is not known under both rules.

Who is kept over three years is first seen in the fourth year of a study; what was paid until then
may have bought part of that. The ratio says nothing of this money, so it is told beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from teacherflow_analysis.compare import PAIR
from teacherflow_analysis.spread import spread_of_series

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


def left_out(cost: pd.Series, effect: pd.Series) -> LeftOut:
    """Return the money of years whose effect is unknown, in runs that know that of other years.

    Parameters
    ----------
    cost, effect
        Paired differences by draw, replication and year.
    """
    known = cost.index.droplevel("year").isin(effect.index.droplevel("year"))
    outside = cost[known].where(~cost[known].index.isin(effect.index), 0.0)
    years = tuple(int(year) for year in sorted(set(outside[outside != 0].index.unique("year"))))
    if not years:
        return LeftOut()
    found = spread_of_series(outside.groupby(level=PAIR).sum())
    whole = spread_of_series(cost[known].groupby(level=PAIR).sum()).mean
    return LeftOut(found.mean, found.low, found.high, years, whole)
