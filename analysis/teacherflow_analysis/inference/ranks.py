"""Rank correlations of parameters with outcomes over the draws, held against chance.

Many are looked at, so each is held against the largest one that appears anywhere when the draws are
shuffled (Westfall and Young 1993): under 5 % such a find is chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from teacherflow_analysis.inference.resampling import chances
from teacherflow_analysis.inference.spread import TINY

if TYPE_CHECKING:
    import numpy as np

SHUFFLES: Final = 2000
FEWEST: Final = 8
"""With fewer draws no correlation is told."""
CHANCE: Final = 0.05
ALONE: Final = 2**18
"""Multiplications of a product of matrices that BLAS does on one thread: many small products take
several times as long where threads wait for each other."""


class Ranked(NamedTuple):
    """Rank correlations of some parameters with some outcomes.

    Attributes
    ----------
    parameters, outcomes : (p,) int, (n,) int
        Rows that vary; the others have no correlation.
    correlations, p : (p, n) float
        Spearman's, and the chance of one as strong anywhere among all of them.
    """

    parameters: np.ndarray
    outcomes: np.ndarray
    correlations: np.ndarray
    p: np.ndarray


def ranked(parameters: np.ndarray, outcomes: np.ndarray) -> Ranked:
    """Correlate every parameter with every outcome, (rows, draws) each; NaN where unknown."""
    import numpy as np

    which, ranks = _standing(parameters)
    of, orders = _standing(outcomes)
    if not which.size or not of.size:
        nothing = np.zeros((which.size, of.size))
        return Ranked(which, of, nothing, nothing)
    correlations = ranks @ orders.T
    largest = _largest_by_chance(ranks, orders)
    beyond = np.searchsorted(largest, np.abs(correlations) * (1 - 1e-9))
    return Ranked(which, of, correlations, (1 + SHUFFLES - beyond) / (1 + SHUFFLES))


def _standing(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows vary, and their ranks over the draws, centred and of length one.

    A draw without a value stands in the middle; values that differ by rounding errors are equal.
    """
    import numpy as np
    from scipy.stats import rankdata

    if not values.size:
        return np.zeros(0, dtype=int), values
    size = np.nanmax(np.abs(values), axis=1, keepdims=True)
    whole = np.rint(values / np.where(size > 0, size * TINY, 1.0))
    ranks = rankdata(whole, axis=1, nan_policy="omit")
    centred = np.nan_to_num(ranks - np.nanmean(ranks, axis=1, keepdims=True))
    length = np.sqrt((centred**2).sum(axis=1))
    varies = length > 0
    return varies.nonzero()[0], centred[varies] / length[varies][:, None]


def _largest_by_chance(ranks: np.ndarray, orders: np.ndarray) -> np.ndarray:
    """Return the largest correlation anywhere in each of many shuffles of the draws, sorted."""
    import numpy as np

    source = chances(ranks.shape[1], "shuffles")
    fewer, more = sorted((ranks, orders), key=len)
    step = max(1, ALONE // fewer.size)
    blocks = [np.ascontiguousarray(more[i : i + step].T) for i in range(0, len(more), step)]
    largest = np.empty(SHUFFLES)
    for i in range(SHUFFLES):
        shuffled = fewer[:, source.permutation(ranks.shape[1])]
        largest[i] = max(np.abs(shuffled @ block).max() for block in blocks)
    return np.sort(largest)
