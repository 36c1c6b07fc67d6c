"""The resolved study: settled terms, burn-in, identity, order, pickling."""

from __future__ import annotations

import dataclasses
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import teacherflow
from scenario.writing import study_of
from strategies import studies, write_study
from teacherflow.codes import Education
from teacherflow.faults import Faults, InputError
from teacherflow.parameters import catalogue
from teacherflow.scenario import Study, check_study, read_study
from teacherflow.scenario.plain import plain_value
from teacherflow.scenario.ranges import Range
from teacherflow.terms.laws import Terms
from teacherflow.terms.leave import EARLY, STATUTE
from teacherflow.terms.pay import PAY_ITEMS, PayItem

anywhere = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def settled(study: Study) -> Any:
    """Return all claims of a study as plain data."""
    return {
        name: {
            year: {
                term.name: (plain_value(terms[term]), plain_value(terms.claimants[term]))
                for term in terms.claimed()
            }
            for year, terms in scenario.terms.items()
        }
        for name, scenario in study.scenarios.items()
    }


@anywhere
@given(studies())
def test_any_valid_study_is_read(tmp_path: Path, data: dict[str, Any]) -> None:
    study = read_study(write_study(data, tmp_path))
    held = {} if study.sweep is None else study.sweep.values
    made = [name for name in held if name not in data["scenarios"]]
    assert [name for name in study.scenarios if name not in made] == list(data["scenarios"])
    assert len(made) == len(data.get("sweep", {}).get("values", ()))
    years = list(range(data["years"]["start"], data["years"]["start"] + data["years"]["count"]))
    assert all(list(scenario.terms) == years for scenario in study.scenarios.values())
    json.dumps(study.resolved(), allow_nan=False)


@anywhere
@given(studies(), st.randoms(use_true_random=False))
def test_the_order_of_policies_changes_nothing(
    tmp_path: Path, data: dict[str, Any], chance: Any
) -> None:
    before = read_study(write_study(data, tmp_path))
    for scenario in data["scenarios"].values():
        chance.shuffle(scenario["policies"])
    after = read_study(write_study(data, tmp_path))
    assert settled(before) == settled(after)
    assert before.digest == after.digest


@anywhere
@given(studies())
def test_a_study_crosses_processes_unchanged(tmp_path: Path, data: dict[str, Any]) -> None:
    study = read_study(write_study(data, tmp_path))
    copied = pickle.loads(pickle.dumps(study))
    assert copied.digest == study.digest
    assert settled(copied) == settled(study)


def test_settled_terms_read_the_same_in_other_processes() -> None:
    items = (PayItem("p.all", (), 5.0),)
    terms = pickle.loads(pickle.dumps(Terms({PAY_ITEMS: items})))
    assert terms[PAY_ITEMS] == items
    assert terms[STATUTE] == STATUTE.default


def test_delayed_retirement_begins_in_2025_with_its_statute(tmp_path: Path) -> None:
    study = study_of(tmp_path, "a: {policies: [delayed_retirement: {early_share: 25%}]}")
    assert study.terms("a", 2024)[STATUTE] == STATUTE.default == "before_2025"
    terms = study.terms("a", 2025)
    assert terms[STATUTE] == "delayed_2025"
    assert (terms[EARLY].rule, terms[EARLY].take_up, terms[EARLY].months) == ("statute", 0.25, 36)


def test_burn_in_has_the_baselines_undated_policies_only(tmp_path: Path) -> None:
    scenarios = """
    a:
      policies:
        - delayed_retirement
        - rural_subsidy: {yuan_per_month.town: 0}
        - rural_subsidy: {as: later, from: 2024}
        - rural_subsidy: {as: dated, yuan_per_month.village: {2024: 5}}
        - rural_subsidy: {as: ending, until: 2026, yuan_per_month: {village: 0, town: 9}}
    b:
      policies: [rural_subsidy: {yuan_per_month.seat: 77}]
    """
    study = study_of(tmp_path, scenarios, "baseline: a\n")
    items = {item.name: item.yuan for item in study.burn_in_terms[PAY_ITEMS]}
    assert items == {"rural_subsidy.village": 600.0, "ending.town": 9.0}
    assert study.burn_in_terms[STATUTE] == "before_2025"


def test_a_value_before_its_dates_holds_in_burn_in(tmp_path: Path) -> None:
    scenarios = """
    parent: {policies: [rural_subsidy: {yuan_per_month: {village: 10, town: 0}}]}
    a:
      extends: parent
      policies: [rural_subsidy: {yuan_per_month.village: {2026: 40}}]
    """
    study = study_of(tmp_path, scenarios, "baseline: a\n")
    assert [item.yuan for item in study.burn_in_terms[PAY_ITEMS]] == [10.0]
    assert [item.yuan for item in study.terms("a", 2026)[PAY_ITEMS]] == [40.0]


def test_distance_bands_meet_without_gap_or_overlap(tmp_path: Path) -> None:
    study = study_of(tmp_path, "a: {policies: [rural_subsidy: {preset: luxi}]}")
    bands = {item.name: item.who[1] for item in study.terms("a", 2024)[PAY_ITEMS]}

    def paid(km: float) -> list[str]:
        return [name for name, band in bands.items() if band.low <= km <= band.high]

    for km in (0.0, 9.999, 10.0, 17.0, 25.0, 25.001, 90.0):
        expected = "near" if km < 10 else "middle" if km <= 25 else "far"
        assert paid(km) == [f"rural_subsidy.{expected}"]


