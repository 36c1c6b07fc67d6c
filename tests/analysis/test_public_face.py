"""What users import: every question by its name, and nothing loaded before it is asked."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import pytest

import teacherflow
import teacherflow_analysis

PACKAGES = (teacherflow, teacherflow_analysis)
PUBLIC = [
    (package, name) for package in PACKAGES for name in package.__all__ if name != "__version__"
]


@pytest.mark.parametrize(("package", "name"), PUBLIC)
def test_every_public_name_is_there_and_documented(package: ModuleType, name: str) -> None:
    assert getattr(package, name).__doc__
    assert name in dir(package)


@pytest.mark.parametrize("package", PACKAGES)
def test_checkers_of_types_see_every_public_name(package: ModuleType) -> None:
    tree = ast.parse((files(package) / "__init__.py").read_text(encoding="utf-8"))
    (checked,) = (
        node
        for node in tree.body
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
    places = {
        alias.asname: node.module
        for node in checked.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert places == package._PLACES


def test_whoever_uses_the_packages_can_catch_what_they_raise(tmp_path: Path) -> None:
    with pytest.raises(teacherflow.StudyFault):
        teacherflow.open_study(tmp_path)
    with pytest.raises(teacherflow_analysis.AnalysisError) as refused:
        teacherflow_analysis.load(tmp_path / "nowhere")
    assert isinstance(refused.value, teacherflow.StudyFault)


@pytest.mark.parametrize("package", ["teacherflow", "teacherflow_analysis"])
def test_checkers_of_types_may_use_the_types_of_the_packages(package: str) -> None:
    assert (files(package) / "py.typed").is_file()


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="compair"):
        _ = teacherflow_analysis.compair


def test_nothing_is_loaded_before_it_is_asked() -> None:
    asked = "import sys, teacherflow_analysis; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
