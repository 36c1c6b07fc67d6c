"""Fill the generated blocks of docs/odd.md and docs/zh/odd.md.

These are the calendar, the state variables, the decisions that draw and the tables of results.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path

import numpy as np
from generated import filled, table
from ruamel.yaml import YAML

import teacherflow
from teacherflow.columns import Table
from teacherflow.parameters.words import UNITS
from teacherflow.phases.calendar import CALENDAR
from teacherflow.results.schema import TABLES
from teacherflow.state import Bands, Forms, Sections, Stages, Teachers, Units
from teacherflow.terms.catalogue import READ_BY
from teacherflow.text import Language, Text

DOCS = Path(__file__).parent
TARGETS: dict[Language, Path] = {"en": DOCS / "odd.md", "zh": DOCS / "zh" / "odd.md"}
WORDS = DOCS / "odd_words.yaml"
ENGINE = Path(teacherflow.__file__).parent

ENTITIES: tuple[type[Table], ...] = (Teachers, Sections, Units, Stages, Bands, Forms)

LAWS = {
    "uniform": Text("(0, 1) 上的均匀分布", "uniform on (0, 1)"),
    "normal": Text("标准正态分布", "standard normal"),
    "gumbel": Text("标准 Gumbel 分布", "standard Gumbel"),
    "poisson": Text("Poisson 分布", "Poisson"),
    "order": Text("固定的随机次序", "keyed order"),
    "key": Text("(0, 1) 上的均匀分布，在编译的循环中抽取", "uniform on (0, 1), taken in a kernel"),
    "strata": Text("按固定的随机次序排列的等距分位", "even grid in keyed order"),
}
"""Methods that draw, by name."""

PARTS = ("population", "phases")
"""Packages whose code draws; elsewhere draws are only made possible or looked up again."""

OWNERS = {"draws", "luck", "people"}
"""Names under which the code holds its draws."""


HEADS = {
    "calendar": (
        Text("序号", "#"),
        Text("环节", "phase"),
        Text("谁决定", "who decides"),
        Text("决定什么", "what is settled"),
        Text("没有政策时", "without policies"),
        Text("读取的规则项", "terms read"),
    ),
    "state": (
        Text("变量", "variable"),
        Text("含义", "meaning"),
        Text("单位", "unit"),
        Text("类型", "type"),
    ),
    "luck": (
        Text("决定", "decision"),
        Text("分布", "distribution"),
        Text("由哪个模块抽取", "asked in"),
    ),
    "observation": (
        Text("表", "table"),
        Text("内容", "what it holds"),
        Text("列数", "columns"),
    ),
}
"""Heads of the tables of each block."""


def page(text: str, language: Language) -> str:
    """Return the page in a language with its generated blocks made anew."""
    makers = {"calendar": calendar, "state": state, "luck": luck, "observation": observation}
    return filled(text, {name: partial(maker, language) for name, maker in makers.items()})


def calendar(language: Language) -> Iterable[str]:
    """Yield the school year, phase by phase."""
    rows = []
    for number, phase in enumerate(CALENDAR, 1):
        terms = sorted(name for name, phases in READ_BY.items() if phase.name in phases)
        rows.append(
            (
                number,
                f"`{phase.name}` {phase.title.zh}",
                *(each.to(language) for each in (phase.who, phase.question, phase.rule)),
                _list([f"`{name}`" for name in terms], language) or "—",
            )
        )
    return table(_head("calendar", language), rows)


def state(language: Language) -> Iterator[str]:
    """Yield the columns of every table of the state."""
    for number, entity in enumerate(ENTITIES):
        if number:
            yield ""
        yield _headline(entity).to(language)
        yield ""
        rows = []
        for name, column in entity.schema.items():
            many = f" × {column.width}" if column.width else ""
            meaning = said("meanings", column.doc, language)
            unit = said("units", column.unit, language) if column.unit else "—"
            rows.append((f"`{name}`", meaning, unit, np.dtype(column.dtype).name + many))
        yield from table(_head("state", language), rows)


def _headline(entity: type[Table]) -> Text:
    """Return a table's name and what its rows are."""
    name, rows = entity.__name__, " ".join((entity.__doc__ or "").split())
    chinese = said("tables", name, "zh"), said("meanings", rows, "zh")
    return Text(f"**{name}**（{chinese[0]}）：{chinese[1]}", f"**{name}**. {rows}")


def observation(language: Language) -> Iterable[str]:
    """Yield the tables of results."""
    rows = (
        (f"`{name}`", found.text.to(language), len(found.names)) for name, found in TABLES.items()
    )
    return table(_head("observation", language), rows)


def _head(block: str, language: Language) -> list[str]:
    return [each.to(language) for each in HEADS[block]]


def _list(items: list[str], language: Language) -> str:
    return Text("、", ", ").to(language).join(items)


# --- words


def said(kind: str, english: str, language: Language) -> str:
    """Return what the state says in English in a language.

    Raises
    ------
    KeyError
        If the English text has no Chinese in `WORDS`.
    """
    if language == "en":
        return english
    return words()[kind][english]


@cache
def words() -> dict[str, dict[str, str]]:
    """Return the Chinese of tables, units and meanings of the state, by their English."""
    found: dict[str, dict[str, str]] = YAML(typ="safe", pure=True).load(
        WORDS.read_text(encoding="utf-8")
    )
    chinese = {unit: text.zh for unit, text in UNITS.items()}
    return {**found, "units": chinese | found["units"]}


# --- luck


def luck(language: Language) -> Iterable[str]:
    """Yield every decision that draws, with its distribution and the module that asks."""
    rows = ((f"`{name}`", LAWS[law].to(language), f"`{module}`") for name, law, module in _draws())
    return table(_head("luck", language), rows)


@cache
def _draws() -> list[tuple[str, str, str]]:
    """Return what `drawn` finds in the engine, in the order of the English page."""
    paths = (path for part in PARTS for path in (ENGINE / part).rglob("*.py"))
    found = {draw for path in paths for draw in drawn(path)}
    return sorted(found, key=lambda draw: (draw[0], LAWS[draw[1]].en, draw[2]))


def drawn(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (decision, method that draws, module) of the draws that a module asks for."""
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
                    yield _prefix(owner) + decision, law, module


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
            f"<{ast.unparse(part.value)}>"
            if isinstance(part, ast.FormattedValue)
            else str(part.value)
            for part in node.values
            if isinstance(part, ast.FormattedValue | ast.Constant)
        )
        return ["".join(parts)]
    raise ValueError(f"the decision {ast.unparse(node)} of a draw is not a text")


if __name__ == "__main__":
    for language, target in TARGETS.items():
        made = page(target.read_text(encoding="utf-8"), language)
        target.write_text(made, encoding="utf-8")
        sys.stdout.write(f"{target}\n")
