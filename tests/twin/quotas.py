"""Quotas divided anew, cleared and granted, one section and one teacher at a time."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from teacherflow.codes import Away, Status, Zone
from teacherflow.terms.posts import (
    CLEAR_BORROWED,
    DELAY,
    FAILURE,
    GRANTS,
    LAG_RELIEF,
    REALLOCATION,
)
from twin.rounding import half_up, shares


def draw(world: Any, decision: str, who: int) -> float:
    return float(world.draws.uniform(decision, world.year, who))


def reallot(world: Any) -> None:
    """What was filed and is approved holds; then the next division is filed."""
    rule = world.terms[REALLOCATION]
    pending = max((s.pending_from for s in world.sections), default=0)
    if rule is None:
        forget(world)
        return
    if pending > world.year:
        return
    if pending:
        divide(world, rule.weight)
    if not rule.due or draw(world, "establish.failure", 0) < world.terms[FAILURE]:
        return
    lag = round(max(0.0, world.terms[DELAY] - world.terms[LAG_RELIEF]), 9)
    years = math.floor(lag)
    if draw(world, "establish.lag", 0) < lag - years:
        years += 1
    for stage in world.stages:
        here = [s for s in world.sections if s.open and s.stage == stage.row]
        if not here:
            continue
        seen = [s.need * (1 + (rule.tilt if s.zone == Zone.VILLAGE else 0)) for s in here]
        for s, posts in zip(here, shares(seen, half_up(stage.total)), strict=True):
            s.quota_pending, s.pending_from = max(1, posts), world.year + years
    if years == 0:
        divide(world, rule.weight)


def divide(world: Any, weight: float) -> None:
    for stage in world.stages:
        here = [s for s in world.sections if s.open and s.stage == stage.row]
        if not here:
            continue
        plan = {s.row: s.quota if s.quota_pending == -1 else s.quota_pending for s in here}
        whole, total = sum(plan.values()), half_up(stage.total)
        exact = [(1 - weight) * s.quota + weight * plan[s.row] * total / whole for s in here]
        beyond = [max(0.0, x - 1) for x in exact]
        left = max(0, half_up(sum(exact)) - len(here))
        more = shares(beyond, left) if left else [0] * len(here)
        for s, posts in zip(here, more, strict=True):
            s.quota = 1 + posts
    forget(world)


def forget(world: Any) -> None:
    for s in world.sections:
        s.quota_pending, s.pending_from = -1, 0


def borrowed(world: Any) -> list[Any]:
    return [
        t
        for t in world.teachers
        if t.status == Status.ESTABLISHED and t.away == Away.BORROWED and t.post >= 0 <= t.duty
    ]


def clear_borrowed(world: Any) -> None:
    for t in borrowed(world):
        if draw(world, "establish.clear", t.id) < world.terms[CLEAR_BORROWED]:
            world.move_post(t, t.duty, "regularise", "posts.clear_borrowed", quota_along=True)
            t.level_unit = world.sections[t.post].unit


def grant(world: Any) -> None:
    for item in world.terms[GRANTS]:
        if item.posts <= 0:
            continue
        lacking = {}
        for s in world.sections:
            held = sum(t.status == Status.ESTABLISHED for t in world.at_post(s.row))
            held += sum(t.status == Status.TEGANG for t in world.at_duty(s.row))
            fits = all(w.low <= getattr(s, w.column) <= w.high for w in item.at)
            if s.open and fits and s.need > held:
                lacking[s.row] = s.need - held
        chosen = sorted(sorted(lacking, key=lambda row: (-lacking[row], row))[: item.schools])
        number = min(item.posts, sum(lacking[row] for row in chosen))
        parts = shares([lacking[row] for row in chosen], number) if chosen else []
        for row, posts in zip(chosen, parts, strict=True):
            stage = world.stages[world.sections[row].stage]
            world.sections[row].quota += posts
            stage.total += posts
            stage.total_fork += posts
            stage.granted += posts
            stage.unfilled_before += posts
        regularise(world, item, Counter(dict(zip(chosen, parts, strict=True))))


def regularise(world: Any, item: Any, free: Counter[int]) -> None:
    queue = sorted(
        borrowed(world), key=lambda t: (t.duty, draw(world, "establish.grant", t.id), t.id)
    )
    for t in queue:
        if free[t.duty] > 0:
            free[t.duty] -= 1
            world.move_post(t, t.duty, "regularise", item.name, quota_along=False)
