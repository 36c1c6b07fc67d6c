"""Posts and quotas (人事编制): M01, M02, M04–M06, M13–M15."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from teacherflow.codes import Zone
from teacherflow.parameters.about import Evidence, about
from teacherflow.policies.assumed import OWN, number
from teacherflow.policies.base import PolicyModel, Preset
from teacherflow.policies.families import Family
from teacherflow.terms.enrol import OPENINGS, Opening
from teacherflow.terms.exchange import BORROWING
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.posts import (
    CLEAR_BORROWED,
    DELAY,
    FAILURE,
    FOLLOW,
    GRANTS,
    POOLING,
    REALLOCATION,
    Grant,
    Reallocation,
)
from teacherflow.terms.recruit import LIST_RULE, TO_STANDARD
from teacherflow.terms.transfer import THRESHOLD
from teacherflow.terms.who import Where
from teacherflow.text import Text

_GUAN = Text("冠县 2024 年报道（官方自述）", "Guan County 2024, its own account in the press")
_REPORT = Text("某县县管校聘工作汇报", "a county's work report on competition for posts")
_SEAT = (Where("zone", Zone.SEAT, Zone.SEAT),)


class Reallocate(PolicyModel):
    """编制总量控制、动态调控: quotas are divided anew by need, within a fixed total.

    In the first year and then every ``period_years`` quotas go ``weight`` of the way to need; the
    sum over schools does not rise. With ``short_subjects`` vacancies are filled first where a
    subject lacks most lessons.
    """

    name = "reallocate"
    family = Family.POSTS
    title = Text("编制动态调控", "Yearly re-allotment of quotas")
    summary = Text(
        "总量不变，按学生、班额每年（或每几年）重新核定各校编制，可向乡村和紧缺学科倾斜",
        "The total stands; quotas are divided anew by need every year or few, with a tilt to "
        "villages and short subjects if so chosen",
    )
    mechanisms = ("M01",)
    touches: ClassVar[tuple[Term[Any], ...]] = (REALLOCATION, LIST_RULE)
    set_by: ClassVar[Mapping[str, str]] = {"due": "period_years", "list_rule": "short_subjects"}

    weight: Annotated[
        float,
        number("调整力度", "How far quotas go to need", 0, 1, OWN, "share", uncertainty=(0.5, 1.0)),
    ] = 1.0
    period_years: Annotated[
        int,
        number("调整周期", "Years between re-allotments", 1, 10, _GUAN, "years", "survey"),
    ] = 1
    tilt: Annotated[
        float,
        number(
            "向乡村倾斜",
            "Village need counts for more by",
            0,
            1,
            Text(
                "某县县管校聘工作汇报：向农村倾斜；幅度为假设",
                "direction from a county's work report (tilt to rural schools); size assumed",
            ),
            "share",
            uncertainty=(0.0, 0.2),
        ),
    ] = 0.0
    short_subjects: Annotated[
        bool,
        about("优先补紧缺学科", "Short subjects are filled first", source=_REPORT, kind="survey"),
    ] = True

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the rule of division, and whether a division is due this year."""
        weight = self.weight * self.ramp(year)
        if weight > 0:
            due = (year - (self.from_ or 0)) % self.period_years == 0
            yield REALLOCATION(Reallocation(weight=weight, tilt=self.tilt, due=due))
            if self.short_subjects:
                yield LIST_RULE("short_subjects")


