"""Live every rule for some years and tell for which arguments kernels were compiled.

    python tests/integration/every_kernel.py

writes the list that kernels are compiled from before they are called (`teacherflow.signatures`):
after a change of what kernels take. The tests hold the list to what this finds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "tests")]

from benchmarks.run import SMALL, START, at_fork, four_policies
from benchmarks.whole_catalogue import everything
from teacherflow.scenario import Study, read_study
from teacherflow.signatures import Kind, in_use, write
from teacherflow.study.plan import Unit
from teacherflow.study.simulate import simulate

YEARS = 3


def studies() -> Iterator[Study]:
    """Yield the shipped studies, short."""
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        study = read_study(path)
        yield replace(study, years=replace(study.years, count=YEARS, burn_in=1))


def live() -> None:
    """Live the shipped studies with their tables, and the whole catalogue at once."""
    for study in studies():
        simulate(study, Unit(study.county_names[0], 0, 0), list(study.scenarios))
    past = at_fork(SMALL)
    for terms in (everything(START), four_policies()):
        county = past.fork(terms)
        for _ in range(YEARS):
            county.step()


def found() -> list[tuple[str, list[Kind]]]:
    """Return every kernel that the years took, with its kinds of arguments."""
    live()
    return list(in_use(dict(sys.modules)))


if __name__ == "__main__":
    if "--print" in sys.argv:
        print(json.dumps(found()))
    else:
        write(dict(found()))
