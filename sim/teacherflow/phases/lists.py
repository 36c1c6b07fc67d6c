"""The lists of a year: which have posts, who applies for these, and who passes the exam."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from teacherflow.codes import Stage
from teacherflow.columns import I64
from teacherflow.compiled import kernel
from teacherflow.phases.candidates import (
    Candidates,
    id_of,
    licensed,
    list_length,
    list_of,
    passed,
    talent_of,
)
from teacherflow.phases.entering import tell_exam
from teacherflow.phases.listing import Listing
from teacherflow.ranking import place_in_group
from teacherflow.state import State
from teacherflow.terms.recruit import LICENCE, ROUTES
from teacherflow.timetable import SUBJECTS


class Lists(NamedTuple):
    """The lists that have posts this year, and their slots: equal posts of one section.

    Attributes
    ----------
    number, posts, route : (lists,) int
        Numbers, ascending; posts; position of the route.
    first : (lists + 1,) int
        The slots of list l are ``first[l]`` to ``first[l + 1]``.
    section, seats : (slots,) int
        By list, then section.
    """

    number: I64
    posts: I64
    route: I64
    first: I64
    section: I64
    seats: I64


def lists_of(state: State, posts: Listing) -> Lists:
    """Return the lists of the posts of the county."""
    code = np.array([route.code for route in state.terms[ROUTES]], dtype=np.int64)
    stage = state.sections.stage[posts.section].astype(np.int64)
    of = list_of(code[posts.route], stage, posts.subject)
    n = of.size
    number, route, first, section = (np.empty(n + 1, dtype=np.int64) for _ in range(4))
    many, seats = np.zeros(n + 1, dtype=np.int64), np.zeros(n + 1, dtype=np.int64)
    lists = Lists(number, many, route, first, section, seats)
    lengths = _gather(of.argsort(kind="stable"), of, posts.section, posts.route, lists)
    return Lists(*(column[:size] for column, size in zip(lists, lengths, strict=True)))


@kernel
def _gather(order: Any, of: Any, section: Any, route: Any, lists: Any) -> tuple[int, ...]:
    """Write lists and slots of posts in the order of their lists ``of``; return their lengths."""
    many, slots = 0, 0
    for i in order:
        is_new = many == 0 or lists.number[many - 1] != of[i]
        if is_new:
            lists.number[many], lists.route[many], lists.first[many] = of[i], route[i], slots
            many += 1
        lists.posts[many - 1] += 1
        if is_new or lists.section[slots - 1] != section[i]:
            lists.section[slots] = section[i]
            slots += 1
        lists.seats[slots - 1] += 1
    lists.first[many] = slots
    return many, many, many, many + 1, slots, slots


def examined(state: State, lists: Lists) -> tuple[Candidates, I64]:
    """Return those who pass the exam of their list, and the position of their route.

    Who is new to teaching needs a licence; who comes from service elsewhere holds one.
    """
    routes, stages = state.terms[ROUTES], state.stages
    gain = stages.listed_utility - stages.listed_utility_fork
    gain = np.where(np.isfinite(gain) & (not state.burning_in), gain, 0.0)
    length = list_length(lists.posts, gain[lists.number // SUBJECTS % len(Stage)], state)
    whose = np.repeat(np.arange(length.size), length)
    number, way = lists.number[whose], lists.route[whose]
    ids = id_of(state.year, number, place_in_group(whose))
    extra = np.array([route.talent for route in routes])[way]
    everybody = Candidates(ids, number, talent_of(state, ids, extra))
    if state.terms[LICENCE].cut > 0.0:
        served = np.array([route.service > 0 for route in routes])[way]
        may = np.flatnonzero(served | licensed(state, everybody))
        everybody, way = everybody.take(may), way[may]
    best = passed(state, everybody, lists.number, lists.posts)
    tell_exam(state, everybody, best, lists.number, lists.posts)
    return everybody.take(best), way[best]
