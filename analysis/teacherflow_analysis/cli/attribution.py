"""``teacherflow attribution DIR``: what each policy brings to a package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.terminal import console, note, print_json


def attribution(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help=say("运行结果的文件夹", "Folder of results"))
    ],
    indicator: Annotated[
        list[str] | None,
        typer.Option(
            help=say("只看这些指标（可重复）", "These indicators only (repeatable)"), metavar="NAME"
        ),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(
            help=say(
                "学年（9 月）；默认最后五年的均值", "School year; by default the mean of the last 5"
            )
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
    csv: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help=say("把全部数值写入 CSV 文件", "Write all numbers to a CSV file")
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=say("输出 JSON", "Machine-readable output"))
    ] = False,
) -> None:
    """Attribute the effect of a package to its policies (key ``attribute`` of the study)."""
    from teacherflow_analysis.attribution import attributed
    from teacherflow_analysis.attribution_table import show
    from teacherflow_analysis.study import load

    study = load(folder)
    found = attributed(study, indicators=indicator, year=year, county=county, every=every)
    if csv is not None:
        _write(csv, found.as_frame().to_csv(index=False, lineterminator="\n"))
    if as_json:
        if study.failed:
            note(say(f"{study.failed} 次模拟失败，未计入", f"{study.failed} failed units left out"))
        print_json(found.as_json())
    elif csv is None:
        show(found, console(), language())
    else:
        note(say(f"已写入 {csv}", f"written: {csv}"))


def _write(path: Path, text: str) -> None:
    from teacherflow.text import Text
    from teacherflow_analysis.errors import AnalysisError

    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise AnalysisError(
            Text(f"无法写入 {path}（{error.strerror}）", f"cannot write {path} ({error.strerror})")
        ) from error
