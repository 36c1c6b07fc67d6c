"""Fill the generated blocks of docs/odd.md: calendar, state variables, luck, tables of results."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from generated import filled, table

import teacherflow
from teacherflow.columns import Table
from teacherflow.phases.calendar import CALENDAR
from teacherflow.results.schema import TABLES
from teacherflow.state import Bands, Forms, Sections, Stages, Teachers, Units
from teacherflow.terms.catalogue import READ_BY

TARGET = Path(__file__).with_name("odd.md")
ENGINE = Path(teacherflow.__file__).parent

ENTITIES: tuple[type[Table], ...] = (Teachers, Sections, Units, Stages, Bands, Forms)

LAWS = {
    "uniform": "uniform on (0, 1)",
    "normal": "standard normal",
    "gumbel": "standard Gumbel",
    "poisson": "Poisson",
    "order": "keyed order",
    "key": "uniform on (0, 1), taken in a kernel",
    "strata": "even grid in keyed order",
}
"""Methods that draw, by name."""

PARTS = ("population", "phases")
"""Packages whose code draws; elsewhere draws are only made possible or looked up again."""

OWNERS = {"draws", "luck", "people"}
"""Names under which the code holds its draws."""


def page(text: str) -> str:
    """Return the page with its generated blocks made anew."""
    blocks = {"calendar": calendar, "state": state, "luck": luck, "observation": observation}
    return filled(text, blocks)


def calendar() -> Iterable[str]:
    """Yield the school year, phase by phase."""
    rows = []
    for number, phase in enumerate(CALENDAR, 1):
        terms = sorted(name for name, phases in READ_BY.items() if phase.name in phases)
        rows.append(
            (
                number,
                f"`{phase.name}` {phase.title.zh}",
                phase.who.en,
                phase.question.en,
                phase.rule.en,
                ", ".join(f"`{name}`" for name in terms) or "—",
            )
        )
    head = ("#", "phase", "who decides", "what is settled", "without policies", "terms read")
    return table(head, rows)


def state() -> Iterator[str]:
    """Yield the columns of every table of the state."""
    for number, entity in enumerate(ENTITIES):
        if number:
            yield ""
        yield f"**{entity.__name__}**. {' '.join((entity.__doc__ or '').split())}"
        yield ""
        rows = []
        for name, column in entity.schema.items():
            many = f" × {column.width}" if column.width else ""
            kind = np.dtype(column.dtype).name + many
            rows.append((f"`{name}`", column.doc, column.unit or "—", kind))
        yield from table(("variable", "meaning", "unit", "type"), rows)


def observation() -> Iterable[str]:
    """Yield the tables of results."""
    rows = ((f"`{name}`", found.text.en, len(found.names)) for name, found in TABLES.items())
    return table(("table", "what it holds", "columns"), rows)


# --- luck


def luck() -> Iterable[str]:
    """Yield every decision that draws, with its distribution and the module that asks."""
    paths = (path for part in PARTS for path in sorted((ENGINE / part).rglob("*.py")))
    found = sorted({draw for path in paths for draw in drawn(path)})
    rows = ((f"`{name}`", law, f"`{module}`") for name, law, module in found)
    return table(("decision", "distribution", "asked in"), rows)


def drawn(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (decision, distribution, module) of the draws that a module asks for."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = ".".join(path.relative_to(ENGINE).with_suffix("").parts)
    words = _words(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        owner, law = _owner(node.func.value), node.func.attr
        if owner in OWNERS and law in LAWS:
            for decision in _texts(node.args[0], words):
                if decision != _PASSED_ON:
                    yield _prefix(owner) + decision, LAWS[law], module


_PASSED_ON = "population.<decision>"
"""The decision of the methods of `population.people.Cast`, whose callers name it."""


def _prefix(owner: str) -> str:
    return "population." if owner == "people" else ""


def _owner(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _words(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """Return what names are set to, if it is a text or several; or run through, in a loop."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign):
            continue
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs = [(name, [word]) for name, word in zip(target.elts, value.elts, strict=True)]
        else:
            pairs = [(target, value.elts if isinstance(value, ast.Tuple) else [value])]
        for name, words in pairs:
            if isinstance(name, ast.Name) and all(map(_is_text, words)):
                found[name.id] = words
    for node in ast.walk(tree):
        if not isinstance(node, ast.comprehension):
            continue
        one, many = node.target, node.iter
        if isinstance(one, ast.Name) and isinstance(many, ast.Name) and many.id in found:
            found[one.id] = found[many.id]
    return found


def _is_text(node: ast.expr) -> bool:
    is_constant = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_constant or isinstance(node, ast.JoinedStr)


def _texts(node: ast.expr, words: dict[str, list[ast.expr]]) -> list[str]:
    """Return the names of decisions; what is filled in later stands in angle brackets."""
    if isinstance(node, ast.Name) and node.id in words:
        return [text for word in words[node.id] for text in _texts(word, words)]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        parts = (
            f"<{ast.unparse(part.value)}>" if isinstance(part, ast.FormattedValue) else part.value
            for part in node.values
            if isinstance(part, ast.FormattedValue | ast.Constant)
        )
        return ["".join(parts)]
    raise ValueError(f"the decision {ast.unparse(node)} of a draw is not a text")


if __name__ == "__main__":
    TARGET.write_text(page(TARGET.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{TARGET}\n")
