"""Principals and deputies: every unit has them, and vacancies are filled from inside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from teacherflow.codes import Away, Role, Status, Title
from teacherflow.columns import I64
from teacherflow.ranking import place_in_group
from teacherflow.state import State
from teacherflow.terms.teach import OFFICES

type Rows = NDArray[np.int64]


def fill_offices(state: State) -> None:
    """Fill vacant offices and note the quality of each unit's principal.

    A leader who came from another unit this year keeps the office only if the new unit has room
    for it; incumbents stay when a unit shrinks. Deputies come first for the office of principal,
    then teachers of 一级 and above, then anybody; among them the one seen as the best teacher.
    """
    t, units = state.teachers, state.units
    rows = np.flatnonzero(t.alive & (t.post >= 0) & (t.status == Status.ESTABLISHED))
    t.role[t.alive & (t.post < 0)] = Role.TEACHER
    unit = state.sections.unit[t.post[rows]].astype(np.int64)
    wanted = offices(state)
    for role in (Role.PRINCIPAL, Role.DEPUTY):
        _step_down(state, rows, unit, role, wanted[role])
        held = np.bincount(unit[t.role[rows] == role], minlength=units.rows)
        _appoint(state, rows, unit, role, wanted[role] - held)
    principals = t.role[rows] == Role.PRINCIPAL
    units.leader_quality[:] = 0.0
    units.leader_quality[unit[principals]] = t.leader_quality[rows[principals]]


def offices(state: State) -> dict[Role, I64]:
    """Return the places for principals and deputies of every unit."""
    s = state.sections
    taught = np.where(s.open, s.classes, 0)
    classes = np.bincount(s.unit, taught, minlength=state.units.rows)
    wanted = {role: np.zeros(state.units.rows, dtype=np.int64) for role in Role}
    for item in state.terms[OFFICES]:
        meant = (classes >= item.low_classes) & (classes <= item.high_classes)
        wanted[item.role] += item.number * meant
    return wanted


def _step_down(state: State, rows: Rows, unit: Rows, role: Role, wanted: I64) -> None:
    """Make newcomers teachers where more people than places bear the role."""
    t = state.teachers
    bearers = t.role[rows] == role
    held = np.bincount(unit[bearers], minlength=wanted.size)
    for place in np.flatnonzero(held > wanted):
        here = rows[bearers & (unit == place)]
        new = here[(t.moved_year[here] == state.year) & (t.tenure[here] == 0)]
        last = new[np.lexsort((t.id[new], -t.role_years[new]))]
        t.role[last[::-1][: held[place] - wanted[place]]] = Role.TEACHER


def _appoint(state: State, staff: Rows, unit: Rows, role: Role, free: I64) -> None:
    """Give the ``free`` offices of units to the first who work at home and rank lower now."""
    t, p = state.teachers, state.parameters.teach
    here = np.flatnonzero((free > 0)[unit])
    here = here[(t.away[staff[here]] == Away.HOME) & (t.role[staff[here]] < role)]
    able, unit = staff[here], unit[here]
    noise = state.draws.normal("teach.leader", state.year, t.id[able])
    seen = t.talent[able] + t.coaching[able] + p.backbone_noise * noise
    first = np.where(t.title[able] >= Title.FIRST, 1, 0)
    first = np.where(t.role[able] == Role.DEPUTY, 2, first)
    order = np.lexsort((t.id[able], -seen, -first, unit))
    unit = unit[order]
    chosen = able[order[place_in_group(unit) < free[unit]]]
    t.role[chosen], t.role_years[chosen] = role, 0
