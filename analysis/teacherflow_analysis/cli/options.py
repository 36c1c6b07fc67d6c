"""Arguments and options that several verbs have, each said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.terminal import note

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help=say("运行结果的文件夹", "Folder of results"))
]
Scenarios = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario",
        help=say("只看这些方案（可重复）", "These scenarios only (repeatable)"),
        metavar="NAME",
    ),
]
Indicators = Annotated[
    list[str] | None,
    typer.Option(
        "--indicator",
        help=say("只看这些指标（可重复）", "These indicators only (repeatable)"),
        metavar="NAME",
    ),
]
Every = Annotated[bool, typer.Option("--all", help=say("所有指标", "All indicators of the study"))]
County = Annotated[
    str | None,
    typer.Option(
        "--county",
        help=say(
            "多县研究中的一个县；默认各县平均",
            "One county of a study of several; by default their plain mean",
        ),
        metavar="NAME",
        show_default=False,
    ),
]
WhichCounty = Annotated[
    str | None,
    typer.Option(
        "--county",
        help=say(
            "多县研究中的哪个县（必须指定，不作平均）",
            "Which county of a study of several (has to be named: a mean would say nothing)",
        ),
        metavar="NAME",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=say("输出 JSON", "Machine-readable output"))]
CsvFile = Annotated[
    Path | None,
    typer.Option(
        "--csv",
        metavar="FILE",
        help=say(
            "把数值写入 CSV 文件，不显示表格", "Write the numbers to CSV files and show no tables"
        ),
    ),
]


def tell_written(*paths: Path) -> None:
    """Say which files were written."""
    for path in paths:
        note(say(f"已写入 {path}", f"written: {path}"))
