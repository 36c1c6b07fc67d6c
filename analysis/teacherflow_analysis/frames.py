"""Cuts of pandas tables, each as the kind of table that it is.

The same method of pandas may give a table or one column, by what it is asked for, and its types say
no more than that. Here each cut says which of the two comes out, and refuses the other.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

type Key = Hashable
type Levels = str | Sequence[str]


def rows_at(table: pd.DataFrame, key: Key, level: Levels) -> pd.DataFrame:
    """Return the rows with a key in levels of the index, without these levels."""
    import pandas as pd

    return _known(pd.DataFrame, table.xs(key, level=level))


def columns_at(table: pd.DataFrame, key: Key, level: str | int) -> pd.DataFrame:
    """Return the columns with a key in a level of theirs, without this level."""
    import pandas as pd

    return _known(pd.DataFrame, table.xs(key, level=level, axis=1))


def values_at(values: pd.Series, key: Key, level: Levels) -> pd.Series:
    """Return the values with a key in levels of the index, without these levels."""
    import pandas as pd

    return _known(pd.Series, values.xs(key, level=level))


def stacked(table: pd.DataFrame) -> pd.Series:
    """Return the cells of a table with one level of columns, which becomes the last of the index."""
    import pandas as pd

    return _known(pd.Series, table.stack())


def levels(index: pd.Index) -> pd.MultiIndex:
    """Return an index that has levels."""
    import pandas as pd

    return _known(pd.MultiIndex, index)


def dicts(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each by the names of its columns."""
    return [
        {str(name): cell for name, cell in row.items()} for row in table.to_dict(orient="records")
    ]


def _known[T](kind: type[T], found: object) -> T:
    if not isinstance(found, kind):
        raise TypeError(f"{kind.__name__} expected, not {type(found).__name__}")
    return found
