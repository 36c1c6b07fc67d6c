"""Policies that make leaders: reserve cadres, years at good schools, attached researchers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from teacherflow.codes import Away, Role, Zone
from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.families import Family
from teacherflow.terms.exchange import (
    FORMS,
    Backfill,
    Basis,
    Chooser,
    Direction,
    Form,
    form_key,
)
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.leaders import ATTACHMENTS, POOL, TRAINING, Attachment, Pool, Training
from teacherflow.terms.teach import GROWTH, Growth
from teacherflow.terms.who import Where
from teacherflow.text import Text

_BANAN = Text(
    "巴南区 2021 年义务教育教师交流轮岗材料",
    "Banan District 2021, report on the exchange of teachers and leaders",
)
_RANK = 9
_SEAT = (Where("zone", Zone.SEAT, Zone.SEAT),)


def _persons(zh: str, en: str, source: Text) -> Any:
    return about(zh, en, unit="persons", low=0, high=1000, source=source, kind="survey")


def _gain(zh: str, en: str) -> Any:
    source = Text(
        "量值无公布数据；0 至 0.6", "assumption: no size is published; tried from 0 to 0.6 sd"
    )
    return about(
        zh,
        en,
        unit="sd",
        low=0,
        high=3,
        source=source,
        kind="assumption",
        uncertainty=(0.0, 0.6),
    )


def _age() -> Any:
    return about(
        "后备干部年龄上限",
        "Age below which teachers are chosen",
        unit="years",
        low=20,
        high=70,
        source=Text("通行做法：四十岁以下", "assumption: usually under forty"),
        kind="assumption",
    )


def _cost() -> Any:
    return about(
        "每人每年培训费",
        "Cost of a person's year",
        unit="yuan/year",
        low=0,
        high=1e6,
        source=Text("按短期培训费估计", "assumption: the price of a short course"),
        kind="assumption",
    )


class Shadowing(PolicyModel):
    """挂职与跟岗: reserve cadres spend a year at a good school, deputies one at the bureau.

    Teachers under ``age_most`` with an excellent appraisal (or, with ``from_pool``, those on the
    list of `reserve_pool`) are sent to schools of the seat for ``years``, without anybody in
    return; deputies with an excellent appraisal go to the bureau. Each year away raises their
    quality as leaders; who shadowed is a reserve cadre from then on, and offices of the own unit
    go to reserve cadres first.
    """

    name = "shadowing"
    family = Family.LEADERSHIP
    title = Text("挂职与跟岗研修", "Attachment and shadowing")
    summary = Text(
        "公开选拔后备干部到优质学校跟岗一年，选派副校长到机关挂职；期满返回，领导力提高，后备干部优先任用",
        "Reserve cadres spend a year at a good school and deputies one at the bureau; they return as "
        "better leaders, and reserve cadres are named first",
    )
    mechanisms = ("M22",)
    touches: ClassVar[tuple[Term[Any], ...]] = (FORMS, ATTACHMENTS, TRAINING)

    persons: Annotated[
        float,
        _persons(
            "每年到优质学校跟岗",
            "Sent to good schools, a year",
            Text("巴南区 2021：2017 年 6 人", "Banan District 2021: 6 persons in 2017"),
        ),
    ] = 6.0
    persons_to_bureau: Annotated[
        float,
        _persons(
            "每年到机关挂职",
            "Sent to the bureau, a year",
            Text(
                "巴南区 2021：2015 年以来外派挂职 26 人次，约每年 5 人",
                "Banan District 2021: 26 person-times outside schools since 2015, about 5 a year",
            ),
        ),
    ] = 5.0
    years: Annotated[
        int,
        about("期限", "Length", unit="years", low=1, high=6, source=_BANAN, kind="survey"),
    ] = 1
    quality: Annotated[float, _gain("每年提高的领导力", "Gain of leader quality a year")] = 0.3
    age_most: Annotated[float, _age()] = 40.0
    from_pool: Annotated[
        bool,
        about(
            "仅从后备干部名单中选派",
            "Only from the list of reserve cadres",
            source=Text(
                "公开选拔；与储备库并行时可设为仅从名单中选",
                "assumption: chosen openly; beside a pool, from its list",
            ),
            kind="assumption",
        ),
    ] = False
    yuan_per_person: Annotated[float, _cost()] = 3000.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the form of exchange, the attachment, and what both teach."""
        school, bureau = self.persons * self.ramp(year), self.persons_to_bureau * self.ramp(year)
        if school > 0:
            yield FORMS((self._form(year, school),))
        if bureau > 0:
            deputies = (Where("role", Role.DEPUTY, Role.DEPUTY), Where("appraisal_top", 1))
            yield ATTACHMENTS(
                (
                    Attachment(
                        name=f"{self.label}.bureau",
                        who=deputies,
                        persons=bureau,
                        years=self.years,
                    ),
                )
            )
        if school > 0 or bureau > 0:
            yield TRAINING((self._year("school", Away.EXCHANGE), self._year("bureau", Away.AGENCY)))

    def idle(self) -> frozenset[str]:
        """Return the age limit where only those on the list are chosen."""
        return frozenset({"age_most"} if self.from_pool else ())

    def _form(self, year: int, persons: float) -> Form:
        born = Where("birth", 12 * year + 9 - 12 * self.age_most)
        chosen = (Where("reserve_since", 1),) if self.from_pool else (born,)
        return Form(
            name=f"{self.label}.school",
            rank=_RANK,
            who=(*chosen, Where("appraisal_top", 1)),
            amount=persons,
            basis=Basis.PERSONS,
            years=self.years,
            direction=Direction.ANY,
            hosts=_SEAT,
            km_most=500.0,
            chosen_by=Chooser.BUREAU,
            backfill=Backfill.NONE,
            return_chance=1.0,
            resets_clock=False,
        )

    def _year(self, line: str, away: Away) -> Training:
        """Return what a year away teaches; who has shadowed is listed."""
        key = form_key(f"{self.label}.{line}")
        return Training(
            name=f"{self.label}.{line}",
            who=(Where("away", away, away), Where("away_form", key, key)),
            quality=self.quality,
            yuan=self.yuan_per_person,
            listed=line == "school",
        )


