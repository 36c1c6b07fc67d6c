"""Teacher housing (M63)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.families import Family
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.pay import PAY_HOUSING, PAY_ITEMS, Felt, PayItem
from teacherflow.terms.who import Where
from teacherflow.text import Text


class Housing(PolicyModel):
    """教师周转房: flats at town and village schools for those who live far away.

    Flats are given out every September after all duties are settled: first to teachers on
    exchange who live more than `utility.housing_km` from the school, then to others who live more
    than `exchange.housing_far_km` from it, the farthest first. A flat is worth `utility.housing`
    to whoever has it, as long as he or she works there, so it holds people at remote schools;
    nobody reckons with a flat that is not yet given.
    """

    name = "housing"
    family = Family.PAY
    title = Text("教师周转房", "Teacher housing")
    summary = Text(
        "乡镇、乡村学校按在岗教师人数配置周转房，交流教师优先，其次为家离学校远的教师",
        "Flats at town and village schools by the number of staff, for teachers on exchange first, "
        "then for those who live far away",
    )
    mechanisms = ("M63",)
    touches: ClassVar[tuple[Term[Any], ...]] = (PAY_HOUSING, PAY_ITEMS)

    flats_per_100_staff: Annotated[
        float,
        about(
            "每百名乡镇、乡村在岗教师的套数",
            "Flats per 100 on duty in towns and villages",
            unit="flats/100 staff",
            low=0,
            high=60,
            source=Text(
                "巴南区 2021：周转房优先安排交流教师；套数为假设",
                "Banan District 2021 houses exchanged staff first; the number is an assumption",
            ),
            kind="assumption",
            uncertainty=(10, 40),
        ),
    ] = 20.0
    upkeep_yuan_per_month: Annotated[
        float,
        about(
            "每套入住周转房的维护、取暖、用水、上网费用",
            "Upkeep, heating, water and internet of a flat that is lived in",
            unit="yuan/month",
            low=0,
            high=5000,
            source=Text(
                "各地文件未给出数额；建设投入不计",
                "assumption: plans name no sum; building costs are left out",
            ),
            kind="assumption",
        ),
    ] = 300.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the flats and what they cost."""
        units = self.flats_per_100_staff * self.ramp(year)
        if units > 0:
            yield PAY_HOUSING(units)
            if self.upkeep_yuan_per_month > 0:
                lived_in = (Where("housing", 0),)
                name, yuan = f"{self.label}.upkeep", self.upkeep_yuan_per_month
                yield PAY_ITEMS((PayItem(name, lived_in, yuan, felt=Felt.UNFELT),))
