"""Largest remainders: exact sums, quota rule, ties to the lower id, groups apart."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacherflow.apportion import apportion, apportion_within, nearest, whole, whole_within


def by_hand(weights: list[int], total: int) -> list[int]:
    """Largest remainder in exact arithmetic."""
    exact = [Fraction(w * total, sum(weights)) for w in weights]
    parts = [int(x) for x in exact]
    order = sorted(range(len(weights)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=30).filter(any),
    st.integers(0, 500),
)
def test_like_exact_arithmetic(weights: list[int], total: int) -> None:
    assert apportion(weights, total).tolist() == by_hand(weights, total)


def test_a_known_table() -> None:
    # Hamilton's method, a textbook example: 21, 15, 9, 5 of 50 for 10 seats.
    assert apportion([21, 15, 9, 5], 10).tolist() == [4, 3, 2, 1]


def test_ties_go_to_the_lower_id() -> None:
    assert apportion([1, 1, 1, 1], 2).tolist() == [1, 1, 0, 0]
    assert apportion([0.1 + 0.2, 0.3, 0.3], 1).tolist() == [1, 0, 0]  # equal but for rounding


@given(st.data())
def test_groups_are_settled_apart(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=5))
    group = np.repeat(np.arange(len(sizes)), sizes)
    weights = np.array([data.draw(st.integers(1, 9)) for _ in group])
    totals = [data.draw(st.integers(0, 40)) for _ in sizes]
    mixed = np.array(data.draw(st.permutations(range(group.size))))
    together = apportion_within(weights[mixed], group[mixed], totals)
    for g, total in enumerate(totals):
        inside = group[mixed] == g
        assert together[inside].tolist() == by_hand(weights[mixed][inside].tolist(), total)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40))
def test_whole_numbers_keep_the_sum(values: list[float]) -> None:
    parts = whole(values)
    assert abs(parts.sum() - sum(values)) <= 0.5 + 1e-6
    assert np.all(np.abs(parts - np.array(values)) < 1 + 1e-6)


def test_whole_within_groups() -> None:
    parts = whole_within([0.6, 1.7, 0.6, 2.7], [0, 1, 0, 1], 2)
    assert parts.tolist() == [1, 2, 0, 2]  # 1.2 and 4.4 in all, equal remainders in each group


@pytest.mark.parametrize(
    ("weights", "total", "message"),
    [
        ([0.0, 0.0], 3, "no weight"),
        ([-1.0, 2.0], 3, "not negative"),
        ([float("nan"), 2.0], 3, "finite"),
        ([1.0], -1, "must not be negative"),
    ],
)
def test_what_cannot_be_divided_is_refused(weights: list[float], total: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        apportion(weights, total)


def test_a_group_without_a_total_is_refused() -> None:
    with pytest.raises(ValueError, match="no total"):
        apportion_within([1.0, 1.0], [0, 1], [3])


def test_halves_go_up_whatever_the_order_of_the_sum() -> None:
    assert nearest([0.5, 1.4999999999999, 2.5, 0.49, 0.0]).tolist() == [1, 2, 3, 0, 0]
    staff = np.array([11, 16, 11, 7])  # three tenths of 45 are 13.5
    assert np.cumsum(0.3 * staff)[-1] < 13.5  # but added up one by one they are a hair less
    assert whole(0.3 * staff).sum() == 14
