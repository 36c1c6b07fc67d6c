"""Shares become whole numbers by largest remainder; ties go to the lower id.

Numbers that differ by less than 1e-9 count as equal, so the order in which a sum was added up
never decides which way a half goes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow.ranking import place_in_group

type Whole = NDArray[np.int64]

_TIE = 9  # decimals: remainders that differ by less are equal


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
    weights = np.asarray(weights, dtype=np.float64)
    weight = float(np.cumsum(weights)[-1]) if weights.size else 0.0
    if not (_is_weight(weights) and total >= 0 and (weight > 0 or not total)):
        _check(weights, np.array([weight]), np.array([total]))
    if not total:
        return np.zeros(weights.size, dtype=np.int64)
    return _settle_one(weights * (total / weight), total)


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
    weights, group = np.asarray(weights, dtype=np.float64), np.asarray(group, dtype=np.int64)
    totals = np.asarray(totals, dtype=np.int64)
    sums = np.bincount(group, weights=weights, minlength=totals.size)
    _check(weights, sums, totals)
    scale = np.divide(totals, sums, out=np.zeros(totals.size), where=sums > 0)
    return _settle(weights * scale[group], group, totals)


def nearest(values: ArrayLike) -> Whole:
    """Return the nearest whole numbers; halves go up.

    Examples
    --------
    >>> nearest([0.4, 0.5, 2.4999999999999]).tolist()
    [0, 1, 3]
    """
    exact = np.round(np.asarray(values, dtype=np.float64), _TIE)
    return np.floor(exact + 0.5).astype(np.int64)


def whole(values: ArrayLike) -> Whole:
    """Make ``values`` whole so that their sum is the nearest whole number to the exact sum."""
    exact = np.asarray(values, dtype=np.float64)
    none = np.zeros(exact.size, dtype=np.int64)
    return whole_within(exact, none, 1)


def whole_within(values: ArrayLike, group: ArrayLike, groups: int) -> Whole:
    """Make ``values`` whole inside each group; the sum of a group is the nearest whole number."""
    exact, group = np.asarray(values, dtype=np.float64), np.asarray(group, dtype=np.int64)
    if not _is_weight(exact):
        raise ValueError("values to be made whole must be finite and not negative")
    sums = np.bincount(group, weights=exact, minlength=groups)
    return _settle(exact, group, nearest(sums))


def _is_weight(values: NDArray[np.float64]) -> bool:
    """Tell whether all are finite and not negative (NaN is neither)."""
    return bool(values.min(initial=0.0) >= 0.0 and values.max(initial=0.0) < np.inf)


def _check(weights: NDArray[np.float64], sums: NDArray[np.float64], totals: Whole) -> None:
    if not _is_weight(weights):
        raise ValueError("weights must be finite and not negative")
    if sums.size != totals.size:
        raise ValueError(f"group {sums.size - 1} has no total: {totals.size} totals are given")
    if (totals < 0).any():
        raise ValueError("totals must not be negative")
    bare = (sums <= 0) & (totals > 0)
    if bare.any():
        first = int(bare.argmax())
        raise ValueError(f"group {first} has {totals[first]} to divide and no weight")


def _settle_one(exact: NDArray[np.float64], total: int) -> Whole:
    """Round down, then give what is left of ``total`` to the largest remainders."""
    parts = np.floor(exact.round(_TIE)).astype(np.int64)
    left = total - int(parts.sum())
    if left > 0:
        remainder = (exact - parts).round(_TIE)
        parts[np.argsort(-remainder, kind="stable")[:left]] += 1
    return parts


def _settle(exact: NDArray[np.float64], group: Whole, totals: Whole) -> Whole:
    """Round down, then give what is left to the largest remainders of each group."""
    if totals.size == 1:
        return _settle_one(exact, int(totals[0]))
    parts = np.floor(np.round(exact, _TIE)).astype(np.int64)
    left = totals - np.bincount(group, weights=parts, minlength=totals.size).astype(np.int64)
    remainder = np.round(exact - parts, _TIE)
    order = np.lexsort((-remainder, group))
    group = group[order]
    parts[order[place_in_group(group) < left[group]]] += 1
    return parts
