"""Neighbours pay for a subsidy to one tier, with its tolerance."""

from __future__ import annotations

import pytest

from patterns.catalogue import Pattern
from patterns.neighbours import NEIGHBOURS, neighbour_runs


@pytest.mark.pattern
@pytest.mark.parametrize("pattern", NEIGHBOURS, ids=lambda p: p.name)
def test_neighbours_pay(pattern: Pattern) -> None:
    measured = pattern.measure(neighbour_runs())
    assert pattern.holds(measured), (
        f"{pattern.claim.en}: wanted {pattern.wanted.en}, got {measured}"
    )
