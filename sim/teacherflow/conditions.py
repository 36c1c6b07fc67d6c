"""Sets of conditions on one kind of row, packed into arrays and asked of many rows at once.

`teacherflow.allowances` asks a few conditions once. Pay items ask hundreds of them, many times a
year, and share most; packed, all of them cost one pass over the people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.columns import F64, Bool
from teacherflow.compiled import in_kernel, kernel
from teacherflow.terms.who import Where


class Conditions:
    """Several sets of conditions; a row meets a set if it meets all conditions in it.

    Attributes
    ----------
    columns : tuple of str
        What the conditions speak of, each column once: ``age``, ``post.zone``.
    """

    def __init__(self, sets: Sequence[tuple[Where, ...]]) -> None:
        conditions = list(dict.fromkeys(where for one in sets for where in one))
        self.columns = tuple(dict.fromkeys(where.column for where in conditions))
        self._sets = len(sets)
        self._asks = _packed(
            ([conditions.index(where) for where in one] for one in sets), dtype=np.int64
        )
        self._column = np.array([self.columns.index(w.column) for w in conditions], dtype=np.int64)
        self._low = np.array([where.low for where in conditions], dtype=np.float64)
        self._high = np.array([where.high for where in conditions], dtype=np.float64)
        self._among = _packed((where.among for where in conditions), dtype=np.float64)
        self._but = _packed((where.but for where in conditions), dtype=np.float64)

    def values(self, column: Callable[[str], NDArray[Any]], rows: int) -> F64:
        """Return the values to be asked of, (columns, rows).

        Parameters
        ----------
        column : callable
            Returns the values of a column, NaN where a row has none: there no condition is met.
        """
        found = np.empty((len(self.columns), rows))
        for k, name in enumerate(self.columns):
            found[k] = column(name)
        return found

    def met(self, values: F64) -> Bool:
        """Tell which sets are met by which rows, (sets, rows).

        Parameters
        ----------
        values : (columns, rows) float
        """
        met = np.ones((self._sets, values.shape[1]), dtype=np.bool_)
        if self._column.size:
            limits = self._column, self._low, self._high, self._among, self._but
            answers = np.empty((self._column.size, values.shape[1]), dtype=np.bool_)
            _ask(values, limits, self._asks, answers, met)
        return met


def _packed(lists: Iterable[Sequence[float]], dtype: Any) -> tuple[NDArray[np.int64], Any]:
    """Return where each list begins (and the last ends), and all lists one after another."""
    listed = [np.asarray(one, dtype=dtype) for one in lists]
    start = np.concatenate(([0], np.cumsum([one.size for one in listed]))).astype(np.int64)
    return start, np.concatenate([np.empty(0, dtype=dtype), *listed])


@kernel
def _ask(values: Any, limits: Any, asks: Any, answers: Any, met: Any) -> None:
    """Answer one condition after the other: whole rows of numbers at once, not row by row."""
    column, low, high, among, but = limits
    for k in range(column.size):
        _admit(values[column[k]], low[k], high[k], among, but, k, answers[k])
    start, asked = asks
    for one in range(met.shape[0]):
        for place in range(start[one], start[one + 1]):
            answer, both = answers[asked[place]], met[one]
            for row in range(both.size):
                both[row] &= answer[row]


@in_kernel
def _admit(
    values: Any, low: float, high: float, among: Any, but: Any, k: int, admitted: Any
) -> None:
    """Tell which values condition ``k`` admits: in its range, listed, and not excepted."""
    for row in range(values.size):
        admitted[row] = (values[row] >= low) & (values[row] <= high)
    start, listed = among
    if start[k] < start[k + 1]:
        for row in range(values.size):
            found = False
            for place in range(start[k], start[k + 1]):
                found |= values[row] == listed[place]
            admitted[row] &= found
    start, excepted = but
    for place in range(start[k], start[k + 1]):
        for row in range(values.size):
            admitted[row] &= values[row] != excepted[place]
