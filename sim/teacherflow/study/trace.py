"""One career in every scenario: a unit is run again with a probe on one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

import numpy as np

from teacherflow import choice
from teacherflow.agents.departure import chances
from teacherflow.codes import Away, Role, Stage, Status, Title, Zone, name_of
from teacherflow.county import County
from teacherflow.log import Chunk
from teacherflow.phases.enrol import enrol
from teacherflow.phases.leave import begin
from teacherflow.phases.telling import yuan
from teacherflow.scenario import Study
from teacherflow.state import NOWHERE, State
from teacherflow.study.faults import StudyFault
from teacherflow.study.simulate import past_of
from teacherflow.terms.laws import Terms
from teacherflow.text import Text

_EXAMPLES = 5


@dataclass(frozen=True)
class Place:
    """A section as a reader knows it: school, stage and zone."""

    school_id: int
    stage: str
    zone: str


@dataclass(frozen=True)
class Move:
    """A change of place in the year, and what caused it."""

    kind: str
    cause: str
    origin: Place | None
    to: Place | None


@dataclass(frozen=True)
class TitleEvent:
    """What became of an application for a title; rank 1 is the best score of the unit."""

    event: str
    level: str
    rank: int | None


@dataclass(frozen=True)
class Told:
    """What a phase decided about the person, and the facts that it rested on.

    Attributes
    ----------
    what : str
        ``subject.decision``, as the phase that took it names it (``title.service``).
    facts : mapping of str to value
        Numbers, words and truth values.
    """

    what: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Odds:
    """What the person weighed in the phase of leaving: chances, and the luck they met.

    Attributes
    ----------
    quit, leave_county : float
        Probabilities of this year. It happens if the luck is below the chance.
    quit_luck, leave_county_luck : float
        Uniform draws, the same in every scenario.
    best : Place or None
        The open school of the stage, other than the present one, with the highest utility for
        this person.
    gain : float
        Its utility above the present one, in yuan a month of the reference pay.
    """

    quit: float
    quit_luck: float
    leave_county: float
    leave_county_luck: float
    best: Place | None
    gain: float | None


@dataclass(frozen=True)
class Year:
    """One year of a career; places, title and pay as they stand at its end.

    Before entry and after an exit the year holds the odds, the moves and what was told only.

    Attributes
    ----------
    utility, worth : float or None
        Of the place as the person sees it, all counted: as the model reckons it, and in yuan a
        month of the reference pay (0 is the reference pay with nothing else for or against it).
    """

    year: int
    serving: bool
    age: int | None
    post: Place | None
    duty: Place | None
    away: str
    status: str
    role: str
    title: str
    pay: float | None
    utility: float | None
    worth: float | None
    welfare: float | None
    lessons: float | None
    odds: Odds | None
    moves: tuple[Move, ...]
    titles: tuple[TitleEvent, ...]
    told: tuple[Told, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values; a bound that there is none of, and what is not known, is None."""
        found: dict[str, Any] = _finite(asdict(self))
        return found


