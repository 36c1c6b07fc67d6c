"""Principals and deputies: every unit has them, and vacancies are filled from inside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from teacherflow.codes import Away, Role, Status, Title
from teacherflow.columns import F64, I64, Bool
from teacherflow.ranking import place_in_group
from teacherflow.state import State
from teacherflow.terms.leaders import SELECTION, TERM_OF_OFFICE
from teacherflow.terms.teach import OFFICES

type Rows = NDArray[np.int64]

_LASTING = 0


def fill_offices(state: State) -> None:
    """Fill vacant offices and note the quality of each unit's principal.

    A leader who came from another unit this year keeps the office only if the new unit has room
    for it; incumbents stay when a unit shrinks. Deputies come first for the office of principal,
    then reserve cadres, then teachers of 一级 and above, then anybody; among them the one seen as
    the best teacher. Where headships are competed for, the one whom a panel sees as the best
    leader wins, and principals whose term is over stand again.
    """
    t, units = state.teachers, state.units
    rows = np.flatnonzero(t.alive & (t.post >= 0) & (t.status == Status.ESTABLISHED))
    t.role[t.alive & (t.post < 0)] = Role.TEACHER
    unit = state.sections.unit[t.post[rows]].astype(np.int64)
    wanted, competed = offices(state), competed_for(state)
    for role in (Role.PRINCIPAL, Role.DEPUTY):
        _step_down(state, rows, unit, role, wanted[role])
        panel = competed if role == Role.PRINCIPAL else np.zeros_like(competed)
        standing = _terms_over(state, rows, panel[unit])
        years = t.role_years[standing].copy()
        t.role[standing] = Role.TEACHER
        held = np.bincount(unit[t.role[rows] == role], minlength=units.rows)
        _appoint(state, rows, unit, role, wanted[role] - held, panel, standing)
        again = t.role[standing] == role
        t.role_years[standing[again]] = years[again]
    principals = t.role[rows] == Role.PRINCIPAL
    units.leader_quality[:] = 0.0
    units.leader_quality[unit[principals]] = t.leader_quality[rows[principals]]


def competed_for(state: State) -> Bool:
    """Tell in which units headships are competed for: a lasting keyed share of them."""
    lot = state.draws.uniform("leaders.open", _LASTING, np.arange(state.units.rows))
    return np.asarray(lot < state.terms[SELECTION].share)


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


def vacant_offices(state: State, role: Role) -> I64:
    """Return how many holders of an office every unit lacks; those away hold theirs."""
    t = state.teachers
    bears = t.alive & (t.post >= 0) & (t.status == Status.ESTABLISHED) & (t.role == role)
    held = np.bincount(state.sections.unit[t.post[bears]], minlength=state.units.rows)
    return np.asarray(offices(state)[role] - held)


def _terms_over(state: State, rows: Rows, competed: Bool) -> Rows:
    """Return the principals who must stand again: full terms in office, at their posts."""
    t, term = state.teachers, state.terms[TERM_OF_OFFICE]
    here = rows[competed & (t.role[rows] == Role.PRINCIPAL) & (t.away[rows] == Away.HOME)]
    years = t.role_years[here]
    return np.asarray(here[(years > 0) & (years % term == 0)])


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


def _appoint(
    state: State,
    staff: Rows,
    unit: Rows,
    role: Role,
    free: I64,
    competed: Bool,
    standing: Rows,
) -> None:
    """Give the ``free`` offices of units to the first who work at home and rank lower now."""
    t = state.teachers
    here = np.flatnonzero((free > 0)[unit])
    here = here[(t.away[staff[here]] == Away.HOME) & (t.role[staff[here]] < role)]
    able, unit = staff[here], unit[here]
    first, seen = _merit(state, able, competed[unit], standing)
    order = np.lexsort((t.id[able], -seen, -first, unit))
    unit = unit[order]
    wins = place_in_group(unit) < free[unit]
    chosen = able[order[wins]]
    _tell(state, able[order], role, seen[order], wins, competed[unit])
    t.role[chosen], t.role_years[chosen], t.reserve_since[chosen] = role, 0, 0


def _merit(state: State, rows: Rows, by_panel: Bool, standing: Rows) -> tuple[I64, F64]:
    """Return the class in which candidates stand, and their score within it."""
    t, p = state.teachers, state.parameters.teach
    noise = state.draws.normal("teach.leader", state.year, t.id[rows])
    seen = t.talent[rows] + t.coaching[rows] + p.backbone_noise * noise
    first = np.where(t.title[rows] >= Title.FIRST, 1, 0)
    first = np.where(t.reserve_since[rows] > 0, 2, first)
    first = np.where(t.role[rows] == Role.DEPUTY, 3, first)
    if by_panel.any():
        error = state.draws.normal("leaders.panel", state.year, t.id[rows])
        quality = t.leader_quality[rows] + state.terms[SELECTION].noise * error
        applies = (first > 0) | np.isin(rows, standing)
        first = np.where(by_panel, np.where(applies, 1, 0), first)
        seen = np.where(by_panel, quality, seen)
    return first, seen


def _tell(state: State, rows: Rows, role: Role, seen: F64, wins: Bool, by_panel: Bool) -> None:
    """Tell the person watched what a list or a panel decided."""
    t = state.teachers
    for i in np.flatnonzero(t.id[rows] == state.log.watched).tolist():
        watched, year, name = state.log.watched, state.year, role.name.lower()
        if by_panel[i]:
            what = "leaders.panel_won" if wins[i] else "leaders.panel_lost"
            state.log.tell(year, watched, what, score=float(seen[i]))
        elif wins[i] and t.reserve_since[rows[i]]:
            state.log.tell(year, watched, "leaders.reserve_named", role=name)
