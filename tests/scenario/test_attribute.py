"""The key ``attribute``: players, the scenarios that it plans, and what it refuses."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from scenario.writing import faults_of, study_of, warnings_of, write
from teacherflow.scenario import Study, read_study
from teacherflow.scenario.coalitions import Attribution
from teacherflow.study.plan import identity_of

SCENARIOS = """
status_quo: {policies: [delayed_retirement, rural_subsidy: {yuan_per_month: {village: 100}}]}
subsidy:
  extends: status_quo
  policies: [rural_subsidy: {yuan_per_month: {village: 600}}]
package:
  title: {zh: 综合, en: Package}
  extends: subsidy
  policies: [mandatory_rotation: {from: 2025}, delayed_retirement: off]
"""
SIX = """
status_quo: {}
package:
  policies: [delayed_retirement, mandatory_rotation, rural_subsidy, housing, amenities, pay_floor]
"""


def plan(folder: Path, asked: str, scenarios: str = SCENARIOS) -> tuple[Study, Attribution]:
    study = study_of(folder, scenarios, f"baseline: status_quo\nattribute: {asked}\n")
    assert study.attribution is not None
    return study, study.attribution


def mistake(folder: Path, asked: str, scenarios: str = SCENARIOS) -> tuple[int, str, str]:
    (fault,) = faults_of(folder, scenarios, f"baseline: status_quo\nattribute: {asked}\n")
    return fault.at.column, fault.key, fault.message.en


def policies_in(study: Study, scenario: str) -> dict[str, object]:
    return {policy.name: policy.as_dict() for policy in study.scenarios[scenario].policies}


@pytest.mark.parametrize("asked", ["true", "package", "{scenario: package}", "{method: shapley}"])
def test_all_coalitions_of_what_differs_from_the_baseline(tmp_path: Path, asked: str) -> None:
    study, found = plan(tmp_path, asked)
    changes = {player.name: player.change for player in found.players}
    assert changes == {
        "delayed_retirement": "dropped",
        "mandatory_rotation": "added",
        "rural_subsidy": "changed",
    }
    subsets = [frozenset(c) for size in range(4) for c in combinations(changes, size)]
    assert list(found.coalitions) == subsets
    before, after = (policies_in(study, name) for name in ("status_quo", "package"))
    for chosen, scenario in found.coalitions.items():
        wanted = {n: p for n, p in before.items() if n not in chosen}
        wanted |= {n: p for n, p in after.items() if n in chosen}
        assert policies_in(study, scenario) == wanted, chosen


def test_scenarios_of_the_file_stand_for_equal_coalitions(tmp_path: Path) -> None:
    study, found = plan(tmp_path, "true")
    assert found.coalitions[frozenset()] == "status_quo"
    assert found.coalitions[frozenset({"rural_subsidy"})] == "subsidy"
    assert found.coalitions[frozenset(p.name for p in found.players)] == "package"
    assert list(study.scenarios) == ["status_quo", "subsidy", "package", *found.planned]
    assert found.planned == (
        "package__only_delayed_retirement",
        "package__only_mandatory_rotation",
        "package__without_rural_subsidy",
        "package__without_mandatory_rotation",
        "package__without_delayed_retirement",
    )
    assert list(study.as_written().scenarios) == ["status_quo", "subsidy", "package"]


def test_titles_in_both_languages(tmp_path: Path) -> None:
    study, _ = plan(tmp_path, "true")
    without = study.scenarios["package__without_mandatory_rotation"].title
    assert without.zh == "综合（不含教师交流轮岗）"
    assert without.en == "Package (without: Mandatory rotation)"
    dropped = study.scenarios["package__only_delayed_retirement"].title
    assert dropped.zh == "综合（仅取消渐进式延迟退休）"
    assert dropped.en == "Package (only: Delayed retirement dropped)"


def test_groups_enter_together_and_the_rest_is_one(tmp_path: Path) -> None:
    _, found = plan(tmp_path, "{policies: [{old: [rural_subsidy, delayed_retirement]}]}")
    assert {p.name: p.members for p in found.players} == {
        "old": ("delayed_retirement", "rural_subsidy"),
        "rest": ("mandatory_rotation",),
    }
    assert found.planned == ("package__only_old", "package__only_rest")
    _, unnamed = plan(tmp_path, "{policies: [[rural_subsidy, delayed_retirement]]}")
    assert [p.name for p in unnamed.players] == ["rest", "rural_subsidy_and_delayed_retirement"]


def test_one_at_a_time_takes_two_scenarios_each(tmp_path: Path) -> None:
    _, found = plan(tmp_path, "{method: one_at_a_time}", SIX)
    assert sorted({len(chosen) for chosen in found.coalitions}) == [0, 1, 5, 6]
    assert len(found.planned) == 12


def test_rules_of_matching_are_a_part(tmp_path: Path) -> None:
    scenarios = """
    status_quo: {}
    package: {matching: {transfer: to_be}, policies: [delayed_retirement]}
    """
    study, found = plan(tmp_path, "true", scenarios)
    assert [(p.name, p.change) for p in found.players] == [
        ("delayed_retirement", "added"),
        ("matching", "rules"),
    ]
    assert study.scenarios["package__only_matching"].matching.as_dict() == {"transfer": "to_be"}
    assert not study.scenarios["package__only_delayed_retirement"].matching.rules


def test_many_parts_enter_in_sampled_orders_with_their_reverses(tmp_path: Path) -> None:
    _, found = plan(tmp_path, "{permutations: 4}", SIX)
    names = sorted(p.name for p in found.players)
    assert len(found.orders) == 4
    assert all(sorted(order) == names for order in found.orders)
    assert [order[::-1] for order in found.orders[::2]] == list(found.orders[1::2])
    for order in found.orders:
        assert all(frozenset(order[:k]) in found.coalitions for k in range(len(order) + 1))
    for name in names:
        assert {frozenset([name]), frozenset(names) - {name}} <= set(found.coalitions)


def test_more_orders_keep_the_first_and_another_seed_takes_others(tmp_path: Path) -> None:
    _, few = plan(tmp_path, "{permutations: 4}", SIX)
    more, many = plan(tmp_path, "{permutations: 8}", SIX)
    assert many.orders[:4] == few.orders
    assert set(few.planned) <= set(many.planned)
    other = study_of(
        tmp_path, SIX, "baseline: status_quo\nseed: 2\nattribute: {permutations: 4}\n"
    ).attribution
    assert other is not None
    assert other.orders != few.orders
    backwards = SIX.replace(
        "delayed_retirement, mandatory_rotation", "mandatory_rotation, delayed_retirement"
    )
    assert plan(tmp_path, "{permutations: 8}", backwards)[1].coalitions == many.coalitions
    assert identity_of(more).scenarios.keys() == more.scenarios.keys()


def test_all_coalitions_of_six_on_request(tmp_path: Path) -> None:
    _, found = plan(tmp_path, "{permutations: all}", SIX)
    assert not found.orders
    assert len(found.coalitions) == 64
    assert len(set(found.coalitions.values())) == 64


def test_long_names_are_numbered(tmp_path: Path) -> None:
    study, found = plan(tmp_path, "{permutations: all}", SIX)
    assert max(len(name) for name in study.scenarios) <= 80
    numbered = [name for name in found.planned if "__4_of_6_" in name]
    assert len(numbered) == len(set(numbered)) > 0


def test_one_part_needs_no_more_scenarios(tmp_path: Path) -> None:
    scenarios = "status_quo: {}\npackage: {policies: [delayed_retirement]}\n"
    study, found = plan(tmp_path, "true", scenarios)
    assert not found.planned
    assert list(study.scenarios) == ["status_quo", "package"]
    assert warnings_of(tmp_path, scenarios, "baseline: status_quo\nattribute: true\n") == []


def test_the_cost_is_told(tmp_path: Path) -> None:
    (warning,) = warnings_of(tmp_path, SCENARIOS, "baseline: status_quo\nattribute: true\n")
    assert (warning.key, warning.at.column) == ("attribute", 12)
    assert "5 scenarios of 4 runs each: 20 runs" in warning.message.en


@pytest.mark.parametrize(("most", "told"), [(", most: 12", "12 runs"), ("", "500 runs")])
def test_replications_left_open_cost_at_most_what_the_study_allows(
    tmp_path: Path, most: str, told: str
) -> None:
    auto = f"{{auto: {{contrast: package, indicator: vacancy_village, width: 4{most}}}}}"
    path = write(tmp_path, SCENARIOS, "baseline: status_quo\nattribute: true\n")
    text = path.read_text("utf-8").replace("replications: 4", f"replications: {auto}")
    path.write_text(text, "utf-8")
    (warning,) = read_study(path).warnings
    assert f"at most {told} each" in warning.message.en
    assert f"至多 {told.split()[0]} 次" in warning.message.zh


def test_identity_and_digest_rest_on_the_scenarios_alone(tmp_path: Path) -> None:
    with_key, found = plan(tmp_path, "true")
    plain = study_of(tmp_path, SCENARIOS, "baseline: status_quo\n")
    mine, theirs = identity_of(with_key), identity_of(plain)
    assert mine.frame == theirs.frame
    assert mine.scenarios == {**theirs.scenarios, **{n: mine.scenarios[n] for n in found.planned}}
    assert with_key.as_written().resolved() == plain.resolved()
    assert plain.resolved()["attribute"] is None
    off = study_of(tmp_path, SCENARIOS, "baseline: status_quo\nattribute: false\n")
    assert off.digest == plain.digest != with_key.digest


def test_a_value_left_open_is_not_its_default_when_parameters_are_sampled(tmp_path: Path) -> None:
    scenarios = """
    status_quo: {policies: [mandatory_rotation]}
    package: {extends: status_quo, policies: [mandatory_rotation: {compliance: %s}, delayed_retirement]}
    """
    default = plan(tmp_path, "true")[0].scenarios["package"].policies
    rotation = next(p for p in default if p.name == "mandatory_rotation").as_dict()
    written = scenarios % rotation["parameters"]["compliance"]
    assert [p.name for p in plan(tmp_path, "true", written)[1].players] == ["delayed_retirement"]
    more = (
        "baseline: status_quo\ndraws: 2\nattribute: true\n"
        "uncertainties: {mandatory_rotation.compliance: {low: 0.5, high: 1.0}}\n"
    )
    sampled = study_of(tmp_path, written, more).attribution
    assert sampled is not None
    assert [p.name for p in sampled.players] == ["delayed_retirement", "mandatory_rotation"]


@pytest.mark.parametrize(
    ("asked", "column", "key", "told"),
    [
        ("3", 12, "attribute", "must be such as true"),
        ("[package]", 12, "attribute", "must be such as true"),
        ("pakage", 12, "attribute", "did you mean package?"),
        ("status_quo", 12, "attribute", "is the baseline"),
        ("{scenari: package}", 13, "attribute.scenari", "did you mean scenario?"),
        ("{method: shaply}", 21, "attribute.method", "did you mean shapley?"),
        ("{permutations: 3}", 27, "attribute.permutations", "an even number from 2 to 100"),
        ("{policies: rural_subsidy}", 23, "attribute.policies", "must be such as"),
        ("{policies: [[]]}", 24, "attribute.policies", "must be such as"),
        ("{policies: [housing]}", 24, "attribute.policies", "no policy in which package differs"),
        (
            "{policies: [rural_subsidy, [rural_subsidy, delayed_retirement]]}",
            40,
            "attribute.policies",
            "listed already, on line 5",
        ),
        (
            "{policies: [{rest: [rural_subsidy]}]}",
            25,
            "attribute.policies",
            "two groups are called",
        ),
    ],
)
def test_mistakes_are_told_where_they_stand(
    tmp_path: Path, asked: str, column: int, key: str, told: str
) -> None:
    found = mistake(tmp_path, asked)
    assert found[:2] == (column, key)
    assert told in found[2]


def test_which_package_must_be_clear(tmp_path: Path) -> None:
    two = "status_quo: {}\na: {policies: [delayed_retirement]}\nb: {policies: [housing]}\n"
    assert "(a, b): say which" in mistake(tmp_path, "true", two)[2]
    same = "status_quo: {}\na: {}\n"
    assert "has the same policies as the baseline" in mistake(tmp_path, "a", same)[2]
    assert "no scenario beside the baseline" in mistake(tmp_path, "true", "status_quo: {}\n")[2]


def test_too_many_scenarios_are_refused(tmp_path: Path) -> None:
    names = [f"rural_subsidy: {{as: s{k}, yuan_per_month: {{village: {k}}}}}" for k in range(1, 10)]
    nine = f"status_quo: {{}}\npackage:\n  policies: [{', '.join(names)}]\n"
    assert "there would be 512" in mistake(tmp_path, "{permutations: all}", nine)[2]
    assert "at most 200 scenarios" in mistake(tmp_path, "{permutations: 100}", nine)[2]


def test_parts_that_need_each_other_are_refused_until_they_are_one(tmp_path: Path) -> None:
    scenarios = """
    status_quo: {policies: [delayed_retirement: {early_share: 0.1}]}
    package:
      policies: [delayed_retirement: {as: later, early_share: 0.3}, housing]
    """
    column, key, told = mistake(tmp_path, "true", scenarios)
    assert (column, key) == (12, "attribute")
    assert "cannot be taken apart like this (package__only_later, " in told
    assert "conflicts with delayed_retirement (line 7)" in told
    assert "one group" in told
    _, found = plan(tmp_path, "{policies: [[later, delayed_retirement]]}", scenarios)
    assert [p.name for p in found.players] == ["later_and_delayed_retirement", "rest"]
