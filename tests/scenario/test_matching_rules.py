"""The key ``matching``: one claim for each rule, made by the study; in conflict with policies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from scenario.writing import faults_of, study_of, warnings_of
from teacherflow.policies import catalogue
from teacherflow.policies.base import PolicyModel
from teacherflow.terms.appoint import PLACEMENT_MATCH
from teacherflow.terms.exchange import EXCHANGE_MATCH
from teacherflow.terms.laws import Claim
from teacherflow.terms.transfer import MATCH
from teacherflow.text import Text

TWO = "a: {}\nb: {matching: {transfer: optimal}}\nc: {extends: b}\n"


def rules(folder: Path, scenarios: str, more: str = "") -> dict[str, str]:
    study = study_of(folder, scenarios, "baseline: a\n" + more)
    return {name: study.terms(name, 2024)[MATCH] for name in study.scenarios}


def test_without_the_key_the_default_holds(tmp_path: Path) -> None:
    assert rules(tmp_path, "a: {}") == {"a": "deferred"}


def test_a_rule_of_the_study_holds_in_every_scenario_that_has_none(tmp_path: Path) -> None:
    assert rules(tmp_path, TWO, "matching: {transfer: to_be}\n") == {
        "a": "to_be",
        "b": "optimal",
        "c": "optimal",
    }


def test_a_child_changes_rule_by_rule(tmp_path: Path) -> None:
    scenarios = """
    a: {matching: {transfer: serial, exchange: optimal}}
    b: {extends: a, matching: {transfer: to_be}}
    """
    study = study_of(tmp_path, scenarios, "baseline: a\n")
    assert study.terms("b", 2024)[MATCH] == "to_be"
    assert study.terms("b", 2024)[EXCHANGE_MATCH] == "optimal"
    assert study.terms("b", 2024)[PLACEMENT_MATCH] == PLACEMENT_MATCH.default


def test_the_claimant_is_called_matching_and_the_rules_are_kept(tmp_path: Path) -> None:
    study = study_of(tmp_path, TWO, "baseline: a\n")
    assert study.terms("b", 2029).claimants[MATCH] == (("matching", "optimal"),)
    resolved = study.resolved()["scenarios"]
    assert [resolved[name]["matching"] for name in "abc"] == [
        {},
        {"transfer": "optimal"},
        {"transfer": "optimal"},
    ]


def test_rules_count_in_the_digest_and_hold_in_burn_in(tmp_path: Path) -> None:
    plain = study_of(tmp_path, "a: {}")
    ruled = study_of(tmp_path, "a: {matching: {transfer: to_be}}")
    assert plain.digest != ruled.digest
    assert ruled.burn_in_terms[MATCH] == "to_be"
    default = study_of(tmp_path, "a: {matching: {transfer: deferred}}")
    assert default.terms("a", 2024)[MATCH] == plain.terms("a", 2024)[MATCH]


def test_scenarios_that_differ_in_rules_only_are_not_the_same(tmp_path: Path) -> None:
    scenarios = "a: {}\nb: {matching: {transfer: to_be}}\nc: {matching: {transfer: to_be}}\n"
    (warned,) = warnings_of(tmp_path, scenarios, "baseline: a\n")
    assert warned.key == "scenarios.c"


def test_a_rule_for_nobody_is_a_warning(tmp_path: Path) -> None:
    (warned,) = warnings_of(tmp_path, "a: {}", "matching: {exchange: serial}\n")
    assert warned.key == "matching.exchange"
    (warned,) = warnings_of(tmp_path, "a: {matching: {placement: serial}}")
    assert warned.key == "scenarios.a.matching.placement"
    with_people = "a: {policies: [competitive_hiring], matching: {placement: serial}}"
    assert warnings_of(tmp_path, with_people) == []


class Lottery(PolicyModel):
    """A third party's policy that wants a rule of its own."""

    name = "exam_order"
    title = Text("按考试成绩选岗", "Posts by exam order")
    summary = title
    touches: ClassVar[Any] = (MATCH,)

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        if year >= 2026:
            yield MATCH("serial")


def test_a_policy_that_wants_another_rule_is_in_conflict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "BUILT_IN", (*catalogue.BUILT_IN, Lottery))
    scenarios = """
    a:
      matching: {transfer: to_be}
      policies: [exam_order]
    """
    (fault,) = faults_of(tmp_path, scenarios)
    assert (fault.at.line, fault.key) == (7, "scenarios.a.exam_order")
    assert "conflicts with matching (line 6) in 2026–2029" in fault.message.en
    assert "matching claims to_be, exam_order claims serial" in fault.message.en
    agreed = scenarios.replace("to_be", "serial")
    assert faults_of(tmp_path, agreed) == []
