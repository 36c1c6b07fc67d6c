"""Allowances and other terms of pay beside the rural subsidy (M61, M62, M66, M68)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from teacherflow.codes import Away, Role, Status, Zone
from teacherflow.parameters.about import About, about
from teacherflow.policies.away_money import travel_and_meals
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.families import Family
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.pay import PAY_ITEMS, Felt, PayItem
from teacherflow.terms.who import Where
from teacherflow.text import Text

_RURAL = (Where("duty.zone", Zone.VILLAGE, Zone.TOWN),)
_ON_EXCHANGE = Where("away", Away.EXCHANGE, Away.EXCHANGE)
_LEADERS = {
    "leaders": (Where("office_sent", 1),),
    "leaders_away": (_ON_EXCHANGE, Where("role", Role.DEPUTY), Where("office_sent", 0, 0)),
}
"""Lines of the allowance of leaders: sent to the office they hold, or away from it; never both."""
_BANAN = Text(
    "巴南区 2021：对交流的校级干部、教师给予补贴、差旅费、伙食补助；数额为假设",
    "Banan District 2021 pays leaders and teachers on exchange; the sum is an assumption",
)


def _yuan(zh: str, en: str, source: Text, most: float, unit: str = "yuan/month") -> About:
    return about(zh, en, unit=unit, low=0, high=most, source=source, kind="assumption")


class TownAllowance(PolicyModel):
    """乡镇工作补贴: more for those who work in towns and villages, on top of the usual 200 yuan.

    Basic pay outside the seat holds a township allowance already (`utility.town_allowance`). This
    policy adds to it, for the same people: all on duty there but contract and silver teachers. Town and village
    get the same; a tier for villages alone is `rural_subsidy`.
    """

    name = "town_allowance"
    family = Family.PAY
    title = Text("乡镇工作补贴", "Town allowance")
    summary = Text(
        "在基本工资已含的乡镇补贴之外，乡镇、乡村学校在岗教师（不含编外与银龄）每月另发一笔补贴",
        "A monthly sum for all but contract and silver teachers on duty in town and village schools, on top of "
        "the township allowance that basic pay holds",
    )
    mechanisms = ("M61",)
    touches: ClassVar[tuple[Term[Any], ...]] = (PAY_ITEMS,)

    yuan_per_month: Annotated[
        float,
        _yuan(
            "补贴标准（基本工资所含 200 元之外）",
            "Sum, beside the 200 yuan in basic pay",
            Text(
                "人社部发〔2015〕7号：自 2015 年起人均不低于 200 元，限正式工作人员；再加一倍为假设",
                "notice no. 7 of 2015 of the ministry of human resources: 200 yuan a head at least, "
                "for formal staff; doubling it is an assumption",
            ),
            500,
        ),
    ] = 200.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield one item for towns and villages."""
        yuan = self.yuan_per_month * self.ramp(year)
        if yuan > 0:
            who = (Where("status", but=(Status.CONTRACT, Status.SILVER)), *_RURAL)
            yield PAY_ITEMS((PayItem(f"{self.label}.rural", who, yuan),))


