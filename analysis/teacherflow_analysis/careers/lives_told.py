"""Careers in sentences: no name, no number, no school, of the age five years, of schools the zone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from teacherflow.text import Text
from teacherflow_analysis.careers.lives import Event, Life
from teacherflow_analysis.careers.sampled import Career

ZONES: Final = {
    "village": Text("乡村", "village"),
    "town": Text("乡镇", "town"),
    "seat": Text("县城", "county-seat"),
}
STAGES: Final = {"primary": Text("小学", "primary"), "junior": Text("初中", "junior")}
SUBJECTS: Final = {
    "chinese": Text("语文", "Chinese"),
    "maths": Text("数学", "maths"),
    "english": Text("英语", "English"),
    "sciences": Text("科学", "sciences"),
    "arts_pe": Text("体育艺术", "arts and PE"),
    "other": Text("", ""),
}
HELD: Final = {
    "none": Text("尚无职称", "no title yet"),
    "second": Text("二级职称", "second-grade title"),
    "first": Text("一级职称", "first-grade title"),
    "senior": Text("高级职称", "senior title"),
    "professor": Text("高级及以上职称", "senior title or above"),
}
"""Titles at the start; the highest is too rare to be told apart."""
GAINED: Final = {
    "second": Text("二级", "second-grade"),
    "first": Text("一级", "first-grade"),
    "senior": Text("高级", "senior"),
    "professor": Text("正高级", "professor-grade"),
}
YOUNG, OLD = 25, 55
"""Below and from these ages nothing more exact is told."""

EVENTS: Final = {
    "enter": Text("{again}入职", "{again}enters service"),
    "transfer": Text("{again}调到{to}", "{again}moves to {to}"),
    "reassign": Text(
        "{again}由本单位调剂到{to}", "is {again}assigned to {to} by the unit of schools"
    ),
    "appointment": Text("{again}竞聘到{to}", "{again}wins a post at {to}"),
    "placement": Text("{again}被组织调剂到{to}", "is {again}placed by order at {to}"),
    "redeploy": Text("{again}跨学段调配到{to}", "is {again}redeployed to another stage, at {to}"),
    "waiting": Text("{again}转为待岗", "{again}has to wait for a post"),
    "office": Text("{again}转任系统内其他工作", "{again}takes other work in the system"),
    "merge": Text("{again}因学校撤并转到{to}", "{again}goes to {to} when the school is merged"),
    "regularise": Text("在{to}转入编制", "gets a regular post at {to}"),
    "exchange_out": Text("{again}交流到{to}", "is {again}sent on exchange to {to}"),
    "exchange_return": Text("{again}返回编制所在校", "{again}returns to the school of the post"),
    "borrow": Text("{again}被借调到{to}", "is {again}borrowed by {to}"),
    "title": Text("评上{to}职称", "gains the {to} title"),
    "quit": Text("辞职", "quits"),
    "contract_end": Text("合同期满离开", "leaves when the contract ends"),
    "leave_county": Text("调离本县", "leaves the county"),
    "dismiss": Text("被解聘", "is dismissed"),
    "retire": Text("退休", "retires"),
    "early_retire": Text("提前退休", "retires early"),
    "death": Text("在职去世", "dies in service"),
}
"""What happens, by kind of move; year and return are added."""
OUTSIDE: Final = {
    "exchange_out": Text("县外学校", "a school outside the county"),
    "borrow": Text("机关单位", "an office"),
}
"""What is reached where the tables name no school."""
NOWHERE: Final = Text("校外岗位", "a place outside the schools")


def letter(number: int) -> Text:
    """Return what a person is called."""
    return Text(f"教师{'甲乙丙丁戊己庚辛壬'[number]}", f"Teacher {'ABCDEFGHI'[number]}")


def age(youngest: int) -> Text:
    """Return five years of age; very young and very old people are rare, so less is told."""
    if youngest < YOUNG:
        return Text(f"不到 {YOUNG} 岁", f"under {YOUNG}")
    if youngest >= OLD:
        return Text(f"{OLD} 岁及以上", f"{OLD} or older")
    return Text(f"{youngest}–{youngest + 4} 岁", f"{youngest} to {youngest + 4}")


def opening(career: Career) -> Text:
    """Return who a person is in the September before the study."""
    start = career.lives[0].places[0]
    years, held = age(career.age), HELD[career.title]
    zone, stage = ZONES[career.zone], STAGES[career.stage]
    subject = SUBJECTS.get(career.subject or "other", SUBJECTS["other"])
    away = Text("（交流或借调在此）", ", on exchange or borrowed") if start.away else Text("", "")
    teaches = f"teaching {subject.en}" if subject.en else "teaching"
    return Text(
        f"{start.year} 年 9 月时 {years.zh}，{zone.zh}{stage.zh}{subject.zh}教师{away.zh}，{held.zh}",
        f"{years.en} in September {start.year}, {teaches} at a {zone.en} {stage.en} school"
        f"{away.en}, {held.en}",
    )


def life(found: Life, last: int) -> Text:
    """Return what happens to a person until the year ``last``, as a clause without a subject."""
    if not found.events:
        return Text(f"一直在原校任教到 {last} 年", f"stays at the same school through {last}")
    parts, seen = [], set[str]()
    for event in found.events:
        parts.append(_event(event, event.what in seen))
        seen.add(event.what)
    moved = found.events[-1].what != "title" and found.events[-1].year == last
    if found.exit is None and not moved:
        parts.append(_end(found, last))
    return Text("，".join(part.zh for part in parts), _and([part.en for part in parts]))


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _event(event: Event, again: bool) -> Text:
    key = "contract_end" if event.cause == "contract_end" else event.what
    words, to = EVENTS[key], _to(event)
    back = _back(event)
    zh = words.zh.format(again="再次" if again else "", to=to.zh)
    en = words.en.format(again="again " if again else "", to=to.en)
    return Text(f"{event.year} 年{zh}{back.zh}", f"{en} in {event.year}{back.en}")


def _to(event: Event) -> Text:
    if event.what == "title":
        return GAINED[event.to]
    if not event.to:
        return OUTSIDE.get(event.what, NOWHERE)
    zone = ZONES[event.to]
    if event.origin == event.to and event.what != "regularise":
        return Text(f"另一所{zone.zh}学校", f"another {zone.en} school")
    return Text(f"{zone.zh}学校", f"a {zone.en} school")


def _back(event: Event) -> Text:
    if event.until is None:
        return Text("", "")
    if event.stayed:
        return Text(
            f"（{event.until} 年编制转入该校）", f" (from {event.until} with the post, for good)"
        )
    return Text(f"（{event.until} 年返回）", f" (back in {event.until})")


def _end(found: Life, last: int) -> Text:
    """Return where a person is in the last year."""
    place = found.places[-1]
    if not place.zone:
        return Text(f"到 {last} 年仍在职、不在学校", f"serves outside the schools in {last}")
    zone = ZONES[place.zone]
    away = Text("（编制在别校）", ", the post being elsewhere") if place.away else Text("", "")
    return Text(
        f"到 {last} 年仍在{zone.zh}学校任教{away.zh}",
        f"still teaches at a {zone.en} school in {last}{away.en}",
    )


def chosen(number: int) -> Text:
    """Return by which rule careers were chosen; no example is picked by hand."""
    return Text(
        f"选法是固定的，不是挑选出来的典型：两种规定下都从同一批教师、同样的运气出发，逐人比较；取最常见的 {number} "
        "类差异，每类取年龄居中的一人（同龄者按编号）。同一人可能有几类差异；一部分差异是间接的，例如因同事的去留而"
        "空出或占去的岗位。只写五岁年龄段和学校所在区域。",
        "The choice follows a fixed rule, these are no hand-picked cases: under both rules the "
        "same teachers meet the same luck and are compared one by one; the most frequent kinds of "
        f"difference ({number} here) are each told by the person in the middle by age "
        "(ties by number). One person may differ in several ways, and some differences are "
        "indirect, such as a post that a colleague leaves or takes. Ages are told in bands of "
        "five years, schools by their zone alone.",
    )
