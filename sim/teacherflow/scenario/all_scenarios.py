"""All scenarios of a study, composed and settled: parents before children, then those of the sweep."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from teacherflow.faults import Faults
from teacherflow.policies.catalogue import policies
from teacherflow.scenario.compose import Composer
from teacherflow.scenario.descent import named_elsewhere, parents_first
from teacherflow.scenario.instances import Instance, ResolvedPolicy, refused
from teacherflow.scenario.matching_rules import Chosen, Matching
from teacherflow.scenario.scenario import Scenario
from teacherflow.scenario.scenario_titles import check_titles
from teacherflow.scenario.settled import settled_scenario
from teacherflow.scenario.study_file import MOST_SCENARIOS, RawStudy
from teacherflow.scenario.sweep import Dose, Sweep, doses, own_value
from teacherflow.scenario.years import Years
from teacherflow.terms.catalogue import readers
from teacherflow.text import Text

type Instances = Mapping[str, Instance]


def scenarios_of(
    raw: RawStudy, places: Mapping[str, tuple[str, ...]], faults: Faults
) -> tuple[dict[str, Scenario], Sweep | None]:
    """Return the sound scenarios of a study, in the order of its file, and its sweep.

    Parameters
    ----------
    places : mapping of str to tuple of str
        Names of schools and townships of a table, each with the codes of what is called so.
    """
    settling = _Settling(raw, places, faults)
    order = parents_first(raw.scenarios, faults)
    for name in raw.scenarios:
        if name not in order:
            settling.check_orphan(name)
    for name in order:
        settling.add(name)
    check_titles(raw.scenarios, faults)
    made = settling.add_doses()
    return settling.found_in_order(made), settling.sweep(made)


class _Settling:
    """Scenarios on their way from what the file says to terms of every year.

    Attributes
    ----------
    composed : dict of str to instances
        Policies of each scenario with those that it inherits.
    rules : dict of str to mapping
        Rules of matching that each scenario chooses or inherits.
    sound : dict of str to bool
        Whether neither a scenario nor one that it extends has a mistake of composition.
    settled : set of str
        Scenarios without any mistake.
    found : dict of str to Scenario
    """

    def __init__(
        self, raw: RawStudy, places: Mapping[str, tuple[str, ...]], faults: Faults
    ) -> None:
        self.raw, self.places, self.faults = raw, places, faults
        self.known = policies()
        self.composed: dict[str, Instances] = {}
        self.rules: dict[str, Mapping[str, Chosen]] = {}
        self.sound: dict[str, bool] = {}
        self.settled: set[str] = set()
        self.found: dict[str, Scenario] = {}

    def check_orphan(self, name: str) -> None:
        """Find the mistakes of a scenario whose parents are unknown or run in a loop."""
        heard = named_elsewhere(self.raw.scenarios, self.known, name)
        composer = self._composer(name, heard, parent_is_sound=False)
        composer.compose(self.raw.scenarios[name].policies)

    def add(self, name: str) -> None:
        """Compose a scenario on top of the one it extends, and settle it if it is sound."""
        scenario = self.raw.scenarios[name]
        parent = None if scenario.extends is None else str(scenario.extends.value)
        above = self.sound[parent] if parent else True
        before = len(self.faults.errors)
        composer = self._composer(name, self.composed[parent] if parent else {}, above)
        self.composed[name] = composer.compose(scenario.policies)
        self.rules[name] = {**(self.rules[parent] if parent else {}), **scenario.matching}
        self.sound[name] = len(self.faults.errors) == before and above
        if self.sound[name]:
            title = scenario.title or Text(name, name)
            self._settle(name, title, parent, self.composed[name], self.rules[name])
            if len(self.faults.errors) == before:
                self.settled.add(name)

    def add_doses(self) -> list[Dose]:
        """Settle the scenarios of the sweep, if the study has one, and return them."""
        made, base = self._doses(), self._base
        for dose in made:
            self._settle(dose.name, dose.title, base, dose.instances, self.rules[base])
        return made

    def found_in_order(self, made: list[Dose]) -> dict[str, Scenario]:
        """Return the scenarios that could be settled, doses behind the one that they vary."""
        varied = self._base if made else None
        order = [
            one
            for name in self.raw.scenarios
            for one in (name, *(dose.name for dose in made if name == varied))
        ]
        return {name: self.found[name] for name in order if name in self.found}

    def sweep(self, made: list[Dose]) -> Sweep | None:
        """Return what the sweep varies, and the value of each of its scenarios."""
        if self.raw.sweep is None or not made:
            return None
        own = own_value(self.raw.sweep, self.composed[self._base], made)
        return Sweep(
            self._base,
            tuple(str(parameter.value) for parameter in self.raw.sweep.parameters),
            made[0].varied,
            {**own, **{dose.name: dose.value for dose in made}},
        )

    @property
    def _base(self) -> str:
        """Name of the scenario that the sweep varies, empty without a sweep."""
        return str(self.raw.sweep.scenario.value) if self.raw.sweep else ""

    def _composer(self, name: str, inherited: Instances, parent_is_sound: bool) -> Composer:
        years = None if self.raw.years is None else (self.raw.years.start, self.raw.years.last)
        return Composer(
            name, inherited, self.known, years, self.faults, parent_is_sound, self.places
        )

    def _settle(
        self,
        name: str,
        title: Text,
        extends: str | None,
        instances: Instances,
        rules: Mapping[str, Chosen],
    ) -> None:
        """Settle all years of a scenario and add it to `found`."""
        years, matching = self.raw.years, Matching({**self.raw.matching, **rules})
        resolved = None if years is None else _resolved(name, instances, years, self.faults)
        if resolved is None or years is None:
            return
        listed = tuple(resolved.values())
        terms = settled_scenario(
            name, listed, matching, self.raw.budget, years.school_years, readers(), self.faults
        )
        self.found[name] = Scenario(name, title, extends, listed, terms, matching)

    def _doses(self) -> list[Dose]:
        """Return the scenarios of the sweep; none if there is none or its base has mistakes."""
        raw = self.raw
        if raw.sweep is None:
            return []
        base = raw.scenarios.get(self._base)
        title = (base.title if base else None) or Text(self._base, self._base)
        taken = {name: scenario.at for name, scenario in raw.scenarios.items()}
        sound = {name: self.composed[name] for name in self.composed if name in self.settled}
        made = doses(raw.sweep, sound, title, taken, self.faults)
        total = len(raw.scenarios) + len(made)
        if total > MOST_SCENARIOS:
            message = Text(
                f"最多 {MOST_SCENARIOS} 个方案；连同扫描共 {total} 个",
                f"at most {MOST_SCENARIOS} scenarios; with those of the sweep {total}",
            )
            self.faults.error(raw.sweep.scenario.at, "sweep", message)
            return []
        return made if self._base in self.found else []


def _resolved(
    scenario: str, instances: Mapping[str, Instance], years: Years, faults: Faults
) -> dict[str, ResolvedPolicy] | None:
    """Build the models of every span of years, in the order of names."""
    before = len(faults.errors)
    resolved = {}
    for name, instance in sorted(instances.items()):
        _check_begins(instance, years, faults)
        begins: list[int | None] = [None, *instance.breaks]
        try:
            models = tuple((year, instance.model(year)) for year in begins)
        except ValidationError as error:
            refused(error, instance, faults)
            continue
        resolved[name] = ResolvedPolicy(instance, models)
        _warn_idle(resolved[name], scenario, faults)
    return resolved if len(faults.errors) == before else None


def _check_begins(instance: Instance, years: Years, faults: Faults) -> None:
    """Refuse a dated value that says nothing about the first years of its policy."""
    acts = max(years.start, instance.first if instance.first is not None else years.start)
    if instance.until is not None and instance.until < acts:
        return
    for leaf, settings in instance.leaves.items():
        first = settings[0]
        if first.year is not None and first.year > acts:
            message = Text(
                f"{first.year} 年以前没有取值，而该政策自 {acts} 年起生效："
                f"请补上 {acts} 年的值，或写 from: {first.year}",
                f"no value before {first.year}, but the policy acts from {acts}: "
                f"add a value for {acts}, or from: {first.year}",
            )
            faults.error(first.origin.at or instance.at, f"{instance.name}.{leaf}", message)


def _warn_idle(policy: ResolvedPolicy, scenario: str, faults: Faults) -> None:
    idle = set.intersection(*(set(model.idle()) for _, model in policy.models))
    for leaf in sorted(idle & set(policy.instance.leaves)):
        origin = policy.instance.leaves[leaf][-1].origin
        if origin.kind == "file" and origin.scenario == scenario and origin.at is not None:
            message = Text("与其他参数同用时不起作用", "has no effect beside the other parameters")
            faults.warn(origin.at, f"{policy.name}.{leaf}", message)
