"""A county's own forecast of pupils: followed through its years, the nation's index beyond it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from teacherflow import County
from teacherflow.codes import Stage
from teacherflow.faults import Faults, InputError
from teacherflow.population import cohort_index, load_county
from teacherflow.population.data import CountyData
from teacherflow.population.plausible import weigh
from teacherflow.population.summed import summed

from .counties import COUNTIES

DEMO = (COUNTIES / "demo.yaml").read_text(encoding="utf-8")
P, J = Stage.PRIMARY, Stage.JUNIOR
OWN = """
forecast:
  primary: {value: {2026: 6900, 2030: 5200}, source: bureau, kind: assumption}
"""


def written(text: str, folder: Path) -> CountyData:
    path = folder / "mine.yaml"
    path.write_text(DEMO + text, encoding="utf-8")
    return load_county(path)


def pupils(county: CountyData, years: int, start: int = 2024) -> dict[int, list[int]]:
    """Pupils by stage in every school year of a study without burn-in."""
    lived, found = County.generated(county, start=start, burn_in=1, seed=3), {}
    for _ in range(years):
        lived.step()
        s = lived.state.sections
        counts = np.bincount(s.stage, weights=s.pupils * s.open, minlength=2)
        found[lived.state.year] = [int(n) for n in counts]
    return found


def test_pupils_follow_the_forecast_and_then_the_nation(tmp_path: Path) -> None:
    found = pupils(written(OWN, tmp_path), 9)
    primary = {year: counts[P] for year, counts in found.items()}
    after = {y: round(5200 * cohort_index(P, y) / cohort_index(P, 2030)) for y in (2031, 2032)}
    by_hand = {2024: 7200, 2025: 7050, 2026: 6900, 2027: 6475, 2028: 6050, 2029: 5625, 2030: 5200}
    assert primary == by_hand | after


def test_a_stage_without_a_forecast_follows_the_nation(tmp_path: Path) -> None:
    found, plain = pupils(written(OWN, tmp_path), 4), pupils(written("", tmp_path), 4)
    assert [counts[J] for counts in found.values()] == [counts[J] for counts in plain.values()]
    assert plain[2027][P] == round(7200 * cohort_index(P, 2027))


def test_a_study_that_starts_later_starts_on_the_forecast(tmp_path: Path) -> None:
    assert pupils(written(OWN, tmp_path), 1, start=2028) == {
        2028: [6050, round(3500 * cohort_index(J, 2028))]
    }


def test_births_bear_on_the_years_after_the_forecast_only(tmp_path: Path) -> None:
    path = written(OWN, tmp_path).enrolment
    assert path.ratio(P, 2030, 2024, -0.04) == path.ratio(P, 2030, 2024, 0.0) == 5200 / 7200
    fewer = path.ratio(P, 2036, 2030, -0.04)
    assert fewer == pytest.approx(cohort_index(P, 2036, -0.04) / cohort_index(P, 2030, -0.04))


def test_a_county_with_a_table_of_schools_has_a_forecast_too(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "stage,zone,township,pupils,teachers\n"
        "primary,seat,,1200,62\njunior,seat,,900,70\nprimary,town,A,420,26\njunior,town,A,310,30\n"
        "primary,village,A,150,10\n",
        encoding="utf-8",
    )
    head = "title: {zh: 本县, en: Mine}\nyear: 2024\npublished: true\n"
    head += "area_km2: {value: 900, source: b, kind: survey}\n"
    head += "groups: {value: 0, source: b, kind: survey}\n"
    head += "schools: {file: list.csv, source: b, kind: survey}\n"
    (tmp_path / "mine.yaml").write_text(
        head + "forecast: {junior: {value: {2026: 1400}, source: b, kind: assumption}}\n",
        encoding="utf-8",
    )
    county = load_county(tmp_path / "mine.yaml")
    assert [counts[J] for counts in pupils(county, 3).values()] == [1210, 1305, 1400]


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        ("{2024: 7100}", 2, "forecast.primary.value", "is not later than 2024"),
        ("{2026: 0}", 2, "forecast.primary.value.2026", "at least 1; found 0"),
        ("{2026: 6900.5}", 2, "forecast.primary.value.2026", "whole number such as 6900"),
        ("{soon: 6900}", 2, "forecast.primary.value.soon", "must be a school year such as 2024"),
        ("{20260: 6900}", 2, "forecast.primary.value.20260", "must be a school year such as 2024"),
        ("6900", 2, "forecast.primary.value", "pupils by school year, such as {2026: 6900"),
        ("{}", 2, "forecast.primary.value", "one school year at least"),
        ("{2026: 6,900}", 2, "forecast.primary.value", "a comma has cut a number in two"),
        ("{2026: 1, '2026': 2}", 2, "forecast.primary.value", "2026 is written twice"),
    ],
)
def test_a_forecast_that_cannot_be_is_refused_where_it_stands(
    text: str, line: int, key: str, words: str, tmp_path: Path
) -> None:
    own = f"forecast:\n  primary: {{value: {text}, source: bureau, kind: assumption}}\n"
    with pytest.raises(InputError) as caught:
        written(own, tmp_path)
    (fault,) = caught.value.faults
    assert (fault.at.line - DEMO.count("\n"), fault.key) == (line, key)
    assert words in fault.message.en, fault.message.en


def test_a_forecast_without_its_source_is_told_how_one_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        written("forecast:\n  primary: 6900\n", tmp_path)
    (fault,) = caught.value.faults
    assert "value: {2026: 6900, 2030: 5200}" in fault.message.en
    with pytest.raises(InputError) as caught:
        written("生源预测:\n  primary: 6900\n", tmp_path)
    assert any("forecast" in fault.message.zh for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("own", "key", "words"),
    [
        ("{primary: {2026: 6900, 2030: 1}}", "forecast.primary", "must have a value, its source"),
        ("{2026: 6900}", "forecast", "must be by stage: {primary: {value: {2026: 6900"),
    ],
)
def test_years_without_a_stage_or_source_are_one_mistake(
    own: str, key: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        written(f"forecast: {own}\n", tmp_path)
    (fault,) = caught.value.faults
    assert fault.key == key
    assert words in fault.message.en


def test_years_may_stand_in_quotes(tmp_path: Path) -> None:
    own = OWN.replace("2026:", "'2026':")
    assert written(own, tmp_path).enrolment == written(OWN, tmp_path).enrolment


def test_a_forecast_that_leaps_is_warned_of(tmp_path: Path) -> None:
    def warned(value: str) -> list[tuple[str, str]]:
        own = f"forecast:\n  junior: {{value: {value}, source: bureau, kind: assumption}}\n"
        county, faults = written(own, tmp_path), Faults()
        weigh(tmp_path / "mine.yaml", county, 2024, faults)
        return [(fault.key, fault.message.en) for fault in faults.warnings]

    assert warned("{2026: 3400, 2030: 2600}") == []
    ((key, message),) = warned("{2025: 3400, 2026: 340}")
    assert key == "forecast.junior.value"
    assert "from 3,400 in 2025 to 340 in 2026, -90% a year" in message


def test_what_a_county_expects_is_told_with_its_totals(tmp_path: Path) -> None:
    county = written(OWN, tmp_path)
    assert summed(county)[-1].en.startswith("Primary pupils expected: 6,900 in 2026, 5,200 in 2030")
    assert len(summed(county)) == len(summed(written("", tmp_path))) + 1
