"""``teacherflow compare DIR``: what each scenario changes against the baseline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from teacherflow.text import Text, counted
from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.options import (
    AsJson,
    County,
    CsvFile,
    Every,
    Folder,
    Indicators,
    Scenarios,
    tell_written,
)
from teacherflow_analysis.cli.terminal import console, note, print_json

if TYPE_CHECKING:
    from teacherflow_analysis.comparison.compare import Comparison
    from teacherflow_analysis.study import Study

_BETWEEN_ALONE = Text(
    "--between 已指明两个方案，请去掉 --scenario",
    "--between names both scenarios: leave out --scenario",
)
_BY_ALONE = Text(
    "--by 的各项是固定的（福利、教学效果、境况变差），不与 --indicator、--all 同用；"
    "要看某一指标分学段或分区域的结果，请用 --across stage 或 --across zone",
    "--by has measures of its own (welfare, teacher effect, worse off) and takes no --indicator or "
    "--all; for an indicator by stage or by zone use --across stage or --across zone",
)


def compare(
    folder: Folder,
    baseline: Annotated[
        str | None,
        typer.Option(help=say("作为基准的方案", "Scenario to compare with"), metavar="NAME"),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(help=say("学年（9 月）；默认最后一年", "School year; by default the last")),
    ] = None,
    indicator: Indicators = None,
    every: Every = False,
    county: County = None,
    scenario: Scenarios = None,
    planned: Annotated[
        bool,
        typer.Option(
            "--planned",
            help=say("连同归因所加的方案", "With the scenarios that an attribution planned, too"),
        ),
    ] = False,
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(
            help=say("只比较这两个方案：B 减 A", "These two scenarios only: B minus A"),
            metavar="A B",
            show_default=False,
        ),
    ] = None,
    detail: Annotated[
        bool,
        typer.Option(
            "--detail",
            help=say("每个差异有多确定", "How sure each effect is: chance, bootstrap, p, size"),
        ),
    ] = False,
    path: Annotated[
        bool, typer.Option("--path", help=say("逐年比较", "Every year of the study"))
    ] = False,
    across: Annotated[
        str | None,
        typer.Option(
            help=say("分列：stage 学段，zone 区域", "One column for each: stage or zone"),
            metavar="WHAT",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            help=say(
                "谁受益、谁受损：按 zone、size、title 等分组",
                "Who gains and who loses: by zone, size, stage, subject, age, title or route",
            ),
            metavar="WAY",
        ),
    ] = None,
    risk: Annotated[
        bool,
        typer.Option(
            "--risk",
            help=say(
                "哪个方案最优、后悔、参数与运气之分（需 draws > 1）",
                "Parameters and luck told apart, which is best, regret, what it hinges on "
                "(needs draws > 1)",
            ),
        ),
    ] = False,
    holm: Annotated[
        bool,
        typer.Option(
            "--holm",
            help=say(
                "判断按所考察差异的个数校正", "Adjust verdicts for how many effects are shown"
            ),
        ),
    ] = False,
    csv: CsvFile = None,
    as_json: AsJson = False,
) -> None:
    """Compare scenarios: paired differences with 95 % intervals."""
    from teacherflow_analysis.cli.two_names import two_names
    from teacherflow_analysis.csv_files import write_csv
    from teacherflow_analysis.errors import AnalysisError
    from teacherflow_analysis.study import load

    if between is not None and between[1].startswith("-"):  # an option in the place of a name
        raise AnalysisError(two_names([str(folder)]))
    views = {"--detail": detail, "--path": path, "--across": across, "--by": by, "--risk": risk}
    _one_of([name for name, on in views.items() if on])
    if between is not None and scenario:
        raise AnalysisError(_BETWEEN_ALONE)
    if by is not None and (indicator or every):
        raise AnalysisError(_BY_ALONE)
    whole = load(folder).unfolded() if planned else load(folder)
    study = whole.of_scenarios(scenario, baseline)
    sides: dict[str, Any] = {"baseline": baseline, "between": between, "county": county}
    sides |= {"year": year, "path": path, "adjust": holm}
    if (as_json or csv is not None) and study.failed:
        note(
            say(
                f"{study.failed} 次模拟失败，未计入",
                f"{counted(study.failed, 'failed run')} left out",
            )
        )
    if by is not None:
        _by(study, by, sides, csv, as_json)
        return
    from teacherflow_analysis.comparison.compare import effects_of, indicators_of

    if across is not None:
        indicator = _across(study, indicators_of(study, indicator, every), across)
    found = effects_of(study, indicators=indicator, every=every and across is None, **sides)
    if as_json or (risk and study.draws > 1):
        from teacherflow_analysis.comparison.risk import risk_of

        stakes = risk_of(found)
    if csv is not None:
        frame = stakes.choices_frame() if risk and study.draws > 1 else found.as_frame()
        tell_written(write_csv(frame, csv))
    if as_json:
        print_json(found.as_json() | {"risk": stakes.as_json() if stakes.varied else None})
    elif risk and (csv is None or study.draws == 1):
        from teacherflow_analysis.cli.compare_risk import show_risk
        from teacherflow_analysis.comparison.risk import Risk

        show_risk(stakes if study.draws > 1 else Risk(found), year or "last5")
    elif csv is None:
        _show(found, detail, path, across)


def _show(found: Comparison, detail: bool, path: bool, across: str | None) -> None:
    from teacherflow_analysis.cli import compare_views
    from teacherflow_analysis.comparison.tables import show

    if path:
        compare_views.show_path(found)
    elif across is not None:
        compare_views.show_across(found, across)
    elif detail:
        compare_views.show_detail(found)
    else:
        show(found, console(), language())


def _by(study: Study, by: str, sides: dict[str, Any], csv: Path | None, as_json: bool) -> None:
    from teacherflow_analysis.cli.compare_views import show_gains
    from teacherflow_analysis.comparison.groups import gains_of
    from teacherflow_analysis.csv_files import write_csv

    gains = gains_of(study, by, **sides)
    if csv is not None:
        tell_written(write_csv(gains.as_frame(), csv))
    if as_json:
        print_json(gains.as_json())
    elif csv is None:
        show_gains(gains, sides["adjust"])


def _across(study: Study, indicators: list[str], part: str) -> list[str]:
    from teacherflow_analysis.cli.compare_views import across
    from teacherflow_analysis.errors import unknown

    if part not in ("stage", "zone"):
        raise unknown(Text("分列方式", "way to lay out columns"), part, ("stage", "zone"))
    return across(study, indicators, part)


def _one_of(views: list[str]) -> None:
    """Refuse two views at once, but for the path of groups."""
    if len(views) < 2 or views == ["--path", "--by"]:
        return
    from teacherflow_analysis.errors import AnalysisError

    raise AnalysisError(
        Text(
            f"{'、'.join(views)} 不能同时使用，请选其一",
            f"{', '.join(views)} do not go together: choose one",
        )
    )