class ReservePool(PolicyModel):
    """后备人才储备库: every unit keeps a list of young teachers from whom leaders are taken.

    At the end of a school year free places on the list go to the unit's best teachers under
    ``age_most`` with an excellent appraisal; they are trained in that year. Offices go to those on
    the list before other teachers.
    """

    name = "reserve_pool"
    family = Family.LEADERSHIP
    title = Text("后备人才储备库", "Pool of reserve cadres")
    summary = Text(
        "各单位选拔优秀年轻教师入库培养，校级干部出缺时优先从库中任用",
        "Units list their best young teachers and train them; vacant offices go to those on the "
        "list first",
    )
    mechanisms = ("M10",)
    touches: ClassVar[tuple[Term[Any], ...]] = (POOL, TRAINING)

    per_unit: Annotated[
        float,
        about(
            "每单位在库人数",
            "Persons on the list of a unit",
            unit="persons",
            low=0,
            high=50,
            source=Text(
                "冠县 2024：2024 年从库中提拔 16 人；库的规模未公布",
                "assumption: Guan County promoted 16 from its pool in 2024; its size is not "
                "published",
            ),
            kind="assumption",
            uncertainty=(1.0, 4.0),
        ),
    ] = 2.0
    age_most: Annotated[float, _age()] = 40.0
    quality: Annotated[float, _gain("培养提高的领导力", "Gain of leader quality")] = 0.3
    yuan_per_person: Annotated[float, _cost()] = 3000.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the list, and the training of those who are new on it."""
        places = self.per_unit * self.ramp(year)
        if places > 0:
            yield POOL(Pool(per_unit=places, age_most=self.age_most))
            new = (Where("reserve_since", year, year),)
            yield TRAINING(
                (
                    Training(
                        name=f"{self.label}.training",
                        who=new,
                        quality=self.quality,
                        yuan=self.yuan_per_person,
                    ),
                )
            )


class AttachedResearchers(PolicyModel):
    """教研员挂职偏远校副校长: subject researchers of the bureau coach at remote schools.

    They are staff of the bureau, not of a school; what they do at a school counts. A share of the
    teachers at schools at least ``km_least`` by road from the seat, the same persons every year,
    gains ``rate`` a year, in the one stock that coaching and training fill.
    """

    name = "attached_researchers"
    family = Family.LEADERSHIP
    title = Text("教研员挂职偏远校副校长", "Subject researchers at remote schools")
    summary = Text(
        "选派教研员到偏远学校挂职副校长，指导当地教师",
        "Subject researchers serve as deputies at remote schools and coach teachers there",
    )
    mechanisms = ("M33",)
    touches: ClassVar[tuple[Term[Any], ...]] = (GROWTH,)

    km_least: Annotated[
        float,
        about(
            "偏远：距县城公路距离",
            "Remote: road distance to the seat from",
            unit="km",
            low=0,
            high=500,
            source=Text("文件未定里程", "assumption: documents give no distance"),
            kind="assumption",
        ),
    ] = 25.0
    share: Annotated[
        float,
        about(
            "受指导教师的比例",
            "Share of their teachers who are coached",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "冠县 2024 有兼职教研员 180 人；挂职人数未公布",
                "assumption: Guan County 2024 has 180 part-time researchers; how many are attached "
                "is not published",
            ),
            kind="assumption",
            uncertainty=(0.05, 0.3),
        ),
    ] = 0.1
    rate: Annotated[
        float,
        about(
            "受指导者每年提高",
            "Gain of each one coached",
            unit="sd/year",
            low=0,
            high=0.1,
            source=Text("与骨干教师指导相同", "assumption: as coaching by a backbone teacher"),
            kind="assumption",
            uncertainty=(0.0, 0.03),
        ),
    ] = 0.01

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the coaching."""
        share = self.share * self.ramp(year)
        if share > 0 and self.rate > 0:
            remote = (Where("duty.seat_km", self.km_least),)
            yield GROWTH(
                (Growth(name=f"{self.label}.coaching", who=remote, rate=self.rate, share=share),)
            )
