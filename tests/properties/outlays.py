"""What policies spend beside pay, counted anew from the tables of a run: least and most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from teacherflow.codes import Route, Title, name_of
from teacherflow.parameters import Parameters
from teacherflow.terms.outlays import COSTS, INVESTMENTS, Per
from teacherflow.terms.teach import GROWTH, ITINERANT, RESEARCH

TITLE = {name_of(code): int(code) for code in Title}
ROUTE = {name_of(code): int(code) for code in Route}
WEAK_BACKBONES = Parameters().exchange.weak_backbones
"""Backbones per 100 pupils below which a school is weak; the studies drawn leave it as it is."""

type Admits = Callable[[Any, float], bool]


class Span(NamedTuple):
    """Least and most that the tables allow for."""

    least: float
    most: float


def outlays(books: Any, year: int, admits: Admits) -> dict[str, Span]:
    """Return least and most of every line that is no pay item.

    They differ where the tables do not say who was a backbone before this year's naming, who is a
    researcher, or who gives lessons where.
    """
    terms = books.terms[year]
    found: dict[str, Span] = defaultdict(lambda: Span(0.0, 0.0))

    def add(name: str, yuan: float, times: Span) -> None:
        old = found[name]
        found[name] = Span(old.least + yuan * times.least, old.most + yuan * times.most)

    people = _people(books, year)
    for item in terms[GROWTH]:
        if not (item.yuan or item.mentor_yuan):
            continue
        taught = _count(people, item.who, admits)
        if not item.mentors:
            add(item.name, item.yuan, taught)
        else:
            assert not item.yuan, item
            mentors = _count(people, item.mentors, admits)
            ends = zip(taught, mentors, strict=True)
            at_work = Span(*(_at_work(item, *end) for end in ends))
            add(item.name, item.mentor_yuan, at_work)
    after = [({**one, "backbone": (one["named"],)}) for one in people]
    for cost in terms[COSTS]:
        if cost.per is Per.SECTION:
            add(cost.name, cost.yuan, _exactly(len(_sections(books, year, cost.at, admits))))
            continue
        times = _count(after, cost.who, admits)
        if any(where.column == "researcher" for where in cost.who):
            times = Span(times.least, min(times.most, _researchers(books, year)))
        add(cost.name, cost.yuan, times)
    for item in terms[INVESTMENTS]:
        pupils = sum(s.pupils for s in _sections(books, year, item.at, admits))
        add(item.name, item.yuan_per_pupil, _exactly(pupils))
    for visit in terms[ITINERANT]:
        add(
            visit.name,
            visit.yuan_per_km * visit.weeks * 2 * visit.km_most,
            _trips(books, year, visit),
        )
    return dict(found)


def _trips(books: Any, year: int, visit: Any) -> Span:
    """No more trips a week than teachers below the standard load could have made."""
    lessons = 15.0 * len(books.staff[year])
    return Span(0.0, visit.share * lessons / visit.lessons_per_trip)


def _exactly(number: float) -> Span:
    return Span(number, number)


def _people(books: Any, year: int) -> list[dict[str, Any]]:
    """Return what is known of everybody: every value that each column may have had."""
    before = {p.teacher_id: p.backbone for p in books.staff.get(year - 1, ())}
    origin = {s.teacher_id: (s.cohort, ROUTE[s.route]) for s in books.spells}
    found = []
    for person in books.staff[year]:
        last = before.get(person.teacher_id)
        cohort, route = origin.get(person.teacher_id, (None, None))
        found.append(
            {
                "named": person.backbone,
                "backbone": (person.backbone,) if last or not person.backbone else (False, True),
                "service": (person.service,),
                "title": (TITLE[person.title],),
                "cohort": (cohort,),
                "route": (route,),
                "researcher": (False, True),
            }
        )
    return found


def _count(people: Iterable[dict[str, Any]], who: Any, admits: Admits) -> Span:
    """Count who surely meets all conditions, and who may."""
    least = most = 0
    for one in people:
        answers = [[admits(where, value) for value in one[where.column]] for where in who]
        least += all(all(answer) for answer in answers)
        most += all(any(answer) for answer in answers)
    return Span(least, most)


def _at_work(item: Any, taught: float, mentors: float) -> float:
    """Mentors of one county-wide group who are needed for those taught."""
    assert item.per_mentor, item
    assert not item.scope, item
    learners = min(taught, mentors * item.per_mentor, item.most or taught)
    return float(-(-learners // item.per_mentor))


def _researchers(books: Any, year: int) -> float:
    """Most researchers there may be: as many as have been asked for so far."""
    return max(
        round(books.terms[y][RESEARCH].share * len(books.staff[y]) + 0.5)
        for y in books.years
        if y <= year
    )


def _sections(books: Any, year: int, at: Any, admits: Admits) -> list[Any]:
    def value(section: Any, column: str) -> float:
        if column == "weak":
            return float(section.backbone < WEAK_BACKBONES * section.pupils / 100 - 1e-9)
        return float(getattr(section, column))

    return [
        s
        for s in books.sections[year]
        if all(admits(where, value(s, where.column)) for where in at)
    ]
