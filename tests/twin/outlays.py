"""What policies spend on other things than pay, school by school and person by person."""

from __future__ import annotations

from typing import Any

from teacherflow.terms.outlays import COSTS, INVESTMENTS, Per
from twin import worth


def outlays(world: Any) -> None:
    costs, investments = world.terms[COSTS], world.terms[INVESTMENTS]
    if any(where.column == "weak" for item in (*costs, *investments) for where in item.at):
        survey_weak(world)
    for cost in costs:
        if cost.per == Per.PERSON:
            n = sum(is_paid_for(world, t, cost.who) for t in world.teachers)
        else:
            n = sum(s.open and fits(s, cost.at) for s in world.sections)
        book(world, cost, cost.yuan * n)
    for s in world.sections:
        s.equipment[world.year % 5] = 0.0
    for item in investments:
        chosen = [s for s in world.sections if s.open and fits(s, item.at)]
        for s in chosen:
            s.equipment[world.year % 5] += item.yuan_per_pupil
        book(world, item, item.yuan_per_pupil * sum(s.pupils for s in chosen))


def is_paid_for(world: Any, t: Any, who: Any) -> bool:
    if t.duty < 0:
        return not any(w.column.startswith("duty.") for w in who) and worth.meets(
            world, t, None, who
        )
    return worth.meets(world, t, world.sections[t.duty], who)


def fits(section: Any, at: Any) -> bool:
    return all(w.low <= getattr(section, w.column) <= w.high for w in at)


def survey_weak(world: Any) -> None:
    """Schools with fewer backbones on duty than their pupils ask for."""
    for s in world.sections:
        named = sum(t.backbone for t in world.at_duty(s.row))
        least = world.parameters.exchange.weak_backbones * s.pupils / 100
        s.weak = bool(s.open and named < least - 1e-9)


def book(world: Any, item: Any, yuan: float) -> None:
    if world.keeping and yuan != 0:
        policy, dot, line = item.name.rpartition(".")
        world.spending.append((world.year, policy if dot else line, line, item.payer, yuan))
