"""How many enter by special posts or as bonded students, and who pays.

Both are ways into service that exist without any policy (`recruit.routes`). A policy that stands
at today's share and terms claims nothing about them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Annotated, Any, ClassVar, Literal

from teacherflow.codes import Route as Way
from teacherflow.codes import Zone
from teacherflow.parameters.about import Evidence, about
from teacherflow.policies.base import PolicyModel, Preset
from teacherflow.policies.choices import HOST_SCHOOLS, among
from teacherflow.policies.families import Family
from teacherflow.policies.market import phased
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.leave import BREACHES, Breach
from teacherflow.terms.outlays import COSTS, Cost
from teacherflow.terms.recruit import ROUTES, Route
from teacherflow.terms.who import Where
from teacherflow.text import Text

TODAY: Mapping[str, Route] = {route.name: route for route in ROUTES.default}
_SPECIAL, _BONDED = TODAY["tegang"], TODAY["bonded"]
BY_SHARE = -1
"""The number of posts that stands for none given: the share holds."""
HOSTS: Mapping[str, tuple[Where, ...]] = {
    "village": (Where("zone", Zone.VILLAGE, Zone.VILLAGE),),
    "rural": (Where("zone", Zone.VILLAGE, Zone.TOWN),),
    "county": (),
}
_GRANTS = Text(
    "假设：通常所说的中央财政工资性补助，2018 年起年人均西部 3.82 万元、中部 3.52 万元；未能与文件原文核对",
    "assumption: 38,200 yuan a year in the western and 35,200 in the central provinces since 2018, "
    "as commonly given for the centre's wage grant; not checked against the document",
)
_PLAN = Text(
    "农村义务教育阶段学校教师特设岗位计划（教师〔2006〕2号）：聘期三年，在乡村和乡镇学校任教",
    "special-post plan (Ministry of Education, 2006): three years in villages and towns",
)
_BOND = Text(
    "教育部直属师范大学师范生公费教育实施办法（国办发〔2018〕75号）：履约任教六年",
    "scheme of bonded students (General Office of the State Council, 2018): six years",
)
_BREACH = Text(
    "国办发〔2018〕75号：违约须退还公费教育费用并缴纳违约金；各地实施办法多为费用的五成，服务期内按未满年限折算",
    "scheme of bonded students (2018): who breaks the bond repays the cost and a penalty; rules of "
    "provinces and cities take half of the cost, in proportion to the years not served",
)
_NUMBER = Text(
    "假设：默认不用；县级计划所列的每年人数填在此处",
    "assumption: not used unless given; the number of a county's plan goes here",
)


def _share(zh: str, en: str, today: float) -> Any:
    return about(
        f"{zh}（现状按 {today:g} 计）",
        f"{en}; today's is taken as {today:g}",
        unit="share",
        low=0,
        high=1,
        source=Text(
            "假设：计划人数由省逐年下达，各县不同",
            "assumption: the province sets the number of each county every year",
        ),
        kind="assumption",
    )


def _number(zh: str, en: str) -> Any:
    return about(
        f"{zh}（-1 为按比例；0 及以上代替比例，受当年招聘计划限制）",
        f"{en}, within the year's list of posts; -1: by share; 0 or more: in place of the share",
        unit="persons/year",
        low=BY_SHARE,
        high=10_000,
        meanings={float(BY_SHARE): Text("按比例", "by share")},
        source=_NUMBER,
        kind="assumption",
    )


def way_in(today: Route, wanted: Route, ramp: float) -> Iterator[Claim[Any]]:
    """Yield ``wanted`` in place of ``today``, on the way to its share or number of posts.

    A number takes the place of a share: while it is phased in, today's share fades. Nothing is
    claimed of a way that stands as it is.
    """
    share = phased(today.share, wanted.share, ramp)
    new = replace(wanted, share=share, posts=ramp * wanted.posts)
    if new != today:
        yield ROUTES((replace(new, fixed=True),))


def many(share: float, posts_a_year: int) -> dict[str, Any]:
    """Return how many come through a route: the number if there is one, else the share."""
    if posts_a_year == BY_SHARE:
        return {"share": share}
    return {"share": 0.0, "posts": float(posts_a_year)}


def _unused(posts_a_year: int) -> str:
    return "posts_a_year" if posts_a_year == BY_SHARE else "share"


class SpecialPosts(PolicyModel):
    """特岗计划: part of the county's hires come to schools outside the seat for a first term.

    They hold no post in the term, during which the centre grants what the county would have paid
    them, and are then given a post where they serve. The other ways into service keep their
    proportions in what is left; the number of hires stays. A plan may state a share of the hires
    or a number of posts a year; the number holds if both are given.
    """

    name = "special_posts"
    family = Family.ENTRY
    title = Text("特岗计划", "Special posts")
    summary = Text(
        "按一定比例或人数招聘特岗教师到乡村和乡镇学校任教，聘期内由中央补助工资，期满入编",
        "Part of the hires serve a first term outside the seat on grants of the centre, then gain a "
        "post there",
    )
    mechanisms = ("M70",)
    touches: ClassVar[tuple[Term[Any], ...]] = (ROUTES, COSTS)
    presets: ClassVar[Mapping[str, Preset]] = {
        "western_2018": Preset(
            Text("西部地区补助标准（2018）", "Grant in western provinces, 2018"),
            {"term_years": 3, "hosts": "rural", "grant_yuan_per_year": 38_200},
            _GRANTS,
            Evidence.ASSUMPTION,
        ),
        "central_2018": Preset(
            Text("中部地区补助标准（2018）", "Grant in central provinces, 2018"),
            {"term_years": 3, "hosts": "rural", "grant_yuan_per_year": 35_200},
            _GRANTS,
            Evidence.ASSUMPTION,
        ),
    }

    share: Annotated[
        float, _share("占招聘人数的比例", "Share of the county's hires", _SPECIAL.share)
    ] = 0.30
    posts_a_year: Annotated[int, _number("每年特岗数", "Special posts a year")] = BY_SHARE
    term_years: Annotated[
        int,
        about(
            "聘期", "Years of the term", unit="years", low=1, high=10, source=_PLAN, kind="statute"
        ),
    ] = 3
    hosts: Annotated[
        Literal["village", "rural"],
        about(
            "设岗学校：乡村，或乡村与乡镇",
            "Schools with special posts: of villages, or of villages and towns",
            choices=among(HOST_SCHOOLS, "village", "rural"),
            source=_PLAN,
            kind="statute",
        ),
    ] = "rural"
    grant_yuan_per_year: Annotated[
        float,
        about(
            "聘期内中央每人每年补助",
            "Grant of the centre a year for each in the term",
            unit="yuan/year",
            low=0,
            high=200_000,
            source=_GRANTS,
            kind="assumption",
        ),
    ] = 38_200.0

    def idle(self) -> frozenset[str]:
        """Return the share that a number of posts replaces, or the number that is not used."""
        return frozenset({_unused(self.posts_a_year)})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the route, and the grant for those hired since the policy holds.

        The grant is paid in place of the county's, so it stands in the ledger twice, and adds up
        to zero.
        """
        wanted = replace(
            _SPECIAL,
            **many(self.share, self.posts_a_year),
            hosts=HOSTS[self.hosts],
            bond_years=self.term_years,
        )
        yield from way_in(_SPECIAL, wanted, self.ramp(year))
        if self.grant_yuan_per_year:
            first = year - self.term_years + 1
            since = first if self.from_ is None else max(first, self.from_)
            who = (Where("route", Way.TEGANG, Way.TEGANG), Where("cohort", since, year))
            yuan, name = self.grant_yuan_per_year, f"{self.label}.grant"
            relief = f"{self.label}.relief"
            yield COSTS(
                (
                    Cost(name=name, yuan=yuan, who=who, payer="centre"),
                    Cost(name=relief, yuan=-yuan, who=who),
                )
            )


