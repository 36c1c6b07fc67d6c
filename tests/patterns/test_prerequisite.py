"""A13: service for a title bunches before eligibility, ends on the day, and leaves no stock."""

from __future__ import annotations

import pytest

from patterns.catalogue import Pattern
from patterns.prerequisite import FROM, LAST, SETTLED, TITLES, UNTIL, mean, watched
from patterns.runs import Runs

pytestmark = pytest.mark.pattern


@pytest.mark.parametrize("pattern", TITLES, ids=lambda p: p.name)
def test_the_prerequisite_shows_it(pattern: Pattern) -> None:
    measured = pattern.measure(Runs({}))
    assert pattern.holds(measured), (
        f"{pattern.claim.en}: wanted {pattern.wanted.en}, got {measured}"
    )


def test_service_ends_with_the_rule() -> None:
    ended = watched()["ended"]
    assert mean(ended.serving, FROM, UNTIL) > 20
    assert mean(ended.serving, UNTIL + 1, LAST) == 0


def test_the_rule_brings_duty_in_the_countryside_and_turns_applicants_away() -> None:
    names = ("status_quo", "one_year", "three_years")
    rural = [mean(watched()[name].rural, FROM, FROM + 2) for name in names]
    asked = [mean(watched()[name].applications, SETTLED, LAST) for name in names]
    assert rural == sorted(rural)
    assert asked[0] > 1.05 * max(asked[1:])
    assert mean(watched()["status_quo"].serving, FROM, LAST) == 0
