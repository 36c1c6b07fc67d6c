"""The brief as an Excel file: tidy sheets, numbers as numbers, native charts that can be edited."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import Brief, Heading, Note, Paragraph, Table
from teacherflow_analysis.brief.case import HEADLINES, WHEN, Case
from teacherflow_analysis.brief.pictures import Picture
from teacherflow_analysis.brief.rounding import good_direction
from teacherflow_analysis.brief.sections.gains import TOLD, large
from teacherflow_analysis.brief.word_template import WRITTEN
from teacherflow_analysis.brief.xlsx_charts import Charts
from teacherflow_analysis.brief.xlsx_formats import (
    Row,
    Value,
    digits,
    half_of,
    lines_of,
    numeric,
    widths,
)
from teacherflow_analysis.comparison.effects import Effect
from teacherflow_analysis.comparison.groups import MEASURES, WAYS, label_of
from teacherflow_analysis.comparison.tables import VERDICTS
from teacherflow_analysis.indicators_meta import Indicator, Shown, describe

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

SHEETS: Final = {
    "summary": Text("摘要", "Summary"),
    "charts": Text("图", "Charts"),
    "effects": Text("差异", "Effects"),
    "paths": Text("逐年", "Paths"),
    "groups": Text("谁受益、谁受损", "Who gains"),
    "careers": Text("教师经历", "Careers"),
    "spending": Text("支出", "Spending"),
    "assumptions": Text("参数与假设", "Assumptions"),
    "definitions": Text("定义", "Definitions"),
    "replication": Text("复现", "Replication"),
}
BROAD: Final = 100
"""Width of the sentences of the summary, in letters."""
LINE: Final = 16
"""Height of one of their lines, pt: not every program fits the rows by itself."""
COPIED: Final = 130
"""Width of a table of the brief that becomes a sheet, in letters."""
SHARE: Final = "0.00%"
"""Format of shares that belong to no indicator."""


def write(
    brief: Brief,
    pictures: Mapping[str, Picture],
    path: Path,
    case: Case,
    template: str | PathLike[str] | None = None,
) -> None:
    """Write the workbook."""
    from xlsxwriter import Workbook

    book = Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    try:
        book.set_properties(
            {
                "title": brief.title[:255],
                "author": "teacherflow",
                "comments": json.dumps(dict(brief.facts), ensure_ascii=True),
                "created": WRITTEN,
            }
        )
        _Sheets(book, brief, case).write()
    finally:
        book.close()


class _Sheets:
    """The sheets of a brief; those without rows are left out."""

    def __init__(self, book: Workbook, brief: Brief, case: Case) -> None:
        self.book, self.brief, self.case = book, brief, case
        bold = {"bold": True, "text_wrap": True, "valign": "top"}
        below = {"bottom": 1, "indent": 1}  # who sets no side gets no indent in LibreOffice
        self.bold = book.add_format({**bold, **below, "align": "left"})
        self.above = book.add_format({**bold, **below, "align": "right"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        left = {"valign": "top", "align": "left", "indent": 1}
        self.cell = book.add_format({**left, "text_wrap": True})
        self.lead = book.add_format(bold)
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.label = book.add_format(left)
        self.formats: dict[str, Format] = {}

    def of(self, zh: str, en: str) -> str:
        return self.case.of(Text(zh, en))

    def write(self) -> None:
        """Write all sheets."""
        self._summary()
        names = {one: self.case.of(SHEETS[one]) for one in ("charts", "effects", "paths")}
        folded = self.case.folded  # so many options that charts could not be read
        charts = None if folded else self.book.add_worksheet(names["charts"])
        effects = [*self._effects()]
        self._table("effects", self._effect_head(), effects)
        paths = [*self._paths()]
        self._table("paths", self._path_head(), paths)
        self._table("groups", self._group_head(), [*self._groups()])
        self._table("careers", self._career_head(), [*self._careers()])
        self._table("spending", self._spending_head(), [*self._spending()])
        self._copy("assumptions", "assumptions")
        self._table("definitions", self._definition_head(), [*self._definitions()])
        self._copy("replication", "replication")
        if charts is not None:
            self._print(charts)
            made = Charts(self.book, charts, self.case, names["effects"], names["paths"])
            made.draw(effects, paths)

    def _sheet(
        self, name: str, head: Sequence[str], widths: Sequence[int], flush: Sequence[bool]
    ) -> Worksheet:
        sheet: Worksheet = self.book.add_worksheet(self.case.of(SHEETS[name]))
        for i, (word, width, right) in enumerate(zip(head, widths, flush, strict=True)):
            sheet.set_column(i, i, width)
            sheet.write_string(0, i, word, self.above if right else self.bold)
        _fit(sheet, 0, head, widths)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        self._print(sheet)
        return sheet

    def _print(self, sheet: Worksheet) -> None:
        """Set paper and foot: what it is, which sheet, which page."""
        sheet.set_paper(9)
        sheet.set_footer(f"&L&8{self.brief.warning}&C&8&A&R&8&P / &N")

    def _table(self, name: str, head: Sequence[str], rows: Sequence[Row]) -> None:
        if not rows:
            return
        wide, flush = widths(head, rows), numeric(head, rows)
        sheet = self._sheet(name, head, wide, flush)
        for i, row in enumerate(rows, start=1):
            _fit(sheet, i, row.values, wide)
            for j, value in enumerate(row.values):
                if isinstance(value, str):
                    sheet.write_string(i, j, value, self.cell)
                elif value is not None:
                    sheet.write_number(i, j, value, self._shown(value, row.digits, flush[j]))
        sheet.autofilter(0, 0, len(rows), len(head) - 1)

    def _shown(self, value: float, digits: str, flush: bool) -> Format:
        """Return the format of a number; in a column of words it is one of them."""
        if not flush:
            return self.label
        return self.format("General" if isinstance(value, int) else digits)

    def format(self, digits: str) -> Format:
        """Return a format of numbers, made once."""
        if digits not in self.formats:
            right = {"align": "right", "indent": 1, "valign": "top"}
            self.formats[digits] = self.book.add_format({"num_format": digits, **right})
        return self.formats[digits]

    def _summary(self) -> None:
        sheet = self.book.add_worksheet(self.case.of(SHEETS["summary"]))
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, BROAD)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        self._print(sheet)
        sheet.write_string(0, 0, self.brief.title, self.title)
        sheet.write_string(1, 0, self.brief.subtitle)
        row = 3
        for block in self.brief.first:
            if isinstance(block, Paragraph | Note):
                lead = block.lead if isinstance(block, Paragraph) else ""
                sheet.write_string(row, 0, lead, self.lead)
                text = str(block.line)
                sheet.write_string(row, 1, text, self.wrap)
                sheet.set_row(row, LINE * lines_of(text, BROAD))
                row += 1

    def _copy(self, name: str, section: str) -> None:
        """Write the tables of a section of the brief as they are."""
        from teacherflow_analysis.brief.sections import SECTIONS

        title = next(self.case.of(one.title) for one in SECTIONS if one.name == section)
        inside = False
        for block in self.brief.rest:
            if isinstance(block, Heading) and block.level == 1:
                inside = block.text == title
            if inside and isinstance(block, Table):
                wide = [int(COPIED * share) for share in block.shares]
                sheet = self._sheet(name, block.head, wide, [False] * len(wide))
                for i, row in enumerate(block.rows, start=1):
                    _fit(sheet, i, [str(cell) for cell in row], wide)
                    for j, cell in enumerate(row):
                        sheet.write_string(i, j, str(cell), self.cell)
                sheet.ignore_errors({"number_stored_as_text": "A:Z"})  # a seed is a name
                return

    # -- rows -------------------------------------------------------------------------------

    def _effect_head(self) -> list[str]:
        return [
            self.of("方案", "Option"),
            self.of("指标", "Indicator"),
            self.of("代码", "Code"),
            self.of("单位", "Unit"),
            self.of("时期", "Period"),
            self.of("基准", "Baseline"),
            self.of("方案值", "Option's value"),
            self.of("差异", "Difference"),
            self.of("95% 下限", "95% low"),
            self.of("95% 上限", "95% high"),
            self.of("配对数", "Pairs"),
            self.of("好的方向", "Good direction"),
            self.of("判断", "Verdict"),
            self.of("半宽", "Half-width"),
        ]

    def _effects(self) -> Iterator[Row]:
        found = self.case.comparison
        for effect in found.effects if found is not None else ():
            yield self._effect(effect, self.case.label(effect.indicator), effect.indicator)

    def _effect(self, effect: Effect, label: str, code: str) -> Row:
        meta = MEASURES.get(code) or describe(code)
        good = good_direction(meta)
        values = (
            self.case.name(effect.scenario),
            label,
            code,
            self._unit(meta),
            self._when(effect.year),
            effect.baseline,
            effect.reform,
            effect.difference,
            effect.low,
            effect.high,
            effect.n,
            "" if good is None else self.case.of(good),
            self.of("相同", "same") if effect.nothing else self.case.of(VERDICTS[effect.verdict]),
            half_of(effect.low, effect.high),
        )
        return Row(values, digits(meta, half_of(effect.low, effect.high), effect.difference))

    def _unit(self, meta: Indicator) -> str:
        """Return the unit of what is stored; that of coefficients is a word here."""
        return self.case.of(meta.unit) or self.of("比值", "ratio")

    def _when(self, when: int | str) -> int | str:
        return self.case.period if when == WHEN else when

    def _path_head(self) -> list[str]:
        return [
            self.of("方案", "Option"),
            self.of("指标", "Indicator"),
            self.of("代码", "Code"),
            self.of("单位", "Unit"),
            self.of("学年", "Year"),
            self.of("均值", "Mean"),
            self.of("95% 下限", "95% low"),
            self.of("95% 上限", "95% high"),
            self.of("半宽", "Half-width"),
        ]

    def _paths(self) -> Iterator[Row]:
        for code in self.case.has(HEADLINES):
            meta = describe(code)
            for name in self.case.study.scenarios:
                for year in self.case.study.years:
                    one = self.case.level(name, code, year)
                    label = [self.case.name(name), self.case.label(meta), code]
                    mean, low, high, half = (
                        (None,) * 4 if one is None else (one.mean, one.low, one.high, one.half)
                    )
                    values = (*label, self._unit(meta), year, mean, low, high, half)
                    yield Row(values, digits(meta, half))

    def _group_head(self) -> list[str]:
        head = self._effect_head()
        return [head[0], self.of("分组", "By"), self.of("组", "Group"), *head[1:]]

    def _groups(self) -> Iterator[Row]:
        for by in TOLD:
            gains = self.case.gains(by)
            kept = large(self.case, by)
            for effect in gains.effects if gains is not None else ():
                measure, _, value = effect.indicator.partition(".")
                if value in kept:
                    row = self._effect(effect, self.case.label(MEASURES[measure]), measure)
                    group = self.case.of(label_of(by, value))
                    first, *rest = row.values
                    yield Row((first, self.case.of(WAYS[by]), group, *rest), row.digits)

    def _career_head(self) -> list[str]:
        return [
            self.of("教师", "Teacher"),
            self.of("起始时", "At the start"),
            self.of("方案", "Option"),
            self.of("经历", "What happens"),
            self.of("代表的差异", "Stands for"),
            self.of("占教师的比例", "Share of teachers"),
            self.of("95% 下限", "95% low"),
            self.of("95% 上限", "95% high"),
            self.of("反过来的比例", "The other way round"),
        ]

    def _careers(self) -> Iterator[Row]:
        from teacherflow_analysis.careers.lives_told import letter, life, opening

        found = self.case.sample
        if found is None or isinstance(found, Text):
            return
        for career in found.careers:
            who, start = self.case.of(letter(career.number)), self.case.of(opening(career))
            what, share = self.case.of(career.told.words), career.told.share
            for scenario, lived in zip((found.base, found.reform), career.lives, strict=True):
                told = self.case.of(life(lived, self.case.study.years[-1]))
                shares = [share.mean, share.low, share.high, career.opposite.share.mean]
                yield Row((who, start, self.case.name(scenario), told, what, *shares), SHARE)

    def _spending_head(self) -> list[str]:
        return [
            self.of("方案", "Option"),
            self.of("政策", "Policy"),
            self.of("出资方", "Payer"),
            self.of("单位", "Unit"),
            self.of("每年", "A year"),
            self.of("95% 下限", "95% low"),
            self.of("95% 上限", "95% high"),
        ]

    def _spending(self) -> Iterator[Row]:
        from teacherflow_analysis.brief.sections.money import by_policy

        for scenario, policy, payer, spread in by_policy(self.case):
            names = [self.case.name(scenario), policy, payer, self.of("元", "yuan")]
            yield Row((*names, spread.mean, spread.low, spread.high), "#,##0")

    def _definition_head(self) -> list[str]:
        return [
            self.of("代码", "Code"),
            self.of("指标", "Indicator"),
            self.of("单位", "Unit"),
            self.of("好的方向", "Good direction"),
            self.of("写法", "How it is stored"),
        ]

    def _definitions(self) -> Iterator[Row]:
        stored = {
            Shown.PERCENT: self.of("0 至 1 的比例", "share from 0 to 1"),
            Shown.RATIO: self.of("比值", "ratio"),
            Shown.NUMBER: self.of("数", "number"),
            Shown.MONEY: self.of("元", "yuan"),
        }
        for meta in (*map(describe, self.case.paths.columns), *MEASURES.values()):
            good = good_direction(meta)
            direction = self.of("不作判断", "not judged") if good is None else self.case.of(good)
            values = (meta.name, self.case.label(meta), self._unit(meta), direction)
            yield Row((*values, stored[meta.shown]))


def _fit(sheet: Worksheet, row: int, values: Sequence[Value], wide: Sequence[int]) -> None:
    """Make a row as high as the longest text wrapped in it."""
    pairs = zip(values, wide, strict=True)
    lines = max((lines_of(one, width) for one, width in pairs if isinstance(one, str)), default=1)
    if lines > 1:
        sheet.set_row(row, LINE * lines)
