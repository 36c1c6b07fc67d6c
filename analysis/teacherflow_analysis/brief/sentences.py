"""Findings as sentences: which options are better, which worse, which not clearly different."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import Line, Part, Source
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.rounding import number, place_of_change, scale_of
from teacherflow_analysis.comparison.effects import Effect, Verdict
from teacherflow_analysis.indicators_meta import Indicator, describe

GROUPS: Final = (
    (Verdict.BETTER, Text("更好：", "better: ")),
    (Verdict.WORSE, Text("更差：", "worse: ")),
    (Verdict.CHANGED, Text("有变化：", "changed: ")),
    (Verdict.NO_INTERVAL, Text("只有一对可比，没有区间：", "one pair only, no interval: ")),
)
LISTED: Final = 2
"""More options than this of one verdict are told by their range; the table has them all."""
STOP: Final = Text("；", "; ")
COMMA: Final = Text("、", ", ")


def finding(case: Case, indicator: str) -> Line | None:
    """Return what options do to one indicator; None if the study does not say."""
    meta = describe(indicator)
    level = case.level_of(case.base, indicator)
    if level is None:
        return None
    opening = Text("{label}：基准 {level}", "{label}: {level} under the baseline")
    start = case.line(opening, label=case.label(indicator), level=level)
    found = [case.effect(name, indicator) for name in case.options]
    known = [e for e in found if e is not None and e.difference is not None]
    if not known:
        return case.line(Text("{start}。", "{start}."), start=start)
    told = _range(case, meta, known) if case.folded else _all(case, meta, known)
    return case.line(Text("{start}；{told}。", "{start}; {told}."), start=start, told=told)


def _all(case: Case, meta: Indicator, effects: Sequence[Effect]) -> Line:
    pieces: list[Line] = []
    for verdict, words in GROUPS:
        mine = [e for e in effects if e.verdict is verdict and not e.nothing]
        if len(mine) > LISTED:
            pieces.append(_most(case, meta, verdict, words, mine))
        elif mine:
            listed = enumerated(case, [sized(case, e, meta) for e in mine])
            pieces.append(case.line(Text("{w}{l}", "{w}{l}"), w=case.of(words), l=listed))
    unclear = [e for e in effects if e.verdict is Verdict.UNCLEAR and not e.nothing]
    if unclear:
        pieces.append(_named(case, unclear, effects, Text("没有明显差异", "no clear difference")))
    same = [e for e in effects if e.nothing]
    if same:
        words = Text("没有任何变化", "no change in any run")
        if meta.name == "spending" and case.cancelling & {e.scenario for e in same}:
            words = Text("合计没有任何变化", "no change of the sum in any run")
        pieces.append(_named(case, same, effects, words))
    return enumerated(case, pieces, STOP)


def _most(
    case: Case, meta: Indicator, verdict: Verdict, words: Text, mine: Sequence[Effect]
) -> Line:
    """Return how many, and the smallest and the largest difference."""
    ordered = sorted(mine, key=lambda e: abs(e.difference or 0.0))
    many = number(
        len(mine),
        Source("county_year", meta.name, f"count_{verdict.value}", year=mine[0].year),
    )
    return case.line(
        Text("{w}{n} 个，从{a}到{b}", "{w}{n} options, from {a} to {b}"),
        w=case.of(words),
        n=many,
        a=sized(case, ordered[0], meta),
        b=sized(case, ordered[-1], meta),
    )


def _named(case: Case, mine: Sequence[Effect], effects: Sequence[Effect], words: Text) -> Line:
    """Return who shows no difference; all of them are not listed."""
    if len(mine) == len(effects) > 1:
        return case.line(Text("各方案均{w}", "{w} under any option"), w=case.of(words))
    if len(mine) > LISTED:
        verdict = "count_same" if mine[0].nothing else f"count_{Verdict.UNCLEAR.value}"
        many = number(
            len(mine), Source("county_year", mine[0].indicator, verdict, year=mine[0].year)
        )
        return case.line(Text("{n} 个{w}", "{n} options: {w}"), n=many, w=case.of(words))
    names = enumerated(case, [Line((case.name(e.scenario, quote=True),)) for e in mine])
    return case.line(Text("{n}{w}", "{w}: {n}"), n=names, w=case.of(words))


def _range(case: Case, meta: Indicator, effects: Sequence[Effect]) -> Line:
    ordered = sorted(effects, key=lambda e: e.difference or 0.0)
    total, clear = case.whole(len(case.options), "study.options"), _clear(effects)
    if not clear:
        text = Text("{n} 个方案均没有明显差异", "none of {n} options shows a clear difference")
        return case.line(text, n=total)
    many = number(
        len(clear), Source("county_year", meta.name, "count_clear", year="last5"), place=1.0
    )
    return case.line(
        Text(
            "{n} 个方案中 {k} 个有明显差异，从{a}到{b}",
            "{k} of {n} options differ clearly; differences run from {a} to {b}",
        ),
        n=total,
        k=many,
        a=sized(case, ordered[0], meta),
        b=sized(case, ordered[-1], meta),
    )


def _clear(effects: Sequence[Effect]) -> list[Effect]:
    told = (Verdict.BETTER, Verdict.WORSE, Verdict.CHANGED)
    return [e for e in effects if e.verdict in told and not e.nothing]


def sized(case: Case, effect: Effect, meta: Indicator) -> Line:
    """Return an option with its difference and half the width of its interval."""
    scale = scale_of(meta, case.language)
    shown = case.difference(effect, meta)
    unit = f"\u00a0{scale.change}" if scale.change else ""
    name = case.name(effect.scenario, quote=True)
    if effect.low is None or effect.high is None:
        return case.line(
            Text("{name} {n}{unit}", "{name} {n}{unit}"), name=name, n=shown, unit=unit
        )
    half = (effect.high - effect.low) / 2
    if half == 0:
        return case.line(
            Text("{name} {n}{unit}", "{name} {n}{unit}"), name=name, n=shown, unit=unit
        )
    source = Source(
        "county_year",
        effect.indicator,
        "difference_half",
        effect.scenario,
        case.base,
        effect.year,
    )
    change = (effect.difference or 0.0) * scale.factor
    place = place_of_change(change, half * scale.factor, scale.place)
    around = number(half, source, factor=scale.factor, place=place)
    return case.line(
        Text("{name} {n}\u00a0±\u00a0{h}{unit}", "{name} {n}\u00a0±\u00a0{h}{unit}"),
        name=name,
        n=shown,
        h=around,
        unit=unit,
    )


def enumerated(case: Case, pieces: Sequence[Line], stop: Text = COMMA) -> Line:
    """Return pieces one after the other."""
    parts: list[Part] = []
    for i, piece in enumerate(pieces):
        if i:
            parts.append(stop.to(case.language))
        parts += piece.parts
    return case.joined(parts)


def findings(case: Case, indicators: Sequence[str]) -> Line:
    """Return the findings on several indicators, one after the other."""
    found = [line for one in indicators if (line := finding(case, one)) is not None]
    return enumerated(case, found, Text("", " "))
