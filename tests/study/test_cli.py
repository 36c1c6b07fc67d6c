"""``run`` and ``trace`` as a user gives them."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from study.fake import bytes_of
from teacherflow.county import County
from teacherflow_analysis.cli import main
from teacherflow_analysis.figures import catalogue
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.study import Study

ROOT = Path(__file__).resolve().parents[2]
STUDY = """
title: {zh: 演示, en: Demonstration}
county: counties/demo.yaml
years: {start: 2024, count: 3, burn_in: 1}
replications: 2
baseline: status_quo
scenarios:
  status_quo: {title: {zh: 现状, en: Status quo}}
  subsidy: {policies: [rural_subsidy: {yuan_per_month: {village: 900}}]}
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    (folder / "counties").mkdir()
    county = (ROOT / "scenarios" / "counties" / "demo.yaml").read_bytes()
    (folder / "counties" / "demo.yaml").write_bytes(county)
    (folder / "demo.yaml").write_text(STUDY, "utf-8")
    return folder / "demo.yaml"


@pytest.fixture(scope="module")
def results(file: Path, font_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with all its figures: one in every format, the others as PDF.

    Tests of figures draw them in the other formats.
    """
    out, write = tmp_path_factory.mktemp("results") / "out", catalogue.write

    def sparing(
        study: Study, name: str, look: Look, folder: Path, formats: Sequence[str], say: Any
    ) -> list[Path]:
        return write(study, name, look, folder, formats if name == "forest" else ["pdf"], say)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "write", sparing)
        assert main(["run", str(file), "--out", str(out), "--workers", "1"]) == 0
    return out


def test_a_run_leaves_tables_inputs_and_figures(results: Path) -> None:
    names = {path.name for path in results.iterdir()}
    assert {"manifest.json", "county_year.parquet", "moves.parquet", "figures"} <= names
    assert (results / "inputs" / "counties" / "demo.yaml").is_file()
    drawn = list((results / "figures").iterdir())
    assert {path.suffix for path in drawn} == {".svg", ".pdf", ".png"}
    assert len({path.stem for path in drawn}) == 18


def test_a_second_run_computes_nothing_and_compares(
    file: Path, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = bytes_of(results)
    assert main(["run", str(file), "--out", str(results), "--no-figures"]) == 0
    told = capsys.readouterr().out
    assert "nothing was run again" in told
    assert "subsidy" in told
    for verb in ("explore", "brief"):
        assert re.search(rf"^  teacherflow {verb} \"?{re.escape(str(results))}", told, re.MULTILINE)
    assert bytes_of(results) == before


def test_json_is_one_object_and_nothing_else(
    file: Path, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(file), "--out", str(results), "--no-figures", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ran"] == 0
    assert [unit["status"] for unit in told["units"]] == ["done", "done"]
    assert told["tables"]["county_year"] == 2 * 2 * 3
    assert told["comparison"]["baseline"] == "status_quo"
    assert told["figures"] == []


def test_more_replications_from_the_command_line(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], results: Path
) -> None:
    options = ["--out", str(tmp_path), "--no-figures", "--workers", "1"]
    assert main(["run", str(file), *options, "--replications", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ran"] == 1
    assert main(["run", str(file), *options, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ran"] == 1
    for table in results.glob("*.parquet"):
        assert (tmp_path / table.name).read_bytes() == table.read_bytes()


def test_another_study_in_the_folder_exits_2_in_both_languages(
    file: Path, results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = file.with_name("other.yaml")
    other.write_text(STUDY.replace("900", "800"), "utf-8")
    command = ["run", str(other), "--out", str(results)]
    assert main(command) == 2
    told = capsys.readouterr().err
    assert "scenario subsidy was changed" in told
    assert "900" in told
    assert "--fresh" in told
    assert main(["--lang", "zh", *command]) == 2
    assert "方案 subsidy 已改动" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--replications", "--workers"])
def test_at_least_one(option: str, file: Path) -> None:
    assert main(["run", str(file), option, "0"]) == 2


@pytest.mark.parametrize("asked", ["100001", "9" * 21])
def test_replications_have_the_limit_of_the_study_file(
    asked: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["run", str(file), "--out", str(tmp_path / "none"), "--replications", asked]
    assert main(command) == 2
    assert "--replications: must be a whole number from 1 to 100,000" in capsys.readouterr().err
    assert main(["--lang", "zh", *command]) == 2
    assert "--replications：应为 1 至 100,000 的整数" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_file_for_a_folder_exits_2(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    assert main(["run", str(file), "--out", str(taken)]) == 2
    assert "taken is a file, not a folder" in " ".join(capsys.readouterr().err.split())
    assert taken.read_text() == "mine"


def test_a_study_of_which_every_run_failed_is_told_and_not_drawn(
    file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def breaks(county: County) -> None:
        raise ZeroDivisionError("an engine without oil")

    monkeypatch.setattr(County, "step", breaks)
    command = ["run", str(file), "--out", str(tmp_path / "out"), "--workers", "1"]
    assert main(command) == 1
    told = capsys.readouterr()
    assert "2 runs failed" in told.err
    assert "complete" not in told.out
    for verb in ("figures", "compare"):
        assert main([verb, str(tmp_path / "out")]) == 2
        assert "all 2 units of the study" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--block", "3/2"], "--block must be i/N"),
        (["--dask", "tcp://127.0.0.1:1", "--workers", "2"], "--workers is for this machine"),
    ],
)
def test_options_that_make_no_sense_exit_2(
    options: list[str], words: str, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", str(file), "--out", str(tmp_path / "out"), *options]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_blocks_are_run_merged_and_compared(
    file: Path,
    results: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for block in ("1/2", "2/2"):
        assert main(["run", str(file), "--block", block, "--workers", "1"]) == 0
        told = capsys.readouterr().out
        assert "teacherflow merge results/demo.block-*-of-2" in told
        assert "teacherflow explore" not in told
    blocks = [f"results/demo.block-{i}-of-2" for i in (1, 2)]
    for verb in ("compare", "figures"):
        assert main([verb, blocks[0]]) == 2
        assert "only block 1 of 2" in " ".join(capsys.readouterr().err.split())
    assert main(["merge", blocks[0]]) == 2
    assert "teacherflow run demo.yaml --block 2/2" in capsys.readouterr().err
    assert main(["merge", *blocks]) == 0
    assert "subsidy" in capsys.readouterr().out
    whole = {name: data for name, data in bytes_of(results).items() if "figures" not in name}
    assert bytes_of(tmp_path / "results" / "demo") == whole
    assert main(["figures", "results/demo", "--format", "svg", "--only", "forest"]) == 0


def test_results_go_beside_by_default(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    options = ["--no-figures", "--workers", "1", "--replications", "1"]
    assert main(["run", str(file), *options]) == 0
    assert (tmp_path / "results" / "demo" / "manifest.json").is_file()


@pytest.mark.parametrize(("language", "word"), [("en", "school"), ("zh", "学校")])
def test_a_career_is_told_in_both_languages(
    language: str, word: str, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", language, "trace", str(results), "--teacher", "1"]) == 0
    told = capsys.readouterr().out
    assert word in told
    assert "2024" in told
    assert ("现状" if language == "zh" else "Status quo") in told


def test_a_full_career_repeats_what_is_alike(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for options in ([], ["--full"]):
        assert main(["trace", str(results), "--teacher", "1", *options]) == 0
        told.append(capsys.readouterr().out)
    assert "--full tells all" in told[0]
    assert "--full" not in told[1]
    assert told[1].count("stay or go") >= told[0].count("stay or go") > 0


def test_a_career_as_json(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", str(results), "--teacher", "1", "--replication", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told["scenarios"]) == ["status_quo", "subsidy"]
    assert {"year", "duty", "title", "pay", "utility", "odds", "moves"} <= set(
        told["scenarios"]["status_quo"][0]
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--teacher", "999999999999"], "Nobody in replication 0"),
        (["--teacher", "1", "--replication", "2"], "no replication 2"),
    ],
)
def test_a_trace_of_nobody_exits_2(
    options: list[str], words: str, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", str(results), *options]) == 2
    assert words in capsys.readouterr().err


def test_a_folder_without_results_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", str(tmp_path), "--teacher", "1"]) == 2
    assert "holds no results" in capsys.readouterr().err
