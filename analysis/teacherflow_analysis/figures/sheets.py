"""Which figures there are, and which indicators stand in their panels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from teacherflow.text import Text
from teacherflow_analysis.study import Study


@dataclass(frozen=True)
class Panel:
    """One small axes: an indicator, what stands above it, and what it is held against."""

    indicator: str
    title: Text
    unit: Text
    limit: float | None = None
    floor: str | None = None


@dataclass(frozen=True)
class Sheet:
    """One figure: panels in rows, and the indicator that its title speaks of."""

    name: str
    subject: Text
    lead: str
    across: int
    panels: tuple[Panel, ...]
    shared: bool = False


_CV = Text("差异系数（按学生数加权）", "CV weighted by enrolment")
_PERCENT = Text("%", "%")
_STAGES = {"primary": (Text("小学", "primary"), 0.50), "junior": (Text("初中", "junior"), 0.45)}
_ZONES = {
    "seat": Text("县城", "county seat"),
    "town": Text("乡镇", "towns"),
    "village": Text("乡村", "villages"),
}
_ITEMS = {
    "teachers": Text("专任教师", "Teachers"),
    "backbone": Text("骨干教师", "Backbone teachers"),
}


def _balance(item: str, stage: str) -> Panel:
    word, limit = _STAGES[stage]
    title = Text(f"{_ITEMS[item].zh}，{word.zh}", f"{_ITEMS[item].en}, {word.en}")
    name = f"{item}_{stage}_duty"
    # Who fills a post does not change how many teachers a school has: no floor but the CV itself.
    floor = None if item == "teachers" else f"cv0_{name}"
    return Panel(f"cv_{name}", title, _CV, limit, floor)


def _zone(column: str, zone: str, title: Text, unit: Text) -> Panel:
    word = _ZONES[zone]
    return Panel(f"{column}_{zone}", Text(f"{title.zh}，{word.zh}", f"{title.en}, {word.en}"), unit)


_RETENTION = Text("三年留任率", "3-year retention")
_OF_POSTS = Text(
    "三年前编制在此、现仍在此的在编教师，%", "established teachers still at the school, %"
)
_VACANT = Text("空编", "Vacant posts")
_POSTS = Text("9 月 1 日，个", "on 1 September")
_NOVICE = Text("新教师", "Novices")
_UNDER3 = Text("教龄不足三年，占在岗教师 %", "under 3 years of service, % of staff")
_MOVES = Text("人次/年", "moves a year")

SHEETS: Final = (
    Sheet(
        "overview",
        Text("六项关键指标", "Six key indicators"),
        "retention_3y_village",
        3,
        (
            _balance("backbone", "primary"),
            _balance("backbone", "junior"),
            _zone("retention_3y", "village", _RETENTION, _OF_POSTS),
            _zone("vacancy", "village", _VACANT, _POSTS),
            Panel("moves_up", Text("向上流动", "Upward moves"), _MOVES),
            _zone("novice_share", "village", _NOVICE, _UNDER3),
        ),
    ),
    Sheet(
        "balance",
        Text("校际均衡（每百名学生教师数）", "Balance between schools (teachers per 100 pupils)"),
        "cv_backbone_primary_duty",
        2,
        tuple(_balance(item, stage) for item in _ITEMS for stage in _STAGES),
    ),
    Sheet(
        "zones",
        Text("县城、乡镇与乡村学校", "Schools of the seat, the towns and the villages"),
        "vacancy_village",
        3,
        tuple(
            _zone(column, zone, title, unit)
            for column, title, unit in (
                ("retention_3y", _RETENTION, _OF_POSTS),
                ("vacancy", _VACANT, _POSTS),
                ("novice_share", _NOVICE, _UNDER3),
            )
            for zone in _ZONES
        ),
        shared=True,
    ),
    Sheet(
        "moves",
        Text("教师流动的方向", "Directions of teachers' moves"),
        "moves_up",
        3,
        (
            Panel("moves_up", Text("向上流动", "Upward moves"), _MOVES),
            Panel("moves_down", Text("向下流动", "Downward moves"), _MOVES),
            Panel("moves_level", Text("平级流动", "Lateral moves"), _MOVES),
        ),
    ),
)
"""The figures, in the order in which they are drawn."""


def sheets_of(study: Study) -> list[Sheet]:
    """Return the figures that a study has data for, without panels that it does not hold."""
    held = set(study.indicators())
    found = []
    for sheet in SHEETS:
        panels = tuple(panel for panel in sheet.panels if panel.indicator in held)
        if panels:
            lead = sheet.lead if sheet.lead in held else panels[0].indicator
            found.append(replace(sheet, panels=panels, lead=lead))
    return found
