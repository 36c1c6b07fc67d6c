"""Pupils, classes, openings and closures (phase enrol)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.codes import Stage
from teacherflow.parameters.about import about

CLASS_SIZE = {Stage.PRIMARY: 45, Stage.JUNIOR: 50}
"""Largest size of a class (statute: 教督〔2017〕6号, items of government guarantee)."""


class Layout(NamedTuple):
    """Pupils, classes, openings and closures (phase enrol)."""

    village_drift: Annotated[
        float,
        about(
            "乡村学生向城镇流动率",
            "Village pupils who go to town and seat schools",
            unit="share of village pupils/year",
            low=0,
            high=0.1,
            source="assumption; rural to town drift of 1-3 % a year",
            kind="assumption",
            uncertainty=(0.01, 0.03),
        ),
    ] = 0.015
    noise_persistence: Annotated[
        float,
        about(
            "学校规模偏离的持续性",
            "Persistence of a school's own size, AR(1)",
            low=0,
            high=0.999,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.95
    noise_sd: Annotated[
        float,
        about(
            "学校规模年度扰动标准差",
            "Yearly shock to a school's size",
            unit="log points, sd",
            low=0,
            high=0.2,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.02
    school_most: Annotated[
        float,
        about(
            "学校规模上限",
            "Largest school before it overflows",
            unit="pupils",
            low=100,
            high=20000,
            source="教督〔2017〕6号: primary and junior schools of at most 2,000 pupils",
            kind="statute",
        ),
    ] = 2000.0
    multigrade_size: Annotated[
        float,
        about(
            "复式班平均规模",
            "Pupils of a multi-grade class",
            unit="pupils",
            low=5,
            high=45,
            source="assumption",
            kind="assumption",
        ),
    ] = 18.0
    seat_move: Annotated[
        float,
        about(
            "青壮年教师迁居县城概率",
            "Chance that a younger teacher moves home to the seat",
            unit="1/year",
            low=0,
            high=1,
            source="assumption; order of reasons in Wang et al. 2023 (Yunnan)",
            kind="assumption",
            uncertainty=(0.02, 0.10),
        ),
    ] = 0.06
    seat_move_from: Annotated[
        float,
        about(
            "迁居县城起始年龄",
            "Youngest age of moving home to the seat",
            unit="years",
            low=18,
            high=70,
            source="assumption",
            kind="assumption",
        ),
    ] = 25.0
    seat_move_to: Annotated[
        float,
        about(
            "迁居县城截止年龄",
            "Oldest age of moving home to the seat",
            unit="years",
            low=18,
            high=70,
            source="assumption",
            kind="assumption",
        ),
    ] = 42.0
