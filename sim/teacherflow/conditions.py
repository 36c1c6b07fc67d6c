"""Sets of conditions on one kind of row, packed into arrays and asked of many rows at once.

`teacherflow.allowances` asks a few conditions once. Pay items ask hundreds of them, many times a
year, and share most; packed, all of them cost one pass over the people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import in_kernel, kernel
from teacherflow.terms.who import Where


class Packed(NamedTuple):
    """Conditions and the sets of them, each list one after another (``_from``: where it begins).

    Attributes
    ----------
    column, low, high : (conditions,)
        The number of the column of each, and its range.
    among, but : (n,) float
        What conditions admit and except.
    asks : (n,) int
        The conditions of each set.
    """

    column: I64
    low: F64
    high: F64
    among_from: I64
    among: F64
    but_from: I64
    but: F64
    asks_from: I64
    asks: I64


class Conditions:
    """Several sets of conditions; a row meets a set if it meets all conditions in it.

    Attributes
    ----------
    columns : tuple of str
        What the conditions speak of, each column once: ``age``, ``post.zone``.
    packed : Packed
        The same for kernels.
    """

    def __init__(self, sets: Sequence[tuple[Where, ...]]) -> None:
        conditions = list(dict.fromkeys(where for one in sets for where in one))
        self.columns = tuple(dict.fromkeys(where.column for where in conditions))
        self._sets = len(sets)
        self.packed = Packed(
            np.array([self.columns.index(w.column) for w in conditions], dtype=np.int64),
            np.array([where.low for where in conditions], dtype=np.float64),
            np.array([where.high for where in conditions], dtype=np.float64),
            *_packed((where.among for where in conditions), dtype=np.float64),
            *_packed((where.but for where in conditions), dtype=np.float64),
            *_packed(([conditions.index(where) for where in one] for one in sets), dtype=np.int64),
        )

    def met(self, values: F64) -> Bool:
        """Tell which sets are met by which rows, (sets, rows).

        Parameters
        ----------
        values : (columns, rows) float
            NaN where a row has none: there no condition is met.
        """
        met = np.empty((self._sets, values.shape[1]), dtype=np.bool_)
        _ask(values, self.packed, self.room(values.shape[1]), met)
        return met

    def room(self, rows: int) -> Bool:
        """Return room for the answers of so many rows to every condition."""
        return np.empty((self.packed.column.size, rows), dtype=np.bool_)


def _packed(lists: Iterable[Sequence[float]], dtype: Any) -> tuple[NDArray[np.int64], Any]:
    """Return where each list begins (and the last ends), and all lists one after another."""
    listed = [np.asarray(one, dtype=dtype) for one in lists]
    start = np.concatenate(([0], np.cumsum([one.size for one in listed]))).astype(np.int64)
    return start, np.concatenate([np.empty(0, dtype=dtype), *listed])


@kernel
def _ask(values: Any, conditions: Any, answers: Any, met: Any) -> None:
    answer(values, conditions, answers, met)


@in_kernel
def answer(values: Any, conditions: Any, answers: Any, met: Any) -> None:
    """Write which sets of `Conditions` (``packed``) are met, as its method does.

    One condition is answered after the other: whole rows of numbers at once, not row by row;
    ``answers`` is `Conditions.room` for them.
    """
    for k in range(conditions.column.size):
        _admit(values[conditions.column[k]], conditions, k, answers[k])
    start = conditions.asks_from
    for one in range(met.shape[0]):
        for row in range(met.shape[1]):
            met[one, row] = True
        for place in range(start[one], start[one + 1]):
            asked, both = answers[conditions.asks[place]], met[one]
            for row in range(both.size):
                both[row] &= asked[row]


@in_kernel
def _admit(values: Any, conditions: Any, k: int, admitted: Any) -> None:
    """Tell which values condition ``k`` admits: in its range, listed, and not excepted."""
    low, high = conditions.low[k], conditions.high[k]
    for row in range(values.size):
        admitted[row] = (values[row] >= low) & (values[row] <= high)
    start, listed = conditions.among_from, conditions.among
    if start[k] < start[k + 1]:
        for row in range(values.size):
            found = False
            for place in range(start[k], start[k + 1]):
                found |= values[row] == listed[place]
            admitted[row] &= found
    start, excepted = conditions.but_from, conditions.but
    for place in range(start[k], start[k + 1]):
        for row in range(values.size):
            admitted[row] &= values[row] != excepted[place]
