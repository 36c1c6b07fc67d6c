"""``python -m teacherflow_analysis``: the command line without its script."""

from __future__ import annotations

import sys

from teacherflow_analysis.cli import main

if __name__ == "__main__":
    sys.exit(main())
