"""The cohort index: published years, interpolation, and births that go on changing."""

from __future__ import annotations

import pytest

from teacherflow.codes import Stage
from teacherflow.population import cohort_index, enrolment_ratio

P, J = Stage.PRIMARY, Stage.JUNIOR
BIRTHS = dict(
    zip(
        range(2011, 2025),
        (1785, 1973, 1776, 1897, 1654, 1883, 1765, 1523, 1465, 1202, 1062, 956, 902, 954),
        strict=True,
    )
)


@pytest.mark.parametrize(
    ("stage", "year", "index"),
    [(P, 2024, 1.0), (J, 2024, 1.0), (P, 2022, 1.014), (J, 2022, 0.951), (P, 2030, 0.63)],
)
def test_published_years(stage: Stage, year: int, index: float) -> None:
    assert cohort_index(stage, year) == index


def test_years_between_are_interpolated() -> None:
    assert cohort_index(J, 2025) == pytest.approx((1.00 + 1.07) / 2)
    assert cohort_index(J, 2031) == pytest.approx((1.00 + 0.84) / 2)


def test_later_years_stand_still() -> None:
    assert cohort_index(P, 2050) == cohort_index(P, 2033) == 0.54
    assert cohort_index(J, 2060) == 0.54


def pupils_by_single_birth_years(year: int) -> float:
    """Primary pupils from births by month, one grade at a time (grade 1 to 6)."""
    return sum(
        (4 * BIRTHS[year - 7 - grade] + 8 * BIRTHS[year - 6 - grade]) / 12 for grade in range(6)
    )


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028, 2029, 2030])
def test_primary_follows_the_known_births(year: int) -> None:
    ratio = pupils_by_single_birth_years(year) / pupils_by_single_birth_years(2024)
    assert cohort_index(P, year) == pytest.approx(ratio, abs=0.015)


def test_fewer_births_reach_primary_first_and_junior_six_years_later() -> None:
    for year in range(2024, 2031):
        assert cohort_index(P, year, -0.04) == cohort_index(P, year)
    assert cohort_index(P, 2033, -0.04) < cohort_index(P, 2033)
    assert cohort_index(J, 2036, -0.04) == cohort_index(J, 2036)
    assert cohort_index(J, 2039, -0.04) < cohort_index(J, 2039)


def test_a_steady_fall_of_births_is_a_steady_fall_of_pupils() -> None:
    ratio = cohort_index(P, 2061, -0.04) / cohort_index(P, 2060, -0.04)
    assert ratio == pytest.approx(0.96, abs=1e-9)


def test_zhijin_is_moved_by_the_published_change() -> None:
    assert enrolment_ratio(P, 2024, 2022) == pytest.approx(0.986, abs=0.0005)
    assert enrolment_ratio(J, 2024, 2022) == pytest.approx(1.052, abs=0.0005)
