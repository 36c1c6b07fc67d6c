"""M01 动态调控: quotas are divided anew by need, within the total."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posting import posting, quota_gap, quotas, same, thinned
from teacherflow.agents.posts import divided_anew
from teacherflow.codes import Zone
from teacherflow.county import County
from teacherflow.policies.posts import Reallocate


def reallocate(**values: object) -> Reallocate:
    return Reallocate.model_validate({"from": 2024, "short_subjects": False, **values})


def test_reallocation_narrows_the_quota_gap(fork: County) -> None:
    """The further quotas go, the less of them stands above need; at weight 1 only rounding does."""
    doses = (0.0, 0.3, 0.7, 1.0)
    found = [quota_gap(posting(fork, 1, reallocate(weight=w)).state) for w in doses]
    assert all(a > b for a, b in pairwise(found))
    assert found[0] > 0.1
    assert found[-1] < 0.02


def test_the_sum_of_quotas_stays_in_the_first_year_and_never_rises(fork: County) -> None:
    assert quotas(posting(fork, 1, reallocate()).state) == quotas(fork.state)
    for years in (2, 5):
        before = quotas(posting(fork, years).state)
        after = quotas(posting(fork, years, reallocate()).state)
        assert all(a <= b for a, b in zip(after, before, strict=True))


def test_a_dose_of_nothing_and_a_later_year_change_no_byte(fork: County) -> None:
    plain = posting(fork, 2)
    assert same(plain, posting(fork, 2, Reallocate.model_validate({"weight": 0.0})))
    assert same(plain, posting(fork, 2, Reallocate.model_validate({"from": 2026})))
    assert not same(plain, posting(fork, 2, reallocate()))


def test_the_tilt_gives_villages_a_larger_part(fork: County) -> None:
    def village(tilt: float) -> int:
        s = posting(fork, 1, reallocate(tilt=tilt)).state.sections
        return int(s.quota[s.zone == Zone.VILLAGE].sum())

    assert village(0.0) < village(0.1) < village(0.2)


def test_quotas_stand_between_the_years_of_a_longer_period(fork: County) -> None:
    s = posting(fork, 3, reallocate(period_years=3, weight=0.5)).state.sections
    first = posting(fork, 1, reallocate(period_years=3, weight=0.5)).state.sections
    quiet = s.open & (s.opened == 0) & ~np.isin(s.unit, s.unit[s.closed > 0])
    assert quiet.sum() > 10
    assert np.array_equal(s.quota[quiet], first.quota[quiet])


def test_short_subjects_are_filled_first(fork: County) -> None:
    """Of more vacancies than hires, those are filled where more was taught out of field."""
    rule, base, found = {"from": 2024, "weight": 0.0001}, thinned(fork), []
    for short in (False, True):
        policy = Reallocate.model_validate({**rule, "short_subjects": short})
        before, s = fork.state.sections, posting(base, 1, policy).state.sections
        lacking = before.required.sum(axis=1) * (1.0 - before.in_field)
        found.append((int(s.listed.sum()), float(np.dot(s.listed, lacking))))
    assert found[0][0] == found[1][0]
    assert found[0][1] < found[1][1]


@pytest.mark.parametrize(
    ("quota", "plan", "total", "weight", "expected"),
    [
        ([10, 20, 30], [20, 20, 20], 60, 1.0, [20, 20, 20]),
        ([10, 20, 30], [20, 20, 20], 60, 0.5, [15, 20, 25]),
        ([10, 20, 30], [20, 20, 20], 60, 0.0, [10, 20, 30]),
        ([10, 20, 30], [20, 20, 20], 30, 1.0, [10, 10, 10]),  # the total has fallen
        ([1, 9], [1, 999], 10, 1.0, [1, 9]),  # everybody keeps one
    ],
)
def test_divisions_as_reckoned_by_hand(
    quota: list[int], plan: list[int], total: int, weight: float, expected: list[int]
) -> None:
    assert divided_anew(np.array(quota), np.array(plan), total, weight).tolist() == expected


@given(
    st.lists(st.tuples(st.integers(1, 90), st.integers(1, 90)), min_size=1, max_size=25),
    st.integers(0, 3000),
    st.floats(0.0, 1.0),
)
def test_the_sum_lies_between_what_there_was_and_the_total(
    sections: list[tuple[int, int]], total: int, weight: float
) -> None:
    quota, plan = (np.array(column) for column in zip(*sections, strict=True))
    after = divided_anew(quota, plan, max(total, quota.size), weight)
    assert after.min() >= 1
    ends = sorted((int(quota.sum()), max(total, quota.size)))
    assert ends[0] <= after.sum() <= ends[1]
