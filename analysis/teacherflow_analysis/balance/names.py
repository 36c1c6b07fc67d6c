"""Names of the official lines as readers see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from teacherflow.parameters.about import described
from teacherflow.parameters.indicators import Indicators
from teacherflow.text import Text
from teacherflow_analysis.balance.minima import RULE
from teacherflow_analysis.balance.standing import ALL_LINES, ALL_SCHOOLS, COUNTY
from teacherflow_analysis.indicators_meta import WORDS

_LINES: Final = {
    ALL_LINES: Text("差异系数全部达标", "all coefficients"),
    ALL_SCHOOLS: Text("所有学校达到最低标准", "every school at the minima"),
    RULE: Text("学校整体达标", "school as a whole"),
}


def line_name(item: str, stage: str) -> Text:
    """Return the name of a line: what is counted, and the stage."""
    if item == COUNTY:
        return Text("全县各项均达标", "County: all of these")
    at = WORDS["stage"][stage]
    what = _LINES.get(item) or WORDS["item"][item]
    en = what.en[:1].upper() + what.en[1:]
    return Text(f"{what.zh}（{at.zh}）", f"{en}, {at.en}")


SHORT: Final = {
    "teachers": Text("专任教师", "Teachers"),
    "degree": Text("高于规定学历", "Higher degree"),
    "backbone": Text("骨干教师", "Backbones"),
    "midsenior": Text("中级及以上", "First grade +"),
    "artspe": Text("体育艺术", "Arts and PE"),
    ALL_LINES: Text("差异系数全部", "All coefficients"),
    ALL_SCHOOLS: Text("所有学校", "Every school"),
    RULE: Text("学校整体", "School as a whole"),
}


def short_name(item: str, stage: str) -> Text:
    """Return the name of a line for the first cell of a row: stage and what is counted."""
    if item == COUNTY:
        return Text("全县全部", "County, all")
    at, what = WORDS["stage"][stage], SHORT[item]
    return Text(f"{at.zh}·{what.zh}", f"{at.en.capitalize()}: {what.en}")


def degree_words(resolved: Mapping[str, Any]) -> Text:
    """Return from which degree on teachers count as above the required one, by stage.

    Results from before a study could set it were counted as by default.
    """
    values = (resolved.get("parameters") or {}).get("indicators") or {}
    zh, en = [], []
    for name, about, default in described(Indicators):
        stage = WORDS["stage"][name.removeprefix("degree_")]
        word = about.choices[about.word(values.get(name, default)) or ""]
        zh.append(f"{stage.zh}{word.zh}")
        en.append(f"{stage.en} {word.en}")
    what = SHORT["degree"]
    return Text(f"{what.zh}：{'，'.join(zh)}。", f"{what.en}: {', '.join(en)}.")
