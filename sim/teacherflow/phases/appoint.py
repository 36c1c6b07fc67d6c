"""Phase appoint: who holds which post.

By default nothing is settled here, and that is the rule: tenure continues, everybody keeps the
post (岗位终身). Yearly appraisal belongs to phase teach, and the vacancies of leaders are filled
there. With competition for posts (县管校聘) a round is held once a term, in all units of the
county in the same year:

0. units comply or appoint everybody; 1. they set their posts by need, within a limit of cuts;
2. protected groups are appointed directly; 3. the best may move upward; 4. the staff of each unit
compete for its posts within their subjects (if the policy says so, for level posts as well), and
the posts cut are opened where posts are short of need; 5. who loses applies to other units; 6. the
bureau places the rest; 7. who refuses waits, and after another year is placed once more or leaves
school.

Between rounds only those are settled whose waiting is over.
"""

from __future__ import annotations

import numpy as np

from teacherflow.columns import I64
from teacherflow.phases.appointment import (
    aftermath,
    cross_school,
    own_round,
    placement,
    upward,
    waiting,
)
from teacherflow.phases.appointment.adoption import adopting
from teacherflow.phases.appointment.book import Book
from teacherflow.phases.appointment.direct import appointed_directly
from teacherflow.phases.appointment.levels import appoint_levels
from teacherflow.phases.appointment.score import scores
from teacherflow.phases.appointment.telling import tell_contest, tell_placement
from teacherflow.state import State
from teacherflow.terms.appoint import ROUND, WAITING


def appoint(state: State) -> None:
    """Settle the appointments of ``state.year``."""
    waiting.dismiss_failed(state)
    due = waiting.whose_waiting_ends(state)
    if state.terms[ROUND]:
        book = Book(state, adopting(state))
        _settle_unplaced(state, book, _hold_round(state, book), due)
    elif due.size:
        book = Book(state, np.zeros(state.units.rows, dtype=bool))
        _settle_unplaced(state, book, np.zeros(0, dtype=np.int64), due)
    aftermath.bind(state, np.zeros(0, dtype=np.int64))
    waiting.train(state)


def _hold_round(state: State, book: Book) -> I64:
    """Hold the round up to the own round; return the rows of who lost the post, by score."""
    direct = appointed_directly(state, book)
    points = scores(state, book.staff)
    state.teachers.loss_risk[:] = 0.0
    competes = ~direct
    moved = upward.select_upward(state, book, points, competes)
    competes[moved] = False
    aftermath.agree(state, book)
    lost = own_round.compete(state, book, points, competes, direct)
    appoint_levels(state, book, points, direct, np.concatenate([moved, lost]))
    tell_contest(state, book, points, direct, moved)
    by_score = np.lexsort((state.teachers.id[book.staff[lost]], -points.score[lost]))
    rows = book.staff[lost[by_score]]
    book.add_posts(aftermath.bind(state, rows))
    return rows


def _settle_unplaced(state: State, book: Book, lost: I64, due: I64) -> None:
    """Find posts for ``lost`` and for those whose waiting is over; settle who gets none."""
    ids = state.teachers.id
    cross_school.open_remaining(state, book, lost)
    lost = cross_school.apply_elsewhere(state, book, lost)
    pool = np.concatenate([lost, due])
    pool = pool[np.argsort(ids[pool])]
    to = placement.offers(state, book, pool)
    offered = np.flatnonzero(to >= 0)
    chance = placement.chance_to_accept(state, pool[offered], to[offered])
    takes = placement.accepts(state, pool[offered], chance)
    tell_placement(state, pool, to, chance, takes)
    refused = pool[offered[~takes]]
    dismissed = refused[waiting.refuse(state, refused)]
    accepted = offered[takes]
    rest = np.setdiff1d(pool, np.concatenate([pool[accepted], dismissed]), assume_unique=True)
    rest = rest[np.argsort(ids[rest])]
    at_end = np.isin(rest, due) | (state.terms[WAITING].months == 0)
    placement.place(state, pool[accepted], to[accepted])
    waiting.wait(state, rest[~at_end])
    waiting.leave_school(state, rest[at_end], dismissed)
