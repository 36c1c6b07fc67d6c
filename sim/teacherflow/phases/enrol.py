"""Phase enrol: counters advance, people move house, pupils and classes are settled.

Pupils and schools stand still in burn-in and in the first study year, which is the published one.
"""

from __future__ import annotations

import numpy as np

from teacherflow.agents.posts import classes_of
from teacherflow.codes import Away, Zone
from teacherflow.phases import layout
from teacherflow.phases.closures import close_schools, count_small_years, rehouse_staff
from teacherflow.phases.needs import needs
from teacherflow.phases.openings import count_grown_years, open_schools
from teacherflow.phases.pairing import pair_schools
from teacherflow.state import NOWHERE, State
from teacherflow.timetable import required_lessons


def enrol(state: State) -> None:
    """Advance the year: careers, homes, pupils, classes, lessons, closures and openings."""
    advance(state)
    move_house(state)
    successors: dict[int, int] = {}
    if state.year > state.start:
        layout.drift(state)
        layout.jostle(state)
        layout.divide(state)
    if not state.burning_in:
        count_small_years(state)
        count_grown_years(state)
    if state.year > state.start:
        successors = close_schools(state)
    if not state.burning_in:
        open_schools(state, by_growth=state.year > state.start)
    count_classes(state)
    if successors:
        rehouse_staff(state, successors, needs(state))
    pair_schools(state)


def advance(state: State) -> None:
    """Complete one year of everybody's career; last year's duty counts as rural service or not."""
    t = state.teachers
    alive, duty = t.alive, t.duty
    zone, outside = np.where(duty >= 0, state.sections.zone[duty], -1), t.away == Away.OUTSIDE
    t.rural_years += alive & ((zone == Zone.VILLAGE) | (zone == Zone.TOWN) | outside)
    t.village_years += alive & (zone == Zone.VILLAGE)
    t.aid_years += alive & outside
    across = state.sections.cluster[duty] != state.sections.cluster[t.post]
    sent = (t.away == Away.EXCHANGE) & (t.post >= 0)
    t.cross_years += alive & sent & (zone == Zone.SEAT) & across
    t.tenure += alive & (t.post >= 0)
    t.duty_years += alive & (duty >= 0)
    for years in (t.service, t.title_years, t.exchange_clock, t.role_years):
        years += alive
    t.effort[:] = 1.0


def move_house(state: State) -> None:
    """Let younger teachers who do not live in the seat move there (to its centre)."""
    t, p = state.teachers, state.parameters.layout
    age = (state.september - t.birth) // 12
    young = (age >= p.seat_move_from) & (age <= p.seat_move_to)
    rows = np.flatnonzero(t.alive & young & (t.home_township != NOWHERE))
    moves = state.draws.uniform("enrol.residence", state.year, t.id[rows]) < p.seat_move
    t.home_township[rows[moves]] = NOWHERE
    t.home_x[rows[moves]] = t.home_y[rows[moves]] = 0.0


def count_classes(state: State) -> None:
    """Settle classes and required lessons from this year's pupils."""
    s = state.sections
    s.classes[:] = classes_of(s.pupils, s.stage, state.parameters.layout.multigrade_size)
    s.required[:] = required_lessons(s.stage, s.classes)
