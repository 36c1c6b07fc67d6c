"""Which subjects listed posts ask for: those that lack most lessons at the school or its unit."""

from __future__ import annotations

import numpy as np

from teacherflow.codes import Subject
from teacherflow.columns import F64, I64
from teacherflow.phases.pressure import weights
from teacherflow.ranking import place_in_group
from teacherflow.state import State
from teacherflow.terms.audit import PRESSURE
from teacherflow.timetable import SUBJECTS, standard_load
from teacherflow.vacancies import Gaps, vacancy_subjects


def asked(state: State, listed: I64, gaps: Gaps) -> tuple[I64, I64]:
    """Return section and subject of every listed post, sorted by section, then subject.

    A generalist school asks for the subjects that its whole unit lacks; its posts get them in
    the keyed order.
    """
    if not listed.any():
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    lessons, unit = _wanted(state, gaps.lessons), state.sections.unit.astype(np.int64)
    count = vacancy_subjects(lessons, np.where(gaps.generalist, 0, listed), gaps.load)
    post = np.repeat(np.arange(listed.size), listed * gaps.generalist)
    if post.size:
        cell = np.add.outer(unit * SUBJECTS, np.arange(SUBJECTS)).ravel()
        left = (lessons - count * gaps.load[:, None]).ravel()  # after the posts of other schools
        lacking = np.bincount(cell, left, state.units.rows * SUBJECTS).reshape(-1, SUBJECTS)
        number, load = np.bincount(unit[post], minlength=state.units.rows), standard_load(state)
        wanted = vacancy_subjects(lacking, number, load[state.units.stage])
        lot = state.draws.uniform("recruit.subject", state.year, post, place_in_group(post))
        cell = post[np.lexsort((lot, unit[post]))] * SUBJECTS + _subjects(wanted)[1]
        count += np.bincount(cell, minlength=count.size).reshape(count.shape)
    return _subjects(count)


def _subjects(count: I64) -> tuple[I64, I64]:
    """Return place and subject of every post, sorted, by how many there are (places, subjects)."""
    post = np.repeat(np.arange(count.size), count.ravel())
    return post // SUBJECTS, post % SUBJECTS


def _wanted(state: State, lessons: F64) -> F64:
    """Return the lessons that lack a teacher; arts and PE weigh more where inspection asks."""
    if not state.terms[PRESSURE]:
        return lessons
    wanted = lessons.copy()
    arts = wanted[:, Subject.ARTS_PE]
    arts *= np.where(arts > 0, weights(state, "artspe"), 1.0)
    return wanted
