"""Any policies go together, or are refused with the lines of both; inheritance works with all."""

from __future__ import annotations

import re
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from scenario.writing import faults_of, study_of, write
from teacherflow.draws import Draws
from teacherflow.faults import Faults
from teacherflow.policies.catalogue import BUILT_IN, policies
from teacherflow.policies.parameter import Parameter
from teacherflow.scenario import Study, check_study
from teacherflow.terms.laws import ONE

NAMES = sorted(policy.name for policy in BUILT_IN)
VARIANTS = [
    (name, preset) for name in NAMES for preset in (None, *sorted(policies()[name].presets))
]


def entry(name: str, preset: str | None = None, **more: Any) -> str:
    given = {**({"preset": preset} if preset else {}), **more}
    inside = ", ".join(f"{key}: {value}" for key, value in given.items())
    return f"{name}: {{{inside}}}"


def listed(*entries: str) -> str:
    """Return a scenario with one policy a line, the first on line 7 of the study."""
    return "a:\n  policies:\n" + "".join(f"    - {one}\n" for one in entries)


def settled(study: Study, name: str = "a") -> Any:
    """Return the terms of all years, and who claimed them."""
    return {
        year: {
            term.name: (terms[term], [c[0] for c in terms.claimants[term]])
            for term in terms.claimed()
        }
        for year, terms in study.scenarios[name].terms.items()
    }


APART = {frozenset({"delayed_retirement", "relaxed_retirement"})}
"""Policies that cannot hold in the same years (see tests/mechanisms/test_m69.py)."""
JOINT = [name for name in NAMES if name != "relaxed_retirement"]
"""As many policies as may hold together."""
TOGETHER = [pair for pair in combinations(NAMES, 2) if frozenset(pair) not in APART]


def meeting() -> list[tuple[str, str]]:
    """Return the pairs of policies that claim some term both; others never meet in `settle`."""
    known = policies()
    return [
        (one, two) for one, two in TOGETHER if set(known[one].touches) & set(known[two].touches)
    ]


@pytest.mark.parametrize(("one", "two"), meeting())
def test_any_two_policies_go_together_in_any_order(tmp_path: Path, one: str, two: str) -> None:
    presets = product((None, *policies()[one].presets), (None, *policies()[two].presets))
    for first, second in presets:
        entries = [entry(one, first), entry(two, second)]
        study = study_of(tmp_path, listed(*entries))
        swapped = study_of(tmp_path, listed(*reversed(entries)))
        assert settled(study) == settled(swapped)
        assert study.digest == swapped.digest


@pytest.mark.parametrize(("name", "preset"), VARIANTS)
def test_a_policy_beside_itself_goes_or_is_refused_with_both_lines(
    tmp_path: Path, name: str, preset: str | None
) -> None:
    """Equal demands never conflict; unequal ones conflict only on terms of one value."""
    for other_preset in (None, *sorted(policies()[name].presets)):
        twice = listed(entry(name, preset), entry(name, other_preset, **{"as": "twin"}))
        for fault in faults_of(tmp_path, twice):
            assert fault.at.line == 8
            assert fault.key == "scenarios.a.twin"
            years = "2025–2029" if policies()[name].first_year() else "2024–2029"
            assert f"conflicts with {name} (line 7) in {years}: " in fault.message.en, fault
            assert f"{years} 年与 {name}（第 7 行）冲突：" in fault.message.zh, fault


def test_a_conflict_is_told_in_the_words_of_each_language(tmp_path: Path) -> None:
    twice = listed("reserve_pool", entry("reserve_pool", age_most=45, **{"as": "twin"}))
    (fault,) = faults_of(tmp_path, twice)
    told = "reserve_pool 要求：age_most（后备干部年龄上限）40；twin 要求：age_most（后备干部年龄上限）45"
    assert fault.message.zh.endswith(told)
    assert fault.message.en.endswith("reserve_pool claims age_most 40, twin claims age_most 45")


def test_a_conflict_names_the_parameters_that_are_typed(tmp_path: Path) -> None:
    """Every parameter of a policy that makes it conflict with itself stands in the message."""
    typed = [
        (name, leaf, other(parameter))
        for name, policy in policies().items()
        if any(term.law is ONE for term in policy.touches)
        for leaf, parameter in policy.parameters().items()
    ]
    scenarios = "".join(
        f"c{k}: {{policies: [{name}: {{as: one, from: 2024}}, "
        f"{name}: {{as: two, from: 2024, {leaf}: {value}}}]}}\n"
        for k, (name, leaf, value) in enumerate(typed)
    )
    found = 0
    for fault in faults_of(tmp_path, f"a: {{}}\n{scenarios}", "baseline: a\n"):
        if "holds one value" not in fault.message.en:  # of the others some do not fit together
            continue
        _, leaf, value = typed[int(fault.key.split(".")[1][1:])]
        said = f"{value:.12g}" if isinstance(value, float) else str(value)
        assert fault.message.en.endswith(f", two claims {leaf} {said}"), fault.message.en
        assert re.search(rf"two 要求：{leaf}（.+）{said}$", fault.message.zh), fault.message.zh
        found += 1
    assert found > 20


