"""Policies about the offices of leaders (校级干部): terms, moves between schools, selection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from teacherflow.codes import Role
from teacherflow.parameters.about import Evidence, about
from teacherflow.policies.base import PolicyModel, Preset
from teacherflow.policies.families import Family
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.leaders import (
    ROTATION,
    SELECTION,
    TERM_OF_OFFICE,
    TWO_WAY,
    Crossing,
    Selection,
    Tour,
)
from teacherflow.text import Text

_BANAN = Text(
    "巴南区 2021 年义务教育教师交流轮岗材料",
    "Banan District 2021, report on the exchange of teachers and leaders",
)
_PLANS = Text(
    "假设：各地方案汇编只说公开选拔、竞争上岗、任期制，未给年数",
    "assumption: a compilation of county plans names open selection, competition and terms of "
    "office, but no years",
)


class LeaderRotation(PolicyModel):
    """校长定期交流: who has led one school for so many years changes places with another leader.

    Every year the principals who have been in office at their school for ``principal_years`` school
    years, and the deputies for ``deputy_years``, take over each other's offices and posts, inside
    their stage, at the least road distance, and never at the unit they come from. Who finds nobody
    among those due changes places with the holder of the same office elsewhere who has been there
    longest. Who is away, pregnant or nursing, seriously ill or bonded waits.
    """

    name = "leader_rotation"
    family = Family.LEADERSHIP
    title = Text("校长定期交流", "Rotation of leaders")
    summary = Text(
        "校长在同一学校任职满十学年、副校长满十五学年，与同学段其他学校的校级干部互换任职，人事关系随迁",
        "Principals after ten school years at one school and deputies after fifteen change places "
        "with leaders of other schools of the stage, posts included",
    )
    mechanisms = ("M20",)
    touches: ClassVar[tuple[Term[Any], ...]] = (ROTATION,)
    presets: ClassVar[Mapping[str, Preset]] = {
        "banan_2021": Preset(
            Text("巴南 2021", "Banan 2021"),
            {"principal_years": 10, "deputy_years": 15},
            _BANAN,
            Evidence.SURVEY,
        ),
        "national_2014": Preset(
            Text("全国 2014", "National 2014"),
            {"principal_years": 10, "offices": "principals"},
            Text(
                "教师〔2014〕4号：校长在同一学校连任两届后交流；一届读作五年",
                "Jiaoshi [2014] No. 4: principals after two terms at a school; a term is read as "
                "five years",
            ),
        ),
    }

    principal_years: Annotated[
        int,
        about(
            "校长同校任职满多少学年",
            "Principals: school years at one school",
            unit="years",
            low=1,
            high=40,
            source=_BANAN,
            kind="survey",
        ),
    ] = 10
    deputy_years: Annotated[
        int,
        about(
            "副校长同校任职满多少学年",
            "Deputies: school years at one school",
            unit="years",
            low=1,
            high=40,
            source=_BANAN,
            kind="survey",
        ),
    ] = 15
    offices: Annotated[
        Literal["both", "principals"],
        about(
            "哪些职务交流",
            "Offices that rotate",
            choices={
                "both": Text("正副校长", "principals and deputies"),
                "principals": Text("仅校长", "principals only"),
            },
            source=_BANAN,
            kind="survey",
        ),
    ] = "both"
    share: Annotated[
        float,
        about(
            "任期已满者当年实际交流的比例",
            "Share of those due who move in a year",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "规定为全部；落实程度未公布",
                "assumption: the rule means all of them; how far it is carried out is not published",
            ),
            kind="assumption",
            uncertainty=(0.4, 1.0),
        ),
    ] = 1.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield one tour for each office."""
        share = self.share * self.ramp(year)
        if share <= 0:
            return
        tours = [("principals", Role.PRINCIPAL, self.principal_years)]
        if self.offices == "both":
            tours.append(("deputies", Role.DEPUTY, self.deputy_years))
        yield ROTATION(
            tuple(
                Tour(name=f"{self.label}.{line}", role=role, years=years, share=share)
                for line, role, years in tours
            )
        )

    def idle(self) -> frozenset[str]:
        """Return the years of deputies where only principals rotate."""
        return frozenset({"deputy_years"} if self.offices == "principals" else ())


def _persons(zh: str, en: str, source: Text, kind: str = "survey") -> Any:
    return about(zh, en, unit="persons", low=0, high=1000, source=source, kind=kind)