class ExchangeAllowance(PolicyModel):
    """交流人员补贴: leaders' allowance, travel money and meals for whoever is on exchange.

    All who work elsewhere than at their post under any form of exchange draw it, as long as they
    are away. Leaders whom the bureau sent to an office at another school (`leader_rotation`,
    `leader_two_way`) took their posts along: they draw the allowance of leaders as long as they
    hold that office, but no travel money or meals. Travel is reckoned by road from the school of
    the post to the host. Nobody draws travel money or meals twice: where the rule that sent a
    teacher pays them too (as `mandatory_rotation` does), the larger sum is paid, by the policy that
    offers it.
    """

    name = "exchange_allowance"
    family = Family.PAY
    title = Text("交流人员补贴", "Exchange allowance")
    summary = Text(
        "交流期间按月发放按路程计的差旅费、伙食补助；交流的校级干部另发专项补贴，交流任职者发到离开该职务为止；"
        "与其他政策的差旅费、伙食补助不重复，取高者",
        "While on exchange: travel money by distance, and meals; an allowance for leaders on "
        "exchange, and for those sent to an office at another school while they hold it; of "
        "travel money and meals that two policies offer, the larger is paid",
    )
    mechanisms = ("M62",)
    touches: ClassVar[tuple[Term[Any], ...]] = (PAY_ITEMS,)

    leaders_yuan_per_month: Annotated[
        float, _yuan("校级干部专项补贴", "Allowance of leaders", _BANAN, 5000)
    ] = 500.0
    travel_yuan_per_km: Annotated[
        float, _yuan("差旅费：每公里每次", "Travel money per km and trip", _BANAN, 100, "yuan/km")
    ] = 0.6
    trips_per_month: Annotated[
        float,
        about(
            "每月乘车次数（往返计两次）",
            "Trips a month, each way counted",
            unit="trips/month",
            low=0,
            high=60,
            source=Text("每周往返一次", "assumption: out and back once a week"),
            kind="assumption",
        ),
    ] = 8.0
    meals_yuan_per_month: Annotated[float, _yuan("伙食补助", "Meals", _BANAN, 5000)] = 300.0

    def idle(self) -> frozenset[str]:
        """Return what has no effect beside the other values."""
        if self.travel_yuan_per_km == 0:
            return frozenset({"trips_per_month"})
        return frozenset({"travel_yuan_per_km"} if self.trips_per_month == 0 else ())

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield an item for each line that pays something this year."""
        ramp, label = self.ramp(year), self.label
        travel = self.travel_yuan_per_km * self.trips_per_month * ramp
        items = tuple(
            travel_and_meals(label, (_ON_EXCHANGE,), travel, self.meals_yuan_per_month * ramp)
        )
        if (yuan := self.leaders_yuan_per_month * ramp) > 0:
            items += tuple(PayItem(f"{label}.{line}", who, yuan) for line, who in _LEADERS.items())
        if items:
            yield PAY_ITEMS(items)


class Amenities(PolicyModel):
    """体检、关怀与食宿: care that teachers of towns and villages feel, though it is no pay.

    It counts in utility like so much of a better place, not in pay, and stands in the ledger.
    """

    name = "amenities"
    family = Family.PAY
    title = Text("体检、关怀与食宿", "Care and amenities")
    summary = Text(
        "为乡镇、乡村学校在岗教师提供年度体检、关怀与食宿条件；计入效用和支出，不计入工资",
        "Yearly check-ups, care, board and lodging at town and village schools: felt and paid for, "
        "but no part of pay",
    )
    mechanisms = ("M68",)
    touches: ClassVar[tuple[Term[Any], ...]] = (PAY_ITEMS,)

    yuan_per_month: Annotated[
        float,
        _yuan(
            "人均投入（等值于同额的条件改善）",
            "Spent on each teacher, and worth as much to them",
            Text(
                "各地文件未给出数额；一元投入值一元",
                "assumption: plans name no sum; a yuan spent is worth a yuan",
            ),
            1000,
        ),
    ] = 50.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield one item for towns and villages."""
        yuan = self.yuan_per_month * self.ramp(year)
        if yuan > 0:
            item = PayItem(f"{self.label}.rural", _RURAL, yuan, felt=Felt.AMENITY)
            yield PAY_ITEMS((item,))


class HomeroomPay(PolicyModel):
    """班主任津贴: whoever leads a class draws an allowance for it.

    Every class has one head, and nobody leads two. Who does follows from an order of the staff
    that lasts a career; principals and deputies lead a class only where nobody else is left. A
    teacher who weighs another school reckons to go on as class head there, or not, as today.
    """

    name = "homeroom_pay"
    family = Family.PAY
    title = Text("班主任津贴", "Class-head pay")
    summary = Text(
        "每班一名班主任，按月领取津贴；班主任人选按固定次序产生，校级干部最后",
        "A monthly sum for the head of each class; teachers lead classes in a lasting order, "
        "principals and deputies last",
    )
    mechanisms = ("M66",)
    touches: ClassVar[tuple[Term[Any], ...]] = (PAY_ITEMS,)

    yuan_per_month: Annotated[
        float,
        _yuan(
            "每班津贴",
            "Sum per class",
            Text(
                "假设：各地标准不一，多为每月数百元",
                "assumption: sums differ from place to place, mostly a few hundred yuan",
            ),
            3000,
        ),
    ] = 500.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield one item for class heads."""
        yuan = self.yuan_per_month * self.ramp(year)
        if yuan > 0:
            yield PAY_ITEMS((PayItem(f"{self.label}.class", (Where("homeroom", 1),), yuan),))
