"""Phase teach: the timetable, what it gives to pupils, growth, records and satisfaction."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow import choice, staffing
from teacherflow.agents.teaching import delivered_effect, effort_of
from teacherflow.allowances import meets
from teacherflow.basic_pay import compare_marks
from teacherflow.codes import Away, Status
from teacherflow.columns import F64
from teacherflow.compiled import kernel
from teacherflow.phases.appraisal import appraise, units_of
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
from teacherflow.timetable import is_generalist, maximum_load, staff_group, timetable

type Rows = NDArray[np.int64]

_EXCHANGE = int(Away.EXCHANGE)


def teach(state: State) -> None:
    """Settle the phase teach of ``state.year``.

    The pupils of a year meet its teachers as they were in September; coaching, appraisal, the
    naming of backbones and the training of leaders close the year.
    """
    rows = np.flatnonzero(state.teachers.alive)
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
    t, s = state.teachers, state.sections
    plan, trips = send_teachers(state, timetable(state), rows)
    staff = staffing.on_duty(state)
    here = np.flatnonzero(t.alive & (t.duty >= 0))
    group = staff_group(state, here)
    out_of_field = _ratio(plan.out, plan.lessons, 0.0).ravel()
    t.lessons[rows] = t.out_of_field[rows] = 0.0
    at_home = t.load[here] * plan.lessons.ravel()[group]
    t.lessons[here] = at_home + t.itinerant[here]
    t.out_of_field[here] = out_of_field[group]
    away = here[t.itinerant[here] > 0.0]
    t.out_of_field[away] *= 1.0 - t.itinerant[away] / t.lessons[away]
    required = np.where(s.open, s.required.sum(axis=1), 0.0)
    untaught = plan.uncovered.sum(axis=1)
    s.generalist[:] = is_generalist(state, staff)
    s.uncovered[:] = plan.uncovered
    s.coverage[:] = _ratio(required - untaught * (1.0 - _remote(state)), required, 1.0)
    s.in_field[:] = _ratio(required - plan.gap.sum(axis=1), required, 1.0)
    name_class_heads(state, here)
    first = np.minimum(required, maximum_load(state)[s.stage])
    given = np.bincount(t.duty[here], t.itinerant[here], minlength=s.rows)
    by_staff = required - untaught - s.visiting + given
    s.workload[:] = np.where(staff > 0, _ratio(by_staff, staff, 0.0), first)
    return trips


def set_effort(state: State, rows: Rows) -> None:
    """Change effort (set to 1 in September) by what moves it this year; changes add up."""
    t = state.teachers
    _change_effort(
        rows,
        t.away,
        t.forced_year,
        t.title_failures,
        np.append(state.units.leader_quality, 0.0),
        units_of(state, rows),
        years_to_apply(state, rows),
        state.year,
        state.parameters.teach,
        t.effort,
    )
    for item in state.terms[EFFORT]:
        to = rows[meets(state, item.who, rows)]
        t.effort[to] += item.change * (t[item.times][to] if item.times else 1.0)
    shared = (t.status[rows] != Status.CONTRACT) & (t.status[rows] != Status.SILVER)
    t.effort[rows] += state.terms[PAY_PERFORMANCE].effort * shared


def deliver(state: State, rows: Rows, trips: Trips) -> None:
    """Write the delivered effects, their mean at every section and what a pupil meets there."""
    t, s, p = state.teachers, state.sections, state.parameters.teach
    ability = t.talent + t.coaching
    _deliver(
        rows, t.duty, ability, t.service, t.effort, t.out_of_field, t.duty_years, p, t.delivered
    )
    here = rows[t.duty[rows] >= 0]
    duty, delivered = t.duty[here].astype(np.int64), t.delivered[here]
    staff = np.bincount(duty, minlength=s.rows)
    total = np.bincount(duty, delivered, minlength=s.rows)
    at_home = t.lessons[here] - t.itinerant[here]
    taught = np.bincount(duty, at_home * delivered, minlength=s.rows) + taught_away(state, trips)
    s.effectiveness[:] = _ratio(total, staff, 0.0)
    required = np.where(s.open, s.required.sum(axis=1), 0.0)
    lost = p.untaught_loss * s.uncovered.sum(axis=1) * (1.0 - _remote(state))
    s.met[:] = _ratio(taught - lost, required, 0.0)


def value_year(state: State, rows: Rows) -> None:
    """Write pay and welfare W of the year, at the present place and work.

    W leaves out luck and frictions. A move is a change of duty, by own wish or not; entering
    service is none. Who has neither post nor
    duty at a section keeps the utility and the pay of the last school.
    """
    t, p = state.teachers, state.parameters.utility
    u, pay = choice.utility_here(state, rows)
    known = ~np.isnan(u)
    t.pay[rows[known]] = pay[known]
    worth_here = np.where(known, u, t.utility[rows])
    moved = (t.duty_years[rows] == 0) & (t.duty[rows] >= 0) & (t.cohort[rows] < state.year)
    forced = t.forced_year[rows] == state.year
    worth = p.reference_pay * np.exp(worth_here)
    t.welfare[rows] = worth - p.moving_cost * moved - p.forced_cost * forced


def _remote(state: State) -> float:
    """Share of an untaught lesson's loss that remote lessons make good."""
    return float(state.terms[REMOTE] * state.parameters.teach.remote_worth)


def _ratio(above: NDArray[Any], below: NDArray[Any], otherwise: float) -> F64:
    full = np.full(np.shape(above), otherwise)
    return np.asarray(np.divide(above, below, out=full, where=np.asarray(below) > 0))


@kernel
def _change_effort(
    rows: Any,
    away: Any,
    forced_year: Any,
    failures: Any,
    leader: Any,
    unit: Any,
    left: Any,
    year: int,
    p: Any,
    effort: Any,
) -> None:
    for i in range(rows.size):
        row = rows[i]
        effort[row] += effort_of(
            away[row] == _EXCHANGE,
            forced_year[row] == year,
            left[i],
            failures[row],
            leader[unit[i]],
            p,
        )


@kernel
def _deliver(
    rows: Any,
    duty: Any,
    ability: Any,
    service: Any,
    effort: Any,
    out_of_field: Any,
    duty_years: Any,
    p: Any,
    delivered: Any,
) -> None:
    for i in range(rows.size):
        r = rows[i]
        delivered[r] = 0.0
        if duty[r] >= 0:
            delivered[r] = delivered_effect(
                ability[r], service[r], effort[r], out_of_field[r], duty_years[r] == 0, p
            )
