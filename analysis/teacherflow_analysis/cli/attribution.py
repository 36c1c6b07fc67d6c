"""``teacherflow attribution DIR``: what each policy brings to a package."""

from __future__ import annotations

from typing import Annotated

import typer

from teacherflow.text import counted
from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.options import (
    AsJson,
    County,
    CsvFile,
    Every,
    Folder,
    Indicators,
    tell_written,
)
from teacherflow_analysis.cli.terminal import console, note, print_json


def attribution(
    folder: Folder,
    indicator: Indicators = None,
    year: Annotated[
        int | None,
        typer.Option(
            help=say(
                "学年（9 月）；默认最后五年的均值", "School year; by default the mean of the last 5"
            )
        ),
    ] = None,
    every: Every = False,
    county: County = None,
    csv: CsvFile = None,
    as_json: AsJson = False,
) -> None:
    """Attribute the effect of a package to its policies (key ``attribute`` of the study)."""
    from teacherflow_analysis.csv_files import write_csv
    from teacherflow_analysis.shapley.attribution import attribution_of
    from teacherflow_analysis.shapley.tables import show
    from teacherflow_analysis.study import load

    study = load(folder)
    found = attribution_of(study, indicators=indicator, year=year, county=county, every=every)
    if csv is not None:
        tell_written(write_csv(found.as_frame(), csv))
    if as_json:
        if study.failed:
            note(
                say(
                    f"{study.failed} 次模拟失败，未计入",
                    f"{counted(study.failed, 'failed run')} left out",
                )
            )
        print_json(found.as_json())
    elif csv is None:
        show(found, console(), language())
