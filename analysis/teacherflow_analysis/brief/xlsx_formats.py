"""How numbers look in the workbook, and how wide its columns are; what is stored stays in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final
from unicodedata import east_asian_width

from teacherflow_analysis.brief.rounding import place_of, place_of_change, scale_of
from teacherflow_analysis.indicators_meta import Indicator, Shown

type Value = str | float | int | None

NARROWEST: Final = 9
ROOM: Final = 3
"""Letters that a column is wider than its text: fonts differ, and text is indented."""
WIDEST: Final = 56
"""Widths of columns, in letters of the usual size; longer texts are wrapped."""


@dataclass(frozen=True)
class Row:
    """Values of a row, and the format of those that are not whole numbers."""

    values: tuple[Value, ...]
    digits: str = "General"


def digits(meta: Indicator, half: float | None, change: float | None = None) -> str:
    """Return the format that shows what an interval leaves standing, as the text of briefs does.

    Parameters
    ----------
    meta : Indicator
        Shares (0 to 1) are shown in percent, money in whole yuan.
    half : float or None
        Half the width of the 95 % interval, in the unit of the results.
    change : float or None
        The difference, if the numbers are those of one.
    """
    if meta.shown is Shown.MONEY:
        return "#,##0"
    scale = scale_of(meta, "en")
    wide = None if half is None else half * scale.factor
    if change is None:
        place = place_of(wide, scale.place)
    else:
        place = place_of_change(change * scale.factor, wide, scale.place)
    decimals = max(0, -floor(log10(place) + 1e-9))
    whole = "0" if meta.shown is Shown.PERCENT else "#,##0"
    sign = "%" if meta.shown is Shown.PERCENT else ""
    return f"{whole}{'.' if decimals else ''}{'0' * decimals}{sign}"


def half_of(low: Value, high: Value) -> float | None:
    """Return half the width of an interval, if there is one."""
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return None
    return (high - low) / 2


def widths(head: Sequence[str], rows: Sequence[Row]) -> list[int]:
    """Return a width for every column that holds what stands in it, within bounds."""
    found = []
    for i, word in enumerate(head):
        needed = max((*_letters(word), *(_letter(row.values[i]) for row in rows)), default=0)
        found.append(max(NARROWEST, min(WIDEST, needed + ROOM)))
    return found


def numeric(head: Sequence[str], rows: Sequence[Row]) -> list[bool]:
    """Tell for every column whether it holds numbers only, which stand flush right.

    A year beside words ("mean of 2034 to 2038") is a label as they are.
    """
    return [
        not any(isinstance(row.values[i], str) for row in rows)
        and any(row.values[i] is not None for row in rows)
        for i in range(len(head))
    ]


def lines_of(text: str, width: int) -> int:
    """Return how many lines a text takes in a column, with a little room for breaks at words."""
    if _wide(text) + ROOM <= width:
        return 1
    return max(1, -(-int(1.08 * _wide(text)) // width))


def _letters(head: str) -> Iterator[int]:
    """Yield the widths of the words of a head, which may stand below each other."""
    return (_wide(word) for word in head.split())


def _letter(value: Value) -> int:
    return _wide(value) if isinstance(value, str) else NARROWEST


def _wide(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
