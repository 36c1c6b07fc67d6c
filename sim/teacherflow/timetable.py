"""The timetable of a school: who teaches which lessons, and what stays untaught.

Lessons are real numbers per week; teachers of one section who share their first and second
subject are alike but for the load that they can take, so the timetable is settled for groups of
them. The order of allocation is

1. own subject, up to the maximum load, shared equally;
2. second subject, in field, from what is left of the load; then, in primary schools, Chinese and
   maths for each other, without loss;
3. out of field, from what is left, every subject alike;
4. what nobody can take stays uncovered.

A *generalist* school (包班) is a primary school with few classes or few teachers: Chinese, maths
and the other class lessons are one field for everybody who comes from one of the three, and out
of field the class lessons come before English, sciences, arts and PE.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow import staffing
from teacherflow.codes import Stage, Subject
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import in_kernel, kernel
from teacherflow.state import State

SUBJECTS = len(Subject)
_SECONDS = SUBJECTS + 1
_TIE = 9  # decimals: gaps that differ by less are equal, so that ties are ties on every machine

LESSONS: F64 = np.array(
    [
        [9.1, 4.2, 2.0, 2.4, 7.3, 3.7],
        [5.3, 4.7, 4.0, 5.5, 5.0, 9.5],
    ]
)
"""Lessons per class and week, stages x subjects (Chinese with morals, maths, English, sciences
with IT, arts and PE, other). Source: provincial curriculum table of Zhejiang 2023 (statute), the
grades of a stage averaged and rounded to one decimal."""

CLASS_LESSONS = (Subject.CHINESE, Subject.MATHS, Subject.OTHER)
"""What a class teacher of a generalist school teaches the own class."""


class Timetable(NamedTuple):
    """Lessons per week by section and group of teachers (first subject, second subject + 1).

    Attributes
    ----------
    staff : (sections, 6, 7) float
        Full loads on duty in each group: persons, who teaches less counts as his or her share.
    lessons, out : (sections, 6, 7) float
        Lessons of one full load of the group, and how many of these are out of field.
    gap : (sections, 6) float
        Lessons that nobody takes in field.
    uncovered : (sections, 6) float
        Lessons untaught.
    persons : (sections,) int
        Persons on duty.
    generalist : (sections,) bool
        Which sections are generalist schools.
    """

    staff: F64
    lessons: F64
    out: F64
    gap: F64
    uncovered: F64
    persons: I64
    generalist: Bool


def required_lessons(stage: ArrayLike, classes: ArrayLike) -> F64:
    """Return the (n, 6) lessons per week of ``classes`` classes of each section."""
    return np.asarray(LESSONS[np.asarray(stage)] * np.asarray(classes)[:, None], dtype=np.float64)


def standard_load(state: State) -> F64:
    """Return the standard lessons per week of a teacher, by stage."""
    teach = state.parameters.teach
    return np.array([teach.standard_primary, teach.standard_junior])


def maximum_load(state: State) -> F64:
    """Return the most lessons per week of a teacher, by stage."""
    return standard_load(state) * (1.0 + state.parameters.teach.overload)


def staff_group(state: State, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number section, first subject and second subject + 1 (0: none) of ``rows`` on duty."""
    t = state.teachers
    duty = t.duty[rows].astype(np.int64)
    return (duty * SUBJECTS + t.subject[rows]) * _SECONDS + t.second_subject[rows] + 1


def staff_groups(state: State) -> F64:
    """Add up the loads on duty by section, first subject and second subject + 1 (0: none)."""
    t, staff = state.teachers, np.zeros((state.sections.rows, SUBJECTS, _SECONDS))
    _count_groups(t.alive, t.duty, t.subject, t.second_subject, t.load, staff)
    return staff


@kernel
def _count_groups(alive: Any, duty: Any, first: Any, second: Any, load: Any, staff: Any) -> None:
    for row in range(alive.size):
        if alive[row] and duty[row] >= 0:
            staff[duty[row], first[row], second[row] + 1] += load[row]


