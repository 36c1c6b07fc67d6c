"""A few careers under two rules with the same luck, chosen by a rule that anybody can apply again.

Not the striking ones: the ways in which careers differ most often, and of each the person in the
middle by age. People carry letters; of their age five years are told, of schools the zone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from teacherflow.study.tables import quoted
from teacherflow.text import Text
from teacherflow_analysis.careers.differing import (
    Direction,
    Run,
    at_run,
    counted,
    differing_query,
    directions,
    share,
)
from teacherflow_analysis.careers.lives import Life, lives_of
from teacherflow_analysis.comparison.compare import PAIR, sides
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.inference.spread import Spread
from teacherflow_analysis.small_cells import LEAST
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd

USUAL: Final = 4
"""Careers that are told if nothing else is said."""
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
    run: Run | None = None,
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
        Careers at most; fewer if fewer ways to differ are frequent enough.
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
        f"没有足够多的教师（每类至少 {LEAST} 人）在各方案下经历不同",
        f"too few careers differ between the scenarios (at least {LEAST} of a kind are needed)",
    )


def _pairs(study: Study, between: tuple[str, str] | None) -> list[tuple[str, str]]:
    if between is None and len(study.scenarios) < 2:
        return []
    base, reforms = sides(study, between=between)
    return [(base, reform) for reform in reforms]


def _lacks(study: Study) -> Text | None:
    for table, columns in NEEDED.items():
        if table not in study.results.tables or not columns <= set(study.columns(table)):
            return Text(
                f"研究没有保存表 {table}，无从讲述个人经历",
                f"the study did not store the table {table}, so no career can be told",
            )
    return None


def _between(
    study: Study, pair: tuple[str, str], county: str, number: int, run: Run | None
) -> Sample | None:
    chosen = _run(study, pair, county, run)
    if chosen is None:
        return None
    here = counted(study, *pair, county, chosen)
    if here.empty or not _frequent(here, directions(here)):
        return None
    counts = counted(study, *pair, county)
    told = _frequent(here, directions(counts))[:number]
    people = _people(study, pair, county, chosen)
    picked = _picked(people, told)
    lives = lives_of(study, pair, county, chosen, list(picked))
    careers = tuple(
        _career(number, both, lives[person], int(people["age"].loc[person]))
        for number, (person, both) in enumerate(picked.items())
    )
    teachers = int(here["n"].iloc[0])
    return Sample(study, *pair, county, *chosen, teachers, share(counts, "differs"), careers)


def _frequent(
    here: pd.DataFrame, told: Sequence[tuple[Direction, Direction]]
) -> list[tuple[Direction, Direction]]:
    """Return the differences that enough persons of the run have."""
    return [both for both in told if here[both[0].column].iloc[0] >= LEAST]


def _run(study: Study, pair: tuple[str, str], county: str, run: Run | None) -> Run | None:
    """Return the run that is told: the first one stored, or the one asked for; None if none is."""
    keys = ", ".join(PAIR)
    where = f"{at_run(county, None)} AND scenario = {quoted(pair[0])}"
    rows = study.sql(f"SELECT DISTINCT {keys} FROM county_year WHERE {where} ORDER BY {keys}")
    stored = [(int(draw), int(replication)) for draw, replication in rows.to_numpy()]
    if run is None:
        return next(iter(stored), None)
    if run not in stored:
        raise AnalysisError(
            Text(
                f"没有保存第 {run[0]} 组参数的第 {run[1]} 次重复",
                f"replication {run[1]} of draw {run[0]} is not stored",
            )
        )
    return run


def _people(study: Study, pair: tuple[str, str], county: str, run: Run) -> pd.DataFrame:
    """Return the teachers of the start of one run whose careers differ, by age and id."""
    query = differing_query(study, *pair, county, run)
    rows = study.sql(f"SELECT * FROM ({query}) WHERE differs")
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
    number: int,
    both: tuple[Direction, Direction],
    found: tuple[dict[str, Any], str | None, tuple[Life, Life]],
    age: int,
) -> Career:
    start, subject, lives = found
    return Career(
        number, *both, age - age % 5, start["stage"], start["zone"], start["title"], subject, lives
    )
