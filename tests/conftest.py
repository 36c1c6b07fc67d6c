"""Settings of the whole suite: reproducible examples, no deadline, no display, one width."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from teacherflow.population import CountyData

os.environ.setdefault("MPLBACKEND", "Agg")
os.environ["TEACHERFLOW_LANG"] = "en"
os.environ["COLUMNS"] = "120"  # else the width of tables is that of whoever runs the tests

settings.register_profile("suite", deadline=None, derandomize=True, database=None)
settings.load_profile("suite")

gc.disable()  # until all tests are collected: what is loaded meanwhile stays, but was searched often

LONG = (
    "properties/test_any_study.py",
    "integration/test_whole_years.py",
    "docs/test_policies.py",
    "patterns/test_patterns.py",
    "properties/test_any_parameters.py",
    "analysis/test_figures.py",
    "analysis/test_gallery.py",
    "study/test_dask.py",
    "study/test_interrupts.py",
    "study/test_cli.py",
)
"""Modules that take longest: they begin, so that at the end no worker waits for another."""


def pytest_configure(config: pytest.Config) -> None:
    """Compile the kernels once, before several workers would each compile all of them."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        from teacherflow import compiled

        if not compiled.is_warm():
            from teacherflow.study import pool
            from teacherflow.study.compiling import compile_ahead

            compile_ahead(config.option.numprocesses)
            pool.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long modules first; a module stays with one worker, and its tests in their order."""
    tests = Path(__file__).parent
    place = {tests / name: k for k, name in enumerate(LONG)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


def pytest_collection_finish() -> None:
    """Set aside what was loaded: else every search for garbage looks through it again.

    Searches come after 20,000 new objects, not 700: a year of a county makes more, all kept.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_unconfigure() -> None:
    """Let the end of Python find again what was set aside."""
    gc.unfreeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def no_wait_for_the_disk() -> Iterator[None]:
    """Skip the wait of ``fsync``: no test cuts the real power, and the wait would be most of it.

    Crashes are tested with a plug that tears what was not synced (tests/crashes/power.py).
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def county_files_read_once() -> Iterator[None]:
    """Parse a county file once while its bytes are the same: most studies of tests have the demo's.

    What is read cannot be changed; a file with mistakes is read again each time. The tests of the
    reader itself (tests/population) take it from where it stands.
    """
    from teacherflow.population import data

    read = data.load_county

    @cache
    def read_before(path: str, content: bytes) -> CountyData:
        return read(path)

    @wraps(read)
    def load_county(path: Path | str) -> CountyData:
        file = Path(path)
        return read_before(str(path), file.read_bytes()) if file.is_file() else read(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(data, "load_county", load_county)
        yield


@pytest.fixture(scope="session")
def font_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of this test run, with fonts cut once: one worker cuts them, the other waits.

    Compiled kernels stay where they are: else programs started from now on compile them again.
    """
    from teacherflow.compiled import CACHE
    from teacherflow_analysis import fonts

    shared = tmp_path_factory.getbasetemp()
    if shared.name.startswith("popen-"):
        shared = shared.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEACHERFLOW_CACHE", str(shared / "cache"))
        with _alone(shared / "cache.lock"):
            fonts.families([])
            kernels = shared / "cache" / CACHE.name
            if CACHE.is_dir() and not kernels.exists() and sys.platform != "win32":
                kernels.symlink_to(CACHE, target_is_directory=True)
        yield shared / "cache"


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Hold a file that the other workers wait for (not on Windows, where work is done twice)."""
    with file.open("w") as handle:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
