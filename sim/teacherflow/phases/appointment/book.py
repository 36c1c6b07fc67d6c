"""What a round keeps account of: units, their posts, and the seats that stand open."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow import movement, staffing
from teacherflow.agents.appointing import posts_offered
from teacherflow.apportion import apportion_within
from teacherflow.columns import I64, Bool
from teacherflow.compiled import in_kernel
from teacherflow.state import STAGES, State
from teacherflow.terms.appoint import CUT, ROUND, WAITING
from teacherflow.terms.laws import Term
from teacherflow.timetable import SUBJECTS
from teacherflow.vacancies import Gaps, vacancy_subjects

POLICY = "competitive_hiring"
ANY = -1
"""Subject of a seat that takes any: in generalist schools."""


class Book:
    """Stocks of one round.

    Attributes
    ----------
    staff : (n,) int
        Rows of the established staff with a post in a unit, before anybody moves, by id.
    unit : (n,) int
        Their units.
    number, posts, most : (units,) int
        Staff; posts that the unit competes for; posts that may be held in the end: those of a
        unit that is cut, else staff and vacancies.
    adopts : (units,) bool
        Which units hold a real round.
    seats : (sections, 1 + subjects) int
        Open seats; column 0 takes any subject.
    """

    def __init__(self, state: State, adopts: Bool) -> None:
        s, t, units = state.sections, state.teachers, state.units.rows
        self.state, self.adopts, self.gaps = state, adopts, Gaps(state)
        held = np.flatnonzero(movement.holds_post(state))
        self.staff = held[np.argsort(t.id[held])]
        self.unit = s.unit[t.post[self.staff]].astype(np.int64)
        self.number = np.bincount(self.unit, minlength=units)
        offered = posts_offered(self.number, need_shares(state), state.terms[CUT])
        self.posts = np.where(adopts, offered, self.number)
        free = np.bincount(s.unit, vacant(state), minlength=units).astype(np.int64)
        self.most = np.where(self.posts < self.number, self.posts, self.number + free)
        self.seats = np.zeros((s.rows, 1 + SUBJECTS), dtype=np.int64)

    def add_posts(self, opened: I64) -> None:
        """Let units hold the posts that were ``opened`` in their sections during the round."""
        s = self.state.sections
        more = np.bincount(s.unit, opened, minlength=self.most.size)
        self.most = self.most + more.astype(np.int64)

    def open_seats(self, weights: I64, free: I64) -> None:
        """Open ``free`` seats of every unit, spread over sections in proportion to ``weights``."""
        s = self.state.sections
        there = np.bincount(s.unit, weights, minlength=free.size).astype(np.int64)
        room = apportion_within(weights, s.unit, np.clip(free, 0, there))
        self.open_rooms(room)

    def open_rooms(self, room: I64) -> None:
        """Open ``room`` seats in every section; each carries the subject that lacks most."""
        gaps = self.gaps
        self.seats[:, 0] = np.where(gaps.generalist, room, 0)
        named = np.where(gaps.generalist, 0, room)
        self.seats[:, 1:] = vacancy_subjects(gaps.lessons, named, gaps.load)


def cause_of(state: State, *terms: Term[Any]) -> str:
    """Return the policy that moves and money are booked to: the claimant of the first claimed term.

    A study may use the policy several times under names of its own (``as:``). Of two that claim the
    same the first by name is meant; what follows after the last of them has ended, or from terms
    nobody claims, goes by the name of the policy.

    Parameters
    ----------
    terms
        What the cause claims; by default a round, or else the rules of waiting.
    """
    for term in terms or (ROUND, WAITING):
        for name, _ in state.terms.claimants.get(term, ()):
            return name
    return POLICY


@in_kernel
def fitting_column(own: int, second: int, seats: Any) -> int:
    """Return the column of the best fitting seat of a section, -1 none.

    The own subject comes first, then a seat that takes any, then the second subject.

    Parameters
    ----------
    own, second : int
        Columns of the two subjects; ``second`` 0: none.
    seats : (1 + subjects,) int
        Open seats of the section.
    """
    if seats[own] > 0:
        return own
    if seats[0] > 0:
        return 0
    return second if second > 0 and seats[second] > 0 else -1


def fitting(own: Any, second: Any, seats: I64) -> Bool:
    """Tell which sections have a seat for whom: (n, m) of n people
    (codes of first and second subject, -1 none) and m rows of ``seats``."""
    there = seats > 0
    also = there[:, second + 1].T & (second >= 0)[:, None]
    return np.asarray(there[:, own + 1].T | there[:, 0] | also)


def need_shares(state: State) -> Any:
    """Return the share of every unit in the total of posts, in proportion to need."""
    s = state.sections
    share = np.zeros(s.rows)
    for stage in STAGES:
        mine = s.stage == stage
        everywhere = float(s.need[mine].sum())
        if everywhere > 0:
            share[mine] = s.need[mine] * (float(state.stages.total[stage]) / everywhere)
    return np.bincount(s.unit, share, minlength=state.units.rows)


def vacant(state: State) -> I64:
    """Return the posts of open sections that may be filled and are not."""
    return np.where(state.sections.open, staffing.vacancies(state), 0)
