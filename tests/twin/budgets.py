"""Budgets of the year, from the rule book: what is announced in September, and what is paid."""

from __future__ import annotations

from typing import Any

from teacherflow.terms.pay import PAY_BUDGETS, PAY_ITEMS
from twin import worth


def announce(world: Any) -> None:
    """The first day of the year: full sums, cut until every budget holds for the present roll."""
    world.pay_shares = {}
    cut(world)


def settle(world: Any) -> None:
    """All places are taken: what was announced is paid, unless that costs more than there is."""
    cut(world)


def cut(world: Any) -> None:
    items = world.terms[PAY_ITEMS]
    own = [b for b in world.terms[PAY_BUDGETS] if b.policy]
    county = [b for b in world.terms[PAY_BUDGETS] if not b.policy]
    for budget in own + county:
        paid_from_it = [
            item
            for item in items
            if (policy_of(item) == budget.policy if budget.policy else item.payer == "county")
        ]
        for item in paid_from_it:
            world.pay_shares.setdefault(item.name, 1.0)
        outlay = sum(full(world, item) * world.pay_shares[item.name] for item in paid_from_it)
        for item in paid_from_it:
            if outlay > budget.yuan:
                world.pay_shares[item.name] *= budget.yuan / outlay


def full(world: Any, item: Any) -> float:
    """What a year would cost if everybody addressed were paid the whole sum."""
    paid = [t for t in world.teachers if is_paid(world, t, item)]
    people = sum(getattr(t, item.times) if item.times else 1 for t in paid)
    return float(item.yuan * item.months * people)


def is_paid(world: Any, t: Any, item: Any) -> bool:
    by_place = any(where.column.startswith("duty.") for where in item.who)
    if t.duty < 0:
        return not by_place and worth.meets(world, t, None, item.who)
    return worth.meets(world, t, world.sections[t.duty], item.who)


def policy_of(item: Any) -> str:
    return str(item.name.rpartition(".")[0] if "." in item.name else item.name)
