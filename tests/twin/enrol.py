"""Phase enrol, one section and one teacher at a time."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Away, Status, Zone
from teacherflow.demography import cohort_index
from teacherflow.terms.enrol import CLOSURES, LEAKAGE, OPENINGS, VILLAGE_DRIFT
from teacherflow.terms.exchange import PAIRS_CENTRAL, PAIRS_SEAT
from teacherflow.timetable import LESSONS
from twin.conditions import admits
from twin.establish import formula_needs
from twin.rounding import half_up, shares

GRADES, FULL = (6, 3), (45, 50)


def enrol(world: Any) -> None:
    for teacher in world.teachers:
        advance(world, teacher)
    if world.year > world.start:
        drift(world)
        divide(world)
    closed: dict[int, int] = {}
    if world.year >= world.start:
        count_small(world)
        count_grown(world)
    if world.year > world.start:
        closed = close(world)
    if world.year >= world.start:
        open_schools(world)
    for section in world.sections:
        section.classes = classes(world, section)
        section.required = [section.classes * x for x in LESSONS[section.stage].tolist()]
    if closed:
        rehouse(world, closed)
    for section in world.sections:
        section.partner_seat = section.partner_central = -1
    pair(world, world.terms[PAIRS_SEAT], "partner_seat")
    pair(world, world.terms[PAIRS_CENTRAL], "partner_central")


def pair(world: Any, pairs: Any, column: str) -> None:
    """Join the nearest schools first; each helped school once, each helper ``most`` times."""
    helpers = [s for s in world.sections if s.open and meets(s, pairs.helpers)]
    roads = []
    for helper in helpers if pairs.most else ():
        for s in world.sections:
            if not s.open or s in helpers or s.stage != helper.stage or not meets(s, pairs.helped):
                continue
            if pairs.within and getattr(s, pairs.within) != getattr(helper, pairs.within):
                continue
            km = 1.3 * math.hypot(s.x - helper.x, s.y - helper.y)
            if km <= pairs.km_most + 1e-9:
                roads.append((round(km, 9), helper.row, s.row))
    helped: dict[int, int] = {}
    for _, helper_row, row in sorted(roads):
        if row not in helped and list(helped.values()).count(helper_row) < pairs.most:
            helped[row] = helper_row
    for row, helper_row in helped.items():
        setattr(world.sections[row], column, helper_row)
        setattr(world.sections[helper_row], column, helper_row)


def advance(world: Any, teacher: Any) -> None:
    rural = teacher.duty >= 0 and world.sections[teacher.duty].zone != Zone.SEAT
    if rural or teacher.away == Away.OUTSIDE:
        teacher.rural_years += 1.0
    if teacher.duty >= 0:
        here = world.sections[teacher.duty]
        teacher.village_years += here.zone == Zone.VILLAGE
        if teacher.away == Away.EXCHANGE and teacher.post >= 0 and here.zone == Zone.SEAT:
            teacher.cross_years += here.cluster != world.sections[teacher.post].cluster
    teacher.aid_years += teacher.away == Away.OUTSIDE
    teacher.tenure += teacher.post >= 0
    teacher.duty_years += teacher.duty >= 0
    teacher.service += 1
    teacher.title_years += 1
    teacher.exchange_clock += 1
    teacher.role_years += 1
    teacher.effort = 1.0
    teacher.seeks_service = 0
    p = world.parameters.layout
    age = (world.september - teacher.birth) // 12
    young = p.seat_move_from <= age <= p.seat_move_to and teacher.home_township != -1
    if young and world.draws.uniform("enrol.residence", world.year, teacher.id) < p.seat_move:
        teacher.home_township, teacher.home_x, teacher.home_y = -1, 0.0, 0.0


def classes(world: Any, section: Any) -> int:
    grades, pupils = GRADES[section.stage], section.pupils
    if pupils < 6 * grades:
        return math.ceil(pupils / world.parameters.layout.multigrade_size)
    return grades * math.ceil(pupils / grades / FULL[section.stage])


def meets(section: Any, at: Any) -> bool:
    return all(admits(where, getattr(section, where.column)) for where in at)


def weight(section: Any) -> float:
    return section.fork_pupils * math.exp(section.shift + section.noise) if section.open else 0.0


def put_weight(section: Any, value: float) -> None:
    section.shift = math.log(value / section.fork_pupils) - section.noise


def drift(world: Any) -> None:
    p = world.parameters.layout
    rate = p.village_drift + world.terms[VILLAGE_DRIFT]
    for stage in (0, 1):
        here = [s for s in world.sections if s.open and s.stage == stage]
        village = [s for s in here if s.zone == Zone.VILLAGE]
        others = [s for s in here if s.zone != Zone.VILLAGE]
        base = sum(s.fork_pupils * math.exp(s.shift) for s in others)
        if base > 0:
            lost = sum(s.fork_pupils * math.exp(s.shift) for s in village) * (1 - math.exp(-rate))
            for s in village:
                s.shift -= rate
            for s in others:
                s.shift += math.log(1 + lost / base)
    for s in world.sections:
        if s.open:
            shock = float(world.draws.normal("enrol.noise", world.year, s.row))
            s.noise = p.noise_persistence * s.noise + p.noise_sd * shock


def level(world: Any, stage: int, year: int, growth: float) -> float:
    """Pupils of a stage in a year, on any scale that is the same for all years."""
    expected = dict(world.expected[stage])
    if not expected:
        return cohort_index(stage, year, growth)
    if year in expected:
        return expected[year]
    before = [y for y in expected if y < year]
    after = [y for y in expected if y > year]
    if before and after:
        low, high = max(before), min(after)
        part = (year - low) / (high - low)
        return expected[low] + part * (expected[high] - expected[low])
    edge = max(before) if before else min(after)
    return expected[edge] * cohort_index(stage, year, growth) / cohort_index(stage, edge, growth)


def divide(world: Any) -> None:
    growth = world.parameters.population.births_after_2024
    for stage in (0, 1):
        here = [s for s in world.sections if s.open and s.stage == stage]
        ratio = level(world, stage, world.year, growth) / level(world, stage, world.start, growth)
        kept = 1 - world.terms[LEAKAGE]
        total = half_up(world.stages[stage].pupils_fork * ratio * kept)
        for s, pupils in zip(here, shares([weight(s) for s in here], total), strict=True):
            s.pupils = pupils
    for s in world.sections:
        if s.open:
            overflow(world, s)


def overflow(world: Any, full: Any) -> None:
    def most(s: Any) -> int:
        return math.floor(max(world.parameters.layout.school_most, s.fork_pupils))

    while full.pupils > most(full):
        room = [
            s
            for s in world.sections
            if s.open and (s.stage, s.zone) == (full.stage, full.zone) and s.pupils < most(s)
        ]
        if not room:
            return
        to = min(room, key=lambda s: ((s.x - full.x) ** 2 + (s.y - full.y) ** 2, s.row))
        sent = min(full.pupils - most(full), most(to) - to.pupils)
        full.pupils -= sent
        to.pupils += sent


def count_small(world: Any) -> None:
    for s in world.sections:
        waits = [c.pupils_below for c in world.terms[CLOSURES] if c.years > 1 and meets(s, c.at)]
        s.small_years = s.small_years + 1 if s.open and s.pupils < max(waits, default=0) else 0


def close(world: Any) -> dict[int, int]:
    due = set()
    for s in world.sections:
        for c in world.terms[CLOSURES]:
            small = s.open and meets(s, c.at) and s.pupils < c.pupils_below
            if small and (c.years <= 1 or s.small_years >= c.years):
                drawn = world.draws.uniform(f"enrol.closure.{c.name}", world.year, s.row)
                if drawn < c.chance:
                    due.add(s.row)
    closed = {}
    for row in sorted(due):
        s = world.sections[row]
        hosts = [
            h
            for h in world.sections
            if h.open and h.row not in due and (h.township, h.stage) == (s.township, s.stage)
        ]
        if hosts:
            to = min(hosts, key=lambda h: ((h.x - s.x) ** 2 + (h.y - s.y) ** 2, h.row))
            closed[row] = to.row
    for row, host in closed.items():
        s, to = world.sections[row], world.sections[host]
        put_weight(to, weight(to) + weight(s))
        to.pupils += s.pupils
        s.pupils = s.small_years = 0
        s.open, s.closed, s.successor = False, world.year, host
    return closed


def rehouse(world: Any, closed: dict[int, int]) -> None:
    need = formula_needs(world)
    gap = {
        s.row: need[s.row]
        - sum(t.post == s.row and t.status == Status.ESTABLISHED for t in world.teachers)
        - sum(t.duty == s.row and t.status == Status.TEGANG for t in world.teachers)
        for s in world.sections
    }
    moves = []
    for row, host in closed.items():
        s = world.sections[row]
        own = [h for h in world.sections if h.open and (h.unit, h.stage) == (s.unit, s.stage)] or [
            world.sections[host]
        ]
        staff = [
            t
            for t in world.teachers
            if t.post == row or (t.post == -1 and t.duty == row and t.status != Status.ESTABLISHED)
        ]
        drawn = {t.id: float(world.draws.uniform("enrol.merge", world.year, t.id)) for t in staff}
        staff.sort(key=lambda t: (drawn[t.id], t.id))
        quota = s.quota
        for teacher in staff:
            to = neediest(own, gap)
            moves.append((teacher, to))
            if teacher.post >= 0 and quota > 0:
                to.quota += 1
                quota -= 1
        while quota > 0:
            neediest(own, gap).quota += 1
            quota -= 1
        s.quota = s.target = s.need = s.listed = s.unfilled = 0
    for teacher, to in moves:
        if teacher.post >= 0:
            world.move_post(teacher, to.row, "merge", "enrol.closure", quota_along=False)
            teacher.level_unit = to.unit
    for teacher, to in moves:
        if teacher.post == -1:
            world.move_duty(teacher, to.row, "merge", "enrol.closure", Away.HOME)
    for teacher in world.teachers:
        if teacher.duty in closed:
            world.move_duty(teacher, teacher.post, "exchange_return", "enrol.closure", Away.HOME)


def neediest(sections: list[Any], gap: dict[int, int]) -> Any:
    """The section furthest below its need, which then lacks one less."""
    to = max(sections, key=lambda s: (gap[s.row], -s.row))
    gap[to.row] -= 1
    return to


def place(s: Any) -> tuple[int, int, int]:
    return (s.zone, s.township, s.stage)


def reserve(world: Any) -> list[Any]:
    return [s for s in world.sections if s.opening >= 0 and not s.open and s.opened == 0]


def size(world: Any, where: Any) -> tuple[int, int, float]:
    here = [s for s in world.sections if place(s) == where]
    return (
        sum(s.open for s in here),
        sum(s.pupils for s in here),
        math.fsum(s.fork_pupils for s in here),
    )


def count_grown(world: Any) -> None:
    for s in reserve(world):
        bounds = [o.growth for o in world.terms[OPENINGS] if o.growth > 0 and meets(s, o.at)]
        _, pupils, at_fork = size(world, place(s))
        outgrown = bool(bounds) and pupils > min(bounds) * at_fork
        s.grown_years = s.grown_years + 1 if outgrown else 0


def open_schools(world: Any) -> None:
    for item in world.terms[OPENINGS]:
        if item.growth > 0 and world.year > world.start:
            due = [s for s in reserve(world) if meets(s, item.at) and s.grown_years >= item.years]
            before = [place(s) for s in world.sections if s.opened > 0]
            for where in sorted({place(s) for s in due}):
                here = [s for s in due if place(s) == where]
                _, pupils, at_fork = size(world, where)
                excess = half_up(pupils - at_fork)
                if before.count(where) < item.most and excess > 0:
                    open_one(world, min(here, key=lambda s: (s.opening, s.row)), excess)
                    for s in here:
                        s.grown_years = 0
        for _ in range(item.number):
            order_one(world, item)


def order_one(world: Any, item: Any) -> None:
    rows = [s for s in reserve(world) if meets(s, item.at) and size(world, place(s))[1] > 0]
    if not rows:
        return

    def average(s: Any) -> float:
        schools, pupils, _ = size(world, place(s))
        return pupils / schools

    where = place(max(rows, key=lambda s: (average(s), -s.row)))
    schools, pupils, _ = size(world, where)
    taken = pupils // (schools + 1)
    if taken > 0:
        first = min((s for s in rows if place(s) == where), key=lambda s: (s.opening, s.row))
        open_one(world, first, taken)


def open_one(world: Any, new: Any, taken: int) -> None:
    donors = [s for s in world.sections if s.open and place(s) == place(new)]
    moved = 0.0
    for s, part in zip(donors, shares([s.pupils for s in donors], taken), strict=True):
        old = weight(s)
        lost = old * part / max(s.pupils, 1)
        if old - lost > 0:
            put_weight(s, old - lost)
        s.pupils -= part
        moved += lost
    new.open, new.opened, new.noise = True, world.year, 0.0
    new.pupils, new.fork_pupils = taken, float(taken)
    put_weight(new, moved)
