"""Deferred acceptance, with and without protection of the own seat, by rising cutoffs.

The worst rank that a full slot holds never falls, so an offer below it is refused now and for
ever and need not be made; no list of wishes is ever sorted.

Sources: Gale and Shapley 1962, "College admissions and the stability of marriage"; Roth and
Sotomayor 1990, "Two-sided matching" (the applicant-optimal stable matching is unique when nobody
is indifferent). With protected seats: Compte and Jehiel 2008; the practice of the French
ministry of education, called DA* in Combe, Tercieux and Terrier 2022.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.columns import I64
from teacherflow.compiled import in_kernel, kernel
from teacherflow.matching.market import (
    UNMATCHED,
    Market,
    Own,
    check_own,
    free_seats,
    free_wishes,
    market,
    owners,
)


def deferred(wishes: Market) -> I64:
    """Return the slot of each applicant (-1 none) in the applicant-optimal stable matching."""
    first = np.zeros(wishes.seats.size + 1, dtype=np.int64)
    np.cumsum(wishes.seats, out=first[1:])
    match = np.full(wishes.start.size - 1, UNMATCHED)
    cutoff = np.where(wishes.seats > 0, -np.inf, np.inf)
    held, filled = np.empty(first[-1], dtype=np.int64), np.zeros_like(wishes.seats)
    _deferred(wishes, owners(wishes), first, held, filled, cutoff, match)
    return match


def deferred_protected(wishes: Market, own: Own) -> I64:
    """Return the slot to which each applicant moves (-1 stays) when own seats are protected.

    Every slot puts those who hold its seats above all others, whatever their rank, and a seat
    whose holder moves is filled in the same market. So nobody loses the own seat against his or
    her will. Holders who may not leave their seat empty (``own.free``) take no part.
    """
    check_own(wishes, own)
    match = deferred(_with_own_seats(free_wishes(wishes, own), own))
    return np.where(match == own.slot, UNMATCHED, match)


def _with_own_seats(wishes: Market, own: Own) -> Market:
    """Add the own seat as the last wish of its holder, and its holder as first of the slot."""
    holders = np.flatnonzero(own.free & (own.slot >= 0))
    who = np.concatenate((owners(wishes), holders))
    order = np.argsort(who, kind="stable")
    last = wishes.worth.min(initial=0.0) - 1.0
    first = wishes.rank.max(initial=0.0) + 1.0
    return market(
        who[order],
        np.concatenate((wishes.slot, own.slot[holders]))[order],
        np.concatenate((wishes.worth, np.full(holders.size, last)))[order],
        np.concatenate((wishes.rank, np.full(holders.size, first)))[order],
        own.slot.size,
        free_seats(wishes, own),
    )


@in_kernel
def _best(wishes: Any, i: int, cutoff: Any) -> int:
    """Return the best pair of applicant i whose slot would hold it, or -1."""
    best = -1
    for k in range(wishes.start[i], wishes.start[i + 1]):
        held = wishes.rank[k] > cutoff[wishes.slot[k]]
        if held and (best < 0 or wishes.worth[k] > wishes.worth[best]):
            best = k
    return best


@in_kernel
def _worst(rank: Any, held: Any, begin: int, end: int) -> int:
    """Return the position of the lowest ranked pair among ``held[begin:end]``."""
    worst = begin
    for j in range(begin + 1, end):
        if rank[held[j]] < rank[held[worst]]:
            worst = j
    return worst


@kernel
def _deferred(
    wishes: Any, owner: Any, first: Any, held: Any, filled: Any, cutoff: Any, match: Any
) -> None:
    """Propose until nobody free has a slot left whose cutoff he or she beats.

    Slot s holds ``filled[s]`` pairs, in ``held`` from ``first[s]`` on.
    """
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
