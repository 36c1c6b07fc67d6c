"""Shares become whole numbers by largest remainder; ties go to the lower id.

Numbers that differ by less than 1e-9 count as equal, so the order in which a sum was added up
never decides which way a half goes.
"""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow.compiled import in_kernel, kernel
from teacherflow.ranking import take_places

type Whole = NDArray[np.int64]

_TIE = 9  # decimals: remainders that differ by less are equal
_SCALE = 10.0**_TIE


def apportion(weights: ArrayLike, total: int) -> Whole:
    """Divide ``total`` in proportion to ``weights``.

    Parameters
    ----------
    weights : (n,) float
        Not negative, in the order of the ids.
    total : int
        What is divided; not negative.

    Returns
    -------
    (n,) int
        Whole numbers that sum to ``total``, each within 1 of its exact share.

    Raises
    ------
    ValueError
        If something is to be divided and nobody has a weight.

    Examples
    --------
    >>> apportion([1, 1, 1], 2).tolist()
    [1, 1, 0]
    """
    weights = np.ascontiguousarray(weights, dtype=np.float64)
    return _divided(weights, np.zeros(weights.size, np.int64), np.array([total], np.int64))


def apportion_within(weights: ArrayLike, group: ArrayLike, totals: ArrayLike) -> Whole:
    """Divide the total of every group in proportion to the weights of its members.

    Parameters
    ----------
    weights : (n,) float
        Not negative, in the order of the ids.
    group : (n,) int
        Group of each element, 0 to m - 1, in any order.
    totals : (m,) int
        What each group divides; not negative.
    """
    weights = np.ascontiguousarray(weights, dtype=np.float64)
    group = np.ascontiguousarray(group, dtype=np.int64)
    return _divided(weights, group, np.array(totals, dtype=np.int64))


def nearest(values: ArrayLike) -> Whole:
    """Return the nearest whole numbers; halves go up.

    Examples
    --------
    >>> nearest([0.4, 0.5, 2.4999999999999]).tolist()
    [0, 1, 3]
    """
    exact = np.round(np.asarray(values, dtype=np.float64), _TIE)
    return np.floor(exact + 0.5).astype(np.int64)


@in_kernel
def rounded(value: float) -> float:
    """Return ``np.round(value, 9)`` of one number, for use inside kernels."""
    return float(np.rint(value * _SCALE) / _SCALE)


@in_kernel
def nearest_whole(value: float) -> int:
    """Return the `nearest` whole number to one number, for use inside kernels."""
    return int(np.floor(rounded(value) + 0.5))


def whole(values: ArrayLike) -> Whole:
    """Make ``values`` whole so that their sum is the nearest whole number to the exact sum."""
    exact = np.asarray(values, dtype=np.float64)
    none = np.zeros(exact.size, dtype=np.int64)
    return whole_within(exact, none, 1)


def whole_within(values: ArrayLike, group: ArrayLike, groups: int) -> Whole:
    """Make ``values`` whole inside each group; the sum of a group is the nearest whole number."""
    exact = np.ascontiguousarray(values, dtype=np.float64)
    group = np.ascontiguousarray(group, dtype=np.int64)
    return _divided(exact, group, np.zeros(groups, dtype=np.int64), scaled=False)


def _divided(
    weights: NDArray[np.float64], group: Whole, totals: Whole, scaled: bool = True
) -> Whole:
    """Round down, then give what is left to the largest remainders of each group.

    Parameters
    ----------
    totals : (groups,) int
        What each group divides; written if the weights are not ``scaled`` to it.
    """
    parts, lacking = np.empty(weights.size, dtype=np.int64), np.empty(weights.size)
    left, sums = np.zeros(totals.size, dtype=np.int64), np.zeros(totals.size)
    if not _round_down(weights, group, totals, scaled, sums, parts, lacking, left):
        _refuse(weights, group, totals)
    if left.any():
        one_more = np.zeros(weights.size, dtype=np.bool_)
        take_places(np.lexsort((lacking, group)), group, left, one_more)
        parts += one_more
    return parts


@kernel
def _round_down(
    weights: Any,
    group: Any,
    totals: Any,
    scaled: bool,
    sums: Any,
    parts: Any,
    lacking: Any,
    left: Any,
) -> bool:
    """Write sums and whole parts, minus the remainders (lacking) and what is left of the totals.

    Return whether weights and totals are such as can be divided.
    """
    for i in range(weights.size):
        if not (0.0 <= weights[i] < np.inf and group[i] < totals.size):
            return False
        sums[group[i]] += weights[i]
    for g in range(totals.size):
        if not scaled:
            totals[g] = nearest_whole(sums[g])
        if totals[g] < 0 or (totals[g] > 0 and sums[g] <= 0.0):
            return False
        left[g] = totals[g]
    for i in range(weights.size):
        g, exact = group[i], weights[i]
        if scaled and sums[g] > 0.0:
            exact *= totals[g] / sums[g]
        parts[i] = int(np.floor(rounded(exact)))
        lacking[i] = -rounded(exact - parts[i])
        left[g] -= parts[i]
    return True


def _refuse(weights: NDArray[np.float64], group: Whole, totals: Whole) -> NoReturn:
    if not (weights.min(initial=0.0) >= 0.0 and weights.max(initial=0.0) < np.inf):
        raise ValueError("weights must be finite and not negative")
    sums = np.bincount(group, weights=weights, minlength=totals.size)
    if sums.size != totals.size:
        raise ValueError(f"group {sums.size - 1} has no total: {totals.size} totals are given")
    if (totals < 0).any():
        raise ValueError("totals must not be negative")
    first = int(((sums <= 0) & (totals > 0)).argmax())
    raise ValueError(f"group {first} has {totals[first]} to divide and no weight")
