"""Any valid study runs, and its books close; any other one is refused where the mistake stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.tiny import county_file
from properties.books import Books
from properties.counties import NUMBER, write_counties
from strategies import as_yaml, spoiled, studies, write_study
from teacherflow.faults import Faults
from teacherflow.scenario import check_study, read_study
from teacherflow.study.plan import Unit
from teacherflow.study.simulate import simulate


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("studies")
    (made / "tiny.yaml").write_text(as_yaml(county_file()), encoding="utf-8")
    write_counties(made)
    return made


def anything() -> st.SearchStrategy[dict[str, Any]]:
    """Studies over the whole catalogue, of 3 to 6 years, in counties of 5 to 40 schools."""
    drawn = studies(most_years=6, fewest_years=3, most_scenarios=2, at_odds=True)
    return st.builds(in_some_county, drawn, st.integers(0, NUMBER - 1))


def in_some_county(plain: dict[str, Any], k: int) -> dict[str, Any]:
    """Place a study; as small numbers are drawn most, what else is drawn spreads them."""
    k += 5 * plain["years"]["count"] + len(plain["scenarios"])
    return {**plain, "county": f"{k % NUMBER}.yaml", "record": ["teachers"]}


@given(plain=anything())
@settings(max_examples=500, suppress_health_check=list(HealthCheck))
def test_any_study_runs_with_closed_books_or_is_at_odds(
    folder: Path, plain: dict[str, Any]
) -> None:
    """`simulate` checks its own books every year; here they are kept anew from the tables.

    A study whose policies contradict each other is refused with the lines of both.
    """
    path, faults = write_study(plain, folder), Faults()
    study = check_study(path, faults)
    if study is None:
        for fault in faults.errors:
            assert " conflicts with " in f" {fault.message.en}", fault
            assert fault.at.file == str(path)
        return
    runs = simulate(study, Unit(study.county_name, 0, 0), tuple(study.scenarios))
    assert runs.keys() == study.scenarios.keys()
    for name, tables in runs.items():
        assert Books(tables, study.scenarios[name].terms).faults() == [], name


@given(plain=spoiled())
@settings(max_examples=250, suppress_health_check=list(HealthCheck))
def test_any_other_study_is_refused_where_the_mistake_stands(
    folder: Path, plain: dict[str, Any]
) -> None:
    """Junk in a valid study: accepted, or refused with places and words; never a traceback."""
    path = write_study(plain, folder, "junk.yaml")
    faults = Faults()
    study = check_study(path, faults)
    assert (study is None) == bool(faults.errors)
    lines = path.read_text(encoding="utf-8").splitlines()
    for fault in (*faults.errors, *faults.warnings):
        assert fault.at.file == str(path)
        assert 1 <= fault.at.line <= len(lines) + 1
        assert 1 <= fault.at.column <= len([*lines, ""][fault.at.line - 1]) + 1
        assert fault.message.zh
        assert fault.message.en


def tampered(tables: dict[str, Any], table: str, column: str, by: Any) -> dict[str, Any]:
    """Return the tables with one cell of one column changed, in the middle of the filled ones."""
    columns = dict(tables[table])
    columns[column] = columns[column].copy()
    filled = np.flatnonzero(~np.ma.getmaskarray(columns[column]))
    columns[column][filled[filled.size // 2]] += by
    return {**tables, table: columns}


@pytest.fixture(scope="module")
def sound(folder: Path) -> tuple[dict[str, Any], Any]:
    """The tables and the terms of a study whose books close."""
    plain = {
        "title": {"zh": "一", "en": "One"},
        "county": "tiny.yaml",
        "years": {"start": 2024, "count": 3, "burn_in": 1},
        "seed": 3,
        "replications": 1,
        "baseline": "one",
        "record": ["teachers"],
        "scenarios": {"one": {"policies": ["rural_subsidy", "mandatory_rotation"]}},
    }
    study = read_study(write_study(plain, folder, "one.yaml"))
    tables = simulate(study, Unit(study.county_name, 0, 0), ())["one"]
    terms = study.scenarios["one"].terms
    assert Books(tables, terms).faults() == []
    return tables, terms


@pytest.mark.parametrize(
    ("table", "column", "by", "found"),
    [
        ("county_year", "headcount", 1, "people: "),
        ("section_year", "posts", 1, "stocks_and_flows: "),
        ("section_year", "vacancies", -1, "staffing: "),
        ("teachers", "teacher_id", 1, "people: "),
        ("spending", "yuan", 0.5, "money: "),
        ("careers", "entered", 40, "places: "),
        ("moves", "to_school", 1, "journeys: "),
    ],
)
def test_wrong_tables_are_found(
    sound: tuple[dict[str, Any], Any], table: str, column: str, by: Any, found: str
) -> None:
    tables, terms = sound
    faults = Books(tampered(tables, table, column, by), terms).faults()
    assert any(fault.startswith(found) for fault in faults), faults
