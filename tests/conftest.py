"""Settings of the whole suite: reproducible examples, no deadline, no display."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")
os.environ["TEACHERFLOW_LANG"] = "en"

settings.register_profile("suite", deadline=None, derandomize=True, database=None)
settings.load_profile("suite")
