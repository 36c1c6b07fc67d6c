"""Native charts of the workbook: what options change, and the paths, outcome by outcome."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis.brief.case import HEADLINES, Case
from teacherflow_analysis.brief.xlsx_formats import Row
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
IN_WAN: Final = (r"0\.0,", r"0\.0,;−0\.0,")
"""Those of money in 万元, as the text has it: thousands, with a point before their last digit."""


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

    def _bars(self, row: int, code: str, effects: Sequence[Row]) -> None:
        every = [one.values for one in effects]
        mine = [
            i
            for i, one in enumerate(every, start=1)
            if one[2] == code and one[4] == self.case.period and one[7] is not None
        ]
        if not mine:
            return
        cells = {
            j: ",".join(f"'{self.effects}'!${ascii_uppercase[j]}${i + 1}" for i in mine)
            for j in (0, 7, HALF)
        }
        halves = [every[i - 1][HALF] for i in mine]
        series: dict[str, Any] = {
            "name": self.of("与基准之差", "Difference from the baseline"),
            "categories": f"=({cells[0]})",
            "values": f"=({cells[7]})",
            "fill": {"color": "#0072B2"},
            "gap": 80,
        }
        if all(half is not None for half in halves):
            series["y_error_bars"] = _bars_of(f"=({cells[HALF]})", "#1A1A1A")
        chart = self.book.add_chart({"type": "bar"})
        chart.add_series(series)
        what = self.of("与基准之差，95% 区间", "difference, 95% interval")
        meta = describe(code)
        chart.set_legend({"none": True})
        chart.set_x_axis(self._axis(self._changing(meta), self._formats(meta)[1]))
        # From above as in the text; the axis of values stands where the last option is, below.
        chart.set_y_axis({"reverse": True, "label_position": "low", "crossing": "max"})
        self._put(chart, row, 0, code, what)

    def _lines(self, row: int, code: str, paths: Sequence[Row]) -> None:
        years, every = len(self.case.study.years), [one.values for one in paths]
        starts = [i for i, one in enumerate(every, start=1) if one[2] == code][::years]
        chart = self.book.add_chart({"type": "line"})
        for start, scenario in zip(starts, self.case.study.scenarios, strict=True):
            first, last = start, start + years - 1
            halves = [every[i - 1][8] for i in range(first, last + 1)]
            series: dict[str, Any] = {
                "name": [self.paths, first, 0],
                "categories": [self.paths, first, 4, last, 4],
                "values": [self.paths, first, 5, last, 5],
                "line": {"color": self.drawn[scenario].colour, "width": 1.5},
            }
            if any(half is not None for half in halves):
                column = f"'{self.paths}'!$I${first + 1}:$I${last + 1}"
                series["y_error_bars"] = _bars_of(f"={column}", self.drawn[scenario].colour)
            chart.add_series(series)
        meta = describe(code)
        chart.set_x_axis({"name": self.of("学年", "School year"), "name_font": {"size": 9}})
        chart.set_y_axis(self._axis(self._level(meta), self._formats(meta)[0]))
        chart.set_legend({"position": "bottom", "font": {"size": 8}})
        chart.show_blanks_as("gap")
        self._put(chart, row, 9, code, self.of("均值，95% 区间", "mean, 95% interval"))

    def _axis(self, name: str, digits: str) -> dict[str, Any]:
        return {"name": name, "name_font": {"size": 9}, "num_format": digits}

    def _formats(self, meta: Indicator) -> tuple[str, str]:
        """Return the formats of the axes of levels and of differences."""
        if meta.shown is Shown.MONEY and self.case.language == "zh":
            return IN_WAN
        return AXES[meta.shown]

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
        chart.set_size({"width": 560, "height": 400})
        # a few pixels below the break of pages, or the frame is printed on the page before
        place = {"description": title, "y_offset": 6}
        self.sheet.insert_chart(row, column, chart, place)


def _bars_of(halves: str, colour: str) -> dict[str, Any]:
    """Return error bars whose half-widths stand in cells; Calc draws no others."""
    line = {"color": colour, "width": 0.75}
    ends = {"plus_values": halves, "minus_values": halves, "end_style": 1}
    return {"type": "custom", **ends, "line": line}
