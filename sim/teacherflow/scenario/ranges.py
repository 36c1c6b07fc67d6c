"""What is not known about a number: from where to where, and how likely within."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.text import Text

type F64 = NDArray[np.float64]

SHAPES = ("uniform", "triangular", "log_uniform")
"""Every value alike (the catalogue claims no more than a range); likeliest at the default and
falling in a straight line to both ends; every ratio alike, for numbers known to a factor."""


class Range(NamedTuple):
    """A range, and the shape of the distribution within."""

    low: float
    high: float
    shape: str = SHAPES[0]

    def wrong(self, default: float) -> Text | None:
        """Return what is wrong with the range of a parameter, if anything is."""
        low, high = self.low, self.high
        if low > high:
            span = f"{low:g} > {high:g}"
            return Text(f"low 大于 high：{span}", f"low exceeds high: {span}")
        if self.shape == "triangular" and not low <= default <= high:
            return Text(
                f"triangular 以默认值 {default:g} 为峰，须在 {low:g} 至 {high:g} 之内",
                f"triangular has its peak at the default {default:g}, which must lie from {low:g} "
                f"to {high:g}",
            )
        if self.shape == "log_uniform" and low <= 0:
            return Text(
                f"log_uniform 的 low 须大于 0；现为 {low:g}",
                f"log_uniform needs a low above 0; found {low:g}",
            )
        return None

    def plain(self) -> list[float | str]:
        """Return the range as plain data; a uniform one is low and high."""
        return [self.low, self.high] if self.shape == SHAPES[0] else list(self)

    def at(self, u: F64, mode: float) -> F64:
        """Return the quantiles of ``u`` in [0, 1]; ``mode`` is the peak of a triangle."""
        low, high, shape = self
        if shape == "log_uniform":
            found = low * np.exp(u * np.log(high / low))
        elif shape == "triangular" and high > low:
            found = _triangle(u, low, high, mode)
        else:
            found = low + u * (high - low)
        inside: F64 = np.clip(found, low, high)
        return inside

    def whole_at(self, u: F64, mode: float) -> F64:
        """Return quantiles that are whole: of a uniform range, every number is equally likely.

        The range is widened by a half on both sides, so that rounding favours no number.
        """
        wide = Range(self.low - 0.5, self.high + 0.5, self.shape)
        found: F64 = np.clip(np.floor(wide.at(u, mode) + 0.5), self.low, self.high)
        return found


def _triangle(u: F64, low: float, high: float, mode: float) -> F64:
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - u) * (high - low) * (high - mode))
    return np.where(u * (high - low) < mode - low, rising, falling)
