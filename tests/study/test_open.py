"""Reading results: lazily, read-only, by many at once, and while a run extends the folder."""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import duckdb
import pandas as pd
import pytest

import teacherflow
from crashes.shared import FEWER, SHARED, STUDY, whole
from integration.tiny import county_file
from strategies import as_yaml
from study.fake import bytes_of, fix_versions
from teacherflow import open_study
from teacherflow.study import durable, manifest
from teacherflow.study import open as opening
from teacherflow.study.faults import FAILED, StudyFault
from teacherflow.study.run import run_study

DOCS = Path(__file__).resolve().parents[2] / "docs"


def page_of_results() -> ModuleType:
    """Return the module that makes the page; it is no part of a package."""
    spec = importlib.util.spec_from_file_location("make_results", DOCS / "make_results.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGE = page_of_results()
ROWS = 2 * 2 * 2 * 4  # counties, scenarios, draws and years of a replication


@pytest.fixture(scope="module", autouse=True)
def same_versions() -> Iterator[None]:
    real = manifest.versions
    fix_versions()
    yield
    manifest.versions = real


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole(tmp_path_factory.mktemp("finished"), FEWER)


@pytest.fixture
def folder(finished: Path, tmp_path: Path) -> Path:
    return shutil.copytree(finished, tmp_path / "out")


@pytest.fixture
def power() -> Iterator[None]:
    yield
    durable.HOOK = None


def test_the_three_ways_give_the_same_rows(finished: Path) -> None:
    with open_study(finished) as results:
        frame = results.table("county_year")
        assert frame.equals(results["county_year"])
        assert frame.equals(results.relation("county_year").df())
        assert frame.equals(results.sql("FROM county_year"))
        few = results.relation("county_year").filter("year = 2025").aggregate("count(*) AS n").df()
        assert few["n"].to_list() == [ROWS // 4]
        rows = results.arrow("county_year").to_pylist()
        assert [tuple(row.values()) for row in rows] == results.relation("county_year").fetchall()


def test_reading_writes_nothing_and_needs_no_lock(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    (folder / ".lock").unlink()
    with open_study(folder) as first, open_study(folder) as second:
        assert first["county_year"].equals(second["county_year"])
        first.close()
        assert len(second["county_year"]) == ROWS
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")}.items() <= before.items()


def test_what_was_opened_stays_while_a_run_extends_the_folder(folder: Path) -> None:
    with open_study(folder) as early:
        relation = early.relation("county_year")
        run_study(STUDY, folder, SHARED)
        assert len(early["county_year"]) == ROWS == early.manifest["tables"]["county_year"]["rows"]
        assert relation.aggregate("count(*)").fetchall() == [(ROWS,)]
        with open_study(folder) as late:
            assert len(late["county_year"]) == 2 * ROWS
            assert late.manifest["study"]["replications"] == 2


@pytest.mark.usefixtures("power")
def test_a_folder_opens_at_every_moment_of_a_run(folder: Path) -> None:
    seen: list[int] = []

    def look(operation: str, path: Path) -> None:
        with open_study(folder) as results:
            listed = results.manifest["tables"]["county_year"]["rows"]
            assert results.relation("county_year").aggregate("count(*)").fetchall() == [(listed,)]
            seen.append(listed)

    durable.HOOK = look
    run_study(STUDY, folder, SHARED)
    assert seen == sorted(seen)
    assert set(seen) == {ROWS, 2 * ROWS}


@pytest.mark.parametrize("late", [False, True])
def test_a_commit_between_two_looks_is_seen(
    late: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The manifest is the old one, the tables are the new ones: the folder is opened again."""
    real, calls = opening.place_of, []

    def place_of(*about: object) -> Path | None:
        found = real(*about) if late else None
        calls.append(about)
        if len(calls) == 1:
            run_study(STUDY, folder, SHARED)
        return found if late else real(*about)

    monkeypatch.setattr(opening, "place_of", place_of)
    with open_study(folder) as results:
        assert len(results["county_year"]) == 2 * ROWS
        assert results.manifest["study"]["replications"] == 2


def test_closed_results_say_so(finished: Path) -> None:
    results = open_study(finished)
    relation = results.relation("county_year")
    results.close()
    results.close()
    for act in (lambda: results["county_year"], lambda: results.sql("SELECT 1")):
        with pytest.raises(StudyFault, match="are closed") as fault:
            act()
        assert "已关闭" in fault.value.text.zh
    with pytest.raises(duckdb.Error, match="closed"):
        relation.df()


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="no list of open files")
def test_files_are_let_go(finished: Path) -> None:
    gc.collect()
    before = len(os.listdir("/dev/fd"))
    for _ in range(3):
        open_study(finished)  # not closed: forgotten
    gc.collect()
    assert len(os.listdir("/dev/fd")) == before
    with open_study(finished):
        assert len(os.listdir("/dev/fd")) > before
    assert len(os.listdir("/dev/fd")) == before


@pytest.mark.parametrize("begin", [0, 4])
def test_damage_that_keeps_the_size_is_told(begin: int, folder: Path) -> None:
    table = folder / "county_year.parquet"
    data = table.read_bytes()
    end = len(data) if begin == 0 else len(data) // 2
    table.write_bytes(data[:begin] + bytes(end - begin) + data[end:])
    with pytest.raises(StudyFault, match=r"missing or damaged: county_year") as fault:
        open_study(folder).table("county_year")
    assert fault.value.code == FAILED
    assert "缺失或损坏" in fault.value.text.zh


def test_without_pyarrow_the_extra_is_named(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda name: None)
    with open_study(finished) as results:
        with pytest.raises(StudyFault, match=r"pip install 'teacherflow\[arrow\]'") as fault:
            results.arrow("county_year")
        assert "pip install 'teacherflow[arrow]'" in fault.value.text.zh


# --- the examples of the page


@pytest.fixture(scope="module")
def of_the_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("model")
    (place / "tiny.yaml").write_text(as_yaml(county_file(0.6)), encoding="utf-8")
    (place / "study.yaml").write_text(
        "county: tiny.yaml\nyears: {start: 2024, count: 2, burn_in: 1}\nreplications: 2\n"
        "baseline: status_quo\n"
        "scenarios: {status_quo: {}}\n",
        encoding="utf-8",
    )
    run_study(teacherflow.read_study(place / "study.yaml"), place / "results" / "my_study")
    return place


@pytest.mark.parametrize("title", PAGE.EXAMPLES)
def test_the_examples_of_the_page_run(
    title: str, of_the_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(of_the_model)
    before = bytes_of(of_the_model)
    found: dict[str, object] = {}
    exec(PAGE.EXAMPLES[title], found)
    frames = [value for name, value in found.items() if name in {"by_kind", "left", "coverage"}]
    assert all(len(frame) for frame in frames)
    if "Arrow" in title:
        with open_study(of_the_model / "results" / "my_study") as results:
            assert found["rows"] == len(results["county_year"]) > 0
    else:
        assert frames
    assert bytes_of(of_the_model) == before
    assert PAGE.EXAMPLES[title] in PAGE.page()


def test_the_page_finds_the_coefficient_from_the_schools(
    of_the_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(of_the_model)
    found: dict[str, pd.DataFrame] = {}
    exec(PAGE.BY_HAND, found)
    keys = ["scenario", "draw", "replication", "year"]
    with open_study(of_the_model / "results" / "my_study") as results:
        told = results["county_year"].set_index(keys)["cv_teachers_primary_duty"]
    by_hand = found["by_hand"].set_index(keys)["cv"]
    assert len(by_hand) == len(told) > 0
    assert by_hand.to_numpy() == pytest.approx(told.loc[by_hand.index].to_numpy(), abs=1e-12)
    assert PAGE.BY_HAND in PAGE.page()
