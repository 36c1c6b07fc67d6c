"""Short studies as text, for tests."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

from strategies import DEMO
from teacherflow.faults import Fault, Faults
from teacherflow.scenario import Study, check_study, read_study

HEAD = f"""\
county: {DEMO}
years: {{start: 2024, count: 6, burn_in: 3}}
replications: 4
"""


def text_of(scenarios: str, more: str = "") -> str:
    """Return a study on the demo county, 2024 to 2029; ``more`` holds other keys."""
    return HEAD + dedent(more) + "scenarios:\n" + indent(dedent(scenarios).strip("\n"), "  ") + "\n"


def write(folder: Path, scenarios: str, more: str = "") -> Path:
    path = folder / "study.yaml"
    path.write_text(text_of(scenarios, more), encoding="utf-8")
    return path


def study_of(folder: Path, scenarios: str, more: str = "") -> Study:
    return read_study(write(folder, scenarios, more))


def faults_of(folder: Path, scenarios: str, more: str = "") -> list[Fault]:
    faults = Faults()
    check_study(write(folder, scenarios, more), faults)
    return sorted(faults.errors)


def warnings_of(folder: Path, scenarios: str, more: str = "") -> list[Fault]:
    faults = Faults()
    assert check_study(write(folder, scenarios, more), faults) is not None, faults.errors
    return sorted(faults.warnings)
