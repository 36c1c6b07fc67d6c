"""The statutory pension ages since 2025."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field

from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.families import Family
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.leave import EARLY, STATUTE, EarlyExit
from teacherflow.text import Text

OPTION_MONTHS = 36
"""Most months by which retirement may be brought forward or put off (NPC decision of 13 September
2024)."""


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

    from_: int | None = Field(2025, alias="from", strict=True)
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
