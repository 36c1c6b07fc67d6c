"""Numbers at axes: how they are written, and the room they take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from teacherflow_analysis.figures.theme import Medium

GUTTER: Final = 3.2
"""Width of the numbers at an axis, in heights of their text."""


def gutter(medium: Medium) -> float:
    """Return the width of the numbers at an axis, mm of a printed page."""
    return GUTTER * medium.text * 25.4 / 72


def tick(value: float, ticks: Sequence[float]) -> str:
    """Return a tick with as many decimals as its neighbours need, and a true minus."""
    decimals = next((d for d in range(6) if all(abs(round(t, d) - t) < 1e-9 for t in ticks)), 6)
    return f"{round(value, decimals) + 0.0:,.{decimals}f}".replace("-", "−")
