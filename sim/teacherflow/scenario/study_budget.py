"""The key ``budget``: what the county may spend a year on allowances, in every scenario (M67).

It claims the term ``pay.budgets`` as a policy would, from the first day of burn-in on: a county has
a budget every year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from teacherflow.faults import Faults, Position, Refused
from teacherflow.policies.units import amount
from teacherflow.terms.laws import Claim
from teacherflow.terms.pay import PAY_BUDGETS, Budget
from teacherflow.text import Text
from teacherflow.yaml_tree import Node, Scalar, shown

CLAIMANT = "budget"
"""How the claim of the study is called; no instance of a policy may take this name."""

MOST_YUAN = 1e12


@dataclass(frozen=True)
class StudyBudget:
    """Yuan a year for all allowances that the county pays; claims like a policy."""

    yuan: float
    at: Position

    def active(self, year: int) -> bool:
        """A budget of the study has no dates."""
        return True

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the budget."""
        yield PAY_BUDGETS((Budget(CLAIMANT, self.yuan),))


def read_budget(key: str, node: Node, faults: Faults) -> StudyBudget | None:
    """Read a sum of money, in yuan a year or with a unit; mistakes go to ``faults``."""
    value = node.value if isinstance(node, Scalar) else None
    try:
        if isinstance(value, str):
            value = amount(value, "yuan/year")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Refused(_wanted(shown(node)))
        if not 0 <= value <= MOST_YUAN:
            raise Refused(_wanted(shown(node)))
    except Refused as refused:
        faults.error(node.at, key, refused.text)
        return None
    return StudyBudget(float(value), node.at)


def _wanted(found: str) -> Text:
    return Text(
        f"应为全县每年的津补贴预算，如 200万元/年（0 至 {MOST_YUAN / 1e12:g} 万亿元）；现为 {found}",
        f"must be what the county may spend on allowances a year, such as 2000000 or 200万元/年 "
        f"(0 to {MOST_YUAN:g} yuan); found {found}",
    )
