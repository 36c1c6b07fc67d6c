"""The command line: one file per verb, heavy imports inside the functions."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done, 1 a run failed, 2 the input is wrong, 130 interrupted.
    """
    from teacherflow_analysis.cli.app import run

    return run(list(sys.argv[1:] if arguments is None else arguments))
