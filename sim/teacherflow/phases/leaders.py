"""Principals and deputies: every unit has them, and vacancies are filled from inside."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from teacherflow.agents.leading import claim_to_office, comes_before
from teacherflow.codes import Away, Role, Status
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.draws import unit
from teacherflow.ranking import place_in_group
from teacherflow.state import State
from teacherflow.terms.leaders import SELECTION, TERM_OF_OFFICE
from teacherflow.terms.teach import OFFICES

type Rows = NDArray[np.int64]

_LASTING = 0
_TEACHER, _ESTABLISHED, _HOME = int(Role.TEACHER), int(Status.ESTABLISHED), int(Away.HOME)


class Staff(NamedTuple):
    """Established teachers with posts: their rows and the units of their posts."""

    rows: Rows
    unit: Rows


class Able(NamedTuple):
    """Who may take a vacant office: places in the staff, claims, what the noise is drawn from."""

    staff: I64
    claim: I64
    luck: F64


class Standing(NamedTuple):
    """Columns of all teachers that say who may take an office, and with what claim."""

    id: I64
    role: NDArray[Any]
    away: NDArray[Any]
    title: NDArray[Any]
    reserve_since: NDArray[Any]


def fill_offices(state: State) -> None:
    """Fill vacant offices and note the quality of each unit's principal.

    A leader who came from another unit this year keeps the office only if the new unit has room
    for it; incumbents stay when a unit shrinks. Deputies come first for the office of principal,
    then reserve cadres, then teachers of 一级 and above, then anybody; among them the one seen as
    the best teacher. Where headships are competed for, the one whom a panel sees as the best
    leader wins, and principals whose term is over stand again.
    """
    t, units = state.teachers, state.units
    staff = _staff(state)
    wanted, competed = offices(state), competed_for(state)
    for role in (Role.PRINCIPAL, Role.DEPUTY):
        free = wanted[role] - _held(state, staff, role)
        _step_down(state, staff, role, -free)
        panel = competed if role == Role.PRINCIPAL else np.zeros_like(competed)
        standing = _terms_over(state, staff, panel)
        years, sent = t.role_years[standing].copy(), t.office_sent[standing].copy()
        _out_of_office(state, standing)
        np.add.at(free, state.sections.unit[t.post[standing]], 1)
        _appoint(state, staff, role, free, panel, standing)
        again = t.role[standing] == role
        t.role_years[standing[again]], t.office_sent[standing[again]] = years[again], sent[again]
    principals = (t.role[staff.rows] == Role.PRINCIPAL).nonzero()[0]
    units.leader_quality[:] = 0.0
    units.leader_quality[staff.unit[principals]] = t.leader_quality[staff.rows[principals]]


def competed_for(state: State) -> Bool:
    """Tell in which units headships are competed for: a lasting keyed share of them."""
    share = state.terms[SELECTION].share
    if not share:
        return np.zeros(state.units.rows, dtype=bool)
    lot = state.draws.uniform("leaders.open", _LASTING, np.arange(state.units.rows))
    return np.asarray(lot < share)


def offices(state: State) -> I64:
    """Return the places for teachers (0), deputies and principals of every unit, (roles, units)."""
    s, items = state.sections, state.terms[OFFICES]
    classes = np.bincount(s.unit, s.classes * s.open, minlength=state.units.rows)
    sizes = [(item.role, item.low_classes, item.high_classes, item.number) for item in items]
    wanted = np.zeros((len(Role), classes.size), dtype=np.int64)
    _count_offices(classes, np.array(sizes, dtype=np.int64).reshape(-1, 4), wanted)
    return wanted


def vacant_offices(state: State, role: Role) -> I64:
    """Return how many holders of an office every unit lacks; those away hold theirs."""
    t = state.teachers
    bears = t.alive & (t.post >= 0) & (t.status == Status.ESTABLISHED) & (t.role == role)
    held = np.bincount(state.sections.unit[t.post[bears]], minlength=state.units.rows)
    return np.asarray(offices(state)[role] - held)


def _staff(state: State) -> Staff:
    """Return the established staff of units; who has no post bears no role."""
    t = state.teachers
    rows, of = np.empty(t.rows, dtype=np.int64), np.empty(t.rows, dtype=np.int64)
    many = _list_staff(t.alive, t.post, t.status, t.role, state.sections.unit, rows, of)
    return Staff(rows[:many], of[:many])


def _held(state: State, staff: Staff, role: Role) -> I64:
    """Return how many of the staff of every unit bear a role."""
    held = np.zeros(state.units.rows, dtype=np.int64)
    _count_bearers(*staff, state.teachers.role, int(role), held)
    return held


def _terms_over(state: State, staff: Staff, competed: Bool) -> Rows:
    """Return the principals who must stand again: full terms in office, at their posts."""
    t, term = state.teachers, state.terms[TERM_OF_OFFICE]
    if not competed.any():
        return staff.rows[:0]
    rows = staff.rows[competed[staff.unit]]
    here = rows[(t.role[rows] == Role.PRINCIPAL) & (t.away[rows] == Away.HOME)]
    years = t.role_years[here]
    return np.asarray(here[(years > 0) & (years % term == 0)])


def _step_down(state: State, staff: Staff, role: Role, over: I64) -> None:
    """Make newcomers teachers where ``over`` more people than places bear the role."""
    t = state.teachers
    if not (over > 0).any():
        return
    bearers = (t.role[staff.rows] == role).nonzero()[0]
    rows, of = staff.rows[bearers], staff.unit[bearers]
    came = (t.moved_year[rows] == state.year) & (t.tenure[rows] == 0)
    new, of = rows[came], of[came]
    order = np.lexsort((-t.id[new], t.role_years[new], of))
    of = of[order]
    _out_of_office(state, new[order[place_in_group(of) < over[of]]])


def _out_of_office(state: State, rows: Rows) -> None:
    t = state.teachers
    t.role[rows], t.office_sent[rows] = Role.TEACHER, 0


def _appoint(
    state: State, staff: Staff, role: Role, free: I64, competed: Bool, standing: Rows
) -> None:
    """Give the ``free`` offices of units to the first who work at home and rank lower now."""
    t = state.teachers
    if not (free > 0).any():
        return
    able = _able(state, staff, role, free)
    rows, of = staff.rows[able.staff], staff.unit[able.staff]
    claim, seen = _merit(state, rows, able, competed[of], standing)
    wins = np.zeros(rows.size, dtype=bool)
    _choose(of, claim, seen, t.id[rows], free, int(free.max()), np.empty_like(free), wins)
    if state.log.watched >= 0:
        _tell(state, rows, role, seen, wins, competed[of])
    chosen = rows[wins]
    t.role[chosen], t.role_years[chosen] = role, 0
    t.reserve_since[chosen] = t.office_sent[chosen] = 0


def _able(state: State, staff: Staff, role: Role, free: I64) -> Able:
    t, n = state.teachers, staff.rows.size
    able = Able(np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64), np.empty(n))
    standing = Standing(t.id, t.role, t.away, t.title, t.reserve_since)
    key = state.draws.key("teach.leader", state.year)
    many = _list_able(*staff, standing, int(role), free, key, able)
    return Able(able.staff[:many], able.claim[:many], able.luck[:many])


def _merit(state: State, rows: Rows, able: Able, by_panel: Bool, standing: Rows) -> tuple[I64, F64]:
    """Return the class in which candidates stand, and their score within it."""
    t, claim = state.teachers, able.claim
    noise = state.parameters.teach.backbone_noise * ndtri(able.luck)
    seen = t.talent[rows] + t.coaching[rows] + noise
    if by_panel.any():
        error = state.draws.normal("leaders.panel", state.year, t.id[rows])
        quality = t.leader_quality[rows] + state.terms[SELECTION].noise * error
        applies = (claim > 0) | np.isin(rows, standing)
        claim = np.where(by_panel, applies, claim)
        seen = np.where(by_panel, quality, seen)
    return claim, seen


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


@kernel
def _list_staff(
    alive: Any, post: Any, status: Any, role: Any, unit_of: Any, rows: Any, of: Any
) -> int:
    """Write the rows and units of established staff with posts, and their number."""
    many = 0
    for row in range(alive.size):
        if alive[row] and post[row] < 0:
            role[row] = _TEACHER
        elif alive[row] and status[row] == _ESTABLISHED:
            rows[many], of[many] = row, unit_of[post[row]]
            many += 1
    return many


@kernel
def _count_offices(classes: Any, sizes: Any, wanted: Any) -> None:
    """Add up the places of units by role; ``sizes`` are role, range of classes and number."""
    for k in range(sizes.shape[0]):
        for of in range(classes.size):
            if sizes[k, 1] <= classes[of] <= sizes[k, 2]:
                wanted[sizes[k, 0], of] += sizes[k, 3]


@kernel
def _count_bearers(rows: Any, of: Any, role: Any, asked: int, held: Any) -> None:
    for i in range(rows.size):
        if role[rows[i]] == asked:
            held[of[i]] += 1


@kernel
def _list_able(
    rows: Any, of: Any, t: Any, office: int, free: Any, key: np.uint64, able: Any
) -> int:
    """Write who may take a free office, with what claim, and their number."""
    many = 0
    for i in range(rows.size):
        r = rows[i]
        if free[of[i]] > 0 and t.away[r] == _HOME and t.role[r] < office:
            able.staff[many] = i
            able.claim[many] = claim_to_office(t.role[r], t.reserve_since[r], t.title[r])
            able.luck[many] = unit(key, t.id[r], 0)
            many += 1
    return many


@kernel
def _choose(
    of: Any, claim: Any, seen: Any, teacher: Any, free: Any, most: int, best: Any, wins: Any
) -> None:
    """Let the first of every unit win, then the first of the others, while offices are ``free``.

    ``most`` is the most that are free in a unit, ``best`` room for who is the first of each.
    """
    for turn in range(most):
        for place in range(best.size):
            best[place] = -1
        for i in range(of.size):
            rival = best[of[i]]
            if wins[i] or turn >= free[of[i]]:
                continue
            if rival < 0 or comes_before(
                claim[i], seen[i], teacher[i], claim[rival], seen[rival], teacher[rival]
            ):
                best[of[i]] = i
        for first in best:
            if first >= 0:
                wins[first] = True
