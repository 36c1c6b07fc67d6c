"""Counties that ship, read once, and start populations of several seeds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from teacherflow.draws import Draws
from teacherflow.parameters import Parameters
from teacherflow.population import CountyData, generate, load_county
from teacherflow.state import State

COUNTIES = Path(__file__).resolve().parents[2] / "scenarios" / "counties"
NAMES = tuple(sorted(path.stem for path in COUNTIES.glob("*.yaml")))


@cache
def county(name: str) -> CountyData:
    return load_county(COUNTIES / f"{name}.yaml")


@cache
def start_of(name: str, seed: int, start: int = 2024, burn_in: int = 10) -> State:
    """A start population; tests must not change it."""
    return generate(
        county(name), start=start, burn_in=burn_in, parameters=Parameters(), draws=Draws(seed)
    )
