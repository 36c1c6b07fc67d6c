"""Who applies for entry: lists of people that no scenario changes.

Candidate k of a list (route x stage x subject) of a year is the same person everywhere; policies
decide how long a list is, who of it is taken and where he or she works.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.codes import Stage
from teacherflow.columns import F64, I64
from teacherflow.ranking import grouped_by, place_in_group
from teacherflow.state import State
from teacherflow.terms.recruit import EXAM_NOISE, LICENCE
from teacherflow.timetable import SUBJECTS

LIST_MOST = 99_999
"""Longest list; ids hold five digits for the place in it."""


class Candidates(NamedTuple):
    """People on lists: id, list and talent."""

    id: I64
    list: I64
    talent: F64

    def take(self, at: I64) -> Candidates:
        """Return the candidates at the positions ``at``."""
        return Candidates(self.id[at], self.list[at], self.talent[at])


def list_of(code: NDArray[np.int64] | int, stage: I64, subject: I64) -> I64:
    """Return the number of the list of a route, stage and subject."""
    return np.asarray((code * len(Stage) + stage) * SUBJECTS + subject, dtype=np.int64)


def id_of(year: int, number: I64, place: I64) -> I64:
    """Return the id of candidate ``place`` of list ``number``."""
    return np.asarray(year * 10**9 + number * 10**5 + place, dtype=np.int64)


def list_length(posts: I64, gain: F64, state: State) -> I64:
    """Return how many people a list has for ``posts`` at ``gain`` of utility over the fork."""
    p = state.parameters.recruit
    exact = p.candidates * posts * np.exp(p.candidates_gain * gain)
    return np.minimum(np.ceil(exact.round(9)), LIST_MOST).astype(np.int64)


def talent_of(state: State, ids: I64, extra: F64) -> F64:
    """Return the talent of candidates; ``extra`` is what their route adds to the mean."""
    p = state.parameters
    luck = state.draws.normal("entrant.talent", state.year, ids)
    return p.recruit.talent + extra + p.population.talent_sd * luck


def licensed(state: State, people: Candidates) -> NDArray[np.bool_]:
    """Tell which candidates pass the licence exam.

    Its mark is as good as its correlation with talent; it drops the lowest share, expected over
    all candidates, and changes nobody.
    """
    rule, ids = state.terms[LICENCE], people.id
    if rule.cut <= 0.0:
        return np.ones(ids.size, dtype=bool)
    talent = state.draws.normal("entrant.talent", state.year, ids)
    luck = state.draws.normal("entrant.licence_mark", state.year, ids)
    mark = rule.accuracy * talent + np.sqrt(1.0 - rule.accuracy**2) * luck
    return np.asarray(mark >= NormalDist().inv_cdf(rule.cut))


def exam_marks(state: State, people: Candidates) -> F64:
    """Return the marks of the exam: talent, and luck."""
    noise = state.draws.normal("entrant.exam", state.year, people.id)
    return np.asarray(people.talent + state.terms[EXAM_NOISE] * noise)


def passed(state: State, people: Candidates, number: I64, posts: I64) -> I64:
    """Return the positions of those who pass, in the order of the exam within each list.

    Parameters
    ----------
    number : (lists,) int
        Numbers of the lists, ascending.
    posts : (lists,) int
        Posts of each list; as many pass.
    """
    order = grouped_by(people.list, -exam_marks(state, people), people.id)
    ranked = people.list[order]
    return order[place_in_group(ranked) < posts[np.searchsorted(number, ranked)]]
