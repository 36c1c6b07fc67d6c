"""Typed columns owned by one model.

A `Table` is a set of named arrays of equal length. Its schema stands in the class, its arrays in
the instance, so two models in one process never touch each other. Columns are written in place
and never rebound, except by `Table.grow`, which happens between phases only.

Columns of one type stand side by side in one block of memory, so a table is copied, and its rows
are blanked, in a few strokes instead of one for each column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

type F64 = NDArray[np.float64]
type I64 = NDArray[np.int64]
type I32 = NDArray[np.int32]
type I16 = NDArray[np.int16]
type I8 = NDArray[np.int8]
type Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its type, the value of a new row, its unit and its meaning."""

    dtype: str
    default: float
    doc: str
    unit: str = ""
    width: int = 0

    def array(self, rows: int) -> NDArray[Any]:
        """Return a fresh array of ``rows`` default values (2-D when the column has a width)."""
        shape = (rows, self.width) if self.width else (rows,)
        return np.full(shape, self.default, dtype=self.dtype)


def column(dtype: str, default: float, doc: str, *, unit: str = "", width: int = 0) -> Any:
    """Declare a column in the body of a `Table` subclass."""
    return Column(dtype, default, doc, unit, width)


class Table:
    """Named arrays of equal length; subclass it and declare columns with `column`."""

    schema: ClassVar[dict[str, Column]] = {}

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Column)}
        cls.schema = {**cls.schema, **own}
        for name in own:
            delattr(cls, name)

    def __init__(self, rows: int, extra: Mapping[str, Column] | None = None) -> None:
        self.columns: dict[str, Column] = {**self.schema, **(extra or {})}
        kinds: dict[tuple[str, int], list[str]] = {}
        for name, declared in self.columns.items():
            kinds.setdefault((declared.dtype, declared.width), []).append(name)
        self._names = list(kinds.values())
        self._blank = [np.stack([self.columns[n].array(1) for n in ns]) for ns in self._names]
        self._hold([row.repeat(rows, axis=1) for row in self._blank], rows)

    def _hold(self, blocks: list[NDArray[Any]], rows: int) -> None:
        """Take new blocks; every column becomes one row of the block of its type."""
        self.rows, self._blocks = rows, blocks
        for names, block in zip(self._names, blocks, strict=True):
            for name, array in zip(names, block, strict=True):
                setattr(self, name, array)

    def __getstate__(self) -> dict[str, Any]:
        """Return what a copy is made from: the columns are parts of the blocks."""
        kept = ("rows", "columns", "_names", "_blank", "_blocks")
        return {name: vars(self)[name] for name in kept}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._hold(self._blocks, self.rows)

    def __len__(self) -> int:
        return self.rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self.columns:
            raise KeyError(f"{type(self).__name__} has no column {name!r}")
        array: NDArray[Any] = getattr(self, name)
        return array

    def copy(self) -> Self:
        """Return a table with copies of all columns."""
        twin = object.__new__(type(self))
        twin.columns, twin._names, twin._blank = self.columns, self._names, self._blank
        twin._hold([block.copy() for block in self._blocks], self.rows)
        return twin

    def grow(self, rows: int) -> None:
        """Append ``rows`` default rows (between phases only: every column is rebound)."""
        both = zip(self._blocks, self._blank, strict=True)
        grown = [np.concatenate((old, row.repeat(rows, axis=1)), axis=1) for old, row in both]
        self._hold(grown, self.rows + rows)

    def clear(self, rows: NDArray[np.int64] | int) -> None:
        """Set ``rows`` back to the default values."""
        for block, blank in zip(self._blocks, self._blank, strict=True):
            block.swapaxes(0, 1)[rows] = blank[:, 0]
