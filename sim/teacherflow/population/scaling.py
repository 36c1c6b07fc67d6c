"""One factor that makes a sum come out, above floors or below caps."""

from __future__ import annotations

import numpy as np

from teacherflow.columns import F64


def scaled_to(total: float, weights: F64, floors: F64) -> F64:
    """Return max(floor, a x weight) with the factor ``a`` that makes the sum ``total``.

    Weights must be positive; ``total`` must be at least the sum of the floors.
    """
    free = np.argsort(floors / weights, kind="stable")
    turn = (floors / weights)[free]
    weight_free = np.cumsum(weights[free])
    floor_rest = floors.sum() - np.cumsum(floors[free])
    k = int(np.searchsorted(turn * weight_free + floor_rest, total, side="right")) - 1
    if k < 0:
        return floors.astype(np.float64)
    factor = (total - floor_rest[k]) / weight_free[k]
    return np.asarray(np.maximum(floors, factor * weights))


def scaled_below(total: float, weights: F64, caps: F64) -> F64:
    """Return min(cap, a x weight) with the factor ``a`` that makes the sum ``total``.

    Weights must be positive; if ``total`` is the sum of the caps or more, the caps are returned.
    """
    if total >= caps.sum():
        return caps.astype(np.float64)
    full = np.argsort(caps / weights, kind="stable")
    turn = (caps / weights)[full]
    filled = np.concatenate([[0.0], np.cumsum(caps[full])[:-1]])
    free = weights.sum() - np.concatenate([[0.0], np.cumsum(weights[full])[:-1]])
    k = int(np.searchsorted(filled + turn * free, total))
    return np.asarray(np.minimum(caps, (total - filled[k]) / free[k] * weights))
