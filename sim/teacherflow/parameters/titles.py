"""Promotion to titles (phase promote)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.parameters.about import about


class Titles(NamedTuple):
    """Promotion to titles (phase promote)."""

    reservoir: Annotated[
        float,
        about(
            "县级统筹的中高级岗位比例",
            "Share of middle and senior posts that the county holds for small units",
            low=0,
            high=0.5,
            source="plan of Dafang County 2025; the share is an assumption",
            kind="assumption",
            uncertainty=(0.0, 0.10),
        ),
    ] = 0.05
    service_points: Annotated[
        float,
        about(
            "教龄每年加分",
            "Score per year of service",
            unit="points/year",
            low=0,
            high=1,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.08
    service_most: Annotated[
        float,
        about(
            "计分教龄上限",
            "Years of service that count in the score at most",
            unit="years",
            low=0,
            high=50,
            source="assumption",
            kind="assumption",
        ),
    ] = 30.0
    effect_points: Annotated[
        float,
        about(
            "教学效果每标准差加分",
            "Score per standard deviation of the effect as seen",
            unit="points/sd",
            low=0,
            high=10,
            source="assumption",
            kind="assumption",
        ),
    ] = 1.5
    effect_noise: Annotated[
        float,
        about(
            "评审所见教学效果的误差",
            "Error of the effect as the review sees it",
            unit="sd of pupil achievement",
            low=0,
            high=1,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.06
    paper_points: Annotated[
        float,
        about(
            "论文评分标准差",
            "Spread of the score of papers",
            unit="points, sd",
            low=0,
            high=10,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.5
    review_points: Annotated[
        float,
        about(
            "评审随机性标准差",
            "Spread of the review itself",
            unit="points, sd",
            low=0,
            high=10,
            source="assumption",
            kind="assumption",
        ),
    ] = 1.0
    optimism: Annotated[
        float,
        about(
            "对晋升机会的乐观系数",
            "Factor by which teachers overrate how far down the queue promotions reach",
            unit="factor",
            low=0,
            high=10,
            source="assumption",
            kind="assumption",
            uncertainty=(1.0, 3.0),
        ),
    ] = 1.5
    extra_years: Annotated[
        float,
        about(
            "为晋升提前准备的额外年数",
            "Years by which rural service for a title is begun earlier than it must",
            unit="years",
            low=0,
            high=10,
            source="assumption",
            kind="assumption",
            uncertainty=(0.0, 3.0),
        ),
    ] = 0.0
    discount: Annotated[
        float,
        about(
            "教师对未来收入的年贴现率",
            "Yearly discount of a later raise in pay",
            unit="per year",
            low=0,
            high=1,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.05
