"""Numbers of few persons of real schools are told nowhere; of made-up schools everywhere."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import ledger
from analysis.exploring import add, full_folder
from analysis.folder import county_year, write_folder
from analysis.gallery import ENGLISH, figure_of, runs_of, schools_of
from teacherflow_analysis.cli import main
from teacherflow_analysis.explorer.payload import payload
from teacherflow_analysis.figures import figures
from teacherflow_analysis.figures import map as school_map
from teacherflow_analysis.figures import schools as school_parts
from teacherflow_analysis.figures.page import Picture
from teacherflow_analysis.small_cells import NOTE, hidden, hidden_within, real_schools
from teacherflow_analysis.study import load

REAL = ["城关一小", "八步小学", "猫场小学", "教学点"]
MADE_UP = ["seat_000", "town_001", "village_002", "village_003"]


def nan(*values: float | None) -> np.ndarray:
    return np.array([np.nan if v is None else v for v in values], dtype=float)


@pytest.mark.parametrize(
    ("persons", "told"),
    [
        ((12, 9, 5), "111"),
        ((12, 4, 9, 0), "1010"),  # two hide each other
        ((12, 9, 4), "100"),  # one alone would be the sum less the others
        ((12, 9, 0), "100"),  # nobody is a number, too
        ((6, 6, 4), "010"),  # the first of equals
        ((4,), "0"),  # the sum is the number itself
        ((4, None), "01"),  # where there is no school there is nothing to hide
        ((12, None, 7), "111"),
        ((None, 4), "10"),
        ((12, None, 4, 9), "1100"),
    ],
)
def test_what_is_hidden_by_hand(persons: tuple[float | None, ...], told: str) -> None:
    assert "".join(str(int(not few)) for few in hidden(nan(*persons))) == told


def test_sums_that_are_known_hide_apart() -> None:
    index = pd.MultiIndex.from_tuples(
        [(y, s) for y in (2024, 2025) for s in "abc"], names=["year", "school"]
    )
    few = hidden_within(pd.Series([9.0, 8, 7, 9, 8, 2], index), ["year"])
    assert few.tolist() == [False, False, False, False, True, True]


def one_study(folder: Path, names: Sequence[str | None], rows: pd.DataFrame | None = None) -> Path:
    rows = ledger.sections() if rows is None else rows
    runs = rows[ledger.KEYS].drop_duplicates()
    schools = pd.DataFrame({"school_id": range(4), "name": names})
    return ledger.write(folder, rows, schools=runs.merge(schools, how="cross"))


def test_schools_are_real_by_their_names_county_by_county(tmp_path: Path) -> None:
    rows = ledger.sections(("status_quo",), 1)
    runs = rows[ledger.KEYS].drop_duplicates()
    parts = [
        runs.assign(county=county).merge(
            pd.DataFrame({"school_id": range(4), "name": names}), "cross"
        )
        for county, names in (("east", MADE_UP), ("west", REAL))
    ]
    both = pd.concat([rows.assign(county=county) for county in ("east", "west")])
    study = load(ledger.write(tmp_path / "s", both, schools=pd.concat(parts)))
    assert (real_schools(study, "east"), real_schools(study, "west")) == (False, True)
    assert real_schools(study)
    assert not real_schools(study.of_county("east"))


def test_a_name_that_begins_like_a_made_up_one_is_real(tmp_path: Path) -> None:
    names = [*MADE_UP[:3], "village_003希望小学"]
    assert real_schools(load(one_study(tmp_path / "s", names)))


def test_schools_without_names_are_not_real(tmp_path: Path) -> None:
    assert not real_schools(load(one_study(tmp_path / "some", [*MADE_UP[:3], None])))
    rows = ledger.sections(("status_quo",), 1)
    bare = rows[[*ledger.KEYS, "school_id"]].drop_duplicates()
    assert not real_schools(load(ledger.write(tmp_path / "bare", rows, schools=bare)))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("names", "few"), [(REAL, True), (MADE_UP, False)])
def test_csv_files_of_standing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], names: list[str], few: bool
) -> None:
    """Backbones of primary schools: 12, 4 and 0, of 1000, 400 and 100 pupils.

    The third alone is below the minimum of 1 per 100: it lacks one and has none.
    """
    folder = one_study(tmp_path / "s", names)
    out = tmp_path / "x.csv"
    command = ["standing", str(folder), "--stage", "primary", "--item", "backbone"]
    assert main([*command, "--year", "2024", "--scenario", "status_quo", "--csv", str(out)]) == 0
    schools = {row["name"]: row for row in rows_of(tmp_path / "x_schools.csv")}
    assert schools[names[0]]["per_hundred"] == "1.2"
    for name in names[1:3]:
        assert (schools[name]["per_hundred"] == "") == few
        assert (schools[name]["part"] == "") == few
    short = {
        row["short"]
        for row in rows_of(tmp_path / "x_minima.csv")
        if (row["item"], row["stage"], row["year"]) == ("backbone", "primary", "2024")
    }
    assert short == ({""} if few else {"1.0"})
    capsys.readouterr()
    assert main([*command, "--lang", "zh"]) == 0
    assert (NOTE.zh[:7] in "".join(capsys.readouterr().out.split())) == few


def cells(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    command = ["standing", str(folder), "--item", "backbone", "--stage", "primary", "--json"]
    assert main([*command, "--year", "2024", "--scenario", "status_quo"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["schools"]
    return {cell["zone"]: cell["part"] for cell in found["cells"]}


def test_a_cell_alone_takes_the_next_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    real = cells(one_study(tmp_path / "r", REAL), capsys)
    made_up = cells(one_study(tmp_path / "m", MADE_UP), capsys)
    assert [zone for zone, part in real.items() if part is None] == ["town", "village"]
    assert real["seat"] == made_up["seat"] is not None
    assert None not in made_up.values()


def explored(folder: Path, names: list[str]) -> dict[str, object]:
    """Backbones of primary schools 16, 4, 9, 2; of the one junior school 30."""
    full_folder(folder, replications=1)
    study = load(folder)
    about, rows = study.sql("FROM schools"), study.sql("FROM section_year")
    about["name"] = about["school_id"].map(dict(enumerate(names)))
    rows["backbone"] = rows["school_id"].map({0: 16, 1: 4, 2: 9, 3: 2})
    rows.loc[rows["stage"] == "junior", "backbone"] = 30
    rows["on_duty"] = 20
    study.results.close()
    add(folder, schools=about, section_year=rows)
    data: dict[str, object] = payload(load(folder))["schools"]
    return data


def test_the_explorer_holds_no_small_number(tmp_path: Path) -> None:
    for names, few in ((REAL, True), (MADE_UP, False)):
        data = explored(tmp_path / names[0], names)
        assert data["suppressed"] == few
        years = data["years"].index(2024), len(data["years"])  # type: ignore[attr-defined, arg-type]
        values = data["values"]["status_quo"]  # type: ignore[index]
        found = {
            tuple(section): values["backbone"][i * years[1] + years[0]]
            for i, section in enumerate(data["sections"])  # type: ignore[arg-type, call-overload]
        }
        hides = dict.fromkeys([(1, "primary"), (3, "primary")], None) if few else {}
        every = {(0, "primary"): 16, (1, "primary"): 4, (2, "primary"): 9, (3, "primary"): 2}
        assert found == every | {(1, "junior"): 30} | hides
        # school 3 closes in 2030; then one number alone would be hidden, so the next goes with it
        late = data["years"].index(2038)  # type: ignore[attr-defined]
        left = [values["backbone"][i * years[1] + late] for i in range(len(found))]
        told = dict(zip(found, left, strict=True))
        assert told[(2, "primary")] == (None if few else 9)
        assert told[(0, "primary")] == 16
        assert None not in values["pupils"][: years[1]]


@pytest.mark.parametrize(("names", "few"), [(REAL, True), (MADE_UP, False)])
def test_the_map_shades_no_small_number(tmp_path: Path, names: list[str], few: bool) -> None:
    """Backbones in 2024: 16 of the seat, 3, 0 and 2 of the others."""
    frame = county_year(1)
    folder = write_folder(tmp_path / "s", frame)
    schools, section_year = schools_of(runs_of(frame))
    schools["name"] = schools["school_id"].map(dict(enumerate([*names, names[0]])))
    add(folder, schools=schools, section_year=section_year)
    study = load(folder)
    found = school_map.schools_of(study, "status_quo", 2024).set_index("school_id")["hidden"]
    assert found.tolist() == [False, few, few, few, False]
    words, figure = figure_of(study, "map", ENGLISH)
    assert (NOTE.en in " ".join(words.foot[0].split())) == few
    first = [c for ax in figure.axes[:1] for c in ax.collections if c.get_gid() == "village"]
    white = (first[0].get_facecolor()[:, :3] == 1.0).all(axis=1)
    assert white.tolist() == [few] * len(white)


def test_the_figure_of_schools_says_what_it_hides(tmp_path: Path) -> None:
    found = school_parts.picture(load(one_study(tmp_path / "s", REAL)), ENGLISH)
    assert isinstance(found, Picture)
    assert NOTE.en in found.foot[0]


def test_a_figure_of_schools_that_are_all_hidden_is_drawn(tmp_path: Path) -> None:
    """No part is told, so its axes hold nothing, and have an end all the same."""
    rows = ledger.sections(("status_quo", "package"), 2)
    for item in ledger.ITEMS:
        rows[item] = rows["school_id"] % 2
    study = load(one_study(tmp_path / "s", REAL, rows))
    (drawn,) = figures(study, tmp_path / "figures", ["svg"], "en", only=["schools"])
    assert NOTE.en[:30] in drawn.read_text("utf-8")


@pytest.mark.parametrize(("language", "stops"), [("zh", "：；"), ("en", ":;")])
def test_where_all_schools_are_hidden_no_sentence_ends_in_a_colon(
    tmp_path: Path, language: str, stops: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = ledger.sections(("status_quo", "package"), 2)
    for item in ledger.ITEMS:
        rows[item] = rows["school_id"] % 2
    folder = one_study(tmp_path / "s", REAL, rows)
    assert main(["standing", str(folder), "--lang", language]) == 0
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    half = [line for line in lines if "构成差异的一半" in line or "half of the difference" in line]
    assert half
    assert not any(line[-1] in stops for line in half)
