"""Fieller's interval of a ratio of means, such as cost over effect."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final

from teacherflow_analysis.inference.spread import LEVEL, spread_of_series

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

DOUBLINGS: Final = 200
"""Steps of the search for an end; where the interval is bounded a few dozen reach beyond it."""


def fieller(runs: pd.DataFrame) -> tuple[float, float, float] | None:
    """Return mean cost over mean effect with Fieller's 95 % interval.

    The interval holds the ratios R for which the interval of the mean of cost - R × effect holds
    zero (`spread.spread_of`). It is bounded exactly if the mean effect differs from zero; None
    otherwise, and with fewer than two cases. Of one draw its ends are the roots of a quadratic;
    of several they are searched for.

    Source: Fieller (1954).

    Parameters
    ----------
    runs : pandas.DataFrame
        Columns ``cost`` and ``effect``, indexed by draw and replication.
    """
    effect = spread_of_series(runs["effect"])
    if effect.low is None or effect.high is None or effect.low <= 0 <= effect.high:
        return None
    if runs.index.get_level_values("draw").nunique() == 1:
        return _quadratic(runs[["cost", "effect"]].to_numpy())
    ratio = spread_of_series(runs["cost"]).mean / effect.mean
    return ratio, _end(runs, ratio, -1.0), _end(runs, ratio, 1.0)


def _quadratic(cases: np.ndarray) -> tuple[float, float, float]:
    import numpy as np
    from scipy.special import stdtrit  # scipy.stats takes twice as long to load

    n = len(cases)
    cost, effect = cases.mean(axis=0)
    t2 = float(stdtrit(n - 1, (1 + LEVEL) / 2)) ** 2
    ((vcc, vce), (_, vee)) = np.cov(cases.T, ddof=1) / n
    a, b, c = effect**2 - t2 * vee, cost * effect - t2 * vce, cost**2 - t2 * vcc
    root = sqrt(max(b * b - a * c, 0.0))
    return float(cost / effect), float((b - root) / a), float((b + root) / a)


def _end(runs: pd.DataFrame, ratio: float, sign: float) -> float:
    """Return the last ratio on one side that is not refused."""
    from scipy.optimize import brentq

    def refused(other: float) -> float:
        """By how much zero lies outside the interval; negative inside."""
        found = spread_of_series(runs["cost"] - other * runs["effect"])
        half = ((found.high or 0.0) - (found.low or 0.0)) / 2
        return abs(found.mean) - half

    if refused(ratio) >= 0:
        return ratio
    least = max(abs(ratio), 1e-9) * 1e-3
    for doubling in range(DOUBLINGS):
        beyond = ratio + sign * least * 2.0**doubling
        if refused(beyond) >= 0:
            return float(brentq(refused, ratio, beyond))
    raise ArithmeticError(f"no ratio from {ratio} to {beyond} is refused: fieller has a fault")
