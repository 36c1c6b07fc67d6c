"""The seats that phase transfer offers: vacancies, and those that movers leave.

Under serial dictatorship and deferred acceptance the seats of movers are offered in a later round.
The rules that protect or exchange seats settle all in one market, in which whoever looks round
brings the own seat: it asks for the holder's subject (for any in generalist schools). What a
school has above its target is not filled again: as many seats of those whom it would let go first
close behind their holders.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from teacherflow import movement, staffing
from teacherflow.apportion import whole_within
from teacherflow.codes import Zone
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.ranking import place_in_group
from teacherflow.state import State
from teacherflow.terms.transfer import RELEASE, SEAT_RESERVE
from teacherflow.timetable import SUBJECTS
from teacherflow.vacancies import Gaps, give_subjects

ANY = -1


class Slots(NamedTuple):
    """Equal vacancies: section, subject (`ANY` in generalist schools) and how many."""

    section: I64
    subject: I64
    seats: I64


class Stock(NamedTuple):
    """Sections while posts move.

    Attributes
    ----------
    room, kept, least : (sections,) int
        Posts that there may be, vacancies kept for recruitment, and posts that must stay behind.
    posts : (sections,) int
        Established teachers by section of the post.
    of_subject : (sections, subjects) int
        The same by first subject.
    lessons, load, generalist
        See `teacherflow.vacancies.Gaps`.
    """

    room: I64
    kept: I64
    least: I64
    posts: I64
    of_subject: I64
    lessons: F64
    load: F64
    generalist: Bool


class Book:
    """What the bureau knows while posts move: stocks, subjects, and what is kept back."""

    def __init__(self, state: State) -> None:
        s, t, gaps = state.sections, state.teachers, Gaps(state)
        held = movement.holds_post(state).nonzero()[0]
        cell = t.post[held] * SUBJECTS + t.subject[held]
        of_subject = np.bincount(cell, minlength=s.rows * SUBJECTS).reshape(s.rows, SUBJECTS)
        posts, room = of_subject.sum(axis=1), np.where(s.open, s.target - staffing.tegang(state), 0)
        in_seat = np.where(s.zone == Zone.SEAT, state.terms[SEAT_RESERVE], 0.0)
        kept = whole_within(in_seat * np.maximum(0, room - posts), s.stage, 2)
        least = np.ceil(np.round(state.terms[RELEASE] * s.target, 9)).astype(np.int64)
        self.stock = Stock(
            room, kept, least, posts, of_subject, gaps.lessons, gaps.load, gaps.generalist
        )

    def slots(self) -> Slots:
        """Return what is offered now."""
        most = self.stock.of_subject.size
        section, subject, seats = (np.empty(most, dtype=np.int64) for _ in range(3))
        left, asked = self.stock.lessons.copy(), np.empty(SUBJECTS, dtype=np.int64)
        n = _offer(self.stock, left, asked, section, subject, seats)
        return Slots(section[:n], subject[:n], seats[:n])

    def staying(self) -> tuple[I64, I64, I64, Bool]:
        """Return the staff of each school, all and by subject, to count down as people go.

        Also the posts that must stay behind, and whether anybody teaches any subject there.
        """
        stock = self.stock
        return stock.posts.copy(), stock.of_subject.copy(), stock.least, stock.generalist

    def move(self, origin: I64, subject: I64, to: I64, asked: I64) -> None:
        """Note moves to the sections ``to``; who fills any post teaches the own subject."""
        s = self.stock
        _move((s.posts, s.of_subject, s.lessons, s.load), origin, subject, to, asked)


@kernel
def _offer(stock: Any, left: Any, asked: Any, section: Any, subject: Any, seats: Any) -> int:
    """Write the slots that are offered, by section and subject; return how many there are.

    ``left`` comes in as the lessons that lack a teacher, and is used up; ``asked`` is room for the
    subjects of one section.
    """
    n = 0
    for s in range(stock.room.size):
        free = max(0, stock.room[s] - stock.posts[s] - stock.kept[s])
        if free and stock.generalist[s]:
            section[n], subject[n], seats[n] = s, ANY, free
            n += 1
        elif free:
            for k in range(SUBJECTS):
                asked[k] = 0
            give_subjects(left[s], free, stock.load[s], asked)
            for k in range(SUBJECTS):
                if asked[k]:
                    section[n], subject[n], seats[n] = s, k, asked[k]
                    n += 1
    return n


@kernel
def _move(stock: Any, origin: Any, subject: Any, to: Any, asked: Any) -> None:
    """Bring posts up to date, and the lessons that lack a teacher: first where movers leave."""
    posts, of_subject, lessons, load = stock
    for i in range(to.size):
        lessons[origin[i], subject[i]] += load[origin[i]]
        posts[origin[i]] -= 1
        of_subject[origin[i], subject[i]] -= 1
    for i in range(to.size):
        taken = subject[i] if asked[i] == ANY else asked[i]
        lessons[to[i], taken] -= load[to[i]]
        posts[to[i]] += 1
        of_subject[to[i], subject[i]] += 1


def own_subject(origin: I64, subject: I64, generalist: Bool) -> I64:
    """Return the subject for which the seats of teachers ask."""
    return np.where(generalist[origin], ANY, subject)


def reopening(origin: I64, order: F64, posts: I64, room: I64) -> Bool:
    """Tell whose seats may be filled again: not those that a school has too many.

    Parameters
    ----------
    origin : (n,) int
        School of each teacher who looks round.
    order : (n,) float
        Who is let go first: ascending.
    posts, room : (sections,) int
        Established teachers of each school, and how many there may be.
    """
    queue = np.lexsort((order, origin))
    surplus = np.maximum(0, posts - room)[origin[queue]]
    result = np.zeros(origin.size, dtype=bool)
    result[queue] = place_in_group(origin[queue]) >= surplus
    return result


def with_own_seats(vacant: Slots, origin: I64, asked: I64, opens: Bool) -> tuple[Slots, I64]:
    """Add the seats of those who look round to the vacancies.

    Returns
    -------
    slots : Slots
        All slots of which a seat is vacant or may become so, by section and subject; ``seats`` are
        the vacant ones.
    own : (n,) int
        Slot of each teacher's own seat. Seats that close behind their holders are slots of their
        own, after the others and with no vacancy; they are not in ``slots``.
    """
    wide = SUBJECTS + 1
    offered = vacant.section * wide + vacant.subject + 1
    mine = origin * wide + asked + 1
    keys = np.unique(np.concatenate((offered, mine[opens])))
    seats = np.zeros(keys.size, dtype=np.int64)
    seats[np.searchsorted(keys, offered)] = vacant.seats
    own = np.searchsorted(keys, mine)
    own[~opens] = keys.size + np.arange(np.count_nonzero(~opens))
    return Slots(keys // wide, keys % wide - 1, seats), own
