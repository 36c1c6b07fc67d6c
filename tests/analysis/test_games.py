"""Shapley values and interactions of made-up games, against brute force and their axioms."""

from __future__ import annotations

from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacherflow_analysis.shapley import games
from teacherflow_analysis.shapley.games import Worth

NAMES = ("a", "b", "c", "d")
PAIRS = 3


def coalitions(names: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(c) for k in range(len(names) + 1) for c in combinations(names, k)]


@st.composite
def made_up(draw: st.DrawFn) -> tuple[tuple[str, ...], Worth]:
    """One to four players; every coalition is worth three numbers, those of three pairs."""
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    seed = draw(st.integers(0, 2**32 - 1))
    luck = np.random.default_rng(seed)
    return names, {c: luck.normal(size=PAIRS) for c in coalitions(names)}


def by_brute_force(worth: Worth, names: tuple[str, ...], name: str) -> np.ndarray:
    """The mean over all orders of what a player adds to those before it."""
    orders = list(permutations(names))
    found = np.zeros(PAIRS)
    for order in orders:
        before = frozenset(order[: order.index(name)])
        found += worth[before | {name}] - worth[before]
    return found / len(orders)


@given(made_up())
def test_shares_are_means_over_all_orders(game: tuple[tuple[str, ...], Worth]) -> None:
    names, worth = game
    for name in names:
        wanted = by_brute_force(worth, names, name)
        assert games.shapley(worth, names, name) == pytest.approx(wanted, abs=1e-12)


@given(made_up())
def test_shares_add_up_in_every_pair(game: tuple[tuple[str, ...], Worth]) -> None:
    names, worth = game
    shares = sum(games.shapley(worth, names, name) for name in names)
    whole = worth[frozenset(names)] - worth[frozenset()]
    assert shares == pytest.approx(whole, abs=1e-12)


def test_what_a_player_adds_by_hand() -> None:
    """Nobody 1, a 3, b 4, both 10: a adds 2 first and 6 last."""
    sizes = {"": 1.0, "a": 3.0, "b": 4.0, "ab": 10.0}
    worth = {frozenset(names): np.array([value]) for names, value in sizes.items()}
    assert [games.alone(worth, name).item() for name in "ab"] == [2, 3]
    assert [games.last(worth, "ab", name).item() for name in "ab"] == [6, 7]
    assert [games.in_order(worth, "ba", name).item() for name in "ab"] == [6, 3]
    assert games.interaction(worth, "ab", "a", "b").item() == 4


@given(made_up())
def test_a_null_player_gets_exactly_nothing(game: tuple[tuple[str, ...], Worth]) -> None:
    names, worth = game
    more = {**worth, **{c | {"null"}: value for c, value in worth.items()}}
    everyone = (*names, "null")
    nothing = [
        games.shapley(more, everyone, "null"),
        games.alone(more, "null"),
        games.last(more, everyone, "null"),
        games.in_order(more, [*names, "null"], "null"),
        games.interaction(more, everyone, names[0], "null"),
    ]
    assert not np.any(nothing)
    for name in names:
        wanted = games.shapley(worth, names, name)
        assert games.shapley(more, everyone, name) == pytest.approx(wanted, abs=1e-12)


@given(made_up())
def test_players_who_can_stand_for_each_other_get_the_same(
    game: tuple[tuple[str, ...], Worth],
) -> None:
    names, worth = game
    swapped = {"a": "b", "b": "a"}
    like = {
        c: worth[c] + worth[frozenset(swapped.get(n, n) for n in c) & set(names)] for c in worth
    }
    if "b" in names:
        first, second = (games.shapley(like, names, name) for name in "ab")
        assert first == pytest.approx(second, abs=1e-12)


@given(made_up())
def test_interaction_is_what_two_get_as_one_beyond_what_each_gets_without_the_other(
    game: tuple[tuple[str, ...], Worth],
) -> None:
    """The recursive axiom of Grabisch and Roubens, by shares of three smaller games."""
    names, worth = game
    for one, other in combinations(names, 2):
        rest = tuple(name for name in names if name not in (one, other))
        merged = {
            c: worth[(c - {"both"}) | {one, other}] if "both" in c else worth[c]
            for c in coalitions((*rest, "both"))
        }
        wanted = (
            by_brute_force(merged, (*rest, "both"), "both")
            - by_brute_force(worth, (*rest, one), one)
            - by_brute_force(worth, (*rest, other), other)
        )
        found = games.interaction(worth, names, one, other)
        assert found == pytest.approx(wanted, abs=1e-12)


@given(st.integers(0, 2**32 - 1), st.permutations(NAMES))
def test_an_order_and_its_reverse_are_exact_if_only_pairs_interact(
    seed: int, order: list[str]
) -> None:
    luck = np.random.default_rng(seed)
    own = {name: luck.normal(size=PAIRS) for name in NAMES}
    two = {frozenset(pair): luck.normal(size=PAIRS) for pair in combinations(NAMES, 2)}
    worth = {
        c: sum((own[n] for n in c), np.zeros(PAIRS)) + sum(v for p, v in two.items() if p <= c)
        for c in coalitions(NAMES)
    }
    for name in NAMES:
        both = games.in_order(worth, order, name) + games.in_order(worth, order[::-1], name)
        assert both / 2 == pytest.approx(games.shapley(worth, NAMES, name), abs=1e-12)
        wanted = own[name] + sum(v for p, v in two.items() if name in p) / 2
        assert both / 2 == pytest.approx(wanted, abs=1e-12)


def test_rounding_errors_are_no_gain() -> None:
    one, other = np.array([0.1 + 0.2, 1.0]), np.array([0.3, 1.0 + 1e-6])
    found = games.gain({frozenset("a"): one, frozenset(): other}, frozenset("a"), frozenset())
    assert found[0] == 0
    assert found[1] == pytest.approx(-1e-6)
