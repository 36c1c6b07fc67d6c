"""Finished units of work on the disk: one folder of Parquet files each, whole or absent.

A unit lands in ``parts/`` under a temporary name; its files and a receipt with their hashes are
brought to the disk before one rename gives the folder its name. A damaged part is one whose files
do not have the hashes of the receipt: it is thrown away and run again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from teacherflow.study import durable
from teacherflow.study.faults import storing
from teacherflow.study.plan import Done, Identity, Unit, hash_json
from teacherflow.study.tables import (
    Schema,
    Tables,
    check_columns,
    copy,
    database,
    digest,
    frame,
    keyed,
    length,
)

PARTS = "parts"
RECEIPT = "unit.json"


@dataclass(frozen=True)
class Receipt:
    """What a part holds.

    Attributes
    ----------
    frame : str
        Hash of the study but its scenarios, see `Identity`.
    rules : dict of str to str
        Hash of each scenario as resolved.
    content : dict of str to str
        Hash of the tables of each scenario.
    files : dict of str to str
        Hash of each Parquet file by table.
    """

    unit: Unit
    frame: str
    rules: Mapping[str, str]
    content: Mapping[str, str]
    files: Mapping[str, str]

    @property
    def folder(self) -> str:
        """Name of the folder of the part: the unit and which scenarios of it."""
        return f"{self.unit.name}_{hash_json(sorted(self.content))[:8]}"

    def fits(self, identity: Identity) -> bool:
        """Tell whether the part belongs to a study."""
        return self.frame == identity.frame and all(
            identity.scenarios.get(name) == rules for name, rules in self.rules.items()
        )


def write_part(
    folder: Path,
    unit: Unit,
    identity: Identity,
    results: Mapping[str, Tables],
    schema: Schema,
) -> Receipt:
    """Store the tables of some scenarios of one unit.

    Parameters
    ----------
    folder : Path
        Folder of the study.
    results : mapping of str to Tables
        Tables by scenario.
    """
    for tables in results.values():
        check_columns(tables, schema)

    def fill(aside: Path) -> Receipt:
        files = _write_files(aside, unit, results, schema)
        content = {name: digest(results[name], schema) for name in sorted(results)}
        rules = {name: identity.scenarios[name] for name in content}
        return Receipt(unit, identity.frame, rules, content, files)

    return land(folder, unit, fill)


def land(folder: Path, unit: Unit, fill: Callable[[Path], Receipt]) -> Receipt:
    """Let ``fill`` write the files of a part, and give the part its place at one instant.

    Parameters
    ----------
    folder : Path
        Folder of the study.
    fill : callable
        Folder → receipt of the files it has written there and brought to the disk.
    """
    parts = folder / PARTS
    aside = parts / f".{unit.name}.{os.getpid()}"
    with storing(folder):
        parts.mkdir(parents=True, exist_ok=True)
        durable.remove(aside)
        try:
            aside.mkdir()
            receipt = fill(aside)
            _write_receipt(aside / RECEIPT, receipt)
            durable.fsync(aside)
            durable.remove(parts / receipt.folder)
            durable.rename(aside, parts / receipt.folder)
        except Exception:
            _discard(aside)
            raise
    return receipt


def read_parts(folder: Path, identity: Identity) -> list[Receipt]:
    """Return the whole parts of a study in ``folder``; damaged and unfinished ones are removed."""
    receipts = []
    with storing(folder):
        for part in sorted((folder / PARTS).glob("*")):
            receipt = None if part.name.startswith(".") else _read_receipt(part)
            if receipt is None or not _is_whole(part, receipt):
                durable.remove(part)
            elif receipt.fits(identity):
                receipts.append(receipt)
    return receipts


def done_of(receipts: Iterable[Receipt], stored: Mapping[Unit, Done]) -> dict[Unit, Done]:
    """Return what is stored of each unit, in final tables and in parts."""
    done = {unit: dict(entry.scenarios) for unit, entry in stored.items()}
    for receipt in receipts:
        done.setdefault(receipt.unit, {}).update(receipt.content)
    return {unit: Done(unit, scenarios) for unit, scenarios in done.items()}


def _write_files(
    aside: Path, unit: Unit, results: Mapping[str, Tables], schema: Schema
) -> dict[str, str]:
    files = {}
    with database() as connection:
        for table, columns in schema.items():
            query = _query(connection, table, columns, unit, results)
            if query:
                path = aside / f"{table}.parquet"
                durable.produce(path, partial(copy, connection, query, "snappy"))
                files[table] = durable.hash_of(path)
    return files


def _query(
    connection: Any,
    table: str,
    columns: Mapping[str, str],
    unit: Unit,
    results: Mapping[str, Tables],
) -> str:
    """Return the SQL of one table in all scenarios; empty if it has no rows."""
    queries = []
    for k, (scenario, tables) in enumerate(sorted(results.items())):
        rows = tables.get(table, {})
        if length(rows):
            connection.register(f"{table}_{k}", frame(rows))
            queries.append(keyed(columns, unit, scenario, f'"{table}_{k}"'))
    return " UNION ALL ".join(queries)


def _write_receipt(path: Path, receipt: Receipt) -> None:
    data = json.dumps(asdict(receipt), ensure_ascii=False, sort_keys=True).encode()
    durable.produce(path, partial(put, data))


def put(data: bytes, path: Path) -> None:
    """Write ``data`` to ``path``; for `durable.produce`."""
    path.write_bytes(data)


def _read_receipt(part: Path) -> Receipt | None:
    """Return the receipt of a part, or None if it is torn or missing."""
    try:
        found: dict[str, Any] = json.loads((part / RECEIPT).read_text("utf-8"))
        receipt = Receipt(**{**found, "unit": Unit(*found["unit"])})
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError, KeyError):
        return None
    return receipt if receipt.folder == part.name else None


def _is_whole(part: Path, receipt: Receipt) -> bool:
    return all(
        durable.is_whole(part / f"{table}.parquet", expected)
        for table, expected in receipt.files.items()
    )


def _discard(aside: Path) -> None:
    """Remove an unfinished part on the way out of an error, as far as the disk allows.

    The error on whose way we are is the one to report; the next start removes what is left.
    """
    with suppress(OSError):
        durable.remove(aside)
