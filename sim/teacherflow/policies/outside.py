"""Aid outside the county, which counts as rural service (M37)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from teacherflow.codes import Away
from teacherflow.parameters.about import about
from teacherflow.policies.away_money import USAGE
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.choices import CHOSEN_BY, among
from teacherflow.policies.families import Family
from teacherflow.policies.forms_parameters import BANAN, ESTABLISHED
from teacherflow.terms.exchange import (
    FORMS,
    Backfill,
    Basis,
    Chooser,
    Direction,
    Form,
    Volunteers,
    form_key,
)
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.pay import PAY_ITEMS, PayItem
from teacherflow.terms.who import Where
from teacherflow.text import Text

_CHOOSERS = {"school": Chooser.SCHOOL, "lottery": Chooser.LOTTERY}


class OutsideAid(PolicyModel):
    """对口帮扶: a few teachers a year serve in another county; the years count as rural service.

    They keep their posts, teach nobody in the county meanwhile, and return when the term ends.
    Schools or a lottery name them; nobody comes in return. Whether the years count for a title is
    said there (``counts.outside_aid`` of ``title_prerequisite``).
    """

    name = "outside_aid"
    family = Family.EXCHANGE
    title = Text("对口帮扶外区任教", "Aid outside the county")
    summary = Text(
        "每年选派少数教师到外区县对口帮扶任教，期间保留编制岗位，计入农村任教经历，期满返回",
        "A few teachers a year serve in another county, keep their posts and return; the years "
        "count as rural service",
    )
    mechanisms = ("M37",)
    touches: ClassVar[tuple[Term[Any], ...]] = (FORMS, PAY_ITEMS)

    share: Annotated[
        float,
        about(
            "每年派出占在编教师的比例",
            "Sent each year, share of established staff",
            unit="share",
            low=0,
            high=0.1,
            source=Text("材料未给人数", "assumption: the documents name no number"),
            kind="assumption",
            uncertainty=(0.0, 0.005),
        ),
    ] = 0.001
    years: Annotated[
        int,
        about("帮扶期限", "Length", unit="years", low=1, high=3, source=BANAN, kind="assumption"),
    ] = 1
    chosen_by: Annotated[
        Literal["school", "lottery"],
        about(
            "由谁确定人选",
            "Who names them",
            choices=among(CHOSEN_BY, "school", "lottery"),
            source=USAGE,
            kind="assumption",
        ),
    ] = "school"
    allowance_yuan_per_month: Annotated[
        float,
        about(
            "帮扶期间补助（省级承担）",
            "Allowance while away, paid by the province",
            unit="yuan/month",
            low=0,
            high=10000,
            source=Text(
                "比照三区支教计划每年约 2 万元",
                "assumption: as in the programme for three kinds of areas, about 20,000 a year",
            ),
            kind="assumption",
        ),
    ] = 1667.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the form and the allowance."""
        amount = self.share * self.ramp(year)
        if amount > 0:
            yield FORMS((self._form(amount),))
        if self.allowance_yuan_per_month > 0:
            key = form_key(f"{self.label}.duty")
            who = (
                Where("away", Away.OUTSIDE, Away.OUTSIDE),
                Where("away_form", key, key),
            )
            yuan = self.allowance_yuan_per_month
            yield PAY_ITEMS((PayItem(f"{self.label}.allowance", who, yuan, "province"),))

    def _form(self, amount: float) -> Form:
        return Form(
            name=f"{self.label}.duty",
            rank=25,
            who=(ESTABLISHED,),
            amount=amount,
            basis=Basis.STAFF,
            years=self.years,
            outside=True,
            direction=Direction.ANY,
            volunteers=Volunteers.NONE,
            chosen_by=_CHOOSERS[self.chosen_by],
            backfill=Backfill.NONE,
            return_chance=1.0,
        )
