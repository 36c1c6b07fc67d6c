"""What happens to single persons under two scenarios, read from the stored tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from teacherflow.codes import EXITS
from teacherflow.study.tables import quoted
from teacherflow_analysis.careers.differing import Run, at_run
from teacherflow_analysis.study import Study

ORDER: Final = (
    *("merge", "exchange_return", "regularise", *EXITS, "office", "waiting", "title"),
    *("reassign", "appointment", "placement", "redeploy", "transfer", "exchange_out", "borrow"),
)
"""Order of what happens within a school year: that of its phases."""


@dataclass(frozen=True)
class Event:
    """Something that happened to a person.

    Attributes
    ----------
    what : str
        Kind of move as in the table ``moves``, or ``title``.
    origin, to : str
        Zones of the schools left and reached, or the title gained (``to``); empty if none.
    until : int or None
        Of an exchange or a borrowing: the year of the end, None if none is recorded.
    stayed : bool
        The post followed to the host at the end of an exchange.
    """

    year: int
    what: str
    cause: str = ""
    origin: str = ""
    to: str = ""
    until: int | None = None
    stayed: bool = False


@dataclass(frozen=True)
class Place:
    """Where a person is on a 1 September in service.

    Attributes
    ----------
    zone : str
        Zone of the school; empty outside the schools.
    school : int or None
        Its number, by which moves within a zone are seen; nowhere shown.
    away : bool
        Whether the post is at another school.
    """

    year: int
    zone: str
    school: int | None
    away: bool


@dataclass(frozen=True)
class Life:
    """What happens to a person under one scenario.

    Attributes
    ----------
    places : tuple of Place
        From the September before the study on, as long as the person serves.
    """

    events: tuple[Event, ...]
    places: tuple[Place, ...]

    @property
    def exit(self) -> Event | None:
        """How service ended; None if it did not."""
        return next((event for event in self.events if event.what in EXITS), None)


class _Rows:
    """Rows of the stored tables about a few people, as plain dictionaries."""

    def __init__(
        self,
        study: Study,
        pair: tuple[str, str],
        county: str,
        run: Run,
        people: Sequence[int],
    ) -> None:
        some = ", ".join(map(str, people))
        scenarios = ", ".join(map(quoted, pair))
        self.study = study
        self.where = (
            f"{at_run(county, run)} AND scenario IN ({scenarios}) AND teacher_id IN ({some})"
        )
        self.spells = self._of("careers", 'entered, "left", basis')
        self.moves = self._of("moves", "year, kind, to_school, from_school")
        self.titles = self._of("titles", "year, level", "AND event = 'pass'")

    def _of(self, table: str, order: str, more: str = "") -> list[dict[str, Any]]:
        if table not in self.study.results.tables:
            return []
        rows = self.study.sql(f"SELECT * FROM {table} WHERE {self.where} {more} ORDER BY {order}")
        known = rows.astype(object).where(rows.notna(), None)
        return [{str(k): v for k, v in row.items()} for row in known.to_dict("records")]


def _mine(rows: list[dict[str, Any]], scenario: str, person: int) -> list[dict[str, Any]]:
    return [r for r in rows if r["scenario"] == scenario and r["teacher_id"] == person]


def lives_of(
    study: Study, pair: tuple[str, str], county: str, run: Run, people: Sequence[int]
) -> dict[int, tuple[dict[str, Any], str | None, tuple[Life, Life]]]:
    """Return of each person the spell of duty at the start, the subject, and both lives."""
    rows = _Rows(study, pair, county, run, people)
    subjects = _subjects(study, rows.where)
    found = {}
    for person in people:
        one, other = (_life(study, rows, scenario, person) for scenario in pair)
        start = next(
            spell
            for spell in _mine(rows.spells, pair[0], person)
            if spell["basis"] == "duty" and spell["truncated"]
        )
        found[person] = (start, subjects.get(person), (one, other))
    return found


def _subjects(study: Study, where: str) -> dict[int, str]:
    """Return the subject of each person; nothing if the study did not store people by year."""
    if "teachers" not in study.results.tables:
        return {}
    rows = study.sql(
        "SELECT teacher_id, arg_min(subject, (year, scenario)) AS subject FROM teachers "
        f"WHERE {where} GROUP BY teacher_id"
    )
    return {int(k): str(v) for k, v in zip(rows["teacher_id"], rows["subject"], strict=True)}


def _life(study: Study, rows: _Rows, scenario: str, person: int) -> Life:
    moves = _mine(rows.moves, scenario, person)
    events = [
        Event(
            int(row["year"]),
            row["kind"],
            row.get("cause") or "",
            row.get("from_zone") or "",
            row["to_zone"] or "",
        )
        for row in moves
    ]
    events += [
        Event(int(row["year"]), "title", to=row["level"])
        for row in _mine(rows.titles, scenario, person)
    ]
    events.sort(key=lambda event: (event.year, _rank(event.what)))
    told = tuple(_joined(events))
    spells = _mine(rows.spells, scenario, person)
    return Life(told, tuple(_places(study, spells, told)))


def _rank(what: str) -> int:
    return ORDER.index(what) if what in ORDER else len(ORDER)


def _joined(events: Sequence[Event]) -> list[Event]:
    """Return events with the end of an exchange or a borrowing told with its beginning."""
    found: list[Event] = []
    for event in events:
        away = next(
            (
                i
                for i in reversed(range(len(found)))
                if found[i].what in ("exchange_out", "borrow") and found[i].until is None
            ),
            None,
        )
        stays = event.what == "regularise" and event.cause == "leave.stay"
        if away is None or not (stays or event.what == "exchange_return"):
            found.append(event)
            continue
        begun = found[away]
        found[away] = Event(
            *(begun.year, begun.what, begun.cause, begun.origin, begun.to, event.year, stays)
        )
    return found


def _places(study: Study, spells: list[dict[str, Any]], events: Sequence[Event]) -> list[Place]:
    gone = next((event.year for event in events if event.what in EXITS), study.years[-1] + 1)
    found = []
    for year in range(study.years[0] - 1, gone):
        duty, post = (_at(spells, basis, year) for basis in ("duty", "post"))
        away = duty is not None and post is not None and duty["school_id"] != post["school_id"]
        zone, school = ("", None) if duty is None else (duty["zone"], int(duty["school_id"]))
        found.append(Place(year, zone, school, away))
    return found


def _at(spells: list[dict[str, Any]], basis: str, year: int) -> dict[str, Any] | None:
    """Return the spell under way on 1 September of a year."""
    for spell in spells:
        begun = spell["basis"] == basis and spell["entered"] <= year
        if begun and (spell["left"] > year or (spell["censored"] and spell["left"] >= year)):
            return spell
    return None
