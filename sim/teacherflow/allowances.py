"""Allowances as arrays: whom each item of the bag ``pay.items`` addresses, and where."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.columns import F64, Bool, Table
from teacherflow.state import NOWHERE, State
from teacherflow.terms.pay import PAY_ITEMS, Felt, PayItem
from teacherflow.terms.who import Where


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
        admitted &= np.isin(values, where.among)
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
    for k, item in enumerate(items):
        if any(_of_duty(where) for where in item.who):
            at[k] = placed(state, item.who, sections)
    return at


def no_allowances(people: int, sections: int) -> Allowances:
    """Return no items for so many people and sections."""
    nothing = np.zeros(0)
    to, at = np.zeros((0, people), dtype=bool), np.zeros((0, sections), dtype=bool)
    return Allowances(
        nothing, to, at, nothing.astype(bool), nothing.astype(np.int64), np.ones((1, people))
    )


class Asked:
    """What items pay to some teachers; conditions that many items share are looked up once.

    It holds for the moment at which it is made: make a new one when the state has changed.
    """

    def __init__(self, state: State, rows: NDArray[np.int64]) -> None:
        self.state, self.rows = state, rows
        self._values: dict[str, NDArray[Any]] = {}
        self._answers: dict[Where, Bool | None] = {}
        self._claims: dict[tuple[Where, ...], Bool | None] = {}
        self._best: dict[str, tuple[F64, NDArray[np.int64], list[str]]] = {}

    def addresses(self, item: PayItem) -> bool:
        """Tell whether an item addresses anybody, the place of duty aside."""
        return self._claim(item) is not None

    def draws(self, item: PayItem) -> Bool:
        """Tell who draws an item, wherever they work."""
        claim = self._claim(item)
        if claim is None:
            return self._nobody()
        return claim & ~self._outbid(item) if item.once else claim

    def is_paid(self, item: PayItem) -> Bool:
        """Tell to whom an item is paid where they are now."""
        paid = self._admits(item.who)
        if paid is None:
            return self._nobody()
        return paid & ~self._outbid(item) if item.once else paid

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

    def _nobody(self) -> Bool:
        return np.zeros(self.rows.size, dtype=bool)

    def _claim(self, item: PayItem) -> Bool | None:
        """Tell who would draw an item if no other took its place; None: nobody."""
        if not any(_of_duty(where) for where in item.who):
            return self._admits(item.who)
        return self._admits(tuple(where for where in item.who if not _of_duty(where)))

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
        best, first, names = self._best[item.once]
        own = self._sum(item)
        return np.asarray((best > own) | ((own > 0) & (first != names.index(item.name))))

    def _largest(self, once: str) -> tuple[F64, NDArray[np.int64], list[str]]:
        """Return the largest sum of a kind for each, which item offers it first, and all names."""
        rivals = [item for item in self.state.terms[PAY_ITEMS] if item.once == once]
        rivals.sort(key=lambda item: item.name)
        best, first = np.zeros(self.rows.size), np.zeros(self.rows.size, dtype=np.int64)
        for place, rival in enumerate(rivals):
            offered = self._sum(rival)
            larger = offered > best
            best[larger], first[larger] = offered[larger], place
        return best, first, [rival.name for rival in rivals]

    def _admits(self, who: tuple[Where, ...]) -> Bool | None:
        """Tell who meets all conditions where they are now; None if nobody does."""
        if who not in self._claims:
            self._claims[who] = self._all_of(who)
        return self._claims[who]

    def _all_of(self, who: tuple[Where, ...]) -> Bool | None:
        admitted = np.ones(self.rows.size, dtype=bool)
        for where in who:
            if where not in self._answers:
                found = self._answer(where)
                self._answers[where] = found if found.any() else None
            answer = self._answers[where]
            if answer is None:
                return None
            admitted &= answer
        return admitted if admitted.any() else None

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
