"""Compile everything a study needs with an empty cache; print each kernel's seconds as JSON.

Run by ``run.py`` in a process of its own, with ``TEACHERFLOW_CACHE`` set to an empty folder. The
seconds of a kernel are its own: those of the kernels that it calls are counted with them.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from numba.core import event

from teacherflow.scenario import read_study
from teacherflow.study.simulate import past_of

STUDIES = Path(__file__).resolve().parents[1] / "scenarios"
YEARS = 3


class CompileTimes(event.Listener):
    """Own CPU seconds of every function that numba compiles."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._open: list[list[Any]] = []

    def on_start(self, event: Any) -> None:
        function = event.data["dispatcher"].py_func
        name = f"{function.__module__}.{function.__name__}"
        self._open.append([name, time.process_time(), 0.0])

    def on_end(self, event: Any) -> None:
        name, begin, inner = self._open.pop()
        spent = time.process_time() - begin
        self.seconds[name] = self.seconds.get(name, 0.0) + spent - inner
        if self._open:
            self._open[-1][2] += spent


def main() -> None:
    """Live a few years of every scenario of the shipped studies, in the smallest county."""
    times = CompileTimes()
    with event.install_listener("numba:compile", times):
        for path in sorted(STUDIES.glob("*.yaml")):
            study = read_study(path)
            past = past_of(study, 0, study.county_names[0])
            for scenario in study.scenarios.values():
                county = past.fork(scenario.terms)
                for _ in range(YEARS):
                    county.step()
    print(json.dumps(times.seconds))


if __name__ == "__main__":
    main()
