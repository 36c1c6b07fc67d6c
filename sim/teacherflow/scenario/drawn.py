"""A study as it holds in one draw of its uncertain parameters.

Terms are settled anew only in scenarios whose policies take a sampled value. A worker does so when
it needs the draw; that every draw can be settled is checked where the study is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from teacherflow.faults import Fault, Faults, Position
from teacherflow.scenario.exchange_forms import check_forms
from teacherflow.scenario.instances import Origin, ResolvedPolicy, Setting, refused
from teacherflow.scenario.settled import settled_burn_in, settled_scenario
from teacherflow.scenario.study import Scenario, Study
from teacherflow.scenario.study_budget import StudyBudget
from teacherflow.terms.catalogue import readers
from teacherflow.terms.laws import Term, Terms
from teacherflow.text import Text

type Reading = Mapping[Term[Any], tuple[str, ...]] | None

_SHOWN = 3


def of_draw(study: Study, draw: int) -> Study:
    """Return the study with the values of a draw; it has one draw itself.

    Raises
    ------
    IndexError
        If there is no such draw.
    """
    if not 0 <= draw < study.draws:
        raise IndexError(f"draw {draw} of {study.draws}")
    if study.draws == 1:
        return study
    faults = Faults()
    scenarios, burn_in = _settled(study, draw, None, faults)
    faults.check()
    values = values_in(study, draw)
    model = {one.name: float(values[one.name]) for one in study.uncertain if not one.scenarios}
    return replace(
        study,
        draws=1,
        scenarios=scenarios,
        burn_in_terms=burn_in,
        parameters=study.parameters.changed(model),
        uncertain=(),
        samples={},
    )


def values_in(study: Study, draw: int) -> dict[str, float | int]:
    """Return the sampled values of a draw by name."""
    return {name: values[draw] for name, values in study.samples.items()}


def check_draws(study: Study, faults: Faults) -> None:
    """Refuse a study of which some draw cannot be settled; each mistake is told once."""
    if not any(one.scenarios for one in study.uncertain):
        return
    found: dict[tuple[Position, str], tuple[Fault, list[int]]] = {}
    for draw in range(study.draws):
        own = Faults()
        scenarios, _ = _settled(study, draw, readers(), own)
        if not own.errors:
            check_forms(scenarios, study.county, own)
        for fault in own.errors:
            found.setdefault((fault.at, fault.key), (fault, []))[1].append(draw)
    for (at, key), (fault, draws) in found.items():
        faults.error(at, key, _in_draws(study, key, fault, draws))


def _settled(
    study: Study, draw: int, reading: Reading, faults: Faults
) -> tuple[dict[str, Scenario], Terms]:
    """Return the scenarios and the burn-in of a draw; what cannot stand goes to ``faults``."""
    values = values_in(study, draw)
    open_in = {s: {u.name for u in study.uncertain if s in u.scenarios} for s in study.scenarios}
    budget = None if study.budget is None else StudyBudget(study.budget, Position(str(study.file)))
    scenarios = {}
    for name, scenario in study.scenarios.items():
        if open_in[name]:
            taken = {leaf: values[leaf] for leaf in open_in[name]}
            scenarios[name] = _scenario(study, scenario, taken, budget, reading, faults)
        else:
            scenarios[name] = scenario
    if not open_in[study.baseline] or faults.errors:
        return scenarios, study.burn_in_terms
    past, before = scenarios[study.baseline], study.years.start - 1
    terms = settled_burn_in(past.name, past.policies, past.matching, budget, before, faults)
    return scenarios, terms


def _scenario(
    study: Study,
    scenario: Scenario,
    values: Mapping[str, float | int],
    budget: StudyBudget | None,
    reading: Reading,
    faults: Faults,
) -> Scenario:
    before = len(faults.errors)
    policies = tuple(_policy(policy, values, faults) for policy in scenario.policies)
    if len(faults.errors) > before:
        return scenario
    years, matching = study.years.school_years, scenario.matching
    terms = settled_scenario(scenario.name, policies, matching, budget, years, reading, faults)
    return replace(scenario, policies=policies, terms=terms)


def _policy(
    policy: ResolvedPolicy, values: Mapping[str, float | int], faults: Faults
) -> ResolvedPolicy:
    """Return a policy with the sampled values of what its instance leaves open."""
    instance = policy.instance
    named = {
        name.partition(".")[2]: name for name in values if _policy_of(name) == instance.policy.name
    }
    leaves = {
        leaf: (Setting(None, values[name], Origin("draw")),)
        for leaf, name in named.items()
        if leaf not in instance.leaves
    }
    if not leaves:
        return policy
    held = replace(instance, leaves={**instance.leaves, **leaves})
    try:
        models = tuple((year, held.model(year)) for year, _ in policy.models)
    except ValidationError as error:
        refused(error, instance, faults)
        return policy
    return ResolvedPolicy(held, models)


def _in_draws(study: Study, key: str, fault: Fault, draws: list[int]) -> Text:
    """Say in which draws something goes wrong, and with which values of the first of them."""
    first, more = draws[0], len(draws) - 1
    mine = [u for u in study.uncertain if u.scenarios and _policy_of(u.name) in key.split(".")]
    mine = mine or [u for u in study.uncertain if u.scenarios]
    told = ", ".join(f"{u.name} = {study.samples[u.name][first]:g}" for u in mine[:_SHOWN])
    also = Text(f"等 {more + 1} 组" if more else "", f" and {more} more" if more else "")
    return Text(
        f"参数抽样第 {first} 组{also.zh}（{told}）：{fault.message.zh}。"
        "请在方案中设定该参数，或在 uncertainties 中给出合适的区间",
        f"in draw {first}{also.en} ({told}): {fault.message.en}; set the parameter in the "
        "scenario, or give it a range that fits under uncertainties",
    )


def _policy_of(name: str) -> str:
    return name.partition(".")[0]
