"""Lessons at neighbouring schools, one pair of schools and one subject at a time."""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations
from typing import Any, NamedTuple

from teacherflow.codes import Stage
from teacherflow.terms.teach import ITINERANT
from twin.outlays import book
from twin.timetable import CLASS_LESSONS, cover, is_generalist


class Trip(NamedTuple):
    """Lessons of one subject that one school gives at another."""

    item: Any
    origin: int
    host: int
    subject: int
    lessons: float
    km: float


def visits(world: Any, plans: list[Any]) -> list[Trip]:
    """Change the plans (loads, gap, untaught) of all sections; return who goes where."""
    for t in world.teachers:
        t.itinerant = 0.0
    for s in world.sections:
        s.visiting = 0.0
    spare = {
        (s.row, g): sum(_spare(world, s, a) for a in loads if a.teacher.subject == g)
        for s, (loads, _, _) in zip(world.sections, plans, strict=True)
        for g in range(6)
    }
    left = dict(spare)
    untaught = {(s.row, g): plans[s.row][2][g] for s in world.sections for g in range(6)}
    outside = {(r, g): plans[r][1][g] - n for (r, g), n in untaught.items()}
    trips: list[Trip] = []
    for item in world.terms[ITINERANT]:
        room = {key: item.share * lessons for key, lessons in left.items()}
        given: dict[Any, float] = defaultdict(float)
        for wanted in (untaught, outside):
            for km, host, origin in _pairs(world, item):
                for g in range(6):
                    n = min(room[origin, g], wanted[host, g])
                    if n > 0:
                        room[origin, g] -= n
                        wanted[host, g] -= n
                        given[origin, host, g, km] += n
        for (origin, host, g, km), n in given.items():
            left[origin, g] -= n
            trips.append(Trip(item, origin, host, g, n, km))
    for s in world.sections:
        for a in plans[s.row][0]:
            own = (s.row, a.teacher.subject)
            if left[own] < spare[own]:
                part = _spare(world, s, a) / spare[own]
                a.teacher.itinerant = (spare[own] - left[own]) * part
    for s in world.sections:
        s.visiting = sum(trip.lessons for trip in trips if trip.host == s.row)
        if s.visiting > 0:
            loads, gap, lost = plans[s.row]
            gap[:] = [untaught[s.row, g] + outside[s.row, g] for g in range(6)]
            lost[:] = gap
            for a in loads:
                a.outside = 0.0
            if is_generalist(world, s, len(loads)):
                cover(loads, lost, CLASS_LESSONS)
            cover(loads, lost, range(6))
    return trips


def _spare(world: Any, section: Any, load: Any) -> float:
    """Lessons below the standard load."""
    p = world.parameters.teach
    standard = p.standard_primary if section.stage == Stage.PRIMARY else p.standard_junior
    return float(max(0.0, standard * load.teacher.load - load.inside - load.outside))


def _pairs(world: Any, item: Any) -> list[tuple[float, int, int]]:
    """Road kilometres, host and origin of the schools between which teachers may go."""
    found = []
    for a, b in permutations([s for s in world.sections if s.open], 2):
        km = round(1.3 * ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5, 9)
        near = getattr(a, item.within) == getattr(b, item.within) and km <= item.km_most
        if near and a.stage == b.stage:
            found.append((km, b.row, a.row))
    return sorted(found)


def pay(world: Any, trips: list[Trip]) -> None:
    for item in world.terms[ITINERANT]:
        km = sum(2 * t.km * t.lessons for t in trips if t.item == item) / item.lessons_per_trip
        book(world, item, item.yuan_per_km * item.weeks * km)


def met(world: Any, section: Any, trips: list[Trip]) -> float:
    """What visitors give to the pupils of a section: lessons x mean effect of the givers."""
    total = 0.0
    for trip in trips:
        if trip.host == section.row:
            givers = [t for t in world.at_duty(trip.origin) if t.subject == trip.subject]
            weight = sum(t.itinerant for t in givers)
            mean = sum(t.itinerant * t.delivered for t in givers) / weight
            total += trip.lessons * (mean - world.parameters.teach.itinerant_loss)
    return total
