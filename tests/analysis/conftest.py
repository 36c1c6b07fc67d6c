"""Study folders and looks that the tests of the analysis share."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.folder import write_folder
from analysis.gallery import made_up
from teacherflow_analysis.figures import theme
from teacherflow_analysis.figures.look import Look


@pytest.fixture(scope="session")
def zhijin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished study: 3 scenarios, 20 replications, 15 years."""
    return write_folder(tmp_path_factory.mktemp("results") / "zhijin")


@pytest.fixture(scope="session")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up study with all tables that figures read."""
    return made_up(tmp_path_factory.mktemp("gallery") / "two")


@pytest.fixture(params=["zh", "en"])
def look(request: pytest.FixtureRequest) -> Look:
    """A look at print size in each language."""
    return Look(request.param, theme.SIZES["double"], "double", "difference")
