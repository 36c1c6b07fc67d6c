"""Whether a folder of results is whole, and whether another one holds the same numbers.

The same study, version and machine give the same bytes. Another version of DuckDB may write the
same rows in other bytes, so tables with other bytes are held against each other row by row; the
order of rows does not count. Another processor or system may round functions otherwise in their
last digits: rows in the same order whose numbers agree so far are told as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from teacherflow.shell import typed
from teacherflow.study.durable import hash_of
from teacherflow.study.inputs import asks_otherwise
from teacherflow.study.manifest import MANIFEST
from teacherflow.study.plan import changes
from teacherflow.study.tables import database, source_of
from teacherflow.text import Text
from teacherflow_analysis.provenance import record
from teacherflow_analysis.study import Study, load

WHOLE, CHANGED = "as recorded", "changed"
BYTES, ROWS, ROUNDED, DIFFERS, COLUMNS, ABSENT = (
    "same bytes", "same rows", "same but for rounding", "differs", "other columns", "not there",
)  # fmt: skip
ROUNDING: Final = (1e-9, 1e-12)
"""How far numbers of two machines may lie apart, as a share of the larger or near zero."""
WORDS: dict[str, Text] = {
    WHOLE: Text("与记录一致", WHOLE),
    CHANGED: Text("已被改动", CHANGED),
    BYTES: Text("逐字节相同", BYTES),
    ROWS: Text("各行相同", ROWS),
    ROUNDED: Text("只有舍入不同", ROUNDED),
    DIFFERS: Text("不同", DIFFERS),
    COLUMNS: Text("列不同", COLUMNS),
    ABSENT: Text("那里没有", ABSENT),
}


@dataclass(frozen=True)
class Table:
    """A table of a folder.

    Attributes
    ----------
    hash : str
        BLAKE2b of its file when it was written, as the manifest has it.
    file : str
        Whether the file still has it: ``as recorded`` or ``changed``. (A folder with a missing
        table, or one of another size, is refused when it is opened.)
    other : str or None
        What the table of the other folder is: ``same bytes``, ``same rows``, ``same but for
        rounding``, ``differs``, ``other columns`` or ``not there``; None if no folder was named.
    rows_differ : int or None
        Rows that have no equal in the other table, of both the larger number.
    """

    name: str
    rows: int
    hash: str
    file: str
    other: str | None = None
    rows_differ: int | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing speaks against it."""
        return self.file == WHOLE and self.other in (None, BYTES, ROWS, ROUNDED)


def is_results(path: Path) -> bool:
    """Tell whether a path is a folder of results."""
    return (path / MANIFEST).is_file()


def rerun(study: Study) -> str:
    """Return the command that makes the results again, from the folder of the study.

    It names the replications where the study file says another number: those were asked for on
    the command line or in Python, and the file alone would make other tables.
    """
    file = study.results.manifest.get("file")
    by_rule = study.resolved.get("precision") is not None
    named = file and not by_rule and asks_otherwise(study.folder, file, study.replications)
    asked = f" --replications {study.replications}" if named else ""
    return f"teacherflow run {typed(file or 'FILE')}{asked}"


def facts_of(folder: Path, other: Path | None = None) -> dict[str, Any]:
    """Return what a folder records of itself, and how its tables stand, as plain values."""
    study = load(folder)
    manifest = study.results.manifest
    facts = record(study, "results", rerun(study))
    facts["inputs"] = sorted(manifest.get("inputs") or {})
    facts["versions"] = dict(manifest.get("versions") or {})
    against = None if other is None else load(other)
    if against is not None:
        theirs = against.results.manifest.get("versions") or {}
        facts["same_study"] = against.digest == study.digest
        facts["study_differs"] = changes(study.resolved, against.resolved)
        facts["other_versions"] = {
            key: value for key, value in theirs.items() if facts["versions"].get(key) != value
        }
    tables = tables_of(study, against)
    facts["tables"] = [asdict(one) for one in tables]
    facts["sound"] = all(one.sound for one in tables)
    return facts


def tables_of(study: Study, other: Study | None = None) -> list[Table]:
    """Return the tables of a study, each held against its file and that of another study."""
    entries = study.results.manifest["tables"]
    found = []
    for name, entry in sorted(entries.items()):
        table = Table(name, entry["rows"], entry["hash"], _file(study, name, entry["hash"]))
        if other is not None:
            told = _against(study, other, table)
            table = Table(table.name, table.rows, table.hash, table.file, *told)
        found.append(table)
    return found


def _path(study: Study, name: str) -> Path:
    return study.folder / f"{name}.parquet"


def _file(study: Study, name: str, expected: str) -> str:
    return WHOLE if hash_of(_path(study, name)) == expected else CHANGED


def _against(study: Study, other: Study, table: Table) -> tuple[str, int | None]:
    here, there = _path(study, table.name), _path(other, table.name)
    entry = other.results.manifest["tables"].get(table.name)
    if entry is None:
        return ABSENT, None
    if hash_of(here) == hash_of(there):
        return BYTES, 0
    if CHANGED in (table.file, _file(other, table.name, entry["hash"])):
        return DIFFERS, None
    return _rows(here, there)


def _rows(here: Path, there: Path) -> tuple[str, int | None]:
    """Return how the rows of two files stand to each other, whatever their order."""
    mine, theirs = source_of([here]), source_of([there])
    with database() as opened:
        columns = [opened.sql(f"DESCRIBE FROM {one}").fetchall() for one in (mine, theirs)]
        if columns[0] != columns[1]:
            return COLUMNS, None
        ways = ((mine, theirs), (theirs, mine))
        numbers = [
            opened.sql(f"SELECT count(*) FROM (FROM {a} EXCEPT ALL FROM {b})").fetchall()[0][0]
            for a, b in ways
        ]
        worst = int(max(numbers))
        if worst and _rounded(opened, mine, theirs, columns[0]):
            return ROUNDED, worst
    return (DIFFERS, worst) if worst else (ROWS, 0)


def _rounded(opened: Any, mine: str, theirs: str, columns: Sequence[tuple[Any, ...]]) -> bool:
    """Tell whether the rows of two files, in their order, differ in rounding only."""
    share, least = ROUNDING
    alike = []
    for name, kind, *_ in columns:
        a, b = (f'{side}."{name}"' for side in ("a", "b"))
        same = f"{a} IS NOT DISTINCT FROM {b}"
        if kind in ("DOUBLE", "FLOAT"):
            most = f"greatest({share} * greatest(abs({a}), abs({b})), {least})"
            same += f" OR (isfinite({a}) AND isfinite({b}) AND abs({a} - {b}) <= {most})"
        alike.append(f"coalesce({same}, false)")
    pairs = f"(FROM {mine}) a POSITIONAL JOIN (FROM {theirs}) b"
    counts = [opened.sql(f"SELECT count(*) FROM {one}").fetchall()[0][0] for one in (mine, theirs)]
    query = f"SELECT bool_and({' AND '.join(alike)}) FROM {pairs}"
    return counts[0] == counts[1] and bool(opened.sql(query).fetchall()[0][0])
