"""Typed columns owned by one model.

A `Table` is a set of named arrays of equal length. Its schema stands in the class, its arrays in
the instance, so two models in one process never touch each other. Columns are written in place
and never rebound, except by `Table.grow`, which happens between phases only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
        self.rows = rows
        self.columns: dict[str, Column] = {**self.schema, **(extra or {})}
        for name, declared in self.columns.items():
            setattr(self, name, declared.array(rows))

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
        twin.rows, twin.columns = self.rows, self.columns
        for name in self.columns:
            setattr(twin, name, getattr(self, name).copy())
        return twin

    def but(self, **columns: NDArray[Any]) -> Self:
        """Return a table that shares all columns but those given."""
        twin = object.__new__(type(self))
        vars(twin).update(vars(self), **columns)
        return twin

    def grow(self, rows: int) -> None:
        """Append ``rows`` default rows (between phases only: every column is rebound)."""
        for name, declared in self.columns.items():
            setattr(self, name, np.concatenate([getattr(self, name), declared.array(rows)]))
        self.rows += rows

    def clear(self, rows: Any, names: Iterable[str] | None = None) -> None:
        """Set ``rows`` back to the default values, in all columns or in those with ``names``."""
        if not np.size(rows):
            return
        for name in self.columns if names is None else names:
            getattr(self, name)[rows] = self.columns[name].default