class BondedStudents(PolicyModel):
    """公费师范生: part of the county's hires studied at public cost and are bound for some years.

    Few leave under the bond, and pay back what their studies cost with a penalty, in proportion
    to the years not served; many leave when it ends. The other ways into service keep their
    proportions in what is left; the number of hires stays. A plan may state a share of the hires
    or a number a year; the number holds if both are given.
    """

    name = "bonded_students"
    family = Family.ENTRY
    title = Text("公费师范生", "Bonded students")
    summary = Text(
        "按一定比例或人数接收公费师范生，履约期内须在县内任教，违约退费；培养费用由省级承担",
        "Part of the hires studied at public cost and are bound to teach in the county for years, "
        "or pay back",
    )
    mechanisms = ("M74",)
    touches: ClassVar[tuple[Term[Any], ...]] = (ROUTES, COSTS, BREACHES)
    presets: ClassVar[Mapping[str, Preset]] = {
        "ministry_2018": Preset(
            Text("国家公费师范生（2018）", "National scheme, 2018"),
            {"bond_years": 6, "hosts": "county", "penalty_share": 0.5},
            Text(
                _BOND.zh + "；到城镇学校者须先到农村任教一年，未计入",
                _BOND.en + "; the rural year of those hired by urban schools is left out",
            ),
            Evidence.STATUTE,
        ),
    }

    share: Annotated[
        float, _share("占招聘人数的比例", "Share of the county's hires", _BONDED.share)
    ] = 0.20
    posts_a_year: Annotated[
        int, _number("每年接收公费师范生人数", "Bonded students hired a year")
    ] = BY_SHARE
    bond_years: Annotated[
        int,
        about(
            "履约年限",
            "Years of the bond",
            unit="years",
            low=1,
            high=15,
            source=_BOND,
            kind="statute",
        ),
    ] = 6
    hosts: Annotated[
        Literal["village", "rural", "county"],
        about(
            "任教学校：乡村，乡村与乡镇，或全县",
            "Schools where they serve: of villages, of villages and towns, or any",
            choices=HOST_SCHOOLS,
            source=Text(
                "国家公费师范生不限；省属定向培养多到乡村，乡镇与村的范围为假设",
                "assumption: the national scheme sets no limit; provinces send theirs to the "
                "countryside",
            ),
            kind="assumption",
        ),
    ] = "county"
    yuan_per_student_year: Annotated[
        float,
        about(
            "每名学生每年培养费用",
            "Cost of a student a year",
            unit="yuan/year",
            low=0,
            high=200_000,
            source=Text(
                "假设：学费、住宿费与生活补助合计约 1 万元",
                "assumption: fees, lodging and a living allowance come to about 10,000 yuan",
            ),
            kind="assumption",
            uncertainty=(8_000, 16_000),
        ),
    ] = 10_000.0
    study_years: Annotated[
        int,
        about(
            "培养年限",
            "Years of study",
            unit="years",
            low=0,
            high=8,
            source=Text("本科学制四年", "assumption: a bachelor degree takes four years"),
            kind="assumption",
        ),
    ] = 4

    repaid_per_study_year: Annotated[
        float,
        about(
            "违约时每学年培养退还的费用",
            "Paid back at breach for each year of study, if no year of the bond is served",
            unit="yuan/year",
            low=0,
            high=200_000,
            source=Text(
                f"{_BREACH.zh}；金额为假设，与培养费用相同",
                f"{_BREACH.en}; the sum is an assumption, that of the cost of study",
            ),
            kind="assumption",
            uncertainty=(8_000, 16_000),
        ),
    ] = 10_000.0
    penalty_share: Annotated[
        float,
        about(
            "违约金占退还费用的比例",
            "Penalty, share of what is paid back",
            unit="share",
            low=0,
            high=2,
            source=_BREACH,
            kind="statute",
        ),
    ] = 0.5

    def idle(self) -> frozenset[str]:
        """Return what has no effect: share beside number, years and sums that multiply by none."""
        idle = {_unused(self.posts_a_year)}
        if not self.study_years:
            idle |= {"yuan_per_student_year", "repaid_per_study_year"}
        if not (self.study_years and self.repaid_per_study_year):
            idle.add("penalty_share")
        if not (self.yuan_per_student_year or self.repaid_per_study_year):
            idle.add("study_years")
        return frozenset(idle)

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the route, the price of a breach, and what the studies of this year's hires cost.

        By share what exceeds today's is booked; by number all are.
        """
        wanted = replace(
            _BONDED,
            **many(self.share, self.posts_a_year),
            hosts=HOSTS[self.hosts],
            bond_years=self.bond_years,
        )
        yield from way_in(_BONDED, wanted, self.ramp(year))
        yield from self._breaches(year)
        yuan = self.study_years * self.yuan_per_student_year * self._booked(year)
        if yuan:
            who = (Where("route", Way.BONDED, Way.BONDED), Where("cohort", year, year))
            name = f"{self.label}.studies"
            yield COSTS((Cost(name=name, yuan=yuan, who=who, payer="province"),))

    def _booked(self, year: int) -> float:
        """Return the part of a year's bonded hires whose money stands in the ledger."""
        if self.posts_a_year != BY_SHARE:
            return 1.0
        share = phased(_BONDED.share, self.share, self.ramp(year))
        return 1 - _BONDED.share / share if share > _BONDED.share else 0.0

    def _breaches(self, year: int) -> Iterator[Claim[Any]]:
        """Yield what those pay back who came under the policy; a line for each part booked."""
        yuan = self.study_years * self.repaid_per_study_year * (1 + self.penalty_share)
        first = year - self.bond_years
        since = first if self.from_ is None else max(first, self.from_)
        for booked, cohorts in groupby(range(since, year), key=self._booked):
            years = list(cohorts)
            phasing = f"_{years[0]}" if self.ramp(years[0]) < 1 else ""
            came = Where("cohort", years[0], years[-1])
            item = Breach(
                name=f"{self.label}.repayment{phasing}",
                who=(Where("route", Way.BONDED, Way.BONDED), came),
                yuan=yuan,
                years=self.bond_years,
                booked=booked,
            )
            yield BREACHES((item,))
