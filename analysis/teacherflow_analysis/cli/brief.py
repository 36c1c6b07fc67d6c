"""``teacherflow brief DIR``: one page for who decides, and what stands behind it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.options import County, Folder, Scenarios
from teacherflow_analysis.cli.terminal import line, note, words


def brief(
    folder: Folder,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=say("简报的文件夹；默认 DIR/brief", "Folder of the brief; else DIR/brief"),
        ),
    ] = None,
    formats: Annotated[
        str,
        typer.Option("--format", help=say("格式，用逗号分隔", "Formats, separated by commas")),
    ] = "html,docx,pdf,xlsx",
    county: County = None,
    scenario: Scenarios = None,
    careers: Annotated[
        str | None,
        typer.Option(
            help=say(
                "讲述哪个方案下的教师经历；默认为第一个有差异的方案",
                "Option whose careers are told; by default the first that changes enough of them",
            ),
            metavar="NAME",
            show_default=False,
        ),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            help=say("自己的 Word 模板", "A Word template of your own"),
            metavar="FILE.docx",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write a brief of a finished study."""
    from teacherflow_analysis.brief import brief as write

    wanted = [name.strip().lower() for name in formats.split(",") if name.strip()]
    written = write(
        folder,
        out,
        wanted,
        language(),
        county=county,
        scenarios=scenario,
        careers=careers,
        template=template,
        say=lambda text: note(words(text)),
    )
    for path in written:
        line(str(path))
