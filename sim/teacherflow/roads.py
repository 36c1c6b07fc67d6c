"""How far it is by road: the one place that turns kilometres of map into kilometres of road."""

from __future__ import annotations

from math import hypot, sqrt

import numpy as np
from numpy.typing import ArrayLike

from teacherflow.columns import F64
from teacherflow.compiled import in_kernel

ROAD_FACTOR = 1.3
"""Road kilometres per kilometre of straight line (assumption)."""


@in_kernel
def road_km(east: float, north: float) -> float:
    """Return road kilometres of one distance east and north, for use inside kernels."""
    return ROAD_FACTOR * sqrt(east * east + north * north)


@in_kernel
def road_km_of_record(east: float, north: float) -> float:
    """Return the same, to the last bit as `road_kms` has it."""
    return ROAD_FACTOR * hypot(east, north)


def road_kms(east: ArrayLike, north: ArrayLike) -> F64:
    """Return road kilometres of many distances east and north."""
    return np.asarray(ROAD_FACTOR * np.hypot(east, north))
