"""Studies that are changed after they were read: what no longer agrees is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scenario.writing import study_of
from teacherflow.scenario import read_study
from teacherflow.scenario.changed import disagreement
from teacherflow.scenario.shipped import names, study_path
from teacherflow.study.faults import StudyFault
from teacherflow.study.run import run_study

SCENARIOS = """
plain: {}
paid: {policies: [rural_subsidy]}
later: {policies: [{rural_subsidy: {from: 2026}}]}
"""


def test_another_baseline_needs_its_own_past(tmp_path: Path) -> None:
    """Burn-in runs under the baseline: with another one the study would start from a wrong past."""
    study = study_of(tmp_path, SCENARIOS, "baseline: plain\n")
    with pytest.raises(StudyFault, match="baseline of this study was changed to paid"):
        run_study(replace(study, baseline="paid"), tmp_path / "out")
    with pytest.raises(StudyFault, match="no scenario called nothing"):
        run_study(replace(study, baseline="nothing"), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert disagreement(replace(study, baseline="later")) is None  # the same years before
    assert disagreement(replace(study, replications=9)) is None


@pytest.mark.parametrize("name", names())
def test_a_study_as_it_is_read_agrees(name: str) -> None:
    assert disagreement(read_study(study_path(name))) is None
