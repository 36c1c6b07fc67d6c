"""The seats that phase transfer offers: vacancies, and those that movers leave.

Under serial dictatorship and deferred acceptance the seats of movers are offered in a later round.
The rules that protect or exchange seats settle all in one market, in which whoever looks round
brings the own seat: it asks for the holder's subject (for any in generalist schools). What a
school has above its target is not filled again: as many seats of those whom it would let go first
close behind their holders.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from teacherflow.columns import F64, I64, Bool
from teacherflow.ranking import place_in_group
from teacherflow.timetable import SUBJECTS

ANY = -1


class Slots(NamedTuple):
    """Equal vacancies: section, subject (`ANY` in generalist schools) and how many."""

    section: I64
    subject: I64
    seats: I64


def slots_of(table: I64) -> Slots:
    """Return the slots of a table of seats by section and subject, `ANY` in its first column."""
    section, column = map(np.ascontiguousarray, np.nonzero(table))
    return Slots(section, column - 1, table[section, column])


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
