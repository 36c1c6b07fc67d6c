"""What surrounds a mean path, against Student's t by hand and numpy's quantiles."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from teacherflow_analysis.inference.bands import BANDS, band_of

NONE = float("nan")


def runs_of(values: Sequence[float | None], draws: int = 1, year: int = 2030) -> pd.Series:
    """Return the values of one year, draw by draw."""
    names = ["draw", "replication", "year"]
    units = [range(draws), range(len(values) // draws), [year]]
    return pd.Series(values, pd.MultiIndex.from_product(units, names=names), dtype=float)


def band(values: pd.Series, base: pd.Series, kind: str) -> tuple[float, ...]:
    return tuple(band_of(values, base, kind).loc[2030])


def half_of(differences: Sequence[float]) -> float:
    """Return half the 95 % interval of a mean."""
    n = len(differences)
    return float(t.ppf(0.975, n - 1) * np.std(differences, ddof=1) / sqrt(n))


@pytest.mark.parametrize("kind", BANDS)
def test_one_run_has_no_band(kind: str) -> None:
    found = band(runs_of([3.0]), runs_of([2.0]), kind)
    assert found == pytest.approx((3.0, NONE, NONE), nan_ok=True)


@pytest.mark.parametrize("kind", BANDS)
def test_a_year_without_values_has_no_mean(kind: str) -> None:
    found = band(runs_of([NONE, NONE]), runs_of([1.0, 2.0]), kind)
    assert found == pytest.approx((NONE,) * 3, nan_ok=True)


def test_two_runs_have_a_range() -> None:
    found = band(runs_of([1.0, 3.0]), runs_of([0.0, 0.0]), "range")
    assert found == pytest.approx((2.0, 1.1, 2.9))


def test_a_band_of_differences_lies_around_the_mean_of_all_runs() -> None:
    """The baseline lacks a value: its width is that of the pairs, its middle that of all runs."""
    half = half_of([1.0, 0.0, 2.0])
    for base in (runs_of([0.0, 2, 1, None]), runs_of([0.0, 2, 1]), runs_of([0.0, 2, 1])[::-1]):
        found = band(runs_of([1.0, 2, 3, 6]), base, "difference")
        assert found == pytest.approx((3.0, 3.0 - half, 3.0 + half))


@pytest.mark.parametrize("known", [[NONE, NONE, NONE], [1.0, NONE, NONE]])
def test_a_baseline_that_is_known_in_less_than_two_runs_gives_no_band(known: list[float]) -> None:
    found = band(runs_of([1.0, 2, 3]), runs_of(known), "difference")
    assert found == pytest.approx((2.0, NONE, NONE), nan_ok=True)


def test_a_baseline_with_a_gap_has_no_band_of_differences_from_itself() -> None:
    own = runs_of([1.0, NONE, 3.0])
    assert band(own, own, "difference") == pytest.approx((2.0, NONE, NONE), nan_ok=True)


def test_of_several_draws_without_luck_the_draws_are_the_cases() -> None:
    """Three draws of two runs: a reform adds 1, 2 and 6, whatever the luck of the run."""
    base = np.array([[0.0, 10], [1, 11], [2, 12]])
    values = base + np.array([[1.0], [2], [6]])
    found = band(runs_of(values.ravel(), 3), runs_of(base.ravel(), 3), "difference")
    half = half_of([1.0, 2, 6])
    assert found == pytest.approx((9.0, 9.0 - half, 9.0 + half))


def test_years_of_the_scenario_that_the_baseline_lacks_have_no_band() -> None:
    values = pd.concat([runs_of([1.0, 2]), runs_of([3.0, 5], year=2031)])
    found = band_of(values, runs_of([0.0, 0]), "difference")
    assert tuple(found.loc[2031]) == pytest.approx((4.0, NONE, NONE), nan_ok=True)
    assert found.loc[2030].notna().all()
