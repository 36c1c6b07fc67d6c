"""Table ``titles``: who applied for a title, who passed, who failed."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.codes import Title
from teacherflow.log import concatenated
from teacherflow.results.columns import Column, Table, named
from teacherflow.state import State
from teacherflow.text import Text

TABLE = Table(
    "titles",
    Text("职称申报与评聘结果", "Applications for titles and their outcome"),
    (),
    (
        Column("year", "int32", "school year", Text("学年", "School year")),
        Column("teacher_id", "int64", "", Text("教师编号", "Teacher")),
        Column("level", "str", "", Text("申报的职称", "Title applied for")),
        Column(
            "event",
            "str",
            "",
            Text(
                "apply 申报；pass 通过；fail 未通过", "apply, pass or fail (each applicant has two)"
            ),
        ),
        Column(
            "rural_years", "float64", "years", Text("乡镇、乡村任教年限", "Years of rural service")
        ),
        Column(
            "rank",
            "int32",
            "",
            Text("评审名次；无竞争为空", "Rank in the review; NULL: without competition"),
            nullable=True,
        ),
    ),
)


def table(state: State) -> dict[str, Any]:
    """Return the table of a whole run."""
    log = concatenated(state.log.titles)
    if not log:
        return TABLE.empty()
    columns: dict[str, Any] = {name: log[name] for name in ("year", "teacher_id", "event")}
    columns["rural_years"] = log["rural_years"]
    columns["level"] = named(log["level"], Title)
    columns["rank"] = np.ma.masked_less(log["rank"], 1)
    return TABLE.arrays(columns)
