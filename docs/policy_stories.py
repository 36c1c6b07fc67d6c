"""Single teachers of a worked example: what a policy decided about them, and lives that differ.

The people are made up by the simulator. Which ones are shown follows from what is told of them:
those who together show most of the reasons that a policy gives, the rare ones first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum

import numpy as np
import pandas as pd
from generated import table
from policy_runs import past as past_at

from teacherflow.codes import EXITS
from teacherflow.county import County
from teacherflow.scenario import Study
from teacherflow.study.trace import Career, Told, Year, career
from teacherflow.text import Language
from teacherflow_analysis.cli.careers import in_words
from teacherflow_analysis.cli.language import language, use
from teacherflow_analysis.cli.reasons import reasons

_MOVED, _SPREAD = 10, 14
"""How many of those whom the policy moved, and of all in service, are looked at."""
_SHOWN = 3
_WATCHED_YEARS = 2


@dataclass(frozen=True)
class Scouted:
    """What was told of one person in the first years of a policy."""

    teacher: int
    told: frozenset[str]


def told(study: Study, scenario: str, label: str, first: int, moves: pd.DataFrame) -> Iterator[str]:
    """Yield what a policy told of a few persons in its first years."""
    own = moves[(moves.scenario == scenario) & (moves.cause == label)]
    replication = _richest(own)
    past = past_at(study, replication)
    own = own[own.replication == replication]
    eve = past.fork(study.scenarios[scenario].terms)
    eve.run_for(first - study.years.start)
    scouted = [_scout(eve, teacher) for teacher in _candidates(own, past)]
    chosen = _covering([one for one in scouted if one.told])
    if not chosen:
        return
    yield "### Told of single teachers 逐人说明"
    for one in chosen:
        yield ""
        yield from _told_of(study, past, scenario, first, one.teacher, replication)


def _richest(own: pd.DataFrame) -> int:
    """Return the replication in which the policy moved people in most ways."""
    ways = own.groupby("replication").kind.nunique()
    return int(ways.index.tolist()[int(ways.argmax())]) if len(ways) else 0


def _candidates(own: pd.DataFrame, past: County) -> list[int]:
    """Return whom to look at: of each kind of move the first ones, then an even sample of all."""
    ordered = own.sort_values(["year", "teacher_id"])
    turn = ordered.groupby("kind").cumcount()
    moved = ordered.assign(turn=turn).sort_values(["turn", "kind"]).teacher_id.tolist()
    teachers = past.state.teachers
    serving = np.sort(teachers.id[teachers.alive])
    even = serving[np.linspace(0, serving.size - 1, _SPREAD).astype(int)].tolist()
    return list(dict.fromkeys([*moved[:_MOVED], *even]))


def _scout(eve: County, teacher: int) -> Scouted:
    """Return which reasons are told of a person from the first year on, without the odds: cheap."""
    county = eve.fork(eve.terms_by_year)
    county.state.log.watched = teacher
    county.run_for(_WATCHED_YEARS)
    every = [Told(what, facts) for _, what, facts in county.state.log.told]
    return Scouted(teacher, frozenset(_kind(one) for one in every if reasons([one])))


def _kind(one: Told) -> str:
    """Return which reason it is: the decision, and what was yes, no, or why."""
    sides = (f"{k} {v}" for k, v in sorted(one.facts.items()) if isinstance(v, bool) or k == "why")
    return " ".join((one.what, *sides))


def _covering(scouted: Sequence[Scouted]) -> list[Scouted]:
    """Choose a few persons who together show most of what is told, the rare reasons first."""
    common = Counter(what for one in scouted for what in one.told)
    chosen: list[Scouted] = []
    seen: set[str] = set()
    while len(chosen) < _SHOWN:
        worth = [fsum(1 / common[what] for what in one.told - seen) for one in scouted]
        best = scouted[worth.index(max(worth))] if worth else None
        if best is None or not best.told - seen:
            break
        chosen.append(best)
        seen |= best.told
    return chosen


def _told_of(
    study: Study, past: County, scenario: str, first: int, teacher: int, replication: int
) -> Iterator[str]:
    every = career(past, study, scenario, teacher, odds=False)
    lived = [year for year in every if year.year >= first]
    before = [(), *(year.told for year in lived)]
    years = [
        year
        for year, last in zip(lived, before, strict=False)
        if year.moves or year.titles or (reasons(year.told) and year.told != last)
    ]
    yield _command(teacher, replication)
    yield ""
    rows = [(year.year, _said(year, "zh"), _said(year, "en")) for year in years]
    yield from table(("year 学年", "中文", "English"), rows)


def _command(teacher: int, replication: int) -> str:
    again = f" --replication {replication}" if replication else ""
    return f"`teacherflow trace DIR --teacher {teacher}{again}`:"


def _said(year: Year, lang: Language, *, odds: bool = False) -> str:
    before = language()
    use(lang)
    try:
        return "<br>".join(in_words(year, odds=odds))
    finally:
        use(before)


# --- the same luck, another outcome


def otherwise(study: Study, scenario: str, moves: pd.DataFrame) -> Iterator[str]:
    """Yield the years in which one person left without the policy and stayed on with it."""
    found = _stayed_on(study, scenario, moves)
    if found is None:
        return
    teacher, replication, year = found
    past = past_at(study, replication)
    study = _until(study, year + 1)
    without = _around(career(past, study, study.baseline, teacher), year)
    reform = _around(career(past, study, scenario, teacher), year)
    yield "### The same luck, another outcome 同样的运气，不同的结果"
    yield ""
    yield _command(teacher, replication)
    heads: dict[Language, tuple[str, ...]] = {
        "zh": ("学年", "无此政策", "有此政策"),
        "en": ("year", "without it", "with it"),
    }
    for lang, head in heads.items():
        yield ""
        rows = [
            (y, *(_said(c[y], lang, odds=True) if y in c else "–" for c in (without, reform)))
            for y in sorted({*without, *reform})
        ]
        yield from table(head, rows)


def _until(study: Study, last: int) -> Study:
    """Return a study that ends with a year, or as it does: later years are not shown."""
    years = study.years
    return replace(study, years=replace(years, count=min(years.count, last - years.start + 1)))


def _around(lived: Career, year: int) -> dict[int, Year]:
    return {one.year: one for one in lived if year - 1 <= one.year <= year + 1}


def _stayed_on(study: Study, scenario: str, moves: pd.DataFrame) -> tuple[int, int, int] | None:
    """Return teacher, replication and year of the first exit that the policy put off.

    Of the kinds of exit the one is taken of which the policy put off most.
    """
    key = ["teacher_id", "replication"]
    entered = moves[moves.kind == "enter"].set_index(key).index  # the others serve in both
    exits = moves[moves.kind.isin(EXITS)].set_index(key)
    exits = exits[~exits.index.isin(entered)]
    before = exits[exits.scenario == study.baseline]
    after = exits[exits.scenario == scenario].year.reindex(before.index)
    off = before[after.isna() | (after > before.year)]
    if off.empty:
        return None
    kind = off.groupby("kind").size().idxmax()
    first = off[off.kind == kind].reset_index().sort_values(["year", "replication", "teacher_id"])
    row = first.iloc[0]
    return int(row.teacher_id), int(row.replication), int(row.year)
