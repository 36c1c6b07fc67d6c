"""Scenarios that change nothing, by the hashes of their tables."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from teacherflow_analysis.comparison.unchanged import unchanged


def unit(hashes: dict[str, str], status: str = "done", county: str = "a") -> dict[str, Any]:
    return {"status": status, "county": county, "scenarios": hashes}


LIKE, UNLIKE = {"quo": "1", "near": "1", "far": "2"}, {"quo": "1", "near": "3", "far": "3"}


@pytest.mark.parametrize(
    ("units", "base", "right"),
    [
        ([unit(LIKE)] * 2, "quo", {"near"}),
        ([unit(LIKE)] * 2, "near", {"quo"}),
        ([unit(LIKE), unit(UNLIKE)], "quo", set()),
        ([unit(LIKE), unit(UNLIKE, status="failed")], "quo", {"near"}),
        ([unit(LIKE), unit(UNLIKE, county="b")], "quo", {"near"}),
        ([unit(UNLIKE)], "far", {"near"}),
        ([unit(UNLIKE, status="failed")], "quo", set()),
        ([unit({"far": "2"})], "quo", set()),
    ],
)
def test_the_same_tables_in_every_run(
    units: list[dict[str, Any]], base: str, right: set[str]
) -> None:
    results = SimpleNamespace(manifest={"units": units})
    study: Any = SimpleNamespace(results=results, counties=("a",), scenarios=tuple(LIKE))
    assert unchanged(study, base) == right
