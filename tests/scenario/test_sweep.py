"""The key ``sweep``: it makes ordinary scenarios, named and ordered by their values."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenario.writing import faults_of, study_of, warnings_of
from teacherflow.scenario import Study
from teacherflow.study.plan import identity_of
from teacherflow.terms.pay import PAY_ITEMS

VILLAGE = "rural_subsidy.yuan_per_month.village"
SCENARIOS = """
status_quo: {}
subsidy:
  title: {zh: 补助, en: Subsidy}
  policies: [rural_subsidy: {from: 2026, yuan_per_month: {2026: {village: 600}, 2028: {village: 700}}}]
other: {policies: [delayed_retirement]}
"""


def swept(folder: Path, values: str, parameter: str = VILLAGE, scenarios: str = SCENARIOS) -> Study:
    more = f"""
    baseline: status_quo
    sweep: {{scenario: subsidy, parameter: {parameter}, values: {values}}}
    """
    return study_of(folder, scenarios, more)


def village(study: Study, name: str) -> list[float]:
    """Yuan a month in villages by year."""
    paid = [study.terms(name, year)[PAY_ITEMS] for year in study.years.school_years]
    return [sum(i.yuan for i in items if i.name.endswith(".village")) for items in paid]


def test_scenarios_stand_after_the_one_that_they_vary_in_rising_order(tmp_path: Path) -> None:
    study = swept(tmp_path, "[1200, 0, 300 元/月]")
    names = ["status_quo", "subsidy", "subsidy_0", "subsidy_300", "subsidy_1200", "other"]
    assert list(study.scenarios) == names
    assert study.resolved()["sweep"] == {
        "scenario": "subsidy",
        "parameter": VILLAGE,
        "title": {"zh": "月补助：乡村（元/月）", "en": "Monthly subsidy: villages (yuan/month)"},
        "values": {"subsidy_0": 0.0, "subsidy_300": 300.0, "subsidy_1200": 1200.0},
    }


def test_the_value_replaces_dated_ones_and_all_else_stays(tmp_path: Path) -> None:
    study = swept(tmp_path, "[1200]")
    assert village(study, "subsidy") == [0, 0, 600, 600, 700, 700]
    assert village(study, "subsidy_1200") == [0, 0, 1200, 1200, 1200, 1200]
    as_written = SCENARIOS + "same: {extends: subsidy, policies: [rural_subsidy: {%s: 1200}]}\n"
    written = study_of(
        tmp_path, as_written % VILLAGE.partition(".")[2], "baseline: status_quo\n"
    ).resolved()
    made = study.resolved()["scenarios"]["subsidy_1200"]
    assert made["policies"] == written["scenarios"]["same"]["policies"]


def test_titles_in_both_languages(tmp_path: Path) -> None:
    study = swept(tmp_path, "[1200]")
    title = study.scenarios["subsidy_1200"].title
    assert title.zh.startswith("补助：")
    assert title.zh.endswith("1200 元/月")
    assert title.en.startswith("Subsidy: ")
    assert title.en.endswith("1200 yuan/month")


def test_titles_of_near_values_differ(tmp_path: Path) -> None:
    study = swept(tmp_path, "[300.0001, 300.0002]")
    assert len({one.title for one in study.scenarios.values()}) == len(study.scenarios)


def test_shares_are_told_in_per_cent(tmp_path: Path) -> None:
    plain = "status_quo: {}\nx: {policies: [mandatory_rotation: {share: 0.1}]}\n"
    more = "baseline: status_quo\n"
    more += "sweep: {scenario: x, parameter: mandatory_rotation.share, values: [0.05]}\n"
    study = study_of(tmp_path, plain, more)
    assert study.scenarios["x_0_05"].title.zh.endswith(" 5%")
    assert study.scenarios["x_0_05"].title.en.endswith(" 5%")
    assert not study.resolved()["sweep"]["title"]["en"].endswith(")")


def test_the_varied_scenario_is_a_point_of_the_curve_if_its_value_is_one(tmp_path: Path) -> None:
    plain = "status_quo: {}\nx: {policies: [rural_subsidy: {from: 2026}]}\n"
    more = f"baseline: status_quo\nsweep: {{scenario: x, parameter: {VILLAGE}, values: [5]}}\n"
    held = study_of(tmp_path, plain, more).resolved()["sweep"]["values"]
    assert held == {"x": 600.0, "x_5": 5.0}
    dated = plain.replace("from: 2026", "from: 2026, yuan_per_month: {village: {2026: 5, 2027: 6}}")
    repeated = more.replace("[5]", "[600]")
    assert study_of(tmp_path, plain, repeated).resolved()["sweep"]["values"] == {"x_600": 600.0}
    held = study_of(tmp_path, dated, more).resolved()["sweep"]["values"]
    assert held == {"x_5": 5.0}


@pytest.mark.parametrize(
    ("policy", "parameter", "values", "names"),
    [
        ("mandatory_rotation", "share", "[0.1, 0.05, 20%]", ["x_0_05", "x_0_1", "x_0_2"]),
        ("mandatory_rotation", "share", "[0.00002, 0, 1]", ["x_0", "x_0_00002", "x_1"]),
        ("competitive_hiring", "threat_effort", "[-0.5, 0]", ["x_minus_0_5", "x_0"]),
        ("mandatory_rotation", "after_years", "[9, 3, 6]", ["x_3", "x_6", "x_9"]),
        ("mandatory_rotation", "chosen_by", "[school, lottery]", ["x_school", "x_lottery"]),
        ("rural_subsidy", "established_only", "[true, false]", ["x_true", "x_false"]),
    ],
)
def test_names_are_spelled_from_values(
    tmp_path: Path, policy: str, parameter: str, values: str, names: list[str]
) -> None:
    more = f"sweep: {{scenario: x, parameter: {policy}.{parameter}, values: {values}}}\n"
    study = study_of(tmp_path, f"x: {{policies: [{policy}]}}", more)
    assert list(study.scenarios) == ["x", *names]
    assert study.sweep is not None
    assert [name for name in study.sweep.values if name != "x"] == names


def test_several_parameters_take_the_value_together(tmp_path: Path) -> None:
    study = swept(tmp_path, "[500]", f"[{VILLAGE}, {VILLAGE.replace('village', 'town')}]")
    items = study.terms("subsidy_500", 2026)[PAY_ITEMS]
    assert {item.name: item.yuan for item in items} == {
        "rural_subsidy.village": 500.0,
        "rural_subsidy.town": 500.0,
    }
    assert study.resolved()["sweep"]["parameter"] == [VILLAGE, VILLAGE.replace("village", "town")]


def test_an_instance_that_as_named_is_swept(tmp_path: Path) -> None:
    scenarios = """
    status_quo: {}
    subsidy: {policies: [rural_subsidy, rural_subsidy: {as: extra}]}
    """
    study = swept(tmp_path, "[5]", "extra.yuan_per_month.village", scenarios)
    assert village(study, "subsidy_5") == [605.0] * 6


def test_rules_of_matching_are_those_of_the_scenario_that_is_varied(tmp_path: Path) -> None:
    scenarios = SCENARIOS.replace("subsidy:\n", "subsidy:\n  matching: {transfer: to_be}\n")
    study = swept(tmp_path, "[5]", scenarios=scenarios)
    assert study.scenarios["subsidy_5"].as_dict()["matching"] == {"transfer": "to_be"}


def test_a_made_scenario_is_not_a_baseline_nor_extended(tmp_path: Path) -> None:
    sweep = f"sweep: {{scenario: subsidy, parameter: {VILLAGE}, values: [5]}}\n"
    (fault,) = faults_of(tmp_path, SCENARIOS, "baseline: subsidy_5\n" + sweep)
    assert fault.key == "baseline"
    child = SCENARIOS + "child: {extends: subsidy_5}\n"
    (fault,) = faults_of(tmp_path, child, "baseline: status_quo\n" + sweep)
    assert fault.key == "scenarios.child.extends"


def test_more_values_extend_a_folder_and_the_sweep_is_no_change_of_its_frame(
    tmp_path: Path,
) -> None:
    few, many = (identity_of(swept(tmp_path, values)) for values in ("[5]", "[5, 7]"))
    assert few.frame == many.frame
    assert few.scenarios.items() < many.scenarios.items()


def test_a_value_is_called_the_same_whatever_stands_beside_it(tmp_path: Path) -> None:
    """Else a finer value added later would rename, and so lose, those that are finished."""
    rotation = "status_quo: {}\nsubsidy: {policies: [mandatory_rotation]}\n"
    few, many = (
        identity_of(swept(tmp_path, values, "mandatory_rotation.share", rotation))
        for values in ("[0, 0.3]", "[0, 0.125, 0.3]")
    )
    assert few.scenarios.items() < many.scenarios.items()


def test_a_policy_that_refuses_a_value_is_told_at_the_value(tmp_path: Path) -> None:
    more = "sweep: {scenario: x, parameter: competitive_hiring.waiting.other_work, values: [0.7, 0.1]}\n"
    (fault,) = faults_of(tmp_path, "x: {policies: [competitive_hiring]}", more)
    assert (fault.at.line, fault.at.column) == (4, 86)
    assert fault.key == "competitive_hiring"
    assert "they give 0.4" in fault.message.en


def test_a_conflict_that_a_value_brings_about_is_told_at_the_value(tmp_path: Path) -> None:
    policies = "[delayed_retirement, delayed_retirement: {as: later}]"
    more = "sweep: {scenario: x, parameter: later.early_share, values: [0.3, 0.5]}\n"
    (fault,) = faults_of(tmp_path, f"x:\n  policies: {policies}", more)
    assert (fault.at.line, fault.key) == (7, "scenarios.x_0_5.delayed_retirement")
    assert "conflicts with later (line 4) in 2025–2029" in fault.message.en


def test_a_conflict_of_the_varied_scenario_is_told_once(tmp_path: Path) -> None:
    policies = "[delayed_retirement, delayed_retirement: {as: later, early_share: 0.1}]"
    more = "sweep: {scenario: x, parameter: later.late_share, values: [0.3, 0.5]}\n"
    (fault,) = faults_of(tmp_path, f"x: {{policies: {policies}}}", more)
    assert fault.key == "scenarios.x.later"


def test_the_baseline_may_be_varied(tmp_path: Path) -> None:
    """It stays the baseline, with its own value."""
    more = f"baseline: x\nsweep: {{scenario: x, parameter: {VILLAGE}, values: [5]}}\n"
    study = study_of(tmp_path, "x: {policies: [rural_subsidy]}\ny: {}\n", more)
    assert study.baseline == "x"
    assert list(study.scenarios) == ["x", "x_5", "y"]
    assert study.burn_in_terms[PAY_ITEMS] == study.terms("x", 2024)[PAY_ITEMS]


def test_digests_follow_the_scenarios(tmp_path: Path) -> None:
    once = swept(tmp_path, "[5, 7]").digest
    assert once == swept(tmp_path, "[7, 5]").digest
    assert once != swept(tmp_path, "[5, 8]").digest


def test_a_dose_that_equals_the_base_is_no_weakness(tmp_path: Path) -> None:
    more = f"sweep: {{scenario: x, parameter: {VILLAGE}, values: [600]}}\n"
    assert warnings_of(tmp_path, "x: {policies: [rural_subsidy]}", more) == []


def test_too_many_scenarios_are_refused(tmp_path: Path) -> None:
    values = str(list(range(300)))
    more = f"sweep: {{scenario: x, parameter: {VILLAGE}, values: {values}}}\n"
    (fault,) = faults_of(tmp_path, "x: {policies: [rural_subsidy]}", more)
    assert fault.key == "sweep"
    assert "301" in fault.message.en


def test_mistakes_of_the_varied_scenario_are_told_once(tmp_path: Path) -> None:
    more = f"sweep: {{scenario: x, parameter: {VILLAGE}, values: [1, 2, 3]}}\n"
    (fault,) = faults_of(tmp_path, "x: {policies: [rural_subsidy: {until: 1999}]}", more)
    assert fault.key == "rural_subsidy.until"
