"""Orders and places: who comes first, alone or inside a group."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    at = np.arange(group.size)
    first = np.zeros(group.size, dtype=np.int64)
    if group.size:
        new = np.flatnonzero(group[1:] != group[:-1]) + 1
        first[new] = new
        np.maximum.accumulate(first, out=first)
    return at - first
