"""Any allowed value of any parameter runs: no warning, no broken identity, no number undefined."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from integration.rules import SCENARIOS, START, terms_of
from integration.tiny import tiny_county
from teacherflow.accounting import Books
from teacherflow.county import County
from teacherflow.parameters import Parameters, catalogue
from teacherflow.results.recorder import Recorder

RANGES = {name: (about.low, about.high) for name, about, _ in catalogue()}
CODES = {name: list(about.codes.values()) for name, about, _ in catalogue() if about.choices}


def values(name: str) -> st.SearchStrategy[float]:
    if name in CODES:
        return st.sampled_from(CODES[name])
    low, high = RANGES[name]
    return st.sampled_from((low, high)) | st.floats(low, high)


@st.composite
def parameters(draw: st.DrawFn) -> dict[str, float]:
    """Draw values for some parameters, often at the ends of their ranges."""
    names = draw(st.sets(st.sampled_from(sorted(RANGES)), max_size=40))
    return {name: draw(values(name)) for name in sorted(names)}


@given(
    changed=parameters(),
    scenario=st.sampled_from(sorted(SCENARIOS)),
    seed=st.integers(0, 2**32),
    size=st.sampled_from((0.6, 1.0, 1.6)),
    burn_in=st.integers(0, 2),
)
@example(
    changed={
        "population.women_over_55": RANGES["population.women_over_55"][1],
        "population.tenure_mean": RANGES["population.tenure_mean"][0],
    },
    scenario="status quo",
    seed=1,
    size=1.0,
    burn_in=1,
)
@example(changed={"population.talent_sd": 0.0}, scenario="status quo", seed=1, size=1.0, burn_in=1)
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
def test_any_allowed_parameters(
    changed: dict[str, float], scenario: str, seed: int, size: float, burn_in: int
) -> None:
    past = County.generated(
        tiny_county(size),
        start=START,
        burn_in=burn_in,
        seed=seed,
        parameters=Parameters().changed(changed),
    )
    county = past.fork(terms_of(SCENARIOS[scenario]))
    state, recorder = county.state, Recorder("any")
    books = Books(state)
    recorder.begin(state)
    for _ in range(4):
        county.step()
        assert books.close(state) == []
        recorder.year(state)
    for name, table in recorder.finish(state).items():
        for column, found in table.items():
            if found.dtype.kind == "f":
                assert np.isfinite(np.ma.compressed(found)).all(), (name, column)
