"""Study folders and fonts that the tests of the analysis share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.folder import write_folder


@pytest.fixture(scope="session")
def zhijin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished study: 3 scenarios, 20 replications, 15 years."""
    return write_folder(tmp_path_factory.mktemp("results") / "zhijin")


@pytest.fixture(scope="session")
def font_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of fonts of this test run, which its workers share."""
    shared = tmp_path_factory.getbasetemp()
    if shared.name.startswith("popen-"):
        shared = shared.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEACHERFLOW_CACHE", str(shared / "cache"))
        yield shared / "cache"
