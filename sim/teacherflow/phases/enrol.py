"""Phase enrol: counters advance, people move house, pupils and classes are settled.

Pupils and schools stand still in burn-in and in the first study year, which is the published one.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from teacherflow.agents.entrant import SEAT
from teacherflow.agents.posts import classes_of
from teacherflow.codes import Away, Zone
from teacherflow.columns import F64, I16
from teacherflow.compiled import kernel
from teacherflow.draws import unit
from teacherflow.phases import layout
from teacherflow.phases.closures import close_schools, count_small_years, rehouse_staff, ruled
from teacherflow.phases.needs import needs
from teacherflow.phases.openings import count_grown_years, open_schools
from teacherflow.phases.pairing import pair_schools
from teacherflow.state import State
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
        about = ruled(state)
        count_small_years(state, about)
        count_grown_years(state)
    if state.year > state.start:
        successors = close_schools(state, about)
    if not state.burning_in:
        open_schools(state, by_growth=state.year > state.start)
    count_classes(state)
    if successors:
        rehouse_staff(state, successors, needs(state))
    pair_schools(state)


class Careers(NamedTuple):
    """The columns of the table of teachers in which years of careers are counted."""

    rural_years: F64
    village_years: F64
    aid_years: F64
    cross_years: F64
    tenure: I16
    duty_years: I16
    service: I16
    title_years: I16
    exchange_clock: I16
    role_years: I16


def advance(state: State) -> None:
    """Complete one year of everybody's career; last year's duty counts as rural service or not.

    Last year's effort and wish for rural service are forgotten.
    """
    t, s = state.teachers, state.sections
    careers = Careers(*(getattr(t, name) for name in Careers._fields))
    _advance((t.alive, t.post, t.duty, t.away), (s.zone, s.cluster), careers)
    t.effort[:] = 1.0
    t.seeks_service[:] = 0  # forms that move the post come before this year's wishes


@kernel
def _advance(people: Any, places: Any, t: Any) -> None:
    """Write the years of careers ``t``."""
    alive, post, duty, away = people
    zone, cluster = places
    for r in range(alive.size):
        if not alive[r]:
            continue
        t.service[r] += 1
        t.title_years[r] += 1
        t.exchange_clock[r] += 1
        t.role_years[r] += 1
        t.tenure[r] += post[r] >= 0
        t.duty_years[r] += duty[r] >= 0
        outside, at = away[r] == Away.OUTSIDE, duty[r]
        t.aid_years[r] += outside
        t.rural_years[r] += outside or (at >= 0 and zone[at] != Zone.SEAT)
        if at >= 0:
            t.village_years[r] += zone[at] == Zone.VILLAGE
            if away[r] == Away.EXCHANGE and post[r] >= 0 and zone[at] == Zone.SEAT:
                t.cross_years[r] += cluster[at] != cluster[post[r]]


def move_house(state: State) -> None:
    """Let younger teachers who do not live in the seat move there (to its centre)."""
    t, p = state.teachers, state.parameters.layout
    people, homes = (t.alive, t.birth, t.id), (t.home_township, t.home_x, t.home_y)
    rule = p.seat_move_from, p.seat_move_to, p.seat_move
    key = state.draws.key("enrol.residence", state.year)
    _move_house(people, state.september, rule, key, homes)


@kernel
def _move_house(people: Any, september: int, rule: Any, key: np.uint64, homes: Any) -> None:
    """Write the homes of those who move."""
    alive, birth, ids = people
    least, most, chance = rule
    township, x, y = homes
    for r in range(alive.size):
        if alive[r] and township[r] != SEAT:
            age = (september - birth[r]) // 12
            if least <= age <= most and unit(key, ids[r], 0) < chance:
                township[r], x[r], y[r] = SEAT, 0.0, 0.0


def count_classes(state: State) -> None:
    """Settle classes and required lessons from this year's pupils."""
    s = state.sections
    s.classes[:] = classes_of(s.pupils, s.stage, state.parameters.layout.multigrade_size)
    s.required[:] = required_lessons(s.stage, s.classes)
