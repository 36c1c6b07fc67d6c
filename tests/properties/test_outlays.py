"""What policies spend beside pay is counted anew from the tables, and a wrong yuan is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from integration.tiny import county_file
from properties.books import Books
from strategies import as_yaml, write_study
from teacherflow.scenario import read_study
from teacherflow.study.plan import Unit
from teacherflow.study.simulate import simulate

PRICED: dict[str, dict[str, Any]] = {
    "bonded_students": {"posts_a_year": 4, "bond_years": 4},
    "backbone_target": {"phase_in": 2, "yuan_per_backbone": 900},
    "green_channel": {"share": 0.3, "yuan_per_hire": 40_000},
    "itinerant_lessons": {},
    "outreach": {"yuan_per_visit": 500},
    "part_time_researchers": {"share": 0.05, "yuan_per_researcher": 3_000},
    "provincial_exam": {"yuan_per_hire": 2_000},
    "remote_class": {"yuan_per_school": 7_000},
    "school_culture": {"yuan_per_teacher": 30},
    "studios": {"studios": 3, "mentees": 20, "yuan_per_studio": 20_000},
    "study_visits": {"yuan_per_teacher": 4_000},
    "training": {},
    "weak_school_investment": {"yuan_per_pupil": 800},
}
RESTLESS = {"leave.bond": 0.0, "leave.quit_under_30": 0.2, "leave.leave_county_under_30": 0.1}
"""Many break their bonds."""
KNOWN = (
    "repayment",
    "backbones",
    "settlement",
    "exam",
    "lessons",
    "culture",
    "training",
    "equipment",
)
"""Lines of which the tables tell every person or school; `outreach` shares its own with growth."""


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Any]:
    folder: Path = tmp_path_factory.mktemp("outlays")
    (folder / "tiny.yaml").write_text(as_yaml(county_file()), encoding="utf-8")
    policies = [{name: {"from": 2025, **given}} for name, given in PRICED.items()]
    plain = {
        "title": {"zh": "一", "en": "One"},
        "county": "tiny.yaml",
        "years": {"start": 2024, "count": 5, "burn_in": 1},
        "seed": 4,
        "replications": 1,
        "baseline": "one",
        "record": ["teachers"],
        "uncertainties": RESTLESS,
        "scenarios": {"one": {"policies": policies}},
    }
    study = read_study(write_study(plain, folder))
    return simulate(study, Unit(study.county_name, 0, 0), ())["one"], study.scenarios["one"].terms


def test_every_priced_policy_spends_and_the_books_close(lived: tuple[dict[str, Any], Any]) -> None:
    tables, terms = lived
    assert set(tables["spending"]["policy"].tolist()) == set(PRICED)
    assert Books(tables, terms).faults() == []


@pytest.mark.parametrize("line", [*KNOWN, "visits"])
def test_a_wrong_yuan_in_a_line_is_found(lived: tuple[dict[str, Any], Any], line: str) -> None:
    tables, terms = lived
    spending = dict(tables["spending"])
    of_line = spending["item"] == line
    if line == "visits":
        of_line &= spending["policy"] == "outreach"
    row = int(np.flatnonzero(of_line)[0])
    spending["yuan"] = spending["yuan"].copy()
    spending["yuan"][row] += 1.0
    faults = Books({**tables, "spending": spending}, terms).faults()
    name = f"{spending['policy'][row]}.{line}"
    assert any(fault.startswith(f"money: {spending['year'][row]}: {name}") for fault in faults)


@pytest.mark.parametrize("name", ["study_visits.visits", "studios.studio"])
def test_twice_the_sum_of_a_line_known_in_bounds_is_found(
    lived: tuple[dict[str, Any], Any], name: str
) -> None:
    tables, terms = lived
    policy, _, line = name.partition(".")
    spending = dict(tables["spending"])
    of_line = (spending["policy"] == policy) & (spending["item"] == line)
    spending["yuan"] = np.where(of_line, 2.5 * spending["yuan"], spending["yuan"])
    faults = Books({**tables, "spending": spending}, terms).faults()
    assert sum(f": {name} cost" in fault for fault in faults) >= 3
