"""What the forms of exchange have in common: distance, caps, and what is paid to those away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from teacherflow.codes import Away, Status
from teacherflow.parameters.about import about
from teacherflow.policies.away_money import USAGE, AwayMoney
from teacherflow.policies.base import PolicyModel
from teacherflow.terms.exchange import FORMS, Form, form_key
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.pay import PAY_ITEMS, PayItem
from teacherflow.terms.who import Where
from teacherflow.text import Text

BANAN = Text("巴南区 2021 年材料", "Banan District, account of 2021")
ESTABLISHED = Where("status", Status.ESTABLISHED, Status.ESTABLISHED)


class FormLimits(PolicyModel):
    """How far the teachers of a form go, and how many of a school."""

    km_most: Annotated[
        float,
        about(
            "交流的最远路程",
            "Farthest host by road",
            unit="km",
            low=0,
            high=300,
            source=USAGE,
            kind="assumption",
        ),
    ] = 40.0
    school_cap: Annotated[
        float,
        about(
            "每校每年派出或接收的上限（占在岗教师）",
            "Most who go or come a year, share of a school's staff (at least one)",
            unit="share",
            low=0,
            high=1,
            source=USAGE,
            kind="assumption",
        ),
    ] = 0.15


class FormPolicy(AwayMoney, FormLimits):
    """A policy that sends teachers for a term; they keep their posts, and all of them return.

    A subclass says in `forms` how many are sent a year, who, and where to. Whoever is away draws
    the pay of the home post and what the host school's place pays, travel money and meals. The
    exchange clock restarts when the term ends. Nobody is sent who is pregnant or nursing, seriously
    ill, bonded, the only teacher of a subject, a leader, in the first year at a place or on
    exchange already.
    """

    touches: ClassVar[tuple[Term[Any], ...]] = (FORMS, PAY_ITEMS)

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the forms with a number above zero, and what is paid to those away under them."""
        forms = tuple(form for form in self.forms(year) if form.amount > 0)
        if forms:
            yield FORMS(forms)
        paid = tuple(self.paid())
        if paid:
            yield PAY_ITEMS(paid)

    def idle(self) -> frozenset[str]:
        """Return what has no effect beside the other values."""
        return frozenset({"trips_per_month"} if self.travel_yuan_per_km == 0 else ())

    def forms(self, year: int) -> Iterator[Form]:
        """Yield the forms of ``year``."""
        raise NotImplementedError

    def form(self, line: str = "duty", **said: Any) -> Form:
        """Return a form with the values that all of them share."""
        shared = {
            "km_most": self.km_most,
            "out_most": self.school_cap,
            "in_most": self.school_cap,
            "return_chance": 1.0,
        }
        return Form(name=f"{self.label}.{line}", **{**shared, **said})

    def paid(self) -> Iterator[PayItem]:
        """Yield what is paid to those on exchange under the policy."""
        yield from self.away_money(self.sent())

    def sent(self, away: Away = Away.EXCHANGE) -> tuple[Where, ...]:
        """Return who is away under the form of the policy that leaves the posts."""
        key = form_key(f"{self.label}.duty")
        return (Where("away", away, away), Where("away_form", key, key))