class LeaderTwoWay(PolicyModel):
    """校级干部城乡双向交流: good leaders of the seat head rural schools, and the other way round.

    Principals and deputies of the seat with an excellent appraisal become heads of town and village
    schools; heads of town and village schools with an excellent appraisal take an office in the
    seat. As many as go both ways change places in pairs of one stage; the rest of the larger number
    goes where an office stands vacant. Who goes has been in the present office for ``after_years``;
    the longest in office go first. The numbers are those of a district of about 6,000 teachers:
    a study of another county should set its own.
    """

    name = "leader_two_way"
    family = Family.LEADERSHIP
    title = Text("校级干部城乡双向交流", "Leaders exchanged between seat and countryside")
    summary = Text(
        "选派城区优秀校级干部到农村学校任校长，选拔考核优秀的农村校长到城区学校任职",
        "Good leaders of the seat head rural schools; rural heads with an excellent appraisal take "
        "an office in the seat",
    )
    mechanisms = ("M21",)
    touches: ClassVar[tuple[Term[Any], ...]] = (TWO_WAY,)

    persons_down: Annotated[
        float,
        _persons(
            "每年城区到农村",
            "To rural schools, a year",
            Text(
                "巴南区 2021：2015 年以来 32 人次，约每年 6 人",
                "Banan District 2021: 32 person-times since 2015, about 6 a year",
            ),
        ),
    ] = 6.0
    persons_up: Annotated[
        float,
        _persons(
            "每年农村到城区",
            "To schools of the seat, a year",
            Text(
                "巴南区 2021：2015 年以来 25 人次，约每年 5 人",
                "Banan District 2021: 25 person-times since 2015, about 5 a year",
            ),
        ),
    ] = 5.0

    after_years: Annotated[
        int,
        about(
            "现职满多少学年后选派",
            "School years in the present office before",
            unit="years",
            low=0,
            high=40,
            source=Text("假设：满一届的大半", "assumption: most of a term of office"),
            kind="assumption",
        ),
    ] = 3

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield how many change sides."""
        down, up = self.persons_down * self.ramp(year), self.persons_up * self.ramp(year)
        if down > 0 or up > 0:
            both = Crossing(name=f"{self.label}.both", down=down, up=up, years=self.after_years)
            yield TWO_WAY((both,))


class OpenSelection(PolicyModel):
    """校长公开选拔与竞争上岗: headships are competed for, and a term of office ends.

    In the units that hold such a selection, deputies, reserve cadres and teachers of 一级 and above
    who work there compete for a vacant headship before a panel, which sees the quality of a leader
    with an error; without it deputies come first, and among them the best teacher. After
    ``term_years`` a principal stands again, against the same competitors; who loses teaches.
    """

    name = "open_selection"
    family = Family.LEADERSHIP
    title = Text("校长公开选拔与竞争上岗", "Open selection of principals")
    summary = Text(
        "校长出缺时由本单位副校长、后备干部和一级以上教师竞争上岗，任期届满重新竞聘，不再按资历递补",
        "Vacant headships are competed for by deputies, reserve cadres and teachers of the first "
        "grade, and principals stand again after a term",
    )
    mechanisms = ("M82",)
    touches: ClassVar[tuple[Term[Any], ...]] = (SELECTION, TERM_OF_OFFICE)
    set_by: ClassVar[Mapping[str, str]] = {"noise": "panel_noise"}

    term_years: Annotated[
        int,
        about(
            "任期",
            "Term of office",
            unit="years",
            low=1,
            high=40,
            source=_PLANS,
            kind="assumption",
        ),
    ] = 5
    share: Annotated[
        float,
        about(
            "实行竞争上岗的单位比例",
            "Units that hold a selection",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "方案为全部单位；落实程度未公布",
                "assumption: plans mean all units; how far they are carried out is not published",
            ),
            kind="assumption",
            uncertainty=(0.3, 1.0),
        ),
    ] = 1.0
    panel_noise: Annotated[
        float,
        about(
            "评委判断误差",
            "Error of the panel",
            unit="sd",
            low=0,
            high=10,
            source=Text(
                "假设：与领导力的离散程度相当",
                "assumption: as large as the spread of leader quality",
            ),
            kind="assumption",
            uncertainty=(0.5, 3.0),
        ),
    ] = 1.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the selection and the term."""
        share = self.share * self.ramp(year)
        if share > 0:
            yield SELECTION(Selection(share=share, noise=self.panel_noise))
            yield TERM_OF_OFFICE(float(self.term_years))
