"""Who gains and who loses, by groups of teachers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teacherflow.results.fairness import APART
from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import Block, Line, Paragraph, Source
from teacherflow_analysis.brief.captions import figure_of
from teacherflow_analysis.brief.case import WHEN, Case
from teacherflow_analysis.brief.tables import Outcome, effects_table, headed
from teacherflow_analysis.comparison.effects import Effect
from teacherflow_analysis.comparison.groups import COMPARED, MEASURES, NET, WAYS, label_of
from teacherflow_analysis.figures.gains import BY as DRAWN

TOLD: Final = ("zone", "age", "title", "size")
"""Ways to group teachers that a brief shows."""


def blocks(case: Case) -> Iterator[Block]:
    """Yield the section."""
    if not case.options:
        return
    yield Paragraph(
        case.line(
            Text(
                "与自己在研究基准下相比，每月境况高出 50 元以上为“变好”，低 50 元以上为“变差”。"
                "规则一变，各人的路径便会分开，单凭运气也有人变好、有人变差，两个占比都只增不减，"
                "故不作好坏判断；两边的运气相抵，作判断的是两者之差（“变好减变差”）。"
                "福利和教学效果是各组均值，也随人员进出该组而变。人数平均不足 5 人的组不列。"
                f"{COMPARED.zh}",
                "Better off, worse off: share of teachers who lie more than 50 yuan a month above "
                "or below their own path under the baseline. Under other rules the paths of "
                "persons part, and luck alone leaves some better and others worse off: both "
                "shares can only rise, and are not judged. Luck is the same on both sides, so "
                "what is judged is one less the other. "
                "Welfare and teacher effect are means of groups and also "
                "change by who joins and leaves. Groups of fewer than 5 teachers are not shown. "
                f"{COMPARED.en}",
            )
        )
    )
    if any(_tells(case, by, NET) and large(case, by) for by in DRAWN):
        yield figure_of(case, "gains")
    for by in TOLD:
        yield from _table(case, by, NET)
    for measure in ("better_off", "worse_off", "welfare", "effectiveness"):
        yield from _table(case, "zone", measure)


def _table(case: Case, by: str, measure: str) -> Iterator[Block]:
    if not _tells(case, by, measure):
        return
    outcomes = [_outcome(case, by, measure, value) for value in large(case, by)]
    what, way = headed(case, MEASURES[measure]), case.of(WAYS[by])
    caption = Text(f"{what}：按{way}", f"{what}, by {way.lower()}")
    table = effects_table(case, caption, outcomes)
    if table is not None:
        yield table


def _tells(case: Case, by: str, measure: str) -> bool:
    """Tell whether the results hold a measure of groups: those of earlier versions lack some."""
    gains = case.gains(by)
    return gains is not None and measure in gains.measures


def large(case: Case, by: str) -> list[str]:
    """Return the groups with enough teachers under every scenario."""
    gains = case.gains(by)
    return [] if gains is None else gains.large(WHEN)


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


def meaning(case: Case) -> Line:
    """Return in a sentence what better and worse off mean."""
    return case.line(
        Text(
            f"变好、变差：每月境况比自己在基准下高出、低于 {APART:g} 元以上。",
            f"Better, worse off: more than {APART:g} yuan a month above, below the own path under "
            "the baseline.",
        )
    )


def most(case: Case) -> list[Line]:
    """Return a sentence on the group of which clearly more lose than gain, the most of all.

    A share whose interval holds none is no finding: beside "no clear difference" it would read as
    one. Of a single pair there is no interval to go by.
    """
    found = [
        (effect, by, value)
        for by in ("zone", "age", "title")
        if (gains := case.gains(by)) is not None and NET in gains.measures
        for value in large(case, by)
        for name in case.options
        if (effect := gains.at(name, NET, value, WHEN)).difference is not None
        and effect.difference < 0
        and (effect.high is None or effect.high < 0)
    ]
    if not found:
        return []
    effect, by, value = min(found, key=lambda one: one[0].difference or 0.0)
    where = {"by": by, "value": value, "column": NET}
    told = Text(
        "按区域、年龄和职称看，变好减变差最低的是{name}下的{group}教师：{n} 个百分点。",
        "By zone, age and title, better less worse off is lowest under {name} among teachers of "
        'the group "{group}": {n} percentage points.',
    )
    return [
        case.line(
            told,
            name=case.name(effect.scenario, quote=True),
            group=case.of(label_of(by, value)),
            n=case.difference(effect, MEASURES[NET], **where),
        )
    ]
