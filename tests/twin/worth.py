"""Pay and utility of one teacher at one section, in plain Python from the rule book."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Away, Role, Status, Title, Zone
from teacherflow.terms.appoint import WAITING
from teacherflow.terms.pay import PAY_ITEMS, PAY_PERFORMANCE, Felt
from twin.conditions import admits

BASE = {
    Title.NONE: "base_none",
    Title.SECOND: "base_second",
    Title.FIRST: "base_first",
    Title.SENIOR: "base_senior",
    Title.PROFESSOR: "base_professor",
}


def meets(world: Any, teacher: Any, section: Any, who: Any) -> bool:
    """Interpret the conditions of one item on one teacher working at ``section``."""
    for where in who:
        if where.column.startswith("duty."):
            value = getattr(section, where.name)
        elif where.column.startswith("post."):
            if teacher.post < 0:
                return False
            value = getattr(world.sections[teacher.post], where.name)
        else:
            value = getattr(teacher, where.column)
        if not admits(where, value):
            return False
    return True


BESIDE = (Status.CONTRACT, Status.SILVER)


def pay_at(world: Any, teacher: Any, section: Any) -> float:
    pay = basic_pay(world, teacher, section)
    if teacher.status not in BESIDE:
        rule = world.terms[PAY_PERFORMANCE]
        steps = teacher.mark - world.units[section.unit].mean_mark
        pay *= 1 + rule.share * rule.spread * steps
    return pay + drawn(world, teacher, section, Felt.PAY)


def drawn(world: Any, teacher: Any, section: Any, felt: Felt) -> float:
    """What policies pay a teacher at a section that is felt in one way, a month."""
    return sum(
        full(teacher, item) * world.pay_shares.get(item.name, 1.0)
        for item in world.terms[PAY_ITEMS]
        if item.felt == felt
        and meets(world, teacher, section, item.who)
        and not displaced(world, teacher, item)
    )


def full(teacher: Any, item: Any) -> float:
    """The whole sum a month for one who is addressed."""
    times = getattr(teacher, item.times) if item.times else 1.0
    return float(item.yuan * item.months / 12 * times)


def displaced(world: Any, teacher: Any, item: Any) -> bool:
    """Of items that are paid once, the teacher draws the largest, of equal ones the first."""
    if not item.once:
        return False
    rivals = [
        other
        for other in world.terms[PAY_ITEMS]
        if other.once == item.once and meets(world, teacher, None, other.who)
    ]
    best = min(rivals, key=lambda other: (-full(teacher, other), other.name))
    return bool(best.name != item.name)


def basic_pay(world: Any, teacher: Any, section: Any) -> float:
    """By title, service, role and zone, lifted by the floor; contract staff have a lump sum.

    The pension of silver staff is as high as the pay of their title; no floor lifts it.
    """
    if teacher.status in BESIDE:
        return float(plain_pay(world, teacher, section))
    return float(plain_pay(world, teacher, section) * world.pay_lift)


def plain_pay(world: Any, teacher: Any, section: Any) -> float:
    p = world.parameters.utility
    if teacher.status == Status.CONTRACT:
        pay = p.contract_pay
    else:
        pay = getattr(p, BASE[Title(teacher.title_paid)])
        pay += p.service_increment * min(teacher.service, p.service_most)
        pay += {Role.PRINCIPAL: p.principal_allowance, Role.DEPUTY: p.deputy_allowance}.get(
            Role(teacher.role), 0.0
        )
        if section.zone != Zone.SEAT and teacher.status != Status.SILVER:
            pay += p.town_allowance
    return float(pay)


def utility(world: Any, teacher: Any, section: Any, *, own_work: bool = False) -> float:
    """u of ``teacher`` at ``section``; with ``own_work`` the lessons are the teacher's own."""
    p = world.parameters.utility
    km = 1.3 * math.hypot(teacher.home_x - section.x, teacher.home_y - section.y)
    worth = -p.km * min(km, p.km_most)
    if teacher.kin_township == section.township:
        worth += p.kin
    worth += {Zone.SEAT: p.seat, Zone.TOWN: p.town, Zone.VILLAGE: 0.0}[Zone(section.zone)]
    months = world.september - teacher.child_birth
    if teacher.child_birth > 0 and p.child_from <= months < p.child_to:
        worth += {Zone.SEAT: p.child_seat, Zone.TOWN: p.child_town}.get(Zone(section.zone), 0.0)
    worth += p.intake * section.intake
    worth += p.leader * world.units[section.unit].leader_quality
    worth += world.parameters.teach.equipment * sum(section.equipment)
    if teacher.housing == section.row and km > p.housing_km:
        worth += p.housing
    worth += drawn(world, teacher, section, Felt.AMENITY)
    standard = (world.parameters.teach.standard_primary, world.parameters.teach.standard_junior)
    lessons = teacher.lessons if own_work else section.workload
    worth -= p.lesson * max(0.0, lessons - standard[section.stage])
    if own_work and teacher.out_of_field > p.out_of_field_above:
        worth -= p.out_of_field
    return math.log(pay_at(world, teacher, section) / p.reference_pay) + worth / p.reference_pay


def refresh(world: Any) -> None:
    """Bring utility and pay of everybody in service up to this year's terms."""
    for teacher in world.teachers:
        teacher.utility_before = teacher.utility
        place = teacher.duty if teacher.duty >= 0 else teacher.post
        if place < 0:
            without_school(world, teacher)
            continue
        section = world.sections[place]
        teacher.utility = utility(world, teacher, section, own_work=True)
        teacher.pay = pay_at(world, teacher, section)


def without_school(world: Any, teacher: Any) -> None:
    """Who waits or does other work: basic pay, or a share of it, and the last school's amenity."""
    if teacher.last_section >= 0 and teacher.away in (Away.WAITING, Away.OFFICE):
        section = world.sections[teacher.last_section]
        factor = world.terms[WAITING].pay if teacher.away == Away.WAITING else 1.0
        usual = pay_at(world, teacher, section)
        felt = drawn(world, teacher, section, Felt.AMENITY)
        teacher.pay = factor * basic_pay(world, teacher, section)
        teacher.utility = utility(world, teacher, section, own_work=True)
        teacher.utility += math.log(teacher.pay / usual)
        teacher.utility -= felt / world.parameters.utility.reference_pay
