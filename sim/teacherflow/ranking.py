"""Orders and places: who comes first, alone or inside a group."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.compiled import in_kernel, kernel

type Positions = NDArray[np.int64]


def ascending(values: NDArray[Any]) -> Positions:
    """Return the positions of ``values`` from low to high; of equal ones the earlier comes first.

    The fast sort knows no order among equals, so the slower one is used only where there are any.
    """
    order = values.argsort()
    ordered = values[order]
    if (ordered[1:] == ordered[:-1]).any():
        return values.argsort(kind="stable")
    return order


def ascending_by(values: NDArray[Any], ids: NDArray[Any]) -> Positions:
    """Return the positions of ``values`` from low to high; of equal ones the lower id first."""
    order = values.argsort()
    ordered = values[order]
    if (ordered[1:] == ordered[:-1]).any():
        return np.lexsort((ids, values))
    return order


def grouped_by(group: NDArray[Any], values: NDArray[Any], ids: NDArray[Any]) -> Positions:
    """Return the positions sorted by group, inside a group as `ascending_by` sorts them.

    One sort by values and one by group are faster than a sort by both; and NumPy sorts numbers of
    16 bits, which nearly all groups fit into, by counting.
    """
    order = ascending_by(values, ids)
    wide = group[order]
    short = wide.astype(np.int16)
    key = short if np.array_equal(short, wide) else wide
    return np.asarray(order[np.argsort(key, kind="stable")])


def place_in_group(group: NDArray[Any]) -> Positions:
    """Return 0, 1, 2 … within each run of equal values of a sorted array."""
    place = np.zeros(group.size, dtype=np.int64)
    _count_runs(np.ascontiguousarray(group, dtype=np.int64), place)
    return place


@kernel
def take_places(order: Any, group: Any, places: Any, taken: Any) -> None:
    """Let those in ``order`` take the ``places`` of their groups, one each, while there are any."""
    for i in order:
        if places[group[i]] > 0:
            places[group[i]] -= 1
            taken[i] = True


def standard_scores(values: NDArray[np.float64], group: Positions) -> NDArray[np.float64]:
    """Return the values as standard scores within their groups (0, 1 …); 0 where all are equal."""
    scores, groups = np.empty(values.size), int(group.max(initial=-1)) + 1
    _standardise(values, group, np.zeros(groups), np.zeros(groups), np.zeros(groups), scores)
    return scores


def places_in_pools(pool: NDArray[np.int64], score: NDArray[np.float64]) -> Positions:
    """Return the place of each element in its pool, 1 the highest score; ties to the earlier."""
    place, so_far = np.empty_like(pool), np.zeros(pool.max(initial=-1) + 1, dtype=np.int64)
    _count_pools(pool, ascending(-score), so_far, place)
    return place


@kernel
def _count_pools(pool: Any, order: Any, so_far: Any, place: Any) -> None:
    for i in order:
        so_far[pool[i]] += 1
        place[i] = so_far[pool[i]]


@kernel
def _standardise(values: Any, group: Any, size: Any, mean: Any, spread: Any, scores: Any) -> None:
    for i in range(values.size):
        size[group[i]] += 1.0
        mean[group[i]] += values[i]
    for g in range(size.size):
        mean[g] /= max(size[g], 1.0)
    for i in range(values.size):
        scores[i] = values[i] - mean[group[i]]
        spread[group[i]] += scores[i] * scores[i]
    for g in range(size.size):
        spread[g] = sqrt(spread[g] / max(size[g], 1.0))
    for i in range(values.size):
        if spread[group[i]] > 0.0:
            scores[i] /= spread[group[i]]


@kernel
def _count_runs(group: Any, place: Any) -> None:
    for i in range(1, group.size):
        if group[i] == group[i - 1]:
            place[i] = place[i - 1] + 1


@in_kernel
def is_among(ids: Positions, person: int) -> bool:
    """Tell whether a person is among ``ids``, which are sorted."""
    low, high = 0, ids.size
    while low < high:
        middle = (low + high) // 2
        if ids[middle] < person:
            low = middle + 1
        else:
            high = middle
    return low < ids.size and bool(ids[low] == person)
