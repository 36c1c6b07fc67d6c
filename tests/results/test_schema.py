"""The contract of tables: names as agreed, everything explained, the page current."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import duckdb
import numpy as np
import pytest

from teacherflow.codes import EXITS, MOVE_KINDS
from teacherflow.results.columns import UNITS, Column
from teacherflow.results.schema import TABLES, frame, sql_types
from teacherflow.text import Text

DOCS = Path(__file__).resolve().parents[2] / "docs"

STAGES = ("primary", "junior")
ZONES = ("seat", "town", "village")
ITEMS = ("teachers", "degree", "backbone", "midsenior", "artspe")


def contract() -> set[str]:
    """The columns of county_year, as they were promised."""
    names = {"year", "headcount", "waiting", "away", "entries", "borrowed", "mismatch"}
    names |= {"exchange_eligible", "exchange_sent", "exchange_backbone"}
    for stage in STAGES:
        for item in ITEMS:
            for basis in ("duty", "post"):
                names |= {f"cv_{item}_{stage}_{basis}", f"cv0_{item}_{stage}_{basis}"}
            names |= {f"theil_{item}_{stage}_between", f"theil_{item}_{stage}_within"}
            names.add(f"pass_{item}_{stage}")
        for item in ("degree", "backbone", "artspe"):
            names |= {f"pass_share_{item}_{stage}", f"short_{item}_{stage}"}
        names |= {f"ptr_{stage}_{zone}" for zone in ZONES}
    names |= {f"exits_{kind}" for kind in EXITS}
    names |= {f"moves_{kind}" for kind in set(MOVE_KINDS) - set(EXITS) - {"enter"}}
    names |= {"moves_up", "moves_down", "moves_level", "pass_county", "payroll", "spending"}
    for subject in ("chinese", "maths", "english", "sciences", "arts_pe", "other"):
        names.add(f"unfilled_{subject}")
    for zone in ZONES:
        for name in ("vacancy", "surplus", "novice_share", "effectiveness", "welfare"):
            names.add(f"{name}_{zone}")
        for k in (1, 3, 5):
            for name in ("retention", "presence", "zone_retention"):
                names.add(f"{name}_{k}y_{zone}")
    names |= {f"county_retention_{k}y" for k in (1, 3, 5)}
    names |= {"share_better_off", "share_worse_off", "net_better_off"}
    return names | {"share_left_more", "share_left_less"}


def test_county_year_has_the_columns_that_were_promised() -> None:
    assert set(TABLES["county_year"].names) == contract()


@pytest.mark.parametrize(
    ("table", "names"),
    [
        (
            "section_year",
            (
                "year school_id stage unit zone township pupils classes need quota target posts "
                "on_duty degree backbone midsenior artspe novices mean_effectiveness coverage "
                "vacancies surplus degree_post backbone_post midsenior_post artspe_post"
            ),
        ),
        (
            "groups_year",
            "year by value n welfare effectiveness worse_off better_off net_better_off",
        ),
        (
            "schools",
            "school_id name x y unit township zone cluster group kind opened closed successor",
        ),
        (
            "moves",
            (
                "year teacher_id from_school to_school stage from_zone to_zone kind cause "
                "post_moves title backbone age chain"
            ),
        ),
        (
            "careers",
            (
                "teacher_id school_id zone stage basis title route home_km age cohort entered "
                "left reason censored truncated"
            ),
        ),
        ("titles", "year teacher_id level event rural_years rank"),
        ("spending", "year policy item payer yuan"),
        (
            "exchanges",
            "year form eligible asked sent backbones volunteers swapped mix factor gap",
        ),
    ],
)
def test_other_tables_have_the_columns_that_were_promised(table: str, names: str) -> None:
    assert sorted(TABLES[table].names) == sorted(names.split())


def test_every_column_is_explained_in_both_languages_and_its_unit_is_known() -> None:
    for table in TABLES.values():
        assert len(set(table.names)) == len(table.names)
        for column in table:
            assert column.unit in UNITS, column
            assert column.text.zh, column
            assert column.text.en, column
            assert any("\u4e00" <= sign <= "\u9fff" for sign in column.text.zh), column


def test_the_page_of_results_is_current() -> None:
    spec = importlib.util.spec_from_file_location("make_results", DOCS / "make_results.py")
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    assert (DOCS / "results.md").read_text(encoding="utf-8") == maker.page(), (
        "run python docs/make_results.py"
    )


def test_optional_tables_are_stored_only_when_asked_for() -> None:
    assert "teachers" not in sql_types()
    assert sql_types(("teachers",))["teachers"]["teacher_id"] == "BIGINT"
    with pytest.raises(KeyError):
        sql_types(("county_year",))


@pytest.mark.parametrize(
    ("kind", "values", "kept"),
    [
        ("float64", [1.5, np.nan], [1.5, None]),
        ("float64", [None, 2], [None, 2.0]),
        ("int32", np.ma.masked_less(np.array([3, -1]), 0), [3, None]),
        ("int32", [7, None], [7, None]),
        ("bool", [True, None], [True, None]),
        ("str", ["seat", None], ["seat", None]),
    ],
)
def test_undefined_is_null_all_the_way_to_the_reader(kind: str, values: object, kept: list) -> None:
    column = Column("x", kind, "", Text("", ""), nullable=True)
    array = column.array(values)
    table = frame({"x": array})
    assert table["x"].isna().tolist() == [value is None for value in kept]
    query = f"SELECT CASE WHEN x IS NULL THEN NULL ELSE x::{column.sql} END FROM table"
    if kind == "float64":
        query = "SELECT CASE WHEN isnan(x) THEN NULL ELSE x END FROM table"
    with duckdb.connect() as connection:
        connection.register("table", table)
        assert [
            row[0] for row in connection.execute(query.replace("table", '"table"')).fetchall()
        ] == kept


@pytest.mark.parametrize(("kind", "values"), [("float64", [np.nan]), ("int32", [None])])
def test_undefined_is_refused_where_it_must_not_be(kind: str, values: list) -> None:
    with pytest.raises(ValueError, match="1 values are undefined"):
        Column("x", kind, "", Text("", "")).array(values)


def test_a_table_refuses_missing_and_unknown_columns() -> None:
    with pytest.raises(ValueError, match="year"):
        TABLES["spending"].arrays({"policy": [], "item": [], "payer": [], "yuan": []})
