"""What a column and a table of results are, and how their values are kept.

Undefined is NULL. In arrays a nullable column is a `numpy.ma.MaskedArray` whose mask says what is
NULL; columns that are never NULL are plain arrays. Text is a `pandas.Categorical`: few words, many
rows, so that storing them writes codes; NULL is code -1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from teacherflow.codes import name_of
from teacherflow.text import Text

type Values = Any
"""A column of a table: an array, a masked array, or text as a `pandas.Categorical`."""
type Kind = Literal["float64", "int32", "int64", "bool", "str"]

SQL: dict[Kind, str] = {
    "float64": "DOUBLE",
    "int32": "INTEGER",
    "int64": "BIGINT",
    "bool": "BOOLEAN",
    "str": "VARCHAR",
}

UNITS: dict[str, Text] = {
    "": Text("—", "—"),
    "persons": Text("人", "persons"),
    "posts": Text("个编制", "posts"),
    "pupils": Text("学生（人）", "pupils"),
    "share": Text("占比（0–1）", "share (0–1)"),
    "years": Text("年", "years"),
    "school year": Text("学年（9 月所在年）", "school year (year of its September)"),
    "events": Text("人次", "events"),
    "yuan": Text("元（2024 年价）", "yuan of 2024"),
    "yuan/month": Text("元/月（2024 年价）", "yuan of 2024 per month"),
    "sd/year": Text("学生成绩标准差/年", "sd of pupil achievement per year"),
    "pupils/teacher": Text("学生数/教师数", "pupils per teacher"),
    "km": Text("公里", "km"),
    "lessons/week": Text("课时/周", "lessons per week"),
    "classes": Text("班", "classes"),
}
"""Units of all columns, in words."""


@dataclass(frozen=True)
class Column:
    """One column of a table of results."""

    name: str
    kind: Kind
    unit: str
    text: Text
    nullable: bool = False

    @property
    def sql(self) -> str:
        """Type of the column in DuckDB."""
        return SQL[self.kind]

    def array(self, values: Any) -> Values:
        """Return ``values`` as this column keeps them.

        Parameters
        ----------
        values : array, sequence or pandas.Categorical
            NULL is None, NaN in floats, a masked element, or code -1.

        Raises
        ------
        ValueError
            If something is NULL in a column that never is.
        """
        if self.kind == "str":
            values = _text(values)
        null = _null(values)
        if not self.nullable and null.any():
            raise ValueError(f"column {self.name}: {int(null.sum())} values are undefined")
        if self.kind == "str":
            return values
        if not self.nullable:
            return np.asarray(values, dtype=self.kind)
        full = np.zeros(null.size, dtype=self.kind)
        given = np.ma.getdata(values) if isinstance(values, np.ma.MaskedArray) else values
        known = np.flatnonzero(~null)
        full[known] = np.asarray(given)[known]
        return np.ma.masked_array(full, mask=null)


@dataclass(frozen=True)
class Table:
    """One table of results: its key and its columns, without county, scenario, draw, replication.

    Attributes
    ----------
    key : tuple of str
        Columns that tell rows apart inside one run (empty: rows are events).
    optional : bool
        Written only when asked for.
    """

    name: str
    text: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    optional: bool = False

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name!r}")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def arrays(self, columns: dict[str, Any]) -> dict[str, Values]:
        """Return the table with its columns in order, each in its own kind.

        Raises
        ------
        ValueError
            If a column is missing or unknown, or a value is undefined where it must not be.
        """
        odd = sorted(set(columns) ^ set(self.names))
        if odd:
            raise ValueError(f"table {self.name} differs from its contract in {odd}")
        return {column.name: column.array(columns[column.name]) for column in self.columns}

    def empty(self) -> dict[str, Values]:
        """Return the table without rows."""
        return self.arrays({name: [] for name in self.names})


def integers(names: Iterable[str], unit: str, texts: Iterable[Text]) -> tuple[Column, ...]:
    """Return int32 columns that are never NULL."""
    pairs = zip(names, texts, strict=True)
    return tuple(Column(name, "int32", unit, text) for name, text in pairs)


def floats(names: Iterable[str], unit: str, texts: Iterable[Text]) -> tuple[Column, ...]:
    """Return float64 columns that may be NULL."""
    pairs = zip(names, texts, strict=True)
    return tuple(Column(name, "float64", unit, text, nullable=True) for name, text in pairs)


def named(codes: NDArray[np.integer], kind: type[IntEnum]) -> pd.Categorical:
    """Return the names of codes; a negative code is NULL."""
    return worded(codes, [name_of(code) for code in kind])


def worded(codes: NDArray[np.integer], words: Iterable[str]) -> pd.Categorical:
    """Return the words that codes stand for, counted from 0; a negative code is NULL."""
    return pd.Categorical.from_codes(codes, dtype=_vocabulary(tuple(words)))


@lru_cache(maxsize=256)
def _vocabulary(words: tuple[str, ...]) -> pd.CategoricalDtype:
    """Return the type of texts of these words: few are in use, and to make one takes longest."""
    return pd.CategoricalDtype(pd.Index(list(words), dtype="str"))


def _text(values: Any) -> pd.Categorical:
    if isinstance(values, pd.Categorical):
        return values
    null = np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else None
    codes, words = pd.factorize(np.asarray(np.ma.getdata(values), dtype=object))
    return worded(codes if null is None else np.where(null, -1, codes), words)


def _null(values: Any) -> NDArray[np.bool_]:
    if isinstance(values, pd.Categorical):
        return np.asarray(values.codes < 0, dtype=bool)
    if isinstance(values, np.ma.MaskedArray):
        return np.asarray(np.ma.getmaskarray(values) | _null(values.data), dtype=bool)
    array = np.asarray(values)
    if array.dtype == object:
        return np.array([v is None or v != v for v in array.tolist()], dtype=bool)
    if array.dtype.kind == "f":
        return np.isnan(array)
    return np.zeros(array.size, dtype=bool)
