"""Scenarios that change nothing, by the hashes of their tables."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from teacherflow_analysis.comparison.unchanged import told, unchanged


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


@pytest.mark.parametrize(("runs", "words"), [(1, "in the only run"), (2, "in none of the 2 runs")])
def test_one_run_is_told_as_one(runs: int, words: str) -> None:
    results = SimpleNamespace(manifest={"units": [unit(LIKE)] * runs})
    study: Any = SimpleNamespace(
        results=results, counties=("a",), label=lambda name, lang: name.title()
    )
    said = told(study, "quo", "near").en
    assert said.startswith("Near changes nothing")
    assert words in said
    assert said.endswith("differs from Quo." if runs == 1 else "differ from Quo.")
