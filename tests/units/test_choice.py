"""Utility of people at places: the engine's matrices against one teacher at a time."""

from __future__ import annotations

import math

import numpy as np
import pytest

from factory import small_county
from teacherflow import choice
from teacherflow.codes import Role, Status, Title, Zone
from teacherflow.state import State
from teacherflow.terms.laws import Terms
from teacherflow.terms.pay import PAY_ITEMS, PayItem
from teacherflow.terms.who import Where
from twin import worth
from twin.world import mirror

ITEMS = (
    PayItem("subsidy.village", (Where("duty.zone", Zone.VILLAGE, Zone.VILLAGE),), 600.0),
    PayItem("subsidy.young", (Where("service", 0, 5), Where("duty.seat_km", 5, 60)), 250.0),
    PayItem("subsidy.post", (Where("post.zone", Zone.VILLAGE, Zone.TOWN),), 120.0),
)


def county(items: tuple[PayItem, ...]) -> State:
    state = small_county(seed=5)
    state.terms = Terms({PAY_ITEMS: items})
    return state


@pytest.mark.parametrize("items", [(), ITEMS], ids=["no items", "three items"])
def test_utility_equals_the_twin(items: tuple[PayItem, ...]) -> None:
    state = county(items)
    world = mirror(state)
    people = {t.id: t for t in world.teachers}
    rows = np.flatnonzero(state.teachers.alive)
    sections = np.arange(state.sections.rows)
    matrix = choice.utility_at(state, rows, sections)
    for i, row in enumerate(rows):
        teacher = people[int(state.teachers.id[row])]
        for j in sections:
            assert matrix[i, j] == pytest.approx(
                worth.utility(world, teacher, world.sections[j]), abs=1e-12
            )


@pytest.mark.parametrize("items", [(), ITEMS], ids=["no items", "three items"])
def test_refresh_equals_the_twin(items: tuple[PayItem, ...]) -> None:
    state = county(items)
    world = mirror(state)
    choice.refresh(state)
    worth.refresh(world)
    people = {t.id: t for t in world.teachers}
    for row in np.flatnonzero(state.teachers.alive):
        teacher = people[int(state.teachers.id[row])]
        assert state.teachers.utility[row] == pytest.approx(teacher.utility, abs=1e-12, nan_ok=True)
        assert state.teachers.pay[row] == pytest.approx(teacher.pay, abs=1e-9, nan_ok=True)


def test_a_case_by_hand() -> None:
    """A first-grade teacher with 10 years of service, 4 km from a town school, child of 6."""
    state = county(ITEMS)
    t, s = state.teachers, state.sections
    row = int(np.flatnonzero(t.alive)[0])
    town = int(np.flatnonzero(s.zone == Zone.TOWN)[0])
    t.title_paid[row], t.service[row], t.status[row] = Title.FIRST, 10, Status.ESTABLISHED
    t.role[row], t.kin_township[row], t.housing[row] = Role.TEACHER, -2, -1
    t.child_birth[row] = state.september - 72
    t.home_x[row], t.home_y[row] = s.x[town] + 4 / 1.3, s.y[town]
    t.post[row] = int(np.flatnonzero(s.zone == Zone.SEAT)[0])
    s.intake[town], s.workload[town], s.seat_km[town] = 0.5, 10.0, 18.0
    state.units.leader_quality[s.unit[town]] = -1.0
    pay = 5600 + 20 * 10 + 200  # base, ten increments, township allowance; no item applies
    amenity = -35 * 4 + 350 + 450 + 300 * 0.5 - 100
    expected = math.log(pay / 5500) + amenity / 5500
    assert choice.utility_at(state, np.array([row]), np.array([town]))[0, 0] == pytest.approx(
        expected
    )


def test_one_yuan_more_is_worth_more_at_low_pay() -> None:
    """Marginal utility of pay falls with pay (concavity that the subsidy literature asks for)."""
    state = county((PayItem("x.all", (), 500.0),))
    rows = np.flatnonzero(state.teachers.alive & (state.teachers.duty >= 0))
    with_item, pay = choice.utility_here(state, rows)
    state.terms = Terms()
    without, _ = choice.utility_here(state, rows)
    gain = with_item - without
    order = np.argsort(pay)
    assert (gain > 0).all()
    assert (np.diff(gain[order]) <= 1e-12).all()
