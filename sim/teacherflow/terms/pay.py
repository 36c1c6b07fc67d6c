"""What teachers are paid on top of base pay."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.terms.laws import BAG, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text


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
    """

    name: str
    who: tuple[Where, ...]
    yuan: float
    payer: str = "county"
    times: str = ""


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
