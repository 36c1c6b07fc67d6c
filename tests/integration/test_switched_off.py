"""A policy that is switched off, in any of its ways, leaves every table as it is without it."""

from __future__ import annotations

from typing import Any

import pytest

from integration.rules import BUSY
from integration.tiny import county_file
from strategies import as_yaml, write_study
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.scenario import read_study
from teacherflow.study.plan import Unit
from teacherflow.study.simulate import simulate
from teacherflow.study.tables import Tables
from teacherflow.terms.recruit import EXAM_NOISE

LESSER_PARTS = ("research", "pupils", "parents")
NO_HIRING = {"cut": 0, "upward": False, "dismiss_failed": False, "threat_effort": 0}
NO_GRADES = {"county": 0, "province": 0, "nation": 0}
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
    "housing of 0 flats": {"housing": {"flats_per_100_staff": 0}},
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
    "appraisal as it is": {
        "appraisal_reform": {"ethics": 0.1, "work": 0.45, **dict.fromkeys(LESSER_PARTS, 0.15)}
    },
    "no researcher attached": {"attached_researchers": {"share": 0}},
    "no backbone asked for": {"backbone_target": {"per_100_pupils": 0}},
    "borrowing as it is": {"borrowing_limit": {"share": 1}},
    "nobody cleared": {"clear_borrowed": {"share": 0}},
    "nobody sent to the other stage": {"cross_stage": {"gap_share": 0, "study_chance": 0}},
    "a lag of nothing": {"department_lag": {}},
    "nothing filled to the standard": {"fill_to_standard": {"share": 0}},
    "a green channel for nobody": {"green_channel": {"share": 0}},
    "exits replaced as they are": {"hiring_plan": {}},
    "nobody honoured": {"honours": {"share": 0}},
    "honours after no years": {"rural_honours": {"years": NO_GRADES}},
    "honours for years that are worth nothing": {"rural_honours": {"preset": "certificate_2015"}},
    "information as it is": {"info_pool": {"error_left": 1}},
    "no leader rotated": {"leader_rotation": {"share": 0}},
    "no leader crosses": {"leader_two_way": {"persons_down": 0, "persons_up": 0}},
    "a licence for everybody": {"licence_exam": {"fail_share": 0}},
    "selection in no unit": {"open_selection": {"share": 0}},
    "nobody drawn off": {"other_stages": {"senior_share": 0, "kindergarten_share": 0}},
    "no visits": {"outreach": {"visits": 0}},
    "no researchers": {"part_time_researchers": {"share": 0}},
    "no private lessons": {"private_supplement": {"share": 0}},
    "no pooling": {"quota_pooling": {"share": 0}},
    "nothing re-allotted": {"reallocate": {"weight": 0}},
    "no lessons from afar": {"remote_class": {"coverage": 0}},
    "a pool of nobody": {"reserve_pool": {"per_unit": 0}},
    "no culture": {"school_culture": {"strength": 0}},
    "schools as they are": {"school_layout": {}},
    "no post granted": {"seat_grant": {"posts": 0}},
    "nobody shadows": {"shadowing": {"persons": 0, "persons_to_bureau": 0}},
    "no studio": {"studios": {"studios": 0}},
    "no hours of visits": {"study_visits": {"hours": 0}},
    "no pressure": {"supervision": {"pressure": 0, "gaming": 0}},
    "staff of schools": {"system_staff": {"pooled_share": 0, "threshold_cut": 0}},
    "no points": {"title_tilt": {"points": 0}},
    "no hours of training": {"training": {"hours": 0}},
    "channels as they are": {"transfer_channels": {}},
    "no investment": {"weak_school_investment": {"yuan_per_pupil": 0}},
    "the exam as it is": {"provincial_exam": {"exam_noise": EXAM_NOISE.default}},
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
NEVER_OFF = {"delayed_retirement", "post_follows"}
"""A timetable, and a rule that holds or not: they have no dose that leaves everything as it is."""
DOSES: dict[str, dict[str, Any]] = {
    **BUSY,
    "rural_subsidy": {"phase_in": 3},
    "mandatory_rotation": {"share": 0.3, "after_years": 2},
    "title_prerequisite": {"years": {"senior": 2, "first": 1}},
    "pay_floor": {"ratio": 1.2},
    "performance_pay": {"share": 1, "spread": 0.5},
    "relaxed_retirement": {"service_years": 20, "age_women": 40, "age_men": 40},
    "attached_researchers": {"km_least": 2, "share": 1},
    "cross_stage": {"gap_share": 1, "study_chance": 1, "study_years": 1},
    "hiring_plan": {"replacement_ratio": 0.3},
    "leader_two_way": {"after_years": 0},
    "open_selection": {"term_years": 1},
    "school_layout": {"layout_below": 400, "layout_chance": 1},
    "title_tilt": {"points": 3},
    "rural_honours": {"yuan": {"county": 2000}},
    "special_posts": {"share": 0.8},
    "bonded_students": {"share": 0.8},
    "green_channel": {"share": 0.5},
}
"""Doses that a county of a dozen schools shows within a year."""
NOT_SHOWN = {
    "adaptive_forms",
    "appraisal_reform",
    "department_lag",
    "exchange_allowance",
    "housing",
}
"""They act only beside other policies, or for those who live far away, as here nobody does."""
STARTS_LATE = {
    policy.name: {policy.name: {"from": 2026, **DOSES.get(policy.name, {})}} for policy in BUILT_IN
}
"""In force in the last two years only; the years before must not know."""


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tables]:
    folder = tmp_path_factory.mktemp("off")
    (folder / "tiny.yaml").write_text(as_yaml(county_file(1.4)), encoding="utf-8")
    listed = {**OFF, **STARTS_LATE}
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


def test_every_policy_of_the_catalogue_is_switched_off() -> None:
    tried = {policy for listed in OFF.values() for policy in listed}
    assert tried == {policy.name for policy in BUILT_IN} - NEVER_OFF, "add it to OFF"


@pytest.mark.parametrize("name", OFF)
def test_switched_off_it_changes_no_byte(name: str, runs: dict[str, Tables]) -> None:
    told = differing(runs[name], runs["status_quo"])
    # who could be sent is counted while the rule stands, also if nobody carries it out
    counted = ["county_year.exchange_eligible"] if "nobody carries out" in name else []
    assert told == counted


@pytest.mark.parametrize("name", STARTS_LATE)
def test_before_it_begins_it_changes_no_byte(name: str, runs: dict[str, Tables]) -> None:
    told = differing(runs[name], runs["status_quo"], 2025)
    known_at_the_end = ("careers.", "schools.")
    assert [column for column in told if not column.startswith(known_at_the_end)] == []
    shown = differing(runs[name], runs["status_quo"]) != []
    assert shown == (name not in NOT_SHOWN)
