"""Null models do not show what is taken as evidence of behaviour, and keep their own books."""

from __future__ import annotations

import numpy as np
import pytest

from patterns.catalogue import PATTERNS, Pattern
from patterns.null import NO_PREFERENCES, null_runs
from patterns.runs import person_years
from patterns.stock_flow import AGES, PENSION, YOUNGEST, one_year
from teacherflow.parameters import catalogue

EVIDENCE = tuple(p for p in PATTERNS if p.name in ("A1", "A4", "A6", "A7"))
BOOKS = tuple(p for p in PATTERNS if p.name in ("A3", "A5", "A8", "A16"))
SCENARIOS = ("status_quo", "village_2000")


@pytest.mark.parametrize("pattern", EVIDENCE, ids=lambda p: p.name)
def test_without_preferences_the_pattern_is_gone(pattern: Pattern) -> None:
    assert not pattern.holds(pattern.measure(null_runs(2, *SCENARIOS)))


@pytest.mark.parametrize("pattern", BOOKS, ids=lambda p: p.name)
def test_what_follows_from_the_books_stays(pattern: Pattern) -> None:
    assert pattern.holds(pattern.measure(null_runs(2, *SCENARIOS)))


def test_without_preferences_a_subsidy_keeps_nobody() -> None:
    hazard = {}
    for scenario in SCENARIOS:
        years = person_years(null_runs(2, *SCENARIOS).of("careers", scenario))
        years = years[(years["year"] >= 2026) & (years["zone"] == "village")]
        hazard[scenario] = years["event"].isin(["quit", "leave_county"]).mean()
    assert abs(hazard["village_2000"] / hazard["status_quo"] - 1) < 0.1


def test_the_null_model_sets_known_parameters_inside_their_bounds() -> None:
    known = {name: about for name, about, _ in catalogue()}
    for name, value in NO_PREFERENCES.items():
        assert known[name].low <= value <= known[name].high, name


def test_stocks_lose_what_leaves_and_gain_what_is_hired() -> None:
    """100 people of one age in two zones: 1.4 % leave, the total holds, each zone gets its own back."""
    staff = np.zeros((3, AGES.size))
    staff[0, 40 - YOUNGEST], staff[2, 40 - YOUNGEST] = 60.0, 40.0
    later, left = one_year(staff, total=100.0)
    assert left.sum(axis=1) == pytest.approx([0.84, 0.0, 0.56])
    assert later.sum(axis=1) == pytest.approx([60.0, 0.0, 40.0])
    assert later[0, 41 - YOUNGEST] == pytest.approx(59.16)
    shrunk, _ = one_year(staff, total=99.0)
    assert shrunk.sum() == pytest.approx(99.0)


def test_everybody_goes_at_the_pension_age() -> None:
    staff = np.zeros((3, AGES.size))
    staff[1, PENSION - YOUNGEST] = 10.0
    later, left = one_year(staff, total=0.0)
    assert left.sum() == 10.0
    assert later.sum() == 0.0