def test_established_only_adds_a_condition(tmp_path: Path) -> None:
    study = study_of(tmp_path, "a: {policies: [rural_subsidy: {established_only: true}]}")
    assert {where.column for item in study.terms("a", 2024)[PAY_ITEMS] for where in item.who} == {
        "status",
        "duty.zone",
    }


def test_the_study_sets_parameters_of_the_model(tmp_path: Path) -> None:
    study = study_of(
        tmp_path,
        "a: {policies: []}",
        "uncertainties: {leave.pay_sensitivity: 2.5, utility.km: {low: 20, high: 50}}\n",
    )
    assert study.parameters.leave.pay_sensitivity == 2.5
    defaults = {name: default for name, _, default in catalogue()}
    assert study.parameters.utility.km == defaults["utility.km"]
    assert study.ranges == {"utility.km": Range(20.0, 50.0)}
    assert study.resolved()["parameters"]["leave"]["pay_sensitivity"] == 2.5


def test_the_study_says_from_which_degree_on_the_official_line_counts(tmp_path: Path) -> None:
    """A word, not a code; what is not set stays as it is."""
    study = study_of(
        tmp_path, "a: {policies: []}", "uncertainties: {indicators.degree_primary: bachelor}\n"
    )
    assert study.parameters.indicators.degree_primary == Education.BACHELOR
    assert study.parameters.indicators.degree_junior == Education.BACHELOR
    default = study_of(tmp_path, "a: {policies: []}")
    assert default.parameters.indicators.degree_primary == Education.COLLEGE
    assert default.digest != study.digest


def test_the_digest_ignores_words_and_notices_numbers(tmp_path: Path) -> None:
    plain = study_of(tmp_path, "a: {policies: [rural_subsidy]}")
    words = study_of(
        tmp_path, "a: {title: 甲, policies: [rural_subsidy]}", "title: x\nauthor: y\nquestion: z\n"
    )
    other = study_of(tmp_path, "a: {policies: [rural_subsidy: {yuan_per_month.town: 301}]}")
    same = study_of(tmp_path, "a: {policies: [rural_subsidy: {yuan_per_month.town: 300}]}")
    assert plain.digest == words.digest == same.digest
    assert plain.digest != other.digest


def test_replications_can_be_replaced(tmp_path: Path) -> None:
    study = study_of(tmp_path, "a: {policies: []}")
    assert dataclasses.replace(study, replications=9).resolved()["replications"] == 9


def test_the_public_name_raises_one_error_for_all_faults(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: 1\nb: 2\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        teacherflow.read_study(path)
    assert len(raised.value.faults) == 5
    assert f"{path}:2:1: b: " in str(raised.value)
    assert isinstance(raised.value, teacherflow.InputError)


@anywhere
@given(studies(), st.data())
def test_a_study_broken_anywhere_is_refused_where_it_is_broken(
    tmp_path: Path, data: dict[str, Any], chance: st.DataObject
) -> None:
    name = chance.draw(st.sampled_from(sorted(data["scenarios"])))
    broken = chance.draw(
        st.sampled_from(
            (
                {"rural_subsidy": {"as": "zz", "yuan_per_month.village": -1}},
                {"rural_subsidy": {"as": "zz", "colour": 1}},
                {"rural_subsidy": {"as": "zz", "from": 1900}},
                {"no_such_policy": {}},
                7,
                [],
                {"a": 1, "b": 2},
            )
        )
    )
    listed = data["scenarios"][name]["policies"]
    listed.insert(chance.draw(st.integers(0, len(listed))), broken)
    with pytest.raises(InputError) as raised:
        read_study(write_study(data, tmp_path))
    (fault,) = raised.value.faults
    assert fault.at.line > 1
    assert fault.at.column > 1


PIECES = (
    *(
        "：",
        "　",
        "{",
        "}",
        "[",
        "]",
        ",",
        "- ",
        "\t",
        "\n",
        "&a ",
        "*a",
        "!!set ",
        "'",
        '"',
        "|",
        "?",
    ),
    *("off", "null", ".nan", "-1", "2025", "{2025: 1}", "true", "as: x", "extends: reform", "\x00"),
)


@settings(parent=anywhere, max_examples=60)
@given(studies(), st.data())
def test_a_damaged_file_is_read_or_refused_never_a_traceback(
    tmp_path: Path, data: dict[str, Any], chance: st.DataObject
) -> None:
    path = write_study(data, tmp_path)
    text = path.read_text(encoding="utf-8")
    for _ in range(chance.draw(st.integers(1, 3))):
        at = chance.draw(st.integers(0, len(text)))
        cut = chance.draw(st.integers(0, 12))
        text = text[:at] + chance.draw(st.sampled_from(("", *PIECES))) + text[at + cut :]
    path.write_text(text, encoding="utf-8")
    faults = Faults()
    study = check_study(path, faults)
    assert (study is None) == bool(faults.errors)
    for fault in faults.errors:
        assert fault.at.line >= 1
        assert fault.message.zh
        assert fault.message.en
