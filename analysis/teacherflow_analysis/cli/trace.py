"""``teacherflow trace DIR --teacher ID``: one career in every scenario, side by side, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from teacherflow.text import Text
from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.reasons import reasons
from teacherflow_analysis.cli.terminal import heading, line, print_json, table, words

if TYPE_CHECKING:
    from teacherflow.study.trace import Career, Move, Odds, Place, TitleEvent, Year

_ZONES = {"village": Text("乡村", "village"), "town": Text("乡镇", "town")}
_ZONES["seat"] = Text("县城", "seat")
_TITLES = {
    "none": Text("未定级", "no title"),
    "second": Text("二级", "second grade"),
    "first": Text("一级", "first grade"),
    "senior": Text("高级", "senior"),
    "professor": Text("正高级", "professor grade"),
}
_KINDS = {
    "enter": Text("入职", "enters"),
    "retire": Text("退休", "retires"),
    "early_retire": Text("提前退休", "retires early"),
    "quit": Text("辞职", "quits"),
    "leave_county": Text("调往县外", "leaves the county"),
    "dismiss": Text("辞退", "is dismissed"),
    "death": Text("去世", "dies"),
    "transfer": Text("调动", "transfers"),
    "reassign": Text("校内调整", "is reassigned in the unit"),
    "appointment": Text("竞聘上岗", "wins a post"),
    "placement": Text("统筹安排", "is placed"),
    "waiting": Text("待岗", "waits for a post"),
    "exchange_out": Text("交流轮岗（派出）", "goes on exchange"),
    "exchange_return": Text("返回原校", "returns"),
    "borrow": Text("借调", "is borrowed"),
    "redeploy": Text("转任学段", "is redeployed"),
    "regularise": Text("入编", "is regularised"),
    "merge": Text("学校撤并", "school merges"),
    "office": Text("借调机关", "works in an office"),
}
_EVENTS = {
    "apply": Text("申报", "applies for"),
    "pass": Text("评上", "gains"),
    "fail": Text("未评上", "fails to gain"),
}


def trace(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help=say("运行结果的文件夹", "Folder of results"))
    ],
    teacher: Annotated[
        int,
        typer.Option(
            help=say("教师编号（见 moves、careers 表）", "Id of the teacher (see moves, careers)"),
            metavar="ID",
            show_default=False,
        ),
    ],
    replication: Annotated[
        int, typer.Option(min=0, help=say("第几次重复（从 0 起）", "Replication, from 0"))
    ] = 0,
    as_json: Annotated[
        bool, typer.Option("--json", help=say("输出 JSON", "Machine-readable output"))
    ] = False,
) -> None:
    """Run one replication again with a probe on one person, under every scenario."""
    from teacherflow.study.inputs import study_in
    from teacherflow.study.manifest import manifest_in
    from teacherflow.study.trace import check_replication
    from teacherflow.study.trace import trace as follow

    study = study_in(folder, manifest_in(folder))
    check_replication(study, replication)
    careers = follow(study, teacher, replication)
    if as_json:
        print_json(
            {
                "teacher": teacher,
                "replication": replication,
                "scenarios": {
                    name: [year.as_json() for year in career] for name, career in careers.items()
                },
            }
        )
        return
    titles = {name: words(study.scenarios[name].title) for name in careers}
    _show(teacher, replication, careers, titles)


def _show(
    teacher: int, replication: int, careers: dict[str, Career], titles: dict[str, str]
) -> None:
    heading(
        say(
            f"教师 {teacher}，第 {replication} 次重复",
            f"Teacher {teacher}, replication {replication}",
        )
    )
    by_year = {name: {year.year: year for year in career} for name, career in careers.items()}
    years = sorted({year for career in by_year.values() for year in career})
    table(
        (say("学年", "year"), *titles.values()),
        ((str(y), *(_cell(career.get(y)) for career in by_year.values())) for y in years),
    )
    line(
        say(
            "“辞职 1.2%（运气 0.35）”：当年概率与该人当年的随机数；随机数小于概率时发生，各方案相同。",
            '"quit 1.2% (luck 0.35)": the chance of the year and the draw it met; it happens if the '
            "draw is below the chance. Draws are the same in every scenario.",
        )
    )


def _cell(year: Year | None) -> str:
    return "–" if year is None else "\n".join(in_words(year))


def in_words(year: Year, *, odds: bool = True) -> list[str]:
    """Return what is told of a year: place and standing, what happened and why, and the odds."""
    lines = []
    if year.serving:
        lines.append(_place(year.duty) if year.duty else words(_AWAY.get(year.away, _OUT)))
        if year.post != year.duty:
            post = _place(year.post) if year.post else say("无", "none")
            lines.append(say(f"编制：{post}", f"post: {post}"))
        lines.append(_standing(year))
    lines += [_move(move) for move in year.moves]
    lines += [_title(event) for event in year.titles]
    lines += reasons(year.told)
    if odds and year.odds is not None:
        lines += _odds(year.odds)
    return lines


_OUT = Text("不在学校", "outside the schools")
_AWAY = {
    "agency": Text("借调机关", "at an agency"),
    "office": Text("系统内其他工作", "other work of the system"),
    "outside": Text("县外支教", "outside the county"),
    "waiting": Text("待岗", "waiting for a post"),
}


def _standing(year: Year) -> str:
    parts = [
        say(f"{year.age} 岁", f"age {year.age}"),
        words(_TITLES[year.title]),
    ]
    if year.pay is not None:
        parts.append(say(f"{year.pay:,.0f} 元/月", f"{year.pay:,.0f} yuan/month"))
    if year.utility is not None:
        parts.append(f"u {year.utility:+.3f}")
    return " · ".join(parts)


def _place(place: Place) -> str:
    zone = words(_ZONES[place.zone])
    return say(f"学校 {place.school_id}（{zone}）", f"school {place.school_id} ({zone})")


def _move(move: Move) -> str:
    to = f" → {_place(move.to)}" if move.to is not None else ""
    return f"▸ {words(_KINDS[move.kind])}{to} [{move.cause}]"


def _title(event: TitleEvent) -> str:
    rank = "" if event.rank is None else say(f"（第 {event.rank} 名）", f" (rank {event.rank})")
    return f"▸ {words(_EVENTS[event.event])} {words(_TITLES[event.level])}{rank}"


def _odds(odds: Odds) -> list[str]:
    chances = say(
        f"辞职 {odds.quit:.1%}（运气 {odds.quit_luck:.2f}），"
        f"出县 {odds.leave_county:.1%}（{odds.leave_county_luck:.2f}）",
        f"quit {odds.quit:.1%} (luck {odds.quit_luck:.2f}), "
        f"leave county {odds.leave_county:.1%} ({odds.leave_county_luck:.2f})",
    )
    if odds.best is None or odds.gain is None or odds.gain <= 0:
        return [chances]
    best = _place(odds.best)
    return [
        chances,
        say(
            f"更愿去：{best}，折合每月 {odds.gain:+,.0f} 元",
            f"would rather be at {best}: worth {odds.gain:+,.0f} yuan/month",
        ),
    ]
