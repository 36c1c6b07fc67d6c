"""Where lines break, in Chinese and in English."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from teacherflow_analysis.folding import folded, longest

CHINESE = "法规：湖南省 2019 年最低标准（非贫困地区）；乡镇取“相同数额”为假设，占 20%。"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("a word or two", 6, ["a word", "or two"]),
        ("每月补助", 4, ["每月", "补助"]),
        ("按区域，按距离", 6, ["按区", "域，按", "距离"]),  # no comma at the start of a line
        ("标准（低）", 6, ["标准", "（低）"]),  # no bracket at the end of one
        ("占平均工资的 0–35%）左右", 12, ["占平均工资的", "0–35%）左右"]),
        ("  set in and long", 8, ["  set in", "  and", "  long"]),
        ("two\nlines", 9, ["two", "lines"]),
        ("unbreakable", 4, ["unbr", "eaka", "ble"]),
        ("a unbreakable", 4, ["a", "unbr", "eaka", "ble"]),
        ("", 4, [""]),
        ("as  it is", 9, ["as  it is"]),
        ("no end  ", 9, ["no end"]),
        ("   ab", 2, ["   a", "   b"]),  # no room beside the indent
        ("and unbreakable it is", 5, ["and", "unbre", "akabl", "e it", "is"]),
    ],
)
def test_lines_break_where_the_language_allows(text: str, width: int, lines: list[str]) -> None:
    assert folded(text, width) == lines


@pytest.mark.parametrize("width", range(12, 80))
def test_no_line_is_too_wide_and_nothing_is_lost(width: int) -> None:
    lines = folded(CHINESE, width)
    assert max(map(cell_len, lines)) <= width
    assert "".join(lines).replace(" ", "") == CHINESE.replace(" ", "")
    assert not any(line[0] in "，。；：）”" for line in lines)
    assert not any(line[-1] in "（“" for line in lines)
    assert any("2019" in line for line in lines)


def test_the_longest_piece_is_what_a_column_needs() -> None:
    assert longest("yuan_per_month.village 600") == len("yuan_per_month.village")
    assert longest("月补助，按区域") == 4
    assert longest("x" * 99) == 30
    assert longest("") == 1


def test_a_no_break_space_holds_together() -> None:
    joined = "+0.5\u00a0±\u00a01.2\u00a0▲"
    assert folded(f"difference {joined}", 12) == ["difference", joined]
