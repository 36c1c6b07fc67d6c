"""Spells: how long a teacher holds a post at a section, and is on duty at one.

A spell that is under way stands in the table of teachers: when it began, and the title and the
way from home of that time. When it ends it is written to the log.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.columns import F64, I8, I16, I32
from teacherflow.compiled import kernel
from teacherflow.log import repeated
from teacherflow.roads import road_km_of_record, road_kms
from teacherflow.state import State, Teachers

type Rows = NDArray[np.int64]

BASES = ("post", "duty")

_SEPTEMBER = 8
_UNDER_WAY = -1
"""Instead of the school year in which spells begin: they keep their beginning."""


class Spells(NamedTuple):
    """The spells under way of one basis, as columns of the table of teachers.

    Attributes
    ----------
    place : (rows,) int
        Section, -1 none.
    entered : (rows,) int
        School year in which each began.
    title, km : (rows,)
        Title, and kilometres from home to the section, at that time (or at the fork).
    """

    place: I32
    entered: I16
    title: I8
    km: F64


class People(NamedTuple):
    """What is noted of people when a spell begins: their titles, and where they live."""

    title: I8
    home_x: F64
    home_y: F64


def of_basis(t: Teachers, basis: str) -> Spells:
    """Return the spells under way at the posts, or of duty."""
    if basis == "post":
        return Spells(t.post, t.post_entered, t.post_spell_title, t.post_spell_km)
    return Spells(t.duty, t.duty_entered, t.duty_spell_title, t.duty_spell_km)


def begin(state: State, rows: Rows, basis: str) -> None:
    """Let spells begin this year for those of ``rows`` who have a place."""
    t, s = state.teachers, state.sections
    people = People(t.title, t.home_x, t.home_y)
    _note(rows, people, s.x, s.y, state.year, of_basis(t, basis))


def observe(state: State, rows: Rows, basis: str) -> None:
    """Note today's title and way from home of those of ``rows`` who have a place."""
    t, s = state.teachers, state.sections
    people, spells = People(t.title, t.home_x, t.home_y), of_basis(t, basis)
    _note(rows, people, s.x, s.y, _UNDER_WAY, spells)


@kernel
def _note(rows: Any, people: Any, x: Any, y: Any, year: int, spells: Any) -> None:
    """Write title and way from home of spells, and that they begin in ``year`` if there is one."""
    for r in rows:
        place = spells.place[r]
        if place >= 0:
            east, north = people.home_x[r] - x[place], people.home_y[r] - y[place]
            spells.title[r], spells.km[r] = people.title[r], road_km_of_record(east, north)
            if year != _UNDER_WAY:
                spells.entered[r] = year


def close(state: State, rows: Rows, basis: str, reason: str | NDArray[np.object_]) -> None:
    """Write to the log the spells of those of ``rows`` who have a place, which end here.

    Parameters
    ----------
    reason : str or (n,) str
        Kind of the move that ends them; empty if none does.
    """
    if not (state.log.keeping and rows.size):
        return
    t = state.teachers
    spells = of_basis(t, basis)
    placed = spells.place[rows] >= 0
    rows, reason = rows[placed], reason if isinstance(reason, str) else reason[placed]
    if not (n := rows.size):
        return
    entered = spells.entered[rows]
    chunk: dict[str, NDArray[Any]] = {
        "teacher_id": t.id[rows],
        "section": spells.place[rows],
        "basis": repeated(basis, n),
        "title": spells.title[rows],
        "route": t.route[rows],
        "home_km": spells.km[rows],
        "age": ages(rows, t.birth, entered),
        "cohort": t.cohort[rows],
        "entered": entered,
        "left": repeated(state.year, n, np.int16),
        "reason": repeated(reason, n),
    }
    state.log.spells.append(chunk)


def km_from_home(state: State, rows: Rows | int, sections: NDArray[Any]) -> F64:
    """Return road kilometres from the homes of ``rows`` to ``sections``."""
    t, s = state.teachers, state.sections
    return road_kms(t.home_x[rows] - s.x[sections], t.home_y[rows] - s.y[sections])


def ages(rows: Rows, birth: I32, years: I16) -> I32:
    """Return the completed years of people on 1 September of ``years``, one each."""
    found = np.empty(rows.size, dtype=np.int32)
    _fill_ages(rows, birth, years, found)
    return found


@kernel
def _fill_ages(rows: Any, birth: Any, years: Any, found: Any) -> None:
    for i in range(rows.size):
        found[i] = (12 * years[i] + _SEPTEMBER - birth[rows[i]]) // 12
