"""``teacherflow figures DIR``: the figures of a study, to be printed as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.options import County, Folder, Scenarios
from teacherflow_analysis.cli.terminal import line, note, words


def figures(
    folder: Folder,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=say("图的文件夹；默认 DIR/figures", "Folder of the figures; else DIR/figures"),
        ),
    ] = None,
    formats: Annotated[
        str,
        typer.Option("--format", help=say("格式，用逗号分隔", "Formats, separated by commas")),
    ] = "svg,pdf,png",
    size: Annotated[
        str,
        typer.Option(
            help=say(
                "尺寸：single 单栏 85 毫米；double 双栏 180 毫米；a4 页宽 170 毫米；16:9 幻灯片；"
                "screen 网页",
                "single: a column of 85 mm; double: 180 mm; a4: 170 mm; 16:9: a slide; "
                "screen: a web page",
            )
        ),
    ] = "double",
    band: Annotated[
        str,
        typer.Option(
            help=say(
                "阴影：difference 与基准之差的 95% 区间；mean 均值的 95% 区间；range 中间 90%",
                "Shading: 95% interval of the difference from the baseline, 95% interval of the "
                "mean, or (range) the middle 90% of the runs",
            )
        ),
    ] = "difference",
    only: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help=say(
                "只画这些图，用逗号分隔：overview、forest、gains、balance、standing、schools、zones、"
                "flows、alluvial、moves、retention、survival、incidence、bunching、"
                "careers、map、spending、plane、dose、attribution、sensitivity",
                "Draw only these, separated by commas: overview, forest, gains, balance, "
                "standing, schools, zones, flows, alluvial, moves, retention, survival, incidence, "
                "bunching, careers, map, spending, plane, dose, attribution, sensitivity",
            ),
            show_default=False,
        ),
    ] = None,
    county: County = None,
    scenario: Scenarios = None,
) -> None:
    """Draw the figures of a finished study."""
    from teacherflow_analysis.figures import figures as draw

    wanted = _names(formats)
    written = draw(
        folder,
        out,
        wanted,
        language(),
        size=size,
        band=band,
        only=None if only is None else _names(only),
        county=county,
        scenarios=scenario,
        say=lambda text: note(words(text)),
    )
    for path in written:
        line(str(path))


def _names(text: str) -> list[str]:
    return [name.strip().lower() for name in text.split(",") if name.strip()]
