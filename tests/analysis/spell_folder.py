"""A finished study with spells, moves and titles made up line by line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from analysis.folder import county_year, write_folder
from teacherflow.study.durable import hash_of
from teacherflow.study.manifest import TableEntry, manifest_in, write_manifest

KEYS = ["county", "scenario", "draw", "replication"]
LAST = 2038
"""Last year of the study; it begins in 2024."""

SPELL = {
    "basis": "post",
    "school_id": 1,
    "zone": "village",
    "stage": "primary",
    "title": "second",
    "route": "exam",
    "home_km": 3.0,
    "age": 30,
    "cohort": 2000,
}
MOVE = {
    "from_school": pd.NA,
    "to_school": pd.NA,
    "stage": "primary",
    "cause": "transfer",
    "post_moves": True,
    "title": "second",
    "backbone": False,
    "age": 30,
    "chain": pd.NA,
}


def spell(teacher: int, entered: int, left: int, reason: str | None, **more: Any) -> dict[str, Any]:
    """One spell; ``reason`` None: still under way in the last year."""
    facts = {"teacher_id": teacher, "entered": entered, "left": left, "reason": reason}
    ended = {"censored": reason is None, "truncated": entered < 2024}
    return {**SPELL, **facts, **ended, **more}


def move(
    teacher: int, year: int, kind: str, source: str | None, sink: str | None, **more: Any
) -> dict[str, Any]:
    """One move between zones; None: outside."""
    facts = {"teacher_id": teacher, "year": year, "kind": kind}
    return {**MOVE, **facts, "from_zone": source, "to_zone": sink, **more}


def promoted(teacher: int, year: int, rural_years: float, level: str = "senior") -> dict[str, Any]:
    """One promotion."""
    facts = {"teacher_id": teacher, "year": year, "level": level, "event": "pass"}
    return {**facts, "rural_years": rural_years, "rank": 1}


type Rows = Sequence[dict[str, Any]]


def study_folder(
    folder: Path,
    tables: Mapping[str, Mapping[tuple[str, int], Rows] | Rows],
    replications: int = 3,
    scenarios: Iterable[str] = ("status_quo", "rotation"),
    change: Mapping[str, Any] | None = None,
    draws: int = 1,
) -> Path:
    """Write a study; rows of a table are those of every run, or by (scenario, replication)."""
    names = list(scenarios)
    rows = county_year(replications, draws, scenarios=names)
    write_folder(folder, rows, change)
    runs = [(s, r) for s in names for r in range(replications)]
    entries = {}
    for table, given in tables.items():
        by_run = given if isinstance(given, Mapping) else dict.fromkeys(runs, given)
        records = [
            {"county": "zhijin", "scenario": s, "draw": draw, "replication": r, **row}
            for draw in range(draws)
            for s, r in runs
            for row in by_run.get((s, r), ())
        ]
        entries[table] = _write(folder / f"{table}.parquet", table, records)
    manifest = manifest_in(folder)
    write_manifest(folder, replace(manifest, tables={**manifest.tables, **entries}))
    return folder


TYPES = {
    "careers": {
        "teacher_id": "BIGINT",
        "school_id": "INT",
        "zone": "VARCHAR",
        "stage": "VARCHAR",
        "basis": "VARCHAR",
        "title": "VARCHAR",
        "route": "VARCHAR",
        "home_km": "DOUBLE",
        "age": "INT",
        "cohort": "INT",
        "entered": "INT",
        "left": "INT",
        "reason": "VARCHAR",
        "censored": "BOOLEAN",
        "truncated": "BOOLEAN",
    },
    "moves": {
        "year": "INT",
        "teacher_id": "BIGINT",
        "from_school": "INT",
        "to_school": "INT",
        "stage": "VARCHAR",
        "from_zone": "VARCHAR",
        "to_zone": "VARCHAR",
        "kind": "VARCHAR",
        "cause": "VARCHAR",
        "post_moves": "BOOLEAN",
        "title": "VARCHAR",
        "backbone": "BOOLEAN",
        "age": "INT",
        "chain": "BIGINT",
    },
    "titles": {
        "year": "INT",
        "teacher_id": "BIGINT",
        "level": "VARCHAR",
        "event": "VARCHAR",
        "rural_years": "DOUBLE",
        "rank": "INT",
    },
}
RUN = {"county": "VARCHAR", "scenario": "VARCHAR", "draw": "INT", "replication": "INT"}


def _write(path: Path, table: str, records: list[dict[str, Any]]) -> TableEntry:
    columns = {**RUN, **TYPES[table]}
    frame = pd.DataFrame(records, columns=list(columns), dtype=object)
    with duckdb.connect(":memory:") as database:
        database.register("records", frame.astype("string"))
        cast = ", ".join(f'"{name}"::{kind} AS "{name}"' for name, kind in columns.items())
        database.execute(
            f"COPY (SELECT {cast} FROM records) TO $path (FORMAT parquet)", {"path": str(path)}
        )
    return TableEntry(len(frame), path.stat().st_size, hash_of(path))
