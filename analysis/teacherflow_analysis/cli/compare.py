"""``teacherflow compare DIR``: what each scenario changes against the baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.terminal import console, note, print_json


def compare(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help=say("运行结果的文件夹", "Folder of results"))
    ],
    baseline: Annotated[
        str | None,
        typer.Option(help=say("作为基准的方案", "Scenario to compare with"), metavar="NAME"),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(help=say("学年（9 月）；默认最后一年", "School year; by default the last")),
    ] = None,
    indicator: Annotated[
        list[str] | None,
        typer.Option(
            help=say("只看这些指标（可重复）", "These indicators only (repeatable)"), metavar="NAME"
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help=say("所有指标", "All indicators of the study"))
    ] = False,
    county: Annotated[
        str | None,
        typer.Option(
            help=say("多县研究中的一个县", "One county of a study of several"), metavar="NAME"
        ),
    ] = None,
    planned: Annotated[
        bool,
        typer.Option(
            "--planned",
            help=say("连同归因所加的方案", "With the scenarios that an attribution planned, too"),
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=say("输出 JSON", "Machine-readable output"))
    ] = False,
) -> None:
    """Compare scenarios: paired differences with 95 % intervals."""
    from teacherflow_analysis.compare import effects_of
    from teacherflow_analysis.study import load
    from teacherflow_analysis.terminal import show

    study = load(folder).unfolded() if planned else load(folder)
    comparison = effects_of(
        study, baseline=baseline, indicators=indicator, year=year, county=county, every=every
    )
    if as_json:
        if study.failed:
            note(say(f"{study.failed} 次模拟失败，未计入", f"{study.failed} failed units left out"))
        print_json(comparison.as_json())
    else:
        show(comparison, console(), language())
