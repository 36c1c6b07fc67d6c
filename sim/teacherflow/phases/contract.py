"""Staff whom units hire beside the posts (编外): who goes, who comes."""

from __future__ import annotations

import numpy as np

from teacherflow import movement, staffing
from teacherflow.codes import Status
from teacherflow.columns import I64
from teacherflow.phases.candidates import Candidates, id_of, list_of, talent_of, write
from teacherflow.phases.entrants import enter
from teacherflow.phases.listing import asked, one_by_one
from teacherflow.ranking import place_in_group
from teacherflow.state import State
from teacherflow.terms.recruit import ROUTES, Hirer, Route
from teacherflow.vacancies import Gaps


def contract(state: State, gaps: Gaps) -> None:
    """Let contract staff go where nobody is short any more, then hire where somebody is."""
    release(state, gaps)
    routes: tuple[Route, ...] = state.terms[ROUTES]
    for position, route in enumerate(routes):
        if route.hirer is Hirer.UNIT:
            hire(state, position, route, gaps)


def release(state: State, gaps: Gaps) -> None:
    """End contracts in sections with more on duty than needed, short service first."""
    t = state.teachers
    rows = np.flatnonzero(t.alive & (t.status == Status.CONTRACT) & (t.duty >= 0))
    over = staffing.on_duty(state) - state.sections.need
    tie = state.draws.uniform("recruit.contract_end", state.year, t.id[rows])
    rows = rows[np.lexsort((t.id[rows], tie, t.service[rows], t.duty[rows]))]
    section = t.duty[rows].astype(np.int64)
    ends = rows[place_in_group(section) < over[section]]
    gaps.leave(t.duty[ends], t.subject[ends])
    movement.end(state, ends, "quit", "contract_end")


def hire(state: State, position: int, route: Route, gaps: Gaps) -> None:
    """Let short units hire through ``route``, for the sections that are shortest."""
    section, subject = asked(state, _wanted(state, route), gaps)
    stage = state.sections.stage[section].astype(np.int64)
    lists = list_of(route.code, stage, subject)
    order = np.argsort(lists, kind="stable")
    section, subject, lists = section[order], subject[order], lists[order]
    gaps.come(section, subject)
    ids = id_of(state.year, lists, place_in_group(lists))
    talent = talent_of(state, ids, np.full(ids.size, route.talent))
    rows = movement.free_rows(state, ids.size)
    position_of = np.full(rows.size, position)
    write(state, rows, Candidates(ids, lists, talent), position_of)
    enter(state, rows, section, position_of)


def _wanted(state: State, route: Route) -> I64:
    """Return how many each section hires: up to a share of the need of its unit, at least one."""
    s, t, units = state.sections, state.teachers, state.units.rows
    short = staffing.shortage(state) * s.open
    of_unit = np.bincount(s.unit, weights=short, minlength=units)
    mine = np.flatnonzero(t.alive & (t.route == route.code) & (t.duty >= 0))
    there = np.bincount(s.unit[t.duty[mine]], minlength=units)
    need = np.bincount(s.unit, weights=s.need, minlength=units)
    most = np.maximum(1.0, np.floor(np.round(route.share * need, 9)))
    decision = f"recruit.hire.{route.name}"
    hires = state.draws.uniform(decision, state.year, np.arange(units)) < route.chance
    number = np.where(hires, np.maximum(0, np.minimum(of_unit, most - there)), 0)
    tie = state.draws.uniform("recruit.contract_section", state.year, np.arange(s.rows))
    group = s.unit.astype(np.int64)
    return one_by_one(short.astype(np.int64), np.ones(s.rows), group, number.astype(np.int64), tie)
