"""Leaders in plain Python: one office, one principal, one reserve cadre at a time."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Away, Role, Stage, Status, Title, Zone
from teacherflow.terms.exchange import form_key
from teacherflow.terms.leaders import (
    ATTACHMENTS,
    POOL,
    ROTATION,
    SELECTION,
    TERM_OF_OFFICE,
    TRAINING,
    TWO_WAY,
)
from teacherflow.terms.teach import OFFICES
from twin.conditions import admits
from twin.eligible import draw, is_at_home, is_covered, is_fit, may_leave
from twin.placing import cheapest
from twin.rounding import half_up

OWN, COLLEAGUE = 1e5, 1e7


def unit_of(world: Any, t: Any) -> int:
    return int(world.sections[t.post].unit)


def staff_of(world: Any, unit: int) -> list[Any]:
    return [
        t
        for t in world.teachers
        if t.status == Status.ESTABLISHED and t.post >= 0 and unit_of(world, t) == unit
    ]


def places(world: Any, unit: int, role: Role) -> int:
    classes = sum(s.classes for s in world.sections if s.unit == unit and s.open)
    return sum(
        item.number
        for item in world.terms[OFFICES]
        if item.role == role and item.low_classes <= classes <= item.high_classes
    )


# phase teach: who holds an office


def offices(world: Any) -> None:
    for t in world.teachers:
        if t.post < 0:
            t.role = int(Role.TEACHER)
    for unit in world.units:
        staff = staff_of(world, unit.row)
        luck = float(world.draws.uniform("leaders.open", 0, unit.row))
        competed = luck < world.terms[SELECTION].share
        for role in (Role.PRINCIPAL, Role.DEPUTY):
            number = places(world, unit.row, role)
            step_down(world, staff, role, number)
            fill(world, staff, role, number, competed=competed and role == Role.PRINCIPAL)
        heads = [t for t in staff if t.role == Role.PRINCIPAL]
        unit.leader_quality = heads[-1].leader_quality if heads else 0.0


def step_down(world: Any, staff: list[Any], role: Role, number: int) -> None:
    bearers = [t for t in staff if t.role == role]
    new = [t for t in bearers if t.moved_year == world.year and t.tenure == 0]
    new.sort(key=lambda t: (t.role_years, -t.id))
    for t in new[: max(0, len(bearers) - number)]:
        t.role, t.office_sent = int(Role.TEACHER), 0


def fill(world: Any, staff: list[Any], role: Role, number: int, *, competed: bool) -> None:
    served = {}
    for t in staff:
        if competed and t.role == role and t.away == Away.HOME and is_term_over(world, t):
            served[t.id] = t.role_years, t.office_sent
            t.role, t.office_sent = int(Role.TEACHER), 0
    able = [t for t in staff if t.away == Away.HOME and t.role < role]
    free = number - sum(t.role == role for t in staff)

    def rank(t: Any) -> int:
        order = 3 if t.role == Role.DEPUTY else 2 if t.reserve_since else t.title >= Title.FIRST
        return int(bool(order) or t.id in served) if competed else int(order)

    def score(t: Any) -> float:
        if competed:
            noise = world.terms[SELECTION].noise
            return float(t.leader_quality + noise * draw(world, "normal", "leaders.panel", t.id))
        return seen(world, t, "teach.leader")

    for t in sorted(able, key=lambda t: (-rank(t), -score(t), t.id))[: max(0, free)]:
        t.role_years, t.office_sent = served.get(t.id, (0, 0))
        t.role, t.reserve_since = int(role), 0


def meets(world: Any, t: Any, who: Any) -> bool:
    """Conditions on the teacher, the post and the place of duty, as they are now."""
    for where in who:
        place, _, name = where.column.rpartition(".")
        section = getattr(t, place) if place else 0
        owner = world.sections[section] if place else t
        if section < 0 or not admits(where, getattr(owner, name)):
            return False
    return True


def is_term_over(world: Any, t: Any) -> bool:
    return t.role_years > 0 and math.fmod(t.role_years, world.terms[TERM_OF_OFFICE]) == 0


def seen(world: Any, t: Any, decision: str) -> float:
    noise = world.parameters.teach.backbone_noise
    return float(t.talent + t.coaching + noise * draw(world, "normal", decision, t.id))


# phase teach: reserve cadres


def reserve(world: Any) -> None:
    pool = world.terms[POOL]
    number = half_up(pool.per_unit)
    if not number:
        return
    young = [t for t in world.teachers if (world.september - t.birth) // 12 < pool.age_most]
    for t in world.teachers:
        if t not in young:
            t.reserve_since = 0
    for unit in world.units:
        staff = [t for t in staff_of(world, unit.row) if t.role == Role.TEACHER]
        may = [t for t in staff if not t.reserve_since and t in young and t.appraisal_top]
        may.sort(key=lambda t: (-seen(world, t, "leaders.reserve"), t.id))
        for t in may[: max(0, number - sum(t.reserve_since > 0 for t in staff))]:
            t.reserve_since = world.year


def training(world: Any) -> None:
    groups = [
        (item, [t for t in world.teachers if meets(world, t, item.who)])
        for item in world.terms[TRAINING]
    ]
    for item, people in groups:
        for t in people:
            t.leader_quality += item.quality
            if item.listed and not t.reserve_since and t.role == Role.TEACHER:
                t.reserve_since = world.year
        if world.keeping and item.yuan * len(people):
            policy, dot, line = item.name.rpartition(".")
            yuan = item.yuan * len(people)
            world.spending.append((world.year, policy if dot else line, line, item.payer, yuan))


# phase transfer: offices change hands


def change_places(world: Any) -> None:
    for tour in world.terms[ROTATION]:
        rotate(world, tour)
    for crossing in world.terms[TWO_WAY]:
        cross(world, crossing)


def movable(world: Any) -> list[Any]:
    found = [
        t
        for t in world.teachers
        if t.role > Role.TEACHER
        and is_at_home(world, t)
        and world.sections[t.post].open
        and is_fit(world, t)
    ]
    return sorted(found, key=lambda t: (-t.role_years, t.id))


def rotate(world: Any, tour: Any) -> None:
    bearers = [t for t in movable(world) if t.role == tour.role]
    due = [t for t in bearers if t.role_years >= tour.years]
    due = due[: math.ceil(round(tour.share * len(due), 9))]
    others = [t for t in bearers if t not in due]
    moves = []
    for stage in Stage:
        mine = [t for t in due if t.stage == stage]
        rest = [t for t in others if t.stage == stage]
        alone = []
        for t, k in zip(
            mine, cheapest([[cost(world, a, b) for b in mine] for a in mine]), strict=True
        ):
            if mine[k] is t:
                alone.append(t)
            else:
                moves.append((t, mine[k].post, tour.role))
        for t in alone:
            away = [o for o in rest if unit_of(world, o) != unit_of(world, t)]
            if away:
                moves += [(t, away[0].post, tour.role), (away[0], t.post, tour.role)]
                rest.remove(away[0])
    order_to(world, moves, tour.name)


def cost(world: Any, a: Any, b: Any) -> float:
    """Kilometres from the post of one to that of the other; the own unit only if it must be."""
    if a is b:
        return OWN
    if unit_of(world, a) == unit_of(world, b):
        return COLLEAGUE
    one, two = world.sections[a.post], world.sections[b.post]
    tie = draw(world, "uniform", "leaders.place", a.id, b.id)
    return 1.3 * math.hypot(one.x - two.x, one.y - two.y) + 1e-6 * tie


def cross(world: Any, crossing: Any) -> None:
    good = [t for t in movable(world) if t.appraisal_top and t.role_years >= crossing.years]
    cadres = [t for t in good if world.sections[t.post].zone == Zone.SEAT]
    heads = [t for t in good if t not in cadres and t.role == Role.PRINCIPAL]
    down, up = half_up(crossing.down), half_up(crossing.up)
    free = {
        (unit.row, role): places(world, unit.row, role)
        - sum(t.role == role for t in staff_of(world, unit.row))
        for unit in world.units
        for role in Role
    }
    moves = []
    for head in list(heads):
        fitting = [t for t in cadres if t.stage == head.stage]
        if fitting and down and up:
            cadre = fitting[0]
            moves += [(cadre, head.post, head.role), (head, cadre.post, cadre.role)]
            cadres.remove(cadre)
            heads.remove(head)
            down, up = down - 1, up - 1
    moves += vacant(world, cadres, free, (Role.PRINCIPAL,), down, in_seat=False)
    moves += vacant(world, heads, free, (Role.PRINCIPAL, Role.DEPUTY), up, in_seat=True)
    order_to(world, moves, crossing.name)


def vacant(
    world: Any, people: list[Any], free: Any, roles: Any, number: int, *, in_seat: bool
) -> list[Any]:
    moves: list[Any] = []
    for t in people:
        offered = [
            (unit.row, role)
            for role in roles
            for unit in world.units
            if free[unit.row, role] > 0
            and unit.stage == t.stage
            and (unit.zone == Zone.SEAT) == in_seat
        ]
        if offered and len(moves) < number:
            row, role = offered[0]
            free[row, role] -= 1
            rooms = [s for s in world.sections if s.unit == row and s.open]
            moves.append((t, max(rooms, key=lambda s: (s.classes, -s.row)).row, role))
    return moves


def order_to(world: Any, moves: list[Any], name: str) -> None:
    for t, to, role in sorted(moves, key=lambda move: move[0].id):
        world.move_post(t, to, "exchange_out", name.partition(".")[0])
        t.role, t.role_years, t.office_sent = int(role), 0, world.year


# phase exchange: a term at the bureau


def attach(world: Any) -> None:
    for item in world.terms[ATTACHMENTS]:
        people = [
            t
            for t in world.teachers
            if is_at_home(world, t)
            and is_covered(world, t, item.who)
            and is_fit(world, t)
            and may_leave(world, t.post, t.subject) > 0
        ]
        people.sort(key=lambda t: (-seen(world, t, "leaders.attach"), t.id))
        first = {}
        for t in people:
            first.setdefault(unit_of(world, t), t)
        sent = list(first.values())[: half_up(item.persons)]
        for t in sorted(sent, key=lambda t: t.id):
            world.move_duty(
                t,
                -1,
                "exchange_out",
                item.name.partition(".")[0],
                Away.AGENCY,
                until=world.year + item.years - 1,
                form=form_key(item.name),
            )
            t.return_chance, t.restarts_clock = 1.0, False
