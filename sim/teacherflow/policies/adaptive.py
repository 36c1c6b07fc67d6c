"""Shares of the forms of exchange that follow the gaps (M29)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.families import Family
from teacherflow.terms.exchange import FEEDBACK, FEEDBACK_MOST
from teacherflow.terms.laws import Claim, Term
from teacherflow.text import Text


class AdaptiveForms(PolicyModel):
    """比例据实化: the numbers of the forms of exchange follow the gaps that they are to close.

    Every form that the bureau gives a quota keeps a weight. Each year it is multiplied by
    exp(``gain`` x (gap of the form - mean gap)) and kept between 1 / ``most`` and ``most``; all
    forms together send as many as they would by themselves. Acts only beside two or more forms.
    """

    name = "adaptive_forms"
    family = Family.EXCHANGE
    title = Text("比例据实化", "Shares of the forms follow the gaps")
    summary = Text(
        "各交流形式的人数比例每年随其所要弥补的缺口调整：缺口大的形式多派，总人数不变；与两种以上交流形式同用才有作用",
        "Each year the forms of exchange whose gaps are larger get a larger part of the same "
        "total; acts only beside two or more forms",
    )
    mechanisms = ("M29",)
    touches: ClassVar[tuple[Term[Any], ...]] = (FEEDBACK, FEEDBACK_MOST)

    gain: Annotated[
        float,
        about(
            "调整力度",
            "Gain of the feedback: log change of a weight per unit of gap, a year",
            unit="log",
            low=0,
            high=10,
            uncertainty=(0.0, 3.0),
            source=Text(
                "巴南区：各形式比例据实确定，每年一调；力度未公布",
                "assumption: Banan District sets the shares by the facts every year; how strongly "
                "is not published",
            ),
            kind="assumption",
        ),
    ] = 1.0
    most: Annotated[
        float,
        about(
            "权重上限（下限为其倒数）",
            "Highest weight of a form (the lowest is its reciprocal)",
            unit="factor",
            low=1,
            high=100,
            uncertainty=(2.0, 10.0),
            source=Text(
                "任何形式都不取消，也不独占",
                "assumption: no form is given up, and none crowds out the others",
            ),
            kind="assumption",
        ),
    ] = 3.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the gain and the bound; nothing without a gain."""
        gain = self.gain * self.ramp(year)
        if gain > 0:
            yield FEEDBACK(gain)
            yield FEEDBACK_MOST(self.most)

    def idle(self) -> frozenset[str]:
        """Return what has no effect beside the other values."""
        return frozenset({"most"} if self.gain == 0 else ())
