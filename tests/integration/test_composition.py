"""Tables of a tiny county: the order of policies changes no byte, rules of matching do."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from integration.tiny import county_file
from strategies import as_yaml
from teacherflow.scenario import read_study
from teacherflow.study.plan import Unit
from teacherflow.study.simulate import simulate
from teacherflow.study.tables import Tables

POLICIES = {
    "delayed_retirement": "delayed_retirement",
    "subsidy": "rural_subsidy: {from: 2025, phase_in: 2}",
    "rotation": "mandatory_rotation: {share: {2024: 0.1, 2026: 0.3}, after_years: 3, post_share: 0.3}",
    "titles": "title_prerequisite: {preset: banan_2020}",
    "hiring": "competitive_hiring: {from: 2025, cut: 0.3, own_share: 0.6}",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("composed")
    (made / "tiny.yaml").write_text(as_yaml(county_file(1.4)), encoding="utf-8")
    return made


RESTLESS = """\
uncertainties:
  transfer.look_early: 1.0
  transfer.look_middle: 1.0
  transfer.look_late: 0.8
  utility.moving_threshold: 0.0
  utility.choice_scale: 3.0
"""


def tables(folder: Path, order: tuple[str, ...], more: str = "") -> Tables:
    lines = "".join(f"      - {POLICIES[name]}\n" for name in order)
    text = (
        "county: tiny.yaml\nyears: {start: 2024, count: 4, burn_in: 2}\nreplications: 1\n"
        f"record: [teachers]\n{RESTLESS}{more}scenarios:\n  a:\n    policies:\n{lines}"
    )
    path = folder / "study.yaml"
    path.write_text(text, encoding="utf-8")
    study = read_study(path)
    return simulate(study, Unit(study.county_name, 0, 0), ())["a"]


def same(one: Tables, two: Tables) -> bool:
    return one.keys() == two.keys() and all(
        one[name][column].tobytes() == two[name][column].tobytes()
        if isinstance(one[name][column], np.ndarray)
        else one[name][column].tolist() == two[name][column].tolist()
        for name in one
        for column in one[name]
    )


@pytest.fixture(scope="module")
def written(folder: Path) -> Tables:
    return tables(folder, tuple(POLICIES))


def test_the_package_does_something(written: Tables) -> None:
    causes = set(written["moves"]["cause"].tolist())
    assert {"mandatory_rotation", "competitive_hiring"} <= causes
    assert set(written["spending"]["policy"].tolist()) >= {"rural_subsidy"}


@pytest.mark.parametrize(
    "order",
    [
        ("hiring", "titles", "rotation", "subsidy", "delayed_retirement"),
        ("rotation", "hiring", "delayed_retirement", "titles", "subsidy"),
    ],
)
def test_the_order_of_policies_changes_no_byte(
    folder: Path, written: Tables, order: tuple[str, ...]
) -> None:
    assert same(tables(folder, order), written)


def test_naming_the_default_rule_changes_no_byte(folder: Path, written: Tables) -> None:
    default = "matching: {transfer: deferred, placement: optimal}\n"
    assert same(tables(folder, tuple(POLICIES), default), written)


@pytest.mark.parametrize("rule", ["serial", "deferred_protected", "to_be", "optimal"])
def test_another_rule_changes_who_transfers(folder: Path, written: Tables, rule: str) -> None:
    other = tables(folder, tuple(POLICIES), f"matching: {{transfer: {rule}}}\n")
    assert not same(other, written)


def test_a_dose_of_nothing_is_the_status_quo(folder: Path) -> None:
    """A swept scenario runs as any other; at zero it changes no byte."""
    text = """\
county: tiny.yaml
years: {start: 2024, count: 3, burn_in: 1}
replications: 1
baseline: status_quo
scenarios:
  status_quo: {}
  rotation: {policies: [mandatory_rotation: {after_years: 3}]}
sweep: {scenario: rotation, parameter: mandatory_rotation.share, values: [0, 0.1, 0.4]}
"""
    path = folder / "sweep.yaml"
    path.write_text(text, encoding="utf-8")
    study = read_study(path)
    assert study.sweep is not None
    found = simulate(study, Unit(study.county_name, 0, 0), tuple(study.scenarios))
    assert same(found["rotation_0"], found["status_quo"])
    assert same(found["rotation_0_1"], found["rotation"])
    sent = [
        found[name]["moves"]["kind"].tolist().count("exchange_out") for name in study.sweep.values
    ]
    assert sent == sorted(set(sent))
