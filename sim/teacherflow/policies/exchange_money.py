"""Parameters of rotation that say what those away are paid, and what the host's rating does."""

from __future__ import annotations

from typing import Annotated

from teacherflow.parameters.about import about
from teacherflow.policies.away_money import AwayMoney
from teacherflow.policies.exchange_parameters import RotationParameters
from teacherflow.text import Text


class RotationMoney(AwayMoney, RotationParameters):
    """The parameters of rotation, with those of money and of rating by the host."""

    bonus_yuan_per_month: Annotated[
        float,
        about(
            "交流教师奖励性绩效",
            "Bonus of those on exchange",
            unit="yuan/month",
            low=0,
            high=5000,
            source=Text("各地自定，默认不另发", "assumption: set by the county; none unless given"),
            kind="assumption",
        ),
    ] = 0.0
    bonus_host_share: Annotated[
        float,
        about(
            "奖励性绩效由接收学校发放的比例",
            "Share of the bonus that the host school pays",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "假设：30% 为绩效工资中奖励性部分的通行比例；巴南区 2021 只说由接收学校发放",
                "assumption: 30 % is the usual bonus part of performance pay; Banan 2021 says only that "
                "the host pays",
            ),
            kind="assumption",
        ),
    ] = 0.30
    host_effort: Annotated[
        float,
        about(
            "由接收学校考核带来的投入程度变化",
            "Change of effort because the host school rates those it receives",
            unit="effort",
            low=-0.2,
            high=0.2,
            source=Text(
                "方向见巴南区 2021；默认不计", "assumption: direction from Banan 2021; none"
            ),
            kind="assumption",
        ),
    ] = 0.0