@pytest.mark.parametrize(
    ("one", "two", "told"),
    [
        (
            "delayed_retirement",
            "relaxed_retirement",
            "claims early_share 0.3, late_share 0.01, relaxed_retirement claims take_up 0.3, service_years 30, age_women 50, age_men 55",
        ),
        (
            "licence_exam",
            "licence_exam: {as: slow, from: 2024, phase_in: 3}",
            "claims fail_share 0.4, slow claims fail_share 0.4, phase_in 3",
        ),
        (
            "reallocate: {period_years: 3, from: 2024}",
            "reallocate: {as: later, period_years: 3, from: 2025}",
            "reallocate claims from 2024, later claims from 2025",
        ),
    ],
)
def test_policies_at_odds_are_told_by_what_differs(
    tmp_path: Path, one: str, two: str, told: str
) -> None:
    (fault,) = faults_of(tmp_path, f"a: {{policies: [{one}, {two}]}}")
    assert fault.message.en.endswith(told)


def other(parameter: Parameter) -> Any:
    """Return another allowed value of a parameter."""
    if parameter.kind == "boolean":
        return str(not parameter.default).lower()
    if parameter.kind == "string":
        return next(choice for choice in parameter.choices if choice != parameter.default)
    if parameter.kind == "places":
        return "[village_012]"
    low, high = parameter.about.low, parameter.about.high
    step = 1 if parameter.kind == "integer" else 0.5 * min(1.0, high - low)
    assert not isinstance(parameter.default, str | tuple)
    value = parameter.default + step
    return value if value <= high else max(low, parameter.default - step)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_composes_with_extends_and_dates(tmp_path: Path, name: str) -> None:
    """A child that sets one parameter changes this one only; a dated one changes from its year."""
    always = settled(
        study_of(tmp_path, f"a: {{policies: [{entry(name, None, **{'from': 2026})}]}}")
    )
    for leaf, parameter in policies()[name].parameters().items():
        value = other(parameter)
        child = entry(name, None, **{leaf: value})
        scenarios = f"a: {{policies: [{name}]}}\nb: {{extends: a, policies: [{child}]}}\n"
        faults = Faults()
        study = check_study(write(tmp_path, scenarios, "baseline: a\n"), faults)
        if study is None:  # the policy itself refuses the value beside its defaults
            assert {fault.at.line for fault in faults.errors} == {7}, leaf
            continue
        plain = study.resolved()["scenarios"]
        before, after = (plain[s]["policies"][name]["parameters"] for s in "ab")
        assert {key for key in before if before[key] != after[key]} == {leaf}

        dated = entry(
            name,
            None,
            **{"from": 2026, leaf: f"{{2026: {parameter_text(parameter)}, 2028: {value}}}"},
        )
        undated = entry(name, None, **{"from": 2026, leaf: value})
        steps = settled(study_of(tmp_path, f"a: {{policies: [{dated}]}}"))
        changed = settled(study_of(tmp_path, f"a: {{policies: [{undated}]}}"))
        for year in (2024, 2025, 2026, 2027):
            assert steps[year] == always[year], leaf
        for year in (2028, 2029):
            assert steps[year] == changed[year], leaf


def parameter_text(parameter: Parameter) -> str:
    return "[]" if parameter.kind == "places" else str(parameter.default).lower()


def telling(name: str) -> str:
    """Return a policy that claims something: levers at their defaults do not."""
    made = policies()[name]
    if any(True for _ in made().claims(2030)):
        return name
    leaf, parameter = next(iter(made.parameters().items()))
    return entry(name, None, **{leaf: other(parameter)})


@pytest.mark.parametrize("name", NAMES)
def test_off_leaves_nothing_behind_and_other_policies_alone(tmp_path: Path, name: str) -> None:
    beside = JOINT if name in JOINT else set(NAMES) - {"delayed_retirement"}
    others = [other for other in NAMES if other in beside and other != name]
    scenarios = f"""
    a: {{policies: [{", ".join(map(telling, [*others, name]))}]}}
    b: {{extends: a, policies: [{name}: off]}}
    c: {{policies: [{", ".join(map(telling, others))}]}}
    """
    study = study_of(tmp_path, scenarios, "baseline: a\n")
    a, b, c = (settled(study, scenario) for scenario in "abc")
    assert b == c
    assert b != a


@pytest.mark.parametrize("name", NAMES)
def test_before_from_and_after_until_nothing_is_claimed(tmp_path: Path, name: str) -> None:
    change = telling(name).removeprefix(name).removeprefix(": {").removesuffix("}")
    dates = "from: 2026, until: 2027" + (f", {change}" if change else "")
    study = study_of(tmp_path, listed(f"{name}: {{{dates}}}"))
    claimed = {year for year, terms in settled(study).items() if terms}
    assert claimed <= {2026, 2027}
    assert claimed


def test_no_order_of_all_policies_and_rules_changes_anything(tmp_path: Path) -> None:
    """Forwards and backwards, so that each pair stands in both orders, and shuffled."""
    found = set()
    luck = Draws(1)
    shuffled = [luck.order("test.order", k, range(len(JOINT))) for k in range(6)]
    for order in (JOINT, JOINT[::-1], *([JOINT[i] for i in some] for some in shuffled)):
        rules = "matching: {transfer: to_be, exchange: serial, placement: deferred}\n"
        study = study_of(tmp_path, f"a: {{policies: [{', '.join(order)}]}}", rules)
        found.add((study.digest, repr(settled(study))))
    assert len(found) == 1
