"""The personal columns of people who may enter service, written before they choose a post."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri

from teacherflow.agents.entrant import (
    NO_KIN,
    SEAT,
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
from teacherflow.phases.homes import Homes
from teacherflow.state import State
from teacherflow.terms.recruit import ROUTES, Route
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
    "sex",
    "education",
    "second",
    "second_which",
    "licence",
    "connected",
    "kin",
    "kin_place",
    "child",
    "home",
    "age",
    "leader",
    "child_age",
)
"""What is drawn about everybody."""

_DECISIONS = tuple(f"entrant.{lot}" for lot in LOTS)
_SEX, _EDUCATION, _SECOND, _SECOND_WHICH, _LICENCE, _CONNECTED, _KIN = range(7)
_KIN_PLACE, _CHILD, _HOME, _AGE, _LEADER, _CHILD_AGE = range(7, len(LOTS))


def write(state: State, rows: I64, people: Candidates, route: I64, homes: Homes) -> Bool:
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
    settles = np.empty(rows.size, dtype=bool)
    t, p, routes = state.teachers, state.parameters, state.terms[ROUTES]
    _write(
        Columns(*(getattr(t, name) for name in Columns._fields)),
        rows,
        people,
        route,
        _contracts(routes),
        _lots(state, people.id),
        (homes.kin, homes.kin_all),
        (state.year, state.september),
        (p.population, p.recruit),
        settles,
    )
    return settles


def _contracts(routes: tuple[Route, ...]) -> I64:
    """Return status, code, service and bond as each route has them, (routes, 4)."""
    fields = [(r.status, r.code, r.service, r.bond_years) for r in routes]
    return np.array(fields, dtype=np.int64).reshape(-1, 4)


def _lots(state: State, ids: I64) -> F64:
    """Return the lots of everybody, (lots, n): uniform, the age as a logarithm, the last normal."""
    lots = np.empty((len(LOTS), ids.size))
    keys = np.array([state.draws.key(decision, state.year) for decision in _DECISIONS])
    _draw(keys, ids, lots)
    np.log(lots[_AGE], out=lots[_AGE])
    ndtri(lots[_LEADER:], out=lots[_LEADER:])
    return lots


@kernel
def _draw(keys: Any, ids: Any, lots: Any) -> None:
    """Write the uniform lots of all decisions and people."""
    for k in range(keys.size):
        for i in range(ids.size):
            lots[k, i] = unit(keys[k], ids[i], 0)


@kernel
def _write(
    t: Any,
    rows: Any,
    people: Any,
    route: Any,
    contracts: Any,
    lots: Any,
    kin: Any,
    now: Any,
    p: Any,
    settles: Any,
) -> None:
    """Write the columns ``t`` of ``rows``, and who settles in the township of the post."""
    for i in range(rows.size):
        r, lot = rows[i], lots[:, i]
        t.id[r], t.talent[r] = people.id[i], people.talent[i]
        t.subject[r] = people.list[i] % SUBJECTS
        t.stage[r] = people.list[i] // SUBJECTS % STAGES
        _write_contract(t, r, contracts[route[i]], now)
        _write_person(t, r, lot, kin, now, p)
        settles[i] = not lot[_HOME] < p[1].lives_in_seat


@in_kernel
def _write_contract(t: Any, r: int, contract: Any, now: Any) -> None:
    """Write status, service, bond and title as the route has them."""
    status, code, service, bond = contract[0], contract[1], contract[2], contract[3]
    year, _ = now
    t.status[r], t.route[r] = status, code
    t.cohort[r], t.service[r] = year - service, service
    t.bond_until[r] = year + bond if bond > 0 else 0
    t.title[r] = t.title_paid[r] = title_at_entry(status, service)
    t.title_years[r] = service - 1 if t.title[r] else 0


@in_kernel
def _write_person(t: Any, r: int, lot: Any, kin: Any, now: Any, p: Any) -> None:
    """Write who somebody is; stage, subject and service are known."""
    population, recruit = p
    primary, subject = t.stage[r] == Stage.PRIMARY, t.subject[r]
    women = population.women_primary if primary else population.women_junior
    t.sex[r] = Sex.WOMAN if lot[_SEX] < women else Sex.MAN
    t.birth[r] = now[1] - months(age_at_entry(lot[_AGE], t.service[r], recruit))
    t.education[r] = education_of(lot[_EDUCATION], primary, population)
    t.second_subject[r] = second_subject_of(
        subject, primary, lot[_SECOND], lot[_SECOND_WHICH], population
    )
    t.licence_primary[r] = primary
    t.licence_junior[r] = not primary or lot[_LICENCE] < population.junior_licence
    t.connected[r] = lot[_CONNECTED] < population.connected
    t.leader_quality[r] = population.leader_sd * lot[_LEADER]
    t.kin_township[r] = (
        _place_of_kin(lot[_KIN_PLACE], kin) if lot[_KIN] < population.kin else NO_KIN
    )
    child_age = population.child_age + population.child_age_sd * lot[_CHILD_AGE]
    has_child = lot[_CHILD] < population.child_share
    t.child_birth[r] = t.birth[r] + months(child_age) if has_child else 0


@in_kernel
def _place_of_kin(lot: float, kin: Any) -> int:
    """Return the township of kin, as pupils were spread at the fork."""
    pupils_up_to, pupils = kin
    place = 0
    while place < pupils_up_to.size - 1 and pupils_up_to[place] <= lot * pupils:
        place += 1
    return place + SEAT
