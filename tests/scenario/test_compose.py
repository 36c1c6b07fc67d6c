"""Inheritance, presets, dates and units, compared with values worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.writing import faults_of, study_of, text_of, warnings_of
from teacherflow.terms.pay import PAY_ITEMS

STATUS_QUO = "a: {policies: [delayed_retirement]}\n"


def yuan(
    folder: Path, scenarios: str, name: str = "a", more: str = ""
) -> dict[int, dict[str, float]]:
    """Return yuan by pay item for every year of a scenario."""
    study = study_of(folder, scenarios, more)
    return {
        year: {item.name: item.yuan for item in study.terms(name, year)[PAY_ITEMS]}
        for year in study.years.school_years
    }


def test_defaults_hold_from_the_first_year(tmp_path: Path) -> None:
    paid = yuan(tmp_path, "a: {policies: [rural_subsidy]}")
    assert paid[2024] == {"rural_subsidy.village": 600.0, "rural_subsidy.town": 300.0}
    assert len({str(year) for year in paid.values()}) == 1


def test_from_until_and_phase_in(tmp_path: Path) -> None:
    paid = yuan(
        tmp_path,
        """
        a:
          policies:
            - rural_subsidy:
                {from: 2025, until: 2028, phase_in: 3, yuan_per_month: {village: 900, town: 0}}
        """,
    )
    village = [paid[year].get("rural_subsidy.village", 0.0) for year in range(2024, 2030)]
    assert village == pytest.approx([0, 300, 600, 900, 900, 0])


@pytest.mark.parametrize(
    "spelled",
    [
        "500",
        "500.0",
        "500 元/月",
        "６０００ 元／年",
        "6000 yuan/year",
        "0.6万元/年",
        "0.05 万元/月",
    ],
)
def test_units_are_converted(tmp_path: Path, spelled: str) -> None:
    paid = yuan(
        tmp_path, f"a: {{policies: [rural_subsidy: {{yuan_per_month.village: {spelled}}}]}}"
    )
    assert paid[2024]["rural_subsidy.village"] == pytest.approx(500)


def test_both_spellings_of_a_mapping_say_the_same(tmp_path: Path) -> None:
    one = study_of(tmp_path, "a: {policies: [rural_subsidy: {yuan_per_month: {town: 7}}]}")
    two = study_of(tmp_path, "a: {policies: [rural_subsidy: {yuan_per_month.town: 7}]}")
    assert one.resolved() == two.resolved()
    assert one.digest == two.digest


def test_a_child_changes_the_parent_parameter_by_parameter(tmp_path: Path) -> None:
    scenarios = """
    a:
      policies: [rural_subsidy: {yuan_per_month: {village: 800, town: 100}, from: 2026}]
    b:
      extends: a
      policies: [rural_subsidy: {yuan_per_month: {town: 200}}]
    """
    paid = yuan(tmp_path, scenarios, "b", "baseline: a\n")
    assert paid[2025] == {}
    assert paid[2026] == {"rural_subsidy.village": 800.0, "rural_subsidy.town": 200.0}


def test_the_file_outdoes_the_preset_and_a_childs_preset_the_parent(tmp_path: Path) -> None:
    scenarios = """
    a:
      policies: [rural_subsidy: {preset: hunan_2019, yuan_per_month: {town: 50}}]
    b:
      extends: a
      policies: [rural_subsidy: {preset: national_2013}]
    """
    more = "baseline: a\n"
    assert yuan(tmp_path, scenarios, "a", more)[2024] == {
        "rural_subsidy.village": 300.0,
        "rural_subsidy.town": 50.0,
    }
    assert yuan(tmp_path, scenarios, "b", more)[2024] == {
        "rural_subsidy.village": 284.0,
        "rural_subsidy.town": 284.0,
    }


def test_off_drops_and_as_makes_a_second_instance(tmp_path: Path) -> None:
    scenarios = """
    a:
      policies:
        - rural_subsidy
        - rural_subsidy: {as: extra, yuan_per_month: {village: 1, town: 2, seat: 3}}
    b:
      extends: a
      policies: [rural_subsidy: off, extra: {yuan_per_month.seat: 0}]
    c:
      extends: b
      policies: [extra: off]
    """
    more = "baseline: a\n"
    assert set(yuan(tmp_path, scenarios, "a", more)[2024]) == {
        "rural_subsidy.village",
        "rural_subsidy.town",
        "extra.village",
        "extra.town",
        "extra.seat",
    }
    assert yuan(tmp_path, scenarios, "b", more)[2024] == {"extra.village": 1.0, "extra.town": 2.0}
    assert yuan(tmp_path, scenarios, "c", more)[2024] == {}


def test_a_dated_value_holds_from_its_year_on(tmp_path: Path) -> None:
    paid = yuan(
        tmp_path,
        "a: {policies: [rural_subsidy: {yuan_per_month.village: {2024: 100, 2027: 200}}]}",
    )
    village = [paid[year]["rural_subsidy.village"] for year in range(2024, 2030)]
    assert village == [100, 100, 100, 200, 200, 200]


def test_dates_may_stand_above_the_mapping(tmp_path: Path) -> None:
    above = study_of(
        tmp_path,
        "a: {policies: [rural_subsidy: {yuan_per_month: {2024: {town: 1}, 2026: {town: 2}}}]}",
    )
    below = study_of(
        tmp_path, "a: {policies: [rural_subsidy: {yuan_per_month: {town: {2024: 1, 2026: 2}}}]}"
    )
    assert above.digest == below.digest


def test_before_its_first_date_the_value_beneath_holds(tmp_path: Path) -> None:
    scenarios = """
    a: {policies: [rural_subsidy: {yuan_per_month.village: {2024: 10, 2026: 20}}]}
    b:
      extends: a
      policies: [rural_subsidy: {yuan_per_month.village: {2028: 99}}]
    """
    paid = yuan(tmp_path, scenarios, "b", "baseline: a\n")
    village = [paid[year]["rural_subsidy.village"] for year in range(2024, 2030)]
    assert village == [10, 10, 20, 20, 99, 99]


def test_a_scenario_does_not_inherit_the_baseline(tmp_path: Path) -> None:
    study = study_of(tmp_path, STATUS_QUO + "b: {policies: []}", "baseline: a\n")
    assert study.scenarios["b"].policies == ()
    assert all(not list(study.terms("b", year).claimed()) for year in study.years.school_years)


def test_zero_yuan_claims_nothing(tmp_path: Path) -> None:
    study = study_of(
        tmp_path, "a: {policies: [rural_subsidy: {yuan_per_month: {village: 0, town: 0}}]}"
    )
    assert not list(study.terms("a", 2024).claimed())


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    found = faults_of(
        tmp_path,
        """
        a:
          policies:
            - rural_subsidi
            - rural_subsidy: {yuan_per_month: {village: -1, twon: 2}, by: moon}
            - rural_subsidy: {from: 1990}
        """,
        "seed: -1\nrecord: [x]\n",
    )
    assert [(fault.at.line, fault.key) for fault in found] == [
        (4, "seed"),
        (5, "record"),
        (9, "policies"),
        (10, "rural_subsidy.yuan_per_month.village"),
        (10, "rural_subsidy.yuan_per_month.twon"),
        (10, "rural_subsidy.by"),
        (11, "rural_subsidy"),
        (11, "rural_subsidy.from"),
    ]


@pytest.mark.parametrize("parent", ["c", "nobody"])
def test_scenarios_without_a_sound_parent_are_checked_on_their_own(
    parent: str, tmp_path: Path
) -> None:
    """All but what they may have inherited: instances with names of their own."""
    found = faults_of(
        tmp_path,
        f"""
        a: {{policies: [rural_subsidy: {{as: second}}]}}
        b: {{extends: {parent}, policies: [rural_subsidi, rural_subsidy: {{from: 1990}}]}}
        c: {{extends: b, policies: [rural_subsidy: {{yuan_per_month.village: -1}}]}}
        d: {{extends: c, policies: [second: {{by: moon}}, delayed_retirement: off, third: off]}}
        """,
        "baseline: a\n",
    )
    told = [(fault.at.line, fault.key) for fault in found]
    circle = (8, "scenarios.c.extends") if parent == "c" else (7, "scenarios.b.extends")
    told.remove(circle)
    assert told == [
        (7, "policies"),
        (7, "rural_subsidy.from"),
        (8, "rural_subsidy.yuan_per_month.village"),
        (9, "second.by"),
        (9, "policies"),
    ]


def test_a_broken_parent_is_not_held_against_its_children(tmp_path: Path) -> None:
    found = faults_of(
        tmp_path,
        """
        a: {policies: [rural_subsidi]}
        b: {extends: a, policies: [rural_subsidy: off]}
        """,
        "baseline: a\n",
    )
    assert [fault.at.line for fault in found] == [6]


def test_weak_settings_are_warnings(tmp_path: Path) -> None:
    found = warnings_of(
        tmp_path,
        STATUS_QUO
        + "b: {policies: [delayed_retirement]}\n"
        + "c: {policies: [rural_subsidy: {by: distance, yuan_per_month.seat: 5}]}\n",
        "baseline: a\nuncertainties: {leave.pay_sensitivity: {low: 2, high: 5}}\n",
    )
    assert [fault.key for fault in found] == [
        "uncertainties.leave.pay_sensitivity",
        "scenarios.b",
        "rural_subsidy.yuan_per_month.seat",
    ]


def test_the_text_builder_indents(tmp_path: Path) -> None:
    assert "\nscenarios:\n  a: {policies" in text_of(STATUS_QUO)
