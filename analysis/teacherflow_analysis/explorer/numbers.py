"""Numbers as the file keeps them: short, and never NaN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from teacherflow_analysis.indicators_meta import Shown

if TYPE_CHECKING:
    import numpy as np

DIGITS: Final = {Shown.RATIO: 6, Shown.PERCENT: 6, Shown.NUMBER: 4, Shown.MONEY: 0}
"""Decimals that are kept, three more than are shown."""


def listed(values: np.ndarray, digits: int) -> list[Any]:
    """Return an array flattened and rounded; what is undefined is null, whole numbers are ints."""
    return [short(value, digits) for value in values.ravel().tolist()]


def short(value: float, digits: int) -> float | int | None:
    """Return a number rounded; what is undefined is None, a whole number an int."""
    if value != value:
        return None
    rounded = round(value, digits)
    return int(rounded) if rounded == int(rounded) else rounded
