"""``teacherflow retention DIR``: who stays, where and how long, and why others leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from teacherflow.text import Text, counted
from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.options import (
    AsJson,
    County,
    CsvFile,
    Folder,
    Scenarios,
    tell_written,
)
from teacherflow_analysis.cli.terminal import print_json

if TYPE_CHECKING:
    from teacherflow_analysis.careers.retention import Retention

RATES: Final = {
    "retention": Text("编制留任（编制仍在原校）", "post (still at the school)"),
    "presence": Text("在岗（仍在原校任教）", "duty (still works there)"),
    "zone_retention": Text("区域留任（编制仍在本区域）", "zone (post still in the zone)"),
    "county_retention": Text("全县留任（仍在本县）", "county (still in service)"),
}
AFTER: Final = (1, 3, 5, 10)
"""Years at which curves are printed."""
CAUSES_AT: Final = 5
SERVICE: Final = range(1, 9)
TABLES: Final = ("careers", "moves")
"""Tables that curves, causes and novices are made from."""


def retention(
    folder: Folder,
    basis: Annotated[
        str,
        typer.Option(
            metavar="post|duty",
            help=say(
                "任职段按编制（post）还是按任教（duty）计",
                "Spells by post, or by duty (where a teacher works)",
            ),
        ),
    ] = "post",
    by: Annotated[
        str,
        typer.Option(
            metavar="GROUPS",
            help=say(
                "分组：zone 区域、title 职称、route 入职途径、home 家校距离、cohort 入职年代",
                "Groups: zone, title, route (of entry), home (distance) or cohort",
            ),
        ),
    ] = "zone",
    county: County = None,
    scenario: Scenarios = None,
    csv: CsvFile = None,
    as_json: AsJson = False,
) -> None:
    """Show retention, survival of spells, causes of their ends, novices and bonds."""
    from teacherflow_analysis.careers.retention import retention_of
    from teacherflow_analysis.csv_files import write_csv
    from teacherflow_analysis.study import load

    found = retention_of(load(folder).of_scenarios(scenario), basis, by, county)
    if csv is not None:
        tell_written(write_csv(found.measures, csv))
    if as_json:
        print_json(found.as_json())
    elif csv is None:
        show(found)


def show(found: Retention) -> None:
    """Print everything as tables."""
    from teacherflow_analysis.careers.spells import BASES
    from teacherflow_analysis.cli.estimate_grids import notes, nothing, show_title

    study = found.study
    show_title(study)
    if nothing(study, found.measures, *TABLES):
        return
    _rates(found)
    _curves(found)
    _causes(found)
    _tests(found)
    _novices(found)
    _service(found)
    basis = BASES[found.basis]
    notes(
        study,
        found.measures,
        [
            Text(
                f"任职段{basis.zh}；存续与离开原因的年数自任职后首个 9 月 1 日起计，研究期前开始的任职段"
                "自研究首年起计入（左截断）；存续：退休、去世、学校撤并不算离开。",
                f"Spells {basis.en}. Years run from the first September in a spell; spells begun "
                "before the study count from its first year on (left truncation). Survival: "
                "retirement, death and mergers are no departures.",
            ),
            Text(
                "交流、借调期满即返回，只影响“在岗”，不是流失。",
                "Exchange and borrowing come back: they lower duty only, and are no loss.",
            ),
        ],
        TABLES,
    )


def _zones() -> dict[str, Text]:
    from teacherflow_analysis.careers.spells import ZONE_NAMES

    return {**ZONE_NAMES, "all": Text("全县", "county")}


def _rates(found: Retention) -> None:
    from teacherflow_analysis.cli.estimate_grids import grid
    from teacherflow_analysis.periods import last_of

    rates = found.table("rates")
    spans = [span for span in (3, 1, 5) if (rates["at"] == span).any()]
    if spans:
        span = spans[0]
        last = last_of(found.study.years)
        title = Text(
            f"{span} 年后仍在的教师（%，{last.zh}平均）",
            f"Still there after {counted(span, 'year')} (%, mean of {last.en})",
        )
        grid(
            found.study,
            title,
            rates[rates["at"] == span],
            _zones(),
            RATES,
            row="group",
            column="what",
        )


def _groups(found: Retention) -> dict[str, Text]:
    from teacherflow_analysis.careers.spells import GROUPS

    return dict(GROUPS[found.by])


def _curves(found: Retention) -> None:
    from teacherflow_analysis.cli.estimate_grids import grid

    title = Text("仍在原校的任职段（%）", "Spells that last (%)")
    columns = {at: Text(f"{at} 年", f"{at} {'year' if at == 1 else 'years'}") for at in AFTER}
    grid(
        found.study,
        title,
        found.table("survival"),
        _groups(found),
        columns,
        row="group",
        column="at",
    )
    title = Text("在一校任职的年数", "Years at a school")
    years = {
        "median": Text("中位数", "median"),
        "mean": Text("前十年内平均", "mean of the first ten"),
    }
    grid(
        found.study,
        title,
        found.table("stay"),
        _groups(found),
        years,
        row="group",
        column="what",
        scale=1.0,
        digits=2,
    )


def _causes(found: Retention) -> None:
    from teacherflow_analysis.careers.spells import CAUSES, SHOWN
    from teacherflow_analysis.cli.estimate_grids import grid

    frame = found.table("incidence")
    rows = {**{cause: CAUSES[cause] for cause in SHOWN}, "kept": Text("仍在原校", "Still there")}
    title = Text(
        f"{CAUSES_AT} 年内任职段的去向（%，合计 100；改革方案只列有明显差异者）",
        f"How spells end within {CAUSES_AT} years (%, sum 100; of reforms, clear differences only)",
    )
    grid(
        found.study,
        title,
        frame[frame["at"] == CAUSES_AT],
        rows,
        _groups(found),
        row="what",
        column="group",
        clear_only=found.study.replications * found.study.draws > 1,
    )


def _tests(found: Retention) -> None:
    from teacherflow_analysis.cli.estimate_grids import MISSING
    from teacherflow_analysis.cli.language import language
    from teacherflow_analysis.cli.terminal import heading, paragraph, table, words

    if not len(found.tests):
        return
    groups = [g for g in _groups(found) if (found.tests["group"] == g).any()]
    names = _groups(found)
    rows = []
    for scenario, own in found.tests.groupby("scenario", sort=False):
        cells = []
        for group in groups:
            one = own[own["group"] == group].iloc[0]
            known = one["ratio"] == one["ratio"] and one["statistic"] == one["statistic"]
            cells.append(f"{one['ratio']:.3f} ({one['statistic']:,.1f})" if known else MISSING)
        rows.append([found.study.label(str(scenario), language()), *cells])
    heading(
        say(
            "与基准的离开之比（括号内为按次分层的 log-rank χ²，自由度 1）",
            "Departures as a multiple of the baseline's (log-rank chi², 1 df, stratified by run)",
        )
    )
    table([say("方案", "Scenario"), *(words(names[group]) for group in groups)], rows)
    paragraph(
        say(
            "log-rank 仅作描述：两方案下是同一批人，任职段并不独立；判断以上表的配对差异为准。",
            "Log-rank is a description: the same persons live under both rules, so spells are not "
            "independent; judge by the paired differences above.",
        )
    )


def _novices(found: Retention) -> None:
    from teacherflow_analysis.careers.spells import ROUTES
    from teacherflow_analysis.cli.estimate_grids import grid

    frame = found.table("novices")
    if not len(frame):
        return
    frame = frame.assign(key=frame["what"] + frame["at"].astype(str))
    columns = {
        "school3": Text("3 年后仍在首校", "first school, 3 years"),
        "school5": Text("5 年后仍在首校", "first school, 5 years"),
        "county3": Text("3 年后仍在本县", "county, 3 years"),
        "county5": Text("5 年后仍在本县", "county, 5 years"),
    }
    title = Text("研究期内新入职的教师（%）", "Who entered during the study (%)")
    rows = {"all": Text("全部新教师", "all novices"), **ROUTES}
    grid(found.study, title, frame, rows, columns, row="group", column="key")


def _service(found: Retention) -> None:
    from teacherflow_analysis.careers.spells import ROUTES
    from teacherflow_analysis.cli.estimate_grids import grid

    frame = found.table("service")
    frame = frame[frame["scenario"] == found.study.baseline]
    title = Text(
        "基准下按教龄离开本县者（每百人；服务期满处可见集中）",
        "Leaving the county by year of service, baseline (per 100; bonds end where they bunch)",
    )
    columns = {year: Text(f"第 {year} 年", f"year {year}") for year in SERVICE}
    grid(found.study, title, frame, ROUTES, columns, row="group", column="at", scale=1.0)
