"""One county at the fork, copied for every test."""

from __future__ import annotations

import pytest

import teacherflow
from teacherflow.county import County
from teacherflow.scenario.shipped import folder


@pytest.fixture(scope="session")
def fork() -> County:
    """The demo county after burn-in; tests work on copies."""
    return teacherflow.County.generated(
        teacherflow.load_county(folder() / "counties" / "demo.yaml"), start=2024, seed=5
    )
