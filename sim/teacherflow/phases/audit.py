"""Phase audit: the ledger of the year, and inspection if a policy asks for it.

The official indicators are read by the results tables.
"""

from __future__ import annotations

import numpy as np

from teacherflow.allowances import Asked
from teacherflow.basic_pay import cost_of_floor, floor_claimant
from teacherflow.codes import Status
from teacherflow.phases.outlays import spend
from teacherflow.phases.receipts import tell_receipts
from teacherflow.phases.supervision import supervise
from teacherflow.state import STAGES, State
from teacherflow.terms.pay import MONTHS, PAY_ITEMS
from teacherflow.terms.posts import GRANTS


def audit(state: State) -> None:
    """Write one ledger line for each pay item: those addressed x yuan (x times) x months.

    What a floor of mean pay adds to basic pay is one line too.

    The items are what policies pay on top of basic pay; who works at a place this year is paid for
    that place, as far as the budgets reach (`teacherflow.phases.budgets`). What policies spend on
    other things stands in `teacherflow.phases.outlays`.
    Posts granted on top of the total cost what a teacher in service earns on average.
    """
    _price_grants(state)
    asked = Asked(state, np.flatnonzero(state.teachers.alive))
    for item in state.terms[PAY_ITEMS]:
        line = item.name.rpartition(".")[2]
        yuan = asked.cost(item) * state.pay_shares.get(item.name, 1.0)
        state.log.spend(state.year, item.policy, line, item.payer, yuan)
    if state.pay_lift > 1:
        state.log.spend(state.year, floor_claimant(state), "floor", "county", cost_of_floor(state))
    spend(state)
    tell_receipts(state)
    supervise(state)


def _price_grants(state: State) -> None:
    """Write the yearly pay of the posts granted so far, divided among the grants in force."""
    t, items = state.teachers, state.terms[GRANTS]
    named = sum(item.so_far for item in items)
    if not named:
        return
    yuan = 0.0
    for stage in STAGES:
        staff = t.alive & (t.status == Status.ESTABLISHED) & (t.stage == stage)
        if staff.any():
            yuan += float(state.stages.granted[stage] * t.pay[staff].mean()) * MONTHS
    for item in items:
        policy, _, line = item.name.rpartition(".")
        part = yuan * item.so_far / named
        state.log.spend(state.year, policy or line, line, "county", part)
