"""Indicators as a reader looks for them: by group and family, then by stage and zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from teacherflow.results.columns import Column
from teacherflow.results.schema import TABLES
from teacherflow.text import Text
from teacherflow_analysis.indicator_parts import split
from teacherflow_analysis.indicators_meta import Indicator, describe

GROUPS: Final[dict[str, tuple[Text, str]]] = {
    "titles": (Text("职称", "Titles"), r".*midsenior.*"),
    "balance": (Text("校际均衡", "Balance between schools"), r"(cv0?|theil|pass|short)_.*"),
    "retention": (
        Text("留任与离开", "Retention and leaving"),
        r"(county_|zone_)?retention_.*|presence_.*|exits_.*",
    ),
    "staffing": (
        Text("师资配置", "Staffing"),
        r"(ptr|unfilled|vacancy|surplus|novice_share)_.*|(headcount|waiting|away|entries|borrowed|mismatch)",
    ),
    "flows": (Text("流动与交流", "Moves and exchange"), r"moves_.*|exchange_.*"),
    "cost": (Text("花费", "Cost"), r"payroll|spending"),
    "fairness": (
        Text("公平与教学效果", "Fairness and teaching"),
        r"effectiveness_.*|welfare_.*|share_.*|net_.*",
    ),
}
"""Groups with the columns they hold; the first that matches takes a column."""
OTHER: Final = Text("其他", "Other")
ORDER: Final = (
    "balance", "retention", "staffing", "titles", "flows", "cost", "fairness", "other",
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A column with its place: the family is the column without stage and zone."""

    meta: Indicator
    family: str
    label: Text
    group: str
    stage: str | None
    zone: str | None


def group_of(column: str) -> str:
    """Return the group of a column; what no group takes is ``other``."""
    found = (name for name, (_, form) in GROUPS.items() if re.fullmatch(form, column))
    return next(found, "other")


def member(column: str) -> Member:
    """Return the place of a column."""
    parts = split(column)
    family = parts.without("stage", "zone")
    words = parts.words
    return Member(
        describe(column),
        family.name,
        Text(_tidy(family.label.zh), _tidy(family.label.en)),
        group_of(column),
        words.get("stage"),
        words.get("zone"),
    )


def _tidy(text: str) -> str:
    """Take away the commas and brackets that a word left out leaves behind."""
    text = re.sub(r"(?:, )+(?=,|$)", "", text)
    text = re.sub(r"^(?:, )+|(?:, )+$|,\s*$", "", text)
    return text.replace("（，", "（").replace("，）", "）").replace("（）", "").strip()


def groups(members: Sequence[Member]) -> list[dict[str, Any]]:
    """Return groups with their families, in reading order, as JSON."""
    found = []
    for name in ORDER:
        mine = [one for one in members if one.group == name]
        if mine:
            label = GROUPS[name][0] if name in GROUPS else OTHER
            families = {one.family: one.label._asdict() for one in mine}
            listed = [{"key": key, "label": words} for key, words in families.items()]
            found.append({"key": name, "label": label._asdict(), "families": listed})
    return found


def definitions() -> dict[str, Text]:
    """Return what every column of ``county_year`` says, from the schema of results."""
    columns: Sequence[Column] = tuple(TABLES["county_year"])
    return {column.name: column.text for column in columns}
