"""Random utility: u of teachers at posts, as columns and matrices.

The decision functions of one agent stand in `teacherflow.agents.worth`; this module loops them
over people and places. Logarithms are taken in NumPy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

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

    The others are whole columns of the table of sections; ``worth`` is the amenity of working
    conditions for somebody new at each, ``equipment`` the part of it that is the same for all
    (yuan per month).
    """

    section: Rows
    zone: NDArray[Any]
    township: NDArray[Any]
    x: F64
    y: F64
    mean_mark: F64
    worth: F64
    equipment: F64


class Outlook(NamedTuple):
    """What n persons may expect at m sections: who they are, what is there, what policies pay."""

    people: People
    places: Places
    paid: Allowances


@kernel
def _fill_pairs(
    outlook: Any,
    person: Any,
    place: Any,
    september: int,
    lift: float,
    at_stake: float,
    p: Any,
    drawn: Any,
    pay: Any,
    ratio: Any,
    amenity: Any,
) -> None:
    """Write pay, pay and amenity as multiples of the reference pay; NaN where the place is -1.

    ``drawn`` is room for the items of one person and their sums.
    """
    people, places, (yuan, to, at, beside, by, times, used) = outlook
    item, sums = drawn
    base, has_child, many = 0.0, False, 0
    for i in range(person.size):
        a, s = person[i], place[i]
        r = people.rows[a]
        status = people.status[r]
        if i == 0 or a != person[i - 1]:
            base = base_pay(people.title_paid[r], people.service[r], status, people.role[r], p)
            has_child = is_school_age(september, people.child_birth[r], p)
            many = 0
            for k in used:
                if to[k, a]:
                    item[many], sums[many] = k, yuan[k] * times[by[k], a]
                    many += 1
        if s < 0:
            pay[i] = ratio[i] = amenity[i] = np.nan
            continue
        here = places.section[s]
        basic = base + town_pay(status, places.zone[here], p)
        mark, mean_mark = people.mark[r], places.mean_mark[here]
        earned, felt = scaled_pay(basic, status, lift, at_stake, mark, mean_mark), 0.0
        for k in range(many):
            if at[item[k], s]:
                felt += sums[k] if beside[item[k]] else 0.0
                earned += 0.0 if beside[item[k]] else sums[k]
        km = road_km(people.home_x[r] - places.x[here], people.home_y[r] - places.y[here])
        has_kin = people.kin_township[r] == places.township[here]
        bond = ties(km, places.zone[here], has_kin, has_child, people.housing[r] == here, p)
        pay[i], ratio[i] = earned, earned / p.reference_pay
        amenity[i] = (places.worth[here] + felt + bond) / p.reference_pay


@kernel
def _worth_of_work(
    rows: Any,
    section: Any,
    stage: Any,
    intake: Any,
    leader: Any,
    lessons: Any,
    out_of_field: Any,
    standard: Any,
    p: Any,
    worth: Any,
) -> None:
    """Write the amenity of working conditions, by ``lessons`` in ``rows``, at the section of each."""
    for i in range(worth.size):
        r, s = rows[i], section[i]
        if s < 0:
            worth[i] = np.nan
            continue
        worth[i] = conditions(
            intake[s], leader[s], lessons[r], standard[stage[s]], out_of_field[r], p
        )


@kernel
def _find_sections(rows: Any, duty: Any, post: Any, section: Any) -> int:
    """Write where each of ``rows`` works, else holds the post (-1 neither); count those nowhere."""
    nowhere = 0
    for i in range(rows.size):
        r = rows[i]
        section[i] = duty[r] if duty[r] >= 0 else post[r]
        nowhere += section[i] < 0
    return nowhere


@kernel
def _take_note(rows: Any, u: Any, pay: Any, before: Any, utility: Any, paid: Any) -> None:
    """Write utility and pay of ``rows`` where they are known, and what utility was before."""
    for i in range(rows.size):
        r = rows[i]
        before[r] = utility[r]
        if not np.isnan(u[i]):
            utility[r], paid[r] = u[i], pay[i]


def people_of(state: State, rows: Rows) -> People:
    """Return the persons in ``rows`` as utility sees them."""
    t = state.teachers
    return People(
        rows,
        t.title_paid,
        t.service,
        t.status,
        t.mark,
        t.role,
        t.home_x,
        t.home_y,
        t.kin_township,
        t.child_birth,
        t.housing,
    )


def places_of(state: State, sections: Rows) -> Places:
    """Return ``sections`` as somebody new there would find them: mean workload, own field."""
    every, places = np.arange(state.sections.rows), _places_alike(state, sections)
    worth = _work_at(state, every, every, state.sections.workload, np.zeros(every.size))
    worth += places.equipment
    return places._replace(worth=worth)


