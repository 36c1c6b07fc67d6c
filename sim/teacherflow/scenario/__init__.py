"""Study files: YAML, validated, composed, settled and frozen; mistakes with line and column."""

from __future__ import annotations

from teacherflow.scenario.resolve import check_study, read_study
from teacherflow.scenario.scenario import Scenario
from teacherflow.scenario.study import Study

__all__ = ["Scenario", "Study", "check_study", "read_study"]
