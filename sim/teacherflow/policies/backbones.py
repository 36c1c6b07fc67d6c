"""Backbone teachers (骨干教师): how many a county wants; and part-time subject researchers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.entry import unknown_yuan
from teacherflow.policies.families import Family
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.outlays import COSTS, Cost
from teacherflow.terms.teach import (
    BACKBONE_TARGET,
    GROWTH,
    RESEARCH,
    BackboneTarget,
    Growth,
    Research,
)
from teacherflow.terms.who import Where
from teacherflow.text import Text

_GUANXIAN = Text(
    "冠县 2024：兼职教研员 180 名，约为教师的 1.75%",
    "Guan County 2024: 180 part-time researchers, about 1.75 % of staff",
)
_SIZE = Text("幅度为假设", "assumption: the documents give no size")


class BackboneTargets(PolicyModel):
    """骨干教师与学科带头人培养目标: a county wants more backbones than it keeps.

    With ``phase_in`` the gap to the target closes in equal steps. Naming changes nobody's talent;
    more backbones coach more colleagues. Nobody is un-named when the policy ends.
    """

    name = "backbone_target"
    family = Family.ENTRY
    title = Text("骨干教师与带头人培养目标", "Target of backbones")
    summary = Text(
        "提出每百名学生骨干教师数的目标，逐年评足；骨干越多，校内指导越多",
        "The county names backbones up to a number per 100 pupils; more of them coach more colleagues",
    )
    mechanisms = ("M78",)
    touches: ClassVar[tuple[Term[Any], ...]] = (BACKBONE_TARGET, COSTS)
    set_by: ClassVar[Mapping[str, str]] = {"per_100": "per_100_pupils"}

    per_100_pupils: Annotated[
        float,
        about(
            "每百名学生骨干教师数",
            "Backbones per 100 pupils",
            unit="persons/100 pupils",
            low=0,
            high=5,
            source=Text(
                "某市规划到 2020 年骨干 1000 人、带头人 500 人；折算为假设",
                "assumption: a city planned for 1,000 backbones and 500 leading teachers by 2020",
            ),
            kind="assumption",
        ),
    ] = 1.2
    yuan_per_backbone: Annotated[
        float, unknown_yuan("每名骨干每年培养经费", "Funds per backbone and year")
    ] = 0.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the target and how much of the way to it lies behind."""
        if self.per_100_pupils > 0:
            yield BACKBONE_TARGET(
                BackboneTarget(per_100=self.per_100_pupils, reached=self.ramp(year))
            )
            if self.yuan_per_backbone:
                who, name = (Where("backbone", 1, 1),), f"{self.label}.backbones"
                yield COSTS((Cost(name=name, yuan=self.yuan_per_backbone, who=who),))


class PartTimeResearchers(PolicyModel):
    """兼职教研员与三线教研: some backbones teach less and help colleagues of their subject.

    A researcher helps colleagues anywhere in the county; the lessons that he or she gives up are
    taught by colleagues at the own school, out of field, or not at all.
    """

    name = "part_time_researchers"
    family = Family.ENTRY
    title = Text("兼职教研员与三线教研", "Part-time subject researchers")
    summary = Text(
        "部分骨干教师兼任教研员，减少课时，指导全县同学科教师",
        "Some backbones teach less and help colleagues of their subject all over the county",
    )
    mechanisms = ("M79",)
    touches: ClassVar[tuple[Term[Any], ...]] = (RESEARCH, GROWTH, COSTS)

    share: Annotated[
        float,
        about(
            "占在编教师的比例",
            "Share of established staff",
            unit="share",
            low=0,
            high=0.2,
            source=_GUANXIAN,
            kind="survey",
        ),
    ] = 0.0175
    lessons: Annotated[
        float,
        about(
            "课时与他人之比",
            "Lessons, as a share of the load of others",
            unit="share",
            low=0,
            high=1,
            source=_SIZE,
            kind="assumption",
            uncertainty=(0.7, 1.0),
        ),
    ] = 0.9
    rate: Annotated[
        float,
        about(
            "受指导者每年的提高",
            "Gain of a colleague helped, a year",
            unit="sd/year",
            low=0,
            high=0.1,
            source=_SIZE,
            kind="assumption",
            uncertainty=(0.0, 0.03),
        ),
    ] = 0.01
    per_researcher: Annotated[
        int,
        about(
            "每名教研员指导人数",
            "Colleagues whom one researcher helps",
            unit="persons",
            low=1,
            high=1000,
            source=_SIZE,
            kind="assumption",
        ),
    ] = 8
    yuan_per_researcher: Annotated[
        float, unknown_yuan("每名教研员每年补贴与经费", "Funds per researcher and year")
    ] = 0.0

    def idle(self) -> frozenset[str]:
        """Return what has no effect without researchers."""
        if self.share > 0:
            return frozenset()
        return frozenset({"lessons", "rate", "per_researcher", "yuan_per_researcher"})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield who is a researcher and what the others gain."""
        share = self.share * self.ramp(year)
        if share <= 0:
            return
        name, researcher = f"{self.label}.research", (Where("researcher", 1, 1),)
        yield RESEARCH(Research(share=share, lessons=self.lessons))
        yield GROWTH(
            (
                Growth(
                    name=name,
                    who=(Where("researcher", 0, 0),),
                    rate=self.rate,
                    mentors=researcher,
                    per_mentor=self.per_researcher,
                    scope=("subject",),
                ),
            )
        )
        if self.yuan_per_researcher:
            yield COSTS((Cost(name=name, yuan=self.yuan_per_researcher, who=researcher),))
