"""What runs measure, year by year, as one block of numbers: the pairs of two scenarios are slices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from teacherflow_analysis.inference.spread import TINY

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def exact(difference: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return the differences with those that are rounding errors of means set to zero."""
    import numpy as np

    size = np.maximum(np.abs(before), np.abs(after))
    return np.where(np.abs(difference) <= TINY * size, 0.0, difference)


def difference_of(before: pd.Series, after: pd.Series) -> pd.Series:
    """Return the differences of two series with equal keys, where both are known."""
    known = before.notna() & after.notna()
    one, other = before[known], after[known]
    change = other - one
    change[:] = exact(change.to_numpy(), one.to_numpy(), other.to_numpy())
    return change


@dataclass(frozen=True)
class Pairs:
    """Both values of every (draw, replication) that has both; all arrays (pairs,)."""

    before: np.ndarray
    after: np.ndarray
    draw: np.ndarray
    replication: np.ndarray

    @property
    def difference(self) -> np.ndarray:
        """After minus before."""
        return exact(self.after - self.before, self.before, self.after)

    def __len__(self) -> int:
        return len(self.before)


@dataclass(frozen=True)
class Paths:
    """Values of some columns in every run and year.

    Attributes
    ----------
    draw, replication : (units,) int
    values : (scenarios, columns, units, years) float
        NaN where undefined, or where the run failed.
    """

    scenarios: tuple[str, ...]
    columns: tuple[str, ...]
    years: tuple[int, ...]
    draw: np.ndarray
    replication: np.ndarray
    values: np.ndarray

    @classmethod
    def of(
        cls,
        wide: pd.DataFrame,
        scenarios: Sequence[str],
        columns: Sequence[str],
        years: Sequence[int],
    ) -> Paths:
        """Return the paths of a frame indexed by (scenario, draw, replication, year)."""
        import numpy as np
        import pandas as pd

        keys = wide.index.to_frame(index=False)
        units = pd.MultiIndex.from_frame(keys[["draw", "replication"]].drop_duplicates())
        units = units.sort_values()
        s = pd.Index(scenarios).get_indexer(pd.Index(keys["scenario"]))
        u = units.get_indexer(pd.MultiIndex.from_frame(keys[["draw", "replication"]]))
        y = pd.Index(years).get_indexer(pd.Index(keys["year"]))
        inside = (s >= 0) & (y >= 0)
        values = np.full((len(scenarios), len(units), len(years), len(columns)), np.nan)
        values[s[inside], u[inside], y[inside]] = wide[list(columns)].to_numpy(float)[inside]
        draw, replication = (np.array(units.get_level_values(k), int) for k in range(2))
        return cls(
            tuple(scenarios),
            tuple(columns),
            tuple(years),
            draw,
            replication,
            values.transpose(0, 3, 1, 2),
        )

    def pairs(self, base: str, reform: str, column: str, window: Sequence[int]) -> Pairs:
        """Return both values of every unit that has both, each the mean of the common years."""
        known, (before, after) = self.together([base, reform], column, window)
        return Pairs(before, after, self.draw[known], self.replication[known])

    def together(
        self, scenarios: Sequence[str], column: str, window: Sequence[int]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return which units have a value under all scenarios, and these, (scenarios, known units).

        A year counts only where all scenarios have it.
        """
        import numpy as np

        at = [self.scenarios.index(name) for name in scenarios]
        when = [self.years.index(year) for year in window]
        chosen = self.values[at, self.columns.index(column)][:, :, when]
        both = np.isfinite(chosen).all(axis=0)
        count = both.sum(axis=1)
        known = count > 0
        total = np.where(both, chosen, 0.0).sum(axis=2)
        return known, total[:, known] / count[known]
