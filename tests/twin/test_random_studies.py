"""A few random studies, always the same: engine and twin agree after every phase.

The whole catalogue is divided among them, so that almost all of it is lived; `benchmarks/twins.py`
lives others, for as long as it is told to.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from properties.counties import write_counties
from strategies import POLICIES
from teacherflow.scenario import Scenario
from twin.lives import Life, lived_twice, lives, study_in, write_life

PARTS, STUDIES = 9, 2
"""Into how many parts the catalogue is divided, and how many studies are drawn from each."""
LUCK = 1
"""Of a few that were tried, the one under which most policies are lived for the time it takes."""
MET = 0.9
"""Least share of the catalogue that is in force somewhere; a new policy draws other studies."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_counties(tmp_path)
    return tmp_path


def test_random_studies_of_the_whole_catalogue(folder: Path) -> None:
    names = sorted(POLICIES)
    random.Random(LUCK).shuffle(names)
    met: set[str] = set()
    for part in range(PARTS):
        met |= live_some(names[part::PARTS], part, folder)
    assert len(met) >= MET * len(POLICIES), sorted(POLICIES.keys() - met)


def live_some(among: Collection[str], part: int, folder: Path) -> set[str]:
    """Live some studies with policies of this part twice; return those that were in force."""
    met: set[str] = set()
    turn = count()

    @seed(100 * LUCK + part)
    @settings(
        max_examples=STUDIES + 1,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(lives(among))
    def live(life: Life) -> None:
        if next(turn) == 0:
            return  # the first is always the simplest: two policies as they are
        study = study_in(write_life(life, life.luck + part, folder))
        if study is not None:
            for scenario, _ in lived_twice(study, life):
                met.update(in_force(scenario))

    live()
    return met


def in_force(scenario: Scenario) -> set[str]:
    """Return the policies that claim something in some year."""
    claims = [c for terms in scenario.terms.values() for cs in terms.claimants.values() for c in cs]
    claiming = {name for name, _ in claims}
    return {one.instance.policy.name for one in scenario.policies if one.name in claiming}
