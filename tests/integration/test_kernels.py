"""Kernels: compiled once each, and their parts called by nothing else."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from teacherflow.compiled import sources

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "sim" / "teacherflow"

LIVE = """
import sys
from numba.core.registry import CPUDispatcher
from benchmarks.run import SMALL, START, at_fork, four_policies
from benchmarks.whole_catalogue import everything

past = at_fork(SMALL)
for terms in (everything(START), four_policies()):
    county = past.fork(terms)
    for _ in range(4):
        county.step()
found = {
    f"{value.__module__}.{value.__name__}": len(value.signatures)
    for name, module in list(sys.modules.items()) if name.startswith("teacherflow.")
    for value in vars(module).values() if isinstance(value, CPUDispatcher)
}
assert sum(map(bool, found.values())) > 30, found
print([name for name, kinds in sorted(found.items()) if kinds > 1])
"""


def test_every_kernel_is_compiled_for_one_kind_of_arguments() -> None:
    """Another type or layout of an array at one call costs as much again as the kernel itself."""
    paths = os.pathsep.join([str(ROOT), str(ROOT / "benchmarks"), str(ROOT / "tests"), *sys.path])
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", LIVE], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


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
