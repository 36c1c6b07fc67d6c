"""Retention where runs differ, or some are missing: what is told, and of which runs."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.folder import county_year, write_folder
from analysis.gallery import add, careers_of, runs_of
from analysis.spell_folder import move, spell, study_folder
from teacherflow_analysis.careers import retention as module
from teacherflow_analysis.careers.retention import enough, log_ranks, rates, retention_of
from teacherflow_analysis.careers.spells import Spells
from teacherflow_analysis.study import load


def test_enough_are_ten_on_average_over_all_runs() -> None:
    """Of three runs 8, 10 and 12 are at risk at first, then 8, 9 and 10."""
    risk = np.array([[[8, 8, 8]], [[10, 9, 9]], [[12, 10, 9]]])
    assert enough(risk) == [1]
    assert enough(np.full((3, 1, 20), 10)) == [15]


def test_a_median_beyond_the_years_told_is_not_told(tmp_path: Path) -> None:
    """Of twenty eleven retire in their third year, and five of the nine left quit in the fourth."""
    ends = [(2027, "retire")] * 11 + [(2028, "quit")] * 5 + [(2038, None)] * 4
    rows = [spell(k, 2024, left, why) for k, (left, why) in enumerate(ends)]
    found = retention_of(load(study_folder(tmp_path / "s", {"careers": rows})))
    assert found.table("survival")["at"].max() == 2
    assert found.table("stay").empty


def test_log_ranks_are_of_runs_that_both_have() -> None:
    """Of four runs the baseline lacks the first, rotation the second, the package all: by hand.

    Third run: 4 of 10 end against 2 of 10, fourth: 6 of 10 against 3 of 20.
    """
    keys = {"county": "a", "draw": 0}
    runs = [{**keys, "scenario": "quo", "replication": r} for r in (1, 2, 3)]
    runs += [{**keys, "scenario": "rotation", "replication": r} for r in (0, 2, 3)]
    spells = Spells(pd.DataFrame(runs), ("village",), pd.DataFrame(), 1)
    risk = np.array([500, 10, 20, 700, 10, 10.0]).reshape(6, 1, 1)
    ended = np.array([400, 2, 3, 100, 4, 6.0]).reshape(6, 1, 1)
    study: Any = SimpleNamespace(baseline="quo", scenarios=("quo", "rotation", "package"))
    found = log_ranks(study, spells, risk, ended)
    assert found["scenario"].tolist() == ["rotation"]
    assert found[["observed", "expected", "ratio"]].values.tolist() == [[10, 6, 10 / 6]]


def test_one_run_of_two_counties_has_no_interval(tmp_path: Path) -> None:
    """Greenwood's is that of the spells of one county; the curve is the mean of two."""
    frame = county_year(1, counties=("east", "west"), scenarios=["status_quo"])
    folder = write_folder(tmp_path / "s", frame)
    add(folder, careers=careers_of(runs_of(frame), 40))
    found = retention_of(load(folder)).table("survival")
    assert set(found["interval"]) == {""}
    assert found["low"].isna().all()


def test_rates_are_of_zones_and_of_the_county_where_they_are_known(tmp_path: Path) -> None:
    frame = county_year(2).assign(retention_3y_seat=np.nan, county_retention_3y=0.9)
    found = rates(load(write_folder(tmp_path / "s", frame)))
    told = set(zip(found["what"], found["group"], strict=True))
    zones = {("retention", zone) for zone in ("town", "village")}
    assert told == zones | {("presence", "village"), ("county_retention", "all")}


def test_runs_without_a_career_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In two runs of three ten enter, and four quit in their second year."""
    monkeypatch.setattr(module, "LEAST", 1)
    moves = [move(k, 2024, "enter", None, "village", cause="exam") for k in range(10)]
    moves += [move(k, 2026, "quit", "village", None) for k in range(4)]
    runs = {("status_quo", r): moves if r else [] for r in range(3)}
    study = load(study_folder(tmp_path / "s", {"moves": runs}, scenarios=["status_quo"]))
    assert retention_of(study).table("service")["mean"].tolist()[:3] == [0, 40, 0]


def test_novices_leave_the_school_and_stay_in_the_county(tmp_path: Path) -> None:
    """Of twenty five move on in their second year, five quit; a spell of a later post is no first."""
    careers = [spell(k, 2024, 2038, None, cohort=2024) for k in range(10, 20)]
    careers += [spell(k, 2024, 2026, "transfer", cohort=2024) for k in range(5)]
    careers += [spell(k, 2026, 2038, None, cohort=2024, school_id=2) for k in range(5)]
    careers += [spell(k, 2024, 2026, "quit", cohort=2024) for k in range(5, 10)]
    moves = [move(k, 2024, "enter", None, "village", cause="exam") for k in range(20)]
    moves += [move(k, 2026, "quit", "village", None) for k in range(5, 10)]
    study = load(study_folder(tmp_path / "s", {"careers": careers, "moves": moves}, 1))
    found = retention_of(study).table("novices").query("scenario == 'rotation' and at == 3")
    kept = found.set_index(["what", "group"])["mean"]
    assert kept["school"].tolist() == pytest.approx([0.5, 0.5])
    assert kept["county"].tolist() == pytest.approx([0.75, 0.75])
