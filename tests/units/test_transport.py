"""Cheapest places: the same as an assignment over single seats."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from teacherflow.matching.transport import cheapest_places

NEVER = 1e4


def by_seat(cost: np.ndarray, room: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Return the place of each person, reckoned with one column for every seat."""
    seat = np.repeat(np.arange(room.size), room)
    nth = np.concatenate([np.arange(many) for many in room])
    table = np.where(np.isinf(cost[:, seat]), NEVER, cost[:, seat] + step[seat] * nth)
    found = np.full(len(cost), -1)
    who, where = linear_sum_assignment(table)
    some = table[who, where] < NEVER
    found[who[some]] = seat[where[some]]
    return found


@pytest.mark.parametrize("seed", range(40))
def test_the_sum_of_costs_is_least(seed: int) -> None:
    chance = np.random.default_rng(seed)
    people, places = chance.integers(1, 30), chance.integers(1, 12)
    cost = chance.normal(0.0, 10.0, (people, places))
    cost[chance.random(cost.shape) < chance.random()] = np.inf
    room, step = chance.integers(1, 5, places), chance.random(places) * 10.0
    assert np.array_equal(cheapest_places(cost, room, step), by_seat(cost, room, step))


def test_nobody_and_nowhere() -> None:
    none, some = np.empty((0, 2)), np.ones(2, dtype=np.int64)
    assert cheapest_places(none, some, np.zeros(2)).tolist() == []
    closed = np.full((2, 2), np.inf)
    assert cheapest_places(closed, some, np.zeros(2)).tolist() == [-1, -1]
    assert cheapest_places(np.empty((2, 0)), some[:0], np.zeros(0)).tolist() == [-1, -1]
