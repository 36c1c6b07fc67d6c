"""All figures by name, in the order in which they are drawn and read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from teacherflow.text import Text
from teacherflow_analysis.errors import unknown
from teacherflow_analysis.figures import (
    alluvial,
    attribution,
    bunching,
    careers,
    dose,
    flows,
    forest,
    gains,
    incidence,
    map,
    page,
    plane,
    retention,
    schools,
    sensitivity,
    spending,
    standing,
    survival,
    trajectories,
)
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.page import Picture
from teacherflow_analysis.figures.sheets import Sheet, sheets_of
from teacherflow_analysis.figures.store import resized
from teacherflow_analysis.study import Study

type Say = Callable[[Text], None]

PICTURES: Final[dict[str, Callable[[Study, Look], Picture | Text]]] = {
    module.NAME: module.picture
    for module in (
        *(forest, gains, standing, schools, flows, alluvial, retention, survival),
        *(incidence, bunching, careers, map, spending, plane, dose, attribution, sensitivity),
    )
}
"""Figures beside the trajectories: a function that returns one, or why there is none."""
NAMES: Final = (
    "overview",
    "forest",
    "gains",
    "balance",
    "standing",
    "schools",
    "zones",
    "flows",
    "alluvial",
    "moves",
    "retention",
    "survival",
    "incidence",
    "bunching",
    "careers",
    "map",
    "spending",
    "plane",
    "dose",
    "attribution",
    "sensitivity",
)
"""All figures; `run` draws them all."""


IN_A_COLUMN: Final = ("overview", "balance", "moves", "survival", "plane", "dose")
"""Figures that a single column holds; the others have tables or rows of panels that it does not."""


def chosen(only: Sequence[str] | None) -> list[str]:
    """Return the names of the figures that are wanted, in their order; refuse unknown ones."""
    for name in only or ():
        if name not in NAMES:
            raise unknown(Text("图", "figure"), name, NAMES)
    return [name for name in NAMES if only is None or name in only]


def write(
    study: Study,
    name: str,
    look: Look,
    folder: Path,
    formats: Sequence[str],
    say: Say | None = None,
) -> list[Path]:
    """Write one figure in every format; if it cannot be drawn, say why and write nothing."""
    if look.medium_name == "single" and name not in IN_A_COLUMN:
        look = resized(look, "double")
        if say is not None:
            say(
                Text(
                    f"{name} 无法缩至单栏，改按双栏（double）绘制",
                    f"{name} does not fit into a single column: drawn double",
                )
            )
    found = _find(study, name, look)
    if isinstance(found, Text):
        if say is not None:
            say(Text(f"未画 {name}：{found.zh}", f"{name} is not drawn: {found.en}"))
        return []
    if isinstance(found, Picture):
        return page.write(study, found, look, folder, formats, say)
    return trajectories.write(study, found, look, folder, formats, say)


def _find(study: Study, name: str, look: Look) -> Picture | Sheet | Text:
    if name in PICTURES:
        return PICTURES[name](study, look)
    lacking = Text("结果中没有其指标", "the results hold none of its indicators")
    return next((sheet for sheet in sheets_of(study) if sheet.name == name), lacking)
