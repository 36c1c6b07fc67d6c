"""Stylised facts of rotation, each with its tolerance."""

from __future__ import annotations

import pytest

from patterns.catalogue import Pattern
from patterns.rotation import ROTATION, rotation_runs


@pytest.mark.pattern
@pytest.mark.parametrize("pattern", ROTATION, ids=lambda p: p.name)
def test_rotation_shows_it(pattern: Pattern) -> None:
    measured = pattern.measure(rotation_runs())
    assert pattern.holds(measured), (
        f"{pattern.claim.en}: wanted {pattern.wanted.en}, got {measured}"
    )
