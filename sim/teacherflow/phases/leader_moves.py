"""Leaders who change schools by order of the bureau, in phase transfer: offices change hands.

An office brings its post: leaders who change places take over each other's posts, so no school has
one more or fewer than before. They must work at their posts, must not have changed duty this year,
and are neither pregnant or nursing, nor seriously ill, nor bonded. Whoever takes an office at
another school begins a new term there; what the change costs is what any change of school costs.
"""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

from teacherflow import movement
from teacherflow.apportion import nearest
from teacherflow.codes import Role, Stage, Zone
from teacherflow.columns import F64, I64, Bool
from teacherflow.phases.eligibility import fit_to_go
from teacherflow.phases.leaders import vacant_offices
from teacherflow.phases.present import at_home
from teacherflow.phases.telling import school_of
from teacherflow.roads import road_kms
from teacherflow.state import NOWHERE, State
from teacherflow.terms.leaders import ROTATION, TWO_WAY, Crossing, Tour

type Rows = NDArray[np.int64]

KIND = "exchange_out"
_OWN_KM, _COLLEAGUE_KM, _TIE_KM = 1e5, 1e7, 1e-6


def move_leaders(state: State) -> None:
    """Let leaders change schools by all items of ``leaders.rotation`` and ``leaders.two_way``."""
    for tour in state.terms[ROTATION]:
        _rotate(state, tour)
    for crossing in state.terms[TWO_WAY]:
        _cross(state, crossing)


def movable(state: State, meant: Bool) -> Rows:
    """Return who of the leaders ``meant`` may be sent elsewhere, the longest in office first.

    Of equal ones the lower id comes first.

    Parameters
    ----------
    meant : (all rows,) bool
    """
    t = state.teachers
    rows = np.flatnonzero(at_home(state) & meant)
    rows = rows[state.sections.open[t.post[rows]]]
    rows = rows[fit_to_go(state, rows, tell=False)]
    return rows[np.lexsort((t.id[rows], -t.role_years[rows].astype(np.int64)))]


# --- after a term of office


def _rotate(state: State, tour: Tour) -> None:
    """Send those due to offices of their stage at other units, at the least road distance.

    Who finds none among those due changes places with the holder of the same office elsewhere
    who has been there longest.
    """
    t = state.teachers
    bearers = movable(state, t.role == tour.role)
    over = t.role_years[bearers] >= tour.years
    is_due = over & (np.cumsum(over) <= ceil(round(tour.share * np.count_nonzero(over), 9)))
    due, others = bearers[is_due], bearers[~is_due]
    pairs = [_places(state, due[t.stage[due] == k], others[t.stage[others] == k]) for k in Stage]
    rows = np.concatenate([who for who, _ in pairs])
    to = np.concatenate([where for _, where in pairs])
    _send(state, rows, to, np.full(rows.size, int(tour.role)), tour.name, "leaders.rotated")


def _places(state: State, due: Rows, others: Rows) -> tuple[Rows, I64]:
    """Return who moves and to which section, for the leaders of one stage."""
    posts = state.teachers.post.astype(np.int64)
    unit = state.sections.unit[posts]
    if not due.size:
        return due, due
    from scipy.optimize import linear_sum_assignment  # slow to load, and few studies ask for it

    takes = linear_sum_assignment(_distances(state, due))[1]
    goes = takes != np.arange(due.size)
    rows, to = due[goes].tolist(), posts[due[takes]][goes].tolist()
    for row in due[~goes].tolist():
        away = others[unit[others] != unit[row]]
        if away.size:
            partner = int(away[0])
            rows, to = [*rows, row, partner], [*to, int(posts[partner]), int(posts[row])]
            others = others[others != partner]
    return np.asarray(rows, dtype=np.int64), np.asarray(to, dtype=np.int64)


def _distances(state: State, rows: Rows) -> F64:
    """Return the kilometres from everybody's post to everybody's; the own unit is forbidden."""
    t, s = state.teachers, state.sections
    at = t.post[rows].astype(np.int64)
    km = road_kms(s.x[at][:, None] - s.x[at][None, :], s.y[at][:, None] - s.y[at][None, :])
    tie = state.draws.uniform("leaders.place", state.year, t.id[rows][:, None], t.id[rows][None, :])
    table = km + _TIE_KM * tie
    table = np.where(s.unit[at][:, None] == s.unit[at][None, :], _COLLEAGUE_KM, table)
    np.fill_diagonal(table, _OWN_KM)
    return np.asarray(table)


