"""Table ``moves``: every change of place, in the order in which it happened."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.codes import KIND_TEXT, Stage, Title, Zone
from teacherflow.log import concatenated
from teacherflow.movement import zones
from teacherflow.results.columns import Column, Table, named
from teacherflow.state import State
from teacherflow.text import Text

_KINDS = Text(
    "类别：" + "；".join(f"{kind} {text.zh}" for kind, text in KIND_TEXT.items()),
    "Kind: " + "; ".join(f"{kind}: {text.en}" for kind, text in KIND_TEXT.items()),
)

TABLE = Table(
    "moves",
    Text("每一次流动", "Every change of place"),
    (),
    (
        Column("year", "int32", "school year", Text("学年", "School year")),
        Column(
            "teacher_id",
            "int64",
            "",
            Text("教师编号，各方案中同一人同号", "Teacher: one person in every scenario"),
        ),
        Column(
            "from_school",
            "int32",
            "",
            Text("原学校；无则为空", "School left; NULL: none"),
            nullable=True,
        ),
        Column(
            "to_school",
            "int32",
            "",
            Text("新学校；无则为空", "School reached; NULL: none"),
            nullable=True,
        ),
        Column("stage", "str", "", Text("学段", "Stage of the teacher")),
        Column(
            "from_zone", "str", "", Text("原学校区域", "Zone of the school left"), nullable=True
        ),
        Column(
            "to_zone", "str", "", Text("新学校区域", "Zone of the school reached"), nullable=True
        ),
        Column("kind", "str", "", _KINDS),
        Column(
            "cause", "str", "", Text("起因：政策或决策名称", "Name of the policy or the decision")
        ),
        Column(
            "post_moves",
            "bool",
            "",
            Text("编制是否随人变动", "Whether a post is gained, lost or moved"),
        ),
        Column("title", "str", "", Text("职称", "Title held")),
        Column("backbone", "bool", "", Text("是否骨干", "Whether named backbone")),
        Column("age", "int32", "years", Text("年龄（9 月 1 日）", "Age on 1 September")),
        Column(
            "chain",
            "int64",
            "",
            Text(
                "腾出这一空缺的离任者编号（空缺链起点）",
                "Teacher whose departure opened the vacancy, at the root of its chain",
            ),
            nullable=True,
        ),
    ),
)


def table(state: State) -> dict[str, Any]:
    """Return the table of a whole run."""
    log = concatenated(state.log.moves)
    if not log:
        return TABLE.empty()
    same = ("year", "teacher_id", "kind", "cause", "post_moves", "backbone", "age")
    columns: dict[str, Any] = {name: log[name] for name in same}
    for end in ("from", "to"):
        section = log[f"{end}_section"]
        columns[f"{end}_school"] = school_of(state, section)
        columns[f"{end}_zone"] = named(zones(state, section), Zone)
    columns["stage"], columns["title"] = named(log["stage"], Stage), named(log["title"], Title)
    columns["chain"] = np.ma.masked_less(log["chain"], 0)
    return TABLE.arrays(columns)


def school_of(state: State, section: NDArray[Any]) -> Any:
    """Return the schools of sections, NULL where the section is -1."""
    schools = state.sections.school[np.maximum(section, 0)]
    return np.ma.masked_array(schools, section < 0)
