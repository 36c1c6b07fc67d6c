"""What the person watched receives on top of basic pay, from which tier, and if nothing, why."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import numpy as np

from teacherflow.allowances import Asked, addressed, placed
from teacherflow.basic_pay import floor_claimant, on_the_scale, plain_pay
from teacherflow.state import NOWHERE, State
from teacherflow.terms.pay import PAY_ITEMS, PAY_PERFORMANCE, Felt, PayItem


def tell_receipts(state: State) -> None:
    """Tell the allowances of the person watched, policy by policy; of nobody else anything."""
    t = state.teachers
    found = np.flatnonzero(t.alive & (t.id == state.log.watched))
    if not found.size:
        return
    _tell_basic(state, found)
    items = [item for item in state.terms[PAY_ITEMS] if item.felt is not Felt.UNFELT]
    by_policy = sorted(items, key=lambda item: item.policy)
    for policy, lines in groupby(by_policy, key=lambda item: item.policy):
        _tell_policy(state, policy, tuple(lines), found)


def _tell_basic(state: State, person: np.ndarray) -> None:
    """Tell what the mark of the appraisal moves in basic pay, and what a floor adds to it."""
    rows, sections = on_the_scale(state)
    at_stake, here = state.terms[PAY_PERFORMANCE].at_stake, rows == person[0]
    if not here.any() or (state.pay_lift == 1 and at_stake == 0):
        return
    t, plain = state.teachers, float(plain_pay(state, rows[here], sections[here])[0])
    who, year = int(t.id[person[0]]), state.year
    if state.pay_lift > 1:
        yuan = plain * (state.pay_lift - 1)
        state.log.tell(year, who, "pay.floor", policy=floor_claimant(state), yuan=yuan)
    if at_stake > 0:
        mark, mean = (
            int(t.mark[person[0]]),
            state.units.mean_mark[state.sections.unit[sections[here]]],
        )
        yuan = plain * state.pay_lift * at_stake * (mark - float(mean[0]))
        state.log.tell(year, who, "pay.performance", mark=mark, yuan=yuan)


def _tell_policy(state: State, policy: str, items: tuple[PayItem, ...], person: np.ndarray) -> None:
    """Tell each line that is paid; if none is, what stands in the way of the nearest tier."""
    who, year = int(state.teachers.id[person[0]]), state.year
    asked = Asked(state, person)
    received = [item for item in items if asked.is_paid(item)[0]]
    for item in received:
        times = float(state.teachers[item.times][person[0]]) if item.times else 1.0
        state.log.tell(
            year,
            who,
            "pay.received",
            policy=policy,
            tier=item.name.rpartition(".")[2],
            yuan=item.yuan * times,
            months=item.months,
            share=state.pay_shares.get(item.name, 1.0),
        )
    by_place = any(where.column.startswith("duty.") for item in items for where in item.who)
    if by_place and not received:
        state.log.tell(year, who, "pay.nothing", policy=policy, **_obstacle(state, items, person))


def _obstacle(state: State, items: Iterable[PayItem], person: np.ndarray) -> dict[str, str]:
    """Return the tier of the place of duty and the condition that fails; no tier: the place."""
    duty = state.teachers.duty[person].astype(np.int64)
    if duty[0] == NOWHERE:
        return {"tier": "", "why": "no_duty"}
    for item in items:
        if placed(state, item.who, duty)[0]:
            failed = [w for w in item.who if not addressed(state, (w,), person)[0]]
            return {"tier": item.name.rpartition(".")[2], "why": failed[0].column}
    return {"tier": "", "why": "place"}
