"""What a round leaves behind: posts that stay cut until the next one."""

from __future__ import annotations

import numpy as np

from teacherflow import staffing
from teacherflow.apportion import apportion_within
from teacherflow.phases.appointment.book import Book, vacant
from teacherflow.state import NOWHERE, State
from teacherflow.terms.appoint import BINDING


def agree(state: State, book: Book) -> None:
    """Note the posts of the units that were cut; no other unit is bound."""
    cut = book.adopts & (book.posts < book.number)
    state.units.agreed_posts[:] = np.where(cut, book.posts, NOWHERE)


def bind(state: State) -> None:
    """Let nobody refill what was cut: the vacancies go where posts are short of need.

    Units that were cut keep vacancies up to the posts agreed, spread over their schools in
    proportion to vacancies. What is closed there is opened in units of the same stage that were not cut, in
    proportion to need beyond target; targets sum up to the total as before, as long as need does.
    """
    if not state.terms[BINDING]:
        return
    s, units = state.sections, state.units
    free, held = vacant(state), staffing.posts(state)
    now = np.bincount(s.unit, held, minlength=units.rows).astype(np.int64)
    there = np.bincount(s.unit, free, minlength=units.rows).astype(np.int64)
    allowed = np.maximum(0, units.agreed_posts - now)
    bound = (units.agreed_posts >= 0) & (there > allowed)
    left = apportion_within(free, s.unit, np.where(bound, allowed, there))
    closed = np.bincount(s.stage, free - left, minlength=state.stages.rows).astype(np.int64)
    s.target[:] -= (free - left).astype(s.target.dtype)
    short = np.where(s.open & (units.agreed_posts < 0)[s.unit], np.maximum(0, s.need - s.target), 0)
    wanted = np.bincount(s.stage, short, minlength=state.stages.rows).astype(np.int64)
    opened = apportion_within(short, s.stage, np.minimum(closed, wanted))
    s.target[:] += opened.astype(s.target.dtype)
