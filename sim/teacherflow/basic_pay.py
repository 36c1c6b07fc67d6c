"""Basic pay, which is no allowance: lifted to a floor of its mean, and shared out by marks.

Both leave contract staff out, whose pay is a lump sum, and silver staff, who draw a pension. The
floor is announced on the first day of the school year from the roll as it then stands, and holds
until the next one. Units share out a part of basic pay by the marks of the appraisal: against the
mean mark of those who work there, weighed by their basic pay, so that what a unit pays in all
stays as it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents.worth import base_pay, town_pay
from teacherflow.codes import Away, Status
from teacherflow.columns import F64
from teacherflow.compiled import kernel
from teacherflow.state import State
from teacherflow.terms.appoint import WAITING
from teacherflow.terms.pay import MONTHS, PAY_FLOOR

type Rows = NDArray[np.int64]

_CONTRACT, _SILVER = int(Status.CONTRACT), int(Status.SILVER)


def plain_pay(state: State, rows: Rows, sections: Rows) -> F64:
    """Return basic pay before any lift or mark, in yuan per month.

    Parameters
    ----------
    sections : (n,) int
        Where each of ``rows`` works.

    Returns
    -------
    (n,) float
    """
    t = state.teachers
    pay = np.empty(rows.size)
    zone = state.sections.zone[sections]
    _fill(rows, zone, t.title_paid, t.service, t.status, t.role, state.parameters.utility, pay)
    return pay


@kernel
def _fill(
    rows: Any, zone: Any, title: Any, service: Any, status: Any, role: Any, p: Any, pay: Any
) -> None:
    for i in range(rows.size):
        r = rows[i]
        pay[i] = base_pay(title[r], service[r], status[r], role[r], p)
        pay[i] += town_pay(status[r], zone[i], p)


def on_the_scale(state: State) -> tuple[Rows, Rows]:
    """Return all but contract and silver staff with a place, and the section: of duty, else of the post."""
    t = state.teachers
    rows, sections = np.empty(t.rows, dtype=np.int64), np.empty(t.rows, dtype=np.int64)
    many = _list_paid(t.alive, t.status, t.duty, t.post, rows, sections)
    return rows[:many], sections[:many]


@kernel
def _list_paid(alive: Any, status: Any, duty: Any, post: Any, rows: Any, sections: Any) -> int:
    """Write who is paid on the scale, the section of each, and their number."""
    many = 0
    for row in range(alive.size):
        section = duty[row] if duty[row] >= 0 else post[row]
        on_scale = status[row] != _CONTRACT and status[row] != _SILVER
        if alive[row] and on_scale and section >= 0:
            rows[many], sections[many] = row, section
            many += 1
    return many


def announce_floor(state: State) -> None:
    """Set the factor that lifts mean basic pay to the floor, from the roll on the first day."""
    floor = state.terms[PAY_FLOOR]
    state.pay_lift = 1.0
    if floor <= 0:
        return
    rows, sections = on_the_scale(state)
    if rows.size:
        state.pay_lift = max(1.0, floor / float(plain_pay(state, rows, sections).mean()))


def compare_marks(state: State) -> None:
    """Write the mean mark of every unit, by the basic pay of those who work there."""
    rows, sections = on_the_scale(state)
    pay, unit = plain_pay(state, rows, sections), state.sections.unit
    paid, state.units.mean_mark[:] = np.zeros(state.units.rows), 0.0
    _average(rows, unit, sections, pay, state.teachers.mark, paid, state.units.mean_mark)


@kernel
def _average(
    rows: Any, unit: Any, sections: Any, pay: Any, mark: Any, paid: Any, mean: Any
) -> None:
    """Add up the ``mean`` mark of units by pay; ``paid`` is room for what they pay."""
    for i in range(rows.size):
        paid[unit[sections[i]]] += pay[i]
        mean[unit[sections[i]]] += pay[i] * mark[rows[i]]
    for of in range(mean.size):
        mean[of] /= paid[of] if paid[of] > 0.0 else 1.0


def cost_of_floor(state: State) -> float:
    """Return what the lift of basic pay costs in a year if all are paid where they are now.

    Who waits for a post draws a share of basic pay, and so of the lift.
    """
    t = state.teachers
    rows, sections = on_the_scale(state)
    placed = plain_pay(state, rows, sections).sum()
    idle = np.flatnonzero(
        t.alive
        & (t.duty < 0)
        & (t.post < 0)
        & (t.status != Status.CONTRACT)
        & ((t.away == Away.WAITING) | (t.away == Away.OFFICE))
        & (t.last_section >= 0)
    )
    share = np.where(t.away[idle] == Away.WAITING, state.terms[WAITING].pay, 1.0)
    held = share * plain_pay(state, idle, t.last_section[idle].astype(np.int64))
    return float(placed + held.sum()) * (state.pay_lift - 1.0) * MONTHS


def floor_claimant(state: State) -> str:
    """Return the policy that asks for the highest floor, of equal ones the first by name."""
    claims = state.terms.claimants[PAY_FLOOR]
    return max(claims, key=lambda claim: claim[1])[0]
