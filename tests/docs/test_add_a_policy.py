"""The example of docs/add-a-policy.md is installed and run as a newcomer would do it."""

from __future__ import annotations

import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from docs.pages import ROOT, blocks, text
from teacherflow.parameters.about import Evidence
from teacherflow.policies.catalogue import policies
from teacherflow.policies.parameter import Kind
from teacherflow.scenario import read_study
from teacherflow_analysis.cli import main

PAGE = text("add-a-policy.md")
POLICY, KINDS, TEST = blocks(PAGE, "python")
(PROJECT,) = blocks(PAGE, "toml")
(STUDY,) = blocks(PAGE, "yaml")

type Capture = pytest.CaptureFixture[str]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Install the package of the page, as its project file says, in a folder with the counties."""
    project = tomllib.loads(PROJECT)["project"]
    site = tmp_path / "site"
    info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    (site / "county_bus.py").write_text(POLICY, encoding="utf-8")
    known = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (info / "METADATA").write_text(known)
    points = [
        "\n".join([f"[{group}]", *(f"{name} = {place}" for name, place in named.items())])
        for group, named in project["entry-points"].items()
    ]
    (info / "entry_points.txt").write_text("\n".join(points) + "\n")
    shutil.copytree(ROOT / "scenarios" / "counties", tmp_path / "counties")
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    sys.modules.pop("county_bus", None)


def test_the_tests_of_the_page_pass(installed: Path) -> None:
    known: dict[str, Any] = {"__name__": "test_county_bus"}
    exec(compile(TEST, "docs/add-a-policy.md", "exec"), known)
    tests = [known[name] for name in known if name.startswith("test_")]
    assert len(tests) == 2
    for test in tests:
        test()


def test_the_policy_is_listed_and_its_study_is_valid(installed: Path, capsys: Capture) -> None:
    assert "bus_fare" in policies()
    assert main(["policies", "bus_fare", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "Bus fare for village schools" in said
    assert "a return ticket a day" in said
    (installed / "study.yaml").write_text(STUDY, encoding="utf-8")
    assert main(["validate", "study.yaml", "--lang", "en"]) == 0, capsys.readouterr().err
    terms = read_study(installed / "study.yaml").scenarios["fare"].terms
    paid = {
        year: [item.yuan for term in terms[year].claimed() for item in terms[year][term]]
        for year in (2024, 2025, 2026)
    }
    assert paid == {2024: [], 2025: [100.0], 2026: [200.0]}


def test_a_parameter_of_every_kind_and_a_preset_are_read() -> None:
    known: dict[str, Any] = {"__name__": "every_kind"}
    exec(compile(KINDS, "docs/add-a-policy.md", "exec", dont_inherit=True), known)
    every = known["EveryKind"]
    kinds = {parameter.kind for parameter in every.parameters().values()}
    assert kinds == set(get_args(Kind.__value__))
    found = every.model_validate({"preset": "county_2024", "by": "distance"})
    assert (found.fares.village, found.fares.town, found.months) == (200.0, 60.0, 10)
    assert every.presets["county_2024"].kind is Evidence.ASSUMPTION


def test_without_the_package_the_policy_is_unknown() -> None:
    assert "bus_fare" not in policies()
