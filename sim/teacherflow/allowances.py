"""Allowances as arrays: whom each item of the bag ``pay.items`` addresses, and where."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.columns import F64, Bool, Table
from teacherflow.state import NOWHERE, State
from teacherflow.terms.pay import PAY_ITEMS, PayItem
from teacherflow.terms.who import Where


class Allowances(NamedTuple):
    """Items x people and items x sections; an item is paid where both are true.

    Attributes
    ----------
    yuan : (items,) float
        Yuan per month, the year's mean, as far as the budgets reach.
    to : (items, people) bool or float
        Whom the conditions on the teacher and on the post admit: how many times the item is paid
        (floats only if some item is paid by a column).
    at : (items, sections) bool
        Which sections of duty the conditions admit.
    """

    yuan: F64
    to: Bool | F64
    at: Bool


def satisfied(table: Table, conditions: tuple[Where, ...], rows: NDArray[np.int64]) -> Bool:
    """Tell which ``rows`` of a table meet all conditions (on columns of that table)."""
    admitted = np.ones(rows.size, dtype=bool)
    for where in conditions:
        values = table[where.name][rows]
        admitted &= within(where, values)
    return admitted


def within(where: Where, values: NDArray[Any]) -> Bool:
    """Tell which values of its column a condition admits."""
    admitted = np.ones(values.shape, dtype=bool)
    if where.low > -np.inf:
        admitted &= values >= where.low
    if where.high < np.inf:
        admitted &= values <= where.high
    if where.among:
        admitted &= np.isin(values, where.among)
    if where.but:
        admitted &= ~np.isin(values, where.but)
    return admitted


def addressed(state: State, who: tuple[Where, ...], rows: NDArray[np.int64]) -> Bool:
    """Tell which teachers meet the conditions on themselves and on their posts."""
    own = tuple(w for w in who if not w.of_section)
    of_post = tuple(w for w in who if w.column.startswith("post."))
    admitted = satisfied(state.teachers, own, rows)
    if of_post:
        post = state.teachers.post[rows].astype(np.int64)
        admitted &= (post != NOWHERE) & satisfied(state.sections, of_post, np.maximum(post, 0))
    return admitted


def meets(state: State, who: tuple[Where, ...], rows: NDArray[np.int64]) -> Bool:
    """Tell which teachers meet all conditions where they are now: own, post and duty."""
    admitted = addressed(state, who, rows)
    of_duty = tuple(w for w in who if w.column.startswith("duty."))
    if of_duty:
        duty = state.teachers.duty[rows].astype(np.int64)
        admitted &= (duty != NOWHERE) & satisfied(state.sections, of_duty, np.maximum(duty, 0))
    return admitted


def placed(state: State, who: tuple[Where, ...], sections: NDArray[np.int64]) -> Bool:
    """Tell which sections of duty meet the conditions (prefix ``duty.``)."""
    of_duty = tuple(w for w in who if w.column.startswith("duty."))
    return satisfied(state.sections, of_duty, sections)


def allowances(state: State, rows: NDArray[np.int64], sections: NDArray[np.int64]) -> Allowances:
    """Return this year's pay items for teachers ``rows`` at ``sections``."""
    items: tuple[PayItem, ...] = state.terms[PAY_ITEMS]
    if not items:
        return Allowances(
            np.zeros(0), np.zeros((0, rows.size), bool), np.zeros((0, sections.size), bool)
        )
    return Allowances(
        np.array([item.monthly * state.pay_shares.get(item.name, 1.0) for item in items]),
        np.array([_paid_times(state, item, rows) for item in items]),
        np.array([placed(state, item.who, sections) for item in items]),
    )


def _paid_times(state: State, item: PayItem, rows: NDArray[np.int64]) -> Bool | F64:
    """Return whether, or how many times, an item is paid to each of ``rows``."""
    admitted = addressed(state, item.who, rows)
    if not item.times:
        return admitted
    return np.where(admitted, state.teachers[item.times][rows].astype(np.float64), 0.0)


def cost_of(state: State, item: PayItem, rows: NDArray[np.int64]) -> float:
    """Return what an item costs in a year if ``rows`` are paid in full where they are now."""
    paid = rows[meets(state, item.who, rows)]
    times = float(state.teachers[item.times][paid].sum()) if item.times else paid.size
    return item.yuan * item.months * times
