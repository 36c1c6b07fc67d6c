"""From means at a grid of candidates to the best value, its interval and its noise.

Between candidates a mean is interpolated monotonically (PCHIP). Candidates share their seeds, so
curves differ by the coefficient and not by luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from scipy.optimize import minimize_scalar

from calibration.targets import Target

FINE = 4_001
"""Points at which the interpolated curves are read for the interval."""

type F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Curves:
    """Means of the measures of one coefficient along its grid.

    Attributes
    ----------
    grid : array (candidates,)
    means : dict of measure to array (candidates,)
    """

    grid: F64
    means: Mapping[str, F64]
    targets: Sequence[Target]

    @cached_property
    def _interpolated(self) -> dict[str, PchipInterpolator]:
        return {m: PchipInterpolator(self.grid, y) for m, y in self.means.items()}

    def read(self, value: F64) -> dict[str, F64]:
        """Return the interpolated means at ``value``."""
        return {m: np.asarray(curve(value)) for m, curve in self._interpolated.items()}

    def objective(self, value: F64) -> F64:
        """Return the sum over measures of ((mean − target) / half the width of the range)²."""
        means = self.read(value)
        terms = [((means[t.measure] - t.value) / t.scale) ** 2 for t in self.targets]
        return np.asarray(np.sum(terms, axis=0))

    def best(self) -> float:
        """Return the value with the least objective, between the neighbours of the best candidate."""
        at_grid = self.objective(self.grid)
        i = int(np.argmin(at_grid))
        around = (self.grid[max(i - 1, 0)], self.grid[min(i + 1, self.grid.size - 1)])
        found = minimize_scalar(
            lambda value: float(self.objective(value)), bounds=around, method="bounded"
        )
        return float(found.x if found.fun < at_grid[i] else self.grid[i])

    def interval(self) -> tuple[float, float] | None:
        """Return least and largest value at which every mean lies in its range; None if nowhere."""
        fine = np.linspace(self.grid[0], self.grid[-1], FINE)
        means = self.read(fine)
        inside = np.all(
            [(means[t.measure] >= t.low) & (means[t.measure] <= t.high) for t in self.targets],
            axis=0,
        )
        kept = fine[inside]
        return (float(kept[0]), float(kept[-1])) if kept.size else None
