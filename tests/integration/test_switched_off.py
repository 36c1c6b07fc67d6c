"""A policy that is switched off, in any of its ways, leaves every table as it is without it."""

from __future__ import annotations

from typing import Any

import pytest

from integration.tiny import county_file
from strategies import as_yaml, write_study
from teacherflow.scenario import read_study
from teacherflow.study.plan import Unit
from teacherflow.study.simulate import simulate
from teacherflow.study.tables import Tables

NO_HIRING = {"cut": 0, "upward": False, "dismiss_failed": False, "threat_effort": 0}
OFF: dict[str, dict[str, Any]] = {
    "subsidy of 0 yuan": {"rural_subsidy": {"yuan_per_month": {"village": 0, "town": 0}}},
    "subsidy by distance of 0 yuan": {
        "rural_subsidy": {
            "by": "distance",
            "yuan_by_distance": {"near": 0, "middle": 0, "far": 0},
        }
    },
    "rotation of 0 %": {"mandatory_rotation": {"share": 0, "men_exempt_from": 50}},
    "rotation of 0 %, posts too": {"mandatory_rotation": {"share": 0, "post_share": 0.5}},
    "rotation that nobody carries out": {"mandatory_rotation": {"compliance": 0}},
    "rotation after 40 years": {"mandatory_rotation": {"after_years": 40, "post_share": 0.5}},
    "rotation of nobody": {
        "mandatory_rotation": {"men_exempt_from": 20, "women_exempt_from": 20, "post_share": 0.2}
    },
    "no support teaching": {"support_teach": {"share": 0}},
    "no support teaching, in persons": {"support_teach": {"counted_in": "persons", "persons": 0}},
    "nobody sent of the surplus": {"fill_in": {"per_surplus_post": 0}},
    "no service of novices": {"novice_service": {"share": 0}},
    "nobody exchanged in groups": {"group_exchange": {"share": 0, "post_share": 0.5}},
    "nobody rotated in clusters": {"cluster_rotation": {"share": 0}},
    "no volunteer accepted": {"voluntary_support": {"share": 0}},
    "nobody sent in pairs": {"mutual_dispatch": {"per_pair": 0}},
    "no coaching in pairs": {"pairing": {"rate": 0}},
    "forms that follow the gaps with a gain of 0": {"adaptive_forms": {"gain": 0}},
    "no aid outside": {"outside_aid": {"share": 0}},
    "titles after 0 years": {"title_prerequisite": {"years": {"senior": 0}}},
    "titles of later cohorts, after 0 years": {
        "title_prerequisite": {"years": {"senior": 0, "cohort": 0}, "cohort_from": 1950}
    },
    "titles of cohorts to come": {
        "title_prerequisite": {"years": {"senior": 0, "cohort": 3}, "cohort_from": 2200}
    },
    "town allowance of 0 yuan": {"town_allowance": {"yuan_per_month": 0}},
    "amenities of 0 yuan": {"amenities": {"yuan_per_month": 0}},
    "exchange allowance with nobody on exchange": {"exchange_allowance": {}},
    "housing of 0 flats": {"housing": {"units": 0}},
    "class-head pay of 0 yuan": {"homeroom_pay": {"yuan_per_month": 0}},
    "performance pay without a spread": {"performance_pay": {"spread": 0}},
    "performance pay of no part of pay": {"performance_pay": {"share": 0}},
    "a floor that pay has passed": {"pay_floor": {"ratio": 0.5}},
    "retirement by service that nobody takes": {"relaxed_retirement": {"take_up": 0}},
    "special posts as today, without a grant": {
        "special_posts": {"share": 0.1, "grant_yuan_per_year": 0}
    },
    "bonded students as today": {"bonded_students": {"share": 0.06}},
    "no silver teachers": {"silver_teachers": {"teachers": 0}},
    "itinerant lessons without a spare lesson": {"itinerant_lessons": {"share": 0}},
    "competition without cuts": {"competitive_hiring": {**NO_HIRING, "from": 2024}},
    "competition with which nobody complies": {
        "competitive_hiring": {
            **NO_HIRING,
            "from": 2024,
            "cut": 0.5,
            "upward": True,
            "own_share": 0.5,
            "stress": 1.0,
            "threat_effort": 0.02,
            "adoption": {"ceiling": 0, "gain": 0},
        }
    },
}
STARTS_LAST: dict[str, dict[str, Any]] = {
    name: {name: {"from": 2027, **more}}
    for name, more in {
        "rural_subsidy": {"phase_in": 3},
        "mandatory_rotation": {"share": 0.3, "after_years": 2},
        "title_prerequisite": {"years": {"senior": 2, "first": 1}},
        "competitive_hiring": {"cut": 0.5, "adoption": {"speed": 0.1}, "own_share": 0.5},
        "town_allowance": {},
        "special_posts": {"share": 0.8},
        "bonded_students": {"share": 0.8},
        "silver_teachers": {},
        "itinerant_lessons": {},
        "amenities": {},
        "homeroom_pay": {},
        "pay_floor": {"ratio": 1.2},
        "performance_pay": {"share": 1, "spread": 0.5},
        "relaxed_retirement": {"service_years": 20, "age_women": 40, "age_men": 40},
    }.items()
}
"""In force in the last year only; the years before must not know."""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tables]:
    folder = tmp_path_factory.mktemp("off")
    (folder / "tiny.yaml").write_text(as_yaml(county_file(1.4)), encoding="utf-8")
    listed = {**OFF, **STARTS_LAST}
    names = {f"s{k}": name for k, name in enumerate(listed)}
    plain = {
        "county": "tiny.yaml",
        "years": {"start": 2024, "count": 4, "burn_in": 2},
        "replications": 1,
        "baseline": "status_quo",
        "record": ["teachers"],
        "scenarios": {
            "status_quo": {},
            **{short: {"policies": [listed[name]]} for short, name in names.items()},
        },
    }
    study = read_study(write_study(plain, folder))
    found = simulate(study, Unit(study.county_name, 0, 0), tuple(study.scenarios))
    return {names.get(short, short): tables for short, tables in found.items()}


def differing(one: Tables, other: Tables, last: int = 9999) -> list[str]:
    """Return the columns that differ, ``table.column``, up to a year."""
    assert one.keys() == other.keys()
    return [
        f"{name}.{column}"
        for name in one
        for column in one[name]
        if until(one[name], column, last) != until(other[name], column, last)
    ]


def until(table: Any, column: str, last: int) -> list[Any]:
    values = table[column].tolist()
    years = table["year"].tolist() if "year" in table else [0] * len(values)
    return [repr(value) for value, year in zip(values, years, strict=True) if year <= last]


@pytest.mark.parametrize("name", OFF)
def test_switched_off_it_changes_no_byte(name: str, runs: dict[str, Tables]) -> None:
    told = differing(runs[name], runs["status_quo"])
    # who could be sent is counted while the rule stands, also if nobody carries it out
    counted = ["county_year.exchange_eligible"] if "nobody carries out" in name else []
    assert told == counted


@pytest.mark.parametrize("name", STARTS_LAST)
def test_before_it_begins_it_changes_no_byte(name: str, runs: dict[str, Tables]) -> None:
    told = differing(runs[name], runs["status_quo"], 2026)
    known_at_the_end = ("careers.", "schools.")
    assert [column for column in told if not column.startswith(known_at_the_end)] == []
    assert differing(runs[name], runs["status_quo"]) != []
