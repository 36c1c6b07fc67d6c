"""Forms of exchange in force: no more than can be held apart, and groups that do exist.

What a county and the phases can hold is known where the study is read, so it is told there, at the
line that asks for it, and not by a run that fails or in which nobody is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from teacherflow.faults import Faults, Position
from teacherflow.scenario.instances import ResolvedPolicy
from teacherflow.scenario.scenario import Scenario
from teacherflow.scenario.settled import spans
from teacherflow.terms.exchange import FORMS, MOST_FORMS
from teacherflow.terms.laws import Terms
from teacherflow.text import Text

if TYPE_CHECKING:
    from teacherflow.population.data import CountyData

_SHOWN = 2
_GROUP = "group"


def check_forms(
    scenarios: Mapping[str, Scenario], counties: Sequence[CountyData], faults: Faults
) -> None:
    """Refuse more forms than can be held apart; warn of groups that a county does not have.

    Parameters
    ----------
    counties : sequence of CountyData
        Those that have a file each; a nation says how many groups it has.
    """
    for scenario in scenarios.values():
        _check_number(scenario, faults)
    if all(county.groups.value for county in counties):
        return
    for at, key in sorted({found for one in scenarios.values() for found in _in_groups(one)}):
        message = Text(
            "本县没有教育集团（县文件中 groups 为 0），集团内交流派不出人；可改为 scope: cluster、zone "
            "或 county，或在县文件中写明 groups",
            "the county has no education groups (groups is 0 in its file), so nobody is sent "
            "within one; use scope: cluster, zone or county, or give the county its groups",
        )
        faults.warn(at, key, message)


def _check_number(scenario: Scenario, faults: Faults) -> None:
    """Refuse the policy, last in the file, that asks for more forms than can be held apart."""
    many = {year: len(terms[FORMS]) for year, terms in scenario.terms.items()}
    years = [year for year, number in many.items() if number > MOST_FORMS]
    if not years:
        return
    worst = max(years, key=lambda year: many[year])
    named = _claimants(scenario.terms[worst])
    policies = [policy for policy in scenario.policies if policy.name in named]
    last = max(policies, key=lambda policy: policy.instance.at)
    listed, number = ", ".join([*named[:_SHOWN], "…"]), many[worst]
    message = Text(
        f"{spans(years)} 年共有 {number} 种交流形式，最多 {MOST_FORMS} 种（{listed}）："
        "请减少同时施行的交流政策，或把它们分到不同方案、不同年份",
        f"{number} forms of exchange in {spans(years)}, at most {MOST_FORMS} ({listed}): "
        "let fewer policies of exchange hold at once, or put them into other scenarios or years",
    )
    faults.error(last.instance.at, f"scenarios.{scenario.name}.{last.name}", message)


def _claimants(terms: Terms) -> list[str]:
    return sorted({name for name, _ in terms.claimants.get(FORMS, ())})


def _in_groups(scenario: Scenario) -> set[tuple[Position, str]]:
    """Return where policies ask for hosts in the same group, and the parameter that says so."""
    asking = {
        name
        for terms in scenario.terms.values()
        for name, forms in terms.claimants.get(FORMS, ())
        if any(form.scope == _GROUP for form in forms)
    }
    return {_place(policy) for policy in scenario.policies if policy.name in asking}


def _place(policy: ResolvedPolicy) -> tuple[Position, str]:
    """Return the line that says ``group``, or that of the policy if a preset or code says it."""
    for leaf, settings in policy.instance.leaves.items():
        for setting in settings:
            if setting.value == _GROUP:
                at = setting.origin.at if setting.origin.kind == "file" else None
                return at or policy.instance.at, f"{policy.name}.{leaf}"
    return policy.instance.at, policy.name