def _finite(value: Any) -> Any:
    """Return plain values with None for numbers that JSON has no word for."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not isfinite(value) else value


type Career = tuple[Year, ...]


def trace(
    study: Study, teacher: int, replication: int = 0, draw: int = 0, county: str | None = None
) -> dict[str, Career]:
    """Return the career of one person in every scenario, the baseline first.

    Parameters
    ----------
    teacher : int
        Id as in the tables ``moves`` and ``careers``.
    county : str, optional
        County of the teacher; may be left out if the study has one.

    Raises
    ------
    StudyFault
        If nobody of this id serves in any scenario.
    """
    study = study.of_draw(draw)
    past = past_of(study, replication, county)
    names = [study.baseline, *(name for name in study.scenarios if name != study.baseline)]
    careers = {name: career(past, study, name, teacher) for name in names}
    if not any(year.serving or year.moves for lived in careers.values() for year in lived):
        known = past.state.teachers.id[past.state.teachers.alive]
        some = ", ".join(str(i) for i in np.sort(known)[:_EXAMPLES])
        raise StudyFault(
            Text(
                f"第 {replication} 次重复中没有编号为 {teacher} 的教师。编号见 moves、careers 两表，"
                f"例如 {some}。",
                f"Nobody in replication {replication} has the id {teacher}. Ids stand in the "
                f"tables moves and careers, for example {some}.",
            )
        )
    return careers


def check_county(study: Study, county: str | None) -> None:
    """Refuse a county that the study does not have, and none where it has several.

    Raises
    ------
    StudyFault
        With the names.
    """
    names = study.county_names
    if county in names or (county is None and len(names) == 1):
        return
    some = ", ".join(names[:_EXAMPLES]) + (" …" if len(names) > _EXAMPLES else "")
    if county is None:
        what = Text(
            "该研究有多个县，请用 --county 指明",
            "The study has several counties: name one with --county",
        )
    else:
        what = Text(f"该研究没有名为 {county} 的县", f"The study has no county called {county}")
    raise StudyFault(
        Text(f"{what.zh}（{len(names)} 个：{some}）。", f"{what.en} ({len(names)}: {some}).")
    )


def check_replication(study: Study, replication: int) -> None:
    """Refuse a replication that the study does not have.

    Raises
    ------
    StudyFault
        With the range.
    """
    if not 0 <= replication < study.replications:
        last = study.replications - 1
        raise StudyFault(
            Text(
                f"没有第 {replication} 次重复：该研究的重复编号为 0 至 {last}。",
                f"There is no replication {replication}: those of the study are 0 to {last}.",
            )
        )


def check_draw(study: Study, draw: int) -> None:
    """Refuse a draw that the study does not have.

    Raises
    ------
    StudyFault
        With the range.
    """
    if not 0 <= draw < study.draws:
        last = study.draws - 1
        raise StudyFault(
            Text(
                f"没有第 {draw} 组参数抽样：该研究的抽样编号为 0 至 {last}。",
                f"There is no draw {draw}: those of the study are 0 to {last}.",
            )
        )


def career(past: County, study: Study, scenario: str, teacher: int, *, odds: bool = True) -> Career:
    """Return the career of one person under one scenario; without odds in a third less time."""
    terms = study.scenarios[scenario].terms
    county = past.fork(terms)
    county.state.log.watched = teacher
    years: list[Year] = []
    for _ in range(study.years.count):
        ahead = terms.get(county.year + 1, Terms())
        weighed = odds_of(county.state, ahead, teacher) if odds else None
        counts = len(county.state.log.moves), len(county.state.log.titles)
        county.step()
        year = _year(county.state, teacher, weighed, counts)
        if year is not None:
            years.append(year)
    return tuple(years)


def odds_of(state: State, terms: Terms, teacher: int) -> Odds | None:
    """Return what a person will weigh next year, on a copy of the county; None if not in service.

    The copy runs the year up to the decision, with the functions that the phase itself calls.
    """
    if not np.any(state.teachers.alive & (state.teachers.id == teacher)):
        return None
    ahead = state.fork(terms)
    ahead.year += 1
    enrol(ahead)
    begin(ahead)
    rows = np.flatnonzero(ahead.teachers.alive)
    _, quits, leaves = chances(ahead, rows)
    at = int(np.flatnonzero(ahead.teachers.id[rows] == teacher)[0])
    best, gain = _best(ahead, int(rows[at]))
    luck = ahead.draws
    return Odds(
        quit=float(quits[at]),
        quit_luck=float(luck.uniform("leave.quit", ahead.year, [teacher])[0]),
        leave_county=float(leaves[at]),
        leave_county_luck=float(luck.uniform("leave.leave_county", ahead.year, [teacher])[0]),
        best=best,
        gain=gain,
    )


def _best(state: State, row: int) -> tuple[Place | None, float | None]:
    """Return the most attractive open school of a person's stage, and its gain in yuan a month."""
    t, s = state.teachers, state.sections
    here = float(t.utility[row])
    others = np.flatnonzero(s.open & (s.stage == t.stage[row]))
    others = others[others != (t.duty[row] if t.duty[row] >= 0 else t.post[row])]
    if np.isnan(here) or not others.size:
        return None, None
    worth = choice.utility_at(state, np.array([row]), others)[0]
    top = int(np.argmax(worth))
    return place(state, int(others[top])), yuan(state, float(worth[top]) - here)


def _year(state: State, teacher: int, odds: Odds | None, counts: tuple[int, int]) -> Year | None:
    moves = tuple(
        Move(kind, cause, place(state, origin), place(state, to))
        for kind, cause, origin, to in _rows(
            state.log.moves[counts[0] :], teacher, ("kind", "cause", "from_section", "to_section")
        )
    )
    titles = tuple(
        TitleEvent(event, name_of(Title(level)), rank if rank and rank > 0 else None)
        for event, level, rank in _rows(
            state.log.titles[counts[1] :], teacher, ("event", "level", "rank")
        )
    )
    found = np.flatnonzero(state.teachers.alive & (state.teachers.id == teacher))
    told = tuple(Told(what, facts) for year, what, facts in state.log.told if year == state.year)
    if found.size:
        standing = _standing(state, int(found[0]))
        return Year(state.year, True, **standing, odds=odds, moves=moves, titles=titles, told=told)
    if odds is None and not moves and not told:
        return None
    return Year(state.year, False, **_GONE, odds=odds, moves=moves, titles=titles, told=told)


_GONE: Mapping[str, Any] = {
    "age": None,
    "post": None,
    "duty": None,
    "away": "",
    "status": "",
    "role": "",
    "title": "",
    "pay": None,
    "utility": None,
    "worth": None,
    "welfare": None,
    "lessons": None,
}


def _standing(state: State, row: int) -> dict[str, Any]:
    t = state.teachers
    return {
        "age": int((state.september - t.birth[row]) // 12),
        "post": place(state, int(t.post[row])),
        "duty": place(state, int(t.duty[row])),
        "away": name_of(Away(int(t.away[row]))),
        "status": name_of(Status(int(t.status[row]))),
        "role": name_of(Role(int(t.role[row]))),
        "title": name_of(Title(int(t.title[row]))),
        "pay": _known(t.pay[row]),
        "utility": _known(t.utility[row]),
        "worth": _known(yuan(state, t.utility[row])),
        "welfare": _known(t.welfare[row]),
        "lessons": _known(t.lessons[row]),
    }


def place(state: State, section: int) -> Place | None:
    """Return a section as a reader knows it; None outside all schools."""
    if section == NOWHERE:
        return None
    s = state.sections
    stage, zone = Stage(int(s.stage[section])), Zone(int(s.zone[section]))
    return Place(int(s.school[section]), name_of(stage), name_of(zone))


def _rows(chunks: list[Chunk], teacher: int, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Return the named columns of the rows about one person, in order."""
    found: list[tuple[Any, ...]] = []
    for chunk in chunks:
        mine = np.flatnonzero(chunk["teacher_id"] == teacher)
        found += zip(*(chunk[name][mine].tolist() for name in columns), strict=True)
    return found


def _known(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
