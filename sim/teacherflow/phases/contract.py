"""Staff beside the posts, whom units (编外) or a programme (银龄) hire: who goes, who comes."""

from __future__ import annotations

import numpy as np

from teacherflow import movement, staffing
from teacherflow.agents.hiring import staff_hired
from teacherflow.allowances import satisfied
from teacherflow.codes import Status
from teacherflow.columns import I64
from teacherflow.phases.asking import asked
from teacherflow.phases.candidates import Candidates, id_of, list_of, talent_of
from teacherflow.phases.entrants import enter
from teacherflow.phases.homes import Homes
from teacherflow.phases.newcomers import Cohort, write
from teacherflow.phases.turns import one_by_one
from teacherflow.ranking import place_in_group
from teacherflow.state import State
from teacherflow.terms.recruit import ROUTES, Hirer, Route
from teacherflow.vacancies import Gaps


def contract(state: State, gaps: Gaps, cohort: Cohort, homes: Homes) -> list[I64]:
    """Let staff beside the posts go where nobody is short any more, then hire where somebody is.

    Programmes place their people before units hire for what is still short. Return the rows of
    those who enter, route by route.
    """
    end_programmes(state, gaps)
    release(state, gaps)
    routes: tuple[Route, ...] = state.terms[ROUTES]
    return [
        hire(state, position, wanted(state, route), gaps, cohort, homes)
        for hirer, wanted in ((Hirer.PROGRAMME, _wanted_by_programme), (Hirer.UNIT, _wanted))
        for position, route in enumerate(routes)
        if route.hirer is hirer
    ]


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
    rows = rows[over[t.duty[rows]] > 0]
    if not rows.size:
        return
    tie = state.draws.uniform("recruit.contract_end", state.year, t.id[rows])
    rows = rows[np.lexsort((t.id[rows], tie, t.service[rows], t.duty[rows]))]
    section = t.duty[rows].astype(np.int64)
    ends = rows[place_in_group(section) < over[section]]
    gaps.leave(t.duty[ends], t.subject[ends])
    movement.end(state, ends, "quit", "contract_end")


def hire(state: State, position: int, wanted: I64, gaps: Gaps, cohort: Cohort, homes: Homes) -> I64:
    """Hire as many as ``wanted`` for each section through the route at ``position``."""
    route: Route = state.terms[ROUTES][position]
    section, subject = asked(state, wanted, gaps)
    if not section.size:
        return section
    lists = list_of(route.code, state.sections.stage[section].astype(np.int64), subject)
    order = lists.argsort(kind="stable")
    section, subject, lists = section[order], subject[order], lists[order]
    gaps.come(section, subject)
    ids = id_of(state.year, lists, place_in_group(lists))
    talent = talent_of(state, ids, np.full(ids.size, route.talent))
    rows = movement.free_rows(state, ids.size)
    position_of = np.full(rows.size, position)
    settles = write(state, cohort, rows, Candidates(ids, lists, talent), position_of)
    enter(state, rows, section, position_of, settles, homes)
    return rows


def _wanted(state: State, route: Route) -> I64:
    """Return how many each section hires: up to a share of the need of its unit, at least one."""
    s, t, units = state.sections, state.teachers, state.units.rows
    unit, short = s.unit.astype(np.int64), staffing.shortage(state) * s.open
    hired = np.flatnonzero(t.alive & (t.route == route.code) & (t.duty >= 0))
    lacks, needs, there = (
        np.bincount(unit, short, units),
        np.bincount(unit, s.need, units),
        np.bincount(unit[t.duty[hired]], minlength=units),
    )
    lots = state.draws.uniform(f"recruit.hire.{route.name}", state.year, np.arange(units))
    number = np.zeros(units, dtype=np.int64)
    for u in np.flatnonzero((lacks > 0) & (lots < route.chance)).tolist():
        number[u] = staff_hired(int(lacks[u]), float(route.share), needs[u], int(there[u]))
    key = state.draws.key("recruit.contract_section", state.year)
    return one_by_one(short, np.ones(s.rows), unit, number, key)


def _wanted_by_programme(state: State, route: Route) -> I64:
    """Return how many each section receives: the shortest of the hosts, one by one."""
    s, t = state.sections, state.teachers
    rows = np.arange(s.rows)
    short = staffing.shortage(state) * s.open * satisfied(s, route.hosts, rows)
    there = np.count_nonzero(t.alive & (t.route == route.code))
    number = np.array([max(0, route.number - there)], dtype=np.int64)
    key = state.draws.key("recruit.contract_section", state.year)
    return one_by_one(short, np.ones(s.rows), np.zeros(s.rows, dtype=np.int64), number, key)
