"""The books: kept by every move that the engine knows, broken by anything behind its back."""

from __future__ import annotations

import numpy as np
import pytest

from factory import small_county
from teacherflow import movement
from teacherflow.accounting import broken, stocks
from teacherflow.codes import Away, Status
from teacherflow.log import concatenated
from teacherflow.state import State


def a_year(state: State) -> None:
    """Move people in every way that the engine knows."""
    t = state.teachers
    state.year += 1
    state.stages.total[:] = 1000
    home = np.flatnonzero(t.alive & (t.status == 0) & (t.away == 0))
    movement.end(state, home[:3], "retire", "age")
    movement.end(state, np.flatnonzero(t.alive & (t.status == Status.CONTRACT))[:1], "quit", "end")
    movement.move_post(state, home[3:5], [0, 2], "transfer", "wish")
    movement.move_post(state, home[5], -1, "waiting", "competition")
    t.away[home[5]] = Away.WAITING
    movement.move_duty(state, home[6:8], [0, 4], "exchange_out", "p", away=Away.EXCHANGE)
    movement.move_duty(state, home[8], -1, "borrow", "agency", away=Away.AGENCY)
    rows = movement.free_rows(state, 3)
    for k, row in enumerate(rows):
        t.id[row], t.stage[row], t.cohort[row] = state.year * 10**9 + k, 0, state.year
    movement.enter(state, rows[:2], [0, 3], [0, 3], "exam")
    t.status[rows[2]] = Status.TEGANG
    movement.enter(state, rows[2:], -1, 5, "tegang")


def faults(state: State, spoil: object = None) -> list[str]:
    before = stocks(state)
    a_year(state)
    if callable(spoil):
        spoil(state)
    return broken(before, state, concatenated(state.log.moves))


def test_every_kind_of_move_keeps_the_books() -> None:
    assert faults(small_county()) == []


def test_a_year_without_events_keeps_the_books() -> None:
    state = small_county()
    assert broken(stocks(state), state, {}) == []


def shift_post(state: State) -> None:
    row = np.flatnonzero(state.teachers.post == 1)[-1]
    state.teachers.post[row] = 0


def shift_duty(state: State) -> None:
    row = np.flatnonzero(state.teachers.duty == 1)[-1]
    state.teachers.duty[row] = 0


def lose(state: State) -> None:
    state.teachers.clear(np.flatnonzero(state.teachers.alive)[-1])


def double(state: State) -> None:
    first, second = np.flatnonzero(state.teachers.alive)[:2]
    state.teachers.id[second] = state.teachers.id[first]


def give_post(state: State) -> None:
    row = np.flatnonzero(state.teachers.alive & (state.teachers.status == Status.CONTRACT))[0]
    state.teachers.post[row] = 0


def close_school(state: State) -> None:
    state.sections.open[0] = False


def cut_total(state: State) -> None:
    state.stages.total[0] = 1.0
    state.teachers.stage[state.teachers.alive] = 0


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (shift_post, "section 0: "),
        (shift_duty, "changed place without an event"),
        (lose, "headcount "),
        (double, "same id"),
        (give_post, "holds a post without establishment"),
        (close_school, "in a closed school"),
        (cut_total, "primary: "),
    ],
)
def test_what_happens_behind_the_books_is_found(spoil: object, found: str) -> None:
    assert any(found in line for line in faults(small_county(), spoil))
