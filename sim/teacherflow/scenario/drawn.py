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
from teacherflow.scenario.scenario import Scenario
from teacherflow.scenario.settled import settled_burn_in, settled_scenario
from teacherflow.scenario.study import Study
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
    held = _Settler(study, draw, None, faults)
    scenarios = held.scenarios()
    burn_in = held.burn_in(scenarios)
    faults.check()
    model = {one.name: float(held.values[one.name]) for one in study.uncertain if one.of_model}
    return replace(
        study,
        draws=1,
        scenarios=scenarios,
        burn_in_terms=burn_in,
        parameters=study.parameters.changed(model),
        uncertain=(),
        samples={},
    )


def check_draws(study: Study, faults: Faults) -> None:
    """Refuse a study of which some draw cannot be settled; each mistake is told once."""
    if all(one.of_model for one in study.uncertain):
        return
    reading = readers()
    found: dict[tuple[Position, str], tuple[Fault, list[int]]] = {}
    for draw in range(study.draws):
        own = Faults()
        held = _Settler(study, draw, reading, own)
        scenarios = held.scenarios()
        if not own.errors:
            held.burn_in(scenarios)
            check_forms(scenarios, study.counties.listed, own)
        for fault in own.errors:
            found.setdefault((fault.at, fault.key), (fault, []))[1].append(draw)
    for (at, key), (fault, draws) in found.items():
        faults.error(at, key, _in_draws(study, key, fault, draws))


class _Settler:
    """Settles a study with the values of one draw; what cannot stand goes to ``faults``.

    Scenarios share the instances that they inherit, and so the policies made of them.
    """

    def __init__(self, study: Study, draw: int, reading: Reading, faults: Faults) -> None:
        self.study, self.reading, self.faults = study, reading, faults
        self.values = {name: values[draw] for name, values in study.samples.items()}
        self.open = {name for one in study.uncertain for name in one.scenarios}
        self.budget: StudyBudget | None = None
        if study.budget is not None:
            self.budget = StudyBudget(study.budget, Position(str(study.file)))
        self.made: dict[int, ResolvedPolicy] = {}

    def scenarios(self) -> dict[str, Scenario]:
        """Return every scenario; those without a sampled value are the ones of the study."""
        return {
            name: self._scenario(scenario) if name in self.open else scenario
            for name, scenario in self.study.scenarios.items()
        }

    def burn_in(self, scenarios: Mapping[str, Scenario]) -> Terms:
        """Return the terms of the years before the study."""
        past, before = scenarios[self.study.baseline], self.study.years.start - 1
        if past.name not in self.open:
            return self.study.burn_in_terms
        policies, matching = past.policies, past.matching
        return settled_burn_in(past.name, policies, matching, self.budget, before, self.faults)

    def _scenario(self, scenario: Scenario) -> Scenario:
        policies = tuple(self._policy(policy) for policy in scenario.policies)
        years, matching = self.study.years.school_years, scenario.matching
        terms = settled_scenario(
            scenario.name, policies, matching, self.budget, years, self.reading, self.faults
        )
        return replace(scenario, policies=policies, terms=terms)

    def _policy(self, policy: ResolvedPolicy) -> ResolvedPolicy:
        key = id(policy.instance)
        if key not in self.made:
            self.made[key] = self._drawn(policy)
        return self.made[key]

    def _drawn(self, policy: ResolvedPolicy) -> ResolvedPolicy:
        """Return a policy with the sampled values of what its instance leaves open."""
        instance = policy.instance
        own = [name for name in self.values if _policy_of(name) == instance.policy.name]
        leaves = {
            leaf: (Setting(None, self.values[name], Origin("draw")),)
            for name in own
            if (leaf := name.partition(".")[2]) not in instance.leaves
        }
        if not leaves:
            return policy
        held = replace(instance, leaves={**instance.leaves, **leaves})
        try:
            models = tuple((year, held.model(year)) for year, _ in policy.models)
        except ValidationError as error:
            refused(error, instance, self.faults)
            return policy
        return ResolvedPolicy(held, models)


def _in_draws(study: Study, key: str, fault: Fault, draws: list[int]) -> Text:
    """Say in which draws something goes wrong, and with which values of the first of them."""
    first, more = draws[0], len(draws) - 1
    mine = [u for u in study.uncertain if not u.of_model and _policy_of(u.name) in key.split(".")]
    mine = mine or [u for u in study.uncertain if not u.of_model]
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
