"""Money for teaching in the countryside (M60)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import model_validator

from teacherflow.codes import Away, Status, Title
from teacherflow.faults import Refused
from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel, Preset
from teacherflow.policies.families import Family
from teacherflow.policies.subsidy_presets import PRESETS
from teacherflow.policies.subsidy_tiers import (
    BANDS,
    ByDistance,
    ByList,
    ByZone,
    Schools,
    Tier,
)
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.pay import MONTHS, PAY_BUDGETS, PAY_ITEMS, Budget, PayItem
from teacherflow.terms.who import Where
from teacherflow.text import Text

NO_BUDGET = 1e10
"""More yuan a year than any county pays: the default of the budget, which then never binds."""

_RANKS = Text("最远的三成、最近的三成", "assumption: the farthest and the nearest three in ten")
_HUNAN = Text(
    "湖南 2019：在编在岗教师，含特岗教师",
    "Hunan 2019: established teachers and special-post teachers",
)


def _edge(zh: str, en: str) -> Any:
    return about(zh, en, unit="km", low=0, high=500, source=BANDS, kind="assumption")


def _part(zh: str, en: str) -> Any:
    return about(zh, en, unit="share", low=0, high=1, source=_RANKS, kind="assumption")


class RuralSubsidy(PolicyModel):
    """乡村教师生活补助: so many yuan a month for those on duty in towns and villages.

    It is paid at the school of *duty*, so exchanged and borrowed staff receive it where they
    work. ``by`` says what the tiers follow: ``zone``; ``distance`` of town and village schools by
    road to the seat; ``rank`` of that distance among them (the farthest ``far_share``, the nearest
    ``near_share``); or a ``list`` of schools and townships. Who receives it may be narrowed:
    established (and special-post) staff, those with a title, with years of rural service, not
    those on exchange. A budget cuts all tiers by one factor. A sum that is not indexed loses
    against wages from its first year on. Zero yuan claims nothing.
    """

    name = "rural_subsidy"
    title = Text("乡村教师生活补助", "Rural teacher subsidy")
    summary = Text(
        "按任教学校所在区域、距县城远近、偏远位次或学校名单，每月发放补助；交流、借调人员在哪任教在哪领；"
        "可设年度预算、发放月数、是否随工资增长",
        "A monthly sum by zone, remoteness or a list of schools of duty; those sent on exchange or "
        "borrowed receive it where they work; with a yearly budget, months paid and indexing",
    )
    family = Family.PAY
    mechanisms = ("M60",)
    touches: ClassVar[tuple[Term[Any], ...]] = (PAY_ITEMS, PAY_BUDGETS)
    presets: ClassVar[Mapping[str, Preset]] = PRESETS

    by: Annotated[
        Literal["zone", "distance", "rank", "list"],
        about(
            "分档方式",
            "What the tiers follow",
            choices={
                "zone": Text("按区域", "zone"),
                "distance": Text("按到县城的距离", "distance to the county seat"),
                "rank": Text("按偏远位次", "rank by remoteness"),
                "list": Text("按学校名单", "a list of schools"),
            },
            source=Text(
                "按区域：巴南区 2021；按距离：泸溪县、北京；按学校名单：白河县 2017",
                "zone: Banan District 2021; distance: Luxi County and Beijing; list of schools: "
                "Baihe County 2017",
            ),
            kind="statute",
        ),
    ] = "zone"
    yuan_per_month: ByZone = ByZone()
    yuan_by_distance: ByDistance = ByDistance()
    near_below: Annotated[float, _edge("“近”的上限", "Near: below")] = 10.0
    far_above: Annotated[float, _edge("“远”的下限", "Far: above")] = 25.0
    near_share: Annotated[float, _part("“近”占学校的比例", "Near: share of schools")] = 0.3
    far_share: Annotated[float, _part("“远”占学校的比例", "Far: share of schools")] = 0.3
    yuan_by_list: ByList = ByList()
    schools: Schools = Schools()
    established_only: Annotated[
        bool,
        about(
            "仅限在编教师（含特岗教师）",
            "Established and special-post staff only",
            source=Text(
                f"{_HUNAN.zh}；默认：在岗者都可领取，交流人员也在内",
                f"{_HUNAN.en}; default, an assumption: everyone on duty receives it, exchanged "
                "staff included",
            ),
            kind="assumption",
        ),
    ] = False
    titled_only: Annotated[
        bool,
        about(
            "仅限有职称（二级以上）的教师",
            "Only those who hold a title",
            source=Text(
                "湖南 2019：具有初级以上职称；默认不限为假设",
                "Hunan 2019 asks for a title; none is asked for by default, an assumption",
            ),
            kind="assumption",
        ),
    ] = False
    rural_years: Annotated[
        float,
        about(
            "领取前须有的农村任教年限",
            "Years of rural service before it is paid",
            unit="years",
            low=0,
            high=40,
            source=Text("各地文件未见此条件", "assumption: no plan that was read asks for any"),
            kind="assumption",
        ),
    ] = 0.0
    exchanged: Annotated[
        bool,
        about(
            "交流人员也发放",
            "Those on exchange receive it too",
            source=Text(
                "巴南区：交流人员按接收学校发放", "Banan District: exchanged staff as well"
            ),
            kind="statute",
        ),
    ] = True
    months: Annotated[
        int,
        about(
            "每年发放月数",
            "Months paid a year",
            unit="months",
            low=1,
            high=MONTHS,
            source=Text(
                "一年按 12 个月计算（片区县实施方案）；有的县按 10 个月",
                "twelve months in plans of poor areas; some counties pay ten",
            ),
            kind="statute",
        ),
    ] = MONTHS
    indexed: Annotated[
        bool,
        about(
            "随工资增长",
            "Grows with wages",
            source=Text("效用按不变工资计", "assumption: pay is reckoned at constant wages"),
            kind="assumption",
        ),
    ] = True
    wage_growth: Annotated[
        float,
        about(
            "工资年增长率（补助不随工资增长时）",
            "Growth of wages (if the sum does not grow with them)",
            unit="share/year",
            low=0,
            high=0.3,
            source=Text(
                "国家统计局：2019 年城镇非私营单位教育行业平均工资增长 5.7%",
                "National Bureau of Statistics: mean pay in education, urban non-private units, "
                "rose by 5.7 % in 2019",
            ),
            kind="survey",
            uncertainty=(0.02, 0.09),
        ),
    ] = 0.057
    budget: Annotated[
        float,
        about(
            "年度预算上限（默认不设限）",
            "Most that is spent a year (default: no limit)",
            unit="yuan/year",
            low=0,
            high=NO_BUDGET,
            meanings={NO_BUDGET: Text("不设上限", "no limit")},
            source=Text("县财政补贴资金按预算安排", "assumption: a county pays what it budgeted"),
            kind="assumption",
        ),
    ] = NO_BUDGET

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.near_below > self.far_above:
            near, far = f"near_below ({self.near_below:g} km)", f"far_above ({self.far_above:g} km)"
            raise Refused(Text(f"{near} 不得大于 {far}", f"{near} must not exceed {far}"))
        if round(self.near_share + self.far_share, 9) > 1:
            parts = f"near_share {self.near_share:g} + far_share {self.far_share:g}"
            raise Refused(Text(f"{parts} 之和不得大于 1", f"{parts} must not exceed 1"))
        if self.by == "list" and not self.schools.named:
            raise Refused(
                Text(
                    "by: list 须列出学校，如 schools: {first: [village_012, township_003]}",
                    "by: list needs schools, such as schools: {first: [village_012, township_003]}",
                )
            )
        twice = sorted({n for n in self.schools.named if self.schools.named.count(n) > 1})
        if twice:
            raise Refused(Text(f"{twice[0]} 列在两档中", f"{twice[0]} is listed in two tiers"))
        if not self.indexed and self.from_ is None:
            raise Refused(
                Text(
                    "indexed: false 从起始学年算起：请同时给出 from",
                    "indexed: false counts from the first year: give from too",
                )
            )
        return self

    def idle(self) -> frozenset[str]:
        """Return the parameters that ``by`` and ``indexed`` leave aside."""
        used = {
            "zone": ("yuan_per_month.",),
            "distance": ("yuan_by_distance.", "near_below", "far_above"),
            "rank": ("yuan_by_distance.", "near_share", "far_share"),
            "list": ("yuan_by_list.", "schools."),
        }
        every = tuple({start for starts in used.values() for start in starts})
        names = [name for name in self.parameters() if name.startswith(every)]
        idle = {name for name in names if not name.startswith(used[self.by])}
        return frozenset(idle | ({"wage_growth"} if self.indexed else set()))

    def worth(self, year: int) -> float:
        """Return what a yuan of the subsidy is worth in wages of its first year.

        Pay stands still in the model, so a sum that does not grow with wages shrinks instead.
        """
        if self.indexed or self.from_ is None:
            return 1.0
        return float((1 + self.wage_growth) ** -max(0, year - self.from_))

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield one pay item for each tier that pays something this year, and the budget."""
        whom, worth = self._whom(), self.worth(year)
        items = tuple(
            PayItem(f"{self.label}.{tier.name}", whom + tier.at, paid, months=self.months)
            for tier in self._tiers()
            if (paid := tier.yuan * self.ramp(year) * worth) > 0
        )
        if items:
            yield PAY_ITEMS(items)
            if self.budget < NO_BUDGET:
                yield PAY_BUDGETS((Budget(self.label, self.budget * worth, self.label),))

    def _whom(self) -> tuple[Where, ...]:
        """Return the conditions on the teacher."""
        whom = []
        if self.established_only:
            whom.append(Where("status", among=(Status.ESTABLISHED, Status.TEGANG)))
        if self.titled_only:
            whom.append(Where("title", low=Title.SECOND))
        if self.rural_years > 0:
            whom.append(Where("rural_years", low=self.rural_years))
        if not self.exchanged:
            whom.append(Where("away", but=(Away.EXCHANGE,)))
        return tuple(whom)

    def _tiers(self) -> tuple[Tier, ...]:
        if self.by == "distance":
            return self.yuan_by_distance.by_km(self.near_below, self.far_above)
        if self.by == "rank":
            return self.yuan_by_distance.by_rank(self.near_share, self.far_share)
        if self.by == "list":
            return self.schools.tiers(self.yuan_by_list)
        return self.yuan_per_month.tiers()
