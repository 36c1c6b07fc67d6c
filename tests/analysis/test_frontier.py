"""Which options are efficient, against tables worked out by hand and chances in closed form."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from teacherflow_analysis.inference.resampling import resampled
from teacherflow_analysis.money.frontier import Status, frontier, places_of

KEYS = ["draw", "replication"]


def runs_of(effect: np.ndarray) -> pd.DataFrame:
    """Return runs of an option that costs 1 in all of them; one row of effects a draw."""
    index = pd.MultiIndex.from_product([range(size) for size in effect.shape], names=KEYS)
    return pd.DataFrame({"cost": 1.0, "effect": effect.ravel()}, index)


def test_frontier_by_hand() -> None:
    """b costs more than a for less; d is passed over: half of a and e does more for less."""
    means = {
        "base": (0.0, 0.0),
        "a": (10.0, 2.0),
        "b": (12.0, 1.0),
        "d": (40.0, 3.0),
        "e": (50.0, 6.0),
    }
    places = places_of(means)
    assert {n: p.status.value for n, p in places.items()} == {
        **dict.fromkeys(("base", "a", "e"), "efficient"),
        "b": "dominated",
        "d": "extended dominance",
    }
    assert places["b"].beaten_by == ("a",)
    assert places["d"].beaten_by == ("a", "e")
    assert (places["a"].next_ratio, places["e"].next_ratio) == (5.0, 10.0)


def test_the_chance_of_an_option_is_how_often_it_is_efficient_if_runs_are_drawn_again() -> None:
    """b does less for more in every run; c does harm in one run of two."""
    index = pd.MultiIndex.from_product([[0], range(8)], names=["draw", "replication"])
    cost = [10.0, 11, 9, 10, 12, 8, 10, 11]
    effects = {"a": [2.0] * 8, "b": [1.0] * 8, "c": [9.0, -9.1] * 4}
    runs = {
        name: pd.DataFrame({"cost": np.array(cost) * (1 + (name != "a")), "effect": effect}, index)
        for name, effect in effects.items()
    }
    found = frontier(runs, "base")
    assert (found["base"].status, found["base"].chance) == (Status.EFFICIENT, 1.0)
    assert (found["b"].status, found["b"].chance) == (Status.DOMINATED, 0.0)
    assert found["a"].chance is not None
    assert found["c"].status is Status.DOMINATED
    assert found["c"].chance is not None
    assert 0.05 < found["c"].chance < 0.5
    assert 1 - found["c"].chance <= found["a"].chance < 1  # passed over where c does most
    assert frontier({}, "base") == {}


def test_a_scenario_equal_to_the_baseline_is_not_worth_a_price() -> None:
    places = places_of({"base": (0.0, 0.0), "same": (0.0, 0.0), "worse": (1.0, -1.0)})
    assert places["same"].beaten_by == ("base",)
    assert places["worse"].status.value == "dominated"


def test_of_two_that_are_better_the_cheapest_is_named_and_of_these_the_one_that_does_most() -> None:
    base = {"base": (0.0, 0.0)}
    places = places_of(base | {"x": (10.0, 3.0), "y": (10.0, 5.0), "z": (11.0, 2.0)})
    assert places["z"].beaten_by == ("y",)
    places = places_of(base | {"x": (5.0, 3.0), "y": (10.0, 9.0), "z": (11.0, 2.0)})
    assert places["z"].beaten_by == ("x",)


def test_a_mixture_is_one_of_the_neighbours_on_the_frontier() -> None:
    """d lies between a and e; f, on the frontier too, does still more."""
    means = {"base": (0.0, 0.0), "a": (10.0, 2.0), "d": (40.0, 3.0), "e": (50.0, 6.0)}
    places = places_of(means | {"f": (200.0, 9.0)})
    assert places["d"].beaten_by == ("a", "e")
    assert places["f"].next_ratio == 50.0


def test_an_option_that_does_much_for_little_more_passes_over_several() -> None:
    """Half of r and half of nothing does more than p for less, a fifth of r more than q."""
    means = {"base": (0.0, 0.0), "p": (10.0, 1.0), "q": (30.0, 2.0), "r": (31.0, 10.0)}
    places = places_of(means)
    assert places["p"].beaten_by == places["q"].beaten_by == ("base", "r")
    assert places["r"].next_ratio == 3.1


def test_an_option_on_the_line_between_two_others_is_efficient() -> None:
    """A mixture does as much, but for no less."""
    places = places_of({"base": (0.0, 0.0), "half": (10.0, 1.0), "whole": (20.0, 2.0)})
    assert [place.status for place in places.values()] == [Status.EFFICIENT] * 3
    assert (places["half"].next_ratio, places["whole"].next_ratio) == (10.0, 10.0)


def test_chances_of_luck_that_all_draws_share() -> None:
    """All draws meet +1 in one replication and −1.5 in the other: above 0 where the first comes twice.

    Taken as eight cases it would be so in 36 % (five or more of them, binomial).
    """
    effect = np.tile([1.0, -1.5], (4, 1))
    found = frontier({"a": runs_of(effect)}, "base")["a"].chance
    assert found == pytest.approx(1 / 4, abs=0.04)
    assert found == np.mean(resampled([effect])[0, :1000] > 0)


def test_chances_of_one_draw_are_those_of_its_cases() -> None:
    """Above 0 with three or four of four cases at +1 and the others at −1.5: 5 of 16."""
    effect = np.array([[1.0, -1.5, 1.0, -1.5]])
    found = frontier({"a": runs_of(effect)}, "base")["a"].chance
    assert found == pytest.approx(5 / 16, abs=0.04)
    assert found == np.mean(resampled([effect[0]])[0, :1000] > 0)


def test_without_runs_to_draw_again_there_is_no_chance() -> None:
    """One run; and options that have different runs."""
    one = frontier({"a": runs_of(np.array([[1.0]]))}, "base")
    assert [place.chance for place in one.values()] == [None, None]
    some = {"a": runs_of(np.ones((1, 4))), "b": runs_of(np.ones((1, 4))).iloc[1:]}
    assert {place.chance for place in frontier(some, "base").values()} == {None}
