"""A county from published totals: its file, its demography and its start population."""

from __future__ import annotations

from teacherflow.demography import cohort_index, enrolment_ratio
from teacherflow.population.data import CountyData, county_from, load_county
from teacherflow.population.generate import generate

__all__ = [
    "CountyData",
    "cohort_index",
    "county_from",
    "enrolment_ratio",
    "generate",
    "load_county",
]
