"""``provenance DIR``: what a folder of results holds, and whether another run made the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from analysis.folder import county_year, write_folder
from teacherflow.study.durable import hash_of
from teacherflow_analysis.cli import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = write_folder(tmp_path / "s", county_year(2))
    settle(found)
    return found


def settle(folder: Path, rows: str = "FROM here") -> None:
    """Write the table anew as a query tells, and list its hash in the manifest."""
    path = folder / "county_year.parquet"
    with duckdb.connect(":memory:") as database:
        database.execute(f"CREATE TABLE here AS FROM '{path}'")
        database.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    entry = manifest["tables"]["county_year"]
    entry |= {"hash": hash_of(path), "bytes": path.stat().st_size}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def asked(
    capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = 0
) -> dict[str, Any]:
    assert main(["provenance", *map(str, arguments), "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_folder_tells_its_study_inputs_and_tables(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = asked(capsys, folder)
    assert found["study_hash"]
    (table,) = found["tables"]
    assert (table["name"], table["rows"]) == ("county_year", len(county_year(2)))
    assert table["hash"] == hash_of(folder / "county_year.parquet")
    assert table["file"] == "as recorded"


def test_what_another_study_differs_in_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write_folder(tmp_path / "other", county_year(3))
    settle(other)
    main(["provenance", str(folder), "--same-as", str(other), "--lang", "en"])
    said = " ".join(capsys.readouterr().out.split())
    assert "study of the other folder differs (here → there): replications: 2 → 3 Table" in said


def test_the_command_can_be_pasted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8")) | {"file": "my study.yaml"}
    path.write_text(json.dumps(manifest), "utf-8")
    assert asked(capsys, folder)["command"] == 'teacherflow run "my study.yaml"'


@pytest.mark.parametrize(
    ("written", "command"),
    [
        ("replications: 2", "teacherflow run small.yaml"),
        ("replications: 1", "teacherflow run small.yaml --replications 2"),
        (
            "replications: {auto: {contrast: b, indicator: spending, width: 1}}",
            "teacherflow run small.yaml --replications 2",
        ),
    ],
)
def test_the_command_has_replications_that_the_file_does_not_say(
    folder: Path, capsys: pytest.CaptureFixture[str], written: str, command: str
) -> None:
    """A folder that was extended by --replications is not made again by its study file alone."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8")) | {"file": "small.yaml"}
    path.write_text(json.dumps(manifest), "utf-8")
    (folder / "inputs").mkdir()
    (folder / "inputs" / "small.yaml").write_text(f"{written}\n", "utf-8")
    assert asked(capsys, folder)["command"] == command


def test_a_file_that_was_changed_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, other = folder / "county_year.parquet", folder.with_name("other")
    shutil.copytree(folder, other)
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.write_bytes(data)
    assert asked(capsys, folder, code=1)["tables"][0]["file"] == "changed"
    told = asked(capsys, other, "--same-as", folder, code=1)["tables"][0]
    assert (told["file"], told["other"]) == ("as recorded", "differs")


@pytest.mark.parametrize(
    ("rows", "told", "code"),
    [
        ("FROM here", "same bytes", 0),
        ("FROM here ORDER BY moves_up", "same rows", 0),
        ("SELECT * REPLACE (moves_up + (year = 2030)::INT AS moves_up) FROM here", "differs", 1),
        ("SELECT * EXCLUDE (moves_up) FROM here", "other columns", 1),
    ],
)
def test_two_folders_are_compared_table_by_table(
    folder: Path, capsys: pytest.CaptureFixture[str], rows: str, told: str, code: int
) -> None:
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    settle(other, rows)
    found = asked(capsys, folder, "--same-as", other, code=code)
    assert found["tables"][0]["other"] == told
    assert found["tables"][0]["rows_differ"] == {"differs": 6}.get(told, 0 if not code else None)
    assert main(["provenance", str(folder), "--same-as", str(other), "--lang", "en"]) == code
    told_of = " ".join(capsys.readouterr().out.split())
    assert ("All tables hold the same" in told_of) == (code == 0)


@pytest.mark.parametrize(
    ("change", "told", "sound"),
    [
        ("value * (1 + 2e-14)", "same but for rounding", True),
        ("value * (1 + 2e-8)", "differs", False),
        ("'infinity'::DOUBLE", "differs", False),
        ("NULL::DOUBLE", "differs", False),
    ],
)
def test_numbers_of_another_machine_may_differ_in_rounding(
    folder: Path, capsys: pytest.CaptureFixture[str], change: str, told: str, sound: bool
) -> None:
    settle(folder, "FROM here SELECT *, 1.0 / year AS value")
    other = folder.with_name("other")
    shutil.copytree(folder, other)
    settle(other, f"FROM here SELECT * REPLACE ({change} AS value)")
    found = asked(capsys, folder, "--same-as", other, code=0 if sound else 1)
    (table,) = found["tables"]
    assert (table["other"], found["sound"]) == (told, sound)
    assert table["rows_differ"] == len(county_year(2))


def test_only_folders_of_results_are_compared(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "figures").mkdir()
    assert main(["provenance", str(folder / "figures"), "--lang", "en"]) == 2
    assert "is a folder; name one file of it" in capsys.readouterr().err
    file = folder / "county_year.parquet"
    assert main(["provenance", str(file), "--same-as", str(folder), "--lang", "en"]) == 2
    assert "--same-as compares two folders of results" in capsys.readouterr().err
