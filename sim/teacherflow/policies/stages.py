"""Moves between stages, and to stages that the model does not hold (M11, M90)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from teacherflow.codes import Stage
from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.families import Family
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.stages import CROSS_STAGE, OUTFLOWS, STUDIES, Outflow, Study
from teacherflow.terms.who import Where
from teacherflow.text import Text

_STUDY = Text(
    "冠县 2024 鼓励考取高学段资格证；数值为假设",
    "assumption; Guan County 2024 encourages licences of a higher stage, without figures",
)


class CrossStage(PolicyModel):
    """跨学段调配: certified primary surplus fills the shortage of junior schools.

    Younger primary teachers to whom the junior stage is worth more begin to study for its licence
    with ``study_chance`` a year and hold it ``study_years`` later. Every year the bureau fills
    ``gap_share`` of the shortage of junior schools with certified teachers of primary schools
    above need, the best first, each at the nearest school that lacks the subject. Quota and total
    go along. Zero chance and zero share change nothing.
    """

    name = "cross_stage"
    family = Family.POSTS
    title = Text("跨学段调配", "Redeployment across stages")
    summary = Text(
        "鼓励小学教师考取初中资格证；每年用持证的小学富余教师填补初中缺口的一定比例，编制随人走",
        "Primary teachers earn the junior licence; certified primary surplus fills a share of "
        "the junior shortage each year, and the posts go along",
    )
    mechanisms = ("M11",)
    touches: ClassVar[tuple[Term[Any], ...]] = (CROSS_STAGE, STUDIES)

    gap_share: Annotated[
        float,
        about(
            "每年填补初中缺口的比例",
            "Junior shortage filled a year",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "冠县 2024：266 人为全部分流人数，跨学段比例未公布",
                "assumption; Guan County 2024: 266 are all redeployed, across stages or not",
            ),
            kind="assumption",
        ),
    ] = 0.6
    study_chance: Annotated[
        float,
        about(
            "每年开始考取初中资格证的概率",
            "Chance a year to begin to study",
            unit="share/year",
            low=0,
            high=1,
            source=_STUDY,
            kind="assumption",
        ),
    ] = 0.03
    study_years: Annotated[
        int,
        about(
            "取得资格证所需年数",
            "Years from the beginning to the licence",
            unit="years",
            low=1,
            high=10,
            source=_STUDY,
            kind="assumption",
        ),
    ] = 2
    age_most: Annotated[
        float,
        about(
            "考取资格证者的年龄低于",
            "Those who study are younger than",
            unit="years",
            low=20,
            high=70,
            source=_STUDY,
            kind="assumption",
        ),
    ] = 40.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the share of the shortage, and who may study."""
        ramp = self.ramp(year)
        if self.gap_share > 0:
            yield CROSS_STAGE(ramp * self.gap_share)
        if self.study_chance > 0:
            born_after = 12 * year + 9 - 12 * self.age_most  # not yet that old on 1 September
            yield STUDIES(
                (
                    Study(
                        name=self.label,
                        who=(Where("birth", born_after),),
                        chance=ramp * self.study_chance,
                        years=self.study_years,
                    ),
                )
            )

    def idle(self) -> frozenset[str]:
        """Return what has no effect where nobody studies."""
        return frozenset({"study_years", "age_most"}) if self.study_chance == 0 else frozenset()


_PLANS = Text(
    "各地方案提到幼儿园、高中用人，未给数字；数值为假设",
    "assumption; plans name the staff of kindergartens and senior schools without figures",
)


class OtherStages(PolicyModel):
    """幼儿园与高中用人: senior schools take certified junior staff, kindergartens primary surplus.

    Senior schools take ``senior_share`` of the established junior staff a year, from among those who
    hold the licence (``senior_licence`` of them); the bureau hires for them as for any exit.
    Kindergartens take ``kindergarten_share`` of the primary staff a year, only from schools with
    more posts than they need; nobody is hired for these. Zero rates take nobody.
    """

    name = "other_stages"
    family = Family.ENTRY
    title = Text("幼儿园与高中用人", "Staff drawn by other stages")
    summary = Text(
        "高中每年抽调一部分持证的初中教师，幼儿园吸收一部分小学富余教师",
        "Senior schools take certified junior staff, kindergartens take surplus primary staff",
    )
    mechanisms = ("M90",)
    touches: ClassVar[tuple[Term[Any], ...]] = (OUTFLOWS,)

    senior_share: Annotated[
        float,
        about(
            "高中每年抽调（占初中在编教师）",
            "Taken by senior schools a year, share of junior staff",
            unit="share/year",
            low=0,
            high=0.2,
            source=_PLANS,
            kind="assumption",
        ),
    ] = 0.002
    senior_licence: Annotated[
        float,
        about(
            "初中教师持高中资格证的比例",
            "Junior teachers who hold the senior licence",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "假设：与小学教师持初中资格证的比例相同",
                "assumption: as many as primary teachers with the junior licence",
            ),
            kind="assumption",
        ),
    ] = 0.2
    kindergarten_share: Annotated[
        float,
        about(
            "幼儿园每年吸收（占小学在编教师）",
            "Taken by kindergartens a year, share of primary staff",
            unit="share/year",
            low=0,
            high=0.2,
            source=_PLANS,
            kind="assumption",
        ),
    ] = 0.001

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the outflows that take anybody."""
        ramp = self.ramp(year)
        senior = Outflow(
            name=f"{self.label}.senior",
            stage=int(Stage.JUNIOR),
            rate=ramp * self.senior_share,
            certified=self.senior_licence,
        )
        kindergarten = Outflow(
            name=f"{self.label}.kindergarten",
            stage=int(Stage.PRIMARY),
            rate=ramp * self.kindergarten_share,
            surplus=True,
            replaced=False,
        )
        flows = tuple(flow for flow in (kindergarten, senior) if flow.rate > 0)
        if flows:
            yield OUTFLOWS(flows)

    def idle(self) -> frozenset[str]:
        """Return what has no effect where senior schools take nobody."""
        return frozenset({"senior_licence"}) if self.senior_share == 0 else frozenset()
