"""Who works where at this moment, and whom schools can do without.

The forms of exchange ask for this again and again between two moves: a `Present` counts once what
has been asked for. When some have moved, the next one is made from it and from their moves.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from teacherflow.agents.sending import may_leave
from teacherflow.codes import Away, Status
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.phases.pressure import item_counts, moved_counts
from teacherflow.state import State
from teacherflow.timetable import SUBJECTS, is_generalist


class Present:
    """Those in service as they are placed when they are first asked for."""

    def __init__(self, state: State) -> None:
        self.state = state

    @cached_property
    def at_home(self) -> Bool:
        """Who is at home, (all rows,); see the function of this name."""
        return at_home(self.state)

    @cached_property
    def of_subject(self) -> I64:
        """How many are on duty by section and first subject, (sections, 6)."""
        t = self.state.teachers
        here = np.zeros((self.state.sections.rows, SUBJECTS), dtype=np.int64)
        _count(t.alive, t.duty, t.subject, here)
        return here

    @cached_property
    def items(self) -> F64:
        """How many have each item of inspection, (items, sections)."""
        return item_counts(self.state)

    def after(self, rows: I64, left: I64, to: I64) -> Present:
        """Return who works where now that some who were at home have moved, each once.

        Parameters
        ----------
        left, to : (n,) int
            The sections that they left, and where they work; -1 at none.
        """
        then = Present(self.state)
        then.at_home, then.of_subject = self.at_home.copy(), self.of_subject.copy()
        _move(rows, left, to, self.state.teachers.subject, then.at_home, then.of_subject)
        if "items" in vars(self):
            then.items = moved_counts(self.state, self.items, rows, left, to)
        return then

    @cached_property
    def staff(self) -> I64:
        """How many are on duty, (sections,)."""
        return np.asarray(self.of_subject.sum(axis=1))

    @cached_property
    def generalist(self) -> Bool:
        """Which sections are 包班 schools, (sections,)."""
        return is_generalist(self.state, self.staff)

    @cached_property
    def spare(self) -> I64:
        """How many of each subject may leave: all but one; anybody in 包班 schools, (sections, 6)."""
        spare = np.empty_like(self.of_subject)
        _count_spare(self.of_subject, self.staff, self.generalist, spare)
        return spare


def at_home(state: State) -> Bool:
    """Tell who is established, works at the own post, and has not changed duty this year."""
    t, found = state.teachers, np.empty(state.teachers.rows, dtype=np.bool_)
    _find_at_home(t.alive, t.status, t.away, t.post, t.duty, t.duty_changed_year, state.year, found)
    return found


@kernel
def _find_at_home(
    alive: Any, status: Any, away: Any, post: Any, duty: Any, changed: Any, year: Any, found: Any
) -> None:
    for i in range(found.size):
        held = alive[i] and status[i] == Status.ESTABLISHED and post[i] >= 0
        here = away[i] == Away.HOME and duty[i] == post[i]
        found[i] = held and here and changed[i] != year


@kernel
def _count(alive: Any, duty: Any, subject: Any, here: Any) -> None:
    for i in range(alive.size):
        if alive[i] and duty[i] >= 0:
            here[duty[i], subject[i]] += 1


@kernel
def _move(rows: Any, left: Any, to: Any, subject: Any, at_home: Any, here: Any) -> None:
    """Take those who move out of ``at_home``, and count them where they work now."""
    for k in range(rows.size):
        at_home[rows[k]] = False
        here[left[k], subject[rows[k]]] -= 1
        if to[k] >= 0:
            here[to[k], subject[rows[k]]] += 1


@kernel
def _count_spare(of_subject: Any, staff: Any, generalist: Any, spare: Any) -> None:
    for section in range(staff.size):
        for subject in range(SUBJECTS):
            spare[section, subject] = may_leave(
                of_subject[section, subject], staff[section], generalist[section]
            )
