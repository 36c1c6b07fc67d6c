"""From parts to final tables: one sort, written aside, committed by the manifest.

The key of the sort is total: county, scenario, draw, replication, then the place of the row in its
file, so that events stay in the order in which they happened.

1. Every table, and the input files, are written into ``.new/`` and brought to the disk.
2. The new manifest, which lists their hashes, replaces the old one: the commit.
3. The files are renamed into place, the parts they came from are removed.

A start after a crash rolls forward (`recover`): a file in ``.new/`` with the hash that the
manifest lists takes its place; anything else in ``.new/`` was never committed and is removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from teacherflow.study import durable
from teacherflow.study.engine import duckdb
from teacherflow.study.faults import storing
from teacherflow.study.inputs import ASIDE, Inputs, keep, take_place
from teacherflow.study.manifest import (
    Failure,
    Manifest,
    TableEntry,
    read_json,
    read_manifest,
    write_manifest,
)
from teacherflow.study.plan import Unit
from teacherflow.study.store import PARTS, Receipt, discard, done_of, parts_of
from teacherflow.study.tables import (
    KEYS,
    Derived,
    Schema,
    connected,
    copy,
    database,
    quoted,
    selection,
    source_of,
    words_of,
)

_AT_ONCE = 2
"""Tables that are sorted at once: two tables, of titles and of careers, hold most of the rows."""
ENOUGH = "256MB"
"""Memory for sorting: small laptops and containers have it, and more is not quicker."""


def merge(
    folder: Path,
    manifest: Manifest,
    receipts: Sequence[Receipt],
    failed: Mapping[Unit, Failure],
    schema: Schema,
    inputs: Inputs,
    threads: int,
) -> Manifest:
    """Put the parts and the present tables together into the new final tables.

    Parameters
    ----------
    manifest : Manifest
        The study, and the final tables that are there already.
    receipts : sequence of Receipt
        Parts that are not yet in the final tables.
    threads : int
        Cores that may be used; more than `_AT_ONCE` bring nothing.
    """
    new = replace(manifest, done=done_of(receipts, manifest.done), failed=failed)
    sources = {table: _sources(folder, manifest, receipts, table) for table in schema}
    written = commit(folder, new, sources, schema, inputs, threads)
    tidy(folder)
    return written


@dataclass(frozen=True)
class Source:
    """A Parquet file with rows of a final table.

    Attributes
    ----------
    without : frozenset of Unit
        Units whose rows in this file are left out: another file has them.
    """

    path: Path
    without: frozenset[Unit] = frozenset()


def commit(
    folder: Path,
    manifest: Manifest,
    sources: Mapping[str, Sequence[Source]],
    schema: Schema,
    inputs: Inputs,
    threads: int,
) -> Manifest:
    """Write the final tables from their sources and put the manifest in place.

    Parameters
    ----------
    manifest : Manifest
        The study and its units; the tables and inputs are filled in.
    sources : mapping of str to sequence of Source
        Files by table.
    """
    with storing(folder):
        aside = folder / ASIDE
        durable.remove(aside)
        aside.mkdir()
        new = manifest
        try:
            entries = _write_tables(folder, sources, schema, threads)
            keep(aside, inputs)
            durable.fsync(aside)
            new = replace(manifest, tables=entries, file=inputs.study, inputs=inputs.hashes)
            write_manifest(folder, new)
        except Exception:
            if read_json(folder) != new.to_json():  # a full disk keeps nothing that is of no use
                discard(aside)
            raise
        _take_place(folder, new)
    return new


def recover(folder: Path) -> None:
    """Finish what a crash left between the commit and the last rename."""
    aside = folder / ASIDE
    if not aside.exists():
        return
    with storing(folder):
        manifest = read_manifest(folder)
        if manifest is None:
            durable.remove(aside)
        else:
            _take_place(folder, manifest)


def tidy(folder: Path) -> None:
    """Remove the folder of parts, of which nothing is wanted when all are merged.

    There may be more in it than was merged: a worker that died may have stored units that were
    run again.
    """
    if (folder / PARTS).is_dir():
        with storing(folder):
            durable.remove(folder / PARTS)


def place_of(folder: Path, table: str, entry: TableEntry) -> Path | None:
    """Return the file that holds a committed table, also before it was renamed into place.

    For speed only the size is looked at, unless a commit was cut short; `damaged_tables` looks
    at the bytes.
    """
    final, aside = folder / f"{table}.parquet", folder / ASIDE / f"{table}.parquet"
    if aside.is_file() and durable.is_whole(aside, entry.hash):
        return aside
    return final if final.is_file() and final.stat().st_size == entry.bytes else None


def damaged_tables(folder: Path, manifest: Manifest) -> list[str]:
    """Return the final tables that are missing or do not have the bytes of the manifest."""
    with storing(folder):
        return [
            table
            for table, entry in sorted(manifest.tables.items())
            if not durable.is_whole(folder / f"{table}.parquet", entry.hash)
        ]


def whole_table(folder: Path, table: str, entry: TableEntry) -> Path | None:
    """Return the file with the bytes of a committed table, None if there is none.

    Nothing is moved: the folder may be one that cannot be written.
    """
    names = (folder / f"{table}.parquet", folder / ASIDE / f"{table}.parquet")
    with storing(folder):
        return next((path for path in names if durable.is_whole(path, entry.hash)), None)


def _take_place(folder: Path, manifest: Manifest) -> None:
    aside = folder / ASIDE
    for table, entry in manifest.tables.items():
        new, final = aside / f"{table}.parquet", folder / f"{table}.parquet"
        if durable.is_whole(new, entry.hash):
            durable.rename(new, final)
    take_place(aside, folder, manifest)
    durable.remove(aside)


def _write_tables(
    folder: Path, sources: Mapping[str, Sequence[Source]], schema: Schema, threads: int
) -> dict[str, TableEntry]:
    made_from_others = [table for table in schema if isinstance(schema[table], Derived)]
    stored = [table for table in schema if table not in made_from_others]
    with database(spill=folder / ASIDE / "spill", memory=ENOUGH) as opened:
        writing = _Writing(folder / ASIDE, sources, schema, opened)
        for tables in (sorted(stored, key=writing.size, reverse=True), made_from_others):
            files = {writing.path(table): partial(writing.write, table) for table in tables}
            if files:
                durable.produce_all(files, min(_AT_ONCE, threads), writing.stop)
    return {table: writing.entry(table) for table in schema}


class _Writing:
    """Final tables on their way into ``.new/``, each written through a connection of its own."""

    def __init__(
        self, aside: Path, sources: Mapping[str, Sequence[Source]], schema: Schema, opened: Any
    ) -> None:
        self._aside, self._sources, self._schema = aside, sources, schema
        self._opened = opened
        self._rows: dict[str, int] = {}
        self._busy: dict[str, Any] = {}

    def path(self, table: str) -> Path:
        """Return the file of a table."""
        return self._aside / f"{table}.parquet"

    def size(self, table: str) -> int:
        """Return the bytes of the files that a table is made from."""
        return sum(source.path.stat().st_size for source in self._sources[table])

    def write(self, table: str, path: Path) -> None:
        """Write a table."""
        with connected(self._opened) as connection:
            self._busy[table] = connection
            try:
                try:
                    self._copy(connection, table, path)
                except duckdb.OutOfMemoryException:  # a group of rows of a wide table is large
                    connection.execute("RESET memory_limit")
                    self._copy(connection, table, path)
                self._rows[table] = _rows(connection, path)
            finally:
                del self._busy[table]

    def stop(self) -> None:
        """Bid what is being written give up."""
        for connection in list(self._busy.values()):
            connection.interrupt()

    def entry(self, table: str) -> TableEntry:
        """Return the line of the manifest on a table that is written."""
        path = self.path(table)
        return TableEntry(self._rows[table], path.stat().st_size, durable.hash_of(path))

    def _copy(self, connection: Any, table: str, path: Path) -> None:
        copy(connection, self._query(connection, table), "zstd", path)

    def _query(self, connection: Any, table: str) -> str:
        columns = self._schema[table]
        if isinstance(columns, Derived):
            return columns.query(source_of([self.path(columns.source)]))
        files = [
            _trimmed(connection, source, self._aside / f"{table}.from-{k}.parquet")
            for k, source in enumerate(self._sources[table])
        ]
        return _query(connection, columns, files)


def _trimmed(connection: Any, source: Source, spare: Path) -> Path:
    """Return a file with the wanted rows of a source, ``spare`` if some are to be left out.

    The final query reads files and does nothing else, however they came about: the bytes of a
    table depend a little on the operators that its rows come through.
    """
    if not source.without:
        return source.path
    units = ", ".join(
        f"({quoted(unit.county)}, {unit.draw}, {unit.replication})"
        for unit in sorted(source.without)
    )
    rows = (
        f"SELECT * EXCLUDE file_row_number FROM {source_of([source.path], numbered=True)} "
        f"WHERE (county, draw, replication) NOT IN ({units}) ORDER BY file_row_number"
    )
    copy(connection, rows, "snappy", spare)
    return spare


def _sources(
    folder: Path, manifest: Manifest, receipts: Sequence[Receipt], table: str
) -> list[Source]:
    holding = parts_of(r for r in receipts if table in r.files)
    parts = [folder / PARTS / part / f"{table}.parquet" for part in holding]
    old = [folder / f"{table}.parquet"] if table in manifest.tables else []
    return [Source(path) for path in old + parts]


def _query(connection: Any, columns: Mapping[str, str], sources: list[Path]) -> str:
    """Return the SQL of a final table; without sources it has its columns and no rows."""
    if sources:
        source = source_of(sources, numbered=True)
        chosen = selection(columns, words_of(connection, source, columns))
        order = ", ".join((*KEYS, "file_row_number"))
        return f"SELECT {chosen} FROM {source} ORDER BY {order}"
    names = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in {**KEYS, **columns}.items())
    return f"SELECT {names} WHERE false"


def _rows(connection: Any, path: Path) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {source_of([path])}").fetchone()
    return int(count)
