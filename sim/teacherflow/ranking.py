"""Orders and places: who comes first, alone or inside a group."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.compiled import kernel

type Positions = NDArray[np.int64]


def ascending(values: NDArray[Any]) -> Positions:
    """Return the positions of ``values`` from low to high; of equal ones the earlier comes first.

    The fast sort knows no order among equals, so the slower one is used only where there are any.
    """
    order = np.argsort(values)
    ordered = values[order]
    if np.any(ordered[1:] == ordered[:-1]):
        return np.argsort(values, kind="stable")
    return order


def place_in_group(group: NDArray[Any]) -> Positions:
    """Return 0, 1, 2 … within each run of equal values of a sorted array."""
    place = np.zeros(group.size, dtype=np.int64)
    _count_runs(np.ascontiguousarray(group, dtype=np.int64), place)
    return place


@kernel
def _count_runs(group: Any, place: Any) -> None:
    for i in range(1, group.size):
        if group[i] == group[i - 1]:
            place[i] = place[i - 1] + 1
