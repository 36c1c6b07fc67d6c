"""A comparison as tables for the terminal, legible at 80 columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from teacherflow.text import Language, Text, counted, word_for
from teacherflow_analysis.clear_digits import with_ends, with_half
from teacherflow_analysis.comparison.compare import Comparison, Effect, Verdict
from teacherflow_analysis.comparison.unchanged import with_reasons
from teacherflow_analysis.indicators_meta import Better, Indicator, describe
from teacherflow_analysis.limits import limits
from teacherflow_analysis.one_way import why_not_judged
from teacherflow_analysis.periods import last_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Line

    from teacherflow_analysis.study import Study

WIDE: Final = 100
"""From so many columns on, intervals are written with both ends."""

VERDICTS: Final = {
    Verdict.BETTER: Text("▲ 更好", "▲ better"),
    Verdict.WORSE: Text("▼ 更差", "▼ worse"),
    Verdict.CHANGED: Text("◆ 有变化", "◆ changed"),
    Verdict.UNCLEAR: Text("· 不明显", "· unclear"),
    Verdict.NO_INTERVAL: Text("无区间", "no interval"),
}
STYLES: Final = {Verdict.BETTER: "bold cyan", Verdict.WORSE: "bold yellow", Verdict.CHANGED: "bold"}
SAME: Final = Text("= 相同", "= same")
"""Not a verdict: no change in any run."""
ZERO: Final = "0"
"""A difference that is zero in every run, not one that is rounded to zero."""
GOOD: Final = {Better.HIGHER: "↑", Better.LOWER: "↓", Better.NEITHER: ""}
MISSING: Final = "–"
ENOUGH: Final = 5
"""With fewer replications Student's t makes intervals that hold the luck of all draws very wide."""


def show(comparison: Comparison, console: Console, language: Language) -> None:
    """Print one table per scenario, and what a reader must know to trust it."""
    study = comparison.study
    title = study.title.to(language)
    console.print(title, style="bold", highlight=False, markup=False)
    same = unchanged_of(comparison)
    for scenario in comparison.scenarios:
        if scenario in same:
            show_notes([same[scenario]], console, language, style="bold")
            console.print()
        else:
            console.print(_table(comparison, scenario, console.width, language))
    show_notes(notes_of(comparison, without=same), console, language)


def unchanged_of(comparison: Comparison) -> dict[str, Text]:
    """Return what to tell instead of a table of a scenario that changes nothing."""
    names = [name for name in comparison.scenarios if name in comparison.unchanged]
    return with_reasons(comparison.study, comparison.baseline, names)


def show_notes(
    notes: Sequence[Text], console: Console, language: Language, style: str = "dim"
) -> None:
    """Print what a reader must know, one note below the other."""
    from teacherflow_analysis.folding import folded

    for note in notes:
        for line in folded(note.to(language), console.width):
            console.print(line, style=style, highlight=False, markup=False)


def _table(comparison: Comparison, scenario: str, width: int, language: Language) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text as Line

    wide = width >= WIDE
    study = comparison.study
    name, base = (study.label(s, language) for s in (scenario, comparison.baseline))
    headline = Text(f"{name} 与 {base} 相比", f"{name} against {base}")
    table = Table(
        title=Line(headline.to(language), style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 2 if wide else 1, 0, 0),
        pad_edge=False,
        width=min(width, 120),
    )
    table.add_column(Text("指标（单位）", "Indicator (unit)").to(language), ratio=1, min_width=18)
    table.add_column(Text("时期", "Period").to(language), no_wrap=True)
    for head in (Text("基准", "Baseline"), Text("改革", "Reform"), Text("差异", "Difference")):
        table.add_column(head.to(language), justify="right", no_wrap=True)
    table.add_column("95%", justify="left", no_wrap=True)
    table.add_column(Text("判断", "Verdict").to(language), no_wrap=True)
    column = table.columns[0]
    column.overflow = "fold"
    for indicator in dict.fromkeys(effect.indicator for effect in comparison.of(scenario)):
        together = [e for e in comparison.of(scenario) if e.indicator == indicator]
        table.add_row(*_cells(together, wide, language))
        if not wide:
            table.add_section()
    return table


