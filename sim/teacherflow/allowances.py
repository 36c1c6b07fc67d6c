"""Allowances as arrays: whom each item of the bag ``pay.items`` addresses, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow.columns import F64, I64, Bool, Table
from teacherflow.compiled import in_kernel, kernel
from teacherflow.conditions import Conditions, answer
from teacherflow.state import NOWHERE, State
from teacherflow.terms.pay import PAY_ITEMS, Felt, PayItem
from teacherflow.terms.who import Where

_FEW = 8
"""Up to so many values are faster compared one by one."""


class Allowances(NamedTuple):
    """Pay items of people at sections; an item is paid where both are true.

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
    used : (n,) int
        Items that are drawn by anybody, in order: the others can be passed over.
    """

    yuan: F64
    to: Bool
    at: Bool
    amenity: Bool
    by: NDArray[np.int64]
    times: F64
    used: NDArray[np.int64]


def satisfied(
    table: Table, conditions: tuple[Where, ...], rows: NDArray[np.int64] | None = None
) -> Bool:
    """Tell which ``rows`` of a table, all by default, meet all conditions (on its columns)."""
    admitted = np.ones(table.rows if rows is None else rows.size, dtype=bool)
    for where in conditions:
        column = table[where.name]
        admitted &= within(where, column if rows is None else column[rows])
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


def addressed(state: State, who: tuple[Where, ...], rows: NDArray[np.int64] | None = None) -> Bool:
    """Tell which teachers, all rows by default, meet the conditions on themselves and on posts."""
    own = tuple(w for w in who if not w.of_section)
    of_post = tuple(w for w in who if w.column.startswith("post."))
    admitted = satisfied(state.teachers, own, rows)
    if of_post:
        post = state.teachers.post
        admitted &= _at_places(state, of_post, post if rows is None else post[rows])
    return admitted


def meets(state: State, who: tuple[Where, ...], rows: NDArray[np.int64]) -> Bool:
    """Tell which teachers meet all conditions where they are now: own, post and duty."""
    admitted = addressed(state, who, rows)
    of_duty = tuple(w for w in who if _of_duty(w))
    if of_duty:
        admitted &= _at_places(state, of_duty, state.teachers.duty[rows])
    return admitted


def _at_places(state: State, conditions: tuple[Where, ...], sections: NDArray[Any]) -> Bool:
    """Tell where sections meet all conditions; nowhere is none that does."""
    at = np.append(satisfied(state.sections, conditions), False)
    return np.asarray(at.take(sections))  # the last one stands for nowhere


def placed(state: State, who: tuple[Where, ...], sections: NDArray[np.int64]) -> Bool:
    """Tell which sections of duty meet the conditions (prefix ``duty.``)."""
    of_duty = tuple(w for w in who if _of_duty(w))
    return satisfied(state.sections, of_duty, sections)


def allowances(
    state: State,
    rows: NDArray[np.int64],
    sections: NDArray[np.int64],
    instead: Mapping[str, ArrayLike] | None = None,
) -> Allowances:
    """Return this year's pay items for teachers ``rows`` at ``sections``.

    Parameters
    ----------
    instead : mapping of str to (n,) or one number, optional
        What some columns of these teachers would hold; as they are by default.
    """
    plan = _plan_of(state.terms[PAY_ITEMS])
    if not plan.items:
        return no_allowances(rows.size, sections.size)
    to, times, drawn = plan.drawn(state, rows, instead or {})
    cut = state.pay_shares
    monthly = plan.drawing.monthly
    if cut:
        monthly = monthly * np.array([cut.get(item.name, 1.0) for item in plan.items])
    used = (plan.is_felt & drawn).nonzero()[0]
    at = plan.admitted(state, sections)
    return Allowances(monthly, to, at, plan.is_amenity, plan.drawing.by, times, used)


def no_allowances(people: int, sections: int) -> Allowances:
    """Return no items for so many people and sections."""
    nothing, none = np.zeros(0), np.zeros(0, dtype=np.int64)
    to, at = np.zeros((0, people), dtype=bool), np.zeros((0, sections), dtype=bool)
    return Allowances(nothing, to, at, nothing.astype(bool), none, np.ones((1, people)), none)


class Drawing(NamedTuple):
    """Numbers of the pay items of a settled year that say who draws which.

    Attributes
    ----------
    monthly, by : (items,) float, int
        See `Allowances`; ``by`` counts from 1 in the multipliers of the plan.
    asks : (items,) int
        Which set of conditions on people an item asks for.
    rivals_from, rivals : (kinds + 1,) int, (n,) int
        Where each kind of which everybody draws one begins, and its items in the order of names.
    """

    monthly: F64
    by: I64
    asks: I64
    rivals_from: I64
    rivals: I64


class _Plan:
    """The pay items of a settled year, packed for `_draw`.

    Attributes
    ----------
    items : tuple of PayItem
        In the order of the terms: sums are added up in it.
    is_felt, is_amenity : (items,) bool
        See `Allowances`.
    asks_place : (items,) int
        Which set of conditions on the place of duty an item asks for.
    multipliers : tuple of str
        Columns by which items are multiplied.
    """

    def __init__(self, items: tuple[PayItem, ...]) -> None:
        self.items = items
        self.place = {item.name: k for k, item in enumerate(items)}
        self.is_felt = np.array([item.felt is not Felt.UNFELT for item in items], dtype=bool)
        self.is_amenity = np.array([item.felt is Felt.AMENITY for item in items], dtype=bool)
        self.multipliers = tuple(sorted({item.times for item in items if item.times}))
        own = [tuple(w for w in item.who if not _of_duty(w)) for item in items]
        duty = [tuple(w for w in item.who if _of_duty(w)) for item in items]
        self._people, asks_people = _shared(own)
        self._places, self.asks_place = _shared(duty)
        self._needs_place = np.array([bool(one) for one in dict.fromkeys(duty)], dtype=bool)
        self._sets = len(dict.fromkeys(own))
        self._columns = [name.rpartition(".") for name in self._people.columns]
        self._of_places = [name.rpartition(".")[2] for name in self._places.columns]
        monthly = np.array([item.monthly for item in items])
        columns = ("", *self.multipliers)
        by = np.array([columns.index(item.times) for item in items], dtype=np.int64)
        self.drawing = Drawing(monthly, by, asks_people, *_rivals(items))

    def drawn(
        self, state: State, rows: NDArray[np.int64], instead: Mapping[str, ArrayLike]
    ) -> tuple[Bool, F64, Bool]:
        """Return who draws which item, wherever they work, and how many times it is paid.

        Columns that are given ``instead`` are not looked up.

        Returns
        -------
        (items, people) bool, (multipliers + 1, people) float, (items,) bool
            The last tells which items are drawn by anybody.
        """
        t, n = state.teachers, rows.size
        values = np.empty((len(self._columns), n))
        for k, (of_post, _, name) in enumerate(self._columns):
            if of_post:
                values[k] = _at_posts(state, name, rows)
            else:
                values[k] = instead[name] if name in instead else t[name][rows]
        times = np.ones((len(self.multipliers) + 1, n))
        for k, name in enumerate(self.multipliers):
            times[k + 1] = instead[name] if name in instead else t[name][rows]
        met, to = np.empty((self._sets, n), dtype=bool), np.empty((len(self.items), n), dtype=bool)
        anybody, best = np.empty(len(self.items), dtype=bool), np.empty(n)
        room = self._people.room(n), met, best, np.empty(n, dtype=np.int16)
        _draw(values, self._people.packed, self.drawing, times, *room, to, anybody)
        return to, times, anybody

    def admitted(self, state: State, sections: NDArray[np.int64]) -> Bool:
        """Tell at which sections of duty items are paid, (items, sections)."""
        return self._at(state, sections)[self.asks_place]

    def at_duty(self, state: State, duty: NDArray[np.int64]) -> Bool:
        """Tell which sets of conditions on the place of duty are met, (sets, people)."""
        met = self._at(state, np.arange(state.sections.rows))
        at = np.column_stack((met, ~self._needs_place))  # the last one stands for nowhere
        return np.asarray(at.take(duty, axis=1))

    def _at(self, state: State, sections: NDArray[np.int64]) -> Bool:
        found = np.empty((len(self._of_places), sections.size))
        for k, name in enumerate(self._of_places):
            found[k] = state.sections[name][sections]
        return self._places.met(found)


def _at_posts(state: State, name: str, rows: NDArray[np.int64]) -> F64:
    """Return a column of sections at the posts of ``rows``, NaN for those without one."""
    post = state.teachers.post[rows]
    return np.where(post != NOWHERE, state.sections[name][np.maximum(post, 0)], np.nan)


def _shared(asked: list[tuple[Where, ...]]) -> tuple[Conditions, NDArray[np.int64]]:
    """Return the sets of conditions, each once, and which of them each item asks for."""
    sets = list(dict.fromkeys(asked))
    return Conditions(sets), np.array([sets.index(one) for one in asked], dtype=np.int64)


def _rivals(items: tuple[PayItem, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each kind begins (and the last ends), and its items in the order of names."""
    kinds = sorted({item.once for item in items if item.once})
    by_name = sorted(range(len(items)), key=lambda k: items[k].name)
    of = [[k for k in by_name if items[k].once == kind] for kind in kinds]
    start = np.cumsum([0, *(len(one) for one in of)])
    return start, np.array([k for one in of for k in one], dtype=np.int64)


