"""Rural service before a title (M50-M53)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import model_validator

from teacherflow.codes import Title, Zone
from teacherflow.faults import Refused
from teacherflow.parameters.about import about
from teacherflow.policies.base import Group, PolicyModel, Preset
from teacherflow.policies.families import Family
from teacherflow.terms.exchange import FORMS, Backfill, Basis, Direction, Form, Volunteers
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.promote import BONUSES, FILTERS, RURAL_FLOOR, TitleBonus, TitleFilter, When
from teacherflow.terms.who import Where
from teacherflow.text import Text

_BANAN = Text("重庆市巴南区 2020", "Banan District, Chongqing, 2020")
_URBAN = Text(
    "国办发〔2015〕43号：城镇教师评高级须在乡村或薄弱学校任教一年以上",
    "State Council office 2015, no. 43: a year in a rural or weak school for the senior title",
)
_OPEN = Text("假设：默认不要求", "assumption: not asked by default")
_EARLY_RANK = 30
"""Forms of service come before rotation: whom both want serves for the title."""


def _years(zh: str, en: str, source: Text, kind: str) -> Any:
    return about(zh, en, unit="years", low=0, high=10, source=source, kind=kind)


def _schools(zh: str, en: str, source: Text, kind: str) -> Any:
    return about(zh, en, unit="schools", low=0, high=10, source=source, kind=kind)


def _counted(zh: str, en: str, kind: str = "statute", source: Text = _BANAN) -> Any:
    return about(zh, en, source=source, kind=kind)


class Years(Group):
    """Years of rural service asked for; 0: none."""

    senior: Annotated[
        int, _years("评高级所需服务年限", "Service before the senior title", _URBAN, "statute")
    ] = 1
    first: Annotated[
        int,
        _years("评一级所需服务年限", "Service before the first grade", _OPEN, "assumption"),
    ] = 0
    cohort: Annotated[
        int,
        _years(
            "新入职者评高一级所需服务年限",
            "Service of the later cohorts before the next title, whatever it is",
            _OPEN,
            "assumption",
        ),
    ] = 0


class Schools(Group):
    """Schools served that do instead of the years; 0: no such way."""

    senior: Annotated[
        int,
        _schools(
            "评高级可替代的任教学校数",
            "Or schools served before the senior title",
            _OPEN,
            "assumption",
        ),
    ] = 0
    first: Annotated[
        int,
        _schools(
            "评一级可替代的任教学校数",
            "Or schools served before the first grade",
            _OPEN,
            "assumption",
        ),
    ] = 0


class Counts(Group):
    """Which years of duty count as service."""

    village: Annotated[bool, _counted("村小、教学点计入", "Village schools count")] = True
    town: Annotated[bool, _counted("乡镇学校计入", "Town schools count")] = True
    seat_cross_area: Annotated[
        bool,
        _counted(
            "县城跨学区交流计入",
            "Exchange to a seat school of another cluster counts",
            "assumption",
            _OPEN,
        ),
    ] = False
    outside_aid: Annotated[
        bool, _counted("对口帮扶外区任教计入", "Aid outside the county counts", "assumption", _OPEN)
    ] = False


class TitlePrerequisite(PolicyModel):
    """职称评聘的农村服务年限: who lacks rural service does not get the next title.

    Each title asks for so many school years of service, or so many schools served; those who
    entered service from `cohort_from` on need `years.cohort` years before any next title. What
    counts is told by `counts`. The service is a form of exchange for volunteers only: who seeks it
    goes to a lower zone for exactly the years lacking and returns; the school gets nobody instead.
    The posts of the county do not change. Zero years and schools claim nothing.
    """

    name = "title_prerequisite"
    title = Text("职称评聘的农村服务要求", "Rural service before a title")
    summary = Text(
        "评高级、一级前须有规定年限的农村任教经历（或任教学校数）；缺少者可自愿到乡镇、乡村任教，期满返回",
        "Years in rural schools (or schools served) are asked before a title; who lacks them may "
        "serve there as a volunteer and returns when they are done",
    )
    family = Family.TITLES
    mechanisms = ("M50", "M51", "M52", "M53")
    touches: ClassVar[tuple[Term[Any], ...]] = (FILTERS, FORMS, BONUSES, RURAL_FLOOR)
    presets: ClassVar[Mapping[str, Preset]] = {
        "urban_2015": Preset(
            Text("城镇教师一年（2015 年国务院办公厅）", "A year for urban teachers (2015)"),
            {"years.senior": 1, "urban_only": True},
            Text(
                _URBAN.zh + "；薄弱学校并入农村学校",
                _URBAN.en + "; weak schools are taken to be the rural ones",
            ),
        ),
        "ningxia_2015": Preset(
            Text("宁夏 2015", "Ningxia 2015"),
            {"years.senior": 1, "years.first": 1},
            Text(
                "宁夏 2015：评高一级职称须在农村或薄弱学校任教一年以上；薄弱学校并入农村学校",
                "Ningxia 2015: a year in a rural or weak school before the next title; weak "
                "schools are taken to be the rural ones",
            ),
        ),
        "banan_2020": Preset(
            Text("巴南 2020", "Banan 2020"),
            {
                "years.senior": 1,
                "years.first": 1,
                "schools.first": 2,
                "first_counts": "village",
                "cohort_from": 2010,
                "years.cohort": 2,
                "counts.seat_cross_area": True,
                "counts.outside_aid": True,
                "at": "apply",
            },
            Text(
                "巴南区 2020：高级一年；中级两所学校或乡村一年；2010 年后新招者申报高一级须两年",
                "Banan District 2020: a year before the senior title; two schools or a village year "
                "before the first grade; two years for those hired since 2010",
            ),
        ),
    }

    years: Years = Years()
    schools: Schools = Schools()
    cohort_from: Annotated[
        int,
        about(
            "新入职者的起始学年",
            "School year of entry from which cohorts need their own years",
            unit="school year",
            low=1950,
            high=2200,
            source=Text("巴南区 2020：2010 年后新招", "Banan District 2020: hired since 2010"),
            kind="statute",
        ),
    ] = 2010
    counts: Counts = Counts()
    first_counts: Annotated[
        Literal["same", "village"],
        about(
            "评一级时计入的学校",
            "What counts before the first grade: the same, or village schools alone",
            choices={
                "same": Text("与评高级相同", "the same"),
                "village": Text("仅乡村学校", "village schools alone"),
            },
            source=Text("巴南区 2020：乡村一年", "village: Banan District 2020"),
            kind="statute",
        ),
    ] = "same"
    at: Annotated[
        Literal["apply", "appoint"],
        about(
            "在申报或聘任时要求",
            "Where it is asked for: to apply, or to be appointed",
            choices={"apply": Text("申报", "to apply"), "appoint": Text("聘任", "to be appointed")},
            source=Text(
                "申报：巴南区 2020；聘任：部分省市办法",
                "apply: Banan District 2020; appoint: rules of other places",
            ),
            kind="statute",
        ),
    ] = "apply"
    urban_only: Annotated[
        bool,
        about(
            "仅约束县城学校教师",
            "Binds teachers of seat schools only",
            source=_URBAN,
            kind="statute",
        ),
    ] = False
    lead_years: Annotated[
        int,
        about(
            "公布到生效的年数",
            "Years between announcement (`from`) and the first year in which it is asked for",
            unit="years",
            low=0,
            high=10,
            source=Text("假设：公布当年生效", "assumption: asked for in the year it is announced"),
            kind="assumption",
        ),
    ] = 0
    waive_paper: Annotated[
        bool,
        about(
            "农村教师免论文",
            "No papers asked of those who serve in towns and villages",
            source=_BANAN,
            kind="statute",
        ),
    ] = False
    paper_points: Annotated[
        float,
        about(
            "免论文者的计分",
            "Points of those without papers",
            unit="points",
            low=0,
            high=5,
            source=Text("假设：论文得分的一个标准差", "assumption: one sd of the score of papers"),
            kind="assumption",
        ),
    ] = 0.5
    rural_floor: Annotated[
        bool,
        about(
            "农村教师通过率不低于城镇",
            "Rural candidates pass at least as often as urban ones",
            source=_BANAN,
            kind="statute",
        ),
    ] = False

    @model_validator(mode="after")
    def _is_dated_in_one_way(self) -> Self:
        if self.phase_in > 1:
            raise Refused(
                Text(
                    "服务要求不分年推行：请用 lead_years 或 cohort_from",
                    "a prerequisite has no phase_in: use lead_years or cohort_from",
                )
            )
        if self.lead_years and self.from_ is None:
            raise Refused(
                Text(
                    "lead_years 从起始学年算起：请同时给出 from",
                    "lead_years counts from the first year: give from too",
                )
            )
        return self

    def idle(self) -> frozenset[str]:
        """Return the parameters that the others leave without effect."""
        idle: set[str] = set()
        if not self.years.cohort:
            idle |= {"cohort_from"}
        if not self.waive_paper:
            idle |= {"paper_points"}
        if not self.years.first:
            idle |= {"first_counts"}
        if not any(item.years for item in self.filters()):
            idle |= {f"counts.{name}" for name in Counts.model_fields}
        if not self.filters():
            idle |= {"at", "urban_only"}
        return frozenset(idle)

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the filters, the forms of service that they ask for, and the rules of the review."""
        asked = self.from_ is None or year >= self.from_ + self.lead_years
        filters = tuple(replace(item, in_force=asked) for item in self.filters())
        if filters:
            yield FILTERS(filters)
            if forms := self.forms():
                yield FORMS(forms)
        if self.waive_paper and asked:
            yield BONUSES((self._waiver(),))
        if self.rural_floor and asked:
            yield RURAL_FLOOR(True)

    def filters(self) -> tuple[TitleFilter, ...]:
        """Return what is asked for: before 高级, before 一级, and of the later cohorts."""
        village = self.first_counts == "village"
        counts = self.counts.model_dump()
        alone = {**dict.fromkeys(counts, False), "village": True} if village else counts
        found = (
            self._filter("senior", Title.SENIOR, Title.PROFESSOR, counts),
            self._filter("first", Title.FIRST, Title.FIRST, alone),
            self._filter("cohort", Title.FIRST, Title.PROFESSOR, counts, self.cohort_from),
        )
        return tuple(item for item in found if item.years or item.schools)

    def _filter(
        self, name: str, low: Title, high: Title, counts: Mapping[str, bool], cohort: int = 0
    ) -> TitleFilter:
        return TitleFilter(
            name=f"{self.label}.{name}",
            low=low,
            high=high,
            years=getattr(self.years, name),
            schools=getattr(self.schools, name, 0),
            when=When[self.at.upper()],
            cohort_from=cohort,
            who=(Where("post.zone", Zone.SEAT, Zone.SEAT),) if self.urban_only else (),
            **counts,
        )

    def forms(self) -> tuple[Form, ...]:
        """Return the forms of service: one for each title and each length that may be lacking."""
        found: list[Form] = []
        for rank, (name, title) in enumerate((("senior", Title.SENIOR), ("first", Title.FIRST))):
            filters = [item for item in self.filters() if item.low <= title <= item.high]
            zones = [z for z in (Zone.VILLAGE, Zone.TOWN) if all(f.opens(z) for f in filters)]
            longest = max((max(f.years, 1) for f in filters), default=0)
            for years in range(1, longest + 1) if zones else ():
                found.append(self._form(f"{name}_{years}", rank, title, years, zones))
        return tuple(found)

    def _form(self, name: str, rank: int, title: Title, years: int, zones: list[Zone]) -> Form:
        held = Where("title", title - 1, title - 1)
        return Form(
            name=f"{self.label}.{name}",
            rank=_EARLY_RANK + rank,
            who=(Where("seeks_service", years, years), held),
            amount=1.0,
            basis=Basis.SEEKERS,
            years=years,
            direction=Direction.DOWN,
            hosts=(Where("zone", min(zones), max(zones)),),
            volunteers=Volunteers.ONLY,
            backfill=Backfill.NONE,
            return_chance=1.0,
        )

    def _waiver(self) -> TitleBonus:
        rural = (Where("duty.zone", Zone.VILLAGE, Zone.TOWN),)
        name = f"{self.label}.paper"
        return TitleBonus(name=name, who=rural, points=self.paper_points, waives_paper=True)
