"""Careers side by side: as many as are legible, nothing cut, what is alike told once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.cells import cell_len
from rich.console import Console

from teacherflow_analysis.cli.side_by_side import Column, hung, side_by_side
from teacherflow_analysis.cli.trace import _alike, _differing

TEXT = "学校 40（乡镇）值 +3,545（空缺 1 个，29 人申请，学校排其第 4）and in English too, of course"


def printed(columns: Sequence[Column], width: int) -> list[str]:
    console = Console(width=width, color_system=None, legacy_windows=False)
    with console.capture() as capture:
        for part in side_by_side(columns, width):
            console.print(part)
    return capture.get().splitlines()


@pytest.mark.parametrize(("width", "beside"), [(40, 1), (80, 2), (120, 3), (200, 5)])
def test_as_many_as_fit_stand_in_a_row(width: int, beside: int) -> None:
    lines = printed([Column((f"name {k}",), [TEXT]) for k in range(5)], width)
    first = next(line for line in lines if "name 0" in line)
    assert first.count("name") == beside
    assert max(map(cell_len, lines)) <= width
    assert sum(line.count("name") for line in lines) == 5


def test_what_follows_stands_below_the_text() -> None:
    first, *more = hung(["▸ " + "word " * 20], 30)
    assert first.startswith("▸ word")
    assert more
    assert all(line.startswith("  word") for line in more)


def test_scenarios_of_which_the_same_is_told_share_a_column() -> None:
    titles = {"a": "A", "b": "B", "c": "C"}
    columns = _alike(titles, {"a": ["here", "x"], "b": ["there", "x"], "c": ["here", "x"]})
    assert [column.names for column in columns] == [("A", "C"), ("B",)]
    assert [list(column.lines) for column in _differing(columns)] == [["here", "x"], ["there"]]
    assert len(_alike(titles, {key: ["here"] for key in titles})) == 1
