"""Budgets that bind: one factor, announced in September, settled when all places are taken."""

from __future__ import annotations

import numpy as np
import pytest

from factory import small_county
from teacherflow import choice
from teacherflow.codes import Zone
from teacherflow.phases.audit import audit
from teacherflow.phases.budgets import announce, settle
from teacherflow.state import State
from teacherflow.terms.laws import Terms
from teacherflow.terms.pay import PAY_BUDGETS, PAY_ITEMS, Budget, PayItem
from teacherflow.terms.who import Where

VILLAGE = PayItem("s.village", (Where("duty.zone", Zone.VILLAGE, Zone.VILLAGE),), 600.0, months=10)
TOWN = PayItem("s.town", (Where("duty.zone", Zone.TOWN, Zone.TOWN),), 300.0, months=10)
OTHER = PayItem("o.all", (), 50.0)
PROVINCE = PayItem("p.all", (), 20.0, "province")


def county(*budgets: Budget) -> State:
    state = small_county(3)
    items = tuple(sorted((VILLAGE, TOWN, OTHER, PROVINCE), key=lambda item: item.name))
    state.terms = Terms({PAY_ITEMS: items, PAY_BUDGETS: budgets})
    return state


def people(state: State, zone: Zone) -> int:
    """Persons on duty in a zone, one by one."""
    t, s = state.teachers, state.sections
    return sum(
        bool(t.alive[r]) and t.duty[r] >= 0 and s.zone[t.duty[r]] == zone for r in range(t.rows)
    )


def ledger(state: State) -> dict[str, float]:
    audit(state)
    return {f"{policy}.{item}": yuan for _, policy, item, _, yuan in state.log.spending}


def full(state: State) -> float:
    """What the two tiers of ``s`` cost: months x yuan x persons."""
    return 10 * 600.0 * people(state, Zone.VILLAGE) + 10 * 300.0 * people(state, Zone.TOWN)


def test_without_a_budget_the_ledger_is_months_times_yuan_times_persons() -> None:
    state = county()
    announce(state)
    assert state.pay_shares == {}
    paid = ledger(state)
    assert paid["s.village"] == 10 * 600 * people(state, Zone.VILLAGE) > 0
    assert paid["s.town"] == 10 * 300 * people(state, Zone.TOWN) > 0
    assert paid["o.all"] == 12 * 50 * int(state.teachers.alive.sum())


@pytest.mark.parametrize("part", [0.0, 0.25, 0.999])
def test_a_binding_budget_is_spent_to_the_yuan_by_one_factor(part: float) -> None:
    state = county(Budget("s", part * full(county()), "s"))
    announce(state)
    assert state.pay_shares == pytest.approx({"s.village": part, "s.town": part})
    paid = ledger(state)
    assert paid.get("s.village", 0.0) + paid.get("s.town", 0.0) == pytest.approx(
        part * full(state), rel=1e-12
    )
    assert paid["o.all"] == 600.0 * int(state.teachers.alive.sum()), "another policy's money"


def test_a_budget_that_does_not_bind_changes_nothing() -> None:
    state = county(Budget("s", full(county()), "s"))
    announce(state)
    assert set(state.pay_shares.values()) == {1.0}
    assert ledger(state) == ledger(county())


def test_the_county_shares_out_what_the_policies_leave() -> None:
    """``s`` may spend half its cost; the county has 80 % of what is then left to pay."""
    free = county()
    mine, others = 0.5 * full(free), 600.0 * int(free.teachers.alive.sum())
    state = county(Budget("s", mine, "s"), Budget("budget", 0.8 * (mine + others)))
    announce(state)
    wanted = {"s.village": 0.4, "s.town": 0.4, "o.all": 0.8}
    assert state.pay_shares == pytest.approx(wanted), "the province's money is not the county's"


def moved(state: State, origin: Zone, to: Zone, n: int) -> None:
    """Let ``n`` persons of one zone work in another."""
    t, s = state.teachers, state.sections
    there = np.flatnonzero(s.open & (s.zone == to))[0]
    on_duty = np.flatnonzero(t.alive & (t.duty >= 0))
    t.duty[on_duty[s.zone[t.duty[on_duty]] == origin][:n]] = there


def test_if_more_come_than_were_expected_the_sums_are_cut_once_more() -> None:
    state = county(Budget("s", 0.5 * full(county()), "s"))
    announce(state)
    moved(state, Zone.SEAT, Zone.VILLAGE, 5)
    settle(state)
    assert max(state.pay_shares.values()) < 0.5
    paid = ledger(state)
    assert paid["s.village"] + paid["s.town"] == pytest.approx(0.5 * full(county()), rel=1e-12)


def test_if_fewer_come_what_was_announced_is_paid_and_the_rest_is_left() -> None:
    state = county(Budget("s", 0.5 * full(county()), "s"))
    announce(state)
    announced = dict(state.pay_shares)
    moved(state, Zone.VILLAGE, Zone.SEAT, 3)
    settle(state)
    assert state.pay_shares == announced
    paid = ledger(state)
    assert paid["s.village"] + paid["s.town"] < 0.5 * full(county()) * 0.99


def test_teachers_decide_by_the_sum_that_is_left() -> None:
    """Pay at a village is basic pay + 600 yuan x 10/12 x the share, for everybody."""
    state, free = county(Budget("s", 0.3 * full(county()), "s")), county()
    free.terms = Terms({PAY_ITEMS: (OTHER, PROVINCE)})
    announce(state)
    rows = np.flatnonzero(state.teachers.alive & (state.teachers.duty >= 0))
    zone = state.sections.zone[state.teachers.duty[rows]]
    more = choice.utility_here(state, rows)[1] - choice.utility_here(free, rows)[1]
    wanted = np.select([zone == Zone.VILLAGE, zone == Zone.TOWN], [600.0, 300.0], 0.0)
    assert np.allclose(more, wanted * 10 / 12 * 0.3, atol=1e-9)
