"""What policies spend on other things than pay: costs, and investment that teachers feel later."""

from __future__ import annotations

import numpy as np

from teacherflow import staffing
from teacherflow.allowances import meets, satisfied
from teacherflow.columns import I64
from teacherflow.state import EQUIPMENT_YEARS, State
from teacherflow.terms.outlays import COSTS, INVESTMENTS, Cost, Per
from teacherflow.terms.who import Where


def spend(state: State) -> None:
    """Write the ledger lines of costs and investments; new equipment is felt from next year on."""
    costs, investments = state.terms[COSTS], state.terms[INVESTMENTS]
    named = [*(item.at for item in costs), *(item.at for item in investments)]
    survey_weak(state, [where for at in named for where in at])
    for cost in costs:
        _book(state, cost.name, cost.payer, cost.yuan * _addressed(state, cost))
    s = state.sections
    new = s.equipment[:, state.year % EQUIPMENT_YEARS]
    new[:] = 0.0
    for item in investments:
        at = sections(state, item.at)
        new[at] += item.yuan_per_pupil
        _book(state, item.name, item.payer, item.yuan_per_pupil * float(s.pupils[at].sum()))


def survey_weak(state: State, conditions: list[Where]) -> None:
    """Bring the column ``weak`` of sections up to date if one of the conditions asks for it."""
    if any(where.name == "weak" for where in conditions):
        state.sections.weak[:] = staffing.is_weak(state)


def sections(state: State, at: tuple[Where, ...]) -> I64:
    """Return the open sections that meet all conditions."""
    rows = np.flatnonzero(state.sections.open)
    return rows[satisfied(state.sections, at, rows)]


def _addressed(state: State, cost: Cost) -> int:
    """Count the persons or sections for which a cost is paid."""
    if cost.per is Per.SECTION:
        return int(sections(state, cost.at).size)
    rows = np.flatnonzero(state.teachers.alive)
    return int(np.count_nonzero(meets(state, cost.who, rows)))


def _book(state: State, name: str, payer: str, yuan: float) -> None:
    policy, _, line = name.rpartition(".")
    state.log.spend(state.year, policy or line, line, payer, yuan)
