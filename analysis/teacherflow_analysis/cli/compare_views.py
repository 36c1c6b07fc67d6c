"""Views of a comparison beside the table: how sure, year by year, across places, by groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from teacherflow.text import Text
from teacherflow_analysis.clear_digits import with_ends, with_half
from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.terminal import console, heading, line, paragraph, table, words
from teacherflow_analysis.comparison.compare import Comparison, Effect, Verdict, Year
from teacherflow_analysis.comparison.groups import COMPARED, MEASURES, WAYS, Gains, label_of
from teacherflow_analysis.comparison.tables import (
    GOOD,
    MISSING,
    SAME,
    VERDICTS,
    ZERO,
    caveats_of,
    family_of,
    gaps_of,
    notes_of,
    show_notes,
    unchanged_of,
)
from teacherflow_analysis.comparison.unchanged import unchanged, with_reasons
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.indicator_parts import siblings
from teacherflow_analysis.indicators_meta import WORDS, Better, Indicator, describe
from teacherflow_analysis.one_way import why_not_judged
from teacherflow_analysis.written import number

if TYPE_CHECKING:
    from teacherflow_analysis.study import Study

NOTHING: Final = "="


def show_detail(comparison: Comparison) -> None:
    """Print how sure each effect is."""
    head = (
        say("指标", "Indicator"),
        say("时期", "Period"),
        say("标准化", "Std."),
        say("更好的概率", "Better in"),
        say("自助法 95%", "Bootstrap 95%"),
        say("p（Holm）", "p (Holm)"),
        say("减半需", "Halved by"),
    )
    same = unchanged_of(comparison)
    for scenario in _tabled(comparison.scenarios, same):
        heading(_against(comparison.study, scenario, comparison.baseline))
        rows = [
            (_label(effects[0]), *_below((_period(e.year), *_detail(e)) for e in effects))
            for effects in _by_indicator(comparison.of(scenario))
        ]
        table(head, rows)
    _notes(comparison, [_DETAIL], same)


def show_path(comparison: Comparison) -> None:
    """Print the effects year by year."""
    head = (
        say("学年", "Year"),
        say("基准", "Baseline"),
        say("改革", "Reform"),
        say("差异", "Difference"),
        "95%",
        say("判断", "Verdict"),
    )
    same = unchanged_of(comparison)
    for scenario in comparison.scenarios:
        heading(_against(comparison.study, scenario, comparison.baseline))
        if scenario in same:
            paragraph(words(same[scenario]))
            continue
        effects = comparison.of(scenario)
        for indicator in dict.fromkeys(effect.indicator for effect in effects):
            line(titled(describe(indicator)))
            table(head, [_year(e) for e in effects if e.indicator == indicator])
    show_notes(notes_of(comparison), console(), language())


def show_across(comparison: Comparison, part: str) -> None:
    """Print the effects with one column for each stage or zone."""
    places = list(WORDS[part])
    head = (
        say("指标", "Indicator"),
        say("时期", "Period"),
        *(words(WORDS[part][one]) for one in places),
    )
    same = unchanged_of(comparison)
    for scenario in _tabled(comparison.scenarios, same):
        heading(_against(comparison.study, scenario, comparison.baseline))
        found = {(e.indicator, e.year): e for e in comparison.of(scenario)}
        rows = []
        for label, columns in _families(comparison, part):
            lines = (
                (_period(when), *(_cell(found.get((columns[one], when))) for one in places))
                for when in comparison.periods
            )
            rows.append((label, *_below(lines)))
        table(head, rows)
    _notes(comparison, [_CELLS], same)


def _tabled(scenarios: Iterable[str], same: Mapping[str, Text]) -> Iterator[str]:
    """Yield the scenarios that have a table; those that change nothing are told instead."""
    for scenario in scenarios:
        if scenario in same:
            paragraph(words(same[scenario]))
        else:
            yield scenario


def _notes(comparison: Comparison, about: list[Text], same: Mapping[str, Text]) -> None:
    """Print the notes of a view: what its cells are, and what weakens them."""
    notes = notes_of(comparison, without=same)
    if len(same) < len(comparison.scenarios):
        notes = [*about, *notes[1:]]
    show_notes(notes, console(), language())


def across(study: Study, indicators: Sequence[str], part: str) -> list[str]:
    """Return the indicators of all stages or zones that these belong to.

    Raises
    ------
    AnalysisError
        If none of them is about a stage or zone.
    """
    held = set(study.indicators())
    found = [siblings(name, part) for name in indicators]
    columns = [name for one in found if one is not None for name in one[1].values()]
    if not columns:
        raise AnalysisError(
            Text(
                f"所选指标都不分{WAYS[part].zh}",
                f"none of these indicators is told by {part}",
            )
        )
    return [name for name in dict.fromkeys(columns) if name in held]


def show_gains(gains: Gains, adjusted: bool) -> None:
    """Print who gains and who loses."""
    measures = [name for name in gains.measures if name != "n"]
    head = (
        words(WAYS[gains.by]),
        say("时期", "Period"),
        say("人数", "Teachers"),
        *(titled(MEASURES[name]) for name in measures),
    )
    idle = unchanged(gains.study, gains.baseline)
    same = with_reasons(gains.study, gains.baseline, sorted(idle & {*gains.scenarios}))
    for scenario in gains.scenarios:
        heading(_against(gains.study, scenario, gains.baseline))
        if scenario in same:
            paragraph(words(same[scenario]))
        rows = [
            (
                words(label_of(gains.by, value)),
                *_below(_gain(gains, measures, scenario, value, when) for when in gains.periods),
            )
            for value in gains.values
        ]
        table(head, rows)
    base = words(gains.study.scenarios[gains.study.baseline])
    notes = [
        _CELLS,
        Text(
            "人数为基准下该组在职教师。教师按当年所在的组计，组的变化也来自人员进出；"
            f"“境况变好”“境况变差”则逐人与其在“{base}”下相比，每月高出、低于 50 元以上者所占比例之差；"
            "“变好减变差”为两者相减，两边的运气相抵。",
            "Teachers: those of the group in service under the baseline. A teacher counts in the "
            "group of the year, so a group also changes by who joins and leaves it; better and "
            f"worse off is each teacher against their own path under {base}: the shares more than "
            "50 yuan a month higher and lower, as a difference. One less the other is what luck, "
            "which is the same on both sides, does not tell.",
        ),
        *([COMPARED] if "worse_off" in measures else []),
        *family_of(gains.effects, adjusted),
        *gaps_of(gains.effects),
        *why_not_judged(gains.measures),
        *caveats_of(gains.study),
    ]
    show_notes(notes, console(), language())


_CELLS: Final = Text(
    "各格：改革减基准的均值差 ± 95% 区间半宽；▲ 更好，▼ 更差，◆ 有变化（不作好坏判断），无符号为不明显。",
    "Cells: mean difference reform minus baseline ± half its 95% interval; ▲ better, ▼ worse, "
    "◆ changed (not judged), no mark: unclear.",
)
_DETAIL: Final = Text(
    "标准化：均值差 ÷ 各对差异的标准差。更好的概率：改革更好的对（或抽样）所占比例，括号内为 Jeffreys 95% 区间；"
    "未定好坏方向的指标为更高的比例。自助法：少于 8 对时不给出。p：t 检验，按 Holm 法对全部差异校正。"
    "减半需：使区间减半所需的重复次数（次）或参数抽样组数（组）。",
    "Std.: mean difference over the standard deviation of the pairs' differences. Better in: share "
    "of the pairs (or draws) in which the reform is better, with its Jeffreys 95% interval; where "
    "no way is good, in which it is higher. Bootstrap: none with fewer than 8 pairs. p: t test, "
    "adjusted for all effects (Holm). Halved by: replications (r) or draws (d), in all, that would "
    "halve the interval.",
)


def _against(study: Study, scenario: str, base: str) -> str:
    name, other = (study.label(one, language()) for one in (scenario, base))
    return say(f"{name} 与 {other} 相比", f"{name} against {other}")


def _by_indicator(effects: Sequence[Effect]) -> list[list[Effect]]:
    names = dict.fromkeys(effect.indicator for effect in effects)
    return [[effect for effect in effects if effect.indicator == name] for name in names]


def _below(lines: Iterable[Sequence[str]]) -> list[str]:
    """Return cells of several lines: the first cells of all lines, the second ones and so on."""
    return ["\n".join(cells) for cells in zip(*lines, strict=True)]


def _gain(
    gains: Gains, measures: Sequence[str], scenario: str, value: str, when: Year
) -> tuple[str, ...]:
    number = gains.at(scenario, "n", value, when).baseline
    cells = [gains.at(scenario, name, value, when) for name in measures]
    count = MISSING if number is None else MEASURES["n"].written(number, language())
    return (_period(when), count, *(_cell(effect) for effect in cells))


def _label(effect: Effect) -> str:
    return f"{GOOD[effect.better]} {words(describe(effect.indicator).label)}".lstrip()


def titled(meta: Indicator, unit: Text | None = None) -> str:
    """Return an indicator with its good direction and a unit, that of a difference by default."""
    named = words(meta.change_unit if unit is None else unit)
    label = f"{GOOD[meta.better]} {words(meta.label)}".lstrip()
    return label + (say(f"（{named}）", f" ({named})") if named else "")


def _period(when: Year) -> str:
    return say("末五年", "last 5") if when == "last5" else str(when)


def _meta(effect: Effect) -> Indicator:
    measure, dot, _ = effect.indicator.partition(".")
    return MEASURES[measure] if dot and measure in MEASURES else describe(effect.indicator)


def _number(effect: Effect, value: float | None) -> str:
    return MISSING if value is None else _meta(effect).written(value, language())


def _ends(
    effect: Effect, value: float | None, low: float | None, high: float | None
) -> tuple[str, str]:
    """Return a difference and its interval in brackets."""
    if value is None:
        return MISSING, MISSING
    difference, interval = with_ends(_meta(effect), language(), value, low, high)
    return difference, interval.replace(" ", "\u00a0") or MISSING


def _detail(effect: Effect) -> tuple[str, ...]:
    if effect.nothing:
        return (NOTHING, NOTHING, NOTHING, NOTHING, NOTHING)
    size = effect.standardised
    return (
        MISSING if size is None else number(size, 2, sign=True),
        _chance(effect),
        _ends(effect, 0.0, effect.bootstrap_low, effect.bootstrap_high)[1],
        MISSING if effect.p_holm is None else probability(effect.p_holm),
        _halved(effect),
    )


def probability(p: float) -> str:
    """Return a p-value as readers write it."""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def percent(share: float, low: float, high: float) -> str:
    """Return a share with its interval, in whole per cent."""
    return f"{share:.0%}\u00a0({100 * low:.0f}–{100 * high:.0f})"


def _chance(effect: Effect) -> str:
    share, low, high = effect.probability, effect.probability_low, effect.probability_high
    if share is None or low is None or high is None:
        return MISSING
    sign = "↑" if effect.better is Better.NEITHER else ""
    return sign + percent(share, low, high)


def _halved(effect: Effect) -> str:
    parts = []
    if effect.halved_by_replications is not None:
        parts.append(
            say(f"{effect.halved_by_replications:,}次", f"{effect.halved_by_replications:,}r")
        )
    if effect.halved_by_draws is not None:
        parts.append(say(f"{effect.halved_by_draws:,}组", f"{effect.halved_by_draws:,}d"))
    return "/".join(parts) or MISSING


def _year(effect: Effect) -> tuple[str, ...]:
    verdict = SAME if effect.nothing else VERDICTS[effect.verdict]
    around = effect.difference, effect.low, effect.high
    return (
        _period(effect.year),
        _number(effect, effect.baseline),
        _number(effect, effect.reform),
        *((ZERO, MISSING) if effect.nothing else _ends(effect, *around)),
        words(verdict),
    )


def _cell(effect: Effect | None) -> str:
    """Return difference, half the interval and a mark."""
    if effect is None or effect.difference is None:
        return MISSING
    if effect.nothing:
        return NOTHING
    around = effect.difference, effect.low, effect.high
    text, half = with_half(_meta(effect), language(), *around)
    if not half:
        return text
    mark = _MARKS.get(effect.verdict, "")
    return f"{text}\u00a0±\u00a0{half}{mark and chr(0xA0) + mark}"


_MARKS: Final = {Verdict.BETTER: "▲", Verdict.WORSE: "▼", Verdict.CHANGED: "◆"}


def _families(comparison: Comparison, part: str) -> list[tuple[str, dict[str, str]]]:
    found: dict[str, dict[str, str]] = {}
    for indicator in comparison.paths.columns:
        family = siblings(indicator, part)
        if family is not None:
            meta = describe(indicator)
            unit = words(meta.change_unit)
            label = f"{GOOD[meta.better]} {words(family[0])}".lstrip()
            found[label + (say(f"（{unit}）", f" ({unit})") if unit else "")] = family[1]
    return list(found.items())
