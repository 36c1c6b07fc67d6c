"""The runs on which patterns are measured: 织金 with seeds that nothing was fitted on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from teacherflow.results.schema import frame
from teacherflow.scenario import Study, read_study
from teacherflow.study.plan import Unit
from teacherflow.study.simulate import simulate

FILE = Path(__file__).with_name("patterns.yaml")
LEVEL = {"village": 1, "town": 2, "seat": 3}
START, END = 2024, 2038


@dataclass(frozen=True)
class Runs:
    """Tables of all scenarios and replications, as data frames."""

    tables: dict[str, pd.DataFrame]

    def of(self, table: str, scenario: str = "status_quo") -> pd.DataFrame:
        """Return the rows of one scenario."""
        whole = self.tables[table]
        return whole[whole["scenario"] == scenario]


@cache
def runs(replications: int | None = None) -> Runs:
    """Return the tables of the pattern study; computed once per process."""
    study = read_study(FILE)
    return lived(study, replications or study.replications)


def lived(study: Study, replications: int) -> Runs:
    """Return the tables of all scenarios of a study."""
    kept = ("county_year", "section_year", "groups_year", "moves", "careers")
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in kept}
    for replication in range(replications):
        unit = Unit(study.county_name, 0, replication)
        for scenario, tables in simulate(study, unit, list(study.scenarios)).items():
            for name in kept:
                n = len(next(iter(tables[name].values())))
                keys = {
                    "scenario": np.full(n, scenario, object),
                    "replication": np.full(n, replication),
                }
                found[name].append(frame({**keys, **tables[name]}))
    return Runs({name: pd.concat(frames, ignore_index=True) for name, frames in found.items()})


def directions(moves: pd.DataFrame) -> pd.Series:
    """Return the change of zone level of every move (NA without both ends)."""
    return moves["to_zone"].map(LEVEL) - moves["from_zone"].map(LEVEL)


def person_years(careers: pd.DataFrame, basis: str = "post") -> pd.DataFrame:
    """Return one row per spell and year at risk: tenure, age, zone, home_km and the reason of an end.

    A spell that began in year e and ended in l is at risk in the years e+1 .. l, as far as they
    lie in the study; the year of the end carries the reason.
    """
    spells = careers[careers["basis"] == basis]
    first = (spells["entered"] + 1).clip(lower=START)
    last = spells["left"].clip(upper=END)
    length = (last - first + 1).clip(lower=0).astype(int)
    rows = spells.loc[spells.index.repeat(length)].copy()
    rows["year"] = first.repeat(length).to_numpy() + rows.groupby(level=0).cumcount().to_numpy()
    rows["tenure"] = rows["year"] - rows["entered"]
    rows["age"] = rows["age"] + rows["tenure"]
    ends = (rows["year"] == rows["left"]) & ~rows["censored"].astype(bool)
    rows["event"] = rows["reason"].where(ends, "")
    return rows
