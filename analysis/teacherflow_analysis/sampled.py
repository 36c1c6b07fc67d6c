"""A few careers under two rules with the same luck, chosen by a rule that anybody can apply again.

Not the striking ones: the ways in which careers differ most often, and of each the person in the
middle by age. People carry letters; of their age five years are told, of schools the zone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis.compare import PAIR
from teacherflow_analysis.differing import (
    Direction,
    counted,
    differing_query,
    directions,
    share,
)
from teacherflow_analysis.errors import AnalysisError, unknown
from teacherflow_analysis.lives import Life, lives_of
from teacherflow_analysis.spread import Spread
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd

USUAL: Final = 4
"""Careers that are told if nothing else is said."""
MOST: Final = 9
"""Careers that are told at most: as many as there are ways to differ."""
FEWEST: Final = 5
"""Of a way in which fewer persons of the run differ nobody is told."""
NEEDED: Final[Mapping[str, frozenset[str]]] = {
    "careers": frozenset(
        {"teacher_id", "zone", "stage", "basis", "title", "age", "entered", "left", "truncated"}
    ),
    "moves": frozenset({"year", "teacher_id", "to_school", "to_zone", "kind", "post_moves"}),
}
"""Tables and columns without which no career can be told."""


@dataclass(frozen=True)
class Career:
    """One person under both scenarios, and of how many it speaks.

    Attributes
    ----------
    number : int
        From 0; shown as a letter.
    told, opposite : Direction
        The difference that the person stands for, and the other way round.
    age : int
        Youngest age of a band of five years, in the September before the study.
    subject : str or None
        Where the study stores it.
    lives : tuple of Life
        Under the baseline and under the reform.
    """

    number: int
    told: Direction
    opposite: Direction
    age: int
    stage: str
    zone: str
    title: str
    subject: str | None
    lives: tuple[Life, Life]


@dataclass(frozen=True)
class Sample:
    """Careers of one run under two scenarios.

    Attributes
    ----------
    teachers : int
        Who worked at a school before the study, in the run that is told.
    differs : Spread
        Share of them whose careers differ in anything, over the runs.
    """

    study: Study = field(repr=False)
    base: str
    reform: str
    county: str
    draw: int
    replication: int
    teachers: int
    differs: Spread
    careers: tuple[Career, ...]


def sampled(
    study: Study,
    between: tuple[str, str] | None = None,
    county: str | None = None,
    number: int = USUAL,
    run: tuple[int, int] | None = None,
) -> Sample | Text:
    """Return a few careers under two scenarios, or why there are none.

    Parameters
    ----------
    between
        Baseline and reform. By default the baseline of the study and the first of the others, in
        the order of the study file, under which enough careers differ.
    county
        By default the first of the study.
    number
        Careers, at most `MOST`; fewer if fewer ways to differ are frequent enough.
    run
        Draw and replication; by default the first that is stored.

    Raises
    ------
    AnalysisError
        For a scenario, county or run that the study does not have.
    """
    study.counties_in(county)
    county = study.counties[0] if county is None else county
    pairs = _pairs(study, between)
    missing = _lacks(study)
    if missing is not None:
        return missing
    if not pairs:
        return Text("没有可比较的方案", "there is no scenario to compare with")
    for base, reform in pairs:
        found = _between(study, (base, reform), county, number, run)
        if found is not None:
            return found
    return Text(
        f"没有足够多的教师（每类至少 {FEWEST} 人）在各方案下经历不同",
        f"too few careers differ between the scenarios (at least {FEWEST} of a kind are needed)",
    )


def _pairs(study: Study, between: tuple[str, str] | None) -> list[tuple[str, str]]:
    base = study.baseline
    if between is None:
        return [(base, name) for name in study.scenarios if name != base]
    for name in between:
        if name not in study.scenarios:
            raise unknown(Text("方案", "scenario"), name, study.scenarios)
    if between[0] == between[1]:
        raise AnalysisError(
            Text(
                f"需要两个不同的方案，而两次都是 {between[0]}",
                f"two different scenarios are needed, {between[0]} was given twice",
            )
        )
    return [between]


def _lacks(study: Study) -> Text | None:
    for table, columns in NEEDED.items():
        if table not in study.results.tables or not columns <= set(study.columns(table)):
            return Text(
                f"研究没有保存表 {table}，无从讲述个人经历",
                f"the study did not store the table {table}, so no career can be told",
            )
    return None


def _between(
    study: Study,
    pair: tuple[str, str],
    county: str,
    number: int,
    run: tuple[int, int] | None,
) -> Sample | None:
    counts = counted(study, *pair, county)
    if counts.empty:
        return None
    chosen = _run(counts, run)
    here = counts.loc[chosen]
    told = [both for both in directions(counts) if here[both[0].column] >= FEWEST]
    people = _people(study, pair, county, chosen)
    picked = _picked(people, told[:number])
    if not picked:
        return None
    lives = lives_of(study, pair, county, chosen, list(picked))
    careers = tuple(
        _career(study, number, person, both, lives[person], people)
        for number, (person, both) in enumerate(picked.items())
    )
    return Sample(study, *pair, county, *chosen, int(here["n"]), share(counts, "differs"), careers)


def _run(counts: pd.DataFrame, run: tuple[int, int] | None) -> tuple[int, int]:
    stored = [(int(draw), int(replication)) for draw, replication in counts.index]
    if run is None:
        return stored[0]
    if run not in stored:
        raise AnalysisError(
            Text(
                f"没有保存第 {run[0]} 组参数的第 {run[1]} 次重复",
                f"replication {run[1]} of draw {run[0]} is not stored",
            )
        )
    return run


def _people(study: Study, pair: tuple[str, str], county: str, run: tuple[int, int]) -> pd.DataFrame:
    """Return the teachers of the start of one run, by id."""
    query = differing_query(study, *pair, county)
    where = " AND ".join(f"{k} = {v}" for k, v in zip(PAIR, run, strict=True))
    rows = study.sql(f"SELECT * FROM ({query}) WHERE differs AND {where}")
    return rows.sort_values(["age", "teacher_id"]).set_index("teacher_id")


def _picked(
    people: pd.DataFrame, told: Sequence[tuple[Direction, Direction]]
) -> dict[int, tuple[Direction, Direction]]:
    """Return of each way the person in the middle by age (ties: by id) who is not told yet."""
    found: dict[int, tuple[Direction, Direction]] = {}
    for both in told:
        mine = [int(one) for one in people.index[people[both[0].column]] if int(one) not in found]
        if mine:
            found[mine[(len(mine) - 1) // 2]] = both
    return found


def _career(
    study: Study,
    number: int,
    person: int,
    both: tuple[Direction, Direction],
    found: tuple[dict[str, Any], str | None, tuple[Life, Life]],
    people: pd.DataFrame,
) -> Career:
    start, subject, lives = found
    age = int(people.loc[person, "age"])
    return Career(
        number, *both, age - age % 5, start["stage"], start["zone"], start["title"], subject, lives
    )
