"""Step 7: waiting for a post (待岗), other work in the system, early retirement, dismissal."""

from __future__ import annotations

from math import ceil

import numpy as np

from teacherflow import movement
from teacherflow.agents import pension
from teacherflow.codes import Away, Status
from teacherflow.columns import I64, Bool
from teacherflow.phases.appointment.book import cause_of
from teacherflow.phases.appointment.direct import pension_months
from teacherflow.phases.appointment.placement import last_school
from teacherflow.state import State
from teacherflow.terms.appoint import DISMISSAL, WAITING
from teacherflow.terms.leave import EARLY


def dismiss_failed(state: State) -> None:
    """Dismiss those whose last two appraisals failed, where the rule is in force."""
    t = state.teachers
    if state.terms[DISMISSAL]:
        twice = t.alive & (t.status == Status.ESTABLISHED) & (t.failed_twice == state.year - 1)
        end(state, np.flatnonzero(twice), "dismiss", cause_of(state, DISMISSAL))


def whose_waiting_ends(state: State) -> I64:
    """Return the rows of those whose time of waiting is over, by id."""
    t, years = state.teachers, ceil(state.terms[WAITING].months / 12)
    waits = t.alive & (t.away == Away.WAITING) & (t.waiting_since > 0)
    rows = np.flatnonzero(waits & (t.waiting_since + years <= state.year))
    return rows[np.argsort(t.id[rows])]


def refuse(state: State, rows: I64) -> Bool:
    """Count the refusals of ``rows``; tell who is dismissed, having failed the last appraisal."""
    t = state.teachers
    t.refusals[rows] += 1
    failed = t.appraisal_failed[rows] == state.year - 1
    return np.asarray(failed & state.terms[DISMISSAL])


def wait(state: State, rows: I64) -> None:
    """Let ``rows`` wait: the county holds their posts, they are trained."""
    t = state.teachers
    t.last_section[rows], t.waiting_since[rows] = t.post[rows], state.year
    t.training_bonus[rows] = True
    movement.move_post(state, rows, -1, "waiting", cause_of(state), away=Away.WAITING)


def leave_school(state: State, path: I64, dismissed: I64) -> None:
    """Send ``path`` to other work, into early retirement or out; end service of ``dismissed``."""
    t, rule = state.teachers, state.terms[WAITING]
    luck = state.draws.uniform("appoint.path", state.year, t.id[path])
    out = luck < rule.dismissal
    early = ~out & (luck < rule.dismissal + rule.early_retirement) & may_retire(state, path)
    _other_work(state, path[~out & ~early])
    cause = cause_of(state, WAITING)
    end(state, path[early], "early_retire", cause)
    gone = np.concatenate([dismissed, path[out]])
    end(state, gone, "dismiss", cause)


def may_retire(state: State, rows: I64) -> Bool:
    """Tell who may retire now by the rules in force."""
    t, option = state.teachers, state.terms[EARLY]
    if option.rule == "statute":
        old, due = pension_months(state, rows)
        return np.asarray(np.maximum(np.minimum(old, due), due - option.months) < state.september)
    months = state.september - t.birth[rows]
    return pension.may_retire_by_service(months, t.sex[rows], t.service[rows], option)


def train(state: State) -> None:
    """Write what the training of those who wait costs the county."""
    t = state.teachers
    waits = t.alive & (t.away == Away.WAITING) & (t.waiting_since > 0)
    yuan = state.terms[WAITING].training_yuan * int(waits.sum())
    state.log.spend(state.year, cause_of(state, WAITING), "waiting_training", "county", yuan)


def end(state: State, rows: I64, kind: str, cause: str) -> None:
    """End service; these exits count for this year's hiring."""
    if not rows.size:
        return
    t = state.teachers
    rows = rows[np.argsort(t.id[rows])]
    state.stages.exits[:] += np.bincount(t.stage[rows], minlength=state.stages.rows)
    movement.end(state, rows, kind, cause)


def _other_work(state: State, rows: I64) -> None:
    t, cause = state.teachers, cause_of(state, WAITING)
    t.last_section[rows], t.waiting_since[rows] = last_school(state, rows), 0
    for holds, group in ((True, rows[t.post[rows] >= 0]), (False, rows[t.post[rows] < 0])):
        if holds:
            movement.move_post(state, group, -1, "office", cause, away=Away.OFFICE)
        else:
            movement.move_duty(state, group, -1, "office", cause, away=Away.OFFICE)
