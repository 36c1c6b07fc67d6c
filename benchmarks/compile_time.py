"""Compile all kernels with an empty cache; print the seconds of each function as JSON.

    TEACHERFLOW_CACHE=$(mktemp -d) python benchmarks/compile_time.py       # by one process
    TEACHERFLOW_CACHE=$(mktemp -d) python benchmarks/compile_time.py 2     # by two: wall and CPU

Run by ``run.py`` in processes of their own. The seconds of a function are its own: what it calls
counts for itself.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

from numba.core import event

from teacherflow import compiled
from teacherflow.signatures import kernel_of, listed, type_of
from teacherflow.study import pool
from teacherflow.study.compiling import compile_ahead


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


def one_by_one() -> dict[str, float]:
    """Return the CPU seconds of every function, compiled by this process."""
    times = CompileTimes()
    with event.install_listener("numba:compile", times):
        for name, kinds in listed().items():
            kernel_of(name).compile(tuple(map(type_of, kinds)))
    return times.seconds


def side_by_side(processes: int) -> dict[str, float]:
    """Return wall and CPU seconds of compiling as a first run does, the model loaded by then."""
    pool.ready()
    with pool.pool_of(processes) as loaded:
        loaded.submit(abs, 0).result()
    began = time.perf_counter()
    compile_ahead(processes)
    wall = time.perf_counter() - began
    pool.close()
    taken = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": wall, "cpu": taken.ru_utime + taken.ru_stime}


if __name__ == "__main__":
    assert not compiled.is_warm(), "give an empty folder as TEACHERFLOW_CACHE"
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    print(json.dumps(one_by_one() if asked == 1 else side_by_side(asked)))
