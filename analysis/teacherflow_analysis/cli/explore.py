"""``teacherflow explore DIR``: the results as one page for any browser, without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.options import County, Folder, Scenarios
from teacherflow_analysis.cli.terminal import line


def explore(
    folder: Folder,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=say("网页文件；默认 DIR/explore.html", "The page; else DIR/explore.html"),
        ),
    ] = None,
    county: County = None,
    scenario: Scenarios = None,
) -> None:
    """Write one offline HTML file to explore a finished study."""
    from teacherflow_analysis.explorer import explore as write

    line(str(write(folder, out, language(), county=county, scenarios=scenario)))
