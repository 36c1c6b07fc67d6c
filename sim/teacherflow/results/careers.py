"""Table ``careers``: one row for each teacher and spell at a school, by post and by duty."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.codes import Route, Stage, Title, Zone
from teacherflow.log import concatenated
from teacherflow.results.columns import Column, Table, named
from teacherflow.state import State
from teacherflow.text import Text

TABLE = Table(
    "careers",
    Text("任职段（生存分析用）", "Spells at schools, for survival analysis"),
    (),
    (
        Column("teacher_id", "int64", "", Text("教师编号", "Teacher")),
        Column("school_id", "int32", "", Text("学校编号", "School")),
        Column("zone", "str", "", Text("学校区域", "Zone of the school")),
        Column("stage", "str", "", Text("学段", "Stage of the section")),
        Column(
            "basis",
            "str",
            "",
            Text("post：编制在该校；duty：在该校任教", "post: the post is here; duty: works here"),
        ),
        Column(
            "title",
            "str",
            "",
            Text("段始（或研究起始）时职称", "Title at the start of the spell, or at the fork"),
        ),
        Column("route", "str", "", Text("入职途径", "Route of entry")),
        Column(
            "home_km",
            "float64",
            "km",
            Text(
                "段始（或研究起始）时家校道路距离",
                "Road km from home at the start of the spell, or at the fork",
            ),
        ),
        Column("age", "int32", "years", Text("段始年龄", "Age at the start of the spell")),
        Column("cohort", "int32", "school year", Text("入职学年", "School year of entry")),
        Column("entered", "int32", "school year", Text("段始学年", "School year of the start")),
        Column(
            "left",
            "int32",
            "school year",
            Text("段止学年；未结束时为末学年", "School year of the end; the last year if censored"),
        ),
        Column(
            "reason",
            "str",
            "",
            Text("结束方式（流动类别）；未结束为空", "Kind of move that ended it; NULL: censored"),
            nullable=True,
        ),
        Column(
            "censored",
            "bool",
            "",
            Text("研究结束时仍在进行（右删失）", "Still under way at the end (right-censored)"),
        ),
        Column(
            "truncated",
            "bool",
            "",
            Text("始于研究之前（左截断）", "Began before the study (left-truncated)"),
        ),
    ),
)


def table(state: State) -> dict[str, Any]:
    """Return the table of a whole run; the spells under way must have been closed before."""
    log = concatenated(state.log.spells)
    if not log:
        return TABLE.empty()
    s, section = state.sections, log["section"]
    same = ("teacher_id", "basis", "home_km", "age", "cohort", "entered", "left")
    columns: dict[str, Any] = {name: log[name] for name in same}
    columns["school_id"] = s.school[section]
    columns["zone"] = named(s.zone[section], Zone)
    columns["stage"] = named(s.stage[section], Stage)
    columns["title"] = named(log["title"], Title)
    columns["route"] = named(log["route"], Route)
    columns["censored"] = censored = np.asarray(log["reason"] == "", dtype=bool)
    columns["reason"] = np.ma.masked_array(log["reason"], censored)
    columns["truncated"] = log["entered"] < state.start
    return TABLE.arrays(columns)