def _places_alike(state: State, sections: Rows) -> Places:
    """Return ``sections`` with what they are worth to all alike, whatever they teach."""
    s, equipment = state.sections, _equipment(state)
    marks = state.units.mean_mark[s.unit]
    return Places(sections, s.zone, s.township, s.x, s.y, marks, equipment, equipment)


def _work_at(state: State, rows: Rows, sections: Rows, lessons: F64, out_of_field: F64) -> F64:
    """Return the amenity of working conditions of ``rows`` at the section of each."""
    s, p, worth = state.sections, state.parameters.utility, np.empty(rows.size)
    leader, standard = state.units.leader_quality[s.unit], standard_load(state)
    _worth_of_work(
        rows, sections, s.stage, s.intake, leader, lessons, out_of_field, standard, p, worth
    )
    return worth


def outlook_of(state: State, rows: Rows) -> Outlook:
    """Return what teachers ``rows`` may expect at every section of the county."""
    every = np.arange(state.sections.rows)
    return Outlook(people_of(state, rows), places_of(state, every), allowances(state, rows, every))


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
    n, m = people.rows.size, places.section.size
    person, place = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    u, pay = utility_in(state, Outlook(people, places, paid), person, place)
    return u.reshape(n, m), pay.reshape(n, m)


def utility_at(state: State, rows: Rows, sections: Rows) -> F64:
    """Return the (n, m) matrix of u of teachers ``rows`` if they worked at ``sections``."""
    people, places = people_of(state, rows), places_of(state, sections)
    return utility_between(state, people, places, allowances(state, rows, sections))[0]


def utility_here(state: State, rows: Rows, outlook: Outlook | None = None) -> tuple[F64, F64]:
    """Return u and pay of ``rows`` where they are, with their own lessons of last year.

    Who works outside all schools is valued at the post; who waits or does other work at the last
    school with basic pay; of anybody else without a place u is not known (NaN). ``outlook`` is
    `outlook_of` these rows, if it is known already.
    """
    t, section = state.teachers, np.empty(rows.size, dtype=np.int64)
    nowhere = _find_sections(rows, t.duty, t.post, section)
    if outlook is None:
        every = np.arange(state.sections.rows)
        paid = allowances(state, rows, every)
        outlook = Outlook(people_of(state, rows), _places_alike(state, every), paid)
    places = outlook.places._replace(worth=outlook.places.equipment)
    u, pay = utility_in(state, outlook._replace(places=places), np.arange(rows.size), section)
    own = _work_at(state, rows, section, t.lessons, t.out_of_field)
    u += own / state.parameters.utility.reference_pay
    if nowhere:
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
    t, p, everywhere = state.teachers, state.parameters.utility, np.arange(state.sections.rows)
    own = _work_at(state, rows, sections, t.lessons, t.out_of_field)
    places = _places_alike(state, everywhere)._replace(mean_mark=np.zeros(everywhere.size))
    people = people_of(state, rows)._replace(mark=np.zeros(t.rows, dtype=np.int8))
    nothing = Outlook(people, places, no_allowances(rows.size, everywhere.size))
    u, pay = utility_in(state, nothing, np.arange(rows.size), sections)
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
    rows = t.alive.nonzero()[0]
    u, pay = utility_here(state, rows)
    _take_note(rows, u, pay, t.utility_before, t.utility, t.pay)


def utility_in(state: State, outlook: Outlook, person: Rows, place: Rows) -> tuple[F64, F64]:
    """Return u and pay of the pairs of positions in ``outlook``; NaN where the place is -1."""
    p, n, items = state.parameters.utility, person.size, outlook.paid.used.size
    pay, u, amenity = np.empty(n), np.empty(n), np.empty(n)
    person, place = np.ascontiguousarray(person), np.ascontiguousarray(place)
    lift, at_stake = state.pay_lift, state.terms[PAY_PERFORMANCE].at_stake
    drawn = np.empty(items, dtype=np.int64), np.empty(items)
    _fill_pairs(outlook, person, place, state.september, lift, at_stake, p, drawn, pay, u, amenity)
    np.log(u, out=u)
    u += amenity
    return u, pay


def utility_of_pairs(
    state: State,
    rows: Rows,
    sections: Rows,
    person: Rows,
    place: Rows,
    places: Places | None = None,
    instead: Mapping[str, ArrayLike] | None = None,
) -> F64:
    """Return u of teacher ``rows[person[i]]`` at ``sections[place[i]]``, for every pair i.

    ``places`` are `places_of` these sections, if they are known already; pay items are reckoned
    with what columns of the teachers would hold ``instead`` (`teacherflow.allowances.allowances`).
    """
    outlook = Outlook(
        people_of(state, rows),
        places or places_of(state, sections),
        allowances(state, rows, sections, instead),
    )
    return utility_in(state, outlook, person, place)[0]
