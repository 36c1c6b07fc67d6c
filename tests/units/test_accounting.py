"""The books: kept by every move that the engine knows, broken by anything behind its back."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from factory import small_county
from teacherflow import movement
from teacherflow.accounting import Books
from teacherflow.codes import Away, Status
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
    movement.move_post(state, home[9], -1, "office", "competition", away=Away.OFFICE)
    movement.move_post(state, home[10:12], [1, 3], "exchange_out", "p")
    movement.move_duty(state, home[6:8], [0, 4], "exchange_out", "p", away=Away.EXCHANGE)
    movement.move_duty(state, home[8], -1, "borrow", "agency", away=Away.AGENCY)
    rows = movement.free_rows(state, 3)
    for k, row in enumerate(rows):
        t.id[row], t.stage[row], t.cohort[row] = state.year * 10**9 + k, 0, state.year
    movement.enter(state, rows[:2], [0, 3], [0, 3], "exam")
    t.status[rows[2]] = Status.TEGANG
    movement.enter(state, rows[2:], -1, 5, "tegang")


def later(state: State) -> None:
    """Moves of a second year: returns, whose waiting ends, and two moves of one post."""
    t = state.teachers
    state.year += 1
    back = np.flatnonzero(t.alive & (t.away == Away.EXCHANGE) & (t.post >= 0))[:1]
    movement.move_duty(state, back, t.post[back], "exchange_return", "p", away=Away.HOME)
    waits = np.flatnonzero(t.alive & (t.away == Away.WAITING) & (t.post < 0))
    movement.move_post(state, waits[:1], [4], "placement", "order")
    movement.move_duty(state, waits[1:2], -1, "office", "competition", away=Away.OFFICE)
    movement.end(state, waits[2:3], "dismiss", "competition")
    twice = np.flatnonzero(t.alive & (t.status == 0) & (t.away == 0))[:1]
    movement.move_post(state, twice, [1], "transfer", "wish")
    movement.move_post(state, twice, [2], "placement", "order")


def test_every_kind_of_move_keeps_the_books_year_after_year() -> None:
    state = small_county()
    books = Books(state)
    for year in (a_year, a_year, later, a_year):
        year(state)
        assert books.close(state) == []


def test_a_year_without_events_keeps_the_books() -> None:
    state = small_county()
    books = Books(state)
    state.year += 1
    assert books.close(state) == []


def last_of(state: State, section: int) -> np.int64:
    """The last row whose post and duty are in a section."""
    t = state.teachers
    return np.flatnonzero(t.alive & (t.post == section) & (t.duty == section))[-1]


def shift_post(state: State) -> None:
    state.teachers.post[last_of(state, 1)] = 0


def shift_duty(state: State) -> None:
    state.teachers.duty[last_of(state, 1)] = 0


def lose(state: State) -> None:
    state.teachers.clear(np.flatnonzero(state.teachers.alive)[-1])


def double(state: State) -> None:
    first, second = np.flatnonzero(state.teachers.alive)[:2]
    state.teachers.id[second] = state.teachers.id[first]


def give_post(state: State) -> None:
    row = np.flatnonzero(state.teachers.alive & (state.teachers.status == Status.CONTRACT))[0]
    state.teachers.post[row] = 0


def take_post(state: State) -> None:
    movement.move_post(state, last_of(state, 1), -1, "waiting", "no word of where he is")


def work_while_waiting(state: State) -> None:
    row = last_of(state, 1)
    movement.move_post(state, row, -1, "waiting", "competition", away=Away.WAITING)
    movement.move_duty(state, row, 1, "exchange_return", "p", away=Away.WAITING)


def say_at_home(state: State) -> None:
    movement.move_duty(state, last_of(state, 1), 0, "exchange_out", "p", away=Away.HOME)


def close_school(state: State) -> None:
    state.sections.open[0] = False


def cut_total(state: State) -> None:
    state.stages.total[0] = 1.0
    state.teachers.stage[state.teachers.alive] = 0


def begin_another_year(state: State) -> None:
    """Move by the book of events, but put the beginning of the spell into another year."""
    row = last_of(state, 1)
    movement.move_post(state, row, 0, "transfer", "rural")
    state.teachers.duty_entered[row] -= 1


def forget_the_event(state: State) -> None:
    movement.move_post(state, last_of(state, 1), 0, "transfer", "rural")
    del state.log.moves[-1]


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (shift_post, r"section 0: \d+ by post, expected \d+ by the moves"),
        (shift_post, r"section 1: \d+ by post, expected \d+ by the spells"),
        (shift_post, r"teacher \d+ changed place without an event"),
        (shift_duty, r"section 0: \d+ by duty, expected \d+ by the spells"),
        (lose, r"headcount \d+, expected \d+"),
        (double, "two people in service have the same id"),
        (give_post, "holds a post without establishment"),
        (take_post, "is established but holds no post"),
        (take_post, "works nowhere"),
        (work_while_waiting, "waits or works outside schools, but has a school"),
        (say_at_home, "is said to be at home, but works elsewhere"),
        (close_school, "has the post in a closed school"),
        (close_school, "has the duty in a closed school"),
        (cut_total, r"primary: \d+ staff, at most \d+ posts in total"),
        (begin_another_year, r"section 0: \d+ by duty, expected \d+ by the spells"),
        (forget_the_event, "by post, expected .* by the moves"),
    ],
)
def test_what_happens_behind_the_books_is_found(spoil: Callable[[State], None], found: str) -> None:
    state = small_county()
    books = Books(state)
    a_year(state)
    spoil(state)
    assert any(re.search(found, line) for line in books.close(state))


def test_the_books_go_on_from_the_year_that_broke_them() -> None:
    state = small_county()
    books = Books(state)
    lose(state)
    assert books.close(state) != []
    a_year(state)
    assert books.close(state) == []
