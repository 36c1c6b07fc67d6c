"""Finished units of work on the disk: one folder of Parquet files each, whole or absent.

Units with small tables share a folder, because a folder costs the same whatever it holds. A part
lands in ``parts/`` under a temporary name; its files and a receipt with their hashes are
brought to the disk before one rename gives the folder its name. A damaged part is one whose files
do not have the hashes of the receipt: it is thrown away and run again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
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
    digest,
    frame,
    keyed,
    length,
    shared_database,
    together,
    typed,
)

type Finished = tuple[Unit, Mapping[str, Tables]]
"""A unit with its tables by scenario."""

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
        Hash of each Parquet file of the part by table.
    units : int
        How many units the part holds.
    first : str
        Name of the folder of the first unit in the part, were it there alone.
    made : str
        Hash of the versions that made the part.
    """

    unit: Unit
    frame: str
    rules: Mapping[str, str]
    content: Mapping[str, str]
    files: Mapping[str, str]
    units: int = 1
    first: str = ""
    made: str = ""

    @property
    def folder(self) -> str:
        """Name of the folder of the part: the (first) unit, which scenarios, how many units."""
        if self.units > 1:
            return f"{self.first}_{self.units}"
        return _name_of(self.unit, self.content)

    def fits(self, identity: Identity) -> bool:
        """Tell whether the part belongs to a study."""
        return self.frame == identity.frame and all(
            identity.scenarios.get(name) == rules for name, rules in self.rules.items()
        )


def _name_of(unit: Unit, scenarios: Iterable[str]) -> str:
    return f"{unit.name}_{hash_json(sorted(scenarios))[:8]}"


def parts_of(receipts: Iterable[Receipt]) -> list[str]:
    """Return the folders of parts, each once, in the order of the receipts."""
    return list(dict.fromkeys(receipt.folder for receipt in receipts))


def write_parts(
    folder: Path,
    identity: Identity,
    finished: Sequence[Finished],
    schema: Schema,
    made: str = "",
) -> list[Receipt]:
    """Store the tables of some scenarios of one unit or several, in one part.

    Parameters
    ----------
    folder : Path
        Folder of the study.
    finished : sequence of (Unit, dict of str to Tables)
        Units with their tables by scenario.
    made : str
        Hash of the versions that make the part.

    Returns
    -------
    list of Receipt
        One for each unit, in their order.
    """
    for _, results in finished:
        for tables in results.values():
            check_columns(tables, schema)

    def fill(aside: Path) -> list[Receipt]:
        files = _write_files(aside, finished, schema)
        return [
            replace(_receipt(unit, identity, results, files, finished, schema), made=made)
            for unit, results in finished
        ]

    return land(folder, finished[0][0], fill)


def land(folder: Path, first: Unit, fill: Callable[[Path], list[Receipt]]) -> list[Receipt]:
    """Let ``fill`` write the files of a part, and give the part its place at one instant.

    Parameters
    ----------
    folder : Path
        Folder of the study.
    first : Unit
        The first unit in the part.
    fill : callable
        Folder → receipts of the units whose files it has written there and brought to the disk.
    """
    parts = folder / PARTS
    aside = parts / f".{first.name}.{os.getpid()}"
    with storing(folder):
        parts.mkdir(parents=True, exist_ok=True)
        durable.remove(aside)
        try:
            aside.mkdir()
            receipts = fill(aside)
            _write_receipts(aside / RECEIPT, receipts)
            durable.fsync(aside)
            durable.remove(parts / receipts[0].folder)
            durable.rename(aside, parts / receipts[0].folder)
        except Exception:
            discard(aside)
            raise
    return receipts


def _receipt(
    unit: Unit,
    identity: Identity,
    results: Mapping[str, Tables],
    files: Mapping[str, str],
    finished: Sequence[Finished],
    schema: Schema,
) -> Receipt:
    content = {name: digest(results[name], schema) for name in sorted(results)}
    rules = {name: identity.scenarios[name] for name in content}
    first = _name_of(*finished[0]) if len(finished) > 1 else ""
    return Receipt(unit, identity.frame, rules, content, files, len(finished), first)


def read_parts(folder: Path, identity: Identity) -> list[Receipt]:
    """Return the whole parts of a study in ``folder``; damaged and unfinished ones are removed.

    So is a part that holds something which another one holds too: a worker that outlived its run
    by a moment may bring home what the next run does again, and no row may count twice.
    """
    receipts: list[Receipt] = []
    held: set[tuple[Unit, str]] = set()
    with storing(folder):
        for part in sorted((folder / PARTS).glob("*")):
            found = [] if part.name.startswith(".") else _read_receipts(part)
            content = {(receipt.unit, name) for receipt in found for name in receipt.content}
            if not found or content & held or not _is_whole(part, found[0]):
                durable.remove(part)
            elif all(receipt.fits(identity) for receipt in found):
                receipts += found
                held |= content
    return receipts


def done_of(receipts: Iterable[Receipt], stored: Mapping[Unit, Done]) -> dict[Unit, Done]:
    """Return what is stored of each unit, in final tables and in parts."""
    done = {unit: dict(entry.scenarios) for unit, entry in stored.items()}
    for receipt in receipts:
        done.setdefault(receipt.unit, {}).update(receipt.content)
    return {unit: Done(unit, scenarios) for unit, scenarios in done.items()}


def _write_files(aside: Path, finished: Sequence[Finished], schema: Schema) -> dict[str, str]:
    files = {}
    with shared_database() as connection:
        for table, columns in schema.items():
            pieces = [
                keyed(unit, scenario, results[scenario][table])
                for unit, results in finished
                for scenario in sorted(results)
                if length(results[scenario].get(table, {}))
            ]
            if pieces:
                connection.register(table, frame(together(pieces)))
                path = aside / f"{table}.parquet"
                query = f'SELECT {typed(columns)} FROM "{table}"'
                durable.produce(path, partial(copy, connection, query, "snappy"))
                files[table] = durable.hash_of(path)
    return files


def _write_receipts(path: Path, receipts: Sequence[Receipt]) -> None:
    plain = [asdict(receipt) for receipt in receipts]
    sealed = {"seal": hash_json(plain), "units": plain}
    data = json.dumps(sealed, ensure_ascii=False, sort_keys=True).encode()
    durable.produce(path, partial(durable.put, data))


def _read_receipts(part: Path) -> list[Receipt]:
    """Return the receipts of a part, one for each unit; none if they are damaged or missing."""
    try:
        found: dict[str, Any] = json.loads((part / RECEIPT).read_text("utf-8"))
        if hash_json(found["units"]) != found["seal"]:
            return []
        receipts = [Receipt(**{**one, "unit": Unit(*one["unit"])}) for one in found["units"]]
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError, KeyError):
        return []
    whole = all(one.folder == part.name and one.units == len(receipts) for one in receipts)
    return receipts if whole else []


def _is_whole(part: Path, receipt: Receipt) -> bool:
    return all(
        durable.is_whole(part / f"{table}.parquet", expected)
        for table, expected in receipt.files.items()
    )


def discard(aside: Path) -> None:
    """Remove an unfinished folder on the way out of an error, as far as the disk allows.

    The error on whose way we are is the one to report; the next start removes what is left.
    """
    with suppress(OSError):
        durable.remove(aside)
