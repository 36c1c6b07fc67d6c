"""Phase establish, one section at a time."""

from __future__ import annotations

from typing import Any

from teacherflow.codes import Zone
from teacherflow.terms.posts import POOLING, REALLOCATION, STANDARD
from twin.quotas import clear_borrowed, grant, reallot
from twin.rounding import half_up, largest_remainder


def establish(world: Any) -> None:
    need = formula_needs(world)
    for section in world.sections:
        section.need, section.target = need[section.row], 0
    for stage in (0, 1):
        here = [s for s in world.sections if s.open and s.stage == stage]
        plan, p = world.stages[stage], world.parameters.posts
        needed = sum(s.need for s in here)
        if world.year > world.start:
            plan.total = max((1 - p.total_fall) * plan.total, min(plan.total_fork, needed))
        for s in here:
            if s.opened == world.year:
                s.quota = half_up(s.need * plan.total / needed)
            s.quota = max(s.quota, 1)
    reallot(world)
    clear_borrowed(world)
    grant(world)
    for stage in (0, 1):
        here = [s for s in world.sections if s.open and s.stage == stage]
        set_targets(world, here, half_up(world.stages[stage].total))


def formula_needs(world: Any) -> dict[int, int]:
    need = {s.row: 0 for s in world.sections}
    for stage in (0, 1):
        here = [s for s in world.sections if s.open and s.stage == stage]
        exact = [formula(world, s) for s in here]
        for s, whole in zip(here, largest_remainder(exact, half_up(sum(exact))), strict=True):
            need[s.row] = whole
    return need


def formula(world: Any, s: Any) -> float:
    rule = world.terms[STANDARD]
    ratio, other = (
        (rule.primary, rule.other_primary) if s.stage == 0 else (rule.junior, rule.other_junior)
    )
    posts = s.pupils / ratio
    if s.zone == Zone.VILLAGE or s.pupils < rule.small:
        posts = max(posts, rule.per_class * s.classes)
    least = 2 if rule.tiny_pupils <= s.pupils <= rule.point_pupils else 1
    return max(least, posts * (1 - other))


def set_targets(world: Any, here: list[Any], total: int) -> None:
    """Find a by bisection: the sum of min(a quota, most need total / needed) rises with a.

    Of the posts that are pooled, each school has its share by need instead.
    """
    if not here:
        return
    most, needed = world.parameters.posts.target_most, sum(s.need for s in here)
    pooled = world.terms[POOLING]

    def wanted(a: float) -> list[float]:
        return [min(a * s.quota, most * s.need * total / needed) for s in here]

    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(wanted(middle)) < total else (low, middle)
    exact = wanted(high)
    if pooled > 0:
        rule = world.terms[REALLOCATION]
        seen = [s.need * (1 + (rule.tilt if rule and s.zone == Zone.VILLAGE else 0)) for s in here]
        exact = [
            (1 - pooled) * x + pooled * n * total / sum(seen)
            for x, n in zip(exact, seen, strict=True)
        ]
    for s, target in zip(here, largest_remainder(exact, total), strict=True):
        s.target = target
