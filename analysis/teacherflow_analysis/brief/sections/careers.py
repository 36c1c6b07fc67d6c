"""A few careers under two rules with the same luck, so that the mechanism is seen in persons."""

from __future__ import annotations

from collections.abc import Iterator

from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import Block, Line, Number, Paragraph, Source
from teacherflow_analysis.brief.captions import figure_of
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.rounding import count, number, place_of
from teacherflow_analysis.careers.lives_told import chosen, letter, life, opening
from teacherflow_analysis.careers.sampled import Career, Sample
from teacherflow_analysis.inference.spread import Spread


def blocks(case: Case) -> Iterator[Block]:
    """Yield the section; without careers one sentence says why."""
    found = case.sample
    if found is None:
        return
    if isinstance(found, Text):
        yield Paragraph(case.line(Text("未讲述：{why}。", "Not told: {why}."), why=case.of(found)))
        return
    yield Paragraph(_of_all(case, found))
    yield case.say(chosen(len(found.careers)))
    for career in found.careers:
        yield from _told(case, found, career)
    yield figure_of(case, "careers")


def _of_all(case: Case, found: Sample) -> Line:
    """Return what is compared, and how many careers differ at all."""
    several = len(case.study.counties) > 1
    county = case.of(Text(f"（{found.county}）", f" ({found.county})")) if several else ""
    return case.line(
        Text(
            "同一位教师在{base}与{reform}下会怎样{county}？研究开始前在校任教的 {n} 人（所述的一次模拟）中，"
            "经历有任何不同的占 {share}，其余完全相同。",
            "What becomes of one and the same teacher under {base} and under {reform}{county}? Of the "
            "{n} who worked at a school before the study (in the run that is told), the careers "
            "of {share} differ in some way; the others are the same throughout.",
        ),
        base=case.name(found.base, quote=True),
        reform=case.name(found.reform, quote=True),
        county=county,
        n=count(found.teachers, _source(found, "teachers", "count")),
        share=_share(case, found, found.differs, "differs"),
    )


def _told(case: Case, found: Sample, career: Career) -> Iterator[Block]:
    told, other = career.told, career.opposite
    yield case.say(
        Text(
            "{who}。代表的差异：{what}。这样的教师占 {share}，反过来的占 {other}。",
            "{who}. Stands for: {what}. The same holds for {share} of teachers, the other way round "
            "for {other}.",
        ),
        lead=letter(career.number),
        who=case.of(opening(career)),
        what=case.of(told.words),
        share=_share(case, found, told.share, told.column),
        other=_share(case, found, other.share, other.column),
    )
    for scenario, lived in zip((found.base, found.reform), career.lives, strict=True):
        clause = life(lived, case.study.years[-1])
        text = Text(f"{clause.zh}。", f"{clause.en}.")
        yield case.say(text, lead=case.name(scenario, quote=True), item=True)


def _share(case: Case, found: Sample, share: Spread, column: str) -> Line:
    """Return a share of the teachers of the start in percent, with its interval."""
    if share.low is None or share.high is None or share.low == share.high:
        one = _percent(found, share.mean, column, "share", 0.1)
        return case.line(Text("{n}%", "{n}%"), n=one)
    place = place_of(50 * (share.high - share.low), 0.1)
    ends = (
        ("share", share.mean),
        ("share_low", max(share.low, 0.0)),
        ("share_high", min(share.high, 1.0)),
    )
    n, low, high = (_percent(found, value, column, what, place) for what, value in ends)
    return case.line(
        Text("{n}%（95% 区间 {low}%–{high}%）", "{n}% (95% interval {low}% to {high}%)"),
        n=n,
        low=low,
        high=high,
    )


def _percent(found: Sample, value: float, column: str, what: str, place: float) -> Number:
    return number(value, _source(found, column, what), factor=100, place=place)


def _source(found: Sample, column: str, what: str) -> Source:
    where = {"county": found.county}
    return Source("careers", column, what, found.reform, found.base, None, where)
