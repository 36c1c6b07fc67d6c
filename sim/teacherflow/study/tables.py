"""Tables on their way to the disk: types, keys, hashes, and DuckDB set up to be repeatable."""

from __future__ import annotations

import atexit
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

from teacherflow.study.engine import duckdb
from teacherflow.study.plan import Unit

type Array = NDArray[Any] | pd.Categorical
type Rows = Mapping[str, Array]
"""Columns of one table; what a masked array masks, NaN, and a word with code -1 are NULL."""
type Tables = Mapping[str, Rows]
"""Table name to rows, without the four key columns."""
type Schema = Mapping[str, Mapping[str, str]]
"""Table name to column name to SQL type, without the four key columns, in final order."""


class Derived(dict[str, str]):
    """Columns of a table that merging makes from another final table; no part holds it.

    Parameters
    ----------
    columns : mapping of str to str
        SQL types by name, as in every `Schema`.
    source : str
        The table that it is made from; it stands earlier in the schema.
    query : callable
        SQL of the source's rows → SQL of this table, keys included.
    """

    def __init__(
        self, columns: Mapping[str, str], source: str, query: Callable[[str], str]
    ) -> None:
        super().__init__(columns)
        self.source, self.query = source, query


KEYS: Mapping[str, str] = {
    "county": "VARCHAR",
    "scenario": "VARCHAR",
    "draw": "INTEGER",
    "replication": "INTEGER",
}
"""Columns with which every table begins."""

_TEXT = "VARCHAR"
_MOST_WORDS = 256
"""What a column with more words holds are names; every group of rows would repeat them all."""
_ROW_GROUP = 122_880


@contextmanager
def database(spill: Path | None = None, memory: str = "") -> Iterator[Any]:
    """Open an empty database in memory: one thread, no extensions from the network.

    Parameters
    ----------
    spill : Path, optional
        Folder for what does not fit into memory.
    memory : str
        How much memory to use (``256MB``); by default most of the machine's.
    """
    opened = _opened(spill, memory)
    try:
        with connected(opened) as connection:
            yield connection
    finally:
        opened.close()


@contextmanager
def shared_database() -> Iterator[Any]:
    """Connect to an empty database that this process keeps: nothing but files may be left there.

    After an error the next one is a new one.
    """
    opened = _kept(os.getpid())
    try:
        with connected(opened) as connection:
            yield connection
    except BaseException:
        _kept.cache_clear()
        raise


@lru_cache(maxsize=1)
def _kept(process: int) -> Any:
    """Return a database; a process that forks has one of its own."""
    atexit.register(_kept.cache_clear)
    return _opened()


