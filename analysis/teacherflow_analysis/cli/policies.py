"""``teacherflow policies [NAME]``: the catalogue of policies, with a snippet to paste."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from teacherflow.text import Text
from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.options import AsJson
from teacherflow_analysis.cli.terminal import (
    heading,
    line,
    paragraph,
    print_json,
    table,
    verbatim,
    words,
)

if TYPE_CHECKING:
    from teacherflow.parameters.about import Evidence
    from teacherflow.policies.base import PolicyModel
    from teacherflow.policies.parameter import Parameter, Value

type Sources = dict[str, int]
"""What the footnotes say, with their numbers."""

_LONG = 10_000


def policies(
    name: Annotated[
        str | None, typer.Argument(help=say("政策名", "Name of a policy"), show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List all policies by family, or one with its parameters, presets and sources."""
    from teacherflow.policies import catalogue

    chosen = [catalogue.policy(name)] if name else list(catalogue.policies().values())
    if as_json:
        print_json([catalogue.describe(policy) for policy in chosen])
    elif name:
        _one(chosen[0])
    else:
        _all(chosen)


def _all(chosen: list[type[PolicyModel]]) -> None:
    """Show the catalogue family by family, in the order of the documents."""
    from teacherflow.policies.families import Family

    for family in Family:
        mine = [policy for policy in chosen if policy.family is family]
        if mine:
            heading(words(family.words))
            _listed(mine)
    line(say("详情：teacherflow policies 政策名", "More: teacherflow policies NAME"))


def _listed(mine: list[type[PolicyModel]]) -> None:
    table(
        (
            say("政策", "policy"),
            say("名称", "title"),
            say("机制", "mechanisms"),
            say("环节", "acts in"),
            say("预设", "presets"),
        ),
        [
            (
                policy.name,
                words(policy.title),
                ", ".join(policy.mechanisms) or "–",
                say("、", ", ").join(_phases(policy)),
                ", ".join(policy.presets) or "–",
            )
            for policy in mine
        ],
    )


def _phases(policy: type[PolicyModel]) -> list[str]:
    """Return where a policy acts: phases by title in Chinese, by name in English; and pay."""
    from teacherflow.policies.catalogue import acts_in, feels_pay

    acting = [_phase(name) for name in acts_in(policy)]
    return [*acting, say("待遇", "pay")] if feels_pay(policy) else acting


def _phase(name: str) -> str:
    from teacherflow.phases.calendar import CALENDAR

    return next(say(phase.title.zh, name) for phase in CALENDAR if phase.name == name)


def _one(policy: type[PolicyModel]) -> None:
    heading(f"{policy.name}  {words(policy.title)}")
    paragraph(words(policy.summary))
    facts = []
    if policy.mechanisms:
        facts.append(say("机制：", "mechanisms: ") + ", ".join(policy.mechanisms))
    if policy.first_year() is not None:
        facts.append(say("起始学年：", "in force from: ") + str(policy.first_year()))
    if facts:
        paragraph(say("；", "; ").join(facts))
    _acts(policy)
    sources: Sources = {}
    _parameters(policy, sources)
    if policy.presets:
        _presets(policy, sources)
    _footnotes(sources)
    _paste(policy)


def _acts(policy: type[PolicyModel]) -> None:
    """Show in which phases the policy acts and who decides there, and what it may change."""
    from teacherflow.phases.calendar import CALENDAR
    from teacherflow.policies.catalogue import acts_in, feels_pay, phases_of
    from teacherflow.terms.catalogue import FELT, readers

    acting = acts_in(policy)
    rows: list[tuple[str, ...]] = [
        (_phase(phase.name), words(phase.who), words(phase.question))
        for phase in CALENDAR
        if phase.name in acting
    ]
    if feels_pay(policy):
        rows.append((say("待遇", "pay"), *(words(text) for text in _PAY)))
    table(
        (
            say("环节", "acts in phase"),
            say("谁决定", "who decides"),
            say("决定什么", "what is settled"),
        ),
        rows,
    )
    read = readers()
    table(
        (
            say("规则项", "may change the term"),
            say("含义", "meaning"),
            say("读取环节", "read in"),
        ),
        [
            (
                term.name,
                words(term.title) if term.title else "",
                say("各处权衡去留、选校时", "every choice of a place")
                if term.name in FELT
                else say("、", ", ").join(
                    _phase(name) for name in phases_of(policy) if name in read.get(term, ())
                ),
            )
            for term in sorted(policy.touches, key=lambda term: term.name)
        ],
    )


_PAY = (
    Text("教师", "teachers"),
    Text(
        "去留、竞聘、调动、选岗、交流时都权衡所得；年末记账",
        "what is paid is weighed whenever somebody may stay or go, and booked at the end of the year",
    ),
)


