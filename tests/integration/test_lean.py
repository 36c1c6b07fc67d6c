"""The lean twin that benchmarks time lives the same years as the engine."""

from __future__ import annotations

import pytest

from benchmarks.lean import LeanCounty
from integration.rules import SCENARIOS, terms_of
from integration.test_whole_years import fork_of
from teacherflow.county import County
from twin.world import differences


@pytest.mark.parametrize("name", ["status quo", "all", "growth", "forms of exchange"])
def test_the_lean_twin_agrees(name: str) -> None:
    pair = fork_of(2)
    terms = terms_of(SCENARIOS[name])
    county = County(pair.state, terms).fork(terms)
    for _ in range(2):
        lean = LeanCounty(county.state, terms)
        lean.step()
        county.step()
        assert differences(county.state, lean) == []
