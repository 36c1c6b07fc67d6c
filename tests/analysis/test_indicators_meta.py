"""Every county indicator has words, a unit and a direction; numbers are written for readers."""

from __future__ import annotations

import re

import pytest

from teacherflow.codes import KIND_TEXT, MOVES
from teacherflow.results.schema import TABLES
from teacherflow.text import Text
from teacherflow_analysis.indicator_parts import siblings
from teacherflow_analysis.indicators_meta import (
    DEFAULT,
    PATTERNS,
    Better,
    default,
    describe,
)

COLUMNS = [name for name in TABLES["county_year"].names if name != "year"]


def test_every_column_of_the_contract_is_described() -> None:
    for column in COLUMNS:
        meta = describe(column)
        assert any(pattern.match(column) for pattern in PATTERNS), column
        assert meta.name == column
        assert re.search(r"[\u4e00-\u9fff]", meta.label.zh), column
        assert "{" not in meta.label.zh + meta.label.en
        assert "_" not in meta.label.en
    assert len({describe(column).label for column in COLUMNS}) == len(COLUMNS)


def test_units_are_those_of_the_tables() -> None:
    """The mean of a yes or no over runs is a share."""
    stored = {column: TABLES["county_year"][column] for column in COLUMNS}
    units = {name: "share" if one.kind == "bool" else one.unit for name, one in stored.items()}
    assert {column: describe(column).unit.en for column in COLUMNS} == units


@pytest.mark.parametrize("kind", MOVES)
def test_a_kind_of_move_has_one_name_in_tables_and_indicators(kind: str) -> None:
    told = describe(f"moves_{kind}").label
    assert told == Text(f"流动：{KIND_TEXT[kind].zh}", f"Moves: {KIND_TEXT[kind].en}")


def test_default_selection_is_known_and_kept_in_order() -> None:
    assert set(DEFAULT) <= set(COLUMNS)
    assert default(["spending", "moves_up", "unheard_of"]) == ["moves_up", "spending"]


def test_unknown_column_speaks_for_itself() -> None:
    meta = describe("my_own_number")
    assert (meta.label.zh, meta.better) == ("my_own_number", Better.NEITHER)


@pytest.mark.parametrize(
    ("column", "value", "language", "signed", "written"),
    [
        ("retention_3y_village", 0.7012, "en", False, "70.1%"),
        ("retention_3y_village", -0.0312, "en", True, "−3.1"),
        ("retention_3y_village", -0.0001, "en", True, "0.0"),
        ("cv_backbone_primary_duty", 0.6604, "zh", False, "0.660"),
        ("welfare_village", 12345.6, "en", False, "12,346"),
        ("spending", 11_500_000, "zh", False, "1,150万"),
        ("spending", 11_500_000, "en", True, "+11.50m"),
        ("spending", 0, "en", True, "0"),
        ("moves_down", 5.04, "en", True, "+5.0"),
    ],
)
def test_written_numbers(
    column: str, value: float, language: str, signed: bool, written: str
) -> None:
    assert describe(column).written(value, language, signed) == written


def test_indicators_know_their_stage_and_zone_and_those_beside_them() -> None:
    meta = describe("ptr_junior_village")
    assert (meta.stage, meta.zone) == ("junior", "village")
    assert describe("moves_up").zone is None
    found = siblings("retention_3y_village", "zone")
    assert found is not None
    assert found[0].en == "3-year retention of posts, by zone"
    assert set(found[1].values()) <= set(COLUMNS)
    assert list(found[1]) == ["seat", "town", "village"]
    assert siblings("retention_3y_village", "stage") is None
    assert siblings("my_own_number", "zone") is None
