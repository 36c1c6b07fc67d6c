"""Who gains and who loses, by groups of teachers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import Block, Line, Paragraph, Source
from teacherflow_analysis.brief.case import WHEN, Case
from teacherflow_analysis.brief.rounding import number, place_of
from teacherflow_analysis.brief.tables import Outcome, effects_table, headed
from teacherflow_analysis.comparison.effects import Effect
from teacherflow_analysis.comparison.groups import MEASURES, WAYS, label_of
from teacherflow_analysis.small_cells import LEAST

TOLD: Final = ("zone", "age", "title", "size")
"""Ways to group teachers that a brief shows."""


def blocks(case: Case) -> Iterator[Block]:
    """Yield the section."""
    if not case.options:
        return
    yield Paragraph(
        case.line(
            Text(
                "“境况变差”指：与自己在研究基准下相比，每月境况低 50 元以上的教师所占比例。"
                "这一比例只增不减：规则一变，各人的路径便会分开，有人只因运气不同而变差，也有人因此变好；"
                "故不作好坏判断，应与一个几乎不改变什么的安慰剂方案相比。"
                "福利和教学效果是各组均值，也随人员进出该组而变。人数平均不足 5 人的组不列。",
                "Worse off: share of teachers who lie more than 50 yuan a month below their own "
                "path under the baseline. It can only rise: under other rules the paths of "
                "persons part, and luck alone leaves some worse and others better off. So it is "
                "not judged; hold it against a placebo, an option that changes next to nothing. "
                "Welfare and teacher effect are means of groups and also "
                "change by who joins and leaves. Groups of fewer than 5 teachers are not shown.",
            )
        )
    )
    for by in TOLD:
        yield from _table(case, by, "worse_off")
    for measure in ("welfare", "effectiveness"):
        yield from _table(case, "zone", measure)


def _table(case: Case, by: str, measure: str) -> Iterator[Block]:
    outcomes = [_outcome(case, by, measure, value) for value in large(case, by)]
    what, way = headed(case, MEASURES[measure]), case.of(WAYS[by])
    caption = Text(f"{what}：按{way}", f"{what}, by {way.lower()}")
    table = effects_table(case, caption, outcomes)
    if table is not None:
        yield table


def large(case: Case, by: str) -> list[str]:
    """Return the groups with enough teachers under every scenario."""
    gains = case.gains(by)
    if gains is None:
        return []
    found = []
    for value in gains.values:
        sizes = [gains.at(name, "n", value, WHEN) for name in gains.scenarios]
        least = [min(e.baseline or 0.0, e.reform or 0.0) for e in sizes if e.n]
        if least and min(least) >= LEAST:
            found.append(value)
    return found


def _outcome(case: Case, by: str, measure: str, value: str) -> Outcome:
    meta, where = MEASURES[measure], {"by": by, "value": value, "column": measure}

    def effect(scenario: str) -> Effect | None:
        gains = case.gains(by)
        return None if gains is None else gains.at(scenario, measure, value, WHEN)

    def level() -> Line | None:
        found = next((e for name in case.options if (e := effect(name)) and e.n), None)
        if found is None or found.baseline is None:
            return None
        source = Source(
            "groups_year", measure, "paired_mean", case.base, found.scenario, WHEN, where
        )
        return case.amount(found.baseline, None, meta, source)

    return Outcome(case.of(label_of(by, value)), meta, level, effect, where)


def most(case: Case) -> list[Line]:
    """Return a sentence on the group of which most are worse off, if any clearly is, and on luck.

    A share whose interval holds none is no finding: beside "no clear difference" it would read as
    one. Of a single pair there is no interval to go by.
    """
    found = [
        (effect.reform, effect, by, value)
        for by in ("zone", "age", "title")
        for value in large(case, by)
        for name in case.options
        if (effect := _outcome(case, by, "worse_off", value).effect(name)) is not None
        and effect.reform
        and (effect.low is None or effect.low > 0)
    ]
    if not found:
        return []
    worst, effect, by, value = max(found, key=lambda one: one[0])
    where = {"by": by, "value": value, "column": "worse_off"}
    source = Source("groups_year", "worse_off", "mean", effect.scenario, None, WHEN, where)
    half = None if effect.low is None or effect.high is None else (effect.high - effect.low) / 2
    place = place_of(None if half is None else 100 * half, 0.1)
    shown = case.line(Text("{n}", "{n}"), n=number(worst, source, factor=100, place=place))
    if half:  # under the baseline nobody is worse off: the share is the difference
        against = replace(source, statistic="difference_half", against=case.base)
        around = number(half, against, factor=100, place=place)
        shown = case.line(Text("{n}\u00a0±\u00a0{h}", "{n}\u00a0±\u00a0{h}"), n=shown, h=around)
    told = Text(
        "按区域、年龄和职称看，比例最高的是{name}下的{group}教师：{n}%。",
        "By zone, age and title, the share is highest under {name}: {n}% of teachers in "
        'the group "{group}".',
    )
    return [
        case.line(
            told,
            name=case.name(effect.scenario, quote=True),
            group=case.of(label_of(by, value)),
            n=shown,
        ),
        case.line(
            Text(
                "一部分只是运气不同所致（见“谁受益、谁受损”）。",
                "Part of it is luck that falls otherwise (see: who gains and who loses).",
            )
        ),
    ]
