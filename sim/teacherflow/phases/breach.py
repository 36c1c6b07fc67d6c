"""Those who leave before their bond ends pay back what their studies cost (phase leave)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from teacherflow.allowances import meets
from teacherflow.columns import F64
from teacherflow.phases.telling import tell, watched_in
from teacherflow.state import State
from teacherflow.terms.leave import BREACHES, Breach

type Rows = NDArray[np.int64]


def repay(state: State, gone: Rows) -> None:
    """Book what is paid back by those who quit or leave the county; tell the person watched.

    Parameters
    ----------
    gone : (n,) int
        Rows of those who quit or leave the county this year, still in service.
    """
    for item in state.terms[BREACHES]:
        policy, _, line = item.name.rpartition(".")
        paid = item.booked * float(owed(state, item, gone).sum())
        state.log.spend(state.year, policy, line, item.receiver, -paid)
        _tell(state, item, policy, gone)


def owed(state: State, item: Breach, rows: Rows) -> F64:
    """Return the yuan that each would pay back: for the years of the bond not served."""
    bound = state.teachers.bond_until[rows] - state.year
    left = np.clip(bound, 0, item.years) * meets(state, item.who, rows)
    return np.asarray(item.yuan * left / item.years)


def _tell(state: State, item: Breach, policy: str, gone: Rows) -> None:
    """Tell what leaving would cost, or did, and whom it goes to."""
    t = state.teachers
    me = (
        np.flatnonzero(t.alive & (t.id == state.log.watched))
        if state.log.watched >= 0
        else gone[:0]
    )
    if not me.size or not (yuan := float(owed(state, item, me)[0])):
        return
    what = "leave.bound" if watched_in(state, gone) is None else "leave.breached"
    years = int(t.bond_until[me[0]]) - state.year
    tell(state, what, policy=policy, years=years, yuan=yuan, receiver=item.receiver)
