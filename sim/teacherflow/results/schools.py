"""Table ``schools``: the schools of a run, one row each."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.codes import Kind, Zone, name_of
from teacherflow.population.places import school_name
from teacherflow.results.columns import Column, Table
from teacherflow.state import State
from teacherflow.text import Text


def _number(name: str, zh: str, en: str, unit: str = "", nullable: bool = False) -> Column:
    return Column(name, "int32", unit, Text(zh, en), nullable)


TABLE = Table(
    "schools",
    Text("学校名录", "The schools, one row each"),
    ("school_id",),
    (
        _number("school_id", "学校编号", "Number of the school, the same in every scenario"),
        Column(
            "name",
            "str",
            "",
            Text(
                "学校代称；学校表所列学校前加校名",
                "Name of the school in studies, behind that of the table if schools are listed",
            ),
        ),
        Column("x", "float64", "km", Text("县城以东", "East of the county seat")),
        Column("y", "float64", "km", Text("县城以北", "North of the county seat")),
        _number("unit", "用人单位编号", "Legal employer (unit) of its first section"),
        _number(
            "township", "乡镇编号；县城为空", "Township; NULL in the county seat", nullable=True
        ),
        Column("zone", "str", "", Text("区域：seat、town、village", "Zone: seat, town, village")),
        _number("cluster", "学区", "School cluster (学区)"),
        _number("group", "教育集团；无则为空", "Education group (集团); NULL: none", nullable=True),
        Column(
            "kind",
            "str",
            "",
            Text(
                "类别：school、central（中心校）、point（教学点）、nine_year（九年一贯制）",
                "Kind: school, central, point (teaching point), nine_year",
            ),
        ),
        _number(
            "opened",
            "开办学年；研究期前已有为空",
            "School year of opening; NULL: before the study",
            "school year",
            nullable=True,
        ),
        _number(
            "closed",
            "撤并学年；未撤并为空",
            "School year of closure; NULL: open",
            "school year",
            nullable=True,
        ),
        _number("successor", "并入的学校", "School that took over its pupils", nullable=True),
    ),
)


def table(state: State) -> dict[str, Any]:
    """Return the table at the end of a run: all schools that were ever open."""
    s = state.sections
    ever = np.flatnonzero(s.open | (s.closed > 0))
    ids, first = np.unique(s.school[ever], return_index=True)
    head = ever[first]
    shut = np.array([not s.open[ever[s.school[ever] == school]].any() for school in ids], bool)
    kinds = [Kind(code) for code in s.kind[head]]
    nine = np.bincount(np.searchsorted(ids, s.school[ever])) > 1
    heir = s.successor[head]
    return TABLE.arrays(
        {
            "school_id": ids,
            "name": [_name(state, int(i), int(z)) for i, z in zip(ids, s.zone[head], strict=True)],
            "x": s.x[head],
            "y": s.y[head],
            "unit": s.unit[head],
            "township": np.ma.masked_less(s.township[head], 0),
            "zone": [name_of(Zone(z)) for z in s.zone[head]],
            "cluster": s.cluster[head],
            "group": np.ma.masked_less(s.group[head], 0),
            "kind": [
                name_of(Kind.NINE_YEAR if both else kind)
                for both, kind in zip(nine, kinds, strict=True)
            ],
            "opened": np.ma.masked_equal(s.opened[head], 0),
            "closed": np.ma.masked_array(s.closed[head], ~shut),
            "successor": np.ma.masked_array(s.school[np.maximum(heir, 0)], ~shut | (heir < 0)),
        }
    )


def _name(state: State, school: int, zone: int) -> str:
    return state.school_names.get(school) or school_name(zone, school)
