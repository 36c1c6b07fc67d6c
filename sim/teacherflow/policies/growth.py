"""How teachers get better without moving: training, studios, visits, advisers, culture.

All of it fills one stock with one decay and one ceiling (`teach.coaching_ceiling`), so two of
these policies together give less than their sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Annotated, Any, ClassVar

from teacherflow.apportion import nearest
from teacherflow.codes import Title
from teacherflow.parameters.about import Evidence, about
from teacherflow.policies.base import PolicyModel, Preset
from teacherflow.policies.entry import ESSAYS, unknown_yuan
from teacherflow.policies.families import Family
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.leave import HAZARDS, Exit, Hazard
from teacherflow.terms.outlays import COSTS, Cost, Per
from teacherflow.terms.teach import GROWTH, Growth
from teacherflow.terms.who import Where
from teacherflow.text import Text

HOURS = 72.0
"""Hours of training a year in which the effects of training are told (360 in five years)."""

_BACKBONE = Where("backbone", 1, 1)
_GUANXIAN = Text(
    "冠县 2024：工作室 13+34+2 个，培养 289 人",
    "Guan County 2024: 13 + 34 + 2 studios with 289 mentees",
)
_BANAN = Text(
    "巴南区 2021：工作室 21 个，学员 988 人", "Banan District 2021: 21 studios, 988 mentees"
)


def _rate(zh: str, en: str, high: float = 0.1) -> Any:
    return about(
        zh,
        en,
        unit="sd/year",
        low=0,
        high=high,
        source=Text(
            "方向取自培训与指导的研究，幅度为假设",
            "assumption: studies of training and coaching give the direction, not the size",
        ),
        kind="assumption",
        uncertainty=(0.0, 0.03),
    )


def _hours(zh: str, en: str, source: Text, kind: str) -> Any:
    return about(zh, en, unit="hours/year", low=0, high=720, source=source, kind=kind)


def _outside() -> Any:
    return about(
        "每 72 学时使调离本县概率变为的倍数",
        "Factor on leaving the county per 72 hours",
        unit="factor",
        low=1,
        high=2,
        source=Text("外部机会因培训而增加，幅度为假设", "assumption: training brings offers"),
        kind="assumption",
        uncertainty=(1.0, 1.1),
    )


_NEEDS_HOURS = frozenset({"rate", "leave_county_factor", "yuan_per_teacher"})


class Training(PolicyModel):
    """国培、省培与跟岗: hours of training a year for everybody, beside what there is today.

    Gains and outside offers are told per 72 hours and grow with the hours.
    """

    name = "training"
    family = Family.ENTRY
    title = Text("国培、省培与跟岗研修", "Teacher training")
    summary = Text(
        "全员每年增加培训学时：教学效果提高，外部机会也略增",
        "More hours of training a year for all teachers: they get better, and get offers",
    )
    mechanisms = ("M75",)
    touches: ClassVar[tuple[Term[Any], ...]] = (GROWTH, HAZARDS)

    hours: Annotated[
        float,
        _hours(
            "每年培训学时",
            "Hours of training a year",
            Text(
                "县域义务教育优质均衡督导评估办法（教督〔2017〕6号）：教师五年 360 学时",
                "360 hours in five years, national inspection of balanced provision (2017)",
            ),
            "statute",
        ),
    ] = HOURS
    rate: Annotated[float, _rate("每 72 学时的提高", "Gain per 72 hours")] = 0.005
    leave_county_factor: Annotated[float, _outside()] = 1.02
    yuan_per_teacher: Annotated[
        float,
        about(
            "每人每 72 学时的费用",
            "Cost per teacher and 72 hours",
            unit="yuan",
            low=0,
            high=100_000,
            source=Text(
                "公用经费的 5% 用于教师培训（财教〔2006〕5号、教督〔2017〕6号）；生均约 720 元、师均 18 名学生为假设",
                "assumption: 5 % of schools' public funds are for training (Ministry of Finance, "
                "2006; inspection, 2017); about 720 yuan a pupil and 18 pupils a teacher assumed",
            ),
            kind="assumption",
        ),
    ] = 650.0

    def idle(self) -> frozenset[str]:
        """Return what zero hours leave without effect."""
        return _NEEDS_HOURS if self.hours == 0 else frozenset()

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the gain of everybody, its cost, and the offers from outside."""
        dose = self.hours * self.ramp(year) / HOURS
        yield from trained(
            self.label,
            "training",
            dose,
            (),
            (self.rate, self.leave_county_factor, self.yuan_per_teacher),
        )