@kernel
def _draw(
    values: Any,
    conditions: Any,
    drawing: Any,
    times: Any,
    answers: Any,
    met: Any,
    best: Any,
    first: Any,
    drawn: Any,
    anybody: Any,
) -> None:
    """Write who draws which item, and which are drawn by anybody.

    ``answers`` and ``met`` are room for conditions and sets of them, ``best`` and ``first`` for
    the largest sum of each person.
    """
    answer(values, conditions, answers, met)
    for k in range(drawn.shape[0]):
        asked, mine = met[drawing.asks[k]], drawn[k]
        anybody[k] = _any(asked)
        for i in range(mine.size):
            mine[i] = asked[i]
    _keep_largest(drawing, times, best, first, drawn, anybody)


@in_kernel
def _any(flags: Any) -> bool:
    """Tell whether any flag is set; most are seen to be after a few."""
    at = 0
    while at < flags.size and not flags[at]:
        at += 1
    return bool(at < flags.size)


@in_kernel
def _keep_largest(
    drawing: Any, times: Any, best: Any, first: Any, drawn: Any, anybody: Any
) -> None:
    """Leave to everybody, of the items of one kind, only the one with the largest sum.

    Of equal ones the first by name stays; where all sums are 0, all of them do. Item by item, so
    that memory is read in order; items that nobody draws are passed over.
    """
    start, monthly, by = drawing.rivals_from, drawing.monthly, drawing.by
    for kind in range(start.size - 1):
        best[:], first[:] = 0.0, -1
        for k in drawing.rivals[start[kind] : start[kind + 1]]:
            if anybody[k]:
                mine, often = drawn[k], times[by[k]]
                for i in range(best.size):
                    if mine[i] and monthly[k] * often[i] > best[i]:
                        best[i], first[i] = monthly[k] * often[i], k
        for k in drawing.rivals[start[kind] : start[kind + 1]]:
            if anybody[k]:
                mine = drawn[k]
                for i in range(best.size):
                    mine[i] &= (first[i] < 0) | (first[i] == k)
                anybody[k] = _any(mine)


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
    """What items pay to some teachers where they are now.

    It holds for the moment at which it is made: make a new one when the state has changed.
    """

    def __init__(self, state: State, rows: NDArray[np.int64]) -> None:
        self.plan = _plan_of(state.terms[PAY_ITEMS])
        if self.plan.items:
            duty = state.teachers.duty[rows].astype(np.int64)
            self._drawn, self._times, _ = self.plan.drawn(state, rows, {})
            self._here = self.plan.at_duty(state, duty)

    def is_paid(self, item: PayItem) -> Bool:
        """Tell to whom an item is paid."""
        k = self.plan.place[item.name]
        return np.asarray(self._drawn[k] & self._here[self.plan.asks_place[k]])

    def cost(self, item: PayItem) -> float:
        """Return what an item costs in a year if all are paid in full."""
        paid, by = self.is_paid(item), self.plan.drawing.by[self.plan.place[item.name]]
        times = float(self._times[by][paid].sum()) if item.times else np.count_nonzero(paid)
        return item.yuan * item.months * times


def _of_duty(where: Where) -> bool:
    return where.column.startswith("duty.")
