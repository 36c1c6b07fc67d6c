"""Moves between stages: teachers earn the junior licence, the bureau redeploys primary surplus.

A primary teacher who would be better off at the nearest junior school may begin to study. The
bureau fills a share of the shortage of the junior stage, no more than the primary stage can spare,
with certified teachers of primary schools that have more posts than they need: the best effect seen
first, each at the nearest junior school that lacks staff and one of his or her subjects. The post
goes along, so quotas, the posts that may be filled and the totals of the stages follow, and that
of the county stays. Senior schools and kindergartens take staff away; to this county, which ends with
the ninth grade, they are lost.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow import movement, staffing
from teacherflow.allowances import addressed
from teacherflow.apportion import nearest
from teacherflow.choice import utility_here, utility_of_pairs
from teacherflow.codes import Stage
from teacherflow.columns import I64, Bool
from teacherflow.compiled import kernel
from teacherflow.phases.naming import effect_seen
from teacherflow.phases.reassign import stays_free
from teacherflow.phases.seen import need_seen
from teacherflow.phases.telling import school_of
from teacherflow.ranking import ascending_by, place_in_group
from teacherflow.roads import road_km
from teacherflow.state import NOWHERE, State
from teacherflow.terms.stages import CROSS_STAGE, OUTFLOWS, STUDIES, Outflow, Study
from teacherflow.timetable import SUBJECTS
from teacherflow.vacancies import Gaps, vacancy_subjects

CAUSE = "cross_stage"
LASTING = 0
"""Year of the key of a trait that does not change."""


def cross_stages(state: State) -> None:
    """Settle licences, outflows, redeployment and new studies of ``state.year``.

    During burn-in nobody changes the stage: the staff of the stages stands still.
    """
    gain_licences(state)
    for outflow in () if state.burning_in else state.terms[OUTFLOWS]:
        draw_off(state, outflow)
    if state.terms[CROSS_STAGE] > 0 and not state.burning_in:
        redeploy(state)
    for study in state.terms[STUDIES]:
        begin_studies(state, study)


def gain_licences(state: State) -> None:
    """Give the licence to those whose studies are over."""
    t = state.teachers
    rows = np.flatnonzero(t.alive & (t.study_until > 0) & (t.study_until <= state.year))
    t.licence_junior[rows], t.study_until[rows] = True, 0
    if np.any(t.id[rows] == state.log.watched):
        state.log.tell(state.year, state.log.watched, "stage.licensed")


def draw_off(state: State, outflow: Outflow) -> None:
    """Let other stages take staff: each of the eligible with one chance, the same for all.

    It is such that the expected number is the share asked for, as long as there are so many.
    """
    t, s = state.teachers, state.sections
    posts, taken_from = staffing.posts(state), s.stage == outflow.stage
    staff = int(posts[taken_from].sum())
    if outflow.surplus:
        spare = posts - nearest(need_seen(state))
        taken_from &= spare > 0
    rows = np.flatnonzero(stays_free(state))
    rows = rows[taken_from[t.post[rows]]]
    licence = state.draws.uniform("transfer.higher_licence", LASTING, t.id[rows])
    rows = rows[licence < outflow.certified]
    lot = state.draws.uniform(f"transfer.outflow.{outflow.name}", state.year, t.id[rows])
    goes = np.flatnonzero(lot * rows.size < outflow.rate * staff)
    rows = rows[goes[np.lexsort((t.id[rows[goes]], lot[goes], t.post[rows[goes]]))]]
    if outflow.surplus:
        home = t.post[rows].astype(np.int64)
        rows = rows[place_in_group(home) < spare[home]]
    if outflow.replaced:
        state.stages.exits[outflow.stage] += rows.size
    cause = outflow.name.partition(".")[0]
    for row in rows[t.id[rows] == state.log.watched]:
        state.log.tell(state.year, int(t.id[row]), "outflow.drawn", by=outflow.name)
    movement.end(state, rows, "leave_county", cause)


def begin_studies(state: State, study: Study) -> None:
    """Let those begin whose draw says so and who would gain by the other stage."""
    t, s = state.teachers, state.sections
    schools = np.flatnonzero(s.open & (s.stage == Stage.JUNIOR))
    may = stays_free(state) & ~t.licence_junior & (t.study_until == 0)
    rows = np.flatnonzero(may & (s.stage[t.post] == Stage.PRIMARY))
    rows = rows[addressed(state, study.who, rows)]
    lot = state.draws.uniform(f"transfer.study.{study.name}", state.year, t.id[rows])
    rows = rows[lot < study.chance]
    if not (rows.size and schools.size):
        return
    to = schools[np.argmin(movement.road_km(state, rows[:, None], schools), axis=1)]
    there = utility_of_pairs(state, rows, np.arange(s.rows), np.arange(rows.size), to)
    gain = there - utility_here(state, rows)[0]
    t.study_until[rows[gain > 0]] = state.year + study.years
    for i in np.flatnonzero(t.id[rows] == state.log.watched):
        begins = bool(gain[i] > 0)
        state.log.tell(
            state.year,
            state.log.watched,
            "stage.studies",
            begins=begins,
            years=study.years,
            gain=float(gain[i]) * state.parameters.utility.reference_pay,
        )


def redeploy(state: State) -> None:
    """Move certified primary surplus to the junior schools that lack staff.

    How many is reckoned for the stages as a whole, where schools with a surplus offset those in
    need: no stage is filled beyond its need, or drained below it, for the sake of single schools.
    Need is what the bureau takes it to be.
    """
    s, gaps = state.sections, Gaps(state)
    need = nearest(need_seen(state))
    primary, junior = (s.open & (s.stage == stage) for stage in Stage)
    over = np.where(primary, staffing.posts(state) - need, 0).astype(np.int64)
    short = np.where(junior, need - staffing.on_duty(state), 0).astype(np.int64)
    number = min(int(nearest(state.terms[CROSS_STAGE] * short.sum())), int(over.sum()))
    seats = vacancy_subjects(gaps.lessons, np.maximum(short, 0), gaps.load)
    rows, to = _matched(state, _queue(state, over), over, seats, gaps.generalist, number)
    _carry_posts(state, rows, to)
    _carry_levels(state, rows, to)
    state.teachers.stage[rows] = s.stage[to]  # before the move: it and its spell tell where to
    movement.move_post(state, rows, to, "redeploy", CAUSE)


def _queue(state: State, over: I64) -> I64:
    """Return the certified of primary schools with a surplus, the best effect seen first."""
    t = state.teachers
    rows = np.flatnonzero(stays_free(state) & t.licence_junior)
    rows = rows[over[t.post[rows]] > 0]
    return rows[ascending_by(-effect_seen(state)[rows], t.id[rows])]


def _matched(
    state: State, queue: I64, over: I64, seats: I64, generalist: Bool, number: int
) -> tuple[I64, I64]:
    """Return who goes where: one after another to the nearest school that lacks the subject.

    A school gives no more than its surplus, and keeps the last teacher of a subject, except
    where anybody teaches any subject.
    """
    t, s = state.teachers, state.sections
    held = np.flatnonzero(movement.holds_post(state))
    count = np.bincount(t.post[held] * SUBJECTS + t.subject[held], minlength=seats.size)
    of_subject = count.reshape(seats.shape)
    lacking = np.flatnonzero(seats.any(axis=1))
    subjects = t.subject[queue], t.second_subject[queue]
    homes = t.post[queue], t.home_x[queue], t.home_y[queue]
    to = np.full(queue.size, NOWHERE, dtype=np.int64)
    _match(*homes, *subjects, lacking, s.x, s.y, generalist, number, over, of_subject, seats, to)
    moved = np.flatnonzero(to >= 0)
    rows, to = queue[moved], to[moved]
    for place in np.flatnonzero(t.id[rows] == state.log.watched):
        _tell(state, int(rows[place]), int(to[place]), int(place) + 1, number)
    return rows, to


@kernel
def _match(
    post: Any,
    home_x: Any,
    home_y: Any,
    first: Any,
    second: Any,
    lacking: Any,
    x: Any,
    y: Any,
    generalist: Any,
    number: int,
    over: Any,
    of_subject: Any,
    seats: Any,
    to: Any,
) -> None:
    """Write where each of the queue goes, one after another, until ``number`` have moved."""
    moved = 0
    for i in range(to.size):
        home, own, other = post[i], first[i], second[i]
        last = of_subject[home, own] == 1 and not generalist[home]
        if moved >= number or over[home] < 1 or last:
            continue
        best, least = -1, np.inf
        for school in lacking:
            fits = seats[school, own] > 0 or (other >= 0 and seats[school, other] > 0)
            km = road_km(home_x[i] - x[school], home_y[i] - y[school])
            if fits and km < least:
                best, least = school, km
        if best < 0:
            continue
        seats[best, own if seats[best, own] > 0 else other] -= 1
        over[home] -= 1
        of_subject[home, own] -= 1
        to[i] = best
        moved += 1


def _carry_posts(state: State, rows: I64, to: I64) -> None:
    """Let quotas, posts that may be filled and totals go along with those who move."""
    s, stages = state.sections, state.stages
    for place, change in ((state.teachers.post[rows].astype(np.int64), -1), (to, 1)):
        for column in (s.quota, s.target):
            np.add.at(column, place, change)
            np.maximum(column, 0, out=column)
        by_stage = change * np.bincount(s.stage[place], minlength=stages.rows)
        stages.total += by_stage
        stages.total_fork += by_stage


def _carry_levels(state: State, rows: I64, to: I64) -> None:
    """Let level posts go along with those who hold one in their unit."""
    t, unit = state.teachers, state.sections.unit
    holds = t.level_unit[rows] == unit[t.post[rows]]
    t.level_unit[rows[holds]] = unit[to[holds]]


def _tell(state: State, row: int, to: int, place: int, number: int) -> None:
    person = int(state.teachers.id[row])
    if person != state.log.watched:
        return
    km = float(movement.road_km(state, row, np.array([to]))[0])
    facts = {"school": school_of(state, to), "km": km, "place": place, "number": number}
    state.log.tell(state.year, person, "stage.redeployed", **facts)
