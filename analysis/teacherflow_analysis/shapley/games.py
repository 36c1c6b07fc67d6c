"""Cooperative games: what each player adds to the worth of a coalition.

A game gives every coalition (a frozenset of names) its worth: an array with one entry per pair of
(draw, replication), so that all that follows is paired. Shapley values: Shapley (1953), "A value
for n-person games". Interaction of two players: Grabisch and Roubens (1999), "An axiomatic approach
to the concept of interaction among players in cooperative games".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

type Coalition = frozenset[str]
type Worth = Mapping[Coalition, np.ndarray]

ROUNDING = 1e-12
"""Differences below this part of what they are differences of are rounding errors of means."""


def gain(worth: Worth, with_it: Coalition, without: Coalition) -> np.ndarray:
    """Return how much more one coalition is worth than another, shape (pairs,)."""
    import numpy as np

    more, less = worth[with_it], worth[without]
    found = more - less
    return np.where(abs(found) <= ROUNDING * np.maximum(abs(more), abs(less)), 0.0, found)


def alone(worth: Worth, player: str) -> np.ndarray:
    """Return what a player adds to nobody."""
    return gain(worth, frozenset([player]), frozenset())


def last(worth: Worth, players: Sequence[str], player: str) -> np.ndarray:
    """Return what a player adds to all the others: what leaving it out takes away."""
    everyone = frozenset(players)
    return gain(worth, everyone, everyone - {player})


def shapley(worth: Worth, players: Sequence[str], player: str) -> np.ndarray:
    """Return the mean of what a player adds over all orders of entry; all coalitions are needed."""
    n = len(players)
    found = alone(worth, player) * 0.0
    for others in _subsets([name for name in players if name != player]):
        size = len(others)
        weight = factorial(size) * factorial(n - size - 1) / factorial(n)
        found = found + weight * gain(worth, others | {player}, others)
    return found


def in_order(worth: Worth, order: Sequence[str], player: str) -> np.ndarray:
    """Return what a player adds to those who enter before it."""
    before = frozenset(order[: order.index(player)])
    return gain(worth, before | {player}, before)


def interaction(worth: Worth, players: Sequence[str], one: str, other: str) -> np.ndarray:
    """Return the Shapley interaction index of two players; all coalitions are needed.

    It is the mean of what the two add together beyond what each adds by itself, over the
    coalitions of the others.
    """
    n = len(players)
    found = alone(worth, one) * 0.0
    for rest in _subsets([name for name in players if name not in (one, other)]):
        size = len(rest)
        weight = factorial(size) * factorial(n - size - 2) / factorial(n - 1)
        beside = gain(worth, rest | {one, other}, rest | {other})
        found = found + weight * (beside - gain(worth, rest | {one}, rest))
    return found


def _subsets(names: Sequence[str]) -> Iterator[Coalition]:
    for size in range(len(names) + 1):
        for chosen in combinations(names, size):
            yield frozenset(chosen)