class QuotaPooling(PolicyModel):
    """编制由学校固化到县域统筹: vacant posts are the county's, not the school's."""

    name = "quota_pooling"
    family = Family.POSTS
    title = Text("编制县域统筹", "Posts pooled across the county")
    summary = Text(
        "打破编制的学校壁垒：各校核定编制不变，空编由县统筹，按需求用于任何学校的调动、招聘和安置；跨单位调动无须审批",
        "Posts are no longer a school's own: vacancies go by need to any school, for transfers, "
        "hires and placements, and moves between units need no permit",
    )
    mechanisms = ("M02",)
    touches: ClassVar[tuple[Term[Any], ...]] = (POOLING,)

    share: Annotated[
        float,
        number("统筹的编制比例", "Posts that are pooled", 0, 1, OWN, "share"),
    ] = 1.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the share of posts that the county holds."""
        share = self.share * self.ramp(year)
        if share > 0:
            yield POOLING(share)


class SeatGrant(PolicyModel):
    """为新建城区学校核编: posts on top of the total for the seat schools furthest below need.

    Granted once, in the year ``from``; borrowed teachers who work there gain the posts first.
    """

    name = "seat_grant"
    family = Family.POSTS
    title = Text("城区学校核增编制", "Posts granted to seat schools")
    summary = Text(
        "一次性为缺编最多的县城学校核增编制（总量随之增加），先解决已在该校任教的借调教师；可同时新建学校",
        "Once, posts are granted on top of the total to the seat schools furthest below need; "
        "borrowed teachers there gain them first; new schools can open with them",
    )
    mechanisms = ("M04",)
    touches: ClassVar[tuple[Term[Any], ...]] = (GRANTS, OPENINGS)
    presets: ClassVar[Mapping[str, Preset]] = {
        "guanxian_2024": Preset(
            Text("冠县 2024", "Guan County 2024"),
            {"posts": 109, "schools": 23},
            Text(
                "冠县 2024：为 23 所城区学校核编 109 名（含各学段）",
                "Guan County 2024: 109 posts for 23 seat schools, all stages",
            ),
            Evidence.SURVEY,
        ),
    }

    from_: int | None = Field(default=2025, alias="from", strict=True)
    posts: Annotated[
        int, number("核增编制", "Posts granted", 0, 5000, _GUAN, "posts", "survey")
    ] = 109
    schools: Annotated[
        int, number("受益学校数", "Schools at most", 1, 500, _GUAN, "schools", "survey")
    ] = 23
    new_schools: Annotated[
        int, number("同时新建学校数", "Schools opened with them", 0, 20, OWN, "schools")
    ] = 0

    def idle(self) -> frozenset[str]:
        """Without posts it does not matter how many schools share them."""
        return frozenset() if self.posts else frozenset({"schools"})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the grant, in its year and as a cost later, and the schools to open."""
        first = year == self.from_
        if self.posts > 0:
            yield GRANTS(
                (
                    Grant(
                        name=f"{self.label}.posts",
                        at=_SEAT,
                        posts=self.posts if first else 0,
                        schools=self.schools,
                        so_far=self.posts,
                    ),
                )
            )
        if first and self.new_schools > 0:
            name = f"{self.label}.new"
            yield OPENINGS((Opening(name=name, at=_SEAT, growth=0.0, number=self.new_schools),))


class PostFollows(PolicyModel):
    """编随人走、人编一致: a post of quota and the level post go along with whoever moves."""

    name = "post_follows"
    family = Family.POSTS
    title = Text("编随人走", "The post follows the person")
    summary = Text(
        "调动时编制与职称岗位随人走；借调人员考核不再吃亏，不再新增人编不一致",
        "Quota and level post go along with a mover; borrowed staff are appraised like everybody, "
        "and new borrowing without the post ends",
    )
    mechanisms = ("M05",)
    touches: ClassVar[tuple[Term[Any], ...]] = (FOLLOW, BORROWING)

    borrowing_share: Annotated[
        float,
        number(
            "仍保留的借调比例",
            "Usual borrowing that goes on",
            0,
            1,
            Text(
                "冠县 2024：人编一致；是否完全停止借调为假设",
                "Guan County 2024 (posts and persons agree); that borrowing ends altogether is "
                "assumed",
            ),
            "share",
            uncertainty=(0.0, 0.5),
        ),
    ] = 0.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the switch, and what remains of informal borrowing."""
        yield FOLLOW(True)
        if self.borrowing_share < 1:
            yield BORROWING(1.0 - (1.0 - self.borrowing_share) * self.ramp(year))


class ClearBorrowed(PolicyModel):
    """一次性清理借师: in the year ``from`` posts go to where the borrowed work."""

    name = "clear_borrowed"
    family = Family.POSTS
    title = Text("一次性清理借师", "One-off clearing of borrowed teachers")
    summary = Text(
        "起始学年一次性把借调教师的编制、人事关系和职称岗位转到实际任教学校（冠县 2024 年清理 494 名）",
        "In its first year the posts, quotas and level posts of borrowed teachers move to the "
        "schools where they work (494 teachers in Guan County, 2024)",
    )
    mechanisms = ("M06",)
    touches: ClassVar[tuple[Term[Any], ...]] = (CLEAR_BORROWED,)

    from_: int | None = Field(default=2025, alias="from", strict=True)
    share: Annotated[
        float,
        number("清理比例", "Borrowed staff cleared", 0, 1, _GUAN, "share", "survey"),
    ] = 1.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the share that is cleared, in the first year only."""
        if year == self.from_ and self.share > 0:
            yield CLEAR_BORROWED(self.share)


