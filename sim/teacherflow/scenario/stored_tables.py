"""The keys ``tables`` and ``record``: which tables of results are stored."""

from __future__ import annotations

from teacherflow.faults import Faults, unknown
from teacherflow.text import Text
from teacherflow.yaml_tree import Items, Node, Scalar, shown

RECORDS = ("teachers",)
TABLES = (
    "county_year",
    "section_year",
    "groups_year",
    "schools",
    "moves",
    "careers",
    "titles",
    "spending",
    "exchanges",
)
"""Tables that the key ``tables`` may name; all of them are stored unless it does."""
ALWAYS = "county_year"
"""The table on which every comparison rests."""

_ELSEWHERE = {
    "tables": Text(
        "{0} 须另行要求：请写 record: [{0}]",
        "{0} is recorded on request: write record: [{0}]",
    ),
    "record": Text(
        "{0} 本来就会保存；只想保存部分结果表时，用 tables: [...] 列出",
        "{0} is stored anyway; tables: [...] names those to keep if not all are wanted",
    ),
}
"""What is said, by key, of a table that belongs under the other one."""


def read_record(key: str, node: Node, faults: Faults) -> tuple[str, ...]:
    """Return the optional tables that a study asks for, by name."""
    return _named(key, node, RECORDS, faults) or ()


def read_tables(key: str, node: Node, faults: Faults) -> tuple[str, ...] | None:
    """Return the only tables that are stored, by name; None if what is written is no list."""
    before = len(faults.errors)
    found = _named(key, node, TABLES, faults)
    if len(faults.errors) == before and ALWAYS not in (found or ()):
        message = Text(
            f"须包含 {ALWAYS}：各方案的比较以它为依据",
            f"must hold {ALWAYS}: comparisons rest on it",
        )
        faults.error(node.at, key, message)
    return found


def _named(key: str, node: Node, known: tuple[str, ...], faults: Faults) -> tuple[str, ...] | None:
    if not isinstance(node, Items):
        found = shown(node)
        message = Text(
            f"应为列表，如 [{known[0]}]；现为 {found}",
            f"must be a list such as [{known[0]}]; found {found}",
        )
        faults.error(node.at, key, message)
        return None
    names = set()
    for item in node.items:
        value = item.value if isinstance(item, Scalar) else shown(item)
        if isinstance(item, Scalar) and value in known:
            names.add(str(value))
        else:
            faults.error(item.at, key, _refusal(key, value, known))
    return tuple(sorted(names))


def _refusal(key: str, value: object, known: tuple[str, ...]) -> Text:
    if value in RECORDS + TABLES:
        told = _ELSEWHERE[key]
        return Text(told.zh.format(value), told.en.format(value))
    return unknown(Text("明细表", "table"), value, known)
