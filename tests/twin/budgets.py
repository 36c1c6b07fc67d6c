"""Budgets of the year, from the rule book: what is announced in September, and what is paid."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Away, Status
from teacherflow.terms.appoint import WAITING
from teacherflow.terms.pay import PAY_BUDGETS, PAY_FLOOR, PAY_ITEMS, Felt
from twin import worth


def announce(world: Any) -> None:
    """The first day of the year: full sums, cut until every budget holds for the present roll."""
    world.pay_shares = {}
    cut(world)
    lift(world)


def settle(world: Any) -> None:
    """All places are taken: what was announced is paid, unless that costs more than there is."""
    cut(world)


def lift(world: Any) -> None:
    """All basic pay rises by one factor until its mean reaches the floor."""
    pays = [worth.plain_pay(world, t, world.sections[at]) for t, at in salaried(world)]
    mean = math.fsum(pays) / max(1, len(pays))
    world.pay_lift = max(1.0, world.terms[PAY_FLOOR] / mean) if pays else 1.0


def salaried(world: Any) -> list[tuple[Any, int]]:
    """Everybody but contract and silver staff who has a place, with it."""
    places = [(t, t.duty if t.duty >= 0 else t.post) for t in world.teachers]
    return [(t, at) for t, at in places if at >= 0 and t.status not in worth.BESIDE]


def lifted(world: Any) -> float:
    """What a year of the lift costs."""
    pays = [worth.plain_pay(world, t, world.sections[at]) for t, at in salaried(world)]
    for t in world.teachers:
        nowhere = t.duty < 0 and t.post < 0 and t.last_section >= 0
        if nowhere and t.away in (Away.WAITING, Away.OFFICE) and t.status != Status.CONTRACT:
            share = world.terms[WAITING].pay if t.away == Away.WAITING else 1.0
            pays.append(share * worth.plain_pay(world, t, world.sections[t.last_section]))
    return 12 * (world.pay_lift - 1) * math.fsum(pays)


def cut(world: Any) -> None:
    items = world.terms[PAY_ITEMS]
    own = [b for b in world.terms[PAY_BUDGETS] if b.policy]
    county = [b for b in world.terms[PAY_BUDGETS] if not b.policy]
    for budget in own + county:
        paid_from_it = [
            item
            for item in items
            if item.felt != Felt.UNFELT
            and (policy_of(item) == budget.policy if budget.policy else item.payer == "county")
        ]
        for item in paid_from_it:
            world.pay_shares.setdefault(item.name, 1.0)
        outlay = sum(full(world, item) * world.pay_shares[item.name] for item in paid_from_it)
        for item in paid_from_it:
            if outlay > budget.yuan:
                world.pay_shares[item.name] *= budget.yuan / outlay


def full(world: Any, item: Any) -> float:
    """What a year would cost if everybody addressed were paid the whole sum."""
    paid = [
        t for t in world.teachers if is_paid(world, t, item) and not worth.displaced(world, t, item)
    ]
    people = sum(getattr(t, item.times) if item.times else 1 for t in paid)
    return float(item.yuan * item.months * people)


def is_paid(world: Any, t: Any, item: Any) -> bool:
    by_place = any(where.column.startswith("duty.") for where in item.who)
    if t.duty < 0:
        return not by_place and worth.meets(world, t, None, item.who)
    return worth.meets(world, t, world.sections[t.duty], item.who)


def policy_of(item: Any) -> str:
    return str(item.name.rpartition(".")[0] if "." in item.name else item.name)
