"""Cheapest places: persons and places with several seats, of which each further one costs more.

The transportation problem with rising costs, solved by successive shortest paths (Ahuja, Magnanti
and Orlin 1993, "Network Flows", chapter 9): persons come one after another, and each takes the
cheapest way to a free seat, on which others may have to move on. Ways lead from place to place,
not from seat to seat, so that equal seats cost nothing. Where no free seat can be reached any more
a place is full for good: whoever comes there then displaces somebody, whom no place is left for.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import in_kernel, kernel


class _Ways(NamedTuple):
    """What is known on the way of one person; m places and n persons.

    Attributes
    ----------
    price : (m,) float
        Such that no move from place to place costs less than the prices differ; of places that
        are full for good against being without a place, of the others against a free seat.
    full, done : (m,) bool
        Full for good; looked at on this way.
    length : (m,) float
        Cost of the way to each place less its price.
    mover : (m,) int
        Who takes the last step of that way.
    first, following : (m,) int, (n,) int
        First person at each place, and the next one at the same place; -1 none.
    taken : (m,) int
        Seats taken.
    """

    price: F64
    full: Bool
    done: Bool
    length: F64
    mover: I64
    first: I64
    following: I64
    taken: I64


def cheapest_places(cost: F64, room: I64, step: F64) -> I64:
    """Return the place of each person (-1 none).

    As many as can be have one, and of all such ways to place them this has the least sum of costs.

    Parameters
    ----------
    cost : (n, m) float
        Of the first seat of a place to a person; inf: closed.
    room : (m,) int
        Seats.
    step : (m,) float
        What each further seat of a place costs more; not negative.
    """
    n, m = cost.shape
    at, following = np.full((2, n), -1)
    price, length = np.zeros((2, m))
    mover, first, taken = np.empty(m, np.int64), np.full(m, -1), np.zeros(m, np.int64)
    full, done = np.zeros((2, m), dtype=np.bool_)
    ways = _Ways(price, full, done, length, mover, first, following, taken)
    _place_all(cost, room, step, ways, at)
    return at


@kernel
def _place_all(cost: Any, room: Any, step: Any, ways: Any, at: Any) -> None:
    for person in range(at.size):
        end, leaver = _find_way(cost, room, step, ways, person)
        if leaver >= 0:
            _unlink(ways, leaver, end)
            at[leaver] = -1
        elif end >= 0:
            ways.taken[end] += 1
        while end >= 0:  # from the end of the way back to the person
            mover = ways.mover[end]
            before, at[mover] = at[mover], end
            if before >= 0:
                _unlink(ways, mover, before)
            ways.following[mover], ways.first[end] = ways.first[end], mover
            end = before


@in_kernel
def _find_way(cost: Any, room: Any, step: Any, ways: Any, person: int) -> tuple[int, int]:
    """Return where the cheapest way ends, and who there is left without a place (-1 nobody).

    -1 as the end: the person stays without.
    """
    price, full, done, length, mover, first, following, taken = ways
    seated, best, end, leaver = False, 0.0, -1, -1
    for h in range(price.size):
        length[h], mover[h], done[h] = cost[person, h] - price[h], person, False
    while True:
        near = _nearest(length, full, done)
        if near < 0 or (seated and full[near]):
            break
        if seated == (not full[near]) and length[near] >= best:
            break
        done[near] = True
        here = length[near] + price[near]
        total = here + taken[near] * step[near]
        if taken[near] < room[near] and (not seated or total < best):
            seated, best, end, leaver = True, total, near, -1
        p = first[near]
        while p >= 0:
            left = here - cost[p, near]
            if not seated and left < best:
                best, end, leaver = left, near, p
            for h in range(price.size):
                onward = left + cost[p, h] - price[h]
                if not done[h] and onward < length[h]:
                    length[h], mover[h] = onward, p
            p = following[p]
    for h in range(price.size):
        if done[h]:
            price[h] += length[h] - best
            full[h] = not seated
    return end, leaver


@in_kernel
def _nearest(length: Any, full: Any, done: Any) -> int:
    """Return the place to look at next, -1 none: the shortest way, first to those not full."""
    near = -1
    for h in range(length.size):
        if not done[h] and length[h] < np.inf:
            sooner = near >= 0 and full[near] and not full[h]
            shorter = near < 0 or (full[near] == full[h] and length[h] < length[near])
            if sooner or shorter:
                near = h
    return near


@in_kernel
def _unlink(ways: Any, person: int, place: int) -> None:
    """Take somebody out of the list of those at a place."""
    after, one = ways.following[person], ways.first[place]
    if one == person:
        ways.first[place] = after
        return
    while ways.following[one] != person:
        one = ways.following[one]
    ways.following[one] = after