def is_generalist(state: State, staff: NDArray[Any]) -> Bool:
    """Tell which sections are generalist schools.

    Only primary schools can be: in a junior school with few classes subjects are taught by
    subject teachers all the same.

    Parameters
    ----------
    staff : (sections,) float
        Persons on duty.
    """
    s, teach = state.sections, state.parameters.teach
    small = (s.classes <= teach.generalist_classes) | (staff <= teach.generalist_teachers)
    return np.asarray(s.open & (s.stage == Stage.PRIMARY) & small)


def timetable(state: State, load: F64 | None = None) -> Timetable:
    """Return the timetable of every section for those on duty.

    Parameters
    ----------
    load : (2,) float, optional
        Most lessons per week of a teacher, by stage; `maximum_load` by default.
    """
    stage, cap = state.sections.stage, maximum_load(state) if load is None else load
    every = np.arange(stage.size)
    persons = staffing.on_duty(state)
    generalist = is_generalist(state, persons)
    staff, lessons, gap = _taught_in_field(state, cap, every, generalist)
    out, uncovered = np.zeros_like(staff), gap.copy()
    _allocate_rest(every, staff, stage, generalist, cap, uncovered, lessons, out)
    return Timetable(staff, lessons, out, gap, uncovered, persons, generalist)


def _taught_in_field(
    state: State, cap: F64, sections: NDArray[np.int64], generalist: Bool
) -> tuple[F64, F64, F64]:
    """Return staff, their lessons in field and the gap as in `Timetable`."""
    s, staff = state.sections, staff_groups(state)
    lessons, gap = np.zeros_like(staff), np.where(s.open[:, None], s.required, 0.0)
    room = np.empty(SUBJECTS), np.empty(SUBJECTS)
    _allocate_in_field(sections, staff, s.stage, generalist, cap, gap, lessons, room)
    return staff, lessons, gap


def share_out_anew(state: State, plan: Timetable, hosts: NDArray[np.int64], gap: F64) -> Timetable:
    """Return the timetable after visitors took lessons of ``hosts`` from the gap in field.

    What is left of the gap is shared out among those on duty as before (step 3): the lessons out
    of field are fewer, and those that nobody can take.

    Parameters
    ----------
    gap : (sections, 6) float
        Lessons that neither those on duty take in field nor visitors.
    """
    lessons, out, uncovered = plan.lessons.copy(), plan.out.copy(), plan.uncovered.copy()
    lessons[hosts] -= out[hosts]
    out[hosts] = 0.0
    uncovered[hosts] = gap[hosts]
    stage, cap = state.sections.stage, maximum_load(state)
    _allocate_rest(hosts, plan.staff, stage, plan.generalist, cap, uncovered, lessons, out)
    return plan._replace(lessons=lessons, out=out, gap=gap, uncovered=uncovered)


def subject_gaps(
    state: State, sections: NDArray[np.int64] | None = None, generalist: Bool | None = None
) -> F64:
    """Return the lessons per section and subject that lack a teacher of the field.

    These are the lessons that those on duty cannot take in field (own subject, second subject,
    in primary Chinese and maths for each other) at the *standard* load, so that a school which
    copes by overload or out-of-field lessons still shows which subject is short.

    Parameters
    ----------
    sections : (n,) int, optional
        Which are asked for; all by default.
    generalist : (sections,) bool, optional
        `is_generalist` of those on duty, if it is known already.

    Returns
    -------
    (n, 6) float
        Lessons per week; zero in closed sections.
    """
    sections = np.arange(state.sections.rows) if sections is None else sections
    if generalist is None:
        generalist = is_generalist(state, staffing.on_duty(state))
    load = standard_load(state)
    return np.round(_taught_in_field(state, load, sections, generalist)[2][sections], _TIE)


@kernel
def _allocate_in_field(
    sections: Any,
    staff: Any,
    stage: Any,
    generalist: Any,
    cap: Any,
    gap: Any,
    lessons: Any,
    room: Any,
) -> None:
    """Settle the lessons in field of ``sections``; ``gap`` comes in as the lessons required."""
    people, wanted = room
    for s in sections:
        load = cap[stage[s]]
        _teach_own(staff, lessons, gap, s, load, generalist[s], people, wanted)
        for subject in range(6):
            _teach_second(staff, lessons, gap, s, subject, load)
        if stage[s] == 0:
            _teach_pair(staff, lessons, gap, s, 0, load)
            _teach_pair(staff, lessons, gap, s, 1, load)


