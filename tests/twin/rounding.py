"""Whole numbers by largest remainder, in plain Python."""

from __future__ import annotations

import math
from collections.abc import Sequence


def half_up(value: float) -> int:
    """The nearest whole number; halves go up, however the sum was added up."""
    return math.floor(round(value, 9) + 0.5)


def largest_remainder(values: Sequence[float], total: int) -> list[int]:
    """Round ``values`` (which sum to about ``total``) so that they sum to ``total``."""
    parts = [math.floor(round(v, 9)) for v in values]
    by_remainder = sorted(range(len(values)), key=lambda i: (-round(values[i] - parts[i], 9), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def shares(weights: Sequence[float], total: int) -> list[int]:
    """Divide ``total`` in proportion to ``weights``."""
    whole = sum(weights)
    return largest_remainder([w * total / whole for w in weights], total)
