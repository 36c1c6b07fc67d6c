"""Closures: which sections close, where their pupils go, where their staff go.

Pupils go to the nearest open school of the same township and stage. Staff stay in their unit: one
by one, in keyed order, to the section that is furthest below its need (kind ``merge``), with one
post of quota each; vacant quota follows in the same manner. If the unit has no other section of
the stage, the school that takes the pupils takes the staff.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from teacherflow import movement, staffing
from teacherflow.allowances import satisfied
from teacherflow.codes import Away, Status
from teacherflow.columns import Bool
from teacherflow.phases.layout import set_weight, weights
from teacherflow.phases.returns import send_home
from teacherflow.state import NOWHERE, State
from teacherflow.terms.enrol import CLOSURES

type Rows = NDArray[np.int64]

CAUSE = "enrol.closure"


def ruled(state: State) -> list[Bool]:
    """Tell for each rule of closure which sections it is about, whatever their size."""
    s, everywhere = state.sections, np.arange(state.sections.rows)
    return [satisfied(s, item.at, everywhere) for item in state.terms[CLOSURES]]


def count_small_years(state: State, about: list[Bool]) -> None:
    """Count the years running in which a section is below the size of a closure that waits.

    Parameters
    ----------
    about : list of (sections,) bool
        As `ruled` tells.
    """
    s = state.sections
    below, rules = np.zeros(s.rows), state.terms[CLOSURES]
    for item, applies in zip(rules, about, strict=True):
        if item.years > 1:
            below[applies] = np.maximum(below[applies], item.pupils_below)
    s.small_years[:] = (s.small_years + 1) * (s.open & (s.pupils < below))


def close_schools(state: State, about: list[Bool]) -> dict[int, int]:
    """Close what is due; return the successors of the closed sections.

    A section stays open if its township has no other open school of the stage, or none that is
    not due itself.
    """
    due = _due(state, about)
    successors = {row: _receiver(state, row, due) for row in due.nonzero()[0].tolist()}
    successors = {row: to for row, to in successors.items() if to != NOWHERE}
    for row, to in successors.items():
        _hand_over_pupils(state, row, to)
    return successors


def _due(state: State, about: list[Bool]) -> Bool:
    s, rules = state.sections, state.terms[CLOSURES]
    due = np.zeros(s.rows, dtype=bool)
    for item, applies in zip(rules, about, strict=True):
        small = s.open & (s.pupils < item.pupils_below) & applies
        if item.years > 1:
            small &= s.small_years >= item.years
        rows = small.nonzero()[0]
        if rows.size:
            drawn = state.draws.uniform(f"enrol.closure.{item.name}", state.year, rows)
            due[rows[drawn < item.chance]] = True
    return due


def _receiver(state: State, row: int, due: Bool) -> int:
    s = state.sections
    alike = (s.township == s.township[row]) & (s.stage == s.stage[row])
    rows = np.flatnonzero(s.open & ~due & alike)
    if not rows.size:
        return NOWHERE
    distance = (s.x[rows] - s.x[row]) ** 2 + (s.y[rows] - s.y[row]) ** 2
    return int(rows[np.argmin(distance)])


def _hand_over_pupils(state: State, row: int, to: int) -> None:
    s = state.sections
    weight = weights(s)
    set_weight(s, to, float(weight[to] + weight[row]))
    s.pupils[to] += s.pupils[row]
    s.pupils[row] = s.small_years[row] = 0
    s.open[row], s.closed[row], s.successor[row] = False, state.year, to


def rehouse_staff(state: State, successors: dict[int, int], need: NDArray[np.int64]) -> None:
    """Move staff and quota of the closed sections; send guests home.

    Parameters
    ----------
    need : (sections,) int
        Posts by formula with this year's pupils.
    """
    t = state.teachers
    gap = need - staffing.posts(state) - staffing.tegang(state)
    people: list[int] = []
    places: list[int] = []
    for row, to in successors.items():
        staff = _staff(state, row)
        people += staff.tolist()
        places += _place(state, row, staff, _own_sections(state, row, to), gap)
    rows, sections = np.array(people, dtype=np.int64), np.array(places, dtype=np.int64)
    posted = t.post[rows] >= 0
    if posted.any():
        at = sections[posted]
        movement.move_post(state, rows[posted], at, "merge", CAUSE, quota_along=False)
        t.level_unit[rows[posted]] = state.sections.unit[at]
    if not posted.all():
        bare = rows[~posted]
        movement.move_duty(state, bare, sections[~posted], "merge", CAUSE, away=Away.HOME)
    closed = np.zeros(state.sections.rows + 1, dtype=bool)  # the last one stands for nowhere
    closed[list(successors)] = True
    guests = np.flatnonzero(t.alive & closed[t.duty])
    send_home(state, guests[np.argsort(t.id[guests])], CAUSE)


def _staff(state: State, row: int) -> Rows:
    """Return those whose post is here, and those without a post who work here, in keyed order."""
    t = state.teachers
    bare = (t.post == NOWHERE) & (t.duty == row) & (t.status != Status.ESTABLISHED)
    rows = np.flatnonzero(t.alive & ((t.post == row) | bare))
    return rows[state.draws.order("enrol.merge", state.year, t.id[rows])]


def _own_sections(state: State, row: int, successor: int) -> Rows:
    s = state.sections
    own = np.flatnonzero(s.open & (s.unit == s.unit[row]) & (s.stage == s.stage[row]))
    return own if own.size else np.array([successor])


def _place(
    state: State, row: int, staff: Rows, sections: Rows, gap: NDArray[np.int64]
) -> list[int]:
    """Return a section for each person; the quota of the closed school goes along."""
    s, places = state.sections, []
    posted = (state.teachers.post[staff] >= 0).tolist()
    vacant = max(0, int(s.quota[row]) - sum(posted))
    left = int(s.quota[row])
    for holds_post in (*posted, *([True] * vacant)):
        to = int(sections[np.argmax(gap[sections])])
        gap[to] -= 1
        if holds_post and left > 0:
            s.quota[to] += 1
            left -= 1
        places.append(to)
    s.quota[row] = s.target[row] = s.need[row] = s.listed[row] = s.unfilled[row] = 0
    return places[: staff.size]
