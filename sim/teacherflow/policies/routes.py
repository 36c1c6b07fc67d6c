"""How many enter by special posts, as bonded graduates or from retirement, and who pays.

The first two are ways into service that exist without any policy (`recruit.routes`). A policy that
stands at today's share and terms claims nothing about them. The third one (银龄) is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal

from teacherflow.apportion import nearest
from teacherflow.codes import Route as Way
from teacherflow.codes import Status, Zone
from teacherflow.parameters.about import Evidence, about
from teacherflow.policies.base import PolicyModel, Preset
from teacherflow.policies.families import Family
from teacherflow.policies.market import phased
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.outlays import COSTS, Cost
from teacherflow.terms.recruit import ROUTES, Hirer, Route
from teacherflow.terms.who import Where
from teacherflow.text import Text

TODAY: Mapping[str, Route] = {route.name: route for route in ROUTES.default}
_SPECIAL, _BONDED = TODAY["tegang"], TODAY["bonded"]
HOSTS: Mapping[str, tuple[Where, ...]] = {
    "village": (Where("zone", Zone.VILLAGE, Zone.VILLAGE),),
    "rural": (Where("zone", Zone.VILLAGE, Zone.TOWN),),
    "county": (),
}
_GRANTS = Text(
    "特岗教师工资性补助：中央财政自 2018 年起年人均西部 3.82 万元、中部 3.52 万元",
    "wage grant for special-post teachers: the centre pays 38,200 yuan a year in the western and "
    "35,200 in the central provinces since 2018",
)
_PLAN = Text(
    "农村义务教育阶段学校教师特设岗位计划（教师〔2006〕2号）：聘期三年，在乡村和乡镇学校任教",
    "special-post plan (Ministry of Education, 2006): three years in villages and towns",
)
_BOND = Text(
    "教育部直属师范大学师范生公费教育实施办法（国办发〔2018〕75号）：履约任教六年",
    "scheme of bonded graduates (General Office of the State Council, 2018): six years",
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


def share_of(route: Route, wanted: Route, ramp: float) -> Iterator[Claim[Any]]:
    """Yield ``wanted`` in place of today's ``route``, on the way to its share; nothing if equal."""
    new = replace(wanted, share=phased(route.share, wanted.share, ramp))
    if new != route:
        yield ROUTES((replace(new, fixed=True),))


