"""Rural service before a title in plain Python: one teacher, one filter at a time."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.agents.pension import statute
from teacherflow.codes import Education, Status, Title, Zone
from teacherflow.terms.leave import STATUTE
from teacherflow.terms.promote import BONUSES, FILTERS, STEPS, When
from twin import worth
from twin.transfer import is_free
from twin.worth import utility

BASE = {1: "base_second", 2: "base_first", 3: "base_senior"}
SUFFIX = {Title.FIRST: "promoted_middle", Title.SENIOR: "promoted_senior"}
FARTHEST = 40.0


def seek(world: Any) -> None:
    """Set ``seeks_service`` of everybody."""
    for teacher in world.teachers:
        teacher.seeks_service = 0
    if not world.terms[FILTERS]:
        return
    scores = public_scores(world)
    choices = {teacher.id: years_sought(world, teacher, scores) for teacher in world.teachers}
    for teacher in world.teachers:
        teacher.seeks_service = choices[teacher.id]


def years_sought(world: Any, t: Any, scores: dict[int, float]) -> int:
    if not is_free(world, t) or t.title not in (Title.SECOND, Title.FIRST):
        return 0
    home = world.sections[t.post]
    if t.level_unit != home.unit:
        return 0
    unmet = [f for f in binding(world, t, t.title + 1) if missing(t, f) > 0]
    if not unmet or all(f.years > 0 and counts(f, home.zone) for f in unmet):
        return 0
    years = max(missing(t, f) for f in unmet)
    p = world.parameters.titles
    horizon = years + 1 + p.extra_years
    if t.title_years < least_years(world, t) - horizon:
        return 0
    unit = world.units[home.unit]
    yearly = sum(getattr(unit, SUFFIX[Title(t.title + 1)])) / 3
    rank = 1 + sum(
        (-scores[other.id], other.id) < (-scores[t.id], t.id)
        for other in world.teachers
        if other is not t and other.title == t.title and meets_years(world, other, home.unit)
    )
    if rank > p.optimism * horizon * yearly + 1e-9:
        return 0
    chance = min(1.0, yearly * horizon / rank)
    return years if chance * raise_worth(world, t) > cost(world, t, unmet, years) else 0


def meets(world: Any, t: Any, who: Any) -> bool:
    if any(w.column.startswith("duty.") for w in who) and t.duty < 0:
        return False
    return worth.meets(world, t, world.sections[t.duty] if t.duty >= 0 else None, who)


def binding(world: Any, t: Any, title: int) -> list[Any]:
    return [
        f
        for f in world.terms[FILTERS]
        if f.low <= title <= f.high and t.cohort >= f.cohort_from and meets(world, t, f.who)
    ]


def service(t: Any, f: Any) -> float:
    years = 0.0
    if f.village:
        years += t.village_years
    if f.town:
        years += t.rural_years - t.village_years - t.aid_years
    if f.outside_aid:
        years += t.aid_years
    if f.seat_cross_area:
        years += t.cross_years
    return years


def missing(t: Any, f: Any) -> int:
    """Years of service still lacking, 0 if the filter is met."""
    if f.years == 0 and f.schools == 0:
        return 0
    if f.years and service(t, f) >= f.years:
        return 0
    if f.schools and t.schools_served >= f.schools:
        return 0
    years = math.ceil(f.years - service(t, f)) if f.years else 1
    return min(years, 1) if f.schools and t.schools_served + 1 >= f.schools else years


def lacks(world: Any, t: Any, title: int, when: When) -> bool:
    """Whether a filter in force turns ``t`` away."""
    return any(missing(t, f) > 0 for f in binding(world, t, title) if f.when == when and f.in_force)


def counts(f: Any, zone: int) -> bool:
    return bool((zone == Zone.VILLAGE and f.village) or (zone == Zone.TOWN and f.town))


def opens(f: Any, zone: int) -> bool:
    return counts(f, zone) or not f.years or f.schools in (1, 2)


def least_years(world: Any, t: Any) -> float:
    steps = world.terms[STEPS]
    if t.title == Title.FIRST:
        return float(steps.senior)
    return float(steps.first_master if t.education == Education.MASTER else steps.first)


def meets_years(world: Any, t: Any, unit: int) -> bool:
    held = t.status == Status.ESTABLISHED and t.post >= 0
    here = held and t.level_unit == unit == world.sections[t.post].unit
    return here and t.title_years >= least_years(world, t)


def public_scores(world: Any) -> dict[int, float]:
    from twin.promote import effects

    p, known = world.parameters.titles, effects(world)[0]
    scores = {}
    for t in world.teachers:
        score = p.service_points * min(t.service, p.service_most) + p.effect_points * known[t.id]
        for item in world.terms[BONUSES]:
            if item.low <= t.title + 1 <= item.high and meets(world, t, item.who):
                score += item.points * (getattr(t, item.times) if item.times else 1)
        scores[t.id] = score
    return scores


def raise_worth(world: Any, t: Any) -> float:
    """The raise in yuan, discounted, until the statutory pension."""
    p = world.parameters.utility
    monthly = world.pay_lift * (getattr(p, BASE[t.title + 1]) - getattr(p, BASE[t.title]))
    months = int(statute(world.terms[STATUTE])(t.birth, t.sex, False)) - world.september
    rate, years = world.parameters.titles.discount, max(0, months) / 12
    annuity = years if rate == 0 else (1 - (1 + rate) ** -years) / rate
    return float(12 * monthly * annuity)


def cost(world: Any, t: Any, unmet: Any, years: int) -> float:
    """What the years away cost in yuan at the mean school that would do."""
    home = world.sections[t.post]
    there = [
        utility(world, t, s)
        for s in world.sections
        if s.open
        and s.stage == t.stage
        and s.zone < home.zone
        and all(opens(f, s.zone) for f in unmet)
        and 1.3 * math.hypot(s.x - home.x, s.y - home.y) <= FARTHEST
    ]
    if not there:
        return math.inf
    loss = utility(world, t, home, own_work=True) - math.fsum(there) / len(there)
    return 12 * years * world.parameters.utility.reference_pay * loss
