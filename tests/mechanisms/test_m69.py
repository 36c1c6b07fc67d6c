"""M69 放宽退休条件: some of those with the service and the age retire early."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from scenario.writing import faults_of
from teacherflow.codes import Sex
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.policies.retirement import RelaxedRetirement
from teacherflow.terms.laws import settle


def early(fork: County, take_up: float, service: float = 30.0) -> set[int]:
    """Return who retires early in one year."""
    policy = RelaxedRetirement.model_validate({"take_up": take_up, "service_years": service})
    county = fork.fork({fork.year + 1: settle({"relaxed_retirement": policy}, fork.year + 1)})
    county.step()
    moves = concatenated(county.state.log.moves)
    return set(moves["teacher_id"][moves["kind"].astype(str) == "early_retire"].tolist())


def test_those_with_the_service_and_the_age_go_at_the_rate(fork: County) -> None:
    t, september = fork.state.teachers, 12 * (fork.year + 1) + 8
    age = (september - t.birth) / 12
    entitled = t.alive & (t.service >= 28) & (age >= np.where(t.sex == Sex.WOMAN, 50, 55))
    people = set(t.id[entitled].tolist())
    all_go, some, fewer, nobody = (early(fork, take_up, 30) for take_up in (1, 0.5, 0.2, 0))
    assert fewer < some < all_go <= people
    assert not nobody
    assert abs(len(some) - 0.5 * len(all_go)) < 3 * np.sqrt(0.25 * len(all_go))
    assert early(fork, 1, 35) < all_go, "a longer service asked for lets fewer go"


def test_it_conflicts_with_delayed_retirement_in_one_year(tmp_path: Path) -> None:
    both = "a:\n  policies:\n    - delayed_retirement\n    - relaxed_retirement: {from: 2026}\n"
    (fault,) = faults_of(tmp_path, both)
    assert fault.at.line == 8
    assert fault.key == "scenarios.a.relaxed_retirement"
    assert "conflicts with delayed_retirement (line 7) in 2026" in fault.message.en
    assert "与 delayed_retirement（第 7 行）冲突" in fault.message.zh


def test_disjoint_years_go_together(tmp_path: Path) -> None:
    apart = (
        "a:\n  policies:\n    - delayed_retirement: {from: 2026}\n"
        "    - relaxed_retirement: {until: 2025}\n"
    )
    assert list(faults_of(tmp_path, apart)) == []
