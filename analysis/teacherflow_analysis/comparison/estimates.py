"""Means over runs with their intervals, many at a time.

A run is one life of the whole county, so what differs between runs is what the model is unsure
of: intervals are Student's t over runs, of several draws the two-way intervals of
`teacherflow_analysis.inference.spread`, and differences are paired by draw and seed, as in comparisons. Spells inside a run are not
independent cases: colleagues share vacancies, rules and closures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from teacherflow_analysis.comparison.compare import PAIR
from teacherflow_analysis.frames import rows_at
from teacherflow_analysis.inference.paths import exact
from teacherflow_analysis.inference.spread import spreads
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd

RUN: Final = ["county", "scenario", *PAIR]
NUMBERS: Final = (
    *("mean", "low", "high"),
    *("difference", "difference_low", "difference_high"),
)
TIDY: Final = (*NUMBERS, "cases", "interval")
"""What `estimated` says of every measure.

``mean, low, high`` over the runs of a scenario, ``difference…`` from the baseline over pairs;
missing where undefined. ``cases``: independent cases behind the mean. ``interval``: ``runs``;
``spells`` for one within a single run (Greenwood); empty where there is none.
"""


def runs_of(study: Study) -> pd.DataFrame:
    """Return the keys of all runs that are stored, in order; a run without any row counts too."""
    keys = ", ".join(RUN)
    return study.sql(f"SELECT DISTINCT {keys} FROM county_year ORDER BY {keys}")


def over_counties(study: Study, values: pd.DataFrame) -> pd.DataFrame:
    """Return the plain mean of the counties of each run; what one of them lacks is missing.

    Parameters
    ----------
    values
        A row per county and run (`RUN`), a column per measure.
    """
    if len(study.counties) == 1:
        return values.droplevel("county")
    grouped = values.groupby(level=["scenario", *PAIR], sort=True)
    return grouped.mean().where(grouped.count() == len(study.counties))


def estimated(study: Study, values: pd.DataFrame) -> pd.DataFrame:
    """Return mean, difference from the baseline and their intervals, a row per measure.

    Parameters
    ----------
    values
        A row per (scenario, draw, replication), a column per measure; the levels of the columns
        become columns of what is returned.

    Returns
    -------
    pandas.DataFrame
        ``scenario``, the levels of the columns, then `TIDY`.
    """
    import pandas as pd

    parts = []
    base = _of(values, study.baseline)
    for scenario in study.scenarios:
        own = _of(values, scenario)
        frame = _frame(values.columns, own, base, scenario == study.baseline)
        parts.append(frame.assign(scenario=scenario))
    found = pd.concat(parts, ignore_index=True)
    return found[["scenario", *_levels(values.columns), *TIDY]]


def _levels(columns: pd.Index) -> list[str]:
    return [str(name) for name in columns.names]


def _of(values: pd.DataFrame, scenario: str) -> pd.DataFrame:
    known = scenario in values.index.get_level_values("scenario")
    if not known:
        return values.iloc[:0].droplevel("scenario")
    return rows_at(values, scenario, "scenario")


def _frame(
    columns: pd.Index, own: pd.DataFrame, base: pd.DataFrame, baseline: bool
) -> pd.DataFrame:
    import numpy as np

    frame = columns.to_frame(index=False)
    draw, replication = (own.index.get_level_values(key).to_numpy() for key in PAIR)
    found = spreads(own.to_numpy(dtype=float), draw, replication)
    frame["mean"], frame["low"], frame["high"], frame["cases"] = found
    for name in NUMBERS[3:]:
        frame[name] = np.nan
    if not baseline:
        other = base.reindex(own.index).to_numpy(dtype=float)
        mine = own.to_numpy(dtype=float)
        change = exact(mine - other, mine, other)
        for name, column in zip(NUMBERS[3:], spreads(change, draw, replication)[:3], strict=True):
            frame[name] = column
    frame["interval"] = np.where(frame["low"].notna(), "runs", "")
    return frame


def plain(value: object) -> object:
    """Return a cell of a frame as JSON has it: what is missing is null, numbers are Python's."""
    if value is None or value != value:
        return None
    item = getattr(value, "item", None)
    return item() if item is not None else value


def records(frame: pd.DataFrame, columns: Sequence[str] | None = None) -> list[dict[str, object]]:
    """Return the rows of a frame as plain JSON objects."""
    chosen = list(frame.columns if columns is None else columns)
    cells = (frame[name].tolist() for name in chosen)
    rows = zip(*cells, strict=True)
    return [{name: plain(value) for name, value in zip(chosen, row, strict=True)} for row in rows]
