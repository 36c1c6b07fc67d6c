"""Random studies to be lived twice, in the engine and in its twin.

Counties of 5 to 24 schools, any policies of the catalogue with any allowed values and dates, model
parameters moved at will, two years of burn-in at most.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from integration.pair import Pair
from properties.test_any_parameters import parameters
from strategies import studies, write_study
from teacherflow.faults import Faults
from teacherflow.parameters import Parameters
from teacherflow.scenario import Scenario, Study, check_study

COUNTIES = 13
"""The smaller ones of the counties of the random studies: a twin goes through everybody."""
BURN_IN = 2


@dataclass(frozen=True)
class Life:
    """A study as drawn, and what else it takes to live it again.

    Attributes
    ----------
    plain : dict
        The study, for a county that is named when it is written.
    changed : dict
        Model parameters that are not at their usual place.
    luck : int
        Seed of the county.
    """

    plain: dict[str, Any]
    changed: dict[str, float]
    luck: int


@st.composite
def lives(draw: st.DrawFn, among: Collection[str] = ()) -> Life:
    """Draw a study (``among`` as `studies` takes it), and often some model parameters."""
    drawn = studies(most_years=5, fewest_years=3, most_scenarios=2, at_odds=True, among=among)
    plain = draw(drawn)
    changed, as_they_are = draw(parameters()), draw(st.booleans())
    return Life(plain, {} if as_they_are else changed, draw(st.integers(1, 10**6)))


def write_life(life: Life, place: int, folder: Path) -> Path:
    """Write the study of a life for the county of its turn (small numbers are drawn most)."""
    county = f"{place % COUNTIES}.yaml"
    return write_study({**life.plain, "county": county, "record": ["teachers"]}, folder)


def study_in(path: Path) -> Study | None:
    """Read a study; None if its policies are at odds with each other."""
    return check_study(path, Faults())


def lived_twice(study: Study, life: Life) -> Iterator[tuple[Scenario, Pair]]:
    """Live each scenario in both, from one past; fail where the twins come apart."""
    years = study.years
    past = Pair.generated(
        study.counties.data(study.county_name),
        start=years.start,
        burn_in=min(BURN_IN, years.burn_in),
        seed=life.luck,
        parameters=Parameters().changed(life.changed),
    )
    for scenario in study.scenarios.values():
        pair = past.fork(scenario.terms)
        for _ in range(years.count):
            pair.step()
        yield scenario, pair
