"""Orders, places and standard scores against their plain definitions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacherflow.ranking import ascending, place_in_group, standard_scores


@given(st.lists(st.integers(-3, 3), max_size=60))
def test_of_equal_values_the_earlier_comes_first(values: list[int]) -> None:
    wanted = sorted(range(len(values)), key=lambda i: (values[i], i))
    assert ascending(np.array(values, dtype=np.float64)).tolist() == wanted


@given(st.lists(st.integers(0, 4), max_size=40))
def test_the_place_in_a_run_counts_the_equal_ones_before(group: list[int]) -> None:
    group = sorted(group)
    wanted = [group[:i].count(g) for i, g in enumerate(group)]
    assert place_in_group(np.array(group, dtype=np.int32)).tolist() == wanted


def test_standard_scores_by_hand() -> None:
    scores = standard_scores(np.array([1.0, 10.0, 3.0, 10.0]), np.array([0, 2, 0, 2]))
    assert scores.tolist() == pytest.approx([-1.0, 0.0, 1.0, 0.0])


def test_standard_scores_have_mean_zero_and_spread_one_in_each_group() -> None:
    group = np.arange(50) % 2
    scores = standard_scores(np.sin(np.arange(50.0)), group)
    for g in (0, 1):
        assert scores[group == g].mean() == pytest.approx(0.0, abs=1e-12)
        assert scores[group == g].std() == pytest.approx(1.0)
    assert standard_scores(np.zeros(0), np.zeros(0, dtype=np.int64)).size == 0
