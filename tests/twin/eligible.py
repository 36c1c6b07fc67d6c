"""Who may be sent on exchange, and how many, in plain Python: one teacher at a time."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.agents import pension
from teacherflow.codes import Away, Role, Sex, Stage, Status, Title
from teacherflow.terms.exchange import (
    EXEMPTIONS,
    FORMS,
    Basis,
)
from teacherflow.terms.leave import STATUTE
from twin import feedback
from twin.conditions import admits
from twin.outlays import survey_weak
from twin.rounding import half_up, largest_remainder
from twin.timetable import is_generalist


def draw(world: Any, kind: str, decision: str, who: int, what: int = 0) -> float:
    return float(getattr(world.draws, kind)(decision, world.year, who, what))


def is_covered(world: Any, t: Any, who: Any) -> bool:
    """Conditions on the teacher and, with the prefix ``post.``, on the school of the post."""
    for where in who:
        owner = world.sections[t.post] if where.column.startswith("post.") else t
        if not admits(where, getattr(owner, where.column.removeprefix("post."))):
            return False
    return True


def count_eligible(world: Any) -> None:
    for t in world.teachers:
        t.exchange_mask = 0
    forms = world.terms[FORMS]
    if not forms:
        feedback.set_factors(world, lambda form: 0)
        return
    survey(world)
    for place, form in enumerate(forms):
        if form.basis == Basis.ELIGIBLE:
            for t in addressed(world, form):
                t.exchange_mask += 1 << place
    feedback.set_factors(world, lambda form: asked(world, form))


def survey(world: Any) -> None:
    for t in world.teachers:
        if t.status == Status.ESTABLISHED:
            stays = t.sex == Sex.WOMAN and t.title >= Title.SENIOR
            if stays:
                luck = float(world.draws.uniform("leave.choose_55", 0, t.id))
                stays = luck >= world.parameters.leave.choose_55
            due = pension.STATUTES[world.terms[STATUTE]](t.birth, t.sex, stays)
            t.years_to_pension = (int(due) - world.september) / 12
        t.graduating = t.status == Status.ESTABLISHED and (
            draw(world, "uniform", "exchange.class", t.id) < 1 / grades_of(t.stage)
        )
    for s in world.sections:
        posts = sum(t.status == Status.ESTABLISHED for t in world.at_post(s.row))
        s.over_quota = max(0, posts - s.need) if s.open else 0
    survey_weak(world)


def grades_of(stage: int) -> int:
    return 6 if stage == Stage.PRIMARY else 3


def is_at_home(world: Any, t: Any) -> bool:
    return (
        t.status == Status.ESTABLISHED
        and t.away == Away.HOME
        and t.post >= 0
        and t.duty == t.post
        and t.duty_changed_year != world.year
    )


def is_fit(world: Any, t: Any) -> bool:
    p = world.parameters.exchange
    age = (world.september - t.birth) // 12
    of_age = t.sex == Sex.WOMAN and p.nursing_from <= age <= p.nursing_to
    if of_age and draw(world, "uniform", "exchange.nursing", t.id) < p.nursing:
        return False
    if draw(world, "uniform", "exchange.ill", t.id) < p.ill:
        return False
    return t.bond_until <= world.year


def may_leave(world: Any, section: int, subject: int) -> int:
    """How many of a subject may leave a school without taking the last one away."""
    staff = world.at_duty(section)
    of_subject = sum(t.subject == subject for t in staff)
    if is_generalist(world, world.sections[section], len(staff)):
        return min(of_subject, max(0, len(staff) - 1))
    return max(0, of_subject - 1)


def addressed(world: Any, form: Any) -> list[Any]:
    leaders_too = any(w.column == "role" for w in form.who)
    found = []
    for t in world.teachers:
        if not is_at_home(world, t) or (t.role != Role.TEACHER and not leaders_too):
            continue
        if not is_covered(world, t, form.who) or not is_fit(world, t):
            continue
        if may_leave(world, t.post, t.subject) < 1:
            continue
        if is_exempt(world, t, form):
            continue
        found.append(t)
    return found


def is_exempt(world: Any, t: Any, form: Any) -> bool:
    return any(exempts(world, t, item, form) for item in world.terms[EXEMPTIONS])


def exempts(world: Any, t: Any, item: Any, form: Any) -> bool:
    policy = form.name.split(".")[0]
    if item.form not in ("", form.name, policy) or not is_covered(world, t, item.who):
        return False
    if item.chance >= 1:
        return True
    return draw(world, "uniform", f"exchange.exempt.{item.name}", t.id) < item.chance


def bit(world: Any, form: Any) -> int:
    return 1 << [other.name for other in world.terms[FORMS]].index(form.name)


def effects_seen(world: Any) -> dict[int, float]:
    noise, found = world.parameters.transfer.seen_noise, {}
    for stage in Stage:
        people = [t for t in world.teachers if t.stage == stage]
        if not people:
            continue
        effects = [t.talent + t.coaching for t in people]
        mean = sum(effects) / len(effects)
        variance = sum((e - mean) ** 2 for e in effects) / len(effects)
        for t, e in zip(people, effects, strict=True):
            seen = e + noise * draw(world, "normal", "exchange.seen", t.id)
            found[t.id] = (seen - mean) / math.sqrt(variance + noise**2)
    return found


def most(share: float, staff: int) -> int:
    return max(1, math.floor(round(share * staff, 9)))


def asked(world: Any, form: Any, forms: Any = None) -> int:
    """How many a form is to send this year, beside the others as they stand."""
    amount = form.compliance * form.amount
    if form.basis == Basis.STAFF:
        held = sum(t.status == Status.ESTABLISHED and t.post >= 0 for t in world.teachers)
        return math.ceil(round(amount * held, 9))
    if form.basis == Basis.PERSONS:
        return half_up(amount)
    if form.basis in (Basis.SURPLUS, Basis.SCHOOL):
        return sum(by_school(world, form).values())
    if form.basis == Basis.SEEKERS:
        return len(addressed(world, form))
    alike = same_people(world.terms[FORMS] if forms is None else forms, form)
    people = sum(bool(t.exchange_mask & bit(world, alike[0])) for t in world.teachers)
    weights = [other.compliance * other.amount for other in alike]
    total = math.ceil(round(sum(weights) * people, 9))
    if not total:
        return 0
    parts = largest_remainder([w * total / sum(weights) for w in weights], total)
    return parts[alike.index(form)]


def by_school(world: Any, form: Any) -> dict[int, int]:
    """How many each school has to send: none where the form does not mean it."""
    amount = form.compliance * form.amount
    surplus = form.basis == Basis.SURPLUS
    of_post = [w for w in form.who if w.column.startswith("post.")]
    own = {
        s.row: math.floor(round(amount * (s.over_quota if surplus else s.open), 9))
        if all(w.low <= getattr(s, w.column.removeprefix("post.")) <= w.high for w in of_post)
        else 0
        for s in world.sections
    }
    return feedback.of_schools(world, form, own)


def same_people(forms: Any, form: Any) -> list[Any]:
    """The forms of a policy whose numbers are shares of the same people."""
    return [
        other
        for other in forms
        if other.basis == Basis.ELIGIBLE
        and other.who == form.who
        and other.name.split(".")[0] == form.name.split(".")[0]
    ]


def backbones_due(world: Any, form: Any, forms: Any, addressed: list[Any]) -> float:
    """How many backbones have to go if the floor is a share of the backbones who may."""
    if form.basis != Basis.ELIGIBLE:
        return float(form.backbone * form.compliance * sum(t.backbone for t in addressed))
    flag = bit(world, form)
    may = sum(bool(t.exchange_mask & flag and t.backbone) for t in world.teachers)
    amounts = sum(other.amount for other in same_people(forms, form))
    if not amounts:
        return 0.0
    return float(form.backbone * form.compliance * may * form.amount / amounts)