class StudyVisits(PolicyModel):
    """走出去、请进来与论坛: backbones visit schools elsewhere and hear guests.

    As `Training`, for backbones only.
    """

    name = "study_visits"
    family = Family.ENTRY
    title = Text("走出去、请进来与论坛", "Study visits and forums")
    summary = Text(
        "骨干教师外出考察、跟岗，参加论坛：教学效果提高，外部机会也略增",
        "Backbone teachers visit schools elsewhere: they get better, and get offers",
    )
    mechanisms = ("M89",)
    touches: ClassVar[tuple[Term[Any], ...]] = (GROWTH, HAZARDS)

    hours: Annotated[
        float, _hours("每年学时", "Hours a year for each backbone", ESSAYS, "assumption")
    ] = 36.0
    rate: Annotated[float, _rate("每 72 学时的提高", "Gain per 72 hours")] = 0.005
    leave_county_factor: Annotated[float, _outside()] = 1.02
    yuan_per_teacher: Annotated[
        float,
        unknown_yuan("每人每 72 学时的差旅与学习费用", "Cost per person and 72 hours", "yuan"),
    ] = 0.0

    def idle(self) -> frozenset[str]:
        """Return what zero hours leave without effect."""
        return _NEEDS_HOURS if self.hours == 0 else frozenset()

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the gain of backbones, its cost, and the offers from outside."""
        dose = self.hours * self.ramp(year) / HOURS
        yield from trained(
            self.label,
            "visits",
            dose,
            (_BACKBONE,),
            (self.rate, self.leave_county_factor, self.yuan_per_teacher),
        )


def trained(
    label: str,
    line: str,
    dose: float,
    who: tuple[Where, ...],
    per_dose: tuple[float, float, float],
) -> Iterator[Claim[Any]]:
    """Yield what ``dose`` times 72 hours do to ``who``.

    Parameters
    ----------
    per_dose : (float, float, float)
        Gain, factor on leaving the county, and yuan for each 72 hours.
    """
    if dose <= 0:
        return
    rate, outside, yuan = per_dose
    name = f"{label}.{line}"
    yield GROWTH((Growth(name=name, who=who, rate=rate * dose, yuan=yuan * dose),))
    if outside != 1.0:
        event = Exit.LEAVE_COUNTY
        yield HAZARDS((Hazard(name=name, who=who, event=event, factor=outside**dose),))


class Studios(PolicyModel):
    """名师工作室: a few masters each coach a group of younger teachers from the whole county.

    A studio needs a master: a backbone with a senior title. Mentees are younger teachers who are
    no backbones yet; the same persons stay until they are too old for it or become backbones.
    """

    name = "studios"
    family = Family.ENTRY
    title = Text("名师工作室", "Master studios")
    summary = Text(
        "名师工作室跨校指导青年教师，人不动、经验流动",
        "Masters coach younger teachers of other schools; nobody has to move",
    )
    mechanisms = ("M76", "M77")
    touches: ClassVar[tuple[Term[Any], ...]] = (GROWTH,)
    presets: ClassVar[Mapping[str, Preset]] = {
        "guanxian_2024": Preset(
            Text("冠县 2024", "Guan County 2024"),
            {"studios": 49, "mentees": 289},
            _GUANXIAN,
            Evidence.SURVEY,
        ),
        "banan_2021": Preset(
            Text("巴南区 2021", "Banan District 2021"),
            {"studios": 21, "mentees": 988},
            _BANAN,
            Evidence.SURVEY,
        ),
    }

    studios: Annotated[
        int,
        about(
            "工作室数",
            "Studios in the county",
            unit="studios",
            low=0,
            high=10_000,
            source=_GUANXIAN,
            kind="survey",
        ),
    ] = 49
    mentees: Annotated[
        int,
        about(
            "学员总数",
            "Mentees in the county",
            unit="persons",
            low=0,
            high=100_000,
            source=_GUANXIAN,
            kind="survey",
        ),
    ] = 289
    service_most: Annotated[
        int,
        about(
            "学员教龄上限",
            "Most service of a mentee",
            unit="years",
            low=1,
            high=45,
            source=Text("各工作室对象不一，取 15 年", "assumption: mentees are younger teachers"),
            kind="assumption",
        ),
    ] = 15
    rate: Annotated[float, _rate("学员每年的提高", "Gain of a mentee a year")] = 0.01
    yuan_per_studio: Annotated[
        float,
        about(
            "每个工作室每年经费（县级未知）",
            "Funds of a studio a year (of counties: not known)",
            unit="yuan/year",
            low=0,
            high=1e6,
            source=Text(
                "县级文件未给出金额；福建省首批省级名师工作室每年不低于 10 万元",
                "assumption: the counties' documents give no sum; studios of Fujian province got "
                "at least 100,000 yuan a year",
            ),
            kind="assumption",
            uncertainty=(0, 100_000),
        ),
    ] = 0.0

    def idle(self) -> frozenset[str]:
        """Return what has no effect without studios or mentees."""
        if self.studios and self.mentees:
            return frozenset()
        return frozenset({"service_most", "rate", "yuan_per_studio"})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the studios of the year."""
        studios, mentees = (int(nearest(n * self.ramp(year))) for n in (self.studios, self.mentees))
        if not (studios and mentees):
            return
        yield GROWTH(
            (
                Growth(
                    name=f"{self.label}.studio",
                    who=(Where("service", 0, self.service_most), Where("backbone", 0, 0)),
                    rate=self.rate,
                    mentors=(_BACKBONE, Where("title", Title.SENIOR)),
                    per_mentor=ceil(mentees / studios),
                    most=mentees,
                    mentor_yuan=self.yuan_per_studio,
                ),
            )
        )


