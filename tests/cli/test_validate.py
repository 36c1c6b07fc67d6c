"""What `validate` tells: mistakes, how much runs, studies and counties that it does not find."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.calling import ROOT
from population.test_school_table import HEAD, ROWS, in_chinese, written
from scenario.writing import write
from teacherflow.scenario import read_study
from teacherflow.scenario.shipped import names
from teacherflow_analysis.cli import main

BAD = sorted((ROOT / "tests" / "studies" / "bad").glob("*.yaml"))


type Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("name", names())
def test_shipped_studies_are_valid_and_bilingual(name: str, capsys: Capture) -> None:
    assert main(["validate", str(ROOT / "scenarios" / f"{name}.yaml")]) == 0
    said = capsys.readouterr()
    assert "ready to run" in said.out
    assert said.err == ""
    study = read_study(ROOT / "scenarios" / f"{name}.yaml")
    titles = [study.title, *(scenario.title for scenario in study.scenarios.values())]
    assert all(title.zh != title.en for title in titles)


def test_a_shipped_study_can_be_named(capsys: Capture) -> None:
    assert main(["validate", "demo"]) == 0


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_studies_are_exit_2_with_one_line_for_the_mistake(path: Path, capsys: Capture) -> None:
    assert main(["validate", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    mistake, count = said.err.splitlines()
    assert mistake.startswith(f"{path}:")
    assert "1 mistake" in count


def test_validate_json_has_the_shape_of_the_contract(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, "a: {policies: [rural_subsid]}")
    assert main(["validate", str(path), "--json", "--lang", "zh"]) == 2
    said = capsys.readouterr()
    assert said.err == ""
    told = json.loads(said.out)
    assert set(told) == {"valid", "errors", "warnings"}
    assert told["valid"] is False
    (error,) = told["errors"]
    assert error == {
        "file": str(path),
        "line": 5,
        "column": 18,
        "key": "policies",
        "message": error["message"],
    }
    assert "是否想写 rural_subsidy" in error["message"]


def one_line(text: str) -> str:
    """Return text without white space, as lines may be broken anywhere."""
    return "".join(text.split())


SUBSIDY = "status_quo: {}\nsubsidy: {policies: [rural_subsidy: {from: 2025}]}"
AUTO = "{auto: {contrast: subsidy, indicator: cv_teachers_primary_duty, width: 0.01, most: 60}}"


@pytest.mark.parametrize(
    ("written", "zh", "en", "runs"),
    [
        (
            "draws: 20\n",
            "参数抽样 20 组，各重复 4 次，共 80 个单元",
            "20 draws of parameters, 4 replications each: 80 units of work",
            {"counties": 1, "draws": 20, "replications": 4, "units": 80},
        ),
        ("", "重复 4 次）", "; 4 replications)", {"draws": 1, "replications": 4, "units": 4}),
        (
            f"replications: {AUTO}\n",
            "（最多 60 次）",
            "(60 at most)",
            {"draws": 1, "replications": None, "most": 60, "units": None},
        ),
    ],
)
def test_validate_tells_how_much_runs(
    written: str, zh: str, en: str, runs: dict[str, object], tmp_path: Path, capsys: Capture
) -> None:
    path = write(tmp_path, SUBSIDY, f"baseline: status_quo\n{written}")
    if "auto" in written:
        path.write_text(path.read_text("utf-8").replace("replications: 4\n", ""), "utf-8")
    for lang, words in (("zh", zh), ("en", en)):
        assert main(["validate", str(path), "--lang", lang]) == 0
        assert one_line(words) in one_line(capsys.readouterr().out)
    assert main(["validate", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["runs"]
    assert {key: told[key] for key in runs} == runs


def test_validate_counts_counties_in_units_of_work(capsys: Capture) -> None:
    assert main(["validate", "national", "--lang", "en"]) == 0
    study = read_study(ROOT / "scenarios" / "national.yaml")
    units = len(study.county_names) * study.draws * study.replications
    assert one_line(f"{units:,} units of work") in one_line(capsys.readouterr().out)


def test_validate_json_of_a_missing_file(capsys: Capture) -> None:
    assert main(["validate", "nowhere.yaml", "--json"]) == 2
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert error["file"] == "nowhere.yaml"
    assert error["line"] == 1


def test_a_missing_file_names_the_shipped_studies(capsys: Capture) -> None:
    assert main(["validate", "nowhere.yaml"]) == 2
    assert "demography, dose, dose_rotation" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "after", "zh", "en"),
    [
        ("demo.yaml", "guanxian", "；可用：counties/demo.yaml", "; there are counties/demo.yaml"),
        (
            "counties/demo.yaml",
            "counties",
            "可用：counties/demo.yaml",
            "there are counties/demo.yaml",
        ),
        ("count: 10, burn_in: 10", "end: 2033", "start: 2024, count: 10", "start: 2024, count: 10"),
        ("by: distance", "by: 距离", "是否想写 distance", "did you mean distance"),
    ],
)
def test_a_mistake_is_told_with_what_to_write(
    before: str, after: str, zh: str, en: str, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["new", str(tmp_path / "mine")]) == 0
    path = tmp_path / "mine.yaml"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    capsys.readouterr()
    for lang, words in (("zh", zh), ("en", en)):
        assert main(["validate", str(path), "--lang", lang]) == 2
        said = capsys.readouterr().err
        assert words in said
        assert "mine.yaml," not in said  # a study is no county


def test_a_county_file_in_the_place_of_a_study_is_one_mistake(capsys: Capture) -> None:
    assert main(["validate", str(ROOT / "scenarios" / "counties" / "demo.yaml")]) == 2
    mistake, count = capsys.readouterr().err.splitlines()
    assert "this is a county file, not a study" in mistake
    assert "1 mistake" in count


def test_faults_of_the_county_file_are_located_in_it(tmp_path: Path, capsys: Capture) -> None:
    county = (ROOT / "scenarios" / "counties" / "demo.yaml").read_text(encoding="utf-8")
    (tmp_path / "county.yaml").write_text(county.replace("townships:", "townshipz:"), "utf-8")
    path = write(tmp_path, "a: {policies: []}")
    path.write_text(
        path.read_text("utf-8").replace(
            path.read_text("utf-8").splitlines()[0], "county: county.yaml"
        ),
        encoding="utf-8",
    )
    assert main(["validate", str(path), "--json"]) == 2
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert {error["file"] for error in errors} == {str(tmp_path / "county.yaml")}
    assert any("townships" in error["message"] for error in errors)


@pytest.mark.parametrize("command", ["validate", "show"])
@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "zh",
            (
                "本县（2024学年，学校表）：乡镇2个，九年一贯制学校2所（两个学段各计一所）"
                "小学：学校7所（县城1、乡镇4、乡村2），教学点1个，学生3,657人，在编专任教师200人"
                "初中：学校4所（县城2、乡镇2），学生2,060人，在编专任教师172人"
            ),
        ),
        (
            "en",
            (
                "Mycounty(2024,tableofschools):2townships,2nine-yearschools(countedinbothstages)"
                "Primary:7schools(seat1,town4,village2),1teachingpoint,3,657pupils,200teachersonposts"
                "Junior:4schools(seat2,town2),2,060pupils,172teachersonposts"
            ),
        ),
    ],
)
def test_totals_of_a_table_of_schools_are_told_to_be_checked(
    command: str, lang: str, told: str, tmp_path: Path, capsys: Capture
) -> None:
    written(tmp_path, in_chinese(f"{HEAD}\n{ROWS}\n"))
    path = tmp_path / "study.yaml"
    path.write_text(
        "county: mine.yaml\nyears: {start: 2024, count: 2}\nscenarios: {a: {}}\n", "utf-8"
    )
    assert main([command, str(path), "--lang", lang]) == 0
    assert told in one_line(capsys.readouterr().out)


def test_the_forecast_of_a_county_is_told_to_be_checked(tmp_path: Path, capsys: Capture) -> None:
    demo = (ROOT / "scenarios/counties/demo.yaml").read_text(encoding="utf-8")
    own = "forecast: {junior: {value: {2026: 3650, 2030: 3400}, source: b, kind: assumption}}\n"
    (tmp_path / "mine.yaml").write_text(demo + own, encoding="utf-8")
    path = tmp_path / "study.yaml"
    path.write_text(
        "county: mine.yaml\nyears: {start: 2024, count: 2}\nscenarios: {a: {}}\n", "utf-8"
    )
    assert main(["validate", str(path), "--lang", "en"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Junior pupils expected: 3,650 in 2026, 3,400 in 2030" in said
    assert "after 2030 by the national index" in said


def test_a_study_named_without_its_ending_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine"]) == 0
    assert main(["validate", "mine", "--lang", "en"]) == 2
    assert "no study file mine; did you mean mine.yaml?" in capsys.readouterr().err


@pytest.mark.parametrize("meant", ["zhijn", "织金", "Zhijin County"])
def test_a_shipped_study_is_found_by_what_it_is_like(
    meant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run", meant, "--lang", "en"]) == 2
    assert f"no study file called {meant}; did you mean zhijin" in capsys.readouterr().err


@pytest.mark.parametrize("name", [".", "/", ""])
def test_a_name_without_a_name_is_refused_in_words(name: str, capsys: Capture) -> None:
    assert main(["validate", name]) == 2
    assert "teacherflow new" in capsys.readouterr().err
