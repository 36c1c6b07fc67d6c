"""Rank correlations and their chance: against scipy, and all shuffles of few draws."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from scipy.stats import spearmanr

from teacherflow_analysis.comparison.sensitivity import Swing
from teacherflow_analysis.inference import ranks
from teacherflow_analysis.inference.ranks import ranked


def test_chance_is_that_of_a_single_look_if_there_is_one() -> None:
    """Of one parameter and one outcome p is Spearman's, two-sided; it is never nothing."""
    source = np.random.default_rng(2)
    for slope in (0.35, -0.35, 0.1):
        x = source.normal(size=(1, 30))
        y = slope * x + source.normal(size=(1, 30))
        assert ranked(x, y).p.item() == pytest.approx(spearmanr(x[0], y[0]).pvalue, abs=0.03)
    assert ranked(x, x).p.item() == pytest.approx(1 / 2001)


@pytest.mark.parametrize("order", [(0, 1, 3, 4, 2), (1, 2, 4, 3, 0), (0, 3, 4, 2, 1)])
def test_equally_strong_shuffles_count_whatever_their_rounding(order: tuple[int, ...]) -> None:
    """Of five draws all 120 shuffles are known: ranks in whole numbers have no rounding."""
    x = np.arange(5)
    strong = abs(x @ np.array(order) - 20)  # 20: without any correlation
    exact = np.mean([abs(x @ np.array(one) - 20) >= strong for one in permutations(range(5))])
    found = ranked(np.array([x]) ** 2.0, np.array([order]) * 0.1)
    assert found.p.item() == pytest.approx(exact, abs=0.03)


def test_ties_share_a_rank_and_many_rows_are_taken_in_blocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = np.random.default_rng(4)
    few, many = source.integers(0, 4, (2, 12)), source.integers(0, 3, (5, 12)) * 1.0
    found = ranked(few, many)
    right = [[spearmanr(x, y).statistic for y in many] for x in few]
    assert found.correlations == pytest.approx(np.array(right))
    monkeypatch.setattr(ranks, "ALONE", 1)
    assert ranked(few, many).p == pytest.approx(found.p)


def test_decisive_is_what_chance_brings_less_than_once_in_twenty() -> None:
    swing = Swing("leave.pay_sensitivity", *[0.0] * 9, p=0.049)
    assert swing.decisive
    assert not replace(swing, p=0.051).decisive


def test_ties_are_not_broken_by_rounding() -> None:
    """.1 + .2 is .3, though a computer says it is more."""
    values = np.array([0.3, 0.1 + 0.2, 0.7, 0.5, 0.3, 0.1 + 0.2, 0.5, 0.7])
    parameter = np.arange(8.0)
    by_hand = spearmanr(parameter, values.round(9)).statistic
    found = ranked(parameter[None], values[None])
    assert found.correlations[0, 0] == pytest.approx(by_hand, rel=1e-12)
