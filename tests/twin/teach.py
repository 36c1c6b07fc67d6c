"""Phase teach in plain Python: one teacher, one school, one unit at a time."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from teacherflow.codes import Away, Stage, Status, Title, Zone
from teacherflow.terms.pay import PAY_PERFORMANCE
from teacherflow.terms.posts import FOLLOW
from teacherflow.terms.teach import (
    APPRAISAL,
    BACKBONE_TARGET,
    EFFORT,
    GROWTH,
    REMOTE,
    RESEARCH,
)
from twin import budgets, itinerant, leaders, worth
from twin.conditions import admits
from twin.living import class_heads, compare_marks
from twin.outlays import book, survey_weak
from twin.rounding import half_up, largest_remainder
from twin.seeking import binding, counts, least_years, missing
from twin.supervision import merit
from twin.timetable import is_generalist, plan


def teach(world: Any) -> None:
    leaders.offices(world)
    researchers(world)
    trips = lessons(world)
    itinerant.pay(world, trips)
    for teacher in world.teachers:
        effort(world, teacher)
    delivered(world, trips)
    coaching(world)
    appraisal(world)
    compare_marks(world)
    backbones(world)
    budgets.settle(world)
    leaders.reserve(world)
    leaders.training(world)
    for teacher in world.teachers:
        welfare(world, teacher)


def researchers(world: Any) -> None:
    rule = world.terms[RESEARCH]
    staff = [t for t in world.teachers if t.status == Status.ESTABLISHED]
    able = [t for t in staff if t.duty >= 0 and _meets(world, t, rule.who)]
    for t in world.teachers:
        t.researcher = bool(rule.share > 0 and t.researcher and t in able)
    if rule.share > 0:
        free = half_up(rule.share * len(staff)) - sum(t.researcher for t in staff)

        def seen(t: Any) -> float:
            noise = _normal(world, "teach.researcher", world.year, t)
            return float(t.talent + t.coaching + world.parameters.teach.backbone_noise * noise)

        others = [t for t in able if not t.researcher]
        for t in sorted(others, key=seen, reverse=True)[: max(0, free)]:
            t.researcher = True
    for t in world.teachers:
        t.load = rule.lessons if t.researcher else 1.0


def lessons(world: Any) -> list[itinerant.Trip]:
    class_heads(world)
    for teacher in world.teachers:
        teacher.lessons = teacher.out_of_field = 0.0
    plans = [plan(world, s) for s in world.sections]
    trips = itinerant.visits(world, plans)
    for s in world.sections:
        loads, gap, untaught = plans[s.row]
        for load in loads:
            load.teacher.lessons = load.inside + load.outside + load.teacher.itinerant
            if load.teacher.lessons > 0:
                load.teacher.out_of_field = load.outside / load.teacher.lessons
        required, lost = (sum(s.required) if s.open else 0.0), sum(untaught)
        s.generalist = is_generalist(world, s, len(loads))
        s.uncovered = untaught
        s.coverage = s.in_field = 1.0
        if required > 0:
            s.coverage = (required - lost * (1 - _remote(world))) / required
            s.in_field = (required - sum(gap)) / required
        p = world.parameters.teach
        standard = p.standard_primary if s.stage == Stage.PRIMARY else p.standard_junior
        s.workload = min(required, standard * (1 + p.overload))
        if loads:
            given = sum(load.teacher.itinerant for load in loads)
            s.workload = (required - lost - s.visiting + given) / len(loads)
    return trips


def effort(world: Any, teacher: Any) -> None:
    p = world.parameters.teach
    unit = _unit(world, teacher)
    if unit >= 0:
        teacher.effort += p.leader_effort * world.units[unit].leader_quality
    if teacher.away == Away.EXCHANGE:
        teacher.effort += p.rotator_effort
    if teacher.forced_year == world.year:
        teacher.effort += p.forced_effort
    if teacher.title_failures >= p.title_failed_times:
        teacher.effort += p.title_failed_effort
    elif _years_to_apply(world, teacher) in (1, 2):
        teacher.effort += p.title_near_effort
    for item in world.terms[EFFORT]:
        if _meets(world, teacher, item.who):
            teacher.effort += item.change * (getattr(teacher, item.times) if item.times else 1)
    if teacher.status not in (Status.CONTRACT, Status.SILVER):
        teacher.effort += world.terms[PAY_PERFORMANCE].effort


def _years_to_apply(world: Any, teacher: Any) -> float:
    """Years until the next title may be sought: in the title, and of service asked for."""
    if teacher.title not in (Title.SECOND, Title.FIRST):
        return 0.0
    left = least_years(world, teacher) - teacher.title_years
    for item in binding(world, teacher, teacher.title + 1):
        if missing(teacher, item):
            left = max(left, missing(teacher, item) if _serves(world, teacher, item) else 99.0)
    return left


def _serves(world: Any, teacher: Any, item: Any) -> bool:
    """Whether this year counts for a filter."""
    if not item.years:
        return False
    if teacher.away == Away.OUTSIDE:
        return bool(item.outside_aid)
    if teacher.duty < 0:
        return False
    here = world.sections[teacher.duty]
    if here.zone != Zone.SEAT:
        return counts(item, here.zone)
    across = teacher.post >= 0 and here.cluster != world.sections[teacher.post].cluster
    return bool(item.seat_cross_area and teacher.away == Away.EXCHANGE and across)


def delivered(world: Any, trips: list[itinerant.Trip]) -> None:
    p = world.parameters.teach
    for t in world.teachers:
        t.delivered = 0.0
        if t.duty < 0:
            continue
        t.delivered = t.talent + t.coaching
        t.delivered += p.experience_gain * min(t.service, p.experience_years) / p.experience_years
        t.delivered += p.effort_effect * (t.effort - 1)
        t.delivered -= p.out_of_field_loss * t.out_of_field
        t.delivered -= p.first_year_loss if t.duty_years == 0 else 0.0
    for s in world.sections:
        staff = world.at_duty(s.row)
        s.effectiveness = sum(t.delivered for t in staff) / len(staff) if staff else 0.0
        # sum over subjects of share of lessons x (coverage x mean effect - uncovered x loss)
        required = sum(s.required) if s.open else 0.0
        s.met = 0.0
        if required > 0:
            s.met = sum((t.lessons - t.itinerant) * t.delivered for t in staff) / required
            s.met += itinerant.met(world, s, trips) / required
            s.met -= p.untaught_loss * (1 - _remote(world)) * sum(s.uncovered) / required


def coaching(world: Any) -> None:
    p = world.parameters.teach
    items = world.terms[GROWTH]
    if any(where.name == "weak" for item in items for where in item.who):
        survey_weak(world)
    gains = {t.id: 0.0 for t in world.teachers}
    for item in items:
        reached, at_work = _reached(world, item)
        for teacher in reached:
            gains[teacher.id] += p.coaching_effect * item.rate
        book(world, item, item.yuan * len(reached) + item.mentor_yuan * at_work)
    for t in world.teachers:
        stock = (1 - p.coaching_decay) * t.coaching + gains[t.id]
        t.coaching = min(p.coaching_ceiling, stock)


def _reached(world: Any, item: Any) -> tuple[list[Any], int]:
    """Who is coached, and how many mentors are at work."""
    taught = [
        t
        for t in world.teachers
        if _meets(world, t, item.who)
        and (item.share >= 1 or _uniform(world, f"teach.member.{item.name}", 0, t) < item.share)
    ]
    if not item.mentors:
        return taught, 0
    groups: dict[Any, list[Any]] = {}
    for t in taught:
        groups.setdefault(_group(world, t, item.scope), []).append(t)
    able = Counter(
        _group(world, t, item.scope) for t in world.teachers if _meets(world, t, item.mentors)
    )
    reached: list[Any] = []
    at_work = 0
    for key, members in groups.items():
        mentors = able[key]
        if key is None or not mentors:
            continue
        members.sort(key=lambda t: _uniform(world, f"teach.coached.{item.name}", 0, t))
        if item.per_mentor:
            members = members[: mentors * item.per_mentor]
        if item.most:
            members = members[: item.most]
        reached += members
        at_work += math.ceil(len(members) / item.per_mentor) if item.per_mentor else mentors
    return reached, at_work


def _group(world: Any, teacher: Any, scope: Any) -> Any:
    values = []
    for path in scope:
        place, _, name = path.rpartition(".")
        section = getattr(teacher, place) if place else 0
        source = world.sections[section] if place else teacher
        values.append(getattr(source, name) if section >= 0 else -1)
    return None if any(v < 0 for v in values) else tuple(values)


def appraisal(world: Any) -> None:
    rule = world.terms[APPRAISAL]
    for t in world.teachers:
        t.appraisal_top = False
    staff = [t for t in world.teachers if _unit(world, t) >= 0]
    scores = {}
    for stage in Stage:
        peers = [t for t in staff if t.stage == stage]
        mean = sum(t.talent + t.coaching for t in peers) / max(1, len(peers))
        spread = math.sqrt(
            sum((t.talent + t.coaching - mean) ** 2 for t in peers) / max(1, len(peers))
        )
        for t in peers:
            z = (t.talent + t.coaching - mean) / (spread or 1.0)
            noise = math.sqrt(sum(w * w for w in rule.weights))
            scores[t.id] = sum(rule.weights) * rule.on_effect * z
            scores[t.id] += noise * _normal(world, "teach.appraisal", world.year, t)
            if t.away in (Away.BORROWED, Away.AGENCY) and not world.terms[FOLLOW]:
                scores[t.id] += rule.mismatched
    units = [[t for t in staff if _unit(world, t) == u.row] for u in world.units]
    for members, n in zip(units, _whole([rule.excellent * len(u) for u in units]), strict=True):
        for t in sorted(members, key=lambda t: -scores[t.id])[:n]:
            t.appraisal_top = True
    stages = [[t for t in staff if t.stage == stage] for stage in Stage]
    for members, n in zip(stages, _whole([rule.failed * len(g) for g in stages]), strict=True):
        for t in sorted(members, key=lambda t: scores[t.id])[:n]:
            if t.appraisal_failed == world.year - 1:
                t.failed_twice = world.year
            t.appraisal_failed, t.appraisal_top = world.year, False
    for t in world.teachers:
        failed = t.appraisal_failed == world.year
        t.mark = 1 if t.appraisal_top else -1 if failed else 0


def backbones(world: Any) -> None:
    p = world.parameters.teach
    for stage in Stage:
        pupils = sum(s.pupils for s in world.sections if s.stage == stage)
        staff = [t for t in world.teachers if t.stage == stage]
        kept, target = p.backbone_per_100, world.terms[BACKBONE_TARGET]
        wanted = kept + target.reached * max(0.0, target.per_100 - kept)
        free = half_up(wanted * pupils / 100) - sum(t.backbone for t in staff)

        candidates = [
            t
            for t in staff
            if t.status == Status.ESTABLISHED and not t.backbone and t.service >= p.backbone_service
        ]
        for t in sorted(candidates, key=lambda t: merit(world, t), reverse=True)[: max(0, free)]:
            t.backbone = True


def welfare(world: Any, teacher: Any) -> None:
    p = world.parameters.utility
    place = teacher.duty if teacher.duty >= 0 else teacher.post
    u = teacher.utility
    if place >= 0:
        section = world.sections[place]
        u = worth.utility(world, teacher, section, own_work=True)
        teacher.pay = worth.pay_at(world, teacher, section)
    else:
        known = teacher.utility
        worth.without_school(world, teacher)
        u, teacher.utility = teacher.utility, known
    teacher.welfare = p.reference_pay * math.exp(u)
    if teacher.duty >= 0 and teacher.duty_years == 0 and teacher.cohort < world.year:
        teacher.welfare -= p.moving_cost
    if teacher.forced_year == world.year:
        teacher.welfare -= p.forced_cost


def _remote(world: Any) -> float:
    return float(world.terms[REMOTE] * world.parameters.teach.remote_worth)


def _unit(world: Any, teacher: Any) -> int:
    place = teacher.post if teacher.post >= 0 else teacher.duty
    return int(world.sections[place].unit) if place >= 0 else -1


def _meets(world: Any, teacher: Any, who: Any) -> bool:
    for where in who:
        place, _, name = where.column.rpartition(".")
        section = getattr(teacher, place) if place else 0
        if section < 0:
            return False
        value = getattr(world.sections[section] if place else teacher, name)
        if not admits(where, value):
            return False
    return True


def _normal(world: Any, decision: str, year: int, teacher: Any) -> float:
    return float(world.draws.normal(decision, year, teacher.id))


def _uniform(world: Any, decision: str, year: int, teacher: Any) -> float:
    return float(world.draws.uniform(decision, year, teacher.id))


def _whole(values: list[float]) -> list[int]:
    return largest_remainder(values, half_up(sum(values)))
