"""Read, check and settle a study file; all mistakes are found here, before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from teacherflow.faults import Faults, Position, unknown
from teacherflow.parameters import Parameters
from teacherflow.population.plausible import weigh
from teacherflow.scenario.all_scenarios import scenarios_of
from teacherflow.scenario.coalitions import Attribution, attributed
from teacherflow.scenario.counties import Counties, read_counties, read_county
from teacherflow.scenario.data_files import not_a_sheet
from teacherflow.scenario.drawn import check_draws
from teacherflow.scenario.exchange_forms import check_forms
from teacherflow.scenario.listed_places import check_places
from teacherflow.scenario.out_of_reach import out_of_reach
from teacherflow.scenario.precision import Precision, settled_precision
from teacherflow.scenario.sampling import check_ranges, samples, uncertain
from teacherflow.scenario.scenario import Scenario
from teacherflow.scenario.school_names import places_by_name
from teacherflow.scenario.settled import settled_burn_in
from teacherflow.scenario.study import Study
from teacherflow.scenario.study_file import RawStudy, read_keys, titles_of
from teacherflow.scenario.sweep import Sweep
from teacherflow.scenario.weaknesses import warn_of_sampling, warn_of_weaknesses
from teacherflow.scenario.years import Years
from teacherflow.text import Text
from teacherflow.yaml_tree import Node, read


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
    scenarios, sweep = scenarios_of(raw, places_by_name(counties), faults)
    number = 1 if counties is None else len(counties.names)
    coalitions, attribution = attributed(raw, baseline or "", scenarios, number, faults)
    if faults.errors or counties is None or baseline is None or raw.years is None:
        return None
    _check_against_counties(scenarios, counties, raw.years, faults)
    parts = _Parts(
        raw, root.at, raw.years, counties, baseline, scenarios | coalitions, sweep, attribution
    )
    study = _study(path, parts, faults)
    if study is None:
        return None
    check_draws(study, faults)
    return None if faults.errors else _warned_of_reach(study, faults)


@dataclass(frozen=True)
class _Parts:
    """What a study file says: every part is sound by itself."""

    raw: RawStudy
    at: Position
    years: Years
    counties: Counties
    baseline: str
    scenarios: dict[str, Scenario]
    sweep: Sweep | None
    attribution: Attribution | None


def _check_against_counties(
    scenarios: Mapping[str, Scenario], counties: Counties, years: Years, faults: Faults
) -> None:
    for file, county in zip(counties.files, counties.listed, strict=False):  # none of a nation
        weigh(file, county, years.start, faults)
    check_places(scenarios, counties.listed, faults)
    check_forms(scenarios, counties.listed, faults)


def _study(path: Path, parts: _Parts, faults: Faults) -> Study | None:
    """Put the parts of a study together; None if they do not fit."""
    raw, scenarios, past = parts.raw, parts.scenarios, parts.scenarios[parts.baseline]
    before = parts.years.start - 1
    burn_in = settled_burn_in(
        parts.baseline, past.policies, past.matching, raw.budget, before, faults
    )
    check_ranges(raw.values, raw.ranges, scenarios, parts.sweep, faults)
    sampled = uncertain(raw.values, raw.ranges, scenarios, parts.sweep) if raw.draws > 1 else ()
    precision = _precision(raw, scenarios, parts.baseline, faults)
    warn_of_weaknesses(raw, scenarios, parts.at, faults)
    warn_of_sampling(raw, sampled, parts.at, faults)
    if faults.errors:
        return None
    return Study(
        path,
        raw.title or Text(path.stem, path.stem),
        raw.question,
        raw.author,
        parts.counties,
        parts.years,
        raw.luck,
        raw.replications,
        raw.draws,
        parts.baseline,
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
        sweep=parts.sweep,
        attribution=parts.attribution,
        budget=None if raw.budget is None else raw.budget.yuan,
        warnings=tuple(sorted(faults.warnings)),
    )


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
