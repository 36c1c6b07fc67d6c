"""Money for teaching in the countryside (M60)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf, nextafter
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import model_validator

from teacherflow.codes import Status, Zone
from teacherflow.faults import Refused
from teacherflow.parameters.about import Evidence, about
from teacherflow.policies.base import Group, PolicyModel, Preset
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.pay import PAY_ITEMS, PayItem
from teacherflow.terms.who import Where
from teacherflow.text import Text

_TIERS = Text(
    "各县补助标准（平均工资的 0–35%）的中间值",
    "assumption: a middle point of the tiers that counties pay (0–35 % of mean pay)",
)
_BANDS = Text(
    "按到县城的公路距离分三档",
    "assumption: three classes of remoteness by road distance to the county seat",
)


def _yuan(zh: str, en: str, source: Text) -> Any:
    return about(zh, en, unit="yuan/month", low=0, high=20_000, source=source, kind="assumption")


def _edge(zh: str, en: str) -> Any:
    return about(zh, en, unit="km", low=0, high=500, source=_BANDS, kind="assumption")


class ByZone(Group):
    """Yuan a month by zone of the school of duty."""

    village: Annotated[float, _yuan("月补助：乡村", "Monthly subsidy: villages", _TIERS)] = 600.0
    town: Annotated[float, _yuan("月补助：乡镇", "Monthly subsidy: towns", _TIERS)] = 300.0
    seat: Annotated[float, _yuan("月补助：县城", "Monthly subsidy: county seat", _TIERS)] = 0.0


class ByDistance(Group):
    """Yuan a month by distance of the school of duty (town or village) to the seat."""

    near: Annotated[float, _yuan("月补助：近", "Monthly subsidy: near", _BANDS)] = 300.0
    middle: Annotated[float, _yuan("月补助：中", "Monthly subsidy: middle", _BANDS)] = 600.0
    far: Annotated[float, _yuan("月补助：远", "Monthly subsidy: far", _BANDS)] = 900.0


class RuralSubsidy(PolicyModel):
    """乡村教师生活补助: so many yuan a month for those on duty in towns and villages.

    It is paid at the school of *duty*, so exchanged and borrowed staff receive it where they
    work. ``by: zone`` pays by zone; ``by: distance`` pays town and village schools by road
    distance to the seat. Zero yuan claims nothing.
    """

    name = "rural_subsidy"
    title = Text("乡村教师生活补助", "Rural teacher subsidy")
    summary = Text(
        "按任教学校所在区域或距县城远近，每月向乡镇、乡村教师发放补助；交流、借调人员在哪任教在哪领",
        "A monthly sum by zone or remoteness of the school of duty; those sent on exchange or "
        "borrowed receive it where they work",
    )
    mechanisms = ("M60",)
    touches: ClassVar[tuple[Term[Any], ...]] = (PAY_ITEMS,)
    presets: ClassVar[Mapping[str, Preset]] = {
        "tiers_default": Preset(
            Text("默认分档", "Default tiers"),
            {
                "by": "zone",
                "yuan_per_month.village": 600.0,
                "yuan_per_month.town": 300.0,
                "yuan_per_month.seat": 0.0,
            },
            _TIERS,
            Evidence.ASSUMPTION,
        ),
        "national_2013": Preset(
            Text("连片特困地区（2013 年起）", "Poor areas of national programmes (from 2013)"),
            {
                "by": "zone",
                "yuan_per_month.village": 284.0,
                "yuan_per_month.town": 284.0,
                "yuan_per_month.seat": 0.0,
            },
            Text(
                "2016 年底 684 个县的平均数；乡镇取相同数额为假设",
                "mean of 684 counties at the end of 2016; the same sum in towns is an assumption",
            ),
            Evidence.SURVEY,
        ),
        "hunan_2019": Preset(
            Text("湖南 2019", "Hunan 2019"),
            {
                "by": "zone",
                "yuan_per_month.village": 300.0,
                "yuan_per_month.town": 150.0,
                "yuan_per_month.seat": 0.0,
            },
            Text(
                "湖南省 2019 年最低标准（非贫困地区）",
                "least sums of the province of Hunan, 2019, outside poor areas",
            ),
        ),
        "luxi": Preset(
            Text("泸溪县", "Luxi County"),
            {
                "by": "distance",
                "yuan_by_distance.near": 300.0,
                "yuan_by_distance.middle": 850.0,
                "yuan_by_distance.far": 1400.0,
            },
            Text(
                "湖南泸溪县：按偏远程度 300 至 1400 元；中间档为假设",
                "Luxi County, Hunan: 300 to 1,400 yuan by remoteness; the middle tier is an "
                "assumption",
            ),
            Evidence.LITERATURE,
        ),
        "beijing": Preset(
            Text("北京 2015–2020", "Beijing 2015–2020"),
            {
                "by": "distance",
                "yuan_by_distance.near": 1400.0,
                "yuan_by_distance.middle": 2700.0,
                "yuan_by_distance.far": 4000.0,
            },
            Text(
                "北京：按距离 1400 至 4000 元；中间档为假设",
                "Beijing: 1,400 to 4,000 yuan by distance; the middle tier is an assumption",
            ),
            Evidence.LITERATURE,
        ),
    }

    by: Annotated[
        Literal["zone", "distance"],
        about(
            "分档方式",
            "What the tiers follow",
            source=Text(
                "按区域：巴南区 2021；按距离：泸溪县、北京",
                "zone: Banan District 2021; distance: Luxi County and Beijing",
            ),
            kind="statute",
        ),
    ] = "zone"
    yuan_per_month: ByZone = ByZone()
    yuan_by_distance: ByDistance = ByDistance()
    near_below: Annotated[float, _edge("“近”的上限", "Near: below")] = 10.0
    far_above: Annotated[float, _edge("“远”的下限", "Far: above")] = 25.0
    established_only: Annotated[
        bool,
        about(
            "仅限在编教师",
            "Established staff only",
            source=Text(
                "在岗者都可领取，交流人员也在内",
                "assumption: everyone on duty receives it, exchanged staff included",
            ),
            kind="assumption",
        ),
    ] = False

    @model_validator(mode="after")
    def _bands_in_order(self) -> Self:
        if self.near_below > self.far_above:
            near, far = f"near_below ({self.near_below:g} km)", f"far_above ({self.far_above:g} km)"
            raise Refused(Text(f"{near} 不得大于 {far}", f"{near} must not exceed {far}"))
        return self

    def idle(self) -> frozenset[str]:
        """Return the tiers that ``by`` leaves aside."""
        names = [n for n in self.parameters() if n.startswith("yuan_by_distance.")]
        if self.by == "distance":
            names = [n for n in self.parameters() if n.startswith("yuan_per_month.")]
            return frozenset(names)
        return frozenset({*names, "near_below", "far_above"})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield one pay item for each tier that pays something this year."""
        tiers = self._by_zone() if self.by == "zone" else self._by_distance()
        whom = (Where("status", Status.ESTABLISHED, Status.ESTABLISHED),)
        items = tuple(
            PayItem(f"{self.label}.{tier}", (*whom, *at) if self.established_only else at, paid)
            for tier, (at, yuan) in tiers.items()
            if (paid := yuan * self.ramp(year)) > 0
        )
        if items:
            yield PAY_ITEMS(items)

    def _by_zone(self) -> dict[str, tuple[tuple[Where, ...], float]]:
        yuan = self.yuan_per_month
        return {
            zone.name.lower(): ((Where("duty.zone", zone, zone),), paid)
            for zone, paid in (
                (Zone.VILLAGE, yuan.village),
                (Zone.TOWN, yuan.town),
                (Zone.SEAT, yuan.seat),
            )
        }

    def _by_distance(self) -> dict[str, tuple[tuple[Where, ...], float]]:
        near, far, yuan = self.near_below, self.far_above, self.yuan_by_distance
        rural = Where("duty.zone", Zone.VILLAGE, Zone.TOWN)
        return {
            "near": ((rural, Where("duty.seat_km", high=nextafter(near, -inf))), yuan.near),
            "middle": ((rural, Where("duty.seat_km", near, far)), yuan.middle),
            "far": ((rural, Where("duty.seat_km", low=nextafter(far, inf))), yuan.far),
        }
