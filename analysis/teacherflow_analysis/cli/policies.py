"""``teacherflow policies [NAME]``: the catalogue of policies, with a snippet to paste."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.terminal import heading, line, print_json, table, words

if TYPE_CHECKING:
    from teacherflow.parameters.about import Evidence
    from teacherflow.policies.base import PolicyModel
    from teacherflow.policies.parameter import Value
    from teacherflow.text import Text


def policies(
    name: Annotated[
        str | None, typer.Argument(help=say("政策名", "Name of a policy"), show_default=False)
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=say("输出 JSON", "Machine-readable output"))
    ] = False,
) -> None:
    """List all policies, or one with its parameters, presets and sources."""
    from teacherflow.policies import catalogue

    chosen = [catalogue.policy(name)] if name else list(catalogue.policies().values())
    if as_json:
        print_json([catalogue.describe(policy) for policy in chosen])
    elif name:
        _one(chosen[0])
    else:
        _all(chosen)


def _all(chosen: list[type[PolicyModel]]) -> None:
    from teacherflow.policies.catalogue import phases_of

    table(
        (
            say("政策", "policy"),
            say("名称", "title"),
            say("机制", "mechanisms"),
            say("环节", "phases"),
            say("预设", "presets"),
        ),
        (
            (
                policy.name,
                words(policy.title),
                ", ".join(policy.mechanisms) or "-",
                ", ".join(phases_of(policy)),
                ", ".join(policy.presets) or "-",
            )
            for policy in chosen
        ),
    )
    line(say("详情：teacherflow policies 政策名", "More: teacherflow policies NAME"))


def _one(policy: type[PolicyModel]) -> None:
    from teacherflow.policies.catalogue import phases_of, snippet

    heading(f"{policy.name}  {words(policy.title)}")
    line(words(policy.summary))
    facts = [say("环节：", "phases: ") + ", ".join(phases_of(policy))]
    if policy.mechanisms:
        facts.append(say("机制：", "mechanisms: ") + ", ".join(policy.mechanisms))
    if policy.first_year() is not None:
        facts.append(say("起始学年：", "in force from: ") + str(policy.first_year()))
    line(say("；", "; ").join(facts))
    _parameters(policy)
    if policy.presets:
        _presets(policy)
    line(say("粘贴到方案的 policies 下：", "Paste under the policies of a scenario:"))
    line(snippet(policy))


def _parameters(policy: type[PolicyModel]) -> None:
    rows = []
    for parameter in policy.parameters().values():
        about = parameter.about
        allowed = " | ".join(parameter.choices) if parameter.choices else words(parameter.bounds)
        if parameter.kind == "boolean":
            allowed = "true | false"
        rows.append(
            (
                parameter.name,
                words(about.title),
                _shown(parameter.default),
                allowed,
                _source(about.kind, about.citation),
            )
        )
    table(
        (
            say("参数", "parameter"),
            say("含义", "meaning"),
            say("默认", "default"),
            say("允许", "allowed"),
            say("来源", "source"),
        ),
        rows,
    )


def _shown(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "-"
    return f"{value:g}" if isinstance(value, float) else str(value).lower()


def _source(kind: Evidence, citation: Text) -> str:
    """Return the kind of evidence and the source; the English texts may begin with the kind."""
    from teacherflow.parameters.words import KINDS

    return f"{words(KINDS[kind])}{say('：', ': ')}{words(citation).removeprefix(f'{kind.value}: ')}"


def _presets(policy: type[PolicyModel]) -> None:
    table(
        (say("预设", "preset"), say("名称", "title"), say("取值", "values"), say("来源", "source")),
        (
            (
                name,
                words(preset.title),
                "\n".join(f"{leaf}: {_shown(value)}" for leaf, value in preset.values.items()),
                _source(preset.kind, preset.citation),
            )
            for name, preset in policy.presets.items()
        ),
    )
