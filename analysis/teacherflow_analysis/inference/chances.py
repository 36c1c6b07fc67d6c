"""How often something happens among runs, and how sure that share is."""

from __future__ import annotations

from functools import cache
from math import sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LEVEL: Final = 0.95


class Chance(NamedTuple):
    """A probability over runs with its 95 % interval.

    Attributes
    ----------
    share : float
        Share of the runs in which it happens.
    low, high : float
        Wilson's interval; never a single point, so a handful of runs never looks sure.
    runs : int
        Runs in which it is known whether it happens.
    """

    share: float
    low: float
    high: float
    runs: int


def wilson(share: float, cases: float) -> tuple[float, float]:
    """Return Wilson's 95 % score interval of a share among so many independent cases.

    Source: Wilson (1927). It stays inside 0 and 1, and 0 of n has an upper end above 0.
    """
    z2 = _quantile() ** 2
    middle = (share + z2 / (2 * cases)) / (1 + z2 / cases)
    half = sqrt(z2 * (share * (1 - share) / cases + z2 / (4 * cases**2))) / (1 + z2 / cases)
    return max(0.0, middle - half), min(1.0, middle + half)


@cache
def _quantile() -> float:
    """Return the quantile of the normal distribution that bounds an interval."""
    from scipy.special import ndtri  # scipy.stats takes twice as long to load

    return float(ndtri((1 + LEVEL) / 2))


def chance_of(happened: pd.Series) -> Chance | None:
    """Return how often something happens, over draws and replications together.

    Replications of one draw share its parameters, so with several draws they count for less than
    independent runs: the number of cases is share × (1 - share) over the variance of the mean of
    the draws (the design effect of Kish 1965), between the number of draws and that of runs.
    Where all runs agree the draws are the cases.

    Parameters
    ----------
    happened
        1, 0 or missing for each (draw, replication).
    """
    import numpy as np

    values = happened.to_numpy(dtype=float)
    known = ~np.isnan(values)
    if not known.any():
        return None
    draw = np.asarray(happened.index.get_level_values("draw"))[known]
    _, at = np.unique(draw, return_inverse=True)
    each = np.bincount(at, weights=values[known]) / np.bincount(at)
    share, runs = float(each.mean()), int(known.sum())
    return Chance(share, *wilson(share, _cases(share, each, runs)), runs)


def _cases(share: float, each: np.ndarray, runs: int) -> float:
    draws = len(each)
    if draws == 1:
        return float(runs)
    spread = float(each.var(ddof=1)) / draws
    if share in (0.0, 1.0):
        return float(draws)
    if spread == 0:
        return float(runs)
    return min(max(share * (1 - share) / spread, float(draws)), float(runs))


def all_of(happened: pd.DataFrame) -> pd.Series:
    """Return whether everything happens: 0 if anything does not, else missing if any is unknown."""
    if happened.shape[1] == 0:
        return happened.sum(axis=1, min_count=1)
    least = happened.min(axis=1, skipna=True)
    return least.where((least == 0) | happened.notna().all(axis=1))
