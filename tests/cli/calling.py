"""Calling the command line as a user does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def call(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own; locale variables only as given."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"TEACHERFLOW_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS"}
    }
    program = "from teacherflow_analysis.cli import main; raise SystemExit(main())"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**kept, "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
        timeout=120,
    )
