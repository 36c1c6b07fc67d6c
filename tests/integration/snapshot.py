"""Whole states as plain arrays, to be compared to the last byte or by person."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.log import concatenated
from teacherflow.state import State

TABLES = ("teachers", "sections", "units", "stages", "bands", "forms")


def columns_of(state: State) -> dict[str, NDArray[Any]]:
    """Return copies of all columns of all tables, free rows included."""
    tables = {name: getattr(state, name) for name in TABLES}
    return {f"{name}.{c}": table[c].copy() for name, table in tables.items() for c in table}


def everything(state: State) -> dict[str, Any]:
    """Return columns, log and numbers of a state as bytes and plain values."""
    found: dict[str, Any] = {key: values.tobytes() for key, values in columns_of(state).items()}
    for table in ("moves", "titles", "spells"):
        chunks = concatenated(getattr(state.log, table))
        found |= {f"log.{table}.{c}": values.tolist() for c, values in chunks.items()}
    found["log.spending"] = list(state.log.spending)
    found["log.seats"] = {s: tuple(q) for s, q in state.log.seats.items() if q}
    found["numbers"] = (state.year, state.start, state.mean_utility, state.parameters)
    return found


def changed(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Return the keys under which two of `everything` differ."""
    return [key for key in sorted(one.keys() | other.keys()) if one.get(key) != other.get(key)]


def people(state: State) -> dict[str, NDArray[Any]]:
    """Return the columns of all in service, in the order of their ids."""
    rows = np.flatnonzero(state.teachers.alive)
    rows = rows[np.argsort(state.teachers.id[rows])]
    return {name: state.teachers[name][rows] for name in state.teachers}


def who_differs(one: State, other: State) -> dict[int, set[str]]:
    """Return who differs between two states: id to the columns (``alive`` if only in one)."""
    a, b = people(one), people(other)
    both, left, right = np.intersect1d(a["id"], b["id"], return_indices=True)
    found: dict[int, set[str]] = {
        int(k): {"alive"} for k in np.setxor1d(a["id"], b["id"], assume_unique=True)
    }
    for name in a:
        x, y = a[name][left], b[name][right]
        differ = (x != y) & ~(np.isnan(x) & np.isnan(y)) if x.dtype.kind == "f" else x != y
        for k in both[differ].tolist():
            found.setdefault(k, set()).add(name)
    return found
