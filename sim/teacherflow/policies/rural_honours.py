"""Honours for years in rural schools, as the rural teacher support plan of 2015 has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import inf
from typing import Annotated, Any, ClassVar, Self

from pydantic import model_validator

from teacherflow.codes import Zone
from teacherflow.faults import Refused
from teacherflow.parameters.about import about
from teacherflow.policies.base import Group, PolicyModel, Preset
from teacherflow.policies.families import Family
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.pay import PAY_ITEMS, PayItem
from teacherflow.terms.promote import BONUSES, HONOURS, Honour, TitleBonus
from teacherflow.terms.who import Where
from teacherflow.text import Text

_PLAN = Text(
    "乡村教师支持计划（国办发〔2015〕43号）：在乡村学校从教 30 年以上的由国家颁发荣誉证书，"
    "20 年以上、10 年以上的分别由省、县鼓励",
    "rural teacher support plan (State Council office 2015, no. 43): a certificate of the nation "
    "after 30 years in rural schools; provinces and counties encourage after 20 and 10",
)
_CERTIFICATE = Text(
    _PLAN.zh + "；未规定评审加分与奖金",
    _PLAN.en + "; it sets neither points in reviews nor sums",
)
_POINTS = Text(
    "假设：计划未给分值；三十年荣誉与模型中一项表彰同分，其余按年限折算",
    "assumption: the plan gives no points; the honour after 30 years counts like one for merit, the "
    "others by their years",
)
_NO_SUM = Text(
    "假设：计划未定奖金，默认只发证书", "assumption: the plan sets no sum; a certificate by default"
)
_GRADES = {
    "county": ("county_honour", "county"),
    "province": ("province_honour", "province"),
    "nation": ("national_honour", "centre"),
}
"""Who gives an honour, by rising years: the names of its items, and who pays."""
_RURAL = Where("duty.zone", Zone.VILLAGE, Zone.TOWN)


def _years(zh: str, en: str) -> Any:
    meanings = {0.0: Text("不颁发", "none is given")}
    return about(
        zh, en, unit="years", low=0, high=45, source=_PLAN, kind="statute", meanings=meanings
    )


def _points(zh: str, en: str, most: float) -> Any:
    return about(
        zh, en, unit="points", low=0, high=3, source=_POINTS, kind="assumption",
        uncertainty=(0.0, most),
    )  # fmt: skip


def _yuan(zh: str, en: str) -> Any:
    return about(zh, en, unit="yuan", low=0, high=100_000, source=_NO_SUM, kind="assumption")


class Years(Group):
    """Years in rural schools after which each honour is given; 0: it is not given."""

    county: Annotated[int, _years("县级荣誉所需乡村从教年限", "Years for the county's honour")] = 10
    province: Annotated[
        int, _years("省级荣誉所需乡村从教年限", "Years for the province's honour")
    ] = 20
    nation: Annotated[int, _years("国家荣誉所需乡村从教年限", "Years for the nation's honour")] = 30


class Points(Group):
    """Points in the review for the highest honour held."""

    county: Annotated[
        float, _points("县级荣誉的评审加分", "Points in the review: county's honour", 0.2)
    ] = 0.1
    province: Annotated[
        float, _points("省级荣誉的评审加分", "Points in the review: province's honour", 0.4)
    ] = 0.2
    nation: Annotated[
        float, _points("国家荣誉的评审加分", "Points in the review: nation's honour", 0.6)
    ] = 0.3


class Yuan(Group):
    """What is paid once, with the honour."""

    county: Annotated[
        float, _yuan("县级荣誉的一次性奖金，县出资", "Paid once by the county, with its honour")
    ] = 0.0
    province: Annotated[
        float, _yuan("省级荣誉的一次性奖金，省出资", "Paid once by the province, with its honour")
    ] = 0.0
    nation: Annotated[
        float, _yuan("国家荣誉的一次性奖金，中央出资", "Paid once by the centre, with its honour")
    ] = 0.0


class RuralHonours(PolicyModel):
    """乡村学校从教荣誉: an honour after so many years in rural schools, each once in a career.

    Whoever has the years, of established staff on duty in a town or village school, is honoured
    by the highest level that is due; in the first year these are all who have passed the years.
    While it is phased in, a share of those due is honoured. Zero years claim nothing.
    """

    name = "rural_honours"
    title = Text("乡村学校从教荣誉", "Honours for years in rural schools")
    summary = Text(
        "在乡镇、乡村学校从教满十、二十、三十年的在编教师，分别由县、省、国家授予荣誉，每级一次；"
        "荣誉在评职称时加分，可发一次性奖金",
        "Established teachers are honoured by the county, the province and the nation after ten, "
        "twenty and thirty years in rural schools, once each; an honour counts in reviews for titles "
        "and may bring a sum",
    )
    family = Family.TITLES
    touches: ClassVar[tuple[Term[Any], ...]] = (HONOURS, PAY_ITEMS, BONUSES)
    presets: ClassVar[Mapping[str, Preset]] = {
        "certificate_2015": Preset(
            Text("乡村教师支持计划：只发证书", "The plan of 2015: certificates alone"),
            {"points.county": 0, "points.province": 0, "points.nation": 0},
            _CERTIFICATE,
        ),
    }

    years: Years = Years()
    points: Points = Points()
    yuan: Yuan = Yuan()

    @model_validator(mode="after")
    def _years_rise(self) -> Self:
        asked = [years for _, years, _ in self._given()]
        if any(after <= before for before, after in pairwise(asked)):
            raise Refused(
                Text(
                    "年限须逐级增加：years.county < years.province < years.nation（0 为不颁发）",
                    "years must rise: years.county < years.province < years.nation (0: not given)",
                )
            )
        return self

    def idle(self) -> frozenset[str]:
        """Return what has no effect for honours that are not given."""
        off = [grade for grade in _GRADES if not getattr(self.years, grade)]
        return frozenset(f"{group}.{grade}" for grade in off for group in ("points", "yuan"))

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield who is honoured, what an honour is worth in the review, and what is paid."""
        for grade, years, last in self._given():
            item, payer = _GRADES[grade]
            name, points = f"{self.label}.{item}", getattr(self.points, grade)
            due = (Where("rural_years", years, last), Where("rural_honour", high=years - 1), _RURAL)
            yield HONOURS(
                (Honour(name=name, who=due, share=self.ramp(year), rest=0, rural_years=years),)
            )
            if points:
                held = (Where("rural_honour", years, last),)
                yield BONUSES((TitleBonus(name=name, who=held, points=points),))
            if yuan := getattr(self.yuan, grade):
                now = Where("rural_honour", years, years), Where("rural_honour_year", year, year)
                yield PAY_ITEMS((PayItem(name, now, yuan, payer, months=1),))

    def _given(self) -> Iterator[tuple[str, int, float]]:
        """Yield the honours that are given, by level: the years, and the last before the next."""
        given = [(grade, getattr(self.years, grade)) for grade in _GRADES]
        given = [(grade, years) for grade, years in given if years]
        following = [*(years for _, years in given[1:]), inf]
        for (grade, years), after in zip(given, following, strict=False):
            yield grade, years, after - 1
