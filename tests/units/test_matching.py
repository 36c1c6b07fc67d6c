"""Matchings against textbook versions, and against every matching of small markets."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacherflow.matching import (
    UNMATCHED,
    Market,
    Own,
    by_rule,
    deferred,
    deferred_protected,
    market,
    newcomers,
    serial,
    to_be,
)
from twin import matching as textbook


class Small(NamedTuple):
    """A small market with its tables: worth and rank by (applicant, school), NaN unacceptable."""

    worth: np.ndarray
    rank: np.ndarray
    seats: list[int]

    @property
    def wishes(self) -> dict[int, list[int]]:
        listed = [[s for s in range(len(self.seats)) if not np.isnan(row[s])] for row in self.worth]
        return {i: sorted(own, key=lambda s: -self.worth[i, s]) for i, own in enumerate(listed)}

    @property
    def ranking(self) -> dict[int, list[int]]:
        people = range(self.worth.shape[0])
        return {s: sorted(people, key=lambda i: -self.rank[i, s]) for s in range(len(self.seats))}

    @property
    def market(self) -> Market:
        applicant, slot = np.nonzero(~np.isnan(self.worth))
        return market(
            applicant,
            slot,
            self.worth[applicant, slot],
            self.rank[applicant, slot],
            self.worth.shape[0],
            np.array(self.seats),
        )


@st.composite
def markets(draw: st.DrawFn, most_people: int = 12, most_schools: int = 6) -> Small:
    people = draw(st.integers(1, most_people))
    schools = draw(st.integers(1, most_schools))
    luck = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    worth = luck.normal(size=(people, schools))
    worth[luck.random((people, schools)) < draw(st.floats(0, 0.9))] = np.nan
    # schools often agree on the best: without common ranks nothing is ever displaced
    common = luck.normal(size=(people, 1)) * draw(st.floats(0, 3))
    rank = common + luck.normal(size=(people, schools))
    return Small(worth, rank, draw(st.lists(st.integers(0, 3), min_size=schools, max_size=schools)))


def as_pairs(match: np.ndarray) -> dict[int, int]:
    return {i: s for i, s in enumerate(match.tolist()) if s != UNMATCHED}


def blocking(small: Small, match: dict[int, int]) -> list[tuple[int, int]]:
    """Pairs that would rather have each other than what they have."""
    found = []
    for i, wishes in small.wishes.items():
        for s in wishes:
            if match.get(i) == s:
                break
            held = [j for j, at in match.items() if at == s]
            if len(held) < small.seats[s] or any(small.rank[j, s] < small.rank[i, s] for j in held):
                found.append((i, s))
    return found


@given(markets(40, 8))
def test_deferred_acceptance_equals_the_textbook(small: Small) -> None:
    expected = textbook.deferred(small.wishes, small.ranking, dict(enumerate(small.seats)))
    assert as_pairs(deferred(small.market)) == expected


@given(markets())
def test_deferred_acceptance_is_stable_and_within_the_seats(small: Small) -> None:
    match = as_pairs(deferred(small.market))
    assert blocking(small, match) == []
    for s, seats in enumerate(small.seats):
        assert sum(at == s for at in match.values()) <= seats


@given(markets(4, 3))
def test_no_stable_matching_is_better_for_any_applicant(small: Small) -> None:
    best = as_pairs(deferred(small.market))
    options = [[UNMATCHED, *small.wishes[i]] for i in range(small.worth.shape[0])]
    stable = []
    for choice in product(*options):
        match = as_pairs(np.array(choice))
        filled = [sum(at == s for at in match.values()) for s in range(len(small.seats))]
        fits = all(f <= s for f, s in zip(filled, small.seats, strict=True))
        if fits and not blocking(small, match):
            stable.append(match)
    assert best in stable
    for i, own in small.wishes.items():
        place = {s: at for at, s in enumerate(own)}
        mine = place.get(best.get(i, UNMATCHED), len(own))
        assert all(mine <= place.get(m.get(i, UNMATCHED), len(own)) for m in stable)


@given(markets(40, 8), st.randoms(use_true_random=False))
def test_serial_dictatorship_equals_the_textbook(small: Small, luck: object) -> None:
    order = list(range(small.worth.shape[0]))
    luck.shuffle(order)  # type: ignore[attr-defined]
    expected = textbook.serial(small.wishes, order, dict(enumerate(small.seats)))
    assert as_pairs(serial(small.market, np.array(order))) == expected


@given(markets(40, 8))
def test_with_one_common_ranking_both_rules_agree(small: Small) -> None:
    common = np.repeat(small.rank[:, :1], len(small.seats), axis=1)
    order = np.argsort(-common[:, 0])
    agreed = small._replace(rank=common).market
    assert deferred(agreed).tolist() == serial(agreed, order).tolist()


@given(markets(40, 8))
def test_where_nobody_holds_a_seat_and_all_rank_alike_four_rules_are_one(small: Small) -> None:
    """As in a placement by the bureau, where one score ranks people who have lost their posts."""
    common = np.repeat(small.rank[:, :1], len(small.seats), axis=1)
    order, own = np.argsort(-common[:, 0]), newcomers(small.worth.shape[0])
    agreed = small._replace(rank=common).market
    rules = ("serial", "deferred", "deferred_protected", "to_be")
    assert len({tuple(by_rule(rule, agreed, order, own).tolist()) for rule in rules}) == 1


@given(markets(40, 8), st.randoms(use_true_random=False))
def test_block_exchange_without_seats_to_trade_is_serial_dictatorship(
    small: Small, luck: object
) -> None:
    """Whatever the ranks, and also if own places are held that nobody else may have."""
    order = list(range(small.worth.shape[0]))
    luck.shuffle(order)  # type: ignore[attr-defined]
    chosen = serial(small.market, np.array(order)).tolist()
    assert to_be(small.market, newcomers(len(order)), np.array(order)).tolist() == chosen
    assert to_be(*with_closed_places(small), np.array(order)).tolist() == chosen


@given(markets(40, 8))
def test_protection_of_places_that_nobody_else_may_have_is_deferred_acceptance(
    small: Small,
) -> None:
    found = deferred_protected(*with_closed_places(small))
    assert found.tolist() == deferred(small.market).tolist()


def with_closed_places(small: Small) -> tuple[Market, Own]:
    """Everybody holds a place of a slot of his or her own."""
    people, schools = small.worth.shape
    seats = np.array([*small.seats, *[0] * people])
    nothing = np.zeros(people)
    own = Own(schools + np.arange(people), nothing, nothing, np.ones(people, dtype=bool))
    return small.market._replace(seats=seats), own


def test_a_market_without_pairs_leaves_everybody_unmatched() -> None:
    none = np.zeros(0, dtype=np.int64)
    empty = market(none, none, np.zeros(0), np.zeros(0), 3, np.array([2]))
    assert deferred(empty).tolist() == serial(empty, np.arange(3)).tolist() == [-1, -1, -1]


def test_unsorted_or_infinite_pairs_are_refused() -> None:
    one = np.ones(2)
    with pytest.raises(ValueError, match="sorted by applicant"):
        market(np.array([1, 0]), np.array([0, 0]), one, one, 2, np.array([1]))
    with pytest.raises(ValueError, match="finite"):
        market(np.array([0, 1]), np.array([0, 0]), one * np.inf, one, 2, np.array([1]))
