"""Native charts of the workbook: what options change, and the paths, outcome by outcome."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis.brief.case import HEADLINES, Case
from teacherflow_analysis.brief.xlsx_formats import Row, Value
from teacherflow_analysis.indicators_meta import Indicator, Shown, describe
from teacherflow_analysis.palette import styles

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

TALL: Final = 21
"""Rows that a chart takes."""
A_PAGE: Final = 2
"""Outcomes on a printed page."""
HALF: Final = 13
"""Column of half-widths in the sheet of effects."""
SMALLER: Final = 66
"""Size on paper in percent: two charts side by side fit a page across, in Calc with any font too."""
AXES: Final = {
    Shown.PERCENT: ("0%", "0.0%;−0.0%"),
    Shown.RATIO: ("0.00", "0.000;−0.000"),
    Shown.NUMBER: ("#,##0", "#,##0;−#,##0"),
    Shown.MONEY: ("#,##0,,", "#,##0,,;−#,##0,,"),
}
"""Formats of the axes: of levels and of differences; money in millions."""
WAN: Final = 10_000
"""Yuan in one 万元, the unit of the Chinese text; formats of numbers divide by thousands only."""
IN_WAN: Final = "[>=10]#,##0;[<=-10]−#,##0;General"
"""Format of the axes of money in 万元, which may be little."""
ASIDE: Final = 40
"""First column, hidden, of the cells that hold money in 万元: charts read these."""


class Charts:
    """The sheet of charts; they read the sheets of effects and of paths.

    Attributes
    ----------
    effects, paths : str
        Names of those sheets.
    """

    def __init__(
        self, book: Workbook, sheet: Worksheet, case: Case, effects: str, paths: str
    ) -> None:
        self.book, self.sheet, self.case = book, sheet, case
        self.effects, self.paths = effects, paths
        self.drawn = styles(list(case.study.scenarios), case.base)
        self.aside = ASIDE

    def of(self, zh: str, en: str) -> str:
        return self.case.of(Text(zh, en))

    def draw(self, effects: Sequence[Row], paths: Sequence[Row]) -> None:
        """Put two charts for each outcome: differences with intervals, and the paths."""
        held = self.case.has(HEADLINES)
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.set_print_scale(SMALLER)
        self.sheet.set_h_pagebreaks([i * TALL for i in range(A_PAGE, len(held), A_PAGE)])
        for i, code in enumerate(held):
            self._bars(i * TALL, code, effects)
            self._lines(i * TALL, code, paths)
        if self.aside > ASIDE:
            self.sheet.set_column(ASIDE, self.aside - 1, None, None, {"hidden": True})

    def _bars(self, row: int, code: str, effects: Sequence[Row]) -> None:
        every = [one.values for one in effects]
        mine = [
            i
            for i, one in enumerate(every, start=1)
            if one[2] == code and one[4] == self.case.period and one[7] is not None
        ]
        if not mine:
            return
        meta = describe(code)
        halves = [every[i - 1][HALF] for i in mine]
        series: dict[str, Any] = {
            "name": self.of("与基准之差", "Difference from the baseline"),
            "categories": self._cells(None, self.effects, 0, mine, every),
            "values": self._cells(meta, self.effects, 7, mine, every),
            "fill": {"color": "#0072B2"},
            "gap": 80,
        }
        if all(half is not None for half in halves):
            bars = self._cells(meta, self.effects, HALF, mine, every)
            series["y_error_bars"] = _bars_of(bars, "#1A1A1A")
        chart = self.book.add_chart({"type": "bar"})
        chart.add_series(series)
        what = self.of("与基准之差，95% 区间", "difference, 95% interval")
        chart.set_legend({"none": True})
        chart.set_x_axis(self._axis(self._changing(meta), self._formats(meta)[1]))
        # From above as in the text; the axis of values stands where the last option is, below.
        chart.set_y_axis({"reverse": True, "label_position": "low", "crossing": "max"})
        self._put(chart, row, 0, code, what)

    def _lines(self, row: int, code: str, paths: Sequence[Row]) -> None:
        years, every, meta = (
            len(self.case.study.years),
            [one.values for one in paths],
            describe(code),
        )
        starts = [i for i, one in enumerate(every, start=1) if one[2] == code][::years]
        chart = self.book.add_chart({"type": "line"})
        for start, scenario in zip(starts, self.case.study.scenarios, strict=True):
            first, last = start, start + years - 1
            rows = range(first, last + 1)
            series: dict[str, Any] = {
                "name": [self.paths, first, 0],
                "categories": [self.paths, first, 4, last, 4],
                "values": self._cells(meta, self.paths, 5, rows, every),
                "line": {"color": self.drawn[scenario].colour, "width": 1.5},
            }
            if any(every[i - 1][8] is not None for i in rows):
                halves = self._cells(meta, self.paths, 8, rows, every)
                series["y_error_bars"] = _bars_of(halves, self.drawn[scenario].colour)
            chart.add_series(series)
        name = self.of("学年", "School year")  # years below the lines, which may fall below zero
        chart.set_x_axis({"name": name, "name_font": {"size": 9}, "label_position": "low"})
        chart.set_y_axis(self._axis(self._level(meta), self._formats(meta)[0]))
        chart.set_legend({"position": "bottom", "font": {"size": 8}})
        chart.show_blanks_as("gap")
        self._put(chart, row, 9, code, self.of("均值，95% 区间", "mean, 95% interval"))

    def _axis(self, name: str, digits: str) -> dict[str, Any]:
        return {"name": name, "name_font": {"size": 9}, "num_format": digits}

    def _formats(self, meta: Indicator) -> tuple[str, str]:
        """Return the formats of the axes of levels and of differences."""
        return (IN_WAN, IN_WAN) if self._in_wan(meta) else AXES[meta.shown]

    def _in_wan(self, meta: Indicator | None) -> bool:
        return meta is not None and meta.shown is Shown.MONEY and self.case.language == "zh"

    def _cells(
        self,
        meta: Indicator | None,
        sheet: str,
        column: int,
        rows: Sequence[int],
        values: Sequence[tuple[Value, ...]],
    ) -> str:
        """Return the cells of a series: those of another sheet, of money the same in 万元."""
        letter = ascii_uppercase[column]
        cells = [f"'{sheet}'!${letter}${row + 1}" for row in rows]
        if not self._in_wan(meta):
            whole = list(rows) == list(range(rows[0], rows[-1] + 1))
            ends = f"{cells[0]}:${letter}${rows[-1] + 1}" if whole else ",".join(cells)
            return f"={ends}" if whole else f"=({ends})"
        from xlsxwriter.utility import xl_col_to_name

        at, self.aside = self.aside, self.aside + 1
        for k, (cell, row) in enumerate(zip(cells, rows, strict=True)):
            value = values[row - 1][column]
            if isinstance(value, int | float):
                self.sheet.write_formula(k, at, f"={cell}/{WAN}", None, value / WAN)
        name = xl_col_to_name(at)
        return f"='{self.sheet.get_name()}'!${name}$1:${name}${len(cells)}"

    def _changing(self, meta: Indicator) -> str:
        """Return what the axis of differences measures, with its unit."""
        if meta.shown is Shown.PERCENT:
            return self.of("差异（1% 即 1 个百分点）", "Difference (1% is one percentage point)")
        unit = self._unit(meta)
        return self.of("差异", "Difference") + self._bracketed(unit)

    def _level(self, meta: Indicator) -> str:
        unit = "%" if meta.shown is Shown.PERCENT else self._unit(meta)
        return self.of("均值", "Mean") + self._bracketed(unit)

    def _unit(self, meta: Indicator) -> str:
        """Return the unit of an axis."""
        if meta.shown is Shown.MONEY:
            return self.of("万元", "million yuan")
        return self.case.of(meta.unit)

    def _bracketed(self, unit: str) -> str:
        return self.of(f"（{unit}）", f" ({unit})") if unit else ""

    def _put(self, chart: Any, row: int, column: int, code: str, what: str) -> None:
        """Put a chart on the sheet, with a title and the same in words for reading aloud."""
        title = self.case.label(code) + self.of("，", ", ") + what
        chart.set_title({"name": title, "name_font": {"size": 10}, "overlay": False})
        if self._in_wan(describe(code)):
            chart.show_hidden_data()
        chart.set_size({"width": 560, "height": 400})
        # a few pixels below the break of pages, or the frame is printed on the page before
        place = {"description": title, "y_offset": 6}
        self.sheet.insert_chart(row, column, chart, place)


def _bars_of(halves: str, colour: str) -> dict[str, Any]:
    """Return error bars whose half-widths stand in cells; Calc draws no others."""
    line = {"color": colour, "width": 0.75}
    ends = {"plus_values": halves, "minus_values": halves, "end_style": 1}
    return {"type": "custom", **ends, "line": line}
