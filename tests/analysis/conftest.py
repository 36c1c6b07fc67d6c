"""A study folder that the tests of the analysis share."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.folder import write_folder


@pytest.fixture(scope="session")
def zhijin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished study: 3 scenarios, 20 replications, 15 years."""
    return write_folder(tmp_path_factory.mktemp("results") / "zhijin")
