"""Means of runs and paired differences where runs, counties or scenarios are missing, by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from teacherflow_analysis.comparison.estimates import estimated, over_counties, records

KEYS = ["scenario", "draw", "replication"]


def study_of(*scenarios: str, counties: int = 1) -> Any:
    names = tuple("abc"[:counties])
    return SimpleNamespace(baseline="quo", scenarios=("quo", *scenarios), counties=names)


def values_of(runs: dict[tuple[str, int, int], float], levels: list[str] = KEYS) -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples(runs, names=levels)
    return pd.DataFrame({("stay",): list(runs.values())}, index).rename_axis(columns=["what"])


def test_differences_are_of_runs_that_both_have() -> None:
    """Differences 2 and 4 in the second and third run: 3 ± 12.706; a third scenario has no run."""
    quo = {("quo", 0, r): value for r, value in enumerate((10.0, 1.0, 2.0))}
    reform = {("far", 0, r + 1): value for r, value in enumerate((3.0, 6.0, 50.0))}
    found = estimated(study_of("far", "gone"), values_of(quo | reform)).set_index("scenario")
    far = found.loc["far", ["mean", "difference", "difference_low", "difference_high"]]
    assert far.tolist() == pytest.approx([59 / 3, 3, 3 - 12.7062, 3 + 12.7062], abs=1e-4)
    assert found["cases"].tolist() == [3, 3, 0]
    assert found["interval"].tolist() == ["runs", "runs", ""]
    assert found.loc[["quo", "gone"], "difference"].isna().all()
    assert np.isnan(found.loc["gone", "mean"])


def test_without_runs_of_the_baseline_there_is_no_difference() -> None:
    found = estimated(study_of("far"), values_of({("far", 0, 0): 3.0})).set_index("scenario")
    assert found.loc["far", ["mean", "interval"]].tolist() == [3.0, ""]
    assert found["difference"].isna().all()


def test_rounding_is_no_difference_and_no_measure_no_row() -> None:
    values = values_of({("quo", 0, 0): 0.3, ("far", 0, 0): 0.1 + 0.2})
    assert estimated(study_of("far"), values)["difference"].tolist()[1] == 0
    nothing = estimated(study_of("far"), values.iloc[:, :0])
    assert nothing.empty
    assert list(nothing)[:3] == ["scenario", "what", "mean"]


def test_replications_of_several_draws_are_the_luck_they_share() -> None:
    """Differences -1.5, -1, -.5 in one draw and -3.5, -3, -2.5 in the other: -2 ± 12.706 × 1.041."""
    change = [[-1.5, -1.0, -0.5], [-3.5, -3.0, -2.5]]
    runs = {("quo", d, r): 10.0 for d in range(2) for r in range(3)}
    runs |= {("far", d, r): 10.0 + change[d][r] for d in range(2) for r in range(3)}
    far = estimated(study_of("far"), values_of(runs)).set_index("scenario").loc["far"]
    half = 12.7062 * (6.5 / 6) ** 0.5
    ends = [far["difference_low"], far["difference_high"]]
    assert ends == pytest.approx([-2 - half, -2 + half], abs=1e-4)
    assert far["cases"] == 2


def test_what_one_of_several_counties_lacks_is_missing() -> None:
    """Three counties of 1, 2 and 9 are 4 on average; in the second run one is unknown."""
    runs: dict[Any, float] = {(c, "quo", 0, 0): v for c, v in zip("abc", (1.0, 2, 9), strict=True)}
    runs |= {("a", "quo", 0, 1): np.nan, ("b", "quo", 0, 1): 2.0, ("c", "quo", 0, 1): 3.0}
    found = over_counties(study_of(counties=3), values_of(runs, ["county", *KEYS]))
    assert found.iloc[:, 0].tolist() == [4, pytest.approx(np.nan, nan_ok=True)]


def test_records_have_the_columns_asked_for() -> None:
    frame = pd.DataFrame({"a": [1, 2], "b": [np.nan, 0.5]})
    assert records(frame, ["b"]) == [{"b": None}, {"b": 0.5}]
    assert records(frame)[0] == {"a": 1, "b": None}
