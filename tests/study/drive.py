"""The command line with tables that cost nothing, and a signal at a chosen unit.

``drive SIGNAL REPLICATION ARGUMENTS…``: the unit of that replication sends the signal to the
process that runs the study, once for a folder (a file there remembers).
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from study import fake
from teacherflow.study import run as runner
from teacherflow.study.plan import Unit
from teacherflow.study.simulator import Simulator
from teacherflow.study.tables import Tables
from teacherflow_analysis import figures
from teacherflow_analysis.cli import main
from teacherflow_analysis.cli import run as verb

SIGNALS = {"INT": signal.SIGINT, "TERM": signal.SIGTERM, "KILL": signal.SIGKILL}


def simulate(study: Any, unit: Unit, scenarios: Sequence[str]) -> dict[str, Tables]:
    told, flag = os.environ["DRIVE_SIGNAL"], Path(os.environ["DRIVE_FLAG"])
    if unit.replication == int(os.environ["DRIVE_AT"]) and told in SIGNALS and not flag.exists():
        flag.touch()
        parent = multiprocessing.parent_process()
        os.kill(parent.pid if parent else os.getpid(), SIGNALS[told])
    wanted = dict.fromkeys((study.baseline, *scenarios))
    return {name: fake.tables(fake.FakeStudy(), unit, name) for name in wanted}


def silent(*_: Any, **__: Any) -> None:
    """Stand for the comparison of a study, whose tables are those of the model."""


if __name__ == "__main__":
    from study import drive  # workers know this module by its name

    simulator = Simulator(drive.simulate, fake.schema)
    runner.run_study = partial(runner.run_study, simulator=simulator)  # type: ignore[assignment]
    fake.fix_versions()
    fake.without_model()
    figures.figures = lambda *_, **__: []  # type: ignore[assignment]
    verb._compare = silent  # type: ignore[assignment]
    sys.exit(main(sys.argv[1:]))
