"""What is told of one career, in words: where somebody works, what happened, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from teacherflow.text import Text
from teacherflow_analysis.cli.causes import cause
from teacherflow_analysis.cli.facts import TITLES, ZONES
from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.reasons import reasons
from teacherflow_analysis.cli.terminal import words
from teacherflow_analysis.periods import span
from teacherflow_analysis.written import number

if TYPE_CHECKING:
    from teacherflow.study.trace import Career, Move, Odds, Place, TitleEvent, Year

_KINDS = {
    "enter": Text("入职", "enters"),
    "retire": Text("退休", "retires"),
    "early_retire": Text("提前退休", "retires early"),
    "quit": Text("辞职", "quits"),
    "leave_county": Text("调离本县", "leaves the county"),
    "dismiss": Text("解聘", "is dismissed"),
    "death": Text("去世", "dies"),
    "transfer": Text("调动", "transfers"),
    "reassign": Text("单位内调剂", "is reassigned in the unit"),
    "appointment": Text("竞聘到其他学校", "wins a post at another school"),
    "placement": Text("组织调剂", "is placed by order"),
    "waiting": Text("转为待岗", "has to wait for a post"),
    "exchange_out": Text("交流派出", "goes on exchange"),
    "exchange_return": Text("返回原校", "returns"),
    "borrow": Text("借调", "is borrowed"),
    "redeploy": Text("跨学段调配", "is redeployed"),
    "regularise": Text("入编", "is regularised"),
    "merge": Text("学校撤并", "school merges"),
    "office": Text("转任系统内其他工作", "takes other work in the system"),
}


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
    if not any(one.what == "title.review" for one in year.told):
        lines += _titles(year.titles)
    if odds and year.odds is not None:
        lines.append(_odds(year.odds))
    lines += reasons(year.told)
    return lines


_OUT = Text("不在学校", "outside the schools")
_AWAY = {
    "agency": Text("在机关（借调或挂职）", "at an agency (borrowed or attached)"),
    "office": Text("系统内其他工作", "other work in the system"),
    "outside": Text("县外任教", "teaching outside the county"),
    "waiting": Text("待岗", "waiting for a post"),
}


def _standing(year: Year) -> str:
    parts = [
        say(f"{year.age} 岁", f"age {year.age}"),
        words(TITLES[year.title]),
    ]
    if year.pay is not None:
        parts.append(say(f"{year.pay:,.0f} 元/月", f"{year.pay:,.0f} yuan/month"))
    if year.worth is not None:
        worth = number(year.worth, 0, sign=True)
        parts.append(say(f"值 {worth}", f"worth {worth}"))
    return " · ".join(parts)


def _place(place: Place) -> str:
    zone = words(ZONES[place.zone])
    return say(f"学校 {place.school_id}（{zone}）", f"school {place.school_id} ({zone})")


def _move(move: Move) -> str:
    to = f" → {_place(move.to)}" if move.to is not None else ""
    kind = words(_KINDS[move.kind]) if move.kind in _KINDS else move.kind
    return f"▸ {kind}{to}{cause(move.cause)}"


def _titles(events: Sequence[TitleEvent]) -> list[str]:
    """Return applications with what became of them, and titles that need none."""
    lines = []
    for event in events:
        if event.event == "apply":
            continue
        level = words(TITLES[event.level])
        if event.rank is None:
            lines.append(say(f"▸ 评为{level}", f"▸ becomes {level}"))
        elif event.event == "pass":
            lines.append(say(f"▸ 申报{level}：评上", f"▸ applies for {level}: gains it"))
        else:
            lines.append(say(f"▸ 申报{level}：未评上", f"▸ applies for {level}: not this year"))
    return lines


def _odds(odds: Odds) -> str:
    chances = say(
        f"· 去留：辞职 {odds.quit:.1%}（运气 {odds.quit_luck:.2f}），"
        f"出县 {odds.leave_county:.1%}（运气 {odds.leave_county_luck:.2f}）",
        f"· stay or go: quits {odds.quit:.1%} (luck {odds.quit_luck:.2f}), "
        f"leaves the county {odds.leave_county:.1%} (luck {odds.leave_county_luck:.2f})",
    )
    if odds.best is None or odds.gain is None or odds.gain <= 0:
        return chances
    best, gain = _place(odds.best), f"{odds.gain:,.0f}"
    better = say(
        f"；若在{best}多值 {gain} 元/月", f"; {best} would be worth {gain} yuan/month more"
    )
    return chances + better


def path(career: Career) -> str:
    """Return a career in one line: where and when, the titles gained, and how it ended."""
    parts: list[str] = []
    for where, years in _stays(career):
        parts.append(say(f"{where}{span(years)}", f"{where} {span(years)}"))
    line = say(" → ", " → ").join(parts) or say("从未在职", "never in service")
    gained = [
        f"{words(TITLES[event.level])} {year.year}"
        for year in career
        for event in year.titles
        if event.event == "pass"
    ]
    ends = [f"{words(_KINDS[m.kind])} {y.year}" for y in career if not y.serving for m in y.moves]
    return say("；", "; ").join([line, *gained, *ends[-1:]])


def _stays(career: Career) -> list[tuple[str, list[int]]]:
    """Return the places of duty one after another, each with the years at it."""
    stays: list[tuple[str, list[int]]] = []
    for year in career:
        if not year.serving:
            continue
        where = _place(year.duty) if year.duty else words(_AWAY.get(year.away, _OUT))
        if stays and stays[-1][0] == where:
            stays[-1][1].append(year.year)
        else:
            stays.append((where, [year.year]))
    return stays