def _cells(effects: Sequence[Effect], wide: bool, language: Language) -> list[Line]:
    """Return one row of cells: an indicator with a line for each period."""
    from rich.text import Text as Line

    meta = describe(effects[0].indicator)
    unit = meta.change_unit.to(language)
    brackets = "（{}）" if language == "zh" else " ({})"
    label = meta.label.to(language) + (brackets.format(unit) if unit else "")

    def number(value: float | None) -> str:
        return MISSING if value is None else meta.written(value, language)

    lines = [
        (
            _period(effect).to(language),
            number(effect.baseline),
            number(effect.reform),
            *_change(effect, meta, wide, language),
        )
        for effect in effects
    ]
    columns = [Line("\n".join(cells)) for cells in zip(*lines, strict=True)]
    verdicts = Line("\n").join(_verdict(effect, language) for effect in effects)
    return [Line(f"{GOOD[effects[0].better]} {label}".lstrip()), *columns, verdicts]


def _period(effect: Effect) -> Text:
    return Text("末五年", "last 5") if effect.year == "last5" else Text(*[str(effect.year)] * 2)


def _verdict(effect: Effect, language: Language) -> Line:
    from rich.text import Text as Line

    if effect.nothing:
        return Line(SAME.to(language), style="dim")
    return Line(VERDICTS[effect.verdict].to(language), style=STYLES.get(effect.verdict, "dim"))


def _change(effect: Effect, meta: Indicator, wide: bool, language: Language) -> tuple[str, str]:
    """Return the difference and its interval: both ends, or half of it if there is little room."""
    if effect.difference is None:
        return MISSING, MISSING
    if effect.nothing:
        return ZERO, MISSING
    around = effect.difference, effect.low, effect.high
    if wide:
        difference, interval = with_ends(meta, language, *around)
    else:
        difference, half = with_half(meta, language, *around)
        interval = half and f"± {half}"
    return difference, interval or MISSING


def notes_of(comparison: Comparison, without: Collection[str] = ()) -> list[Text]:
    """Return what is compared, how often, and what weakens it.

    Parameters
    ----------
    without : collection of str
        Scenarios that have no table.
    """
    tabled = [effect for effect in comparison.effects if effect.scenario not in without]
    if not tabled:
        return limits(comparison.study)
    last = last_of(comparison.study.years)
    return [
        Text(
            "差异 = 同一抽样、同一随机种子下改革减基准的均值；95% 为该均值差的 t 区间；"
            f"“末五年”为{last.zh}的均值。↑ 越高越好，↓ 越低越好，无箭头不作好坏判断。",
            "Difference: mean of reform minus baseline within pairs of the same draw and seed; "
            f"95%: t interval of that mean; last 5: mean of {last.en}. "
            "↑ higher is better, ↓ lower is better, no arrow: not judged.",
        ),
        *family_of(comparison.effects, comparison.adjusted),
        *gaps_of(tabled),
        *why_not_judged(effect.indicator for effect in tabled),
        *caveats_of(comparison.study),
    ]


def family_of(effects: Sequence[Effect], adjusted: bool) -> list[Text]:
    """Return how many effects were looked at, and what that does to chance."""
    tested = sum(effect.low is not None for effect in effects)
    pairs = max((effect.n for effect in effects), default=0)
    n = len(effects)
    many = f"{counted(n, 'effect')} {word_for(n, 'was', 'were')} looked at"
    if not tested:
        return [Text(f"共考察 {len(effects)} 个差异", many)]
    looked = Text(
        f"共考察 {len(effects)} 个差异（至多 {pairs} 对）",
        f"{many}, of up to {counted(pairs, 'pair')}",
    )
    if adjusted:
        return [
            Text(
                f"{looked.zh}；判断按 Holm 法对这 {tested} 个检验校正：哪怕只错判一个的概率也不超过 5%。",
                f"{looked.en}; verdicts are adjusted for "
                f"{word_for(tested, 'this one test', f'these {tested} tests')} (Holm): the chance "
                "of even one false call is at most 5%.",
            )
        ]
    return [
        Text(
            f"{looked.zh}；若改革全无作用，约有 {0.05 * tested:.1f} 个区间也会偶然不含零"
            "（--holm 对此校正）。",
            f"{looked.en}; if no reform did anything, about {0.05 * tested:.1f} intervals would "
            "leave out zero by chance (--holm adjusts for that).",
        )
    ]


