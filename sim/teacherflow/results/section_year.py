"""Table ``section_year``: one row for each open section and year."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.codes import Stage, Zone
from teacherflow.results.columns import Column, Table, floats, integers, named
from teacherflow.results.view import ITEMS, View
from teacherflow.text import Text

_ITEM_TEXT = {
    "degree": Text("高于规定学历教师", "teachers above the required education"),
    "backbone": Text("骨干教师", "backbone teachers"),
    "midsenior": Text("中级及以上职称教师", "teachers of first grade and above"),
    "artspe": Text("体育、艺术教师", "teachers of arts and PE"),
}
_ON_DUTY = tuple(Text(f"在岗{t.zh}", f"{t.en} on duty".capitalize()) for t in _ITEM_TEXT.values())
_BY_POST = tuple(
    Text(f"按编制{t.zh}", f"Established {t.en} with the post here") for t in _ITEM_TEXT.values()
)

TABLE = Table(
    "section_year",
    Text("每年每校每学段的师资", "Staffing of every open section in every year"),
    ("year", "school_id", "stage"),
    (
        Column("year", "int32", "school year", Text("学年", "School year")),
        Column("school_id", "int32", "", Text("学校编号，见 schools", "School, see schools")),
        Column("stage", "str", "", Text("学段：primary、junior", "Stage: primary, junior")),
        Column("unit", "int32", "", Text("用人单位编号", "Legal employer (unit)")),
        Column("zone", "str", "", Text("区域：seat、town、village", "Zone: seat, town, village")),
        Column(
            "township",
            "int32",
            "",
            Text("乡镇编号；县城为空", "Township; NULL in the county seat"),
            nullable=True,
        ),
        Column("pupils", "int32", "pupils", Text("在校生数", "Pupils on 1 September")),
        Column("classes", "int32", "classes", Text("班数", "Classes")),
        Column("need", "int32", "posts", Text("按标准应有编制", "Posts by formula")),
        Column("quota", "int32", "posts", Text("核定编制", "Posts granted")),
        Column("target", "int32", "posts", Text("当前可用编制", "Posts that may be filled now")),
        Column(
            "posts",
            "int32",
            "persons",
            Text("编制在本校的在编教师", "Established teachers whose post is here"),
        ),
        Column(
            "on_duty",
            "int32",
            "persons",
            Text("在本校任教的全部教师", "Everyone who works here, all four statuses"),
        ),
        *integers(_ITEM_TEXT, "persons", _ON_DUTY),
        *integers((f"{item}_post" for item in _ITEM_TEXT), "persons", _BY_POST),
        Column(
            "novices",
            "int32",
            "persons",
            Text("在岗的教龄不满三年教师", "Those on duty with under three years of service"),
        ),
        *floats(
            ("mean_effectiveness",),
            "sd/year",
            (
                Text(
                    "在岗教师实际教学效果均值；无人在岗为空",
                    "Mean delivered effect of those on duty; NULL without any",
                ),
            ),
        ),
        *floats(
            ("coverage",),
            "share",
            (Text("已开课时/应开课时", "Lessons taught / lessons required"),),
        ),
        Column(
            "vacancies",
            "int32",
            "posts",
            Text(
                "空编：max(可用编制 − 在编 − 本校特岗, 0)",
                "max(target - posts - special-post teachers serving here, 0)",
            ),
        ),
        Column(
            "surplus",
            "int32",
            "posts",
            Text("超编：max(在编 − 应有编制, 0)", "max(posts - need, 0)"),
        ),
    ),
)


_OF_SECTIONS = ("stage", "unit", "zone", "township")
_SUPPLY = ("pupils", "classes", "need", "quota", "target", "coverage")


def rows(view: View) -> dict[str, Any]:
    """Return the rows of one year."""
    s = view.state.sections
    here = np.flatnonzero(s.open)
    columns: dict[str, Any] = {name: s[name][here] for name in _OF_SECTIONS + _SUPPLY}
    columns["year"] = np.full(here.size, view.state.year)
    columns["school_id"] = s.school[here]
    for k, item in enumerate(ITEMS):
        columns[item if k else "on_duty"] = view.duty[here, k]
        columns[f"{item}_post" if k else "posts"] = view.post[here, k]
    columns["novices"] = view.duty[here, len(ITEMS)]
    columns["mean_effectiveness"] = view.effect[here]
    columns["vacancies"], columns["surplus"] = view.vacancies[here], view.surplus[here]
    return columns


def table(years: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the table of all years."""
    columns: dict[str, Any] = {
        name: np.concatenate([year[name] for year in years]) for name in years[0]
    }
    columns["stage"] = named(columns["stage"], Stage)
    columns["zone"] = named(columns["zone"], Zone)
    columns["township"] = np.ma.masked_less(columns["township"], 0)
    return TABLE.arrays(columns)
