"""The lists of a year: which have posts, who applies for these, and who passes the exam."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from teacherflow.codes import Stage
from teacherflow.columns import I64, Bool
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
    order = of.argsort(kind="stable")
    number, section, route = of[order], posts.section[order], posts.route[order]
    differs, moves = number[1:] != number[:-1], section[1:] != section[:-1]
    first, slot = _begins(of.size, differs), _begins(of.size, differs | moves)
    slots = np.searchsorted(slot, first)
    new = first[:-1], slot[:-1]
    return Lists(
        number[new[0]], np.diff(first), route[new[0]], slots, section[new[1]], np.diff(slot)
    )


def _begins(n: int, differs: Bool) -> I64:
    """Return where runs of n begin, and where the last ends, by whether each differs from the last."""
    begins = np.ones(n + 1, dtype=np.bool_)
    begins[1:-1] = differs
    return np.flatnonzero(begins)


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
