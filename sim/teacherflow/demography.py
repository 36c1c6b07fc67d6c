"""How many pupils there are: national cohort indices by stage, 2024 = 1.

The indices from 2024 on are an estimate from census-revised births; they reproduce the enrolment
published for 2024 to 0.6 % (primary) and 3 % (junior). Earlier years are published enrolment.
Years between are interpolated, years after the last known birth year's entry stand still unless
births go on changing. A county may have a forecast of its own (`Enrolment`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from teacherflow.codes import Stage

INDEX: dict[Stage, dict[int, float]] = {
    Stage.PRIMARY: {
        2020: 1.013,
        2022: 1.014,
        2024: 1.00,
        2025: 0.97,
        2026: 0.91,
        2027: 0.85,
        2028: 0.78,
        2029: 0.69,
        2030: 0.63,
        2031: 0.58,
        2032: 0.55,
        2033: 0.54,
    },
    Stage.JUNIOR: {
        2020: 0.912,
        2022: 0.951,
        2024: 1.00,
        2026: 1.07,
        2028: 1.03,
        2030: 1.00,
        2032: 0.84,
        2034: 0.65,
        2035: 0.58,
        2036: 0.55,
        2037: 0.54,
    },
}
"""Enrolment of a stage relative to 2024: national bulletins (to 2024: 107.25, 107.33 and 105.84
million in primary, 49.14, 51.22 and 53.86 million in junior schools), cohorts of known births
(assumption, after)."""

_BIRTHS_FROM_2011 = (
    1785,
    1973,
    1776,
    1897,
    1654,
    1883,
    1765,
    1523,
    1465,
    1202,
    1062,
    956,
    902,
    954,
)
BIRTHS = dict(enumerate(_BIRTHS_FROM_2011, start=2011))
"""Births in 10,000, revised by the census of 2020 (national statistics)."""

LAST_BIRTHS = max(BIRTHS)
ENTRY_AGE = {Stage.PRIMARY: 6, Stage.JUNIOR: 12}
GRADES = {Stage.PRIMARY: 6, Stage.JUNIOR: 3}
"""Grades of a stage (statute: nine years of compulsory schooling, 6 + 3)."""


@lru_cache(maxsize=4096)
def cohort_index(stage: int, year: int, births_after_2024: float = 0.0) -> float:
    """Return the enrolment of a stage in a school year relative to 2024.

    Parameters
    ----------
    stage : int
        Code of Stage.
    year : int
        School year (2025 = September 2025 to August 2026).
    births_after_2024 : float
        Yearly change of births after 2024 as a share, -0.04 = 4 % fewer every year.

    Notes
    -----
    With changing births the table is multiplied by the ratio of two cohort sums: those of the
    grades of that year with and without the change. Pupils who enter in September of year Y are
    one third of the births of Y - 7 and two thirds of those of Y - 6.
    """
    known = INDEX[Stage(stage)]
    index = float(np.interp(year, list(known), list(known.values())))
    if births_after_2024 == 0.0:
        return index
    changed = _cohorts(Stage(stage), year, births_after_2024)
    return index * (changed / _cohorts(Stage(stage), year, 0.0))


def enrolment_ratio(stage: int, year: int, base_year: int, births_after_2024: float = 0.0) -> float:
    """Return the enrolment of a stage in ``year`` relative to ``base_year``."""
    index = cohort_index(stage, year, births_after_2024)
    return index / cohort_index(stage, base_year, births_after_2024)


@dataclass(frozen=True)
class Enrolment:
    """How the pupils of a county change: by its own forecast, else by the national indices.

    Attributes
    ----------
    expected : tuple of tuples, one a stage
        (school year, pupils) in rising order, the year of the county file first; empty for a stage
        without a forecast.
    """

    expected: tuple[tuple[tuple[int, float], ...], ...] = ((),) * len(Stage)

    def ratio(self, stage: int, year: int, base_year: int, births_after_2024: float = 0.0) -> float:
        """Return the pupils of a stage in ``year`` relative to ``base_year``.

        Notes
        -----
        Between the years of a forecast pupils are interpolated; before and after them they change
        as the national index does.
        """
        expected = self.expected[stage]
        if not expected:
            return enrolment_ratio(stage, year, base_year, births_after_2024)
        years, pupils = zip(*expected, strict=True)

        def level(of: int) -> float:
            known = min(max(of, years[0]), years[-1])
            beyond = enrolment_ratio(stage, of, known, births_after_2024)
            return float(np.interp(known, years, pupils)) * beyond

        return level(year) / level(base_year)


def _births(year: int, change: float) -> float:
    known = BIRTHS[min(max(year, min(BIRTHS)), LAST_BIRTHS)]
    return float(known * (1.0 + change) ** max(0, year - LAST_BIRTHS))


def _cohorts(stage: Stage, year: int, change: float) -> float:
    """Return the births of the grades of a stage in a school year, in 10,000."""
    entered = (year - ENTRY_AGE[stage] - grade for grade in range(GRADES[stage]))
    return sum(_births(y - 1, change) / 3.0 + _births(y, change) * 2.0 / 3.0 for y in entered)
