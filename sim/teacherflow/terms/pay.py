"""What teachers are paid on top of basic pay."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from teacherflow.terms.laws import BAG, MOST, ONE, SUM, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text

MONTHS = 12
"""Paid months of a full year."""


class Felt(IntEnum):
    """How teachers feel what an item costs."""

    PAY = 0
    AMENITY = 1
    UNFELT = 2


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
    felt : Felt
        ``PAY``: part of pay; ``AMENITY``: as good as so much in hand, but no pay (care, meals at
        school); ``UNFELT``: costs only.
    once : str
        Of all items with this word nobody draws more than one, the largest; of equal ones the
        first by name. Empty: paid whatever else is. Such items address people, not places.
    """

    name: str
    who: tuple[Where, ...]
    yuan: float
    payer: str = "county"
    times: str = ""
    months: int = MONTHS
    felt: Felt = Felt.PAY
    once: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be compared before the place is known."""
        if self.once and any(where.column.startswith("duty.") for where in self.who):
            raise ValueError(f"{self.name}: what is paid once must not depend on the place of duty")

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

    What teachers do not draw (`Felt.UNFELT`) is no allowance, so no budget covers it.

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
        if item.felt is Felt.UNFELT:
            return False
        return item.policy == self.policy if self.policy else item.payer == "county"


@dataclass(frozen=True, kw_only=True)
class PerformancePay:
    """A part of basic pay that units share out by the mark of the last appraisal.

    Attributes
    ----------
    share : float
        Part of basic pay that is shared out.
    spread : float
        What one step of the mark moves this part: excellent +1, passed 0, failed -1 step.
    effort : float
        What it adds to the effort of those whose pay is shared out (1 is the usual effort).
    """

    share: float = 0.0
    spread: float = 0.0
    effort: float = 0.0

    @property
    def at_stake(self) -> float:
        """Part of basic pay that one step of the mark moves."""
        return self.share * self.spread


PAY_ITEMS: Term[tuple[PayItem, ...]] = Term(
    "pay.items",
    (),
    BAG,
    "yuan/month",
    "Allowances on top of basic pay",
    source="no allowance without a policy; basic pay holds the township allowance",
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
PAY_HOUSING: Term[float] = Term(
    "pay.housing",
    0.0,
    SUM,
    "flats/100 staff",
    "Flats of teacher housing per 100 on duty in town and village schools",
    source="none without a policy",
    kind="assumption",
    title=Text("教师周转房", "Teacher housing"),
)
PAY_PERFORMANCE: Term[PerformancePay] = Term(
    "pay.performance",
    PerformancePay(),
    ONE,
    "",
    "Part of basic pay that units share out by appraisal",
    source="without a policy a mark moves no pay",
    kind="assumption",
    title=Text("按考核分配的绩效工资", "Performance pay"),
)
PAY_FLOOR: Term[float] = Term(
    "pay.floor",
    0.0,
    MOST,
    "yuan/month",
    "What mean basic pay must reach; all basic pay is lifted by one factor to meet it",
    source="no floor without a policy",
    kind="assumption",
    title=Text("平均工资下限", "Floor of mean pay"),
)
