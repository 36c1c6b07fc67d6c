"""Who gets which seat: serial dictatorship and deferred acceptance on sparse wishes.

A `Market` lists, applicant by applicant, the slots he or she accepts. A slot is a set of equal
seats (a school, or the posts of one subject at a school). Deferred acceptance runs by rising
cutoffs: the worst rank that a full slot holds never falls, so an offer below it is refused now
and for ever and need not be made; no list of wishes is ever sorted.

Sources: Gale and Shapley 1962, "College admissions and the stability of marriage"; Roth and
Sotomayor 1990, "Two-sided matching" (the applicant-optimal stable matching is unique when nobody
is indifferent); Abdulkadiroğlu and Sönmez 1998 (serial dictatorship).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.columns import F64, I64
from teacherflow.compiled import kernel

UNMATCHED = -1


class Market(NamedTuple):
    """Acceptable pairs of applicants and slots, sorted by applicant.

    Attributes
    ----------
    start : (n + 1,) int
        Pairs ``start[i]`` to ``start[i + 1]`` belong to applicant i.
    slot : (k,) int
        Slot of each pair; an applicant lists a slot at most once.
    worth : (k,) float
        What the slot is worth to the applicant; of equal ones the first is preferred.
    rank : (k,) float
        How the slot ranks the applicant; higher is better, never equal within a slot.
    seats : (m,) int
        Seats of each slot.
    """

    start: I64
    slot: I64
    worth: F64
    rank: F64
    seats: I64


def market(
    applicant: NDArray[Any],
    slot: NDArray[Any],
    worth: NDArray[Any],
    rank: NDArray[Any],
    applicants: int,
    seats: NDArray[Any],
) -> Market:
    """Make a market from pairs.

    Parameters
    ----------
    applicant : (k,) int
        Position of the applicant of each pair, not falling.
    applicants : int
        How many there are, those without any pair included.

    Raises
    ------
    ValueError
        If the pairs are not sorted by applicant or a number is not finite.
    """
    if np.any(np.diff(applicant) < 0):
        raise ValueError("pairs must be sorted by applicant")
    if not (np.all(np.isfinite(worth)) and np.all(np.isfinite(rank))):
        raise ValueError("worth and rank must be finite; leave out what is not acceptable")
    start = np.zeros(applicants + 1, dtype=np.int64)
    np.cumsum(np.bincount(applicant, minlength=applicants), out=start[1:])
    return Market(
        start,
        np.asarray(slot, dtype=np.int64),
        np.asarray(worth, dtype=np.float64),
        np.asarray(rank, dtype=np.float64),
        np.asarray(seats, dtype=np.int64),
    )


def deferred(wishes: Market) -> I64:
    """Return the slot of each applicant (-1 none) in the applicant-optimal stable matching."""
    n = wishes.start.size - 1
    owner = np.repeat(np.arange(n), np.diff(wishes.start))
    first = np.zeros(wishes.seats.size + 1, dtype=np.int64)
    np.cumsum(wishes.seats, out=first[1:])
    match = np.full(n, UNMATCHED)
    cutoff = np.where(wishes.seats > 0, -np.inf, np.inf)
    _deferred(wishes, owner, first, cutoff, match)
    return match


def serial(wishes: Market, order: NDArray[Any]) -> I64:
    """Return the slot of each applicant (-1 none) when they choose one after another.

    Parameters
    ----------
    order : (n,) int
        Applicants in the order in which they choose.
    """
    return np.asarray(_serial(wishes, np.asarray(order, dtype=np.int64)))


@kernel
def _serial(wishes: Any, order: Any) -> Any:
    match = np.full(wishes.start.size - 1, UNMATCHED)
    left = wishes.seats.copy()
    for i in order:
        best = -1
        for k in range(wishes.start[i], wishes.start[i + 1]):
            free = left[wishes.slot[k]] > 0
            if free and (best < 0 or wishes.worth[k] > wishes.worth[best]):
                best = k
        if best >= 0:
            match[i] = wishes.slot[best]
            left[match[i]] -= 1
    return match


@kernel
def _best(wishes: Any, i: int, cutoff: Any) -> int:
    """Return the best pair of applicant i whose slot would hold it, or -1."""
    best = -1
    for k in range(wishes.start[i], wishes.start[i + 1]):
        held = wishes.rank[k] > cutoff[wishes.slot[k]]
        if held and (best < 0 or wishes.worth[k] > wishes.worth[best]):
            best = k
    return best


@kernel
def _worst(rank: Any, held: Any, begin: int, end: int) -> int:
    """Return the position of the lowest ranked pair among ``held[begin:end]``."""
    worst = begin
    for j in range(begin + 1, end):
        if rank[held[j]] < rank[held[worst]]:
            worst = j
    return worst


@kernel
def _deferred(wishes: Any, owner: Any, first: Any, cutoff: Any, match: Any) -> None:
    """Propose until nobody free has a slot left whose cutoff he or she beats."""
    held = np.empty(first[-1], dtype=np.int64)
    filled = np.zeros(wishes.seats.size, dtype=np.int64)
    for i in range(match.size):
        free = i
        while free >= 0:
            pair = _best(wishes, free, cutoff)
            if pair < 0:
                break
            s = wishes.slot[pair]
            match[free] = s
            free = -1
            if filled[s] < wishes.seats[s]:
                held[first[s] + filled[s]] = pair
                filled[s] += 1
            else:
                worst = _worst(wishes.rank, held, first[s], first[s + 1])
                free = owner[held[worst]]
                match[free] = UNMATCHED
                held[worst] = pair
            if filled[s] == wishes.seats[s]:
                worst = _worst(wishes.rank, held, first[s], first[s + 1])
                cutoff[s] = wishes.rank[held[worst]]
