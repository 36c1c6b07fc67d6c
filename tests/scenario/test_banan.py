"""Banan's package, as shipped: it settles without a conflict, whatever the order of its policies."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from scenario.test_composition import settled
from strategies import DEMO, write_study
from teacherflow.faults import Faults
from teacherflow.scenario import Study, check_study, read_study
from teacherflow.scenario.shipped import folder
from teacherflow.study.plan import Unit
from teacherflow.study.simulate import simulate
from teacherflow.study.tables import Tables
from teacherflow.terms.exchange import FEEDBACK, FORMS

FILE = folder() / "banan.yaml"
CHAIN = ("status_quo", "five_forms", "adaptive", "package")
FIVE = {"support_teach", "mutual_dispatch", "fill_in", "group_exchange", "cluster_rotation"}
BESIDE = {
    *("adaptive_forms", "leader_rotation", "novice_service", "title_prerequisite", "supervision"),
    *("rural_subsidy", "town_allowance", "exchange_allowance", "housing"),
}


def policies() -> list[Any]:
    """Return the policies of the package as the file lists them, those that it extends included."""
    scenarios = YAML(typ="safe").load(FILE)["scenarios"]
    assert [scenarios[name].get("extends") for name in CHAIN] == [None, *CHAIN[:-1]]
    return [policy for name in CHAIN for policy in scenarios[name]["policies"]]


def small(into: Path, listed: list[Any]) -> Study:
    """Return a short study of the demo county with these policies in one list."""
    plain = {
        "county": str(DEMO),
        "years": {"start": 2020, "count": 4, "burn_in": 2},
        "replications": 1,
        "record": ["teachers"],
        "scenarios": {"package": {"policies": listed}},
    }
    into.mkdir()
    return read_study(write_study(plain, into))


def shuffled(seed: int) -> list[Any]:
    listed = policies()
    random.Random(seed).shuffle(listed)
    return listed


def run(study: Study) -> Tables:
    return simulate(study, Unit(study.county_name, 0, 0), ())["package"]


def plain_bytes(tables: Tables) -> dict[tuple[str, str], Any]:
    return {
        (table, column): values.tobytes() if isinstance(values, np.ndarray) else values.tolist()
        for table, columns in tables.items()
        for column, values in columns.items()
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return small(tmp_path_factory.mktemp("banan") / "written", policies())


@pytest.fixture(scope="module")
def lived(written: Study) -> Tables:
    return run(written)


def test_the_package_settles_without_conflict_or_warning() -> None:
    faults = Faults()
    study = check_study(FILE, faults)
    assert study is not None
    assert (faults.errors, faults.warnings) == ([], [])
    in_force = {policy.name for policy in study.scenarios["package"].policies}
    assert in_force >= FIVE | BESIDE
    terms = study.scenarios["package"].terms[2025]
    assert {form.name.split(".")[0] for form in terms[FORMS]} >= FIVE | {"novice_service"}
    assert terms[FEEDBACK] > 0


def test_every_piece_stands_beside_the_package() -> None:
    """What the package holds, some smaller scenario holds alone; only aid outside has none."""
    study = read_study(FILE)
    held = {name: {p.name for p in one.policies} for name, one in study.scenarios.items()}
    pieces = set().union(*(names for name, names in held.items() if name != "package"))
    assert held["package"] - pieces == {"outside_aid"}
    assert pieces <= held["package"]


@pytest.mark.parametrize("seed", range(6))
def test_in_any_order_the_same_is_settled(seed: int, tmp_path: Path, written: Study) -> None:
    assert settled(small(tmp_path / "other", shuffled(seed)), "package") == settled(
        written, "package"
    )


@pytest.mark.parametrize("seed", range(2))
def test_the_order_in_the_file_changes_no_byte(seed: int, tmp_path: Path, lived: Tables) -> None:
    other = run(small(tmp_path / "other", shuffled(seed)))
    assert plain_bytes(other) == plain_bytes(lived)


def test_another_value_changes_bytes(tmp_path: Path, lived: Tables) -> None:
    """The comparison can fail; and every form of the package has sent somebody."""
    listed = [{"fill_in": {"from": 2022}} if "fill_in" in p else p for p in policies()]
    assert plain_bytes(run(small(tmp_path / "other", listed))) != plain_bytes(lived)
    table = lived["exchanges"]
    sent = {
        str(form).split(".")[0]
        for form, number in zip(table["form"], table["sent"], strict=True)
        if number > 0
    }
    assert sent >= FIVE
