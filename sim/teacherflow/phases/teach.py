"""Phase teach: the timetable, what it gives to pupils, growth, records and satisfaction."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow import choice
from teacherflow.agents.teaching import (
    delivered_effect,
    effort_of,
    employer,
    share_out_of_field,
    welfare_of,
)
from teacherflow.allowances import meets
from teacherflow.basic_pay import compare_marks
from teacherflow.codes import Away, Status
from teacherflow.columns import F64, Bool
from teacherflow.compiled import in_kernel, kernel
from teacherflow.phases.appraisal import appraise
from teacherflow.phases.backbone import name_backbones
from teacherflow.phases.budgets import settle
from teacherflow.phases.class_heads import name_class_heads
from teacherflow.phases.coaching import coach
from teacherflow.phases.itinerant import Trips, pay_trips, send_teachers, taught_away
from teacherflow.phases.leaders import fill_offices
from teacherflow.phases.prerequisite import years_to_apply
from teacherflow.phases.researchers import name_researchers
from teacherflow.phases.reserve import list_reserve, train
from teacherflow.state import State
from teacherflow.terms.pay import PAY_PERFORMANCE
from teacherflow.terms.teach import EFFORT, REMOTE
from teacherflow.timetable import maximum_load, timetable

type Rows = NDArray[np.int64]

_EXCHANGE = int(Away.EXCHANGE)


class Work(NamedTuple):
    """Columns of all teachers that say what they teach and what it is worth to pupils."""

    duty: NDArray[Any]
    subject: NDArray[Any]
    second_subject: NDArray[Any]
    load: F64
    itinerant: F64
    lessons: F64
    out_of_field: F64
    talent: F64
    coaching: F64
    service: NDArray[Any]
    effort: F64
    duty_years: NDArray[Any]
    delivered: F64


class Schools(NamedTuple):
    """Columns of all sections that say what is asked of them and what pupils get."""

    open: Bool
    stage: NDArray[Any]
    required: F64
    uncovered: F64
    visiting: F64
    coverage: F64
    in_field: F64
    workload: F64
    effectiveness: F64
    met: F64


class Colleague(NamedTuple):
    """Columns of all teachers that move their effort, and the effort."""

    post: NDArray[Any]
    duty: NDArray[Any]
    away: NDArray[Any]
    forced_year: NDArray[Any]
    title_failures: NDArray[Any]
    effort: F64


class Mover(NamedTuple):
    """Columns of all teachers that say who moved this year, and what the year was worth."""

    duty: NDArray[Any]
    duty_years: NDArray[Any]
    cohort: NDArray[Any]
    forced_year: NDArray[Any]
    pay: F64
    welfare: F64


def teach(state: State) -> None:
    """Settle the phase teach of ``state.year``.

    The pupils of a year meet its teachers as they were in September; coaching, appraisal, the
    naming of backbones and the training of leaders close the year.
    """
    rows = state.teachers.alive.nonzero()[0]
    fill_offices(state)
    name_researchers(state, rows)
    trips = share_out_lessons(state, rows)
    pay_trips(state, trips)
    set_effort(state, rows)
    deliver(state, rows, trips)
    coach(state, rows)
    appraise(state, rows)
    compare_marks(state)
    name_backbones(state)
    settle(state)
    list_reserve(state)
    train(state)
    value_year(state, rows)


def share_out_lessons(state: State, rows: Rows) -> Trips:
    """Write the timetable: lessons of teachers and sections, their fields, and class heads.

    Returns
    -------
    Trips
        The lessons that teachers give at other schools.
    """
    s = state.sections
    plan, trips = send_teachers(state, timetable(state), rows)
    given = np.zeros(s.rows)
    _share_out(rows, _work_of(state), plan, given)
    s.generalist[:] = plan.generalist
    s.uncovered[:] = plan.uncovered
    _cover(_schools_of(state), plan, given, maximum_load(state), _remote(state))
    name_class_heads(state, rows)
    return trips


def set_effort(state: State, rows: Rows) -> None:
    """Change effort (set to 1 in September) by what moves it this year; changes add up."""
    t, s, units = state.teachers, state.sections, state.units
    left = years_to_apply(state, rows)
    colleague = Colleague(t.post, t.duty, t.away, t.forced_year, t.title_failures, t.effort)
    leader = units.leader_quality[s.unit]
    _change_effort(rows, colleague, leader, left, state.year, state.parameters.teach)
    for item in state.terms[EFFORT]:
        to = rows[meets(state, item.who, rows)]
        t.effort[to] += item.change * (t[item.times][to] if item.times else 1.0)
    if state.terms[PAY_PERFORMANCE].effort:
        shared = (t.status[rows] != Status.CONTRACT) & (t.status[rows] != Status.SILVER)
        t.effort[rows] += state.terms[PAY_PERFORMANCE].effort * shared


def deliver(state: State, rows: Rows, trips: Trips) -> None:
    """Write the delivered effects, their mean at every section and what a pupil meets there."""
    p, n = state.parameters.teach, state.sections.rows
    staff, total, taught = np.zeros(n), np.zeros(n), np.zeros(n)
    _deliver(rows, _work_of(state), p, staff, total, taught)
    if trips.host.size:
        taught += taught_away(state, trips)
    _meet(_schools_of(state), staff, total, taught, p.untaught_loss, _remote(state))


def value_year(state: State, rows: Rows) -> None:
    """Write pay and welfare W of the year, at the present place and work.

    W leaves out luck and frictions. A move is a change of duty, by own wish or not; entering
    service is none. Who has neither post nor duty at a section keeps the utility and the pay of
    the last school.
    """
    t, p = state.teachers, state.parameters.utility
    u, pay = choice.utility_here(state, rows)
    worth = p.reference_pay * np.exp(np.where(np.isnan(u), t.utility[rows], u))
    mover = Mover(t.duty, t.duty_years, t.cohort, t.forced_year, t.pay, t.welfare)
    _value(rows, mover, u, pay, worth, state.year, p)


def _work_of(state: State) -> Work:
    return Work(*(state.teachers[name] for name in Work._fields))


def _schools_of(state: State) -> Schools:
    return Schools(*(state.sections[name] for name in Schools._fields))


def _remote(state: State) -> float:
    """Share of an untaught lesson's loss that remote lessons make good."""
    return float(state.terms[REMOTE] * state.parameters.teach.remote_worth)


