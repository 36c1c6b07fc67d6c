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


def spread(number: int, people: dict[int, int], most: dict[int, int]) -> dict[int, int]:
    """Share a number out in proportion to people; what is above the most goes to the others."""
    parts, free = dict.fromkeys(people, 0), [row for row in people if people[row] and most[row]]
    while number > 0 and free:
        weight = sum(people[row] for row in free)
        wanted = largest_remainder([people[row] * number / weight for row in free], number)
        full = [row for row, n in zip(free, wanted, strict=True) if n >= most[row]]
        if not full:
            parts.update(zip(free, wanted, strict=True))
            break
        for row in full:
            parts[row] = most[row]
            number -= most[row]
        free = [row for row in free if row not in full]
    return parts