def _opened(spill: Path | None = None, memory: str = "") -> Any:
    settings: dict[str, Any] = {
        "threads": 1,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if spill is not None:
        settings["temp_directory"] = str(spill)
    if memory:
        settings["memory_limit"] = memory
    opened = duckdb.connect(":memory:", config=settings)
    # what one source file tells of its columns, and several do not, would change bytes
    opened.execute("SET disabled_optimizers = 'statistics_propagation'")
    return opened


@contextmanager
def connected(opened: Any) -> Iterator[Any]:
    """Connect once more to a database: a thread has a connection of its own.

    A database takes longer to open than a small table to write.
    """
    connection = opened.cursor()
    connection.execute("SET enable_progress_bar = false")  # it would go into redirected output
    try:
        yield connection
    finally:
        connection.close()


def quoted(text: str) -> str:
    """Return a string literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def identifier(column: str) -> str:
    """Return a name of SQL: of a table or a column, whatever it is called."""
    return '"' + column.replace('"', '""') + '"'


def source_of(paths: Sequence[Path], *, numbered: bool = False) -> str:
    """Return the SQL that reads Parquet files, whatever characters their folders have.

    Parameters
    ----------
    numbered : bool
        Add the column ``file_row_number``, the place of a row in its file.
    """
    files = ", ".join(quoted(_literal_glob(str(path))) for path in paths)
    return f"read_parquet([{files}]{', file_row_number = true' if numbered else ''})"


def copy(connection: Any, query: str, codec: str, target: Path) -> None:
    """Write the rows of ``query`` to a Parquet file, the same bytes for the same rows.

    Parameters
    ----------
    codec : str
        ``zstd`` (small) or ``snappy`` (quick).
    """
    settings = f"FORMAT parquet, COMPRESSION {codec}, ROW_GROUP_SIZE {_ROW_GROUP}"
    connection.execute(f"COPY ({query}) TO {quoted(str(target))} ({settings})")


def length(rows: Rows) -> int:
    """Return the number of rows."""
    return int(next(iter(rows.values())).size) if rows else 0


def frame(rows: Rows) -> pd.DataFrame:
    """Return rows as DuckDB reads them: what is masked, or NaN, is missing."""
    return pd.DataFrame({name: _series(column) for name, column in rows.items()}, copy=False)


def selection(columns: Mapping[str, str], words: Mapping[str, Sequence[str]]) -> str:
    """Return the SQL list of the keys and of typed columns; undefined floats become NULL.

    Parameters
    ----------
    words : mapping of str to sequence of str
        All words of a text column by its name, see `words_of`. Such a column is sorted and written
        as codes, in a fraction of the time; a reader of the file finds text.
    """
    kinds = {**KEYS, **columns}
    for name, found in words.items():
        kinds[name] = f"ENUM({', '.join(map(quoted, found))})"
    return ", ".join(_typed(name, kind) for name, kind in kinds.items())


def words_of(connection: Any, source: str, columns: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the words of each text column in order, if it has any and not too many."""
    found = {}
    for name in (name for name, kind in {**KEYS, **columns}.items() if kind == _TEXT):
        column = identifier(name)
        query = (
            f"SELECT DISTINCT {column} FROM {source} WHERE {column} IS NOT NULL "
            f"ORDER BY 1 LIMIT {_MOST_WORDS + 1}"
        )
        words = [word for (word,) in connection.execute(query).fetchall()]
        if 0 < len(words) <= _MOST_WORDS:
            found[name] = words
    return found


def typed(columns: Mapping[str, str]) -> str:
    """Return the SQL list of the keys and of columns of a frame.

    An undefined float need not be looked for: DuckDB reads that of a frame as NULL (and two
    hundred columns looked at one by one would be most of the time that it takes to write a year).
    Text goes as it is: spelling out what the frame holds as codes takes long.
    """
    named = {**KEYS, **columns}.items()
    return ", ".join(
        identifier(name) if kind == _TEXT else f"{identifier(name)}::{kind} AS {identifier(name)}"
        for name, kind in named
    )


def keyed(unit: Unit, scenario: str, rows: Rows) -> Rows:
    """Return rows behind the four columns with which every table begins."""
    size = length(rows)
    words = [_one_word(word, size) for word in (unit.county, scenario)]
    numbers = [np.full(size, n, dtype=np.int32) for n in (unit.draw, unit.replication)]
    return {**dict(zip(KEYS, [*words, *numbers], strict=True)), **rows}


def _one_word(word: str, size: int) -> Array:
    return pd.Categorical.from_codes(np.zeros(size, dtype=np.int8), pd.Index([word], dtype="str"))


def together(pieces: Sequence[Rows]) -> Rows:
    """Return the rows of several pieces of one table, one after the other."""
    if len(pieces) == 1:
        return pieces[0]
    return {name: _joined([piece[name] for piece in pieces]) for name in pieces[0]}


def _joined(columns: Sequence[Array]) -> Array:
    words = [column for column in columns if isinstance(column, pd.Categorical)]
    if words:
        return union_categoricals(words)
    if not any(isinstance(column, np.ma.MaskedArray) for column in columns):
        return np.concatenate(columns)
    data = np.concatenate([np.ma.getdata(column) for column in columns])
    masks = np.concatenate([np.ma.getmaskarray(column) for column in columns])
    return np.ma.masked_array(data, masks)


def digest(tables: Tables, schema: Schema) -> str:
    """Return a hash of the tables of one scenario in one unit, as the simulator gave them."""
    total = hashlib.blake2b(digest_size=16)
    for table in sorted(schema):
        rows = tables.get(table, {})
        total.update(f"{table} {length(rows)}\n".encode())
        for name in schema[table] if length(rows) else ():
            total.update(_bytes(rows[name]))
    return total.hexdigest()


def check_columns(tables: Tables, schema: Schema) -> None:
    """Hold the tables against the contract of results.

    Raises
    ------
    ValueError
        If a table is unknown, or its columns are not those of the contract.
    """
    for table, rows in tables.items():
        if table not in schema:
            raise ValueError(f"table {table!r} is not among {sorted(schema)}")
        if length(rows) and list(rows) != list(schema[table]):
            odd = sorted({*rows} ^ {*schema[table]}) or "the order of its columns"
            raise ValueError(f"table {table!r} differs from its contract in {odd}")


def _typed(name: str, kind: str) -> str:
    column = identifier(name)
    if kind == "DOUBLE":
        return f"CASE WHEN isnan({column}::DOUBLE) THEN NULL ELSE {column}::DOUBLE END AS {column}"
    return f"{column}::{kind} AS {column}"


def _literal_glob(path: str) -> str:
    return "".join(f"[{c}]" if c in "[*?" else c for c in path)


def _series(column: Array) -> Any:
    """Return a column as pandas keeps it: a masked value is a missing one."""
    if not isinstance(column, np.ma.MaskedArray):
        return column
    data, mask = np.ma.getdata(column), np.ma.getmaskarray(column)
    if data.dtype == object:
        text = data.copy()
        text[mask] = None
        return text
    if data.dtype.kind == "f":
        return np.where(mask, np.nan, data)
    if data.dtype.kind == "b":
        return pd.arrays.BooleanArray(data, mask)
    return pd.arrays.IntegerArray(data, mask)


def _bytes(column: Array) -> bytes:
    if isinstance(column, pd.Categorical):
        return _bytes(_spelt(column))
    if isinstance(column, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(column)
        return mask.tobytes() + _bytes(np.ma.getdata(column)[~mask])
    if column.dtype == object:
        return "\x1f".join(column.tolist()).encode()
    return np.ascontiguousarray(column).tobytes()


def _spelt(column: pd.Categorical) -> NDArray[Any]:
    """Return words as an array of strings, masked where they are missing."""
    words = np.array([*column.categories, ""], dtype=object)[column.codes]
    missing = column.codes < 0
    return np.ma.masked_array(words, missing) if missing.any() else words