class SpecialPosts(PolicyModel):
    """特岗计划: part of the county's hires come to schools outside the seat for a first term.

    They hold no post in the term, during which the centre grants what the county would have paid
    them, and are then given a post where they serve. The other ways into service keep their
    proportions in what is left; the number of hires stays.
    """

    name = "special_posts"
    family = Family.ENTRY
    title = Text("特岗计划", "Special posts")
    summary = Text(
        "按一定比例招聘特岗教师到乡村和乡镇学校任教，聘期内由中央补助工资，期满入编",
        "A share of hires serve a first term outside the seat on grants of the centre, then gain a "
        "post there",
    )
    mechanisms = ("M70",)
    touches: ClassVar[tuple[Term[Any], ...]] = (ROUTES, COSTS)
    presets: ClassVar[Mapping[str, Preset]] = {
        "western_2018": Preset(
            Text("西部地区补助标准（2018）", "Grant in western provinces, 2018"),
            {"term_years": 3, "hosts": "rural", "grant_yuan_per_year": 38_200},
            _GRANTS,
            Evidence.STATUTE,
        ),
        "central_2018": Preset(
            Text("中部地区补助标准（2018）", "Grant in central provinces, 2018"),
            {"term_years": 3, "hosts": "rural", "grant_yuan_per_year": 35_200},
            _GRANTS,
            Evidence.STATUTE,
        ),
    }

    share: Annotated[
        float, _share("占招聘人数的比例", "Share of the county's hires", _SPECIAL.share)
    ] = 0.30
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
            kind="statute",
        ),
    ] = 38_200.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the route, and the grant for those hired since the policy holds.

        The grant is paid in place of the county's, so it stands in the ledger twice, and adds up
        to zero.
        """
        wanted = replace(
            _SPECIAL, share=self.share, hosts=HOSTS[self.hosts], bond_years=self.term_years
        )
        yield from share_of(_SPECIAL, wanted, self.ramp(year))
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

    Nearly nobody leaves under the bond, many when it ends. The other ways into service keep their
    proportions in what is left; the number of hires stays.
    """

    name = "bonded_students"
    family = Family.ENTRY
    title = Text("公费师范生", "Bonded students")
    summary = Text(
        "按一定比例接收公费师范生，履约期内须在县内任教；培养费用由省级承担",
        "A share of hires studied at public cost and are bound to teach in the county for years",
    )
    mechanisms = ("M74",)
    touches: ClassVar[tuple[Term[Any], ...]] = (ROUTES, COSTS)
    presets: ClassVar[Mapping[str, Preset]] = {
        "ministry_2018": Preset(
            Text("国家公费师范生（2018）", "National scheme, 2018"),
            {"bond_years": 6, "hosts": "county"},
            _BOND,
            Evidence.STATUTE,
        ),
    }

    share: Annotated[
        float, _share("占招聘人数的比例", "Share of the county's hires", _BONDED.share)
    ] = 0.20
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

    def idle(self) -> frozenset[str]:
        """Return the years of study that cost nothing, and the cost of none."""
        if self.yuan_per_student_year and self.study_years:
            return frozenset()
        return frozenset({"yuan_per_student_year", "study_years"})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the route, and what the studies of this year's hires beyond today's share cost."""
        wanted = replace(
            _BONDED, share=self.share, hosts=HOSTS[self.hosts], bond_years=self.bond_years
        )
        yield from share_of(_BONDED, wanted, self.ramp(year))
        share = phased(_BONDED.share, self.share, self.ramp(year))
        yuan = self.study_years * self.yuan_per_student_year
        if share > _BONDED.share and yuan:
            who = (Where("route", Way.BONDED, Way.BONDED), Where("cohort", year, year))
            added = yuan * (1 - _BONDED.share / share)
            name = f"{self.label}.studies"
            yield COSTS((Cost(name=name, yuan=added, who=who, payer="province"),))


SERVED = 34
"""Years of service of silver teachers; with the ages at entry they are 56 to 64, 58 on average."""

_SILVER = Text(
    "银龄讲学计划实施方案（教师〔2018〕7号）：65 岁以下退休教师，服务至少一学年，每人每年 2 万元",
    "silver teachers programme (Ministry of Education and Ministry of Finance, 2018): retired "
    "teachers up to 65, for a school year at least, 20,000 yuan a year each",
)


class SilverTeachers(PolicyModel):
    """银龄讲学计划: retired teachers come to village schools that are short of staff.

    They hold no post, draw their pension and a grant, and stay as long as the school is short, up
    to `leave.silver_age`. The programme keeps a number of them in the county.
    """

    name = "silver_teachers"
    family = Family.ENTRY
    title = Text("银龄讲学计划", "Silver teachers")
    summary = Text(
        "招募退休教师到缺员的乡村学校任教，不占编制，由中央补助",
        "Retired teachers serve at village schools short of staff, outside the posts, on grants of "
        "the centre",
    )
    touches: ClassVar[tuple[Term[Any], ...]] = (ROUTES, COSTS)

    teachers: Annotated[
        int,
        about(
            "在县任教的银龄教师人数",
            "Silver teachers in the county at a time",
            unit="persons",
            low=0,
            high=10_000,
            source=Text(
                "假设：名额由省逐年分配，各县不同",
                "assumption: the province sets the number of each county every year",
            ),
            kind="assumption",
        ),
    ] = 20
    hosts: Annotated[
        Literal["village", "rural"],
        about(
            "任教学校：乡村，或乡村与乡镇",
            "Schools where they serve: of villages, or of villages and towns",
            source=Text(
                "方案面向农村义务教育学校；限于乡村学校为假设",
                "assumption: the programme names rural schools; villages come first",
            ),
            kind="assumption",
        ),
    ] = "village"
    talent: Annotated[
        float,
        about(
            "能力高出应聘者平均的幅度",
            "How much better they are than the mean of candidates",
            unit="sd/year",
            low=-0.5,
            high=0.5,
            source=Text(
                "取值使其能力与在职教师平均相同，为假设",
                "assumption: they are as good as those in service on average",
            ),
            kind="assumption",
            uncertainty=(0.0, 0.24),
        ),
    ] = 0.127
    yuan_per_year: Annotated[
        float,
        about(
            "每人每年补助",
            "Grant a year for each",
            unit="yuan/year",
            low=0,
            high=200_000,
            source=_SILVER,
            kind="statute",
        ),
    ] = 20_000.0

    def idle(self) -> frozenset[str]:
        """Return what has no effect without anybody."""
        return frozenset() if self.teachers else frozenset({"hosts", "talent", "yuan_per_year"})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the programme and its grant, unless it has no place."""
        number = int(nearest(self.teachers * self.ramp(year)))
        if not number:
            return
        silver = Route(
            "silver",
            Way.SILVER,
            0.0,
            HOSTS[self.hosts],
            Status.SILVER,
            Hirer.PROGRAMME,
            service=SERVED,
            talent=self.talent,
            number=number,
        )
        yield ROUTES((silver,))
        if self.yuan_per_year:
            who = (Where("route", Way.SILVER, Way.SILVER),)
            name, yuan = f"{self.label}.grant", self.yuan_per_year
            yield COSTS((Cost(name=name, yuan=yuan, who=who, payer="centre"),))
