"""The command line: one file per verb, heavy imports inside the functions."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code.

    0 done, 1 a run failed, 2 the input is wrong, 130 interrupted.
    """
    from teacherflow_analysis.cli.app import run

    if arguments is not None:
        return run(list(arguments))
    try:
        return run(sys.argv[1:])
    finally:  # who presses Ctrl-C again while the process ends is not shown its clearing up
        signal.signal(signal.SIGINT, signal.SIG_IGN)
