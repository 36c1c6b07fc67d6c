"""Schools and townships of a table are listed in a study by their names, or by the codes that results give them."""

from __future__ import annotations

from pathlib import Path

import pytest

from population.test_school_table import HEAD, ROWS, written
from teacherflow.faults import InputError
from teacherflow.population.places import real_names
from teacherflow.scenario import Study, read_study


def study(folder: Path, listed: str, table: str = ROWS) -> Study:
    written(folder, f"{HEAD}\n{table}\n")
    (folder / "study.yaml").write_text(
        "county: mine.yaml\nyears: {start: 2024, count: 2}\nbaseline: a\nscenarios:\n  a: {}\n"
        f"  b: {{policies: [{{rural_subsidy: {{by: list, schools: {{first: {listed}}}}}}}]}}\n",
        "utf-8",
    )
    return read_study(folder / "study.yaml")


def test_a_name_stands_for_the_code(tmp_path: Path) -> None:
    named = study(tmp_path, "[Up, Hill A]").resolved()
    assert named == study(tmp_path, "[village_005, town_001]").resolved()


def test_a_township_may_be_listed_by_its_name(tmp_path: Path) -> None:
    named = study(tmp_path, "[Hill, Down]").resolved()
    assert named == study(tmp_path, "[township_000, village_006]").resolved()


def test_a_school_may_be_written_as_results_tell_it(tmp_path: Path) -> None:
    told = study(tmp_path, "[Up village_005]")
    assert "Up village_005" in real_names(told.counties.listed[0]).values()
    assert told.resolved() == study(tmp_path, "[Up]").resolved()


@pytest.mark.parametrize(
    ("listed", "table", "told"),
    [
        ("Hil A", ROWS, "no school or township called Hil A; did you mean Hill A"),
        ("Uptown road", ROWS, r"must be a school \(seat_001"),
        (
            "Up",
            ROWS.replace("Down,", "Up,"),
            "2 schools or townships are called Up: village_005, village_006",
        ),
        ("Lake", ROWS, "2 schools or townships are called Lake: town_002, township_001"),
    ],
)
def test_a_name_that_is_none_or_two_is_told(
    listed: str, table: str, told: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=told):
        study(tmp_path, listed, table)