def gaps_of(effects: Sequence[Effect]) -> list[Text]:
    """Return what it means that numbers or intervals are missing."""
    notes = []
    if any(effect.low is None and effect.n for effect in effects):
        notes.append(
            Text(
                "只有一对可比（一次重复或一组参数抽样），无法给出区间；请增加 replications（或 draws）。",
                "Only one independent pair (one replication, or one draw with values): no interval "
                "can be given. Ask for more replications (or draws).",
            )
        )
    if any(not effect.n for effect in effects):
        notes.append(
            Text(
                f"{MISSING}：两方案中没有同时有值的对。", f"{MISSING}: no pair has a value in both."
            )
        )
    same = [effect.n for effect in effects if effect.nothing]
    if same:
        notes.append(_same(max(same)))
    return notes


def _same(pairs: int) -> Text:
    """Return what it means that nothing differs; of one run it says little."""
    if pairs == 1:
        return Text(
            f"{SAME.zh}：所比的唯一一次模拟中毫无变化（差异恰为 0）；换一次运气未必如此。",
            f"{SAME.en}: no change in the only run compared (a difference of exactly 0); other "
            "luck may bring one.",
        )
    return Text(
        f"{SAME.zh}：所有模拟中均无变化（差异恰为 0，并非舍入），故不写区间；0.000 则为舍入所得。",
        f"{SAME.en}: no change in any run (a difference of exactly 0, so no interval is written); "
        "0.000 is rounded.",
    )


def caveats_of(study: Study) -> list[Text]:
    """Return what the intervals leave out, and what weakens the numbers."""
    return [_of_parameters(study), *counties_and_limits(study)]


def counties_and_limits(study: Study) -> list[Text]:
    """Return that values are means of counties, and what weakens the numbers."""
    n = len(study.counties)
    if n == 1:
        return limits(study)
    mean = Text(
        f"数值为 {n} 个县的简单平均；用 --county 查看单个县。",
        f"Values are plain means of {n} counties; see one with --county.",
    )
    return [mean, *limits(study)]


def _of_parameters(study: Study) -> Text:
    if study.draws == 1:
        return Text(
            "参数未变动（draws: 1）：区间只反映运气，不反映参数的不确定。",
            "Parameters were not varied (draws: 1): intervals hold luck, not what is unknown about "
            "the parameters.",
        )
    if study.replications == 1:
        return Text(
            f"区间只反映 {study.draws} 组参数抽样：各组共用同一次运气，其影响须重复多次（最好 {ENOUGH} 次以上）才能计入。",
            f"Intervals hold the {study.draws} draws of parameters only: all share one luck, which "
            f"takes several replications, best {ENOUGH} or more, to measure.",
        )
    few = Text("", "")
    if study.replications < ENOUGH:
        few = Text(
            f"重复次数少，对这份运气知之甚少，区间宽出数倍；{ENOUGH} 次或更多会窄得多（已完成的会保留）。",
            f" So few replications know that luck badly, and intervals are several times as wide "
            f"as {ENOUGH} or more would make them (what is done is kept).",
        )
    return Text(
        f"区间同时反映 {study.draws} 组参数抽样与 {study.replications} 次重复（各组共用）的运气；"
        f"二者之分与择优概率见 --risk，取决于哪些参数见 teacherflow sensitivity。{few.zh}",
        f"Intervals hold both {study.draws} draws of parameters and the luck of "
        f"{study.replications} replications, which the draws share; --risk tells them apart, "
        f"teacherflow sensitivity on which parameters they hang.{few.en}",
    )
