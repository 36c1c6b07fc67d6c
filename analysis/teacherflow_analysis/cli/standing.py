"""``teacherflow standing DIR``: how the county stands before the official lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.options import (
    AsJson,
    CsvFile,
    Folder,
    Scenarios,
    WhichCounty,
    tell_written,
)
from teacherflow_analysis.cli.terminal import heading, paragraph, print_json, table, words

if TYPE_CHECKING:
    from teacherflow_analysis.balance.behind import Behind
    from teacherflow_analysis.balance.standing import Standing


def standing(
    folder: Folder,
    scenario: Scenarios = None,
    stage: Annotated[
        list[str] | None,
        typer.Option(
            help=say("学段：primary 小学、junior 初中", "Stage: primary, junior"), metavar="STAGE"
        ),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(help=say("学年（9 月）；默认最后一年", "School year; by default the last")),
    ] = None,
    item: Annotated[
        str | None,
        typer.Option(
            metavar="ITEM",
            help=say(
                "拖后腿的学校按哪一项看：teachers、degree、backbone、midsenior、artspe；默认差异最大的一项",
                "Item whose schools are told of: teachers, degree, backbone, midsenior, artspe; "
                "by default the one that differs most",
            ),
            show_default=False,
        ),
    ] = None,
    county: WhichCounty = None,
    as_json: AsJson = False,
    csv: CsvFile = None,
) -> None:
    """Tell how the county stands before the official lines of balance."""
    from teacherflow.text import Text
    from teacherflow_analysis.balance.behind import COUNTS
    from teacherflow_analysis.balance.standing import scenarios_in, standing_of
    from teacherflow_analysis.balance.tables import held_back
    from teacherflow_analysis.errors import unknown
    from teacherflow_analysis.exports import write_standing
    from teacherflow_analysis.study import load

    study = load(folder)
    if item is not None and item not in COUNTS:
        raise unknown(Text("项目", "item"), item, COUNTS)
    when = study.years[-1] if year is None else study.checked_year(year)
    found = standing_of(study, scenarios=scenario, stages=stage, county=county)
    schools = list(held_back(found, scenarios_in(study, scenario), when, item))
    if csv is not None:
        tell_written(*write_standing(found, schools, csv))
    if as_json:
        print_json(found.as_json() | {"schools": [one.as_json() for one in schools]})
    elif csv is None:
        _show(found, schools, when)


def _show(found: Standing, schools: list[Behind], year: int) -> None:
    from teacherflow_analysis.balance import tables

    tongue = language()
    heading(found.study.title.to(tongue))
    for name in dict.fromkeys(line.scenario for line in found.lines):
        heading(f"\n{found.study.label(name, tongue)}{say('，', ', ')}{year}")
        table([one.to(tongue) for one in tables.HEAD], tables.rows(found, name, year, tongue))
        minima = tables.minima_rows(found, name, year, tongue)
        if minima:
            table([one.to(tongue) for one in tables.MINIMA_HEAD], minima)
        for one in schools:
            if one.scenario == name:
                for text in tables.told(one):
                    paragraph(words(text))
    paragraph("")
    for text in tables.notes(found):
        paragraph(words(text))
