"""Points for service in the countryside (M54) and honours for good teachers (M56)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from teacherflow.codes import Zone
from teacherflow.parameters.about import Evidence, about
from teacherflow.policies.base import PolicyModel, Preset
from teacherflow.policies.families import Family
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.pay import PAY_ITEMS, PayItem
from teacherflow.terms.promote import BONUSES, HONOURS, Honour, TitleBonus
from teacherflow.terms.who import Where
from teacherflow.text import Text

_GUAN = Text(
    "冠县 2024：四年表彰优秀教师 2,385 人次，教职工一万余人",
    "Guan County 2024: 2,385 honours in four years, among some 10,300 staff",
)
_YEARLY = Text(
    "假设；" + _GUAN.zh + "，折合每年 5.8%，含各学段",
    "assumption; " + _GUAN.en + ", or 5.8 % a year, in all stages",
)
_ASSUMED = Text(
    "假设：资料只说倾斜，未给分值", "assumption: the plans speak of a tilt, not of points"
)
_WORTH = Text("假设：荣誉的分值与奖金无公开数字", "assumption: no figure is published")


class TitleTilt(PolicyModel):
    """职称评聘向一线边远倾斜: points in the review for those who teach in towns and villages.

    The points count for who is on duty there in the year of the review, wherever the post is, with
    at least `rural_years` of such service. They decide only among those who ask for a vacant level
    post of the same unit. Zero points claim nothing.
    """

    name = "title_tilt"
    title = Text("职称评聘向农村边远倾斜", "Title points for rural service")
    summary = Text(
        "评职称时给在乡镇、乡村学校任教的教师加分，可要求最低农村任教年限",
        "Teachers on duty in towns and villages get points in the review for a title, if they have "
        "served there long enough",
    )
    family = Family.TITLES
    mechanisms = ("M54",)
    touches: ClassVar[tuple[Term[Any], ...]] = (BONUSES,)

    points: Annotated[
        float,
        about(
            "农村任教加分", "Points for duty in a town or village school", unit="points", low=0,
            high=5, source=_ASSUMED, kind="assumption", uncertainty=(0.2, 1.0),
        ),
    ] = 0.5  # fmt: skip
    rural_years: Annotated[
        int,
        about(
            "加分所需农村任教年限", "Years of rural service asked for the points", unit="years",
            low=0, high=30, source=Text("假设：默认不要求", "assumption: none by default"),
            kind="assumption",
        ),
    ] = 0  # fmt: skip

    def idle(self) -> frozenset[str]:
        """Return the parameters that the others leave without effect."""
        return frozenset() if self.points else frozenset({"rural_years"})

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the points, as far as they are phased in."""
        points = self.points * self.ramp(year)
        if not points:
            return
        who = [Where("duty.zone", Zone.VILLAGE, Zone.TOWN)]
        if self.rural_years:
            who.append(Where("rural_years", self.rural_years))
        yield BONUSES((TitleBonus(name=f"{self.label}.rural", who=tuple(who), points=points),))


class Honours(PolicyModel):
    """表彰优秀教师: each year a share of the staff is honoured, the excellent first.

    An honour counts in every later review for a title (`points` each) and is paid monthly for
    `years` years from the year in which it is given, while the policy is in force. Nobody is
    honoured again while an honour is paid. A share of zero claims nothing.
    """

    name = "honours"
    title = Text("表彰优秀教师", "Honours for good teachers")
    summary = Text(
        "每年按比例表彰在编教师，考核优秀者优先；荣誉在评职称时加分，并发放若干年奖励津贴",
        "A share of established staff is honoured each year, those appraised as excellent first; an "
        "honour counts in reviews for titles and is paid for some years",
    )
    family = Family.TITLES
    mechanisms = ("M56",)
    touches: ClassVar[tuple[Term[Any], ...]] = (HONOURS, PAY_ITEMS, BONUSES)
    presets: ClassVar[Mapping[str, Preset]] = {
        "guanxian_2024": Preset(
            Text("冠县：四年 2,385 人次", "Guan County: 2,385 in four years"),
            {"share": 0.058},
            Text(
                _GUAN.zh + "，折合每年 5.8%；奖金为假设",
                _GUAN.en + ", or 5.8 % a year; the pay is an assumption",
            ),
            Evidence.SURVEY,
        ),
    }

    share: Annotated[
        float,
        about(
            "每年表彰比例", "Honoured each year, share of established staff", unit="share", low=0,
            high=0.2, source=_YEARLY, kind="assumption",
        ),
    ] = 0.05  # fmt: skip
    points: Annotated[
        float,
        about(
            "每项荣誉的评审加分", "Points in the review for each honour held", unit="points", low=0,
            high=3, source=_WORTH, kind="assumption", uncertainty=(0.1, 0.6),
        ),
    ] = 0.3  # fmt: skip
    yuan_per_month: Annotated[
        float,
        about(
            "获表彰者每月奖励", "Paid to those honoured", unit="yuan/month", low=0, high=2000,
            source=_WORTH, kind="assumption", uncertainty=(0.0, 200.0),
        ),
    ] = 50.0  # fmt: skip
    years: Annotated[
        int,
        about(
            "奖励年数", "Years for which an honour is paid, and before the next one", unit="years",
            low=1, high=10, source=_WORTH, kind="assumption",
        ),
    ] = 3  # fmt: skip

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield who is honoured, what it is worth in the review, and what is paid."""
        share = self.share * self.ramp(year)
        if not share:
            return
        yield HONOURS((Honour(name=f"{self.label}.staff", who=(), share=share, rest=self.years),))
        if self.points != BONUSES.default[0].points:
            yield BONUSES(
                (TitleBonus(name="honours", who=(), points=self.points, times="honours"),)
            )
        if self.yuan_per_month:
            recent = (Where("honour_year", year - self.years + 1, year),)
            yield PAY_ITEMS((PayItem(f"{self.label}.honour", recent, self.yuan_per_month),))
