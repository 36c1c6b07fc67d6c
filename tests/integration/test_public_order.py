"""The order of policies in a study file changes no byte of what a run leaves in its folder."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from integration.tiny import county_file
from strategies import as_yaml
from teacherflow_analysis.cli import main

POLICIES = (
    "rural_subsidy: {from: 2025, phase_in: 2}",
    "mandatory_rotation: {share: {2024: 0.1, 2026: 0.3}, after_years: 3, post_share: 0.3}",
    "title_prerequisite: {preset: banan_2020, waive_paper: true}",
    "competitive_hiring: {from: 2025, cut: 0.3, own_share: 0.6, waiting: {training_yuan: 2000}}",
)
RULES = "transfer: to_be", "exchange: deferred", "placement: serial"


def study(order: tuple[str, ...], rules: tuple[str, ...]) -> str:
    lines = "".join(f"      - {policy}\n" for policy in order)
    return (
        "county: tiny.yaml\nyears: {start: 2024, count: 3, burn_in: 1}\nreplications: 1\n"
        f"baseline: all\nrecord: [teachers]\nmatching: {{{', '.join(rules)}}}\n"
        f"scenarios:\n  all:\n    policies:\n{lines}"
        "sweep: {scenario: all, parameter: mandatory_rotation.share, values: [0.2]}\n"
    )


def run(folder: Path, order: tuple[str, ...], rules: tuple[str, ...]) -> tuple[Any, Any]:
    """Run a study into a folder; return the bytes of its tables, and what the manifest says."""
    folder.mkdir()
    (folder / "tiny.yaml").write_text(as_yaml(county_file(1.4)), encoding="utf-8")
    (folder / "study.yaml").write_text(study(order, rules), encoding="utf-8")
    command = ["run", str(folder / "study.yaml"), "--out", str(folder / "out")]
    assert main([*command, "--workers", "1", "--no-figures"]) == 0
    manifest = json.loads((folder / "out" / "manifest.json").read_text("utf-8"))
    tables = {path.name: path.read_bytes() for path in (folder / "out").glob("*.parquet")}
    kept = {
        key: manifest[key] for key in ("study", "tables", "units", "identity") if key in manifest
    }
    return tables, kept


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    return run(tmp_path_factory.mktemp("order") / "written", POLICIES, RULES)


ORDERS = [order for order in permutations(POLICIES) if order != POLICIES][::6]


@pytest.mark.parametrize("k", range(len(ORDERS)))
def test_the_order_in_the_file_changes_no_byte(
    k: int, tmp_path: Path, written: tuple[Any, Any]
) -> None:
    tables, manifest = run(tmp_path / "other", ORDERS[k], tuple(reversed(RULES)))
    assert tables.keys() == written[0].keys() >= {"moves.parquet", "spending.parquet"}
    assert [name for name in tables if tables[name] != written[0][name]] == []
    assert manifest == written[1]


def test_another_value_changes_bytes(tmp_path: Path, written: tuple[Any, Any]) -> None:
    """The comparison can fail."""
    other = tuple(policy.replace("2024: 0.1", "2024: 0.15") for policy in POLICIES)
    tables, manifest = run(tmp_path / "other", other, RULES)
    assert tables["moves.parquet"] != written[0]["moves.parquet"]
    assert manifest["tables"] != written[1]["tables"]
