"""``teacherflow cost DIR``: what scenarios cost, and what that buys."""

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
from teacherflow_analysis.cli.terminal import (
    heading,
    line,
    paragraph,
    print_json,
    table,
    words,
)

if TYPE_CHECKING:
    from teacherflow_analysis.money.cost import Cost


def cost(
    folder: Folder,
    per: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help=say(
                "花费与什么相比（可重复）：retention 乡镇和乡村留任、pass 全县达标，或 cv_… 等任一指标列",
                "What cost is held against (repeatable): retention, pass, or an indicator, cv_…",
            ),
            show_default=False,
        ),
    ] = None,
    scenario: Scenarios = None,
    county: WhichCounty = None,
    as_json: AsJson = False,
    csv: CsvFile = None,
) -> None:
    """Tell what scenarios cost, and what that buys."""
    from teacherflow_analysis.exports import write_cost
    from teacherflow_analysis.money.cost import cost_of
    from teacherflow_analysis.study import load

    study = load(folder)
    found = cost_of(study, per=per, county=county, scenarios=scenario)
    if csv is not None:
        tell_written(*write_cost(found, csv))
    if as_json:
        print_json(found.as_json())
    elif csv is None:
        _show(found)


def _show(found: Cost) -> None:
    from teacherflow_analysis.money import tables

    tongue, study = language(), found.study
    heading(study.title.to(tongue))
    table([one.to(tongue) for one in tables.TOTAL_HEAD], tables.total_rows(found, tongue))
    for total in found.totals:
        if len(found.of(total.scenario)) > 1:
            heading(study.label(total.scenario, tongue))
            rows = tables.ledger_rows(found, total.scenario, tongue)
            table([one.to(tongue) for one in tables.LEDGER_HEAD], rows)
    shown = [worth for worth in found.worths if worth.ratios]
    for worth in shown:
        heading(tables.worth_title(worth, tongue))
        rows = tables.worth_rows(found, worth, tongue)
        table([one.to(tongue) for one in tables.WORTH_HEAD], rows)
        outside = tables.left_out(found, worth)
        if outside is not None:
            paragraph(words(outside))
    if found.bounds:
        heading(say("预算", "Budgets"))
        rows = tables.budget_rows(found, tongue)
        table([one.to(tongue) for one in tables.BUDGET_HEAD], rows)
    if len(study.scenarios) == 1:
        line(say("只有一个方案，没有可比较的对象", "one scenario only: nothing to compare"))
    for text in tables.notes(found, shown):
        paragraph(words(text))
