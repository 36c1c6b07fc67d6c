"""The map of mechanisms, and the words in which its claims are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from math import inf
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from ruamel.yaml import YAML

from teacherflow import codes, terms
from teacherflow.state import Bands, Forms, Sections, Stages, Teachers, Units
from teacherflow.terms.catalogue import own_terms
from teacherflow.terms.laws import Claim, Term, settle
from teacherflow.terms.who import Where

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "mechanisms.yaml"

TABLES = {
    table.__name__.lower(): table for table in (Teachers, Sections, Units, Stages, Bands, Forms)
}
OF_SECTIONS = ("at", "hosts")
"""Fields of items whose conditions speak of a section itself."""


@cache
def page() -> dict[str, Any]:
    """Return the whole page."""
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(PAGE.read_text(encoding="utf-8"))
    return found


def rows() -> dict[str, dict[str, Any]]:
    """Return the mechanisms by number."""
    return {name: row for name, row in page().items() if name[0] == "M" and name[1:].isdigit()}


def equal(column: str, value: float) -> Where:
    """Return the range of one value."""
    return Where(column, value, value)


@cache
def words() -> dict[str, Any]:
    """Return the names that a claim may use: types of items and codes."""
    found: dict[str, Any] = {"inf": inf, "equal": equal, "Where": Where}
    found |= {name: kind for name, kind in vars(codes).items() if isinstance(kind, type)}
    for module in iter_modules(terms.__path__):
        for name, kind in vars(import_module(f"{terms.__name__}.{module.name}")).items():
            if isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, Enum)):
                found.setdefault(name, kind)
    found["EntryRoute"] = codes.Route  # a way of entry and the code of its list share a name
    found["Route"] = import_module("teacherflow.terms.recruit").Route
    return found


def claimed(row: dict[str, Any], term: dict[str, Any], year: int = 2025, since: int = 2025) -> Any:
    """Return the value that a row claims, with its start values.

    Raises
    ------
    NameError, TypeError
        If the claim needs a type of item, a field or a code that is not there.
    """
    known = {**words(), **row["parameters"], "year": year, "since": since}
    return eval(term["value"], {"__builtins__": {}}, known)


def settled(term: Term[Any], value: Any) -> Any:
    """Return what a term is when one policy claims ``value``."""

    class Stub:
        def active(self, year: int) -> bool:
            return True

        def claims(self, year: int) -> Iterator[Claim[Any]]:
            yield term(value)

    return settle({"stub": Stub()}, 2025)[term]


def unknown_columns(value: Any) -> set[str]:
    """Return the columns that the conditions of items name and no table has."""
    named = [pair for item in value for pair in _named(item)] if isinstance(value, tuple) else []
    return {path for path, of_section in named if not _exists(path, of_section)}


def _named(item: Any) -> Iterator[tuple[str, bool]]:
    """Yield the columns that an item names, and whether they are a section's own."""
    for field in fields(item):
        value = getattr(item, field.name)
        if field.name == "times" and value:
            yield value, False
        for part in value if isinstance(value, tuple) else ():
            path = part.column if isinstance(part, Where) else part
            yield path, field.name in OF_SECTIONS


def _exists(path: str, of_section: bool) -> bool:
    place, _, name = path.rpartition(".")
    return name in (Sections if of_section or place else Teachers).schema


def is_planned(row: dict[str, Any], term: dict[str, Any]) -> bool:
    """Tell whether a claim needs a term, item, field or column that is not there yet."""
    if term["term"] not in own_terms():
        return True
    if own_terms()[term["term"]].law.name.upper() != term["law"]:
        return True
    try:
        value = claimed(row, term)
    except (NameError, TypeError, AttributeError):
        return True
    return bool(unknown_columns(value))
