"""Reading a folder of results, and refusing what is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.folder import county_year, write_folder
from teacherflow import open_study
from teacherflow.study.faults import StudyFault
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.study import load


def edit(folder: Path, **changes: Any) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


def test_what_a_study_says_about_itself(zhijin: Path) -> None:
    study = load(zhijin)
    assert study.title.zh == "织金县三种改革方案"
    assert list(study.scenarios) == ["status_quo", "rotation", "package"]
    assert study.label("rotation", "zh") == "六年轮岗"
    assert (study.years[0], study.years[-1], len(study.years)) == (2024, 2038, 15)
    assert (study.replications, study.draws, study.failed, study.estimated) == (20, 1, 0, False)


def test_undefined_values_are_missing_not_zero(zhijin: Path) -> None:
    rows = load(zhijin).county_year(["retention_3y_village"])
    early = rows[rows["year"] < 2027]["retention_3y_village"]
    assert early.isna().all()
    assert rows[rows["year"] >= 2027]["retention_3y_village"].notna().all()


def test_folders_with_odd_names_are_read(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "O'Brien [1] 织金*", county_year(2))
    assert len(load(folder).county_year(["moves_up"])) == 2 * 3 * 15


def test_opened_results_are_as_good_as_their_folder(zhijin: Path) -> None:
    with open_study(zhijin) as results:
        assert load(results).folder == zhijin


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match="there is no folder"):
        load(tmp_path / "absent")


def test_folder_without_study(tmp_path: Path) -> None:
    with pytest.raises(StudyFault, match="holds no results"):
        load(tmp_path)


def test_torn_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"format": 1, "stu', "utf-8")
    with pytest.raises(StudyFault):
        load(tmp_path)


def test_manifest_of_another_shape(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "s", county_year(2))
    edit(folder, study={"seed": 1})
    with pytest.raises(AnalysisError, match="lacks"):
        load(folder)


def test_unfinished_study(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "s", county_year(2), {"replications": 5})
    with pytest.raises(AnalysisError, match=r"not finished .2 of 5"):
        load(folder)


def test_table_not_in_place(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "s", county_year(2))
    (folder / "county_year.parquet").unlink()
    with pytest.raises(StudyFault, match="county_year"):
        load(folder)


def test_damaged_table(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "s", county_year(2))
    (folder / "county_year.parquet").write_bytes(b"PAR1 but not really")
    with pytest.raises(StudyFault, match="damaged"):
        load(folder)


def test_estimated_counties_are_known(tmp_path: Path) -> None:
    county = {"county": {"name": "banan", "estimated": True}}
    assert load(write_folder(tmp_path / "s", county_year(2), county)).estimated


def test_failed_units_are_counted_not_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "s", county_year(3), {"replications": 4})
    units = json.loads((folder / "manifest.json").read_text("utf-8"))["units"]
    failed = units[0] | {"replication": 3, "status": "failed", "scenarios": {}}
    failed |= {"where": "rotation 2030", "why": "made up"}
    edit(folder, units=[*units, failed])
    assert load(folder).failed == 1


def test_a_study_file_in_the_place_of_its_results_is_told(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("county: x", encoding="utf-8")
    with pytest.raises(AnalysisError, match="is a file; name the folder of results"):
        load(file)
