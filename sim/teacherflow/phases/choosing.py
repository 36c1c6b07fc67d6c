"""Candidates choose a post, one after another in the order of the exam, or decline."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from teacherflow.agents.entrant import accepts
from teacherflow.choice import Places, utility_of_pairs
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.draws import unit
from teacherflow.phases.candidates import Candidates
from teacherflow.phases.entering import tell_choice
from teacherflow.phases.homes import Homes
from teacherflow.phases.lists import Lists
from teacherflow.state import NOWHERE, State


class Pairs(NamedTuple):
    """Candidates and the posts of their lists: position, section and slot, by candidate.

    The pairs of candidate i are ``begin[i]`` to ``begin[i + 1]``.
    """

    begin: I64
    who: I64
    there: I64
    slot: I64


def choices(
    state: State,
    rows: I64,
    people: Candidates,
    settles: Bool,
    lists: Lists,
    places: Places,
    homes: Homes,
) -> I64:
    """Return the section that each candidate takes, -1 if he or she declines.

    In the last year of burn-in nobody declines, so that the staff at the fork is the published
    number to the person.
    """
    p, n = state.parameters, people.id.size
    pairs, luck = _pairs(state, people, lists)
    worth = utility_of_pairs(state, rows, places.section, pairs.who, pairs.there, places)
    outside = p.recruit.decline + luck[pairs.who.size :] / p.utility.choice_scale
    if state.year == state.start - 1:
        outside[:] = -np.inf
    worth += _saved_by_settling(state, settles, pairs, homes)
    worth += luck[: pairs.who.size] / p.utility.choice_scale
    section = np.full(n, NOWHERE)
    _choose(pairs, worth, outside, lists.seats.copy(), section)
    tell_choice(state, people.id, pairs.who, pairs.there, worth, outside, section)
    return section


def _pairs(state: State, people: Candidates, lists: Lists) -> tuple[Pairs, F64]:
    """Return the pairs, and the luck of each pair (taste) and then of each candidate (doubt)."""
    of, draws = np.searchsorted(lists.number, people.list), state.draws
    begin = np.zeros(of.size + 1, dtype=np.int64)
    np.cumsum(lists.first[of + 1] - lists.first[of], out=begin[1:])
    many = int(begin[-1])
    pairs = Pairs(begin, *(np.empty(many, dtype=np.int64) for _ in range(3)))
    keys = draws.key("entrant.taste", state.year), draws.key("entrant.decline", state.year)
    luck = np.empty(many + of.size)
    _list_pairs(people.id, lists.first[of], lists.section, keys, pairs, luck)
    return pairs, _gumbel(luck)


def _gumbel(lots: F64) -> F64:
    """Turn uniform lots into standard Gumbel ones, in place."""
    for _ in range(2):
        np.log(lots, out=lots)
        np.negative(lots, out=lots)
    return lots


@kernel
def _list_pairs(ids: Any, first: Any, section: Any, keys: Any, pairs: Any, lots: Any) -> None:
    """Write the pairs and the lots of pairs, then of candidates."""
    taste, doubt = keys
    for i in range(ids.size):
        for k in range(pairs.begin[i], pairs.begin[i + 1]):
            slot = first[i] + k - pairs.begin[i]
            pairs.who[k], pairs.slot[k], pairs.there[k] = i, slot, section[slot]
            lots[k] = unit(taste, ids[i], section[slot])
        lots[pairs.who.size + i] = unit(doubt, ids[i], 0)


def _saved_by_settling(state: State, settles: Bool, pairs: Pairs, homes: Homes) -> F64:
    """Return what it is worth to live in the township of the post, not in the seat."""
    p = state.parameters.utility
    saved = np.minimum(homes.seat_km, p.km_most) - np.minimum(homes.near_km, p.km_most)
    return np.asarray(settles[pairs.who] * p.km * saved[pairs.there] / p.reference_pay)


@kernel
def _choose(pairs: Any, worth: Any, outside: Any, left: Any, section: Any) -> None:
    """Write the section of the best post left that a candidate accepts; ``left`` counts down."""
    for i in range(section.size):
        best = -1
        for k in range(pairs.begin[i], pairs.begin[i + 1]):
            may = left[pairs.slot[k]] > 0 and accepts(worth[k], outside[i])
            if may and (best < 0 or worth[k] > worth[best]):
                best = k
        if best >= 0:
            section[i] = pairs.there[best]
            left[pairs.slot[best]] -= 1
