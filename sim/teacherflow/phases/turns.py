"""Posts given one by one, each where most are left: the order in which gaps are filled."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.columns import F64, I64
from teacherflow.compiled import in_kernel, kernel
from teacherflow.draws import unit


def one_by_one(
    vacant: I64, size: F64, group: I64, number: I64, key: np.uint64, error: F64 | None = None
) -> I64:
    """Give ``number[g]`` of the vacancies of each group, one by one, where most are left.

    Parameters
    ----------
    vacant, size : (n,)
        Vacancies of each place, and what they are divided by to compare places.
    group : (n,) int
        Group of each place.
    number : (groups,) int
        How many each group gives; what exceeds its vacancies is not given.
    key : uint64
        Of the draw by place that settles ties: the lower comes first.
    error : (n,) float, optional
        By how much the vacancies of each place seem more than they are.

    Returns
    -------
    (n,) int
    """
    given = np.zeros(vacant.size, dtype=np.int64)
    if number.any():
        seen = vacant.astype(np.float64) if error is None else vacant + error
        first = np.empty(number.size, dtype=np.int64)
        _give(vacant, seen, size, group, number.copy(), key, first, given)
    return given


@kernel
def _give(
    vacant: Any,
    seen: Any,
    size: Any,
    group: Any,
    left: Any,
    key: np.uint64,
    first: Any,
    given: Any,
) -> None:
    """Write what is ``given``; ``left`` counts down what each group still gives.

    ``first`` is room for who comes first in each group.
    """
    gives = True
    while gives:
        gives = False
        for g in range(left.size):
            first[g] = -1
        for i in range(vacant.size):
            g = group[i]
            if left[g] == 0 or given[i] >= vacant[i]:
                continue
            if first[g] < 0 or _comes_before(i, first[g], seen, given, size, key):
                first[g] = i
        for g in range(left.size):
            if first[g] >= 0:
                given[first[g]] += 1
                left[g] -= 1
                gives = True


@in_kernel
def _comes_before(i: int, j: int, seen: Any, given: Any, size: Any, key: np.uint64) -> bool:
    """Tell whether more is left at place i than at place j above it, for its size; or the lot."""
    mine, other = (seen[i] - given[i]) / size[i], (seen[j] - given[j]) / size[j]
    return bool(mine > other or (mine == other and unit(key, i, 0) < unit(key, j, 0)))
