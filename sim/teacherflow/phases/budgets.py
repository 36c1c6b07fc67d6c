"""Budgets that bind: by how much the allowances of a year are cut so that none is exceeded.

The cut is announced on the first day of the school year, from the roll as it then stands, before
anybody returns, leaves or moves; everybody decides by the sums that are left. When all places of
the year are taken it is settled: if more have come than were expected, the sums are cut once more;
if fewer have, what was announced is paid and the rest of the budget stays unspent. So the ledger
never exceeds a budget, and nobody is paid more than was announced.

One factor cuts all that a budget covers. A policy's own budget comes first; what it leaves is
then measured against a budget of the county.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import fsum

import numpy as np

from teacherflow.allowances import Asked
from teacherflow.basic_pay import announce_floor
from teacherflow.state import State
from teacherflow.terms.pay import PAY_BUDGETS, PAY_ITEMS


def announce(state: State) -> None:
    """Set the share of each allowance that this year's roll seems to leave room for.

    The floor of mean pay is announced with it; basic pay is no allowance and no budget covers it.
    """
    state.pay_shares = _within_budgets(state, {})
    announce_floor(state)


def settle(state: State) -> None:
    """Cut the announced shares once more if this year's places cost more than was expected."""
    state.pay_shares = _within_budgets(state, state.pay_shares)


def _within_budgets(state: State, announced: Mapping[str, float]) -> dict[str, float]:
    """Return the share of each item by name; items that no budget covers are left out."""
    items, shares = state.terms[PAY_ITEMS], dict[str, float]()
    if not state.terms[PAY_BUDGETS]:
        return shares
    asked = Asked(state, np.flatnonzero(state.teachers.alive))
    costs: dict[str, float] = {}
    for budget in state.terms[PAY_BUDGETS]:
        covered = [item for item in items if budget.covers(item)]
        for item in covered:
            if item.name not in costs:
                costs[item.name] = asked.cost(item)
                shares[item.name] = announced.get(item.name, 1.0)
        outlay = fsum(costs[item.name] * shares[item.name] for item in covered)
        if outlay > budget.yuan:
            for item in covered:
                shares[item.name] *= budget.yuan / outlay
    return shares
