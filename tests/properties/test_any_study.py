"""Any valid study runs, and its books close; any other one is refused where the mistake stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from integration.tiny import county_file
from properties.books import Books
from strategies import as_yaml, spoiled, studies, write_study
from teacherflow.faults import Faults
from teacherflow.scenario import check_study, read_study
from teacherflow.study.plan import Unit
from teacherflow.study.simulate import simulate


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("studies")
    (made / "tiny.yaml").write_text(as_yaml(county_file()), encoding="utf-8")
    return made


@given(plain=studies())
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_any_valid_study_runs_with_closed_books(folder: Path, plain: dict[str, Any]) -> None:
    """`simulate` checks its own books every year; here they are kept anew from the tables."""
    plain = {**plain, "county": "tiny.yaml", "record": ["teachers"]}
    study = read_study(write_study(plain, folder))
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
    """Return the tables with one cell of one column changed."""
    columns = dict(tables[table])
    columns[column] = columns[column].copy()
    columns[column][len(columns[column]) // 2] += by
    return {**tables, table: columns}


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
def test_wrong_tables_are_found(folder: Path, table: str, column: str, by: Any, found: str) -> None:
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
    faults = Books(tampered(tables, table, column, by), terms).faults()
    assert any(fault.startswith(found) for fault in faults), faults
