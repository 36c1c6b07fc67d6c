"""Random utility: u of teachers at posts, as columns and matrices.

The decision functions of one agent stand in `teacherflow.agents.worth`; this module loops them
over people and places. Logarithms are taken in NumPy.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents.worth import (
    base_pay,
    conditions,
    is_school_age,
    scaled_pay,
    ties,
    town_pay,
)
from teacherflow.allowances import Allowances, allowances, no_allowances
from teacherflow.codes import Away
from teacherflow.columns import F64
from teacherflow.compiled import kernel
from teacherflow.roads import road_km
from teacherflow.state import State
from teacherflow.terms.appoint import WAITING
from teacherflow.terms.pay import PAY_PERFORMANCE
from teacherflow.timetable import standard_load

type Rows = NDArray[np.int64]


class People(NamedTuple):
    """What utility needs to know of n persons, in service or not.

    ``rows`` are theirs in the table of teachers; the others are whole columns of it.
    """

    rows: Rows
    title_paid: NDArray[Any]
    service: NDArray[Any]
    status: NDArray[Any]
    mark: NDArray[Any]
    role: NDArray[Any]
    home_x: F64
    home_y: F64
    kin_township: NDArray[Any]
    child_birth: NDArray[Any]
    housing: NDArray[Any]


class Places(NamedTuple):
    """What utility needs to know of m sections, whose rows are ``section``.

    ``worth`` is the amenity of working conditions for somebody new there (yuan per month).
    """

    section: Rows
    zone: NDArray[Any]
    township: NDArray[Any]
    x: F64
    y: F64
    mean_mark: F64
    worth: F64


@kernel
def _fill_pairs(
    people: Any,
    places: Any,
    person: Any,
    place: Any,
    september: int,
    paid: Any,
    drawn: Any,
    lift: float,
    at_stake: float,
    p: Any,
    pay: Any,
    amenity: Any,
) -> None:
    """Fill in pay and amenity; ``drawn`` is room for the items of one person and their sums."""
    yuan, to, at, beside, by, times, used = paid
    item, sums = drawn
    base, has_child, many = 0.0, False, 0
    for i in range(person.size):
        a, s = person[i], place[i]
        r = people.rows[a]
        if i == 0 or a != person[i - 1]:
            base = base_pay(
                people.title_paid[r], people.service[r], people.status[r], people.role[r], p
            )
            has_child = is_school_age(september, people.child_birth[r], p)
            many = 0
            for k in used:
                if to[k, a]:
                    item[many], sums[many] = k, yuan[k] * times[by[k], a]
                    many += 1
        earned = scaled_pay(
            base + town_pay(people.status[r], places.zone[s], p),
            people.status[r],
            lift,
            at_stake,
            people.mark[r],
            places.mean_mark[s],
        )
        felt = 0.0
        for k in range(many):
            if at[item[k], s]:
                if beside[item[k]]:
                    felt += sums[k]
                else:
                    earned += sums[k]
        pay[i] = earned
        dx, dy = people.home_x[r] - places.x[s], people.home_y[r] - places.y[s]
        amenity[i] = (
            places.worth[s]
            + felt
            + ties(
                road_km(dx, dy),
                places.zone[s],
                people.kin_township[r] == places.township[s],
                has_child,
                people.housing[r] == places.section[s],
                p,
            )
        )


@kernel
def _worth_of_own_work(
    rows: Any,
    section: Any,
    stage: Any,
    intake: Any,
    leader: Any,
    lessons: Any,
    out_of_field: Any,
    standard: Any,
    p: Any,
    out: Any,
) -> None:
    for i in range(out.size):
        r, s = rows[i], section[i]
        out[i] = conditions(
            intake[s], leader[s], lessons[r], standard[stage[s]], out_of_field[r], p
        )


def people_of(state: State, rows: Rows) -> People:
    """Return the persons in ``rows`` as utility sees them."""
    t = state.teachers
    return People(rows, *(t[name] for name in People._fields[1:]))


def places_of(state: State, sections: Rows) -> Places:
    """Return ``sections`` as somebody new there would find them: mean workload, own field."""
    s, p = state.sections, state.parameters.utility
    excess = np.maximum(0.0, s.workload[sections] - standard_load(state)[s.stage[sections]])
    leader = state.units.leader_quality[s.unit[sections]]
    worth = p.intake * s.intake[sections] + p.leader * leader - p.lesson * excess
    worth += _equipment(state)[sections]
    where = s.zone[sections], s.township[sections], s.x[sections], s.y[sections]
    return Places(sections, *where, state.units.mean_mark[s.unit[sections]], worth)


def _equipment(state: State) -> F64:
    """Return what the equipment of the last years is worth to those who work at each section."""
    invested = state.sections.equipment.sum(axis=1)
    return np.asarray(state.parameters.teach.equipment * invested)


def utility_between(
    state: State, people: People, places: Places, paid: Allowances
) -> tuple[F64, F64]:
    """Return u and pay of every person at every place.

    Parameters
    ----------
    people : People
        n persons.
    places : Places
        m sections.
    paid : Allowances
        Items for these persons and sections (`teacherflow.allowances.allowances`).

    Returns
    -------
    (n, m) float, (n, m) float
        Utility, and pay in yuan per month.
    """
    n, m = people.rows.size, places.x.size
    person, place = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    u, pay = _utility_of_pairs(state, people, places, person, place, paid)
    return u.reshape(n, m), pay.reshape(n, m)


def utility_at(state: State, rows: Rows, sections: Rows) -> F64:
    """Return the (n, m) matrix of u of teachers ``rows`` if they worked at ``sections``."""
    people, places = people_of(state, rows), places_of(state, sections)
    return utility_between(state, people, places, allowances(state, rows, sections))[0]


def utility_here(state: State, rows: Rows) -> tuple[F64, F64]:
    """Return u and pay of ``rows`` where they are, with their own lessons of last year.

    Who works outside all schools is valued at the post; who waits or does other work at the last
    school with basic pay; of anybody else without a place u is not known (NaN).
    """
    t, s, p = state.teachers, state.sections, state.parameters.utility
    duty = t.duty[rows]
    section = np.where(duty >= 0, duty, t.post[rows]).astype(np.int64)
    placed = np.flatnonzero(section >= 0)
    u, pay = np.full(rows.size, np.nan), np.full(rows.size, np.nan)
    known, here = rows[placed], section[placed]
    own = np.empty(known.size)
    _worth_of_own_work(
        known,
        here,
        s.stage,
        s.intake,
        state.units.leader_quality[s.unit],
        t.lessons,
        t.out_of_field,
        standard_load(state),
        p,
        own,
    )
    every = np.arange(s.rows)
    marks = state.units.mean_mark[s.unit]
    places = Places(every, s.zone, s.township, s.x, s.y, marks, _equipment(state))
    people, paid = people_of(state, known), allowances(state, known, every)
    person = np.arange(known.size)
    value, pay[placed] = _utility_of_pairs(state, people, places, person, here, paid)
    u[placed] = value + own / p.reference_pay
    _fill_without_school(state, rows, section, u, pay)
    return u, pay


def held_by_county(state: State, rows: Rows, sections: Rows, share: Any) -> tuple[F64, F64]:
    """Return u and pay of ``rows`` at a share of basic pay, with the amenity of their last school.

    Parameters
    ----------
    sections : (n,) int
        The last school of each.
    share : float or (n,) float
        Of basic pay: base, service and township allowance, without what policies pay and not
        shared out by marks.
    """
    t, p = state.teachers, state.parameters.utility
    own = np.empty(rows.size)
    leader = state.units.leader_quality[state.sections.unit]
    standard, intake = standard_load(state), state.sections.intake
    stage = state.sections.stage
    _worth_of_own_work(
        rows, sections, stage, intake, leader, t.lessons, t.out_of_field, standard, p, own
    )
    everywhere = np.arange(state.sections.rows)
    places = places_of(state, everywhere)._replace(worth=_equipment(state))
    person, nothing = np.arange(rows.size), no_allowances(rows.size, everywhere.size)
    people = people_of(state, rows)._replace(mark=np.zeros(t.rows, dtype=np.int8))
    places = places._replace(mean_mark=np.zeros(everywhere.size))
    u, pay = _utility_of_pairs(state, people, places, person, sections, nothing)
    return u + np.log(share) + own / p.reference_pay, pay * share


def _fill_without_school(state: State, rows: Rows, section: Rows, u: F64, pay: F64) -> None:
    """Value those who wait (a share of basic pay) or do other work at their last school."""
    t = state.teachers
    waits, works = t.away[rows] == Away.WAITING, t.away[rows] == Away.OFFICE
    idle = np.flatnonzero((section < 0) & (waits | works) & (t.last_section[rows] >= 0))
    if idle.size:
        last = t.last_section[rows[idle]].astype(np.int64)
        share = np.where(waits[idle], state.terms[WAITING].pay, 1.0)
        u[idle], pay[idle] = held_by_county(state, rows[idle], last, share)


def refresh(state: State) -> None:
    """Bring utility and pay of everybody in service up to this year's terms.

    Who has neither post nor duty at a section keeps the utility and the pay of the last school.
    """
    t = state.teachers
    rows = np.flatnonzero(t.alive)
    t.utility_before[rows] = t.utility[rows]
    u, pay = utility_here(state, rows)
    known = np.flatnonzero(~np.isnan(u))
    t.utility[rows[known]], t.pay[rows[known]] = u[known], pay[known]


def _utility_of_pairs(
    state: State, people: People, places: Places, person: Rows, place: Rows, paid: Allowances
) -> tuple[F64, F64]:
    p = state.parameters.utility
    pay, amenity = np.empty(person.size), np.empty(person.size)
    person, place = np.ascontiguousarray(person), np.ascontiguousarray(place)
    lift, at_stake = state.pay_lift, state.terms[PAY_PERFORMANCE].at_stake
    drawn = np.empty(paid.used.size, dtype=np.int64), np.empty(paid.used.size)
    _fill_pairs(
        people, places, person, place, state.september, paid, drawn, lift, at_stake, p, pay, amenity
    )
    return np.log(pay / p.reference_pay) + amenity / p.reference_pay, pay


def utility_of_pairs(
    state: State,
    rows: Rows,
    sections: Rows,
    person: Rows,
    place: Rows,
    places: Places | None = None,
) -> F64:
    """Return u of teacher ``rows[person[i]]`` at ``sections[place[i]]``, for every pair i.

    ``places`` are `places_of` these sections, if they are known already.
    """
    people, places = people_of(state, rows), places or places_of(state, sections)
    paid = allowances(state, rows, sections)
    return _utility_of_pairs(state, people, places, person, place, paid)[0]