# --- between the seat and the countryside


def _cross(state: State, crossing: Crossing) -> None:
    """Let excellent leaders of the seat and excellent heads of rural schools change sides.

    As many as go both ways change places in pairs of one stage; the rest of the larger number
    goes where an office stands vacant.
    """
    t, seat = state.teachers, state.units.zone == Zone.SEAT
    cadres, heads = _excellent(state, crossing.years)
    down, up = int(nearest(crossing.down)), int(nearest(crossing.up))
    pairs = _pairs(state, cadres, heads, min(down, up))
    moves = [(a, int(t.post[b]), int(t.role[b])) for a, b in pairs]
    moves += [(b, int(t.post[a]), int(t.role[a])) for a, b in pairs]
    gone = [row for row, _, _ in moves]
    free = {role: vacant_offices(state, role) for role in (Role.PRINCIPAL, Role.DEPUTY)}
    rural = {Role.PRINCIPAL: np.where(seat, 0, free[Role.PRINCIPAL])}
    urban = {role: np.where(seat, number, 0) for role, number in free.items()}
    for people, offered, number in ((cadres, rural, down), (heads, urban, up)):
        left = people[~np.isin(people, gone)]
        moves += _to_vacant(state, left, offered, number - len(pairs))
    table = np.asarray(moves, dtype=np.int64).reshape(-1, 3)
    _send(state, table[:, 0], table[:, 1], table[:, 2], crossing.name, "leaders.crossed")


def _excellent(state: State, years: int) -> tuple[Rows, Rows]:
    """Return leaders of the seat and heads of rural schools with an excellent appraisal.

    They have been in their offices for some years, so nobody is sent to and fro.
    """
    t = state.teachers
    leads = (t.role > Role.TEACHER) & (t.role_years >= years)
    rows = movable(state, leads & t.appraisal_top)
    in_seat = state.sections.zone[t.post[rows]] == Zone.SEAT
    return rows[in_seat], rows[~in_seat & (t.role[rows] == Role.PRINCIPAL)]


def _pairs(state: State, cadres: Rows, heads: Rows, number: int) -> list[tuple[int, int]]:
    """Pair leaders of the seat with rural heads of their stage, the longest in office first."""
    stage, free = state.teachers.stage, cadres.tolist()
    pairs: list[tuple[int, int]] = []
    for head in heads.tolist():
        fitting = [cadre for cadre in free if stage[cadre] == stage[head]]
        if fitting and len(pairs) < number:
            pairs.append((fitting[0], head))
            free.remove(fitting[0])
    return pairs


def _to_vacant(
    state: State, rows: Rows, free: dict[Role, I64], number: int
) -> list[tuple[int, int, int]]:
    """Give vacant offices (by unit) to the first of ``rows``: who, section, role."""
    t, u = state.teachers, state.units
    moves: list[tuple[int, int, int]] = []
    for row in rows.tolist():
        if len(moves) >= number:
            break
        for role, vacant in free.items():
            units = np.flatnonzero((vacant > 0) & (u.stage == t.stage[row]))
            if units.size:
                moves.append((row, main_section(state, int(units[0])), int(role)))
                vacant[units[0]] -= 1
                break
    return moves


def main_section(state: State, unit: int) -> int:
    """Return the open section of a unit with most classes (of equal ones the first)."""
    s = state.sections
    at = np.flatnonzero(s.open & (s.unit == unit))
    return int(at[np.argmax(s.classes[at])]) if at.size else NOWHERE


def _send(state: State, rows: Rows, to: I64, role: I64, name: str, told: str) -> None:
    """Move posts and duties, and give the offices."""
    t, order = state.teachers, np.argsort(state.teachers.id[rows])
    rows, to, role = rows[order], to[order], role[order]
    watched = rows[t.id[rows] == state.log.watched]
    for row in watched.tolist():
        years, kept = int(t.role_years[row]), bool(t.role[row] == role[rows == row][0])
        facts = {
            "form": name,
            "years": years,
            "school": school_of(state, int(to[rows == row][0])),
            "kept": kept,
        }
        state.log.tell(state.year, state.log.watched, told, **facts)
    movement.move_post(state, rows, to, KIND, name.partition(".")[0])
    t.role[rows], t.role_years[rows], t.office_sent[rows] = role, 0, state.year
