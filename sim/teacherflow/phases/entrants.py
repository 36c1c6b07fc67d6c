"""Newcomers take their places and homes."""

from __future__ import annotations

import numpy as np

from teacherflow import movement
from teacherflow.choice import utility_here
from teacherflow.codes import Status, Zone
from teacherflow.columns import F64, I64
from teacherflow.phases.candidates import lives_in_seat
from teacherflow.state import NOWHERE, State
from teacherflow.terms.recruit import ROUTES, Route


def enter(state: State, rows: I64, section: I64, route: I64) -> None:
    """Settle newcomers in their homes and place them; utility and pay follow."""
    t = state.teachers
    town, x, y = settlement(state)
    settles = np.flatnonzero(~lives_in_seat(state, t.id[rows]))
    at = section[settles]
    t.home_township[rows[settles]] = town[at]
    t.home_x[rows[settles]], t.home_y[rows[settles]] = x[at], y[at]
    order = np.lexsort((t.id[rows], route))
    rows, section, route = rows[order], section[order], route[order]
    routes: tuple[Route, ...] = state.terms[ROUTES]
    name = np.array([item.name for item in routes], dtype=object)
    post = np.where(t.status[rows] == Status.ESTABLISHED, section, NOWHERE)
    movement.enter(state, rows, post, section, name[route])
    t.utility[rows], t.pay[rows] = utility_here(state, rows)


def settlement(state: State) -> tuple[I64, F64, F64]:
    """Return where those settle who move to a section: its township seat, else the county seat."""
    s = state.sections
    place = np.arange(s.rows)
    towns = place[(s.zone == Zone.TOWN) & (s.township != NOWHERE)]
    seat_of = np.full(int(s.township.max()) + 2, NOWHERE)
    seat_of[s.township[towns[::-1]]] = towns[::-1]  # the first section of a township stays
    at = np.where(seat_of[s.township] != NOWHERE, seat_of[s.township], place)
    in_seat = s.township == NOWHERE
    x, y = np.where(in_seat, 0.0, s.x[at]), np.where(in_seat, 0.0, s.y[at])
    return s.township.astype(np.int64), x, y