def _parameters(policy: type[PolicyModel], sources: Sources) -> None:
    """Show each parameter in two lines: name, default, range, kind; meaning, unit, what is open."""
    table(
        (
            say("参数", "parameter"),
            say("默认", "default"),
            say("允许", "allowed"),
            say("依据", "evidence"),
        ),
        [_parameter(parameter, sources) for parameter in policy.parameters().values()],
    )


def _parameter(parameter: Parameter, sources: Sources) -> tuple[str, ...]:
    from teacherflow.parameters.words import unit_words

    about = parameter.about
    unit = "" if parameter.meaning(parameter.default) else words(unit_words(about.unit))
    open_ = ""
    if about.uncertainty is not None:
        low, high = (_value(end) for end in about.uncertainty)
        open_ = say(f"\n不确定：{low} 至 {high}", f"\nunknown: {low} to {high}")
    return (
        f"{parameter.name}\n  {words(about.title)}",
        f"{told(parameter, parameter.default)}\n{unit}".rstrip(),
        _allowed(parameter) + open_,
        _evidence(about.kind, about.citation, sources),
    )


def _allowed(parameter: Parameter) -> str:
    from math import isinf

    if parameter.choices:
        return "\n".join(_choice(parameter, value) for value in parameter.choices)
    if parameter.kind == "boolean":
        return "true | false"
    low, high = parameter.ends
    if isinf(low) and isinf(high):
        return words(parameter.bounds)
    if isinf(high):
        return say(f"不小于 {_end(low)}", f"at least {_end(low)}")
    if isinf(low):
        return say(f"不大于 {_end(high)}", f"at most {_end(high)}")
    return say(f"{_end(low)} 至 {_end(high)}", f"{_end(low)} to {_end(high)}")


def _choice(parameter: Parameter, value: str) -> str:
    """Return a value as a study file spells it, and what it means."""
    meaning = words(parameter.words(value))
    return value if meaning == value else say(f"{value}：{meaning}", f"{value}: {meaning}")


def told(parameter: Parameter, value: Value) -> str:
    """Return a value as a study file spells it; in words if it is a number that stands for them."""
    from teacherflow.policies.parameter import NO_NUMBER

    meaning = parameter.meaning(value)
    if meaning is None:
        return _value(value)
    if isinstance(value, int | float) and abs(value) >= NO_NUMBER:
        return words(meaning)
    return say(f"{words(meaning)}（{_value(value)}）", f"{words(meaning)} ({_value(value)})")


def _value(value: Value) -> str:
    """Return a value as a study file spells it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(value) or "-"
    return value if isinstance(value, str) else f"{value:.15g}"


def _end(value: float) -> str:
    """Return the end of a range, long numbers in threes."""
    return f"{value:,.15g}" if abs(value) >= _LONG else _value(value)


def _evidence(kind: Evidence, citation: Text, sources: Sources) -> str:
    """Return the kind of evidence and the number of its footnote, which is made if it is new."""
    from teacherflow.parameters.words import KINDS

    source = _source(kind, citation)
    return f"{words(KINDS[kind])} [{sources.setdefault(source, len(sources) + 1)}]"


def _source(kind: Evidence, citation: Text) -> str:
    """Return the kind of evidence and the source, which may itself begin with the kind."""
    from teacherflow.parameters.words import KINDS

    known, source = words(KINDS[kind]), words(citation)
    told = source.startswith(tuple(f"{known}{mark}" for mark in "：；:;"))
    return source if told else f"{known}{say('：', ': ')}{source}"


def _presets(policy: type[PolicyModel], sources: Sources) -> None:
    parameters = policy.parameters()
    table(
        (
            say("预设", "preset"),
            say("与默认不同的取值", "values that differ from the defaults"),
            say("依据", "evidence"),
        ),
        [
            (
                f"{name}\n  {words(preset.title)}",
                "\n".join(_differing(preset.values, parameters)) or say("同默认", "the defaults"),
                _evidence(preset.kind, preset.citation, sources),
            )
            for name, preset in policy.presets.items()
        ],
    )


def _differing(values: Mapping[str, Value], known: Mapping[str, Parameter]) -> Iterable[str]:
    return (
        f"{name}: {told(known[name], v)}" for name, v in values.items() if v != known[name].default
    )


def _footnotes(sources: Sources) -> None:
    line(say("来源：", "Sources:"))
    for source, number in sources.items():
        paragraph(f"  [{number}] {source}")


def _paste(policy: type[PolicyModel]) -> None:
    from teacherflow.policies.catalogue import snippet

    line("")
    line(say("粘贴到方案的 policies 下：", "Paste under the policies of a scenario:"))
    verbatim(snippet(policy, language()))
    if policy.presets:
        line("")
        line(say("或从预设开始，再改几项：", "Or start from a preset, and change what differs:"))
        verbatim(f"- {policy.name}: {{preset: {next(iter(policy.presets))}, from: 2025}}")
