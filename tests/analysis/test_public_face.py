"""What users import: every question by its name, and nothing loaded before it is asked."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files

import pytest

import teacherflow_analysis


@pytest.mark.parametrize("name", teacherflow_analysis.__all__)
def test_every_question_is_there_by_its_name(name: str) -> None:
    question = getattr(teacherflow_analysis, name)
    assert question.__name__ == name
    assert question.__doc__
    assert name in dir(teacherflow_analysis)


@pytest.mark.parametrize("package", ["teacherflow", "teacherflow_analysis"])
def test_checkers_of_types_may_use_the_types_of_the_packages(package: str) -> None:
    assert (files(package) / "py.typed").is_file()


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="compair"):
        _ = teacherflow_analysis.compair


def test_nothing_is_loaded_before_it_is_asked() -> None:
    asked = "import sys, teacherflow_analysis; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
