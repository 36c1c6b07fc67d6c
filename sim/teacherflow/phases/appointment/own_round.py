"""Step 4: the own round (校内竞聘): the staff of a unit compete for its posts."""

from __future__ import annotations

import numpy as np

from teacherflow.agents.appointing import (
    Scores,
    chance_to_lose,
    filled_in_own_round,
    seats_by_subject,
)
from teacherflow.apportion import apportion_within
from teacherflow.columns import I64, Bool
from teacherflow.phases.appointment.book import Book
from teacherflow.ranking import grouped_by, place_in_group
from teacherflow.state import State
from teacherflow.terms.appoint import OWN_SHARE
from teacherflow.timetable import SUBJECTS


def compete(state: State, book: Book, scores: Scores, competes: Bool, direct: Bool) -> I64:
    """Fill the posts of units by score within subject; return the positions left without a post.

    ``competes`` marks who is in the round: not appointed directly, and not moved upward. Only
    units that hold a real round count. Who has a post in any of them is noted with score, place
    and posts of the subject; the memory of the unit and the risk of each are brought up to date.
    """
    t = state.teachers
    inside = book.adopts[book.unit]
    t.contest_year[book.staff[inside & direct]] = state.year
    t.contest_score[book.staff[inside & direct]] = np.nan
    t.contest_rank[book.staff[inside & direct]] = t.contest_seats[book.staff[inside & direct]] = 0
    rivals = np.flatnonzero(inside & competes)
    cell = book.unit * SUBJECTS + t.subject[book.staff]
    seats, surplus = _seats(state, book, cell, rivals, np.flatnonzero(inside & direct))
    order = rivals[grouped_by(cell[rivals], -scores.score[rivals], t.id[book.staff[rivals]])]
    place = place_in_group(cell[order])
    rows, posts = book.staff[order], seats[cell[order]]
    t.contest_year[rows], t.contest_score[rows] = state.year, scores.score[order]
    t.contest_rank[rows], t.contest_seats[rows] = place + 1, posts
    t.training_bonus[rows] = False
    _risk(state, scores, order, rows, cell, place, posts)
    staff = np.maximum(book.number, 1)
    state.units.adopted[:] = book.adopts
    state.units.unplaced_share[:] = np.where(book.adopts, surplus / staff, 0.0)
    return np.asarray(order[place >= posts])


def _seats(state: State, book: Book, cell: I64, rivals: I64, direct: I64) -> tuple[I64, I64]:
    """Return the seats by unit and subject, flat, and how many a unit leaves without one."""
    shape = (book.number.size, SUBJECTS)
    competing = np.bincount(cell[rivals], minlength=shape[0] * SUBJECTS).reshape(shape)
    held = competing + np.bincount(cell[direct], minlength=shape[0] * SUBJECTS).reshape(shape)
    filled = filled_in_own_round(book.posts, state.terms[OWN_SHARE])
    places = np.maximum(0, filled - (held - competing).sum(axis=1))
    surplus = np.maximum(0, competing.sum(axis=1) - places) * book.adopts
    aim, seats = _by_lessons(state, filled), competing.copy()
    for unit in np.flatnonzero(surplus):
        seats[unit] = seats_by_subject(held[unit], competing[unit], aim[unit], int(surplus[unit]))
    return seats.ravel(), surplus


def _by_lessons(state: State, filled: I64) -> I64:
    """Divide the posts of units among subjects in proportion to their lessons."""
    s = state.sections
    lessons = np.zeros((filled.size, SUBJECTS))
    np.add.at(lessons, s.unit, np.where(s.open[:, None], s.required, 0.0))
    some = lessons.sum(axis=1) > 0
    unit = np.repeat(np.arange(filled.size), SUBJECTS)
    return apportion_within(lessons.ravel(), unit, np.where(some, filled, 0)).reshape(lessons.shape)


def _risk(
    state: State, scores: Scores, order: I64, rows: I64, cell: I64, place: I64, posts: I64
) -> None:
    """Note the chance to lose the post for those who kept it where others did not."""
    first_out = place == posts
    cutoff = np.full(int(cell.max(initial=-1)) + 1, np.nan)
    cutoff[cell[order[first_out]]] = scores.score[order[first_out]]
    kept = (place < posts) & ~np.isnan(cutoff[cell[order]])
    who = order[kept]
    state.teachers.loss_risk[rows[kept]] = chance_to_lose(
        cutoff[cell[who]], scores.expected[who], scores.spread
    )
