"""What teachers are paid on top of base pay."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.terms.laws import BAG, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text

MONTHS = 12
"""Paid months of a full year."""


@dataclass(frozen=True)
class PayItem:
    """One allowance; one item is one line of the ledger.

    Attributes
    ----------
    name : str
        ``policy.line``: the two columns ``policy`` and ``item`` of the table ``spending``.
    who : tuple of Where
        Conditions on the teacher and on the section of duty (prefix ``duty.``).
    yuan : float
        Yuan per month of 2024 for each teacher addressed.
    payer : str
        ``county``, ``province`` or ``host``.
    times : str
        Column of the teacher by which ``yuan`` is multiplied; empty: 1.
    months : int
        Months of the year in which it is paid.
    """

    name: str
    who: tuple[Where, ...]
    yuan: float
    payer: str = "county"
    times: str = ""
    months: int = MONTHS

    @property
    def policy(self) -> str:
        """The policy whose line this is, as the ledger names it."""
        policy, _, line = self.name.rpartition(".")
        return policy or line

    @property
    def monthly(self) -> float:
        """Yuan per month, spread over the year: what a month of work is worth."""
        return self.yuan * (self.months / MONTHS)


@dataclass(frozen=True)
class Budget:
    """The most that a year may cost; whatever it covers is cut by one factor to fit.

    Attributes
    ----------
    yuan : float
        Yuan of 2024 a year.
    policy : str
        The policy whose allowances it covers; empty: all that the county pays.
    """

    name: str
    yuan: float
    policy: str = ""

    @property
    def rank(self) -> int:
        """A policy's own budget is spent before the county's is shared out."""
        return 0 if self.policy else 1

    def covers(self, item: PayItem) -> bool:
        """Tell whether an allowance is paid out of this budget."""
        return item.policy == self.policy if self.policy else item.payer == "county"


PAY_ITEMS: Term[tuple[PayItem, ...]] = Term(
    "pay.items",
    (),
    BAG,
    "yuan/month",
    "Allowances on top of base pay",
    source="no allowance without a policy; base pay holds the township allowance",
    kind="assumption",
    title=Text("基本工资之外的津补贴", "Allowances"),
)
PAY_BUDGETS: Term[tuple[Budget, ...]] = Term(
    "pay.budgets",
    (),
    BAG,
    "yuan/year",
    "Budgets that allowances must not exceed",
    source="no budget binds without a policy or the study's key budget",
    kind="assumption",
    title=Text("津补贴的年度预算", "Budgets of allowances"),
)