@kernel
def _share_out(rows: Any, w: Any, plan: Any, given: Any) -> None:
    """Write the lessons of teachers and the share out of field; add up what schools give others."""
    for row in rows:
        w.lessons[row] = w.out_of_field[row] = 0.0
        at, elsewhere = w.duty[row], w.itinerant[row]
        if at >= 0:
            group = at, w.subject[row], w.second_subject[row] + 1
            at_home = w.load[row] * plan.lessons[group]
            w.lessons[row] = at_home + elsewhere
            w.out_of_field[row] = share_out_of_field(
                plan.out[group], plan.lessons[group], at_home, elsewhere
            )
            given[at] += elsewhere


@kernel
def _cover(s: Any, plan: Any, given: Any, most: Any, remote: float) -> None:
    """Write how far the lessons of sections are covered, in field too, and their workload."""
    for at in range(s.open.size):
        required = _total(s.required, at) if s.open[at] else 0.0
        untaught, staff = _total(plan.uncovered, at), plan.persons[at]
        s.coverage[at] = _ratio(required - untaught * (1.0 - remote), required, 1.0)
        s.in_field[at] = _ratio(required - _total(plan.gap, at), required, 1.0)
        taught = required - untaught - s.visiting[at] + given[at]
        first = min(required, most[s.stage[at]])
        s.workload[at] = taught / staff if staff > 0 else first


@kernel
def _change_effort(rows: Any, c: Any, leader: Any, left: Any, year: int, p: Any) -> None:
    for i in range(rows.size):
        row = rows[i]
        school = employer(c.post[row], c.duty[row])
        c.effort[row] += effort_of(
            c.away[row] == _EXCHANGE,
            c.forced_year[row] == year,
            left[i],
            c.title_failures[row],
            leader[school] if school >= 0 else 0.0,
            p,
        )


@kernel
def _deliver(rows: Any, w: Any, p: Any, staff: Any, total: Any, taught: Any) -> None:
    """Write delivered effects; add up staff, effects and effects of lessons by section."""
    for row in rows:
        at, effect = w.duty[row], 0.0
        if at >= 0:
            effect = delivered_effect(
                w.talent[row] + w.coaching[row],
                w.service[row],
                w.effort[row],
                w.out_of_field[row],
                w.duty_years[row] == 0,
                p,
            )
            staff[at] += 1.0
            total[at] += effect
            taught[at] += (w.lessons[row] - w.itinerant[row]) * effect
        w.delivered[row] = effect


@kernel
def _meet(s: Any, staff: Any, total: Any, taught: Any, untaught_loss: float, remote: float) -> None:
    """Write the mean effect of those on duty and the effect that a pupil meets."""
    for at in range(s.open.size):
        required = _total(s.required, at) if s.open[at] else 0.0
        lost = untaught_loss * _total(s.uncovered, at) * (1.0 - remote)
        s.effectiveness[at] = _ratio(total[at], staff[at], 0.0)
        s.met[at] = _ratio(taught[at] - lost, required, 0.0)


@in_kernel
def _total(lessons: Any, at: int) -> float:
    """Return the lessons of all subjects at a section."""
    total = 0.0
    for subject in range(lessons.shape[1]):
        total += lessons[at, subject]
    return total


@in_kernel
def _ratio(above: float, below: float, otherwise: float) -> float:
    return above / below if below > 0.0 else otherwise


@kernel
def _value(rows: Any, m: Any, u: Any, pay: Any, worth: Any, year: int, p: Any) -> None:
    """Write pay where utility is known, and welfare: ``worth`` less the cost of moves."""
    for i in range(rows.size):
        row = rows[i]
        if u[i] == u[i]:
            m.pay[row] = pay[i]
        moved = m.duty_years[row] == 0 and m.duty[row] >= 0 and m.cohort[row] < year
        m.welfare[row] = welfare_of(worth[i], moved, m.forced_year[row] == year, p)
