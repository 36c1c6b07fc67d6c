"""Inspection of balance and what it makes people do (M86)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.families import Family
from teacherflow.terms.audit import GAMING, PRESSURE
from teacherflow.terms.laws import Claim, Term
from teacherflow.text import Text

_LINES = Text(
    "督导标准见教督〔2017〕6号；反应的力度为假设",
    "the lines are those of Jiaodu [2017] No. 6; how strongly people react is an assumption",
)


class Supervision(PolicyModel):
    """督导、监测与整改: the bureau works on the item that failed worst, schools on its figure.

    Each year the official lines are audited. Next year the schools that fall short of the minimum
    of the worst item count 1 + `pressure` in the lists of recruitment and among the hosts of
    exchange, arts and PE are asked for more where these are short, and backbones are named there
    more easily. Schools may also meet the line on paper: each year `gaming` of the backbones that
    they lack are named without any change in what they do. It costs nothing. Zero claims nothing.
    """

    name = "supervision"
    title = Text("督导、监测与整改", "Inspection, monitoring and correction")
    summary = Text(
        "每年按优质均衡标准督导；下一年招聘、交流和骨干评选向最差一项不达标的学校倾斜；学校也可能只在名义上补足骨干",
        "Official indicators are audited yearly; next year hiring, exchange and the naming of "
        "backbones favour schools short of the item that failed worst; schools may also name "
        "backbones on paper only",
    )
    family = Family.SUPERVISION
    mechanisms = ("M86",)
    touches: ClassVar[tuple[Term[Any], ...]] = (PRESSURE, GAMING)

    pressure: Annotated[
        float,
        about(
            "最差项学校的权重增量", "Added weight of schools short of the worst item", unit="share",
            low=0, high=3, source=_LINES, kind="assumption", uncertainty=(0.2, 1.0),
        ),
    ] = 0.5  # fmt: skip
    gaming: Annotated[
        float,
        about(
            "每年以名义骨干补足的缺口比例",
            "Backbones named on paper only, share of what schools lack to the minimum, a year",
            unit="share/year", low=0, high=1, source=_LINES, kind="assumption",
            uncertainty=(0.0, 0.4),
        ),
    ] = 0.2  # fmt: skip

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the pressure and the names in name only, as far as they are phased in."""
        if pressure := self.pressure * self.ramp(year):
            yield PRESSURE(pressure)
        if gaming := self.gaming * self.ramp(year):
            yield GAMING(gaming)
