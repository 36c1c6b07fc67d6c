"""A county with its own forecast: engine and twin agree, and tables, briefs and manifests tell it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from population.counties import COUNTIES
from teacherflow.population import load_county
from teacherflow.study.run import run_study
from teacherflow_analysis.brief.sections.county import pupils_change
from teacherflow_analysis.study import load

from .pair import Pair

DEMO = (COUNTIES / "demo.yaml").read_text(encoding="utf-8")
FORECAST = "primary: {value: {2025: 6800, 2027: 6000}, source: bureau, kind: assumption}"
STUDY = """
title: {zh: 预测, en: Forecast}
question: {zh: 学生多少？, en: How many pupils?}
counties: [mine.yaml, other.yaml]
years: {start: 2024, count: 3, burn_in: 1}
seed: 1
replications: 1
baseline: status_quo
scenarios:
  status_quo: {title: {zh: 现状, en: Status quo}, policies: []}
"""


def write(folder: Path, name: str, forecast: str) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(DEMO + (f"forecast:\n  {forecast}\n" if forecast else ""), encoding="utf-8")
    return path


def test_engine_and_twin_follow_it_alike(tmp_path: Path) -> None:
    both = f"{FORECAST}\n  junior: {{value: {{2026: 3600}}, source: bureau, kind: assumption}}"
    past = Pair.generated(load_county(write(tmp_path, "mine", both)), burn_in=1)
    future = past.fork({})
    pupils = {}
    for _ in range(6):  # into years beyond the forecasts of both stages
        future.step()
        sections = future.state.sections
        found = np.bincount(sections.stage, weights=sections.pupils)
        pupils[future.state.year] = found.astype(int).tolist()
    assert [pupils[year][0] for year in (2025, 2026, 2027)] == [6800, 6400, 6000]
    assert pupils[2026][1] == 3600
    assert pupils[2028][0] == round(6000 * 0.78 / 0.85)  # the national index, 2027 to 2028


def test_tables_hold_it_and_the_manifest_tells_its_last_year(tmp_path: Path) -> None:
    write(tmp_path, "mine", FORECAST)
    write(tmp_path, "other", "")
    study = tmp_path / "study.yaml"
    study.write_text(STUDY, encoding="utf-8")
    run_study(study, tmp_path / "results")
    found = load(tmp_path / "results")
    assert found.forecasts == ({"primary": 2027}, {})
    assert found.of_county("mine").forecasts == ({"primary": 2027},)
    assert found.of_county("other").forecasts == ({},)
    pupils = found.sql(
        "SELECT year, sum(pupils) AS pupils FROM section_year "
        "WHERE county = 'mine' AND stage = 'primary' GROUP BY year ORDER BY year"
    )
    assert pupils["pupils"].tolist() == [7200, 6800, 6400]
    listed = json.loads((tmp_path / "results/manifest.json").read_text(encoding="utf-8"))
    assert "forecast" not in json.dumps(listed["study"]["counties"][1])


def test_a_brief_says_whose_path_pupils_take() -> None:
    none, own = pupils_change([{}]), pupils_change([{"primary": 2030, "junior": 2035}])
    assert "county has no forecast of its own" in none.en
    assert "own forecast (in primary schools to 2030 and junior schools to 2035)" in own.en
    assert "（小学至 2030 学年、初中至 2035 学年）" in own.zh
    half = pupils_change([{"junior": 2035}])
    assert "primary" not in half.en
    assert "小学" not in half.zh
    assert "Where a county has a forecast" in pupils_change([{"primary": 2030}, {}]).en
    assert pupils_change([{}, {}]) == none
