"""Spells: how long a teacher holds a post at a section, and is on duty at one.

A spell that is under way stands in the table of teachers: when it began, and the title and the
way from home of that time. When it ends it is written to the log.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.columns import F64, I8, I16, I32
from teacherflow.log import repeated
from teacherflow.roads import road_kms
from teacherflow.state import State, Teachers

type Rows = NDArray[np.int64]

BASES = ("post", "duty")


class Spell(NamedTuple):
    """The spells under way of one basis, as columns of the table of teachers.

    Attributes
    ----------
    entered : (rows,) int
        School year in which each began.
    title, km : (rows,)
        Title, and kilometres from home to the section, at that time (or at the fork).
    """

    entered: I16
    title: I8
    km: F64


def of_posts(t: Teachers) -> Spell:
    """Return the spells at the posts."""
    return Spell(t.post_entered, t.post_spell_title, t.post_spell_km)


def of_duties(t: Teachers) -> Spell:
    """Return the spells of duty."""
    return Spell(t.duty_entered, t.duty_spell_title, t.duty_spell_km)


def observe(state: State, rows: Rows, basis: str) -> None:
    """Note today's title and way from home of those of ``rows`` who have a place."""
    t = state.teachers
    place, spell = _spells(t, basis)
    rows = rows[place[rows] >= 0]
    spell.title[rows] = t.title[rows]
    spell.km[rows] = km_from_home(state, rows, place[rows])


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
    place, spell = _spells(t, basis)
    placed = place[rows] >= 0
    rows, reason = rows[placed], reason if isinstance(reason, str) else reason[placed]
    if not (n := rows.size):
        return
    entered = spell.entered[rows]
    chunk: dict[str, NDArray[Any]] = {
        "teacher_id": t.id[rows],
        "section": place[rows],
        "basis": repeated(basis, n),
        "title": spell.title[rows],
        "route": t.route[rows],
        "home_km": spell.km[rows],
        "age": (12 * entered.astype(np.int32) + 8 - t.birth[rows]) // 12,
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


def _spells(t: Teachers, basis: str) -> tuple[I32, Spell]:
    """Return the sections of the spells of a basis, and the spells."""
    return (t.post, of_posts(t)) if basis == "post" else (t.duty, of_duties(t))
