"""Competition for posts under county management (县管校聘): M41–M44, M46–M49."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import inf
from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from teacherflow.faults import Refused
from teacherflow.parameters.about import Evidence
from teacherflow.policies.appointment_rules import (
    DAFANG,
    OWN_ROUND,
    RESISTANCE,
    USUAL,
    WISHES,
    AdoptionCurve,
    Protection,
    WaitingRules,
    Weights,
)
from teacherflow.policies.assumed import OWN, number, switch
from teacherflow.policies.base import PolicyModel, Preset
from teacherflow.policies.families import Family
from teacherflow.terms.appoint import (
    ADOPTION,
    APPLICATIONS,
    AUDIT,
    BINDING,
    COMPONENTS,
    CUT,
    DISMISSAL,
    LEVELS,
    OWN_SHARE,
    PLACEMENT,
    PROTECTED,
    PUBLICITY,
    ROUND,
    UPWARD,
    WAITING,
    YEARS_RUNNING,
    Adoption,
    Upward,
    Waiting,
)
from teacherflow.terms.exchange import Exemption
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.leave import HAZARDS, Exit, Hazard
from teacherflow.terms.posts import LAG_RELIEF
from teacherflow.terms.teach import EFFORT, Effort
from teacherflow.terms.who import Where
from teacherflow.text import Text


class CompetitiveHiring(PolicyModel):
    """县管校聘: all posts of a county are competed for once a term.

    The first round is held in the year ``from``, then every ``term_years``. Units that comply set
    their posts by need, appoint the protected directly and let the others compete; who loses
    applies to other units, is placed by order, or waits.
    """

    name = "competitive_hiring"
    title = Text("县管校聘", "Competitive hiring under county management")
    summary = Text(
        "按聘期组织竞聘：按需设岗、直聘、选聘上行、校内竞聘、跨校竞聘、组织调剂、待岗；"
        "各单位实际采用程度随时间上升，随落聘比例下降",
        "Once a term all posts are competed for: posts by need, direct appointment, selection "
        "upward, own round, other schools, placement by order, waiting; units comply more with "
        "the years and less with the share left without a post",
    )
    family = Family.COMPETITION
    mechanisms = ("M41", "M42", "M43", "M44", "M46", "M47", "M48", "M49", "M87")
    touches: ClassVar[tuple[Term[Any], ...]] = (
        ADOPTION,
        APPLICATIONS,
        AUDIT,
        BINDING,
        COMPONENTS,
        CUT,
        DISMISSAL,
        EFFORT,
        HAZARDS,
        LAG_RELIEF,
        LEVELS,
        OWN_SHARE,
        PLACEMENT,
        PROTECTED,
        PUBLICITY,
        ROUND,
        UPWARD,
        WAITING,
        YEARS_RUNNING,
    )
    presets: ClassVar[Mapping[str, Preset]] = {
        "pilot_2015": Preset(
            Text("县管校聘示范区（2015、2017）", "National pilot areas (2015, 2017)"),
            {
                "own_share": 1.0,
                "upward": False,
                "placement": True,
                "waiting.months": 12,
                "protect.near_pension": 5.0,
            },
            Text(
                "49 个示范区的通行流程（2022 年综述）：直聘、校内、跨校、组织调剂、待岗培训；"
                "其余为假设",
                "common steps of 49 pilot areas (review of 2022): direct, own round, other "
                "schools, placement, waiting with training; the rest is assumed",
            ),
            Evidence.LITERATURE,
        ),
        "dafang_2025": Preset(
            Text("大方县 2025", "Dafang County 2025"),
            {
                "own_share": 0.90,
                "upward": True,
                "unit_most": 0.10,
                "need_floor": 0.90,
                "placement": True,
            },
            Text(
                "大方县 2025 年方案（据网络评述）：校内竞聘 90%，向上选聘不超过 10%；其余为假设",
                "plan of Dafang County 2025 as a published commentary reports it: own round for "
                "90 % of posts, at most 10 % upward; the rest is assumed",
            ),
            Evidence.LITERATURE,
        ),
    }

    from_: int | None = Field(default=2025, alias="from", strict=True)
    term_years: Annotated[
        int,
        number(
            "聘期",
            "Term of appointment",
            1,
            10,
            Text(
                "方案汇编：岗位等级三年一聘，此处作为岗位聘期；各地 3–5 年",
                "compilation of county plans: three years, said of the level of the post and taken "
                "here for the post; 3–5 are common",
            ),
            "years",
            "literature",
        ),
    ] = 3
    cut: Annotated[
        float,
        number(
            "每轮落聘上限（占单位教师）",
            "Most staff of a unit left without a post",
            0,
            1,
            OWN,
            "share",
        ),
    ] = 0.05
    own_share: Annotated[
        float,
        number("校内竞聘岗位比例", "Posts filled in the own round", 0, 1, OWN_ROUND, "share"),
    ] = 1.0
    levels: Annotated[
        bool,
        switch("岗位等级一并竞聘（超出岗位数的高职低聘）", "Level posts are competed for as well"),
    ] = False
    weights: Weights = Weights()
    favouritism: Annotated[
        float,
        number(
            "组织评定中的人情加分",
            "Points of the panel for the connected",
            0,
            5,
            OWN,
            "points, sd",
            uncertainty=(0.0, 1.5),
        ),
    ] = 0.8
    audit: Annotated[
        float,
        number("监督力度", "Favouritism removed by supervision", 0, 1, OWN, "share"),
    ] = 0.0
    publicity: Annotated[
        float, number("宣传引导力度", "Effort to win units over", 0, 1, OWN, "share")
    ] = 0.0
    lag_relief: Annotated[
        float,
        number(
            "充分宣传和部门例会缩短的调编时滞",
            "Lag of re-allotments that full publicity takes off",
            0,
            5,
            RESISTANCE,
            "years",
        ),
    ] = 0.2
    protect: Protection = Protection()
    upward: Annotated[bool, switch("选聘上行", "Selection upward", DAFANG)] = True
    unit_most: Annotated[
        float,
        number(
            "每单位上行比例上限", "Staff of a unit that may leave upward", 0, 1, DAFANG, "share"
        ),
    ] = 0.10
    need_floor: Annotated[
        float,
        number(
            "上行后编制不低于需求的比例",
            "Need that the unit of origin must keep staffed",
            0,
            1.5,
            DAFANG,
            "share",
        ),
    ] = 0.90
    lock_years: Annotated[
        float,
        number(
            "上行前本校最低服务年限",
            "Years at the school before going upward",
            0,
            40,
            OWN,
            "years",
        ),
    ] = 0.0
    rural_first: Annotated[
        bool,
        switch("乡村岗位优先", "Posts of towns and villages first"),
    ] = False
    applications: Annotated[
        int, number("跨校竞聘志愿数", "Schools one may apply to", 0, 20, WISHES, "schools")
    ] = 3
    placement: Annotated[bool, switch("组织调剂", "Placement by order", USUAL)] = True
    waiting: WaitingRules = WaitingRules()
    dismiss_failed: Annotated[
        bool,
        switch(
            "两次考核不合格解聘",
            "Dismissal after two failed appraisals, or one and a refusal",
            DAFANG,
        ),
    ] = True
    adoption: AdoptionCurve = AdoptionCurve()
    threat_effort: Annotated[
        float,
        number(
            "落聘风险为 1 时投入程度的变化",
            "Effort at a risk of 1 to lose the post",
            -1,
            1,
            OWN,
            "effort",
            uncertainty=(0.0, 0.05),
        ),
    ] = 0.02
    stress: Annotated[
        float,
        number(
            "高风险者辞职对数优势比", "Log-odds of quitting by those at risk", 0, 3, OWN, "log-odds"
        ),
    ] = 0.0
    stress_from: Annotated[
        float, number("高风险的界限", "Risk from which it is felt", 0, 1, OWN, "share")
    ] = 0.2

    @model_validator(mode="after")
    def _shares_add_up(self) -> Self:
        w, rule = self.weights, self.waiting
        if w.peer + w.performance + w.speech + w.panel <= 0:
            raise Refused(Text("各环节权重不能全为零", "the weights of all parts must not be zero"))
        whole = rule.other_work + rule.early_retirement + rule.dismissal
        if abs(whole - 1.0) > 1e-9:
            raise Refused(
                Text(
                    f"再拒后的三个比例之和应为 1；现为 {whole:g}",
                    f"the three shares after a second refusal must add up to 1; they give {whole:g}",
                )
            )
        return self

    def idle(self) -> frozenset[str]:
        """Return what has no effect beside switches that are off."""
        off = set() if self.upward else {"unit_most", "need_floor", "lock_years", "rural_first"}
        off |= set() if self.publicity else {"lag_relief"}
        return frozenset(off if self.stress > 0 else {*off, "stress_from"})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the rules of the round, and whether one is held this year."""
        running = year - (self.from_ or 0)
        if running % self.term_years == 0:
            yield ROUND(True)
        yield BINDING(True)
        yield YEARS_RUNNING(float(running))
        yield CUT(self.cut * self.ramp(year))
        yield OWN_SHARE(self.own_share)
        yield AUDIT(self.audit)
        yield PUBLICITY(self.publicity)
        if self.publicity * self.lag_relief > 0:
            yield LAG_RELIEF(self.publicity * self.lag_relief)
        yield COMPONENTS(self._components())
        yield PROTECTED(self._protected())
        yield APPLICATIONS(self.applications)
        yield PLACEMENT("least_km" if self.placement else "none")
        yield WAITING(Waiting(**self.waiting.model_dump()))
        yield ADOPTION(Adoption(**self.adoption.model_dump()))
        if self.dismiss_failed:
            yield DISMISSAL(True)
        if self.levels:
            yield LEVELS(True)
        if self.upward:
            yield UPWARD(
                Upward(
                    unit_most=self.unit_most,
                    need_floor=self.need_floor,
                    lock_years=self.lock_years,
                    rural_first=self.rural_first,
                )
            )
        yield from self._threat()

    def _components(self) -> tuple[Any, ...]:
        weights = self.weights.model_dump()
        return tuple(
            replace(
                part,
                weight=weights[part.name],
                favour=self.favouritism if part.name == "panel" else part.favour,
            )
            for part in COMPONENTS.default
        )

    def _protected(self) -> tuple[Exemption, ...]:
        groups, chances = (
            self.protect,
            {
                "ill": self.protect.ill,
                "leaders": float(self.protect.leaders),
                "near_pension": 1.0,
                "nursing": self.protect.nursing,
                "sole_subject": float(self.protect.sole_subject),
            },
        )
        items = (replace(item, chance=chances[item.name]) for item in PROTECTED.default)
        near = (Where("years_to_pension", -inf, groups.near_pension),)
        return tuple(
            replace(item, who=near) if item.name == "near_pension" else item for item in items
        )

    def _threat(self) -> Iterator[Claim[Any]]:
        if self.threat_effort:
            item = Effort(
                name=f"{self.label}.threat", who=(), change=self.threat_effort, times="loss_risk"
            )
            yield EFFORT((item,))
        if self.stress > 0:
            at_risk = (Where("loss_risk", self.stress_from),)
            yield HAZARDS(
                (
                    Hazard(
                        name=f"{self.label}.stress",
                        who=at_risk,
                        event=Exit.QUIT,
                        log_odds=self.stress,
                    ),
                )
            )
