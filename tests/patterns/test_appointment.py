"""A14 and A15: who wins and who loses by competition for posts."""

from __future__ import annotations

import pytest

from patterns.appointment import HIRING
from patterns.catalogue import Pattern
from patterns.runs import Runs


@pytest.mark.pattern
@pytest.mark.parametrize("pattern", HIRING, ids=lambda p: p.name)
def test_competition_shows_it(pattern: Pattern) -> None:
    measured = pattern.measure(Runs({}))
    assert pattern.holds(measured), (
        f"{pattern.claim.en}: wanted {pattern.wanted.en}, got {measured}"
    )