class FillToStandard(PolicyModel):
    """按核定标准配足、解决紧缺学科: vacancies are filled beyond replacement, within the total."""

    name = "fill_to_standard"
    family = Family.POSTS
    title = Text("按标准配足、紧缺学科优先", "Staffing up to the standard, short subjects first")
    summary = Text(
        "在编制总量内补足空编，不限于退补相当；先补缺课最多的学科",
        "Vacancies are filled within the total, beyond the replacement of those who left, first "
        "where a subject lacks most lessons",
    )
    mechanisms = ("M13",)
    touches: ClassVar[tuple[Term[Any], ...]] = (TO_STANDARD, LIST_RULE)

    share: Annotated[
        float,
        number(
            "补足空编的比例",
            "Vacancies filled",
            0,
            1,
            Text(
                "教育论文与方案汇编：按核定标准配足配齐",
                "compilation of essays and plans: staffing up to the approved standard",
            ),
            "share",
            "literature",
        ),
    ] = 1.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the least share of vacancies to fill, and which come first."""
        share = self.share * self.ramp(year)
        if share > 0:
            yield TO_STANDARD(share)
            yield LIST_RULE("short_subjects")


class SystemStaff(PolicyModel):
    """学校人变系统人: the county is the employer, so a move changes little for a teacher."""

    name = "system_staff"
    family = Family.POSTS
    title = Text("学校人变系统人", "Staff belong to the county system")
    summary = Text(
        "教师由县统一管理：编制县域统筹，教师流动所要求的收益降低",
        "The county employs the staff: posts are pooled, and teachers ask for a smaller gain "
        "before they move",
    )
    mechanisms = ("M14",)
    touches: ClassVar[tuple[Term[Any], ...]] = (POOLING, THRESHOLD)

    threshold_cut: Annotated[
        float,
        number(
            "流动门槛的降低",
            "Gain asked for before moving falls by",
            0,
            0.5,
            Text(
                "方向见某县县管校聘工作汇报；数值为假设（0.04 约合每月 220 元）",
                "direction from a county's work report; size assumed (.04 is about 220 yuan a "
                "month)",
            ),
            "utility",
            uncertainty=(0.0, 0.08),
        ),
    ] = 0.04
    pooled_share: Annotated[
        float, number("统筹的编制比例", "Posts that are pooled", 0, 1, _REPORT, "share", "survey")
    ] = 1.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield pooled posts and a lower threshold."""
        pooled, cut = self.pooled_share * self.ramp(year), self.threshold_cut * self.ramp(year)
        if pooled > 0:
            yield POOLING(pooled)
        if cut > 0:
            yield THRESHOLD(-cut)


class DepartmentLag(PolicyModel):
    """部门联动与审批时滞: re-allotments wait for other departments, and some come to nothing."""

    name = "department_lag"
    family = Family.POSTS
    title = Text("调编审批时滞与落空", "Lag and failure of re-allotments")
    summary = Text(
        "编制调整须编办、人社、财政会签：晚若干年生效，或当年落空；与 reallocate 同用才有作用",
        "Re-allotments need the consent of other departments: they hold some years later, or come "
        "to nothing; acts only beside reallocate",
    )
    mechanisms = ("M15",)
    touches: ClassVar[tuple[Term[Any], ...]] = (DELAY, FAILURE)

    lag_years: Annotated[
        float,
        number("审批时滞", "Years until approval", 0, 5, OWN, "years", uncertainty=(0.0, 2.0)),
    ] = 1.0
    failure: Annotated[
        float,
        number("落空概率", "Chance of failure a year", 0, 1, OWN, "share", uncertainty=(0.0, 0.4)),
    ] = 0.1

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield lag and failure."""
        if self.lag_years > 0:
            yield DELAY(self.lag_years)
        if self.failure > 0:
            yield FAILURE(self.failure)


POSTS: tuple[type[PolicyModel], ...] = (
    ClearBorrowed,
    DepartmentLag,
    FillToStandard,
    PostFollows,
    QuotaPooling,
    Reallocate,
    SeatGrant,
    SystemStaff,
)
"""The policies of the family, for the catalogue."""
