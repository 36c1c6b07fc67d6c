"""Class heads and teacher housing, one school at a time."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Away, Role, Zone
from teacherflow.terms.pay import PAY_HOUSING
from twin.budgets import salaried
from twin.rounding import half_up, largest_remainder
from twin.worth import plain_pay


def class_heads(world: Any) -> None:
    for t in world.teachers:
        t.homeroom = False
    for s in world.sections:
        classes = s.classes if s.open else 0
        staff = world.at_duty(s.row)
        staff.sort(key=lambda t: float(world.draws.uniform("teach.class_head", 0, t.id)))
        willing = [t for t in staff if t.role == Role.TEACHER]
        for t in (willing + [t for t in staff if t.role != Role.TEACHER])[:classes]:
            t.homeroom = True


def compare_marks(world: Any) -> None:
    """The mean mark of a unit, by the basic pay of those who work there."""
    for unit in world.units:
        here = [(t, at) for t, at in salaried(world) if world.sections[at].unit == unit.row]
        pays = [plain_pay(world, t, world.sections[at]) for t, at in here]
        marked = sum(pay * t.mark for pay, (t, _) in zip(pays, here, strict=True))
        unit.mean_mark = marked / sum(pays) if pays else 0.0


def housing(world: Any) -> None:
    for t in world.teachers:
        t.housing = -1
    rate = world.terms[PAY_HOUSING] / 100
    staff = [
        len(world.at_duty(s.row)) if s.open and s.zone != Zone.SEAT else 0 for s in world.sections
    ]
    exact = [rate * n for n in staff]
    flats = largest_remainder(exact, half_up(sum(exact)))
    for s, number in zip(world.sections, flats, strict=True):
        s.housing_units = number
        far = {t.id: 1.3 * math.hypot(t.home_x - s.x, t.home_y - s.y) for t in world.at_duty(s.row)}
        sent, others = [], []
        for t in sorted(world.at_duty(s.row), key=lambda t: (-far[t.id], t.id)):
            if t.away == Away.EXCHANGE and far[t.id] > world.parameters.utility.housing_km:
                sent.append(t)
            elif t.away != Away.EXCHANGE and far[t.id] > world.parameters.exchange.housing_far_km:
                others.append(t)
        for t in (sent + others)[:number]:
            t.housing = s.row
