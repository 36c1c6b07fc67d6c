"""Rules of retirement: the statutory ages since 2025, and early retirement by service (M69)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from teacherflow.parameters.about import About, about
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.families import Family
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.leave import EARLY, STATUTE, EarlyExit
from teacherflow.text import Text

OPTION_MONTHS = 36
"""Most months by which retirement may be brought forward or put off (NPC decision of 13 September
2024)."""


def _years(zh: str, en: str) -> About:
    source = Text(
        "比照公务员：工作年限满三十年可申请提前退休（公务员法第九十三条，不适用于教师）；用于教师及年龄均为假设",
        "assumption: thirty years as civil servants may ask for (Civil Servant Law, art. 93, which "
        "does not cover teachers); the ages are an assumption too",
    )
    return about(zh, en, unit="years", low=0, high=70, source=source, kind="assumption")


class DelayedRetirement(PolicyModel):
    """渐进式延迟法定退休年龄: men 60 to 63, women cadres 55 to 58, from 2025 on.

    Each four months of birth add a month of service. Some bring retirement forward, by at most 36
    months and not below the old age; a few put it off. The ages themselves are the statute's and
    cannot be set here.
    """

    name = "delayed_retirement"
    title = Text("渐进式延迟退休", "Delayed retirement")
    summary = Text(
        "自 2025 年起法定退休年龄逐步延迟：男 60 至 63 岁，女干部 55 至 58 岁；可弹性提前或延后",
        "Statutory ages rise step by step from 2025: men 60 to 63, women cadres 55 to 58, with an "
        "option to go earlier or later",
    )
    family = Family.ENTRY
    touches: ClassVar[tuple[Term[Any], ...]] = (STATUTE, EARLY)
    set_by: ClassVar[Mapping[str, str]] = {"take_up": "early_share", "late": "late_share"}

    from_: int | None = Field(default=2025, alias="from", strict=True)
    early_share: Annotated[
        float,
        about(
            "选择弹性提前退休的比例",
            "Share who retire early",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "尚无教师的公布数据",
                "assumption: no figure for teachers is published yet",
            ),
            kind="assumption",
            uncertainty=(0.0, 0.8),
        ),
    ] = 0.30
    late_share: Annotated[
        float,
        about(
            "选择弹性延迟退休的比例",
            "Share who retire late",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "延迟退休须单位同意，人数很少",
                "assumption: staying on needs the employer's consent",
            ),
            kind="assumption",
        ),
    ] = 0.01

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the schedule of 2025 and the options beside it."""
        yield STATUTE("delayed_2025")
        yield EARLY(
            EarlyExit(
                rule="statute",
                take_up=self.early_share,
                months=OPTION_MONTHS,
                late=self.late_share,
            )
        )


class RelaxedRetirement(PolicyModel):
    """放宽退休条件: who has served long enough may leave years before the statutory month.

    Every year some of those with the service and the age go. It is a rule of its own for early
    retirement, so it cannot hold in the same years as `delayed_retirement`, which brings another.
    """

    name = "relaxed_retirement"
    family = Family.PAY
    title = Text("放宽退休条件", "Retirement by length of service")
    summary = Text(
        "工作满规定年限且达到一定年龄的教师可提前退休，每年有一部分人选择；与延迟退休不能同年并行",
        "Teachers with enough years of service and of a certain age may retire early, and some do "
        "each year; not together with delayed retirement in the same years",
    )
    mechanisms = ("M69",)
    touches: ClassVar[tuple[Term[Any], ...]] = (EARLY,)
    set_by: ClassVar[Mapping[str, str]] = {"service": "service_years"}

    service_years: Annotated[float, _years("须满工作年限", "Years of service asked for")] = 30.0
    age_women: Annotated[float, _years("女教师须满年龄", "Age asked of women")] = 50.0
    age_men: Annotated[float, _years("男教师须满年龄", "Age asked of men")] = 55.0
    take_up: Annotated[
        float,
        about(
            "符合条件者每年选择提前退休的比例",
            "Share of those entitled who go, per year",
            unit="share/year",
            low=0,
            high=1,
            source=Text("尚无公布数据", "assumption: no figure is published"),
            kind="assumption",
            uncertainty=(0.1, 0.6),
        ),
    ] = 0.30

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the rule, unless nobody takes it up."""
        take_up = self.take_up * self.ramp(year)
        if take_up > 0:
            yield EARLY(
                EarlyExit(
                    rule="service",
                    take_up=take_up,
                    service=self.service_years,
                    age_women=self.age_women,
                    age_men=self.age_men,
                )
            )
