"""How many pupils there are (the phases of the year read the same indices)."""

from __future__ import annotations

from teacherflow.demography import BIRTHS, INDEX, LAST_BIRTHS, cohort_index, enrolment_ratio

__all__ = ["BIRTHS", "INDEX", "LAST_BIRTHS", "cohort_index", "enrolment_ratio"]
