"""Which subjects listed posts ask for: those that lack most lessons at the school or its unit."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.codes import Subject
from teacherflow.columns import F64, I64
from teacherflow.compiled import in_kernel, kernel
from teacherflow.draws import unit
from teacherflow.phases.pressure import weights
from teacherflow.state import State
from teacherflow.terms.audit import PRESSURE
from teacherflow.timetable import SUBJECTS, standard_load
from teacherflow.vacancies import Gaps, give_subjects


def asked(state: State, listed: I64, gaps: Gaps) -> tuple[I64, I64]:
    """Return section and subject of every listed post, sorted by section, then subject.

    A generalist school asks for the subjects that its whole unit lacks; its posts get them in
    the keyed order.
    """
    s, number = state.sections, int(listed.sum())
    section, subject = np.empty(number, dtype=np.int64), np.empty(number, dtype=np.int64)
    if number:
        units, counts = state.units.rows, np.zeros((s.rows + state.units.rows, SUBJECTS), np.int64)
        _ask(
            (listed, gaps.generalist, s.unit, gaps.load),
            (lessons := _wanted(state, gaps.lessons)),
            (lessons.copy(), np.zeros((units, SUBJECTS))),
            standard_load(state)[state.units.stage],
            state.draws.key("recruit.subject", state.year),
            (counts[: s.rows], counts[s.rows :]),
            (np.zeros(units, np.int64), np.empty(number, np.int64), np.empty(number)),
            (section, subject),
        )
    return section, subject


def _wanted(state: State, lessons: F64) -> F64:
    """Return the lessons that lack a teacher; arts and PE weigh more where inspection asks."""
    if not state.terms[PRESSURE]:
        return lessons
    wanted = lessons.copy()
    arts = wanted[:, Subject.ARTS_PE]
    arts *= np.where(arts > 0, weights(state, "artspe"), 1.0)
    return wanted


@kernel
def _ask(
    places: Any,
    lessons: Any,
    lacks: Any,
    unit_load: Any,
    key: Any,
    counts: Any,
    room: Any,
    posts: Any,
) -> None:
    """Write section and subject of every post that ``places`` list.

    ``lacks`` has the lessons by section, which are used up, and room for what units lack after the
    posts of their other schools; ``counts`` is for the posts of sections and of units.
    """
    listed, shared, unit_of, load = places
    (left, lacking), (count, wanted), (section, subject) = lacks, counts, posts
    for s in range(listed.size):
        if not shared[s]:
            give_subjects(left[s], listed[s], load[s], count[s])
        for g in range(SUBJECTS):
            lacking[unit_of[s], g] += lessons[s, g] - count[s, g] * load[s]
    _ask_for_units(places, lacking, unit_load, key, room, wanted, count)
    post = 0
    for s in range(listed.size):
        for g in range(SUBJECTS):
            for _ in range(count[s, g]):
                section[post], subject[post] = s, g
                post += 1


@in_kernel
def _ask_for_units(
    places: Any, lacking: Any, unit_load: Any, key: Any, room: Any, wanted: Any, count: Any
) -> None:
    """Count the posts of generalist schools, which ask for what their unit lacks."""
    listed, shared, unit_of, _ = places
    number, post, lot = room
    posts = 0
    for s in range(listed.size):
        for k in range(listed[s] * shared[s]):
            post[posts], lot[posts] = s, unit(key, s, k)
            number[unit_of[s]] += 1
            posts += 1
    for u in range(unit_load.size):
        give_subjects(lacking[u], number[u], unit_load[u], wanted[u])
    for i in range(posts):
        u, place = unit_of[post[i]], 0
        for j in range(posts):
            if unit_of[post[j]] == u and lot[j] < lot[i]:
                place += 1
        count[post[i], _subject_at(wanted[u], place)] += 1


@in_kernel
def _subject_at(wanted: Any, place: int) -> int:
    """Return the subject of the post at ``place`` when posts are sorted by subject."""
    subject = 0
    while place >= wanted[subject]:
        place -= wanted[subject]
        subject += 1
    return subject
