"""The personal columns of people who may enter service, written before they choose a post."""

from __future__ import annotations

from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from teacherflow.agents.entrant import (
    NO_KIN,
    SEAT,
    Traits,
    age_at_entry,
    education_of,
    months,
    second_subject_of,
    title_at_entry,
)
from teacherflow.codes import Sex, Stage
from teacherflow.columns import F64, I8, I16, I32, I64, Bool
from teacherflow.compiled import in_kernel, kernel
from teacherflow.draws import unit
from teacherflow.phases.candidates import Candidates
from teacherflow.state import State
from teacherflow.terms.recruit import ROUTES
from teacherflow.timetable import SUBJECTS

STAGES = len(Stage)


class Columns(NamedTuple):
    """The columns of the table of teachers that are written."""

    id: I64
    stage: I8
    subject: I8
    talent: F64
    sex: I8
    birth: I32
    education: I8
    second_subject: I8
    licence_primary: Bool
    licence_junior: Bool
    connected: Bool
    leader_quality: F64
    kin_township: I16
    child_birth: I32
    status: I8
    route: I8
    cohort: I16
    service: I16
    bond_until: I16
    title: I8
    title_paid: I8
    title_years: I16


LOTS = (
    "entrant.sex",
    "entrant.education",
    "entrant.second",
    "entrant.second_which",
    "entrant.licence",
    "entrant.connected",
    "entrant.kin",
    "entrant.kin_place",
    "entrant.child",
    "entrant.home",
    "entrant.age",
    "entrant.leader",
    "entrant.child_age",
)
"""What is drawn about everybody; some of it is turned into another distribution in `write`."""

_columns = attrgetter(*Columns._fields)
_of_population = attrgetter(*Traits._fields[: Traits._fields.index("lives_in_seat")])
_of_recruit = attrgetter(*Traits._fields[Traits._fields.index("lives_in_seat") :])
_SEX, _EDUCATION, _SECOND, _SECOND_WHICH, _LICENCE, _CONNECTED, _KIN = range(7)
_KIN_PLACE, _CHILD, _HOME, _AGE, _LEADER, _CHILD_AGE = range(7, len(LOTS))


class Cohort(NamedTuple):
    """What all newcomers of a year have in common.

    Attributes
    ----------
    keys : (lots,) uint64
        Of what is drawn.
    contracts : (routes, 4) int
        Status, code, service and bond as each route has them.
    kin : (townships + 1,) float
        Pupils at the fork, added up over the seat and the townships in their order.
    pupils : float
        All of them.
    """

    year: int
    september: int
    keys: NDArray[np.uint64]
    contracts: I64
    kin: F64
    pupils: float
    traits: Traits


def cohort_of(state: State) -> Cohort:
    """Return what the newcomers of this year have in common."""
    s, routes = state.sections, state.terms[ROUTES]
    p = state.parameters
    contracts = [(r.status, r.code, r.service, r.bond_years) for r in routes]
    pupils = np.bincount(s.township.astype(np.int64) + 1, weights=s.fork_pupils)
    return Cohort(
        state.year,
        state.september,
        np.array([state.draws.key(decision, state.year) for decision in LOTS], np.uint64),
        np.array(contracts, dtype=np.int64).reshape(-1, 4),
        pupils.cumsum(),
        float(pupils.sum()),
        Traits(*_of_population(p.population), *_of_recruit(p.recruit)),
    )


def write(state: State, cohort: Cohort, rows: I64, people: Candidates, route: I64) -> Bool:
    """Write the personal columns of candidates who may enter; their homes depend on the post.

    Parameters
    ----------
    rows : (n,) int
        Free rows.
    route : (n,) int
        Position of the route in its bag.

    Returns
    -------
    (n,) bool
        Who settles in the township of the post; the others live in the seat.
    """
    settles, lots = np.empty(rows.size, dtype=bool), np.empty((len(LOTS), rows.size))
    _draw(cohort.keys, people.id, lots)
    np.log(lots[_AGE], out=lots[_AGE])
    ndtri(lots[_LEADER:], out=lots[_LEADER:])
    columns = Columns(*_columns(state.teachers))
    _write(columns, rows, people, route, lots, cohort, settles)
    return settles


@kernel
def _draw(keys: Any, ids: Any, lots: Any) -> None:
    """Write the uniform lots of all decisions and people."""
    for k in range(keys.size):
        for i in range(ids.size):
            lots[k, i] = unit(keys[k], ids[i], 0)


@kernel
def _write(
    t: Any, rows: Any, people: Any, route: Any, lots: Any, cohort: Any, settles: Any
) -> None:
    """Write the columns ``t`` of ``rows``, and who settles in the township of the post."""
    for i in range(rows.size):
        r = rows[i]
        t.id[r], t.talent[r] = people.id[i], people.talent[i]
        t.subject[r] = people.list[i] % SUBJECTS
        t.stage[r] = people.list[i] // SUBJECTS % STAGES
        _write_contract(t, r, cohort, route[i])
        _write_person(t, r, i, lots, cohort)
        settles[i] = lots[_HOME, i] >= cohort.traits.lives_in_seat


@in_kernel
def _write_contract(t: Any, r: int, cohort: Any, route: int) -> None:
    """Write status, service, bond and title as the route has them."""
    contracts, year = cohort.contracts, cohort.year
    status, code = contracts[route, 0], contracts[route, 1]
    service, bond = contracts[route, 2], contracts[route, 3]
    t.status[r], t.route[r] = status, code
    t.cohort[r], t.service[r] = year - service, service
    t.bond_until[r] = year + bond if bond > 0 else 0
    t.title[r] = t.title_paid[r] = title_at_entry(status, service)
    t.title_years[r] = service - 1 if t.title[r] else 0


@in_kernel
def _write_person(t: Any, r: int, i: int, lots: Any, cohort: Any) -> None:
    """Write who somebody is; stage, subject and service are known."""
    p, primary, subject = cohort.traits, t.stage[r] == Stage.PRIMARY, t.subject[r]
    is_woman = lots[_SEX, i] < (p.women_primary if primary else p.women_junior)
    t.sex[r] = Sex.WOMAN if is_woman else Sex.MAN
    t.birth[r] = cohort.september - months(age_at_entry(lots[_AGE, i], t.service[r], p))
    t.education[r] = education_of(lots[_EDUCATION, i], primary, p)
    t.second_subject[r] = second_subject_of(
        subject, primary, lots[_SECOND, i], lots[_SECOND_WHICH, i], p
    )
    t.licence_primary[r] = primary
    t.licence_junior[r] = not primary or lots[_LICENCE, i] < p.junior_licence
    t.connected[r] = lots[_CONNECTED, i] < p.connected
    t.leader_quality[r] = p.leader_sd * lots[_LEADER, i]
    has_kin, has_child = lots[_KIN, i] < p.kin, lots[_CHILD, i] < p.child_share
    t.kin_township[r] = _place_of_kin(lots[_KIN_PLACE, i], cohort) if has_kin else NO_KIN
    child_age = p.child_age + p.child_age_sd * lots[_CHILD_AGE, i]
    t.child_birth[r] = t.birth[r] + months(child_age) if has_child else 0


@in_kernel
def _place_of_kin(lot: float, cohort: Any) -> int:
    """Return the township of kin, as pupils were spread at the fork."""
    place = 0
    while place < cohort.kin.size - 1 and cohort.kin[place] <= lot * cohort.pupils:
        place += 1
    return place + SEAT
