"""Rural service before a title (A13): when it starts, when it ends, what it leaves behind.

Sources: the rules of Banan District 2020 and State Council office 2015, no. 43, which ask for a
number of years and no more; that teachers serve just these years, just in time, is what counties
report. Years to eligibility stand in no table, so the county is watched year by year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from teacherflow.agents.titles import least_years
from teacherflow.codes import Away, Zone
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.scenario import read_study
from teacherflow.study.simulate import past_of
from teacherflow.terms.promote import STEPS

FILE = Path(__file__).with_name("prerequisite.yaml")
FROM, UNTIL, SETTLED = 2025, 2030, 2029
"""First year of the policy, last year of the ended one, first year after the first rush."""


@dataclass
class Watched:
    """One scenario, all replications.

    Attributes
    ----------
    starts : list of (year, int)
        School year in which service began, and years then left until the next title may be sought.
    lengths : list of (int, str)
        Years of service and how it ended: ``exchange_return`` or a way out of service.
    serving, rural, applications : dict of year to int
        Persons in service for a title; staff on duty in towns and villages; applications for
        titles. Sums of all replications.
    """

    starts: list[tuple[int, int]] = field(default_factory=list)
    lengths: list[tuple[int, str]] = field(default_factory=list)
    serving: dict[int, int] = field(default_factory=dict)
    rural: dict[int, int] = field(default_factory=dict)
    applications: dict[int, int] = field(default_factory=dict)


@cache
def watched() -> dict[str, Watched]:
    """Return every scenario of the study; computed once per process."""
    study = read_study(FILE)
    found = {name: Watched() for name in study.scenarios}
    for replication in range(study.replications):
        past = past_of(study, replication)
        for name, scenario in study.scenarios.items():
            county = past.fork(scenario.terms)
            for _ in range(study.years.count):
                county.step()
                _observe(county, found[name])
            _spells(county, found[name])
    return found


def _observe(county: County, found: Watched) -> None:
    state = county.state
    t, s, year = state.teachers, state.sections, county.year
    serving = t.alive & (t.away == Away.EXCHANGE)
    began = np.flatnonzero(serving & (t.duty_changed_year == year))
    least = least_years(t.title[began], t.education[began], state.terms[STEPS])
    found.starts += [(year, int(left)) for left in least - t.title_years[began]]
    here = np.flatnonzero(t.alive & (t.duty >= 0))
    rural = int((s.zone[t.duty[here]] != Zone.SEAT).sum())
    events = concatenated(state.log.titles)
    asked = int(((events["event"] == "apply") & (events["year"] == year)).sum())
    for table, number in (
        (found.serving, int(serving.sum())),
        (found.rural, rural),
        (found.applications, asked),
    ):
        table[year] = table.get(year, 0) + number


def _spells(county: County, found: Watched) -> None:
    """Pair every start of service with the end of the stay; stays under way are left out."""
    moves = concatenated(county.state.log.moves)
    began: dict[int, int] = {}
    for year, person, kind, cause in zip(
        *(moves[name].tolist() for name in ("year", "teacher_id", "kind", "cause")), strict=True
    ):
        if kind == "exchange_out" and cause == "title_prerequisite":
            began[person] = year
        elif person in began and cause != "enrol.closure" and kind not in ("merge", "reassign"):
            found.lengths.append((year - began.pop(person), kind))
        elif person in began and cause == "enrol.closure":
            began.pop(person)


def starts_by_years_left(found: Watched) -> dict[int, float]:
    """Return service begun a year, by years left until the title, after the first rush."""
    left = [years for year, years in found.starts if year >= SETTLED]
    values, numbers = np.unique(left, return_counts=True)
    return dict(zip(values.tolist(), numbers.tolist(), strict=True))


def mean(table: dict[int, int], first: int, last: int) -> float:
    """Return the mean of the years ``first`` to ``last``."""
    return float(np.mean([n for year, n in table.items() if first <= year <= last]))
