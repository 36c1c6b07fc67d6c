"""Kernels: compiled once each, and their parts called by nothing else."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

from teacherflow.compiled import sources
from teacherflow.signatures import Kind, listed

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "sim" / "teacherflow"


@cache
def _taken() -> dict[str, list[list[Kind]]]:
    """Return the kinds of arguments of every kernel, found in a process without other tests."""
    command = [sys.executable, str(ROOT / "tests/integration/every_kernel.py"), "--print"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    taken: dict[str, list[list[Kind]]] = {}
    for name, kinds in json.loads(done.stdout):
        taken.setdefault(name, []).append(kinds)
    return taken


def test_every_kernel_is_compiled_for_one_kind_of_arguments() -> None:
    """Another type or layout of an array at one call costs as much again as the kernel itself."""
    assert len(_taken()) > 100
    assert [name for name, kinds in _taken().items() if len(kinds) > 1] == []


def test_the_list_of_kernels_that_are_compiled_ahead_is_right() -> None:
    """Write it anew with tests/integration/every_kernel.py after a change of what kernels take."""
    assert {name: kinds[0] for name, kinds in _taken().items()} == listed()


def _marks(function: ast.FunctionDef) -> set[str]:
    return {mark.id for mark in function.decorator_list if isinstance(mark, ast.Name)}


def _called(function: ast.FunctionDef) -> set[str]:
    calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
    return {called.id for called in calls if isinstance(called, ast.Name)}


@cache
def _functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(_tree(path)) if isinstance(node, ast.FunctionDef)]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _parts(path: Path) -> set[str]:
    return {function.name for function in _functions(path) if "in_kernel" in _marks(function)}


@cache
def _imported_parts(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("teacherflow."):
            source = ENGINE.parent / f"{str(node.module).replace('.', '/')}.py"
            if source.exists():
                found |= _parts(source) & {alias.name for alias in node.names}
    return found


def test_parts_of_kernels_are_called_by_kernels() -> None:
    """Called from Python they would be plain Python: right, but slow in a loop."""
    files = [p for p in sorted(ENGINE.rglob("*.py")) if _parts(p) or _imported_parts(p)]
    used = {
        f"{path.name}: {function.name} calls {name}"
        for path in files
        for function in _functions(path)
        if not _marks(function) & {"kernel", "in_kernel"}
        for name in (_parts(path) | _imported_parts(path)) & _called(function)
    }
    assert len(files) > 10
    assert used == set()


def test_what_kernels_take_from_other_files_counts_in_the_name_of_their_cache() -> None:
    """A code or a record that changes would leave kernels behind that know the old one."""
    taken: dict[Path, str] = {}
    for path in sorted(ENGINE.rglob("*.py")):
        names = {
            node.id
            for function in _functions(path)
            if _marks(function) & {"kernel", "in_kernel"}
            for node in ast.walk(function)
            if isinstance(node, ast.Name)
        }
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("teacherflow."):
                used = names & {alias.asname or alias.name for alias in node.names}
                if used:
                    source = f"{str(node.module).replace('.', '/')}.py"
                    taken[ENGINE.parent / source] = f"{sorted(used)} in {path.name}"
    assert ENGINE / "codes.py" in taken
    assert {str(path): why for path, why in taken.items() if path not in sources()} == {}
