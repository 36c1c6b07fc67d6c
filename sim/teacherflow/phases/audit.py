"""Phase audit: the ledger of the year. The official indicators are read by the results tables."""

from __future__ import annotations

import numpy as np

from teacherflow.allowances import meets
from teacherflow.codes import Status
from teacherflow.state import STAGES, State
from teacherflow.terms.pay import PAY_ITEMS
from teacherflow.terms.posts import GRANTS

MONTHS = 12
"""Paid months of a school year."""


def audit(state: State) -> None:
    """Write one ledger line for each pay item: those addressed x yuan (x times) x 12 months.

    The items are what policies pay on top of base pay; who works at a place this year is paid for
    that place. Posts granted on top of the total cost what a teacher in service earns on average.
    """
    _price_grants(state)
    rows = np.flatnonzero(state.teachers.alive)
    for item in state.terms[PAY_ITEMS]:
        policy, _, line = item.name.rpartition(".")
        paid = rows[meets(state, item.who, rows)]
        times = float(state.teachers[item.times][paid].sum()) if item.times else paid.size
        yuan = item.yuan * MONTHS * times
        state.log.spend(state.year, policy or line, line, item.payer, yuan)


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
