"""Settings of the whole suite: reproducible examples, no deadline, no display, one width."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")
os.environ["TEACHERFLOW_LANG"] = "en"
os.environ["COLUMNS"] = "120"  # else the width of tables is that of whoever runs the tests

settings.register_profile("suite", deadline=None, derandomize=True, database=None)
settings.load_profile("suite")


@pytest.fixture(scope="session", autouse=True)
def no_wait_for_the_disk() -> Iterator[None]:
    """Skip the wait of ``fsync``: no test cuts the real power, and the wait would be most of it.

    Crashes are tested with a plug that tears what was not synced (tests/crashes/power.py).
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield
