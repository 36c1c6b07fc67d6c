"""Posts that move by own wish (phase transfer)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.parameters.about import about

_LOOK = (
    "assumption, set so that observed transfer hazards come near .12/.05/.013 a year "
    "(Chen 2019, Wang et al. 2023)"
)


class Transfer(NamedTuple):
    """Parameters of looking round, applying and being chosen."""

    look_early: Annotated[
        float,
        about(
            "任教3–5年者求调概率",
            "Looks for a transfer, 3–5 years at the school",
            unit="per year",
            low=0,
            high=1,
            source=_LOOK,
            kind="assumption",
            uncertainty=(0.08, 0.32),
        ),
    ] = 0.16
    look_middle: Annotated[
        float,
        about(
            "任教6–10年者求调概率",
            "Looks for a transfer, 6–10 years at the school",
            unit="per year",
            low=0,
            high=1,
            source=_LOOK,
            kind="assumption",
            uncertainty=(0.05, 0.20),
        ),
    ] = 0.10
    look_late: Annotated[
        float,
        about(
            "任教10年以上者求调概率",
            "Looks for a transfer, over 10 years at the school",
            unit="per year",
            low=0,
            high=1,
            source=_LOOK,
            kind="assumption",
            uncertainty=(0.02, 0.08),
        ),
    ] = 0.04
    look_age: Annotated[
        float,
        about(
            "求调年龄上限",
            "Nobody looks from this age on",
            unit="years",
            low=30,
            high=70,
            source="assumption",
            kind="assumption",
        ),
    ] = 50.0
    look_bond_end: Annotated[
        float,
        about(
            "服务期满当年求调倍数",
            "Factor on looking in the year in which a bond ends",
            low=1,
            high=10,
            source="assumption",
            kind="assumption",
        ),
    ] = 3.0
    seen_noise: Annotated[
        float,
        about(
            "教学效果识别误差",
            "Error with which a school sees the effect of an applicant",
            unit="sd/year",
            low=0,
            high=1,
            source="assumption; half the spread of teacher effects",
            kind="assumption",
        ),
    ] = 0.06
    rank_effect: Annotated[
        float,
        about(
            "择优权重：教学效果",
            "Weight of the effect seen (z) in a school's ranking",
            low=0,
            high=5,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.4
    rank_title: Annotated[
        float,
        about(
            "择优权重：职称",
            "Weight of each title level in a school's ranking",
            low=0,
            high=5,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.3
    rank_subject: Annotated[
        float,
        about(
            "择优权重：紧缺学科",
            "Weight of a first subject that is short at the school",
            low=0,
            high=5,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.2
    rank_near: Annotated[
        float,
        about(
            "择优权重：就近居住",
            "Weight of living near the school",
            low=0,
            high=5,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.2
    rank_near_km: Annotated[
        float,
        about(
            "就近居住距离",
            "Near is closer than this",
            unit="km",
            low=0,
            high=100,
            source="assumption",
            kind="assumption",
        ),
    ] = 5.0
    rank_noise: Annotated[
        float,
        about(
            "择优随机项",
            "Standard deviation of what else decides",
            low=0,
            high=5,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.5
    rounds: Annotated[
        float,
        about(
            "调动轮数上限",
            "Rounds in which posts that open on the way are offered again, whole",
            unit="rounds",
            low=1,
            high=20,
            source="assumption",
            kind="assumption",
        ),
    ] = 3.0