class Outreach(PolicyModel):
    """指导员巡回与送教下乡: advisers and model lessons come to weak schools.

    Everybody on duty at a weak school (short of backbones for its pupils) learns from a visit.
    """

    name = "outreach"
    family = Family.ENTRY
    title = Text("指导员巡回与送教下乡", "Outreach to weak schools")
    summary = Text(
        "指导员每年到薄弱校巡回指导、送教下乡，带动在校教师",
        "Advisers visit weak schools several times a year; the teachers there get better",
    )
    mechanisms = ("M80",)
    touches: ClassVar[tuple[Term[Any], ...]] = (GROWTH, COSTS)

    visits: Annotated[
        float,
        about(
            "每校每年次数",
            "Visits to a school a year",
            unit="visits/year",
            low=0,
            high=50,
            source=Text(
                "巴南区 2021 只述做法，次数为假设",
                "assumption: Banan District 2021 names the practice, not the number",
            ),
            kind="assumption",
        ),
    ] = 4.0
    rate: Annotated[float, _rate("每年 4 次的提高", "Gain by four visits a year")] = 0.01
    yuan_per_visit: Annotated[
        float, unknown_yuan("每次费用", "Cost of a visit", "yuan", 100_000)
    ] = 0.0

    def idle(self) -> frozenset[str]:
        """Return what has no effect without visits."""
        return frozenset() if self.visits > 0 else frozenset({"rate", "yuan_per_visit"})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the gain at weak schools and what the visits cost."""
        visits, name = self.visits * self.ramp(year), f"{self.label}.visits"
        if visits <= 0:
            return
        weak = (Where("duty.weak", 1, 1),)
        yield GROWTH((Growth(name=name, who=weak, rate=self.rate * visits / 4.0),))
        if self.yuan_per_visit:
            yuan, at = visits * self.yuan_per_visit, (Where("weak", 1, 1),)
            yield COSTS((Cost(name=name, yuan=yuan, per=Per.SECTION, at=at),))


class SchoolCulture(PolicyModel):
    """师德师风与合作反思: colleagues reflect together and learn a little from each other."""

    name = "school_culture"
    family = Family.LEADERSHIP
    title = Text("师德师风与合作反思", "Culture of cooperation")
    summary = Text(
        "校内合作、反思的风气使全体教师略有提高；作用弱，可不用",
        "Colleagues who reflect together get a little better; weak, and optional",
    )
    mechanisms = ("M84",)
    touches: ClassVar[tuple[Term[Any], ...]] = (GROWTH,)

    strength: Annotated[
        float,
        about(
            "风气强度",
            "Strength of the culture",
            unit="share",
            low=0,
            high=1,
            source=ESSAYS,
            kind="assumption",
        ),
    ] = 0.5
    rate: Annotated[float, _rate("强度为 1 时每年的提高", "Gain a year at full strength")] = 0.01
    yuan_per_teacher: Annotated[
        float, unknown_yuan("强度为 1 时人均每年费用", "Cost per teacher at full strength")
    ] = 0.0

    def idle(self) -> frozenset[str]:
        """Return what has no effect at strength zero."""
        return frozenset() if self.strength > 0 else frozenset({"rate", "yuan_per_teacher"})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the gain of everybody, unless there is none."""
        dose, name = self.strength * self.ramp(year), f"{self.label}.culture"
        if dose > 0:
            gain, yuan = self.rate * dose, self.yuan_per_teacher * dose
            yield GROWTH((Growth(name=name, rate=gain, yuan=yuan),))