@kernel
def _allocate_rest(
    hosts: Any,
    staff: Any,
    stage: Any,
    generalist: Any,
    cap: Any,
    uncovered: Any,
    lessons: Any,
    out: Any,
) -> None:
    """Settle the lessons out of field of ``hosts``; ``uncovered`` comes in as their gap."""
    for s in hosts:
        if generalist[s]:
            _teach_out_of_field(staff, lessons, uncovered, out, s, cap[stage[s]], True)
        _teach_out_of_field(staff, lessons, uncovered, out, s, cap[stage[s]], False)


@in_kernel
def _left(wanted: float, supply: float) -> float:
    """Share of ``wanted`` lessons that ``supply`` leaves; exactly 0 where there is enough."""
    return 0.0 if supply >= wanted else 1.0 - supply / wanted


@in_kernel
def _of_class(subject: int) -> bool:
    """Whether a class teacher teaches the subject (`CLASS_LESSONS`)."""
    return subject == 0 or subject == 1 or subject == 5


@in_kernel
def _field_of(subject: int, pooled: bool) -> int:
    """Return the field of a subject; the pool of the class lessons bears the name of the first."""
    return 0 if pooled and _of_class(subject) else subject


@in_kernel
def _teach_own(
    staff: Any, lessons: Any, gap: Any, s: int, load: float, pooled: bool, people: Any, wanted: Any
) -> None:
    """Share out every field among its own; ``people`` and ``wanted`` are room for its sums."""
    for field in range(6):
        people[field] = wanted[field] = 0.0
    for subject in range(6):
        field = _field_of(subject, pooled)
        wanted[field] += gap[s, subject]
        there = people[field]
        for second in range(7):
            there += staff[s, subject, second]
        people[field] = there
    for subject in range(6):
        field = _field_of(subject, pooled)
        if people[field] > 0.0 and wanted[field] > 0.0:
            each = min(load, wanted[field] / people[field])
            gap[s, subject] *= _left(wanted[field], load * people[field])
            for second in range(7):
                lessons[s, subject, second] = each


@in_kernel
def _teach_second(staff: Any, lessons: Any, gap: Any, s: int, subject: int, load: float) -> None:
    if gap[s, subject] <= 0.0:
        return
    supply, second = 0.0, subject + 1
    for own in range(6):
        supply += staff[s, own, second] * (load - lessons[s, own, second])
    if supply > 0.0:
        share = min(1.0, gap[s, subject] / supply)
        for own in range(6):
            lessons[s, own, second] += share * (load - lessons[s, own, second])
        gap[s, subject] *= _left(gap[s, subject], supply)


@in_kernel
def _teach_pair(staff: Any, lessons: Any, gap: Any, s: int, own: int, load: float) -> None:
    supply, other = 0.0, 1 - own
    if gap[s, other] <= 0.0:
        return
    for second in range(7):
        supply += staff[s, own, second] * (load - lessons[s, own, second])
    if supply > 0.0:
        share = min(1.0, gap[s, other] / supply)
        for second in range(7):
            lessons[s, own, second] += share * (load - lessons[s, own, second])
        gap[s, other] *= _left(gap[s, other], supply)


@in_kernel
def _teach_out_of_field(
    staff: Any, lessons: Any, gap: Any, out: Any, s: int, load: float, class_first: bool
) -> None:
    supply, wanted = 0.0, 0.0
    for own in range(6):
        if not class_first or _of_class(own):
            wanted += gap[s, own]
    if wanted <= 0.0:
        return
    for own in range(6):
        for second in range(7):
            supply += staff[s, own, second] * (load - lessons[s, own, second])
    if supply <= 0.0:
        return
    taken = min(1.0, wanted / supply)
    left = _left(wanted, supply)
    for own in range(6):
        if not class_first or _of_class(own):
            gap[s, own] *= left
        for second in range(7):
            more = taken * (load - lessons[s, own, second])
            lessons[s, own, second] += more
            out[s, own, second] += more
