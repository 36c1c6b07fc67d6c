"""What `show` tells of a scenario."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scenario.writing import write
from teacherflow.scenario import read_study
from teacherflow_analysis.cli import main

type Capture = pytest.CaptureFixture[str]


SHOWN = """
a: {policies: [delayed_retirement]}
b:
  extends: a
  policies: [rural_subsidy: {preset: hunan_2019, yuan_per_month.town: {2026: 99}}]
"""


def test_show_says_who_claims_what_and_where_values_come_from(
    tmp_path: Path, capsys: Capture
) -> None:
    path = write(tmp_path, SHOWN, "baseline: a\n")
    assert main(["show", str(path), "b"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "rural_subsidy in force 2024 – 2029" in said
    assert "yuan_per_month.village 300 yuan/month hunan_2019 (b, line 9)" in said
    assert "yuan_per_month.town 150, 2026: 99 yuan/month hunan_2019 (b, line 9); b, line 9" in said
    assert "2024–2025 pay.items rural_subsidy" in said
    assert "2026–2029 pay.items rural_subsidy" in said
    assert "2025–2029 leave.statute delayed_retirement delayed_2025" in said


def test_show_tells_a_word_of_the_model_as_the_study_spells_it(
    tmp_path: Path, capsys: Capture
) -> None:
    path = write(tmp_path, "one: {}", "uncertainties: {indicators.degree_primary: bachelor}\n")
    assert main(["show", str(path)]) == 0
    assert "indicators.degree_primary = bachelor\n" in capsys.readouterr().out


def test_show_tells_large_sums_whole(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, "one: {policies: [rural_subsidy]}", "budget: 1234.5678万元/年\n")
    assert main(["show", str(path), "--lang", "en"]) == 0
    assert "yuan 12345678" in capsys.readouterr().out


def test_show_marks_what_holds_in_burn_in(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, "a: {policies: [rural_subsidy]}")
    assert main(["show", str(path)]) == 0
    assert "always, burn-in too" in capsys.readouterr().out


def test_show_json_holds_the_resolved_study_and_the_claims(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, SHOWN, "baseline: a\n")
    assert main(["show", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["scenarios"] == json.loads(json.dumps(read_study(path).resolved()["scenarios"]))
    claims = [(c["term"], c["policy"], c["years"][0], c["years"][-1]) for c in told["claims"]["b"]]
    assert ("pay.items", "rural_subsidy", 2026, 2029) in claims


def test_show_calls_forms_of_exchange_by_name(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, "a: {policies: [mandatory_rotation: {from: 2025}]}")
    assert main(["show", str(path)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "away_form = mandatory_rotation.duty" in said
    assert "scope -, km_most" in said


def test_show_refuses_an_unknown_scenario(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, SHOWN, "baseline: a\n")
    assert main(["show", str(path), "status"]) == 2
    assert "no scenario called status" in capsys.readouterr().err
