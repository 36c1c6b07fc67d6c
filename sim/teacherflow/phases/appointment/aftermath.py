"""What a round leaves behind: posts that stay cut until the next one."""

from __future__ import annotations

import numpy as np

from teacherflow import staffing
from teacherflow.apportion import apportion_within
from teacherflow.columns import I64
from teacherflow.phases.appointment.book import Book
from teacherflow.state import NOWHERE, State
from teacherflow.terms.appoint import BINDING


def agree(state: State, book: Book) -> None:
    """Note the posts of the units that were cut; no other unit is bound."""
    cut = book.adopts & (book.posts < book.number)
    state.units.agreed_posts[:] = np.where(cut, book.posts, NOWHERE)


def bind(state: State, lost: I64) -> I64:
    """Let nobody refill what was cut: the vacancies go where posts are short of need.

    Units that were cut keep vacancies up to the posts agreed, spread over their schools in
    proportion to vacancies. What is closed there is opened in units of the same stage that were
    not cut, in proportion to need beyond target; targets sum up to the total as before, as long as
    need does. In a round this comes before who lost the post applies elsewhere, so that the posts
    cut are open to them; after it, and in the years between rounds, for whoever else has left.

    Parameters
    ----------
    lost : (n,) int
        Rows of those who still hold a post but have lost it; these posts count as vacant.

    Returns
    -------
    (sections,) int
        Posts opened.
    """
    s, units = state.sections, state.units
    if not (state.terms[BINDING] and (units.agreed_posts >= 0).any()):
        return np.zeros(s.rows, dtype=np.int64)
    held = staffing.posts(state) - np.bincount(state.teachers.post[lost], minlength=s.rows)
    free = np.where(s.open, np.maximum(0, s.target - held - staffing.tegang(state)), 0)
    left = _kept(state, free, held)
    if np.array_equal(left, free):
        return np.zeros(s.rows, dtype=np.int64)
    closed = np.bincount(s.stage, free - left, minlength=state.stages.rows).astype(np.int64)
    s.target[:] -= (free - left).astype(s.target.dtype)
    short = np.where(s.open & (units.agreed_posts < 0)[s.unit], np.maximum(0, s.need - s.target), 0)
    wanted = np.bincount(s.stage, short, minlength=state.stages.rows).astype(np.int64)
    opened = apportion_within(short, s.stage, np.minimum(closed, wanted))
    s.target[:] += opened.astype(s.target.dtype)
    return opened


def _kept(state: State, free: I64, held: I64) -> I64:
    """Return the vacancies that stay open, by section."""
    s, units = state.sections, state.units
    now = np.bincount(s.unit, held, minlength=units.rows).astype(np.int64)
    there = np.bincount(s.unit, free, minlength=units.rows).astype(np.int64)
    allowed = np.maximum(0, units.agreed_posts - now)
    bound = (units.agreed_posts >= 0) & (there > allowed)
    return apportion_within(free, s.unit, np.where(bound, allowed, there)) if bound.any() else free
