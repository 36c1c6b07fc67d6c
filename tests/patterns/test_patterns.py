"""Stylised facts of the field, each with its tolerance (measured values: docs/validation.md)."""

from __future__ import annotations

import pytest

from patterns.catalogue import PATTERNS, Pattern
from patterns.runs import runs


@pytest.mark.pattern
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.name)
def test_the_model_shows_it(pattern: Pattern) -> None:
    measured = pattern.measure(runs())
    assert pattern.holds(measured), (
        f"{pattern.claim.en}: wanted {pattern.wanted.en}, got {measured}"
    )
