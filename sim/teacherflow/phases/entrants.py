"""Newcomers take their places and homes."""

from __future__ import annotations

import numpy as np

from teacherflow import movement
from teacherflow.choice import utility_here
from teacherflow.codes import Status
from teacherflow.columns import I64, Bool
from teacherflow.phases.homes import Homes
from teacherflow.state import NOWHERE, State
from teacherflow.terms.recruit import ROUTES, Route


def enter(state: State, rows: I64, section: I64, route: I64, settles: Bool, homes: Homes) -> None:
    """Place newcomers, and settle in the township of their post those who do not live in the seat.

    Their utility and pay are not known yet (`value`).
    """
    t = state.teachers
    settlers, there = rows[settles], section[settles]
    t.home_township[settlers] = homes.township[there]
    t.home_x[settlers], t.home_y[settlers] = homes.x[there], homes.y[there]
    order = np.lexsort((t.id[rows], route))
    rows, section, route = rows[order], section[order], route[order]
    routes: tuple[Route, ...] = state.terms[ROUTES]
    name = np.array([item.name for item in routes], dtype=object)
    post = np.where(t.status[rows] == Status.ESTABLISHED, section, NOWHERE)
    movement.enter(state, rows, post, section, name[route])


def value(state: State, rows: I64) -> None:
    """Note utility and pay of the newcomers who are still in service."""
    t = state.teachers
    rows = rows[t.alive[rows]]
    if rows.size:
        t.utility[rows], t.pay[rows] = utility_here(state, rows)
