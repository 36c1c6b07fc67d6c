"""Step 2: who is appointed directly (直聘) and does not compete."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents import pension
from teacherflow.allowances import within
from teacherflow.codes import Away, Sex, Title
from teacherflow.columns import F64, I64, Bool
from teacherflow.phases.appointment.book import Book
from teacherflow.state import State
from teacherflow.terms.appoint import PROTECTED
from teacherflow.terms.leave import STATUTE
from teacherflow.terms.who import Where
from teacherflow.timetable import SUBJECTS

LASTING = 0
"""Year of the key of what is decided once in a career."""
AWAY = "away"
"""Group of those who work away from the post."""


def appointed_directly(state: State, book: Book) -> Bool:
    """Tell who of ``book.staff`` keeps the post without competing.

    Those who work away from the post always do; the others by the protected groups, each with
    its chance, keyed by group, year and person.
    """
    direct = np.zeros(book.staff.size, dtype=bool)
    for _, meant in groups(state, book):
        direct |= meant
    return direct


def groups(state: State, book: Book) -> Iterator[tuple[str, Bool]]:
    """Yield every group that is appointed directly, with who of ``book.staff`` belongs to it."""
    t, rows = state.teachers, book.staff
    yield AWAY, np.asarray((t.away[rows] != Away.HOME) | (t.duty[rows] != t.post[rows]))
    for item in state.terms[PROTECTED]:
        meant = np.ones(rows.size, dtype=bool)
        for where in item.who:
            meant &= within(where, column_of(state, book, where))
        if item.chance < 1.0:
            meant &= _luck(state, rows, item.name) < item.chance
        yield item.name, meant


def column_of(state: State, book: Book, where: Where) -> F64:
    """Return a column of the staff: stored, of the post, or one of three derived ones.

    Derived are ``age`` (completed years), ``years_to_pension`` (to the statutory age) and
    ``sole_subject`` (nobody else in the unit has the same first subject).
    """
    t, rows = state.teachers, book.staff
    value: NDArray[Any]
    if where.column == "age":
        value = (state.september - t.birth[rows]) // 12
    elif where.column == "years_to_pension":
        value = (pension_months(state, rows)[1] - state.september) / 12.0
    elif where.column == "sole_subject":
        cell = book.unit * SUBJECTS + t.subject[rows]
        value = np.bincount(cell, minlength=book.number.size * SUBJECTS)[cell] == 1
    elif where.column.startswith("post."):
        value = state.sections[where.name][t.post[rows]]
    else:
        value = t[where.column][rows]
    return np.asarray(value, dtype=np.float64)


def _luck(state: State, rows: I64, group: str) -> F64:
    """Return the luck of a group; who is ill or nursing for exchange is so here as well."""
    ids, draws = state.teachers.id[rows], state.draws
    if group == "ill":
        return draws.uniform("exchange.ill", state.year, ids)
    if group == "nursing":
        return draws.uniform("exchange.nursing", state.year, ids)
    return draws.uniform(f"appoint.protected.{group}", state.year, ids)


def pension_months(state: State, rows: I64) -> tuple[I64, I64]:
    """Return the old and the present statutory month of retirement of ``rows``."""
    t = state.teachers
    luck = state.draws.uniform("leave.choose_55", LASTING, t.id[rows])
    stays = (t.sex[rows] == Sex.WOMAN) & (t.title[rows] >= Title.SENIOR)
    stays &= luck >= state.parameters.leave.choose_55
    birth = t.birth[rows].astype(np.int64)
    old = pension.before_2025(birth, t.sex[rows], stays)
    return old, pension.statute(state.terms[STATUTE])(birth, t.sex[rows], stays)
