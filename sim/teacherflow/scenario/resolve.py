"""Read, check and settle a study file; all mistakes are found here, before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from teacherflow.faults import Faults, Position, unknown
from teacherflow.parameters import Parameters
from teacherflow.policies.catalogue import policies
from teacherflow.population.plausible import weigh
from teacherflow.scenario.coalitions import attributed
from teacherflow.scenario.compose import Composer
from teacherflow.scenario.counties import Counties, read_counties, read_county
from teacherflow.scenario.data_files import not_a_sheet
from teacherflow.scenario.descent import named_elsewhere, parents_first
from teacherflow.scenario.drawn import check_draws
from teacherflow.scenario.exchange_forms import check_forms
from teacherflow.scenario.instances import Instance, ResolvedPolicy, refused
from teacherflow.scenario.listed_places import check_places
from teacherflow.scenario.matching_rules import USED_WITH, Chosen, Matching
from teacherflow.scenario.out_of_reach import out_of_reach
from teacherflow.scenario.precision import Precision, settled_precision
from teacherflow.scenario.sampling import Uncertain, check_ranges, samples, uncertain
from teacherflow.scenario.scenario import Scenario
from teacherflow.scenario.scenario_titles import check_titles
from teacherflow.scenario.school_names import places_by_name
from teacherflow.scenario.settled import settled_burn_in, settled_scenario
from teacherflow.scenario.study import Study
from teacherflow.scenario.study_file import MOST_SCENARIOS, RawStudy, read_keys, titles_of
from teacherflow.scenario.sweep import Dose, Sweep, doses, own_value
from teacherflow.scenario.years import Years
from teacherflow.terms.catalogue import readers
from teacherflow.terms.pay import PAY_ITEMS
from teacherflow.text import Text
from teacherflow.yaml_tree import Items, Node, read


def read_study(path: Path | str) -> Study:
    """Read a study file.

    Raises
    ------
    InputError
        With every mistake of the file: where it stands, what was found and what is allowed.
    """
    faults = Faults()
    study = check_study(Path(path), faults)
    faults.check()
    assert study is not None
    return study


def check_study(path: Path, faults: Faults) -> Study | None:
    """Read a study file; mistakes and warnings go to ``faults``, and None is a broken study."""
    root = _tree_of(path, faults)
    if root is None:
        return None
    raw = read_keys(root, faults)
    counties = _counties(path, raw, faults)
    baseline = _baseline(raw, root.at, faults)
    scenarios, sweep = _scenarios(raw, places_by_name(counties), faults)
    parts, attribution = attributed(
        raw, baseline or "", scenarios, 1 if counties is None else len(counties.names), faults
    )
    if faults.errors or counties is None or baseline is None or raw.years is None:
        return None
    for file, county in zip(counties.files, counties.listed, strict=False):  # none of a nation
        weigh(file, county, raw.years.start, faults)
    check_places(scenarios, counties.listed, faults)
    check_forms(scenarios, counties.listed, faults)
    scenarios |= parts
    past, before = scenarios[baseline], raw.years.start - 1
    burn_in = settled_burn_in(baseline, past.policies, past.matching, raw.budget, before, faults)
    check_ranges(raw.values, raw.ranges, scenarios, sweep, faults)
    sampled = uncertain(raw.values, raw.ranges, scenarios, sweep) if raw.draws > 1 else ()
    precision = _precision(raw, scenarios, baseline, faults)
    _weaknesses(raw, scenarios, root.at, faults)
    _check_sampling(raw, sampled, root.at, faults)
    if faults.errors:
        return None
    study = Study(
        path,
        raw.title or Text(path.stem, path.stem),
        raw.question,
        raw.author,
        counties,
        raw.years,
        raw.luck,
        raw.replications,
        raw.draws,
        baseline,
        scenarios,
        burn_in_terms=burn_in,
        parameters=Parameters().changed(raw.values),
        values=dict(sorted(raw.values.items())),
        ranges={name: given.range for name, given in sorted(raw.ranges.items())},
        uncertain=sampled,
        samples=samples(sampled, raw.luck, raw.draws),
        record=raw.record,
        tables=raw.tables,
        precision=precision,
        sweep=sweep,
        attribution=attribution,
        budget=None if raw.budget is None else raw.budget.yuan,
        warnings=tuple(sorted(faults.warnings)),
    )
    check_draws(study, faults)
    return None if faults.errors else _warned_of_reach(study, faults)


def _tree_of(path: Path, faults: Faults) -> Node | None:
    """Return the tree of a study file; a sheet under its name is told from a broken file."""
    sheet = not_a_sheet(path, Text("研究文件", "study"))
    if sheet is None:
        return read(path, faults)
    faults.error(Position(str(path)), "", sheet)
    return None


def _warned_of_reach(study: Study, faults: Faults) -> Study:
    """Warn of policies that mean no school, each once; return the study with the warnings."""
    told: set[tuple[Position, Text]] = set()
    for one in out_of_reach(study):
        if (one.at, one.message) not in told:
            told.add((one.at, one.message))
            faults.warn(one.at, one.key, one.message)
    return replace(study, warnings=tuple(sorted(faults.warnings))) if told else study


def _counties(study: Path, raw: RawStudy, faults: Faults) -> Counties | None:
    if raw.county is not None:
        return read_county(study, raw.county, faults)
    return None if raw.counties is None else read_counties(study, raw.counties, faults)


def _precision(
    raw: RawStudy, scenarios: Mapping[str, Scenario], baseline: str, faults: Faults
) -> Precision | None:
    """Return how narrow an interval has to be, if the study says so instead of a number."""
    if raw.precision is None or raw.years is None:
        return None
    if raw.draws > 1:
        message = Text(
            "与 draws 不能并用：抽样参数之间的差异不随重复次数变小，请写明次数",
            "cannot stand beside draws: what differs between draws does not get less with "
            "replications; give a number",
        )
        faults.error(raw.precision.at, "replications.auto", message)
    return settled_precision(raw.precision, scenarios, baseline, raw.years, faults)


def _baseline(raw: RawStudy, at: Position, faults: Faults) -> str | None:
    given = raw.baseline
    if given is not None:
        if raw.scenarios and given.value not in raw.scenarios:
            kind, titles = Text("方案", "scenario"), titles_of(raw.scenarios)
            message = unknown(kind, given.value, raw.scenarios, titles=titles)
            faults.error(given.at, "baseline", message)
            return None
        return str(given.value)
    if len(raw.scenarios) == 1:
        return next(iter(raw.scenarios))
    if raw.scenarios:
        message = Text(
            f"缺少 baseline：请写明以哪个方案为基准（{', '.join(raw.scenarios)}）",
            f"baseline is missing: say which scenario the others are compared with "
            f"({', '.join(raw.scenarios)})",
        )
        faults.error(at, "baseline", message)
    return None


def _scenarios(
    raw: RawStudy, places: Mapping[str, tuple[str, ...]], faults: Faults
) -> tuple[dict[str, Scenario], Sweep | None]:
    """Compose and settle the scenarios, parents first, then those of the sweep."""
    known = policies()
    years = None if raw.years is None else (raw.years.start, raw.years.last)
    composed: dict[str, dict[str, Instance]] = {}
    rules: dict[str, Mapping[str, Chosen]] = {}
    sound: dict[str, bool] = {}
    settled: dict[str, bool] = {}
    found: dict[str, Scenario] = {}
    order = parents_first(raw.scenarios, faults)
    for name in (name for name in raw.scenarios if name not in order):
        heard = named_elsewhere(raw.scenarios, known, name)
        orphan = Composer(name, heard, known, years, faults, False, places)
        orphan.compose(raw.scenarios[name].policies)
    for name in order:
        scenario = raw.scenarios[name]
        parent = None if scenario.extends is None else str(scenario.extends.value)
        before = len(faults.errors)
        composer = Composer(
            name,
            composed[parent] if parent else {},
            known,
            years,
            faults,
            sound[parent] if parent else True,
            places,
        )
        composed[name] = composer.compose(scenario.policies)
        rules[name] = {**(rules[parent] if parent else {}), **scenario.matching}
        sound[name] = len(faults.errors) == before and (sound[parent] if parent else True)
        if sound[name]:
            before = len(faults.errors)
            one = _Composed(name, scenario.title or Text(name, name), parent, composed[name])
            _settle(one, Matching({**raw.matching, **rules[name]}), raw, found, faults)
            settled[name] = len(faults.errors) == before
    check_titles(raw.scenarios, faults)
    made = _doses(raw, {n: composed[n] for n in composed if settled.get(n)}, found, faults)
    for dose in made:
        base = str(raw.sweep.scenario.value) if raw.sweep else ""
        one = _Composed(dose.name, dose.title, base, dose.instances)
        _settle(one, Matching({**raw.matching, **rules[base]}), raw, found, faults)
    if raw.sweep is None or not made:
        return {name: found[name] for name in raw.scenarios if name in found}, None
    base = str(raw.sweep.scenario.value)
    order = [n for name in raw.scenarios for n in (name, *(d.name for d in made if name == base))]
    sweep = Sweep(
        base,
        tuple(str(parameter.value) for parameter in raw.sweep.parameters),
        made[0].varied,
        {**own_value(raw.sweep, composed[base], made), **{dose.name: dose.value for dose in made}},
    )
    return {name: found[name] for name in order if name in found}, sweep


@dataclass(frozen=True)
class _Composed:
    """A scenario before it is settled."""

    name: str
    title: Text
    extends: str | None
    instances: Mapping[str, Instance]


def _settle(
    one: _Composed,
    matching: Matching,
    raw: RawStudy,
    found: dict[str, Scenario],
    faults: Faults,
) -> None:
    """Settle all years of a scenario and add it to ``found``."""
    years = raw.years
    resolved = None if years is None else _resolved(one.name, one.instances, years, faults)
    if resolved is None or years is None:
        return
    listed = tuple(resolved.values())
    terms = settled_scenario(
        one.name, listed, matching, raw.budget, years.school_years, readers(), faults
    )
    found[one.name] = Scenario(one.name, one.title, one.extends, listed, terms, matching)


def _doses(
    raw: RawStudy,
    composed: Mapping[str, Mapping[str, Instance]],
    found: Mapping[str, Scenario],
    faults: Faults,
) -> list[Dose]:
    """Return the scenarios of the sweep, if the study has one."""
    if raw.sweep is None:
        return []
    base = raw.scenarios.get(str(raw.sweep.scenario.value))
    title = (base.title if base else None) or Text(*[str(raw.sweep.scenario.value)] * 2)
    taken = {name: scenario.at for name, scenario in raw.scenarios.items()}
    made = doses(raw.sweep, composed, title, taken, faults)
    total = len(raw.scenarios) + len(made)
    if total > MOST_SCENARIOS:
        message = Text(
            f"最多 {MOST_SCENARIOS} 个方案；连同扫描共 {total} 个",
            f"at most {MOST_SCENARIOS} scenarios; with those of the sweep {total}",
        )
        faults.error(raw.sweep.scenario.at, "sweep", message)
        return []
    return made if str(raw.sweep.scenario.value) in found else []


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


def _weaknesses(
    raw: RawStudy, scenarios: Mapping[str, Scenario], at: Position, faults: Faults
) -> None:
    of_nation = raw.counties is not None and not isinstance(raw.counties, Items)
    if raw.replications * raw.draws < 2 and not of_nation:
        message = Text(
            "只有 1 次重复，给不出区间", "one replication only: differences have no interval"
        )
        faults.warn(at, "replications", message)
    for first, second in _twins(scenarios[name] for name in raw.scenarios):
        message = Text(
            f"与方案 {first} 的政策完全相同", f"has the same policies as the scenario {first}"
        )
        faults.warn(raw.scenarios[second].at, f"scenarios.{second}", message)
    _idle_rules(raw, scenarios, faults)
    _idle_budget(raw, scenarios, faults)


def _check_sampling(
    raw: RawStudy, sampled: tuple[Uncertain, ...], at: Position, faults: Faults
) -> None:
    """Warn of ranges without draws, and of draws without anything to sample."""
    for name, given in raw.ranges.items() if raw.draws == 1 else ():
        message = Text(
            "draws 为 1，不抽样：此区间只记录，运行用默认值",
            "draws is 1, so nothing is sampled: the range is recorded, the run uses the default",
        )
        faults.warn(given.at, f"uncertainties.{name}", message)
    if raw.draws > 1 and not sampled:
        message = Text(
            f"没有可抽样的参数，{raw.draws} 组完全相同：请写 draws: 1",
            f"no parameter is left to sample, so all {raw.draws} draws are the same: write draws: 1",
        )
        faults.warn(at, "draws", message)


def _idle_budget(raw: RawStudy, scenarios: Mapping[str, Scenario], faults: Faults) -> None:
    """Warn of a budget out of which no policy pays anything."""
    settled = [terms for scenario in scenarios.values() for terms in scenario.terms.values()]
    if raw.budget and not any(terms[PAY_ITEMS] for terms in settled):
        message = Text("不起作用：没有政策发放津补贴", "has no effect: no policy pays allowances")
        faults.warn(raw.budget.at, "budget", message)


def _idle_rules(raw: RawStudy, scenarios: Mapping[str, Scenario], faults: Faults) -> None:
    """Warn of rules of matching for something that no policy brings about."""
    everywhere = [terms for s in scenarios.values() for terms in s.terms.values()]
    places = [("matching", raw.matching, everywhere)]
    for name, scenario in raw.scenarios.items():
        own = list(scenarios[name].terms.values())
        places.append((f"scenarios.{name}.matching", scenario.matching, own))
    for key, rules, settled in places:
        for what, term in USED_WITH.items():
            if what in rules and not any(terms[term] for terms in settled):
                message = Text(
                    "不起作用：没有政策带来这一环节", "has no effect: no policy brings this about"
                )
                faults.warn(rules[what].at, f"{key}.{what}", message)


def _twins(scenarios: Iterable[Scenario]) -> list[tuple[str, str]]:
    """Return pairs of scenarios that list the same policies and rules with the same values."""
    seen: list[tuple[Any, str]] = []
    pairs = []
    for scenario in scenarios:
        plain = scenario.as_dict()
        listed = plain["policies"], plain["matching"]
        same = next((name for other, name in seen if other == listed), None)
        if same is None:
            seen.append((listed, scenario.name))
        else:
            pairs.append((same, scenario.name))
    return pairs
