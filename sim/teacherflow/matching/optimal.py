"""Optimal assignment: what a planner who knew all worths would do.

The benchmark for the other rules: it is not proof against misstated wishes. Solved as a linear
assignment (Kuhn 1955; the algorithm of Jonker and Volgenant 1987 in `scipy.optimize`) over copies
of the slots, apart for applicants who have no slot in common, however far round.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.columns import F64, I64
from teacherflow.compiled import in_kernel, kernel
from teacherflow.matching.market import (
    UNMATCHED,
    Market,
    Own,
    check_own,
    free_seats,
    free_wishes,
    newcomers,
    owners,
)


def optimal(wishes: Market, own: Own | None = None) -> I64:
    """Return the slot to which each applicant moves (-1 stays) so that the sum of worth is greatest.

    Newcomers come first: as many of them as can be are placed, and of these matchings the one with
    the greatest sum is chosen (to minimise a cost, give its negative as worth). Who stays counts
    with the worth of the own seat. Holders who may not leave their seat empty take no part.
    """
    own = newcomers(wishes.start.size - 1) if own is None else own
    check_own(wishes, own)
    seats, wishes = free_seats(wishes, own), free_wishes(wishes, own)
    from scipy.optimize import linear_sum_assignment  # slow to load, and few studies ask for it

    match = np.full(own.slot.size, UNMATCHED, dtype=np.int64)
    for people, slots in _components(wishes, own):
        worth, copy = _table(wishes, own, people, slots, seats)
        row, column = linear_sum_assignment(worth, maximize=True)
        match[people[row]] = copy[column]
    return np.where(match == own.slot, UNMATCHED, match)


def _components(wishes: Market, own: Own) -> list[tuple[I64, I64]]:
    """Return applicants and slots that are linked by wishes or own seats, set by set."""
    n, m = own.slot.size, wishes.seats.size
    holders = (own.free & (own.slot >= 0)).nonzero()[0]
    who = np.concatenate((owners(wishes), holders))
    slot = np.concatenate((wishes.slot, own.slot[holders]))
    label = np.arange(n + m)
    _join(who, slot + n, label)
    asking = np.diff(wishes.start).nonzero()[0]
    return [
        ((label[:n] == one).nonzero()[0], (label[n:] == one).nonzero()[0])
        for one in np.bincount(label[asking]).nonzero()[0]
    ]


@kernel
def _join(one: Any, other: Any, label: Any) -> None:
    """Give all that are linked the label of the first of them."""
    for k in range(one.size):
        a, b = _first(label, one[k]), _first(label, other[k])
        label[max(a, b)] = min(a, b)
    for i in range(label.size):
        label[i] = _first(label, i)


@in_kernel
def _first(label: Any, i: int) -> int:
    while label[i] != i:
        label[i] = label[label[i]]
        i = label[i]
    return i


def _table(wishes: Market, own: Own, people: I64, slots: I64, seats: I64) -> tuple[F64, I64]:
    """Return the worth of each copy of a slot to each of ``people``, and the copies' slots.

    Newcomers have a column each for staying without, at a loss that no sum of worths makes good.
    """
    copy = np.repeat(slots, seats[slots])
    by_slot = np.full((people.size, wishes.seats.size), -np.inf)
    at = np.full(own.slot.size, UNMATCHED, dtype=np.int64)
    at[people] = np.arange(people.size)
    who = at[owners(wishes)]
    mine = np.flatnonzero(who >= 0)
    by_slot[who[mine], wishes.slot[mine]] = wishes.worth[mine]
    holds = np.flatnonzero(own.slot[people] >= 0)
    by_slot[holds, own.slot[people[holds]]] = own.worth[people[holds]]
    new = np.flatnonzero(own.slot[people] < 0)
    finite = by_slot[np.isfinite(by_slot)]
    span = finite.max() - finite.min() + 1.0
    without = np.full((people.size, new.size), -np.inf)
    without[new, np.arange(new.size)] = finite.min() - 2 * span * people.size
    table = np.concatenate((by_slot[:, copy], without), axis=1)
    return table, np.concatenate((copy, np.full(new.size, UNMATCHED)))
