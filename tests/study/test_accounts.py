"""The books of a county close after every lawful move, and break at every other change."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest

from factory import small_county
from teacherflow import movement
from teacherflow.codes import Away, Status
from teacherflow.state import State
from teacherflow.study.accounts import Accounts
from teacherflow.study.faults import UnitFault


@pytest.fixture
def county() -> State:
    state = small_county()
    state.year += 1
    return state


def established(state: State) -> np.ndarray:
    t = state.teachers
    here = t.alive & (t.status == Status.ESTABLISHED) & (t.away == Away.HOME) & (t.post >= 0)
    return np.flatnonzero(here)


def other_section(state: State, row: int) -> int:
    open_ = np.flatnonzero(state.sections.open)
    return int(open_[open_ != state.teachers.post[row]][0])


def test_lawful_moves_balance(county: State) -> None:
    books = Accounts(county, "s")
    a, b, c, d = established(county)[:4].tolist()
    stage = county.teachers.stage[a]
    movement.end(county, [a], "quit", "quit")
    movement.move_post(county, [b], [other_section(county, b)], "transfer", "rural")
    movement.move_duty(county, [c], [other_section(county, c)], "borrow", "gap", away=Away.BORROWED)
    (row,) = movement.free_rows(county, 1).tolist()
    t = county.teachers
    t.id[row], t.status[row], t.stage[row] = 10**12, Status.ESTABLISHED, stage
    movement.enter(county, [row], [other_section(county, d)], [other_section(county, d)], "exam")
    books.check(county)
    county.year += 1
    movement.move_duty(county, [c], [t.post[c]], "exchange_return", "gap", away=Away.HOME)
    movement.move_post(county, [b], [other_section(county, b)], "transfer", "rural")
    movement.move_post(county, [b], [other_section(county, b)], "placement", "twice in a year")
    books.check(county)


def slip_post(state: State, row: int) -> None:
    state.teachers.post[row] = other_section(state, row)


def slip_duty(state: State, row: int) -> None:
    state.teachers.duty[row] = other_section(state, row)


def vanish(state: State, row: int) -> None:
    state.teachers.clear(np.array([row]))


def shut_the_school(state: State, row: int) -> None:
    state.sections.open[state.teachers.post[row]] = False


def move_without_a_spell(state: State, row: int) -> None:
    """Move by the book of events, but put the beginning of the spell into another year."""
    movement.move_post(state, [row], [other_section(state, row)], "transfer", "rural")
    state.teachers.duty_entered[row] -= 1


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (slip_post, "changed place without an event"),
        (slip_duty, "by duty, expected"),
        (vanish, "headcount"),
        (shut_the_school, "in a closed school"),
        (move_without_a_spell, r"by duty, expected \d+ \(\d+ \+ 0 spells begun - 0 ended\)"),
    ],
)
def test_every_other_change_breaks_the_books(
    harm: Callable[[State, int], None], words: str, county: State
) -> None:
    books = Accounts(county, "rotation")
    harm(county, int(established(county)[-1]))
    with pytest.raises(UnitFault) as fault:
        books.check(county)
    assert fault.value.where == f"scenario rotation, year {county.year}"
    assert re.search(words, fault.value.why)
