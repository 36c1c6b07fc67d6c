"""Staff beside the posts, whom units (编外) or a programme (银龄) hire: who goes, who comes."""

from __future__ import annotations

import numpy as np

from teacherflow import movement, staffing
from teacherflow.allowances import satisfied
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
    """Let staff beside the posts go where nobody is short any more, then hire where somebody is.

    Programmes place their people before units hire for what is still short.
    """
    end_programmes(state, gaps)
    release(state, gaps)
    routes: tuple[Route, ...] = state.terms[ROUTES]
    for hirer, wanted in ((Hirer.PROGRAMME, _wanted_by_programme), (Hirer.UNIT, _wanted)):
        for position, route in enumerate(routes):
            if route.hirer is hirer:
                hire(state, position, wanted(state, route), gaps)


def end_programmes(state: State, gaps: Gaps) -> None:
    """Let those go who are beyond the number of their programme, long service first."""
    t = state.teachers
    rows = np.flatnonzero(t.alive & (t.status == Status.SILVER))
    number = sum(r.number for r in state.terms[ROUTES] if r.hirer is Hirer.PROGRAMME)
    if rows.size <= number:
        return
    tie = state.draws.uniform("recruit.programme_end", state.year, t.id[rows])
    rows = rows[np.lexsort((t.id[rows], tie, -t.service[rows].astype(np.int64)))]
    ends = rows[: rows.size - number]
    gaps.leave(t.duty[ends], t.subject[ends])
    movement.end(state, ends, "quit", "programme_end")


def release(state: State, gaps: Gaps) -> None:
    """End contracts in sections with more on duty than needed, short service first.

    Silver staff, who served before, go last.
    """
    t = state.teachers
    beside = (t.status == Status.CONTRACT) | (t.status == Status.SILVER)
    rows = np.flatnonzero(t.alive & beside & (t.duty >= 0))
    over = staffing.on_duty(state) - state.sections.need
    tie = state.draws.uniform("recruit.contract_end", state.year, t.id[rows])
    rows = rows[np.lexsort((t.id[rows], tie, t.service[rows], t.duty[rows]))]
    section = t.duty[rows].astype(np.int64)
    ends = rows[place_in_group(section) < over[section]]
    gaps.leave(t.duty[ends], t.subject[ends])
    movement.end(state, ends, "quit", "contract_end")


def hire(state: State, position: int, wanted: I64, gaps: Gaps) -> None:
    """Hire as many as ``wanted`` for each section through the route at ``position``."""
    route: Route = state.terms[ROUTES][position]
    section, subject = asked(state, wanted, gaps)
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


def _wanted_by_programme(state: State, route: Route) -> I64:
    """Return how many each section receives: the shortest of the hosts, one by one."""
    s, t = state.sections, state.teachers
    rows = np.arange(s.rows)
    short = staffing.shortage(state) * s.open * satisfied(s, route.hosts, rows)
    there = np.count_nonzero(t.alive & (t.route == route.code))
    number = np.array([max(0, route.number - there)], dtype=np.int64)
    tie = state.draws.uniform("recruit.contract_section", state.year, rows)
    group = np.zeros(s.rows, dtype=np.int64)
    return one_by_one(short.astype(np.int64), np.ones(s.rows), group, number, tie)
