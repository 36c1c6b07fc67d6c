"""Rules of basic pay: what units share out by appraisal (M64), and a floor of its mean (M65)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.families import Family
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.pay import PAY_FLOOR, PAY_PERFORMANCE, PerformancePay
from teacherflow.text import Text

_TENTH = 0.1
"""Part of basic pay at stake to which the gain of effort refers."""


class PerformancePolicy(PolicyModel):
    """绩效工资: units share out a part of basic pay by the mark of the yearly appraisal.

    Excellent teachers gain a step, failed ones lose one, against the mean mark of those who work
    in the unit, weighed by their pay: what the unit pays in all stays as it is, so the ledger has
    no line. The marks of one year move pay until the next appraisal. Whoever weighs another
    school reckons to keep the mark there. With ``phase_in`` the part shared out grows in steps.
    """

    name = "performance_pay"
    family = Family.PAY
    title = Text("绩效工资", "Performance pay")
    summary = Text(
        "基本工资的一部分由学校按年度考核结果分配：优秀多得、不合格少得，用人单位总额不变；编外与银龄教师除外",
        "Units share out a part of basic pay by the yearly appraisal: more for excellent marks, less "
        "for failed ones, the unit's total unchanged; contract and silver teachers stand aside",
    )
    mechanisms = ("M64",)
    touches: ClassVar[tuple[Term[Any], ...]] = (PAY_PERFORMANCE,)
    set_by: ClassVar[Mapping[str, str]] = {"effort": "effort_gain"}

    share: Annotated[
        float,
        about(
            "按考核分配的部分占基本工资的比例",
            "Part of basic pay that is shared out",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "2009 年起义务教育学校绩效工资中奖励性部分占三成，由学校考核分配；以全部基本工资的三成计为假设",
                "assumption: since 2009 the incentive part that schools share out is 30 % of "
                "performance pay; here it is that part of all basic pay",
            ),
            kind="assumption",
            uncertainty=(0.1, 0.5),
        ),
    ] = 0.30
    spread: Annotated[
        float,
        about(
            "一个等次对该部分的增减幅度",
            "What one step of the mark moves this part",
            unit="share",
            low=0,
            high=0.5,
            source=Text(
                "文件只要求适当拉开差距；幅度为假设",
                "assumption: plans ask for some difference and name none",
            ),
            kind="assumption",
            uncertainty=(0.05, 0.4),
        ),
    ] = 0.20
    effort_gain: Annotated[
        float,
        about(
            "基本工资的 10% 随考核浮动时投入程度的提高",
            "Rise of effort for 10 % of basic pay at stake",
            unit="effort",
            low=0,
            high=1,
            source=Text(
                "假设：中国农村按学生成绩排位发奖的实验使成绩提高 0.10 个标准差（Chang 等 2020），"
                "相当于 0.4；按年度等次分配的激励弱得多",
                "assumption: pay by percentile of pupils raised achievement by 0.10 sd in a trial in "
                "rural China (Chang et al. 2020), as an effort of 0.4 would; a yearly mark binds "
                "far less",
            ),
            kind="assumption",
            uncertainty=(0.0, 0.4),
        ),
    ] = 0.05

    def idle(self) -> frozenset[str]:
        """Return what has no effect beside the other values."""
        if self.share == 0:
            return frozenset({"spread", "effort_gain"})
        return frozenset({"share", "effort_gain"} if self.spread == 0 else ())

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the part shared out and what it does to effort."""
        share = self.share * self.ramp(year)
        at_stake = share * self.spread
        if at_stake > 0:
            effort = self.effort_gain * at_stake / _TENTH
            yield PAY_PERFORMANCE(PerformancePay(share=share, spread=self.spread, effort=effort))


class PayFloor(PolicyModel):
    """教师平均工资不低于公务员: mean basic pay is lifted to that of civil servants.

    Every September the mean basic pay of all on the roll but contract and silver teachers is compared with the
    floor. If it is lower, one factor lifts all basic pay for the year; if not, nothing happens.
    What other policies pay is no part of it. With ``phase_in`` the floor itself rises in steps,
    so it lifts nobody until it passes the mean. Of several floors the highest holds.
    """

    name = "pay_floor"
    family = Family.PAY
    title = Text("平均工资不低于公务员", "Floor of mean pay")
    summary = Text(
        "教师平均基本工资低于当地公务员平均工资的规定倍数时，全县按同一比例提高；编外与银龄教师除外",
        "Where mean basic pay is below a multiple of the mean pay of civil servants, all basic pay "
        "is lifted by one factor; contract and silver teachers stand aside",
    )
    mechanisms = ("M65",)
    touches: ClassVar[tuple[Term[Any], ...]] = (PAY_FLOOR,)

    ratio: Annotated[
        float,
        about(
            "教师平均工资与公务员平均工资之比的下限",
            "Mean pay of teachers over that of civil servants, at least",
            unit="factor",
            low=0,
            high=2,
            source=Text(
                "国务院《关于义务教育学校实施绩效工资的指导意见》（2009 年起）与 2019 年中央文件："
                "义务教育教师平均工资不低于当地公务员",
                "State Council guidance on performance pay (in force from 2009), repeated by the "
                "central opinion of 2019: mean pay not below that of local civil servants",
            ),
            kind="statute",
        ),
    ] = 1.0
    civil_yuan_per_month: Annotated[
        float,
        about(
            "当地公务员平均工资",
            "Mean pay of local civil servants",
            unit="yuan/month",
            low=1000,
            high=30000,
            source=Text(
                "假设：各县请填写本地数字", "assumption: a county should put its own figure here"
            ),
            kind="assumption",
            uncertainty=(5500, 7000),
        ),
    ] = 6000.0

    def idle(self) -> frozenset[str]:
        """Return what has no effect beside the other values."""
        return frozenset({"civil_yuan_per_month"} if self.ratio == 0 else ())

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the floor in yuan."""
        floor = self.ratio * self.civil_yuan_per_month * self.ramp(year)
        if floor > 0:
            yield PAY_FLOOR(floor)
