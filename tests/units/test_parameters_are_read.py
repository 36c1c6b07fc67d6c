"""Every parameter of the model is read: else it would be set, and sampled, to no effect."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from teacherflow.agents.entrant import Traits
from teacherflow.parameters import Parameters, catalogue

ENGINE = Path(__file__).resolve().parents[2] / "sim" / "teacherflow"
CALLED = {type(values).__name__: family for family, values in Parameters()._asdict().items()}
HOLDERS = CALLED | {"Parameters": "*", "Traits": "traits"}
"""The class that a name is annotated with, and the family whose fields it has then."""

NAMES = [name for name, _, _ in catalogue()]
FAMILIES = Counter(name.partition(".")[2] for name in NAMES)


def read_in(*sources: str) -> set[str]:
    """Return what modules read, as ``family.field``.

    A field read off an argument of a kernel, of which Python does not know the class, counts as
    ``?.field``.
    """
    nodes = [one for source in sources for one in ast.walk(ast.parse(source))]
    kept = {
        field.target.id: family
        for one in nodes
        if isinstance(one, ast.ClassDef)
        for field in one.body
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if (family := _held(field.annotation)) not in {None, "?"}
    }
    functions = [one for one in nodes if isinstance(one, ast.FunctionDef)]
    return {name for function in functions for name in _fields(function, kept)}


def _held(annotation: ast.expr | None) -> str | None:
    if annotation is None:
        return None
    name = ast.unparse(annotation).rpartition(".")[2]
    return "?" if name == "Any" else HOLDERS.get(name)


def _fields(function: ast.FunctionDef, kept: dict[str, str]) -> Iterator[str]:
    """Yield the fields that a function reads; ``kept`` are families by the attribute of an object."""
    known = {arg.arg: family for arg in function.args.args if (family := _held(arg.annotation))}

    def family_of(node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            return known.get(node.id)
        if not isinstance(node, ast.Attribute):
            return None
        if node.attr == "parameters":
            return "*"
        if family_of(node.value) == "*" and node.attr in Parameters._fields:
            return node.attr
        return kept.get(node.attr)

    nodes = list(ast.walk(function))
    for one in nodes:
        if isinstance(one, ast.Assign):
            for name, value in _assigned(one):
                known |= {name: family} if (family := family_of(value)) else {}
    for one in nodes:
        if isinstance(one, ast.Attribute) and (family := family_of(one.value)) not in {None, "*"}:
            yield f"{family}.{one.attr}"


def _assigned(one: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    for target in one.targets:
        pairs = [(target, one.value)]
        if isinstance(target, ast.Tuple) and isinstance(one.value, ast.Tuple):
            pairs = list(zip(target.elts, one.value.elts, strict=True))
        yield from ((name.id, value) for name, value in pairs if isinstance(name, ast.Name))


def is_read(name: str, read: set[str]) -> bool:
    """Return whether a parameter is read, if need be where its family does not show.

    Newcomers' `Traits` are fields of two families under the same names.
    """
    family, _, field = name.partition(".")
    if name in read or (FAMILIES[field] == 1 and f"?.{field}" in read):
        return True
    return (
        family in {"population", "recruit"}
        and field in Traits._fields
        and f"traits.{field}" in read
    )


@pytest.fixture(scope="module")
def read() -> set[str]:
    modules = (path for path in ENGINE.rglob("*.py") if path.parent != ENGINE / "parameters")
    return read_in(*(path.read_text(encoding="utf-8") for path in modules))


def test_every_parameter_of_the_model_is_read(read: set[str]) -> None:
    assert [name for name in NAMES if not is_read(name, read)] == []


def test_a_field_of_another_family_of_the_same_name_does_not_count() -> None:
    source = """
class Cast:
    chosen: Population

def one(state: State, form: Form, u: Utility, wages: Any) -> float:
    p, rows = state.parameters.leave, form.share
    every = state.parameters
    return p.share * form.other + u.high + every.teach.low + self.chosen.kin + wages.paid
"""
    assert read_in(source) == {
        "leave.share",
        "utility.high",
        "teach.low",
        "population.kin",
        "?.paid",
    }
