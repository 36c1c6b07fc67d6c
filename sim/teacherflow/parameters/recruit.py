"""Entry into service (phase recruit)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.parameters.about import about


class Recruit(NamedTuple):
    """Parameters of candidates, of their choice of a post, and of entrants."""

    candidates: Annotated[
        float,
        about(
            "每岗报考人数",
            "Candidates for each listed post at the fork's attractiveness",
            unit="persons",
            low=0,
            high=1000,
            source="assumption",
            kind="assumption",
        ),
    ] = 6.0
    candidates_gain: Annotated[
        float,
        about(
            "报考人数对效用的弹性",
            "Log of the number of candidates per unit of utility of the listed posts",
            low=0,
            high=10,
            source="assumption; order of magnitude from Falch 2011",
            kind="assumption",
            uncertainty=(1.0, 4.0),
        ),
    ] = 2.0
    decline: Annotated[
        float,
        about(
            "弃岗的保留效用",
            "Utility of declining a post, a Gumbel term aside",
            unit="utility",
            low=-5,
            high=5,
            source="assumption: with subjects binding about 6 % of listed posts stay unfilled",
            kind="assumption",
            uncertainty=(-0.48, -0.28),
        ),
    ] = -0.38
    talent: Annotated[
        float,
        about(
            "应聘者平均教学能力",
            "Mean talent of candidates",
            unit="sd/year",
            low=-2,
            high=2,
            source="closed form: the best sixth of a long list, by an exam that correlates .71, has "
            "mean 0 (of six for one post the best has -.02)",
            kind="assumption",
        ),
    ] = -0.127
    lives_in_seat: Annotated[
        float,
        about(
            "新教师住县城比例",
            "Entrants who live in the seat; the others settle in the township of the post",
            unit="share",
            low=0,
            high=1,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.35
    age_least: Annotated[
        float,
        about(
            "入职最低年龄",
            "Least age at entry",
            unit="years",
            low=18,
            high=35,
            source="a bachelor degree",
            kind="assumption",
        ),
    ] = 22.5
    age_spread: Annotated[
        float,
        about(
            "入职年龄均差",
            "Mean years above the least age, before the cut",
            unit="years",
            low=0,
            high=20,
            source="assumption",
            kind="assumption",
        ),
    ] = 2.0
    age_spread_most: Annotated[
        float,
        about(
            "入职年龄最大差",
            "Most years above the least age",
            unit="years",
            low=0,
            high=20,
            source="age limit of open recruitment near 30–35",
            kind="assumption",
        ),
    ] = 8.0
