"""``teacherflow sensitivity DIR``: on which uncertain parameters findings hang, and how far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from teacherflow.parameters.words import unit_words
from teacherflow.text import Text, counted
from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.options import (
    AsJson,
    County,
    CsvFile,
    Every,
    Folder,
    Indicators,
    Scenarios,
    tell_written,
)
from teacherflow_analysis.cli.terminal import (
    console,
    heading,
    line,
    paragraph,
    print_json,
    table,
    words,
)

if TYPE_CHECKING:
    from teacherflow_analysis.comparison.sensitivity import Outcome, Sensitivity, Swing
    from teacherflow_analysis.indicators_meta import Indicator

SHOWN: Final = 5
"""Decisive parameters told of each outcome."""
ASKED: Final = 10
"""Parameters told of each outcome if indicators are named, decisive or not."""


def sensitivity(
    folder: Folder,
    baseline: Annotated[
        str | None,
        typer.Option(metavar="NAME", help=say("与哪个方案比较", "The scenario to compare with")),
    ] = None,
    scenario: Scenarios = None,
    indicator: Indicators = None,
    every: Every = False,
    year: Annotated[
        int | None,
        typer.Option(help=say("学年（9 月）；默认末五年", "School year; by default the last five")),
    ] = None,
    county: County = None,
    csv: CsvFile = None,
    as_json: AsJson = False,
) -> None:
    """Tell on which uncertain parameters findings hang, and how far they move with them."""
    from teacherflow_analysis.comparison.sensitivity import sensitivity_of
    from teacherflow_analysis.csv_files import write_csv
    from teacherflow_analysis.study import load

    found = sensitivity_of(
        load(folder).of_scenarios(scenario, baseline),
        baseline=baseline,
        indicators=indicator,
        year=year,
        county=county,
        every=every,
    )
    if csv is not None:
        tell_written(write_csv(found.as_frame(), csv))
    if as_json:
        print_json(found.as_json())
    elif csv is None:
        show(found, ASKED if indicator else None)


def show(found: Sensitivity, asked: int | None) -> None:
    """Print every outcome with the parameters it hangs on; so many of each if they are asked for."""
    from teacherflow_analysis.comparison.sensitivity import too_few
    from teacherflow_analysis.comparison.tables import counties_and_limits, show_notes

    study = found.study
    heading(words(study.title))
    if not found.enough:
        paragraph(words(too_few(study)))
        return
    for name in sorted(study.scenarios, key=lambda name: name == found.baseline):
        _show_scenario(found, name, asked)
    _show_evidence(found, asked)
    show_notes([*_notes(found), *counties_and_limits(study)], console(), language())


def _show_scenario(found: Sensitivity, name: str, asked: int | None) -> None:
    study = found.study
    title, base = (study.label(one, language()) for one in (name, found.baseline))
    heading(
        say(f"\n{title}：水平", f"\n{title}: levels")
        if name == found.baseline
        else say(f"\n{title} 与 {base} 相比", f"\n{title} against {base}")
    )
    outcomes = [outcome for outcome in found.outcomes if outcome.scenario == name]
    quiet = [one for one in outcomes if not asked and not one.decisive]
    for outcome in outcomes:
        if outcome not in quiet:
            _show_outcome(outcome, asked)
    if quiet:
        labels = [words(_meta(one).label) for one in quiet]
        paragraph(
            say(
                f"没有参数明显左右：{'、'.join(labels)}。",
                f"No parameter stands out for: {'; '.join(labels)}.",
            )
        )


def _show_outcome(outcome: Outcome, asked: int | None) -> None:
    from teacherflow_analysis.cli.compare_views import titled

    meta, tongue = _meta(outcome), language()
    signed = outcome.of == "difference"
    mean, low, high = (
        meta.written(value, tongue, signed) for value in (outcome.mean, outcome.low, outcome.high)
    )
    label = titled(meta, meta.change_unit if signed else meta.unit)
    above = round(outcome.above * outcome.draws)
    told = say(
        f"{label}：均值 {mean}；九成抽样在 {low} 至 {high}",
        f"{label}: mean {mean}; nine draws in ten from {low} to {high}",
    )
    if signed:
        told += say(
            f"，{outcome.draws} 组中 {above} 组为正",
            f", above zero in {above} of {outcome.draws}",
        )
    paragraph(told)
    swings = outcome.swings[:asked] if asked else outcome.decisive[:SHOWN]
    if not swings:
        paragraph(say("各组之间没有差别。", "It does not vary between draws."))
        return
    head = (
        say("参数", "Parameter"),
        say("取值", "Values"),
        say("此时结果", "Outcome there"),
        say("变化 [95%]", "Change [95%]"),
        say("占比", "Share"),
    )
    table(head, [_row(outcome, swing) for swing in swings])


def _row(outcome: Outcome, swing: Swing) -> tuple[str, ...]:
    from teacherflow_analysis.clear_digits import with_ends
    from teacherflow_analysis.comparison.evidence import title_of
    from teacherflow_analysis.comparison.sensitivity import value_of
    from teacherflow_analysis.written import share

    meta, tongue = _meta(outcome), language()
    signed = outcome.of == "difference"
    ends = (meta.written(end, tongue, signed) for end in (swing.at_low, swing.at_high))
    change, interval = with_ends(meta, tongue, swing.swing, swing.swing_low, swing.swing_high)
    mark = "" if swing.decisive else " ·"
    return (
        f"{words(title_of(swing.parameter))}\n{swing.parameter}",
        f"{value_of(swing.low)} → {value_of(swing.high)}",
        " → ".join(ends) + _switch(swing),
        f"{change} {interval}".replace(", ", ",\u00a0"),
        share(swing.share) + mark,
    )


def _switch(swing: Swing) -> str:
    """Return where a difference changes its sign, on a line of its own; only of decisive ones."""
    from teacherflow_analysis.comparison.sensitivity import value_of

    if swing.switch is None or not swing.decisive:
        return ""
    at = value_of(swing.switch)
    return say(f"\n{at} 处变号", f"\nzero at {at}")


def _meta(outcome: Outcome) -> Indicator:
    from teacherflow_analysis.indicators_meta import describe

    return describe(outcome.indicator)


def _show_evidence(found: Sensitivity, asked: int | None) -> None:
    """Print what is known about the decisive parameters, each once."""
    from teacherflow_analysis.comparison.evidence import about, cited

    told = [swing for outcome in found.outcomes for swing in outcome.decisive[: asked or SHOWN]]
    names = list(dict.fromkeys(swing.parameter for swing in told))
    if not names:
        return
    heading(say("\n对这些参数的了解", "\nWhat is known about these parameters"))
    for name in names:
        known = about(name)
        if known is None:
            line(name)
            continue
        unit = words(unit_words(known.unit))
        brackets = say(f"（{unit}）", f" ({unit})") if unit else ""
        paragraph(f"{name}{brackets}{say('：', ': ')}{words(cited(known))}")


def _notes(found: Sensitivity) -> list[Text]:
    n, replications = found.study.draws, found.study.replications
    return [
        Text(
            f"{n} 组参数抽样，每组为 {replications} 次重复的均值。取值：参数抽样的 5% 与 95% 分位；此时结果：由最小二乘直线读出，其余参数照抽样变动；"
            "占比：各组之间的方差中随该参数变动的部分；变号：差异在此由正变负或由负变正。先升后降、或须两个参数同时变动才有的作用看不出来。",
            f"{n} draws of the parameters, each the mean of {counted(replications, 'replication')}. "
            "Values: 5 and 95% of the draws of a parameter; outcome there: read from the "
            "least-squares line, the other parameters as they were drawn; share: of the variance "
            "between draws, the part that goes with the parameter; zero at: where the difference "
            "changes its sign. What rises and falls again, or "
            "takes two parameters together, is not seen.",
        ),
        Text(
            f"共考察 {found.looked_at} 对结果与参数；列出的参数，偶然造成其中任何一个如此强的秩相关的概率小于 5%（· 不满足）。",
            f"{found.looked_at} pairs of outcome and parameter were looked at; the chance that any of "
            "them comes out as strong as those told is under 5% (·: not so).",
        ),
    ]
