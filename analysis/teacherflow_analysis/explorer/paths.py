"""Means over the years with their intervals, for all indicators at once.

The arithmetic is that of `teacherflow_analysis.comparison.compare` (pairs of one draw and seed), done on whole
arrays: a study has some twenty thousand such intervals. They are symmetric, so a mean and half a
width say all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from teacherflow_analysis.comparison.compare import PAIR, values_of
from teacherflow_analysis.frames import levels, rows_at
from teacherflow_analysis.inference.paths import exact
from teacherflow_analysis.inference.spread import spreads
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


@dataclass(frozen=True)
class Spread:
    """Mean and half of the 95 % interval, one per column; NaN where undefined."""

    mean: np.ndarray
    half: np.ndarray


@dataclass(frozen=True)
class Paths:
    """What an indicator does under a scenario, and against the baseline, by year.

    Arrays are (years, indicators); ``change`` of the baseline is None.
    """

    level: Spread
    change: Spread | None


def paths_of(study: Study, indicators: list[str]) -> dict[str, Paths]:
    """Return the paths of all indicators under every scenario."""
    wide = values_of(study, indicators)
    runs = levels(levels(wide.index).droplevel(["scenario", "year"]).unique().sort_values())
    cubes = {name: _cube(wide, name, runs, study.years) for name in study.scenarios}
    base = cubes[study.baseline]
    return {
        name: Paths(
            spread(cube, runs),
            None if name == study.baseline else spread(difference(base, cube), runs),
        )
        for name, cube in cubes.items()
    }


def _cube(
    wide: pd.DataFrame, scenario: str, runs: pd.MultiIndex, years: tuple[int, ...]
) -> np.ndarray:
    """Return the values of one scenario as (runs, years, indicators), NaN where missing."""
    import pandas as pd

    keys = pd.MultiIndex.from_tuples(
        [(*run, year) for run in runs for year in years], names=[*PAIR, "year"]
    )
    rows = rows_at(wide, scenario, "scenario").reindex(keys).to_numpy(float)
    return rows.reshape(len(runs), len(years), -1)


def difference(base: np.ndarray, reform: np.ndarray) -> np.ndarray:
    """Return reform minus baseline, NaN where one is missing, rounding errors set to zero."""
    return exact(reform - base, base, reform)


def spread(values: np.ndarray, runs: pd.MultiIndex) -> Spread:
    """Return mean and half width over the runs (first axis) of every column.

    Parameters
    ----------
    values : float array, (runs, …)
        NaN where a run has no value.
    runs
        Draw and replication of each run.
    """
    draw, replication = (runs.get_level_values(key).to_numpy() for key in PAIR)
    found = spreads(values, draw, replication)
    return Spread(found.mean, (found.high - found.low) / 2)
