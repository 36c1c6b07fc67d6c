"""Forms of exchange are checked where the study is read: how many, and groups that do not exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.writing import faults_of, study_of, warnings_of
from strategies import DEMO
from teacherflow.faults import Faults
from teacherflow.scenario import check_study
from teacherflow.terms.exchange import FORMS, MOST_FORMS


def rotations(many: int, **values: object) -> str:
    given = "".join(f", {key}: {value}" for key, value in values.items())
    listed = "\n".join(
        f"    - mandatory_rotation: {{as: r{k:02d}, from: 2025, share: 0.01{given}}}"
        for k in range(many)
    )
    return f"a: {{}}\nb:\n  policies:\n{listed}\n"


def test_as_many_forms_as_can_be_held_apart_are_read(tmp_path: Path) -> None:
    study = study_of(tmp_path, rotations(MOST_FORMS), "baseline: a\n")
    assert len(study.terms("b", 2025)[FORMS]) == MOST_FORMS == 63


def test_one_form_too_many_is_told_where_what_and_what_instead(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, rotations(64), "baseline: a\n")
    assert (fault.key, fault.at.line) == ("scenarios.b.r63", 72)
    assert "64 forms of exchange in 2025–2029, at most 63 (r00, r01, …)" in fault.message.en
    assert "fewer" in fault.message.en
    assert "64 种交流形式" in fault.message.zh
    assert "最多 63 种" in fault.message.zh


def test_a_policy_of_several_forms_counts_them(tmp_path: Path) -> None:
    (fault,) = faults_of(
        tmp_path, rotations(16, post_share=0.5, graduating="own_share"), "baseline: a\n"
    )
    assert fault.key == "scenarios.b.r15"
    assert "64 forms" in fault.message.en


def without_groups(folder: Path, scenarios: str) -> Path:
    """Write a study on the demo county without education groups."""
    county = DEMO.read_text(encoding="utf-8").replace("groups: {value: 2", "groups: {value: 0")
    (folder / "county.yaml").write_text(county, encoding="utf-8")
    path = folder / "study.yaml"
    head = "county: county.yaml\nyears: {start: 2024, count: 6, burn_in: 3}\nreplications: 4\n"
    path.write_text(f"{head}baseline: a\nscenarios:\n{scenarios}", encoding="utf-8")
    return path


B = "  b: {policies: [mandatory_rotation: {%s}]}\n"
DATED = B % "from: 2025, scope: {2025: zone, 2027: group}"
CHILD = "  c: {extends: b, policies: [mandatory_rotation: {share: 0.2}]}\n"


@pytest.mark.parametrize(
    ("scenarios", "line"),
    [
        ("  b:\n    policies:\n      - mandatory_rotation:\n          scope: group\n", 10),
        (B % "preset: shenzhen_2021", 7),
        (B % "scope: group" + CHILD, 7),
        (DATED, 7),
    ],
)
def test_exchange_within_groups_that_do_not_exist_is_a_warning(
    tmp_path: Path, scenarios: str, line: int
) -> None:
    faults = Faults()
    assert check_study(without_groups(tmp_path, "  a: {}\n" + scenarios), faults) is not None, (
        faults.errors
    )
    (warned,) = faults.warnings
    assert (warned.key, warned.at.line) == ("mandatory_rotation.scope", line)
    assert "no education groups" in warned.message.en
    assert "cluster" in warned.message.en
    assert "没有教育集团" in warned.message.zh


def test_with_groups_and_with_other_scopes_nothing_is_said(tmp_path: Path) -> None:
    grouped = "a: {}\nb: {policies: [mandatory_rotation: {scope: group}]}"
    assert warnings_of(tmp_path, grouped, "baseline: a\n") == []
    path = without_groups(tmp_path, "  a: {}\n  b: {policies: [mandatory_rotation]}\n")
    faults = Faults()
    assert check_study(path, faults) is not None
    assert faults.warnings == []
