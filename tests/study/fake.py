"""A study without a model: tables from a hash of their keys, as fast as the disk.

Nothing of the model is imported: worker processes of a fake study start quickly.

The simulator is a pure function of (study, unit, scenario), like the real one; it has floats that
are undefined, text beyond ASCII, tables without rows, and a scenario that fails on demand.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from teacherflow.study import manifest, pool
from teacherflow.study.faults import UnitFault
from teacherflow.study.plan import Unit
from teacherflow.study.simulator import Simulator
from teacherflow.study.tables import Schema, Tables

SCHEMA: Schema = {
    "county_year": {"year": "INTEGER", "welfare": "DOUBLE", "headcount": "INTEGER"},
    "moves": {"year": "INTEGER", "teacher_id": "BIGINT", "kind": "VARCHAR", "up": "BOOLEAN"},
    "schools": {"school_id": "INTEGER", "name": "VARCHAR"},
    "spending": {"year": "INTEGER", "yuan": "DOUBLE"},
}


@dataclass(frozen=True)
class FakeStudy:
    """What `teacherflow.study.plan.Study` asks for, and how to misbehave.

    Attributes
    ----------
    fails : tuple of int
        Replications in which the second scenario breaks.
    kills : tuple of int
        Replications that end their worker.
    shift : float
        Changes the numbers of a study that calls itself the same.
    """

    seed: int = 1
    replications: int = 3
    draws: int = 2
    baseline: str = "status_quo"
    scenarios: dict[str, Any] = field(default_factory=lambda: {"status_quo": {}, "轮岗": {"x": 1}})
    county_name: str = "织金"
    title: str = ""
    fails: tuple[int, ...] = ()
    kills: tuple[int, ...] = ()
    shift: float = 0.0

    @property
    def county_names(self) -> tuple[str, ...]:
        return (self.county_name,)

    def resolved(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "seed": self.seed,
            "replications": self.replications,
            "draws": self.draws,
            "baseline": self.baseline,
            "scenarios": self.scenarios,
            "county": self.county_name,
        }

    def but(self, **changes: Any) -> FakeStudy:
        return replace(self, **changes)


def simulate(study: FakeStudy, unit: Unit, scenarios: Sequence[str]) -> dict[str, Tables]:
    if unit.replication in study.kills:
        os._exit(9)
    results = {}
    for scenario in dict.fromkeys((study.baseline, *scenarios)):
        if unit.replication in study.fails and scenario != study.baseline:
            raise UnitFault(f"scenario {scenario}, year 2026", "posts 12, expected 11")
        results[scenario] = tables(study, unit, scenario)
    return results


def tables(study: FakeStudy, unit: Unit, scenario: str) -> dict[str, dict[str, np.ndarray]]:
    place = f"{study.seed} {unit.replication} {scenario} {unit.county} {unit.draw}"
    luck = np.random.default_rng(list(place.encode()))
    years = np.arange(2024, 2028, dtype=np.int32)
    welfare = luck.normal(size=4) + study.shift
    welfare[0] = np.nan
    movers = np.flatnonzero(luck.uniform(size=40) < 0.5)
    return {
        "county_year": {
            "year": years,
            "welfare": welfare,
            "headcount": np.ma.masked_equal(years % 7, 3).astype(np.int32),
        },
        "moves": {
            "year": np.full(movers.size, 2025, dtype=np.int32),
            "teacher_id": movers[::-1] * 10**9,
            "kind": np.full(movers.size, "调动", dtype=object),
            "up": movers % 2 == 0,
        },
        "schools": {
            "school_id": np.array([1, 0]),
            "name": np.ma.masked_array(np.array(["乙小学", "?"], dtype=object), [False, True]),
        },
        "spending": {},
    }


def schema(study: FakeStudy) -> Schema:
    return SCHEMA


FAKE = Simulator(simulate, schema)


VERSIONS = {"teacherflow": "0", "sources": "0", "numpy": "0"}


def fix_versions() -> None:
    """Let all processes of a test agree on their versions, even while sources are edited."""
    manifest.versions = lambda: VERSIONS  # type: ignore[assignment]


def without_model() -> None:
    """Let the server of workers load what a fake study needs, and no model."""
    pool._LOADED = ("study.fake", "teacherflow.study.run")  # type: ignore[assignment]


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return every visible file of a folder of results."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }
