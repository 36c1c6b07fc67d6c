"""``teacherflow show FILE [SCENARIO]``: who claims what in which year, and from where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from teacherflow.text import counted
from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.options import AsJson
from teacherflow_analysis.cli.terminal import heading, line, note, print_json, table, words
from teacherflow_analysis.periods import span

if TYPE_CHECKING:
    from teacherflow.policies.parameter import Parameter
    from teacherflow.scenario.coalitions import Attribution
    from teacherflow.scenario.instances import ResolvedPolicy, Setting
    from teacherflow.scenario.ranges import Range
    from teacherflow.scenario.scenario import Scenario
    from teacherflow.scenario.study import Study


def show(
    file: Annotated[Path, typer.Argument(help=say("研究文件", "Study file"))],
    scenario: Annotated[
        str | None,
        typer.Argument(help=say("只看一个方案", "One scenario only"), show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the settled rules of each scenario."""
    from teacherflow.faults import InputError, unknown
    from teacherflow.scenario import read_study
    from teacherflow.scenario.shipped import study_path
    from teacherflow.text import Text

    study = read_study(study_path(file))
    if scenario is not None and scenario not in study.scenarios:
        titles = {name: one.title for name, one in study.scenarios.items() if one.title}
        kind, known = Text("方案", "scenario"), study.as_written().scenarios
        raise InputError(unknown(kind, scenario, known, titles=titles))
    told = study.scenarios if as_json else study.as_written().scenarios
    chosen = [study.scenarios[scenario]] if scenario else list(told.values())
    if as_json:
        found: dict[str, object] = {"claims": {s.name: list(_claims(s)) for s in chosen}}
        if study.draws > 1:
            found["uncertain"] = [one.as_dict() for one in study.uncertain]
        print_json({**study.resolved(), **found})
        return
    _study(study)
    for one in chosen:
        _scenario(study, one)
    if scenario is None and study.attribution is not None:
        _parts(study.attribution)
    for fault in study.warnings:
        note(f"{say('提示', 'warning')}: {fault.to(language())}")


def _study(study: Study) -> None:
    from teacherflow.population.summed import summed

    heading(words(study.title))
    if study.question:
        line(words(study.question))
    title, files = study.counties.title(), ", ".join(map(str, study.counties.files))
    line(
        say(
            f"县：{title.zh}（{files}）；学年：{study.years.start}–"
            f"{study.years.last}，预热 {study.years.burn_in} 年；随机种子 {study.seed}；"
            f"{study.runs.zh}；基准：{study.baseline}",
            f"county: {title.en} ({files}); years {study.years.start} to "
            f"{study.years.last} after {study.years.burn_in} of burn-in; seed {study.seed}; "
            f"{study.runs.en}; baseline: {study.baseline}",
        )
    )
    for county in study.counties.listed:
        for total in summed(county):
            line(words(total))
    for name, value in study.values.items():
        line(f"{name} = {_set(name, value)}")
    if study.draws > 1:
        _sampled(study)
        return
    for name, given in study.ranges.items():
        line(f"{name}: {_ends(given)}")


def _set(name: str, value: float) -> str:
    """Return a parameter of the model as the study file writes it."""
    from teacherflow.parameters import catalogue

    word = next(known.word(value) for path, known, _ in catalogue() if path == name)
    return word or f"{value:.12g}"


def _sampled(study: Study) -> None:
    """Say what is sampled: every parameter with its range, its default and where both are from."""
    from teacherflow.parameters.words import KINDS, unit_words

    count = len(study.uncertain)
    line("")
    heading(
        say(
            f"参数抽样 {study.draws} 组：{count} 个不确定参数（拉丁超立方）",
            f"{counted(study.draws, 'draw')} of {counted(count, 'uncertain parameter')} "
            "(Latin hypercube)",
        )
    )
    table(
        (
            say("参数", "parameter"),
            say("范围", "range"),
            say("默认", "default"),
            say("单位", "unit"),
            say("依据", "kind"),
            say("范围来自", "range from"),
        ),
        (
            (
                f"{one.name}\n{words(one.about.title)}",
                _ends(one.range),
                f"{one.default:g}",
                words(unit_words(one.about.unit)),
                words(KINDS[one.about.kind]),
                words(one.about.citation)
                if one.at is None
                else say(f"研究文件第 {one.at.line} 行", f"the study, line {one.at.line}"),
            )
            for one in study.uncertain
        ),
    )


def _ends(given: Range) -> str:
    shape = "" if given.shape == "uniform" else f" {given.shape}"
    return f"{given.low:g}–{given.high:g}{shape}"


def _scenario(study: Study, scenario: Scenario) -> None:
    line("")
    extends = f" ← {scenario.extends}" if scenario.extends else ""
    heading(f"{scenario.name}{extends}  {words(scenario.title)}")
    if not (scenario.policies or scenario.matching.rules):
        line(say("没有政策：各环节的默认规则", "no policies: the default rules of the phases"))
        return
    table(
        (
            say("政策", "policy"),
            say("参数", "parameter"),
            say("取值", "value"),
            say("单位", "unit"),
            say("来自", "from"),
        ),
        (row for policy in scenario.policies for row in _values(policy, scenario, study)),
    )
    titles = {
        term.name: [words(term.title)] if term.title else []
        for terms in scenario.terms.values()
        for term in terms.claimed()
    }
    from teacherflow.scenario.claims_told import forms_of, told_claim

    forms = forms_of(scenario)
    table(
        (say("学年", "years"), say("规则项", "term"), say("政策", "policy"), say("要求", "claim")),
        (
            (
                span(claim["years"]),
                "\n".join((claim["term"], *titles[claim["term"]])),
                claim["policy"],
                told_claim(language(), claim["value"], forms),
            )
            for claim in _claims(scenario)
        ),
    )


def _parts(attribution: Attribution) -> None:
    """List the scenarios of an attribution, each by what it takes of the package."""
    package, count = attribution.scenario, len(attribution.planned)
    line("")
    heading(
        say(
            f"归因：{package} 由 {len(attribution.players)} 项组成，另加 {count} 个方案"
            "（teacherflow show 文件 方案名 查看其一）",
            f"attribution: {package} in {counted(len(attribution.players), 'part')}, "
            f"{counted(count, 'more scenario')} "
            "(teacherflow show FILE SCENARIO shows one)",
        )
    )
    titles = {player.name: words(player.title) for player in attribution.players}
    table(
        (say("组合", "parts"), say("方案", "scenario")),
        (
            (
                "\n".join(titles[name] for name in titles if name in coalition)
                or say("无", "none"),
                scenario,
            )
            for coalition, scenario in attribution.coalitions.items()
        ),
    )


def _values(
    policy: ResolvedPolicy, scenario: Scenario, study: Study
) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the rows of one policy: dates first, then each parameter that has an effect."""
    from teacherflow.parameters.words import unit_words

    instance = policy.instance
    label = policy.name
    if instance.policy.name != policy.name:
        label = f"{policy.name} ({instance.policy.name})"
    in_burn_in = instance.undated and scenario.name == study.baseline
    first = say("一直（含预热）", "always, burn-in too") if in_burn_in else str(study.years.start)
    until = instance.until or study.years.last
    when = f"{instance.first or first} – {until}"
    origin = instance.frame.get("from")
    yield label, say("有效期", "in force"), when, "", _origin(origin) if origin else ""
    ramp = instance.frame.get("phase_in")
    if ramp is not None:
        yield "", "phase_in", str(ramp.value), say("年", "years"), _origin(ramp)
    idle = set.intersection(*(set(model.idle()) for _, model in policy.models))
    for leaf, parameter in instance.policy.parameters().items():
        if leaf in idle:
            continue
        settings = instance.leaves.get(leaf) or (instance.setting(leaf, None),)
        value = ", ".join(_setting(parameter, setting) for setting in settings)
        origins = dict.fromkeys(_origin(setting) for setting in settings)
        spoken = all(parameter.meaning(setting.value) for setting in settings)
        unit = "" if spoken else words(unit_words(parameter.about.unit))
        yield "", leaf, value, unit, "; ".join(origins)


def _setting(parameter: Parameter, setting: Setting) -> str:
    from teacherflow.scenario.claims_told import plain_word
    from teacherflow_analysis.cli.policies import told

    given = setting.value
    if parameter.meaning(given):
        given = told(parameter, given)
    if parameter.choices and isinstance(given, str) and words(parameter.words(given)) != given:
        meaning = words(parameter.words(given))
        given = say(f"{given}（{meaning}）", f"{given} ({meaning})")
    value = ", ".join(given) or "-" if isinstance(given, tuple) else plain_word(language(), given)
    return value if setting.year is None else f"{setting.year}: {value}"


def _origin(setting: Setting) -> str:
    """Say where a value comes from: the default, a preset, a line of the file."""
    origin = setting.origin
    if origin.at is None:
        return say("默认", "default")
    place = say(
        f"{origin.scenario} 第 {origin.at.line} 行", f"{origin.scenario}, line {origin.at.line}"
    )
    return f"{origin.preset} ({place})" if origin.preset else place


def _claims(scenario: Scenario) -> Iterator[dict[str, Any]]:
    """Yield who claims what, equal claims of successive years together."""
    from teacherflow.scenario.plain import plain_value

    open_spans: dict[tuple[str, str], dict[str, Any]] = {}
    done: list[dict[str, Any]] = []
    for year, terms in scenario.terms.items():
        for term in terms.claimed():
            for policy, value in terms.claimants[term]:
                plain = plain_value(value)
                last = open_spans.get((term.name, policy))
                if last and last["value"] == plain and last["years"][-1] == year - 1:
                    last["years"].append(year)
                    continue
                fresh = {"term": term.name, "policy": policy, "years": [year], "value": plain}
                open_spans[term.name, policy] = fresh
                done.append(fresh)
    yield from sorted(done, key=lambda claim: (claim["years"][0], claim["term"], claim["policy"]))
