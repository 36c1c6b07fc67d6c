"""Phase audit: the ledger of the year. The official indicators are read by the results tables."""

from __future__ import annotations

import numpy as np

from teacherflow.allowances import meets
from teacherflow.phases.outlays import spend
from teacherflow.state import State
from teacherflow.terms.pay import PAY_ITEMS

MONTHS = 12
"""Paid months of a school year."""


def audit(state: State) -> None:
    """Write one ledger line for each pay item: those addressed x yuan (x times) x 12 months.

    The items are what policies pay on top of base pay; who works at a place this year is paid for
    that place. What policies spend on other things stands in `teacherflow.phases.outlays`.
    """
    rows = np.flatnonzero(state.teachers.alive)
    for item in state.terms[PAY_ITEMS]:
        policy, _, line = item.name.rpartition(".")
        paid = rows[meets(state, item.who, rows)]
        times = float(state.teachers[item.times][paid].sum()) if item.times else paid.size
        yuan = item.yuan * MONTHS * times
        state.log.spend(state.year, policy or line, line, item.payer, yuan)
    spend(state)
