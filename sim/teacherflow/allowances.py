"""Allowances as arrays: whom each item of the bag ``pay.items`` addresses, and where."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.columns import F64, Bool, Table
from teacherflow.state import NOWHERE, State
from teacherflow.terms.pay import PAY_ITEMS, Felt, PayItem
from teacherflow.terms.who import Where

_FEW = 8
"""Up to so many values are faster compared one by one."""


class Allowances(NamedTuple):
    """Items x people and items x sections; an item is paid where both are true.

    Attributes
    ----------
    yuan : (items,) float
        Yuan per month, the year's mean, as far as the budgets reach.
    to : (items, people) bool
        Whom the conditions on the teacher and on the post admit.
    at : (items, sections) bool
        Which sections of duty the conditions admit.
    amenity : (items,) bool
        What is felt beside pay, not in it.
    by : (items,) int
        By which row of ``times`` an item is multiplied.
    times : (rows, people) float
        How many times items are paid; the first row is 1 for all.
    """

    yuan: F64
    to: Bool
    at: Bool
    amenity: Bool
    by: NDArray[np.int64]
    times: F64


def satisfied(table: Table, conditions: tuple[Where, ...], rows: NDArray[np.int64]) -> Bool:
    """Tell which ``rows`` of a table meet all conditions (on columns of that table)."""
    admitted = np.ones(rows.size, dtype=bool)
    for where in conditions:
        values = table[where.name][rows]
        admitted &= within(where, values)
    return admitted


def within(where: Where, values: NDArray[Any]) -> Bool:
    """Tell which values of its column a condition admits."""
    if where.low == where.high:
        admitted = values == where.low
    else:
        admitted = np.ones(values.shape, dtype=bool)
        if where.low > -np.inf:
            admitted &= values >= where.low
        if where.high < np.inf:
            admitted &= values <= where.high
    if where.among:
        listed = where.among
        if len(listed) <= _FEW:
            admitted &= np.logical_or.reduce([values == one for one in listed])
        else:
            admitted &= np.isin(values, listed)
    for one in where.but:
        admitted &= values != one
    return np.asarray(admitted)


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
    of_duty = tuple(w for w in who if _of_duty(w))
    if of_duty:
        duty = state.teachers.duty[rows].astype(np.int64)
        admitted &= (duty != NOWHERE) & satisfied(state.sections, of_duty, np.maximum(duty, 0))
    return admitted


def placed(state: State, who: tuple[Where, ...], sections: NDArray[np.int64]) -> Bool:
    """Tell which sections of duty meet the conditions (prefix ``duty.``)."""
    of_duty = tuple(w for w in who if _of_duty(w))
    return satisfied(state.sections, of_duty, sections)


def allowances(state: State, rows: NDArray[np.int64], sections: NDArray[np.int64]) -> Allowances:
    """Return this year's pay items for teachers ``rows`` at ``sections``.

    Items that address none of them are left out.
    """
    asked = Asked(state, rows)
    felt = (item for item in state.terms[PAY_ITEMS] if item.felt is not Felt.UNFELT)
    items = tuple(item for item in felt if asked.addresses(item))
    if not items:
        return no_allowances(rows.size, sections.size)
    columns = ("", *sorted({item.times for item in items if item.times}))
    return Allowances(
        np.array([item.monthly * state.pay_shares.get(item.name, 1.0) for item in items]),
        np.array([asked.draws(item) for item in items]),
        _places(state, items, sections),
        np.array([item.felt is Felt.AMENITY for item in items]),
        np.array([columns.index(item.times) for item in items]),
        np.array([asked.times(column) for column in columns]),
    )


def _places(state: State, items: tuple[PayItem, ...], sections: NDArray[np.int64]) -> Bool:
    """Return at which sections of duty items are paid, (items, sections)."""
    at = np.ones((len(items), sections.size), dtype=bool)
    duty_of = _plan_of(state.terms[PAY_ITEMS]).duty_of
    for k, item in enumerate(items):
        if duty_of[item.name]:
            at[k] = placed(state, duty_of[item.name], sections)
    return at


def no_allowances(people: int, sections: int) -> Allowances:
    """Return no items for so many people and sections."""
    nothing = np.zeros(0)
    to, at = np.zeros((0, people), dtype=bool), np.zeros((0, sections), dtype=bool)
    return Allowances(
        nothing, to, at, nothing.astype(bool), nothing.astype(np.int64), np.ones((1, people))
    )


class _Plan:
    """Pay items taken apart: which conditions they share, asked hundreds of times a year.

    Attributes
    ----------
    conditions : list of Where
        All conditions on the teacher and on the post, each once.
    claims : list of tuple of int
        Sets of conditions that items ask for, each once, by their places in ``conditions``.
    claim_of : dict of str to int
        Which of these sets an item asks for, by its name.
    duty_of : dict of str to tuple of Where
        What an item asks of the place of duty.
    rivals : dict of str to list of PayItem
        Items of which nobody draws more than one, by their common word, in the order of names.
    """

    def __init__(self, items: tuple[PayItem, ...]) -> None:
        self.items = items
        self.conditions: list[Where] = []
        self.claims: list[tuple[int, ...]] = []
        self.claim_of: dict[str, int] = {}
        self.duty_of: dict[str, tuple[Where, ...]] = {}
        self.rivals: dict[str, list[PayItem]] = {}
        for item in sorted(items, key=lambda item: item.name):
            self._take_apart(item)

    def _take_apart(self, item: PayItem) -> None:
        own = [where for where in item.who if not _of_duty(where)]
        for where in own:
            if where not in self.conditions:
                self.conditions.append(where)
        claim = tuple(self.conditions.index(where) for where in own)
        if claim not in self.claims:
            self.claims.append(claim)
        self.claim_of[item.name] = self.claims.index(claim)
        self.duty_of[item.name] = tuple(where for where in item.who if _of_duty(where))
        if item.once:
            self.rivals.setdefault(item.once, []).append(item)


_PLANS: dict[int, _Plan] = {}
_MOST_PLANS = 64


def _plan_of(items: tuple[PayItem, ...]) -> _Plan:
    """Return the plan of the items of a settled year; they are the same object all year long."""
    plan = _PLANS.get(id(items))
    if plan is None or plan.items is not items:
        if len(_PLANS) >= _MOST_PLANS:
            _PLANS.clear()
        plan = _PLANS[id(items)] = _Plan(items)
    return plan


class Asked:
    """What items pay to some teachers; conditions that many items share are looked up once.

    It holds for the moment at which it is made: make a new one when the state has changed.
    """

    def __init__(self, state: State, rows: NDArray[np.int64]) -> None:
        self.state, self.rows, self.plan = state, rows, _plan_of(state.terms[PAY_ITEMS])
        self._values: dict[str, NDArray[Any]] = {}
        self._answers: dict[int, Bool | None] = {}
        self._claims: dict[int, Bool | None] = {}
        self._best: dict[str, tuple[F64, NDArray[np.int64]]] = {}

    def addresses(self, item: PayItem) -> bool:
        """Tell whether an item addresses anybody, the place of duty aside."""
        return self._claim(item) is not None

    def draws(self, item: PayItem) -> Bool:
        """Tell who draws an item, wherever they work."""
        claim = self._claim(item)
        if claim is None:
            return np.zeros(self.rows.size, dtype=bool)
        return claim & ~self._outbid(item) if item.once else claim

    def is_paid(self, item: PayItem) -> Bool:
        """Tell to whom an item is paid where they are now."""
        paid = self.draws(item)
        for where in self.plan.duty_of[item.name]:
            paid = paid & self._answer(where)
        return paid

    def times(self, column: str) -> F64:
        """Return how many times items are paid that are paid by a column; without one, once."""
        if not column:
            return np.ones(self.rows.size)
        return self._column(column).astype(np.float64)

    def cost(self, item: PayItem) -> float:
        """Return what an item costs in a year if all are paid in full where they are now."""
        paid = self.rows[self.is_paid(item)]
        times = float(self.state.teachers[item.times][paid].sum()) if item.times else paid.size
        return item.yuan * item.months * times

    def _claim(self, item: PayItem) -> Bool | None:
        """Tell who would draw an item if no other took its place; None: nobody."""
        claim = self.plan.claim_of[item.name]
        if claim not in self._claims:
            self._claims[claim] = self._all_of(self.plan.claims[claim])
        return self._claims[claim]

    def _all_of(self, conditions: tuple[int, ...]) -> Bool | None:
        """Tell who meets all conditions; None: nobody."""
        admitted: Bool | None = None
        for k in conditions:
            if k not in self._answers:
                found = self._answer(self.plan.conditions[k])
                self._answers[k] = found if found.any() else None
            answer = self._answers[k]
            if answer is None:
                return None
            admitted = answer if admitted is None else admitted & answer
        if admitted is None:
            return np.ones(self.rows.size, dtype=bool)
        return admitted if len(conditions) < 2 or admitted.any() else None

    def _sum(self, item: PayItem) -> F64:
        """Return the yuan per month that an item offers to each."""
        claim = self._claim(item)
        if claim is None:
            return np.zeros(self.rows.size)
        return item.monthly * np.where(claim, self.times(item.times), 0.0)

    def _outbid(self, item: PayItem) -> Bool:
        """Tell who draws another item of the same kind, which is larger (or equal, and first)."""
        if item.once not in self._best:
            self._best[item.once] = self._largest(item.once)
        best, first = self._best[item.once]
        own, place = self._sum(item), self.plan.rivals[item.once].index(item)
        return np.asarray((best > own) | ((own > 0) & (first != place)))

    def _largest(self, once: str) -> tuple[F64, NDArray[np.int64]]:
        """Return the largest sum of a kind for each, and which item offers it first."""
        best, first = np.zeros(self.rows.size), np.zeros(self.rows.size, dtype=np.int64)
        for place, rival in enumerate(self.plan.rivals[once]):
            if self.addresses(rival):
                offered = self._sum(rival)
                larger = offered > best
                best[larger], first[larger] = offered[larger], place
        return best, first

    def _answer(self, where: Where) -> Bool:
        if not where.of_section:
            return within(where, self._column(where.column))
        place = self._column(where.column.partition(".")[0])
        values = self.state.sections[where.name][np.maximum(place, 0)]
        return np.asarray((place != NOWHERE) & within(where, values))

    def _column(self, name: str) -> NDArray[Any]:
        if name not in self._values:
            self._values[name] = self.state.teachers[name][self.rows]
        return self._values[name]


def _of_duty(where: Where) -> bool:
    return where.column.startswith("duty.")
