"""``teacherflow trace DIR --teacher ID``: one career in every scenario, side by side, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from teacherflow.text import Text
from teacherflow_analysis.cli.careers import in_words, path
from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.options import AsJson, Folder, WhichCounty
from teacherflow_analysis.cli.side_by_side import Column, side_by_side
from teacherflow_analysis.cli.terminal import console, heading, line, paragraph, print_json, words
from teacherflow_analysis.errors import AnalysisError

if TYPE_CHECKING:
    from teacherflow.scenario import Study
    from teacherflow.study.trace import Career, Year


def trace(
    folder: Folder,
    teacher: Annotated[
        int | None,
        typer.Option(
            help=say("教师编号（见 moves、careers 表）", "Id of the teacher (see moves, careers)"),
            metavar="ID",
            show_default=False,
        ),
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(
            "--sample",
            min=1,
            help=say(
                "不指定教师：讲述两个方案下 N 位教师的经历（不具名，按固定规则选取，只读结果表）",
                "No teacher in particular: tell N careers under two scenarios, unnamed and chosen "
                "by a fixed rule, from the stored tables",
            ),
            metavar="N",
            show_default=False,
        ),
    ] = None,
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(
            help=say("用于 --sample：比较哪两个方案", "With --sample: which two scenarios"),
            metavar="A B",
            show_default=False,
        ),
    ] = None,
    replication: Annotated[
        int, typer.Option(min=0, help=say("第几次重复（从 0 起）", "Replication, from 0"))
    ] = 0,
    draw: Annotated[
        int,
        typer.Option(min=0, help=say("第几组参数抽样（从 0 起）", "Draw of parameters, from 0")),
    ] = 0,
    county: WhichCounty = None,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help=say("各方案的内容全部列出", "Repeat what is as in the first scenario"),
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run one replication again with a probe on one person, or tell a few from the tables."""
    if sample is not None:
        from teacherflow_analysis.cli.trace_sample import show_sample

        _check_alone(teacher, full=full)
        show_sample(folder, sample, between, (draw, replication), county, as_json=as_json)
        return
    if between is not None:
        raise AnalysisError(
            Text("--between 需与 --sample 同用", "--between goes with --sample only")
        )
    if teacher is None:
        raise AnalysisError(_NOBODY)
    from teacherflow.study.inputs import study_in
    from teacherflow.study.manifest import manifest_in
    from teacherflow.study.trace import check_county, check_draw, check_replication
    from teacherflow.study.trace import trace as follow

    study = study_in(folder, manifest_in(folder)).as_written()
    check_county(study, county)
    check_replication(study, replication)
    check_draw(study, draw)
    careers = follow(study, teacher, replication, draw, county)
    if as_json:
        print_json(
            {
                "teacher": teacher,
                "draw": draw,
                "replication": replication,
                "scenarios": {
                    name: [year.as_json() for year in career] for name, career in careers.items()
                },
            }
        )
        return
    titles = {name: words(study.scenarios[name].title) for name in careers}
    _show(_whose(study, teacher, replication, draw), careers, titles, full=full)


_NOBODY = Text(
    "缺少选项 --teacher（教师编号），或改用 --sample N 讲述几位教师",
    "missing option --teacher (an id), or --sample N to tell a few careers",
)


def _check_alone(teacher: int | None, *, full: bool) -> None:
    """Refuse what does not go with a sample."""
    if teacher is not None or full:
        name = "--full" if teacher is None else "--teacher"
        raise AnalysisError(
            Text(
                f"--sample 不与 {name} 同用：两者取其一",
                f"--sample does not go with {name}: choose one of them",
            )
        )


def _whose(study: Study, teacher: int, replication: int, draw: int) -> str:
    """Say which person of which run is followed; a study of one draw need not name it."""
    zh, en = (f"，第 {draw} 组参数", f", draw {draw}") if study.draws > 1 else ("", "")
    return say(
        f"教师 {teacher}{zh}，第 {replication} 次重复",
        f"Teacher {teacher}{en}, replication {replication}",
    )


def _show(
    whose: str,
    careers: dict[str, Career],
    titles: dict[str, str],
    *,
    full: bool,
) -> None:
    heading(whose)
    line("")
    _grid(_alike(titles, {name: [path(career)] for name, career in careers.items()}))
    by_year = {name: {year.year: year for year in career} for name, career in careers.items()}
    for one in sorted({year for career in by_year.values() for year in career}):
        line("")
        heading(say(f"{one} 学年", f"School year {one}"))
        columns = _alike(titles, {name: _told(career.get(one)) for name, career in by_year.items()})
        _grid(columns if full else _differing(columns))
    line("")
    for text in _NOTES if full else (_LEFT_OUT, *_NOTES):
        paragraph(words(text))


_LEFT_OUT = Text(
    "各学年第一栏以后只列与第一栏不同之处；全部列出用 --full。",
    "After the first column of a year only what differs from it is told; --full tells all.",
)
_NOTES = (
    Text(
        "“辞职 1.2%（运气 0.35）”：当年概率与该人当年的随机数；随机数小于概率时发生，各方案相同。",
        '"quits 1.2% (luck 0.35)": the chance of the year and the draw it met; it happens if the '
        "draw is below the chance. Draws are the same in every scenario.",
    ),
    Text(
        "“值”：工资与工作、生活条件合计，折合每月元数；0 相当于只有参照工资、别无利弊的岗位。"
        "找学校、竞聘时所比较的各校之值另含本人偏好的运气。",
        '"Worth": pay and conditions together, as yuan a month; 0 is the reference pay with nothing '
        "else for or against it. The worth of schools that a person compares when looking for one "
        "holds the luck of taste too.",
    ),
)


def _told(year: Year | None) -> list[str]:
    return [say("不在职", "not in service")] if year is None else in_words(year)


def _alike(titles: dict[str, str], told: dict[str, list[str]]) -> list[Column]:
    """Return what is told of scenarios, once for those of which the same is told."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name, lines in told.items():
        found.setdefault(tuple(lines), []).append(titles[name])
    if len(found) == 1 and len(told) > 1:
        return [Column((say("各方案相同", "alike in all scenarios"),), next(iter(found)))]
    return [Column(tuple(names), lines) for lines, names in found.items()]


def _differing(columns: list[Column]) -> list[Column]:
    """Leave out what the first column tells already, except where people are."""
    first = columns[0]
    return [first, *(_differing_from(first, column) for column in columns[1:])]


def _differing_from(first: Column, column: Column) -> Column:
    place, *others = column.lines
    return column._replace(lines=[place, *(one for one in others if one not in first.lines)])


def _grid(columns: list[Column]) -> None:
    screen = console()
    for part in side_by_side(columns, screen.width):
        screen.print(part)
