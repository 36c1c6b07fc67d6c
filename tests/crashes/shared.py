"""A study of two counties with one small table, several units to a part: quick to walk through."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from study.fake import FakeStudy, tables
from teacherflow.study.blocks import Block
from teacherflow.study.inputs import Inputs
from teacherflow.study.join import join
from teacherflow.study.plan import Unit
from teacherflow.study.run import run_study
from teacherflow.study.simulator import Simulator
from teacherflow.study.tables import Schema, Tables

SCHEMA: Schema = {"county_year": {"year": "INTEGER", "welfare": "DOUBLE", "headcount": "INTEGER"}}


@dataclass(frozen=True)
class Counties(FakeStudy):
    """A fake study of two counties; its study file tells its replications and scenarios."""

    @property
    def county_names(self) -> tuple[str, ...]:
        return ("甲", "乙")

    def resolved(self) -> dict[str, Any]:
        found = super().resolved()
        del found["county"]
        return {**found, "counties": list(self.county_names)}


def simulate(study: Counties, unit: Unit, scenarios: Sequence[str]) -> dict[str, Tables]:
    wanted = dict.fromkeys((study.baseline, *scenarios))
    return {n: {"county_year": tables(study, unit, n)["county_year"]} for n in wanted}


def schema(study: Counties) -> Schema:
    return SCHEMA


def inputs(study: Counties) -> Inputs:
    told = f"{study.replications} {sorted(study.scenarios)}".encode()
    return Inputs("study.yaml", {"study.yaml": told, "counties/a.yaml": b"figures"})


def three(study: object) -> int:
    return 3


SHARED = Simulator(simulate, schema, inputs, three)


def simulate_and_die_once(
    study: Counties, unit: Unit, scenarios: Sequence[str]
) -> dict[str, Tables]:
    """End the first worker that has stored a part and goes on to the next."""
    with Path(os.environ["SHARED_LOG"]).open("a", encoding="utf-8") as log:
        log.write(f"{os.getpid()} {unit.name}\n")
    told = Path(os.environ["SHARED_LOG"]).read_text("utf-8").split()
    if told.count(str(os.getpid())) == 5 and not Path(os.environ["SHARED_FLAG"]).exists():
        Path(os.environ["SHARED_FLAG"]).touch()
        os._exit(9)
    return simulate(study, unit, scenarios)


STUDY = Counties(replications=2, draws=2)
FEWER = STUDY.but(replications=1)
SMALL = STUDY.but(draws=1)


def whole(folder: Path, study: FakeStudy = STUDY) -> Path:
    """Run a study at once."""
    run_study(study, folder, SHARED)
    return folder


def in_blocks(folder: Path, study: FakeStudy = STUDY) -> Path:
    """Run a study in two blocks and join them."""
    places = [folder / f"block {k}" for k in (1, 2)]
    for k, place in enumerate(places, 1):
        run_study(study, place, SHARED, block=Block(k, 2))
    join(places, folder / "out", SHARED, lambda *_: study)
    return folder / "out"
