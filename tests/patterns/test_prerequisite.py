"""A13: service for a title bunches before eligibility, ends on the day, and leaves no stock."""

from __future__ import annotations

import numpy as np
import pytest

from patterns.prerequisite import FROM, SETTLED, UNTIL, mean, starts_by_years_left, watched

pytestmark = pytest.mark.pattern

LAST = 2036


def test_service_starts_in_the_years_before_eligibility() -> None:
    """The two years before eligibility (with one year of service) see most starts, each."""
    starts = starts_by_years_left(watched()["one_year"])
    assert max(starts) == 2  # nobody serves earlier than that
    before = (starts[2] + starts[1]) / 2
    later = [starts.get(-years, 0) for years in range(15)]
    assert before > 1.5 * max(later)
    assert before > 3 * np.mean(later)


def test_service_ends_after_exactly_the_years_asked() -> None:
    for name, years in (("one_year", 1), ("three_years", 3)):
        lengths = watched()[name].lengths
        returned = [length for length, kind in lengths if kind == "exchange_return"]
        assert len(returned) > 100
        assert set(returned) <= set(range(1, years + 1))  # shorter where some service was there
        assert np.mean([length == years for length in returned]) > 0.9
        assert len(returned) > 0.9 * len(lengths)  # the others left service


def test_the_stock_is_applicants_times_years() -> None:
    for name, years in (("one_year", 1), ("three_years", 3)):
        found = watched()[name]
        starts = np.bincount([y - FROM for y, _ in found.starts], minlength=LAST - FROM + 1)
        if years == 1:
            assert starts.tolist() == [found.serving[y] for y in range(FROM, LAST + 1)]
        flow = float(np.mean(starts[SETTLED - FROM - years + 1 :]))
        assert mean(found.serving, SETTLED, LAST) == pytest.approx(years * flow, rel=0.15)
    longer = mean(watched()["three_years"].serving, SETTLED, LAST)
    assert longer > 1.5 * mean(watched()["one_year"].serving, SETTLED, LAST)


def test_nothing_stays_when_the_rule_ends() -> None:
    ended, free = watched()["ended"], watched()["status_quo"]
    assert mean(ended.serving, FROM, UNTIL) > 20
    assert mean(ended.serving, UNTIL + 1, LAST) == 0
    gain = mean(ended.rural, FROM, UNTIL) - mean(free.rural, FROM, UNTIL)
    after = mean(ended.rural, UNTIL + 2, LAST) - mean(free.rural, UNTIL + 2, LAST)
    assert gain > 20
    assert abs(after) < 0.35 * gain


def test_the_rule_brings_duty_in_the_countryside_and_turns_applicants_away() -> None:
    names = ("status_quo", "one_year", "three_years")
    rural = [mean(watched()[name].rural, FROM, FROM + 2) for name in names]
    asked = [mean(watched()[name].applications, SETTLED, LAST) for name in names]
    assert rural == sorted(rural)
    assert asked[0] > 1.05 * max(asked[1:])
    assert mean(watched()["status_quo"].serving, FROM, LAST) == 0
