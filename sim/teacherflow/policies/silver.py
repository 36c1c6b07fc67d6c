"""银龄讲学: retired teachers at schools short of staff, beside the posts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from teacherflow.apportion import nearest
from teacherflow.codes import Route as Way
from teacherflow.codes import Status
from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.choices import HOST_SCHOOLS, among
from teacherflow.policies.families import Family
from teacherflow.policies.routes import HOSTS
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.outlays import COSTS, Cost
from teacherflow.terms.recruit import ROUTES, Hirer, Route
from teacherflow.terms.who import Where
from teacherflow.text import Text

SERVED = 34
"""Years of service of silver teachers; with the ages at entry they are 56 to 64, 58 on average."""

_SILVER = Text(
    "银龄讲学计划实施方案（教育部、财政部 2018）及 2022、2025 年实施通知：退休教师一般 65 岁（含）以下，"
    "服务至少一学年，工作经费年人均 2 万元，由中央与地方共同分担；此处全部记在中央，为假设",
    "silver teachers programme (Ministry of Education and Ministry of Finance, 2018) and the notices "
    "for 2022 and 2025: retired teachers, as a rule up to 65, for a school year at least, 20,000 "
    "yuan a year each, shared by the centre and the provinces; that all is booked as the centre's is "
    "an assumption",
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
        "招募退休教师到缺编的乡村学校任教，不占编制，由中央补助",
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
            choices=among(HOST_SCHOOLS, "village", "rural"),
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
            "教学能力高出应聘者平均的幅度",
            "How much better they are than the mean of candidates",
            unit="sd/year",
            low=-0.5,
            high=0.5,
            source=Text(
                "取值使其教学能力与在职教师平均相同，为假设",
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
