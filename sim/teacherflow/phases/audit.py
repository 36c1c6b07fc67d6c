"""Phase audit: the ledger of the year. The official indicators are read by the results tables."""

from __future__ import annotations

import numpy as np

from teacherflow.allowances import cost_of
from teacherflow.phases.outlays import spend
from teacherflow.phases.receipts import tell_receipts
from teacherflow.state import State
from teacherflow.terms.pay import PAY_ITEMS


def audit(state: State) -> None:
    """Write one ledger line for each pay item: those addressed x yuan (x times) x months.

    The items are what policies pay on top of base pay; who works at a place this year is paid for
    that place, as far as the budgets reach (`teacherflow.phases.budgets`). What policies spend on
    other things stands in `teacherflow.phases.outlays`.
    """
    rows = np.flatnonzero(state.teachers.alive)
    for item in state.terms[PAY_ITEMS]:
        line = item.name.rpartition(".")[2]
        yuan = cost_of(state, item, rows) * state.pay_shares.get(item.name, 1.0)
        state.log.spend(state.year, item.policy, line, item.payer, yuan)
    spend(state)
    tell_receipts(state)
