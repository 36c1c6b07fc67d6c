"""Teacher-optimal block exchange (TO-BE).

Combe, Tercieux and Terrier 2022, "The design of teacher assignment: theory and evidence": deferred
acceptance that protects the own seat (DA*) blocks exchanges that teachers and schools would both
welcome. Under TO-BE teachers trade seats in top trading cycles, but only such seats as their
schools gain by: a seat goes to nobody who ranks below its holder.

The version here, for schools of many seats, with vacancies and newcomers:

1. Every seat is a vertex. A held seat demands of who takes it at least the rank of its holder;
   a vacant one takes anybody acceptable.
2. Each teacher who is left points to a seat of the best slot, by his or her wishes, in which some
   seat that is left would take him or her: within the slot the most demanding such seat, vacant
   seats last. Who finds none keeps the own seat (a newcomer: stays without) and leaves the market
   with it.
3. A held seat points to its holder. A vacant seat points to the first teacher left, in an order
   known beforehand, who may leave the own seat empty or holds none ("you request my house, I get
   your turn", Abdulkadiroğlu and Sönmez 1999). With nobody such left, vacant seats are withdrawn.
4. Teachers on a cycle take the seats to which they point and leave. The seat of one whose turn
   came through a vacant seat is vacant from then on, with the demand of its late holder.

With one seat for each school, nobody new and nothing vacant this is TO-BE as published. It keeps
its promises: nobody can gain by stating other wishes (seats are traded in top trading cycles, with
fixed demands); nobody loses; nobody is followed by one whom the slot ranks lower (it rather keeps
a seat that was left for those who enter later); and no other matching that keeps these promises is
as good for all teachers and all slots. (Of the teachers who move differently in such a matching,
the first to leave the market could have had the seat that it gives.) The order in which cycles
are found does not matter.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import in_kernel, kernel
from teacherflow.matching.market import UNMATCHED, Market, Own, check_own


class _Seats(NamedTuple):
    """Every seat, sorted by slot and falling demand.

    Attributes
    ----------
    first : (m + 1,) int
        Seats ``first[s]`` to ``first[s + 1]`` belong to slot s.
    slot, demand, holder : (seats,)
        Demand is the lowest rank that the seat takes; holder -1 is vacant.
    of : (n,) int
        Seat of each applicant, -1 none.
    """

    first: I64
    slot: I64
    demand: F64
    holder: I64
    of: I64


class _Walk(NamedTuple):
    """What is written on the way: of n applicants, and which of k seats have left the market.

    Attributes
    ----------
    aim, place : (n,) int
        Seat to which each points and place on the path, -1 none yet.
    path : (n,) int
        Applicants on the path.
    left : (n,) bool
        Has left the market.
    gone : (k,) bool
        Seat has left the market.
    """

    aim: I64
    place: I64
    path: I64
    left: Bool
    gone: Bool


def to_be(wishes: Market, own: Own, order: NDArray[Any]) -> I64:
    """Return the slot to which each applicant moves (-1 stays) by teacher-optimal block exchange.

    Parameters
    ----------
    order : (n,) int
        Applicants in the order in which vacant seats are offered.
    """
    check_own(wishes, own)
    turn = np.asarray(order, dtype=np.int64)
    turn = turn[own.free[turn] | (own.slot[turn] < 0)]
    seats, match = _seats(wishes, own), np.full(own.slot.size, UNMATCHED)
    _exchange(wishes, seats, turn, _start(own.slot.size, seats.slot.size), match)
    return match


def _start(applicants: int, seats: int) -> _Walk:
    aim, place, path = np.full((3, applicants), -1)
    return _Walk(aim, place, path, np.zeros(applicants, bool), np.zeros(seats, bool))


def _seats(wishes: Market, own: Own) -> _Seats:
    holders = np.flatnonzero(own.slot >= 0)
    slot = np.concatenate(
        (own.slot[holders], np.repeat(np.arange(wishes.seats.size), wishes.seats))
    )
    vacant = slot.size - holders.size
    demand = np.concatenate((own.rank[holders], np.full(vacant, -np.inf)))
    holder = np.concatenate((holders, np.full(vacant, UNMATCHED)))
    sort = np.lexsort((-demand, slot))
    slot, demand, holder = slot[sort], demand[sort], holder[sort]
    of = np.full(own.slot.size, UNMATCHED, dtype=np.int64)
    held = np.flatnonzero(holder >= 0)
    of[holder[held]] = held
    first = np.zeros(wishes.seats.size + 1, dtype=np.int64)
    np.cumsum(np.bincount(slot, minlength=wishes.seats.size), out=first[1:])
    return _Seats(first, slot, demand, holder, of)


@in_kernel
def _favourite(wishes: Any, seats: Any, gone: Any, i: int) -> int:
    """Return the seat to which applicant i points, -1 none."""
    best, found = -1, -1
    for k in range(wishes.start[i], wishes.start[i + 1]):
        if best >= 0 and wishes.worth[k] <= wishes.worth[best]:
            continue
        for seat in range(seats.first[wishes.slot[k]], seats.first[wishes.slot[k] + 1]):
            if not gone[seat] and seats.demand[seat] <= wishes.rank[k]:
                best, found = k, seat
                break
    return found


@kernel
def _exchange(wishes: Any, seats: Any, turn: Any, walk: Any, match: Any) -> None:
    """Walk from teacher to seat to teacher; settle each cycle, each who stays, as it is met."""
    aim, place, path, left, gone = walk
    head = 0
    for begin in range(match.size):
        long = 0
        if not left[begin]:
            path[0], place[begin], long = begin, 0, 1
        while long > 0:
            i = path[long - 1]
            if aim[i] < 0 or gone[aim[i]]:
                aim[i] = _favourite(wishes, seats, gone, i)
            if aim[i] < 0:  # nothing better: stays
                left[i], place[i] = True, -1
                if seats.of[i] >= 0:
                    gone[seats.of[i]] = True
                long -= 1
                continue
            following = seats.holder[aim[i]]
            if following < 0 or left[following]:
                while head < turn.size and left[turn[head]]:
                    head += 1
                if head == turn.size:
                    gone[aim[i]] = True
                    continue
                following = turn[head]
            if place[following] < 0:
                path[long], place[following] = following, long
                long += 1
                continue
            begins = place[following]
            for at in range(begins, long):
                j = path[at]
                match[j], gone[aim[j]] = seats.slot[aim[j]], True
                left[j], place[j] = True, -1
            long = begins
