"""Rotation of teachers after some years at one school (M28, M31)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf, nextafter
from typing import Annotated, Any, ClassVar, Literal

from teacherflow.codes import Away, Sex, Status, Zone
from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel, Preset
from teacherflow.policies.exchange_presets import PRESETS
from teacherflow.terms.exchange import (
    EXEMPTIONS,
    FORMS,
    Backfill,
    Chooser,
    Direction,
    Exemption,
    Form,
    Placing,
    Volunteers,
    form_key,
)
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.pay import PAY_ITEMS, PayItem
from teacherflow.terms.who import Where
from teacherflow.text import Text

_NATIONAL = Text(
    "教师〔2014〕4号；教督〔2017〕6号",
    "Ministry of Education, Jiaoshi [2014] No. 4 (rotation); Jiaodu [2017] No. 6 (inspection)",
)
_USAGE = Text("各地做法", "assumption: the usual practice of counties")
_RANK = 50
_SENDERS: dict[str, tuple[Where, ...]] = {
    "county": (),
    "seat_town": (Where("post.zone", Zone.TOWN, Zone.SEAT),),
    "seat": (Where("post.zone", Zone.SEAT, Zone.SEAT),),
    "over_quota": (Where("post.over_quota", 1),),
}
_SCOPES = {"county": "", "zone": "zone", "cluster": "cluster", "group": "group"}
_DIRECTIONS = {
    "lower_or_weak": Direction.DOWN_OR_WEAK,
    "lower": Direction.DOWN,
    "same": Direction.SAME,
    "any": Direction.ANY,
}


def _by_name[E](codes: type[E], name: str) -> E:
    found: E = codes[name.upper()]  # type: ignore[index]
    return found


class MandatoryRotation(PolicyModel):
    """教师交流轮岗: who has taught long enough at one school may be sent to another.

    Every year a share of the *eligible* goes: established teachers of the sending schools who have
    been ``after_years`` school years at their school, or since their last exchange, and who are
    more than ``years_to_pension`` years away from the pension. Pregnant and nursing women, the
    seriously ill, the bonded, the only teacher of a subject, leaders, this year's entrants and
    whoever has already changed place this year are always left out. The number is whole for the
    county and spread over the schools by their eligible, at most ``school_cap`` of a school.

    Volunteers go first; the others are named by their school (which keeps those it values), by
    lottery or by the bureau. Of those sent, ``backbone_share`` are to be backbones. They work at a
    lower or weaker school within ``km_most`` for ``years`` and return; with ``post_share`` a part
    of them moves for good, post and all. With ``backfill: swap`` the host sends a young teacher of
    the same subject in return. Whoever is away draws travel money and meals beside the home salary
    and what the host school's place pays. A share of zero sends nobody.
    """

    name = "mandatory_rotation"
    title = Text("教师交流轮岗", "Mandatory rotation")
    summary = Text(
        "在同一学校任教满规定年限的教师，每年按符合条件人数的一定比例交流到下一级或薄弱学校，其中骨干占一定比例；"
        "期满返回，或人事关系随迁",
        "A share of those who have taught long enough at one school goes to a lower or weaker one "
        "each year, some of them backbones; they return after the term, or their posts move too",
    )
    mechanisms = ("M28", "M31")
    touches: ClassVar[tuple[Term[Any], ...]] = (FORMS, EXEMPTIONS, PAY_ITEMS)
    presets: ClassVar[Mapping[str, Preset]] = PRESETS

    after_years: Annotated[
        int,
        about(
            "同校任教满多少年",
            "School years at one school",
            unit="years",
            low=0,
            high=40,
            source=Text(
                "安徽 2015、北京 2021：六年；国家未定年限",
                "Anhui 2015, Beijing 2021: six years; the national rule leaves it open",
            ),
            kind="statute",
        ),
    ] = 6
    share: Annotated[
        float,
        about(
            "每年交流占符合条件教师的比例",
            "Sent each year, share of the eligible",
            unit="share",
            low=0,
            high=1,
            source=_NATIONAL,
            kind="statute",
        ),
    ] = 0.10
    backbone_share: Annotated[
        float,
        about(
            "交流教师中骨干的最低比例",
            "Backbones, least share of those sent",
            unit="share",
            low=0,
            high=1,
            source=_NATIONAL,
            kind="statute",
        ),
    ] = 0.20
    post_share: Annotated[
        float,
        about(
            "变动人事关系的比例",
            "Moved with the post, share of those sent",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "多数县以不变动为主", "assumption: most counties leave posts where they are"
            ),
            kind="assumption",
        ),
    ] = 0.0
    years: Annotated[
        int,
        about(
            "交流期限",
            "Length of the exchange",
            unit="years",
            low=1,
            high=6,
            source=Text("各地一至三年", "counties: one to three years, then they return"),
            kind="survey",
        ),
    ] = 2
    senders: Annotated[
        Literal["county", "seat_town", "seat", "over_quota"],
        about(
            "派出学校",
            "Sending schools",
            source=Text(
                "教师〔2014〕4号：城镇学校、优质学校",
                "Jiaoshi [2014] No. 4: urban and good schools",
            ),
            kind="statute",
        ),
    ] = "seat_town"
    scope: Annotated[
        Literal["county", "zone", "cluster", "group"],
        about("交流范围", "Home and host are in the same", source=_USAGE, kind="assumption"),
    ] = "county"
    direction: Annotated[
        Literal["lower_or_weak", "lower", "same", "any"],
        about(
            "交流方向",
            "Hosts, seen from home",
            source=Text(
                "教师〔2014〕4号：由城镇到乡村、由强校到弱校",
                "Jiaoshi [2014] No. 4: from town to countryside, from strong schools to weak ones",
            ),
            kind="statute",
        ),
    ] = "lower_or_weak"
    placing: Annotated[
        Literal["need", "random", "preference"],
        about("如何安排接收学校", "How hosts are found", source=_USAGE, kind="assumption"),
    ] = "need"
    backfill: Annotated[
        Literal["swap", "none"],
        about(
            "派出学校得到的补充", "What the sending school gets", source=_USAGE, kind="assumption"
        ),
    ] = "swap"
    chosen_by: Annotated[
        Literal["school", "lottery", "bureau"],
        about("由谁确定人选", "Who names those who go", source=_USAGE, kind="assumption"),
    ] = "school"
    volunteers: Annotated[
        Literal["first", "only", "none"],
        about("自愿报名者", "Volunteers go", source=_USAGE, kind="assumption"),
    ] = "first"
    compliance: Annotated[
        float,
        about(
            "落实程度",
            "Share of the number that is carried out",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "各地落实程度不一", "assumption: counties carry it out to a different degree"
            ),
            kind="assumption",
            uncertainty=(0.4, 1.0),
        ),
    ] = 1.0
    return_chance: Annotated[
        float,
        about(
            "期满返回的比例",
            "Chance to return when the term ends",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "各地做法：期满一般返回", "practice: nearly all return; others if a post is free"
            ),
            kind="survey",
            uncertainty=(0.85, 1.0),
        ),
    ] = 0.95
    km_most: Annotated[
        float,
        about(
            "交流最远公路距离",
            "Farthest host by road",
            unit="km",
            low=0,
            high=500,
            source=_USAGE,
            kind="assumption",
        ),
    ] = 40.0
    school_cap: Annotated[
        float,
        about(
            "每校每年派出或接收的上限（占在岗教师）",
            "Most who go or come a year, share of a school's staff (at least one)",
            unit="share",
            low=0,
            high=1,
            source=_USAGE,
            kind="assumption",
        ),
    ] = 0.15
    years_to_pension: Annotated[
        float,
        about(
            "距法定退休不足此年限者免",
            "Exempt: years to the pension, up to",
            unit="years",
            low=0,
            high=40,
            source=Text("北京 2021：五年", "Beijing 2021: five years"),
            kind="statute",
        ),
    ] = 5.0
    men_exempt_from: Annotated[
        float,
        about(
            "男教师免交流年龄",
            "Men are exempt from the age of",
            unit="years",
            low=20,
            high=70,
            source=Text("各地 50 至 55 岁或不设", "counties: 50 to 55, or none (70: none)"),
            kind="assumption",
        ),
    ] = 70.0
    women_exempt_from: Annotated[
        float,
        about(
            "女教师免交流年龄",
            "Women are exempt from the age of",
            unit="years",
            low=20,
            high=70,
            source=Text("各地 45 至 50 岁或不设", "counties: 45 to 50, or none (70: none)"),
            kind="assumption",
        ),
    ] = 70.0
    travel_yuan_per_km: Annotated[
        float,
        about(
            "交通补助：每公里每次",
            "Travel money per km and trip",
            unit="yuan",
            low=0,
            high=100,
            source=Text(
                "路程按原校到接收学校计", "assumption: by road from the home school to the host"
            ),
            kind="assumption",
        ),
    ] = 0.6
    trips_per_month: Annotated[
        float,
        about(
            "每月往返次数",
            "Trips a month",
            low=0,
            high=60,
            source=_USAGE,
            kind="assumption",
        ),
    ] = 8.0
    meals_yuan_per_month: Annotated[
        float,
        about(
            "伙食补助",
            "Meals",
            unit="yuan/month",
            low=0,
            high=5000,
            source=_USAGE,
            kind="assumption",
        ),
    ] = 300.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield one form, or two if some posts move; exemptions by age; travel and meals."""
        share = self.share * self.ramp(year)
        if share > 0:
            yield FORMS(tuple(self._forms(share)))
            exempt = tuple(self._exemptions(year))
            if exempt:
                yield EXEMPTIONS(exempt)
        paid = tuple(self._paid())
        if paid:
            yield PAY_ITEMS(paid)

    def idle(self) -> frozenset[str]:
        """Return what has no effect beside the other values."""
        idle = set[str]()
        if self.post_share == 1:
            idle |= {"years", "return_chance"}
        if self.volunteers == "only":
            idle.add("chosen_by")
        return frozenset(idle)

    def _forms(self, share: float) -> Iterator[Form]:
        if self.post_share > 0:
            yield self._form("with_post", _RANK - 1, share * self.post_share, post_moves=True)
        if self.post_share < 1:
            yield self._form("duty", _RANK, share * (1 - self.post_share), post_moves=False)

    def _form(self, line: str, rank: int, amount: float, *, post_moves: bool) -> Form:
        return Form(
            name=f"{self.label}.{line}",
            rank=rank,
            who=(
                Where("status", Status.ESTABLISHED, Status.ESTABLISHED),
                Where("exchange_clock", self.after_years),
                Where("years_to_pension", nextafter(self.years_to_pension, inf)),
                *_SENDERS[self.senders],
            ),
            amount=amount,
            backbone=self.backbone_share,
            years=0 if post_moves else self.years,
            post_moves=post_moves,
            direction=_DIRECTIONS[self.direction],
            scope=_SCOPES[self.scope],
            km_most=self.km_most,
            placing=_by_name(Placing, self.placing),
            volunteers=_by_name(Volunteers, self.volunteers),
            chosen_by=_by_name(Chooser, self.chosen_by),
            backfill=_by_name(Backfill, self.backfill),
            out_most=self.school_cap,
            in_most=self.school_cap,
            compliance=self.compliance,
            return_chance=self.return_chance,
        )

    def _exemptions(self, year: int) -> Iterator[Exemption]:
        """Yield the age limits: born so early that the age is reached by 1 September."""
        for word, sex, age in (
            ("men", Sex.MAN, self.men_exempt_from),
            ("women", Sex.WOMAN, self.women_exempt_from),
        ):
            if age < 70:
                born = Where("birth", -inf, 12 * year + 8 - 12 * age)
                yield Exemption(
                    name=f"{self.label}.{word}", who=(Where("sex", sex, sex), born), form=self.label
                )

    def _paid(self) -> Iterator[PayItem]:
        """Yield what is paid to those whom the form that leaves the posts has sent."""
        key = form_key(f"{self.label}.duty")
        who = (Where("away", Away.EXCHANGE, Away.EXCHANGE), Where("away_form", key, key))
        a_km = self.travel_yuan_per_km * self.trips_per_month
        if a_km > 0:
            yield PayItem(f"{self.label}.travel", who, a_km, times="exchange_km")
        if self.meals_yuan_per_month > 0:
            yield PayItem(f"{self.label}.meals", who, self.meals_yuan_per_month)
