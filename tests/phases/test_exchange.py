"""Phase exchange: engine against the twin, and what the rules promise."""

from __future__ import annotations

import numpy as np
import pytest

from factory import small_county
from teacherflow import staffing
from teacherflow.codes import Away, Role, Status, Zone
from teacherflow.phases.exchange import end_borrowing, exchange
from teacherflow.state import State
from teacherflow.terms.exchange import BORROWING
from teacherflow.terms.laws import Terms
from twin import exchange as slow
from twin.world import differences, mirror, move_differences


def asking_county(seed: int, rate: float = 0.08, teachers: int = 400) -> State:
    state = small_county(seed, teachers=teachers, sections=24)
    state.parameters = state.parameters.changed({"exchange.borrow_rate": rate})
    state.sections.need[:] = np.round(1.1 * state.sections.need)
    return state


@pytest.mark.parametrize("seed", range(6))
def test_engine_equals_twin(seed: int) -> None:
    state = asking_county(seed)
    world = mirror(state)
    exchange(state)
    slow.exchange(world)
    assert differences(state, world) == []
    assert move_differences(state, world) == []
    assert moves(state, "borrow") > 5


@pytest.mark.parametrize("seed", range(3))
def test_returns_equal_twin(seed: int) -> None:
    state = asking_county(seed)
    world = mirror(state)
    end_borrowing(state)
    slow.end_borrowing(world)
    assert differences(state, world) == []
    assert move_differences(state, world) == []
    assert moves(state, "exchange_return") > 0


def moves(state: State, kind: str) -> int:
    return sum(int((chunk["kind"] == kind).sum()) for chunk in state.log.moves)


@pytest.mark.parametrize("seed", range(3))
def test_borrowing_leaves_posts_alone_and_takes_from_lower_zones(seed: int) -> None:
    state = asking_county(seed)
    t, zone = state.teachers, state.sections.zone
    before, posts = t.away.copy(), staffing.posts(state)
    exchange(state)
    assert np.array_equal(posts, staffing.posts(state))
    new = np.flatnonzero((t.away != before) & t.alive)
    lent = new[t.away[new] == Away.BORROWED]
    assert np.all(zone[t.duty[lent]] > zone[t.post[lent]])
    assert np.all(t.stage[lent] == state.sections.stage[t.duty[lent]])
    agency = new[t.away[new] == Away.AGENCY]
    assert agency.size
    assert np.all(t.duty[agency] == -1)
    assert np.all((t.status[new] == Status.ESTABLISHED) & (t.role[new] == Role.TEACHER))
    assert np.all((t.tenure[new] >= 2) & (state.september - t.birth[new] < 12 * 45))
    asking = np.unique(t.duty[lent])
    need = state.sections.need[asking]
    assert np.all(staffing.on_duty(state)[asking] < 1.15 * need + 1)


def test_the_seat_asks_first() -> None:
    state = asking_county(1, rate=0.01)
    t = state.teachers
    before = t.away.copy()
    exchange(state)
    lent = np.flatnonzero((t.away == Away.BORROWED) & (before != t.away))
    assert lent.size
    assert np.all(state.sections.zone[t.duty[lent]] == Zone.SEAT)


def test_a_ban_ends_borrowing_and_a_moved_teacher_is_not_borrowed() -> None:
    state = asking_county(1)
    state.terms = Terms({BORROWING: 0.0})
    exchange(state)
    assert moves(state, "borrow") == 0
    state.terms = Terms()
    state.teachers.duty_changed_year[:] = state.year
    exchange(state)
    assert moves(state, "borrow") == 0


def test_the_stock_settles_where_inflow_equals_returns() -> None:
    """Without departures the stock tends to rate / return rate of the staff."""
    state = asking_county(2, rate=0.012, teachers=1500)
    t = state.teachers
    t.duty[t.away == Away.AGENCY] = t.post[t.away == Away.AGENCY]
    state.parameters = state.parameters.changed(
        {"exchange.asks_below": 3.0, "exchange.return_rate": 0.3, "exchange.borrow_age": 70.0}
    )
    stock = []
    for _ in range(40):
        state.year += 1
        t.tenure[t.alive] += 1
        end_borrowing(state)
        exchange(state)
        stock.append(int((np.isin(t.away, (Away.BORROWED, Away.AGENCY)) & t.alive).sum()))
    staff = int((t.alive & (t.status == Status.ESTABLISHED)).sum())
    yearly = int(0.012 * staff + 0.5)
    assert np.mean(stock[20:]) == pytest.approx(yearly / 0.3, rel=0.1)
