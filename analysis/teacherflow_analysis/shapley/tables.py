"""An attribution as tables for the terminal, legible at 80 columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from teacherflow.text import Language, Text, counted
from teacherflow_analysis.clear_digits import with_ends, with_half
from teacherflow_analysis.comparison.compare import Verdict
from teacherflow_analysis.comparison.tables import GOOD, MISSING, SAME, STYLES, VERDICTS
from teacherflow_analysis.indicators_meta import Indicator, describe
from teacherflow_analysis.periods import last_of
from teacherflow_analysis.shapley.attribution import (
    ALONE,
    LAST_IN,
    PACKAGE,
    SHAPLEY,
    TOGETHER,
    Attribution,
    Part,
    Plan,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text as Line

HEADS: Final = {
    ALONE: Text("单独", "Alone"),
    LAST_IN: Text("最后加入", "Last in"),
    SHAPLEY: Text("Shapley", "Shapley"),
}
WHOLE: Final = Text("整个方案", "The whole package")


def show(found: Attribution, console: Console, language: Language) -> None:
    """Print one table per indicator, its interactions, and what a reader must know to trust it."""
    study = found.study
    title = study.title.to(language)
    console.print(title, style="bold", highlight=False, markup=False)
    console.print(_headline(found).to(language), highlight=False, markup=False)
    for indicator in found.indicators:
        console.print(_table(found, indicator, console.width, language))
        for told in interactions(found, indicator):
            console.print(told.to(language), highlight=False, markup=False)
        console.print()
    for note in _notes(found):
        console.print(note.to(language), style="dim", highlight=False, markup=False)


def _headline(found: Attribution) -> Text:
    study, plan = found.study, found.plan
    package, base = plan.package, study.baseline
    zh = f"“{study.label(package, 'zh')}”与“{study.label(base, 'zh')}”之差归于 {len(plan.players)} 项政策"
    en = (
        f"{study.label(package, 'en')} against {study.label(base, 'en')}, "
        f"attributed to {counted(len(plan.players), 'part')}"
    )
    return Text(zh, en)


def _table(found: Attribution, indicator: str, width: int, language: Language) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text as Line

    meta = describe(indicator)
    measures = [m for m in HEADS if found.of(indicator, m)]
    whole = found.find(indicator, PACKAGE)
    table = Table(
        title=Line(_title(meta, whole, language), style="bold"),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        width=min(width, 110),
    )
    table.add_column(Text("政策", "Policy").to(language), ratio=1, min_width=16)
    table.columns[0].overflow = "fold"
    for measure in measures:
        table.add_column(HEADS[measure].to(language), justify="right", no_wrap=True)
    table.add_column(Text("判断", "Verdict").to(language), no_wrap=True)
    for name, player in found.plan.players.items():
        parts = [found.find(indicator, measure, name) for measure in measures]
        cells = [_cell(meta, part, language) for part in parts]
        table.add_row(Line(player.title.to(language)), *cells, _verdict(parts[-1], language))
    table.add_section()
    blank = [Line("")] * (len(measures) - 1)
    table.add_row(
        Line(WHOLE.to(language)),
        *blank,
        _cell(meta, whole, language),
        _verdict(whole, language),
    )
    return table


def _title(meta: Indicator, whole: Part | None, language: Language) -> str:
    unit = meta.change_unit.to(language)
    year = "" if whole is None else str(whole.year)
    when = Text("末五年", "last 5").to(language) if year == "last5" else year
    words = f"{GOOD[meta.better]} {meta.label.to(language)}".lstrip()
    told = [part for part in (unit, when) if part]
    return f"{words}（{'，'.join(told)}）" if language == "zh" else f"{words} ({', '.join(told)})"


def _cell(meta: Indicator, part: Part | None, language: Language) -> Line:
    from rich.text import Text as Line

    if part is None or part.value is None:
        return Line(MISSING)
    words, half = with_half(meta, language, part.value, part.low, part.high)
    return Line(f"{words} ± {half}" if half else words)


def _verdict(part: Part | None, language: Language) -> Line:
    from rich.text import Text as Line

    if part is None or part.value is None:
        return Line(MISSING, style="dim")
    if part.low == part.high == 0:
        return Line(SAME.to(language), style="dim")
    return Line(VERDICTS[part.verdict].to(language), style=STYLES.get(part.verdict, "dim"))


def interactions(found: Attribution, indicator: str) -> list[Text]:
    """Return in words how far the policies add up, and which two interact most.

    A size is told only if its interval leaves out zero.
    """
    if len(found.plan.players) < 2:
        return []
    told = []
    together = found.find(indicator, TOGETHER)
    if together is not None and together.value is not None:
        told.append(_additive(describe(indicator), together))
    pair = found.strongest(indicator)
    if pair is not None and len(found.plan.players) > 2:
        told.append(_pair(found, describe(indicator), pair))
    return told


def _additive(meta: Indicator, part: Part) -> Text:
    if part.low == part.high == 0:
        return Text(
            "各项单独效应之和恰等于整个方案的效应。", "The effects alone add up to the package."
        )
    if part.verdict is Verdict.NO_INTERVAL:
        size = _size(meta, part)
        return Text(
            f"整个方案与各项单独之和相差 {size.zh}（无区间）。",
            f"The package differs from the sum of its parts alone by {size.en} (no interval).",
        )
    if part.verdict is Verdict.UNCLEAR:
        return Text(
            "各项单独效应之和与整个方案无明显差异。",
            "The package does not clearly differ from the sum of its parts alone.",
        )
    size = _size(meta, part)
    return Text(
        f"整个方案与各项单独之和相差 {size.zh}。",
        f"The package differs from the sum of its parts alone by {size.en}.",
    )


def _pair(found: Attribution, meta: Indicator, part: Part) -> Text:
    players = found.plan.players
    titles = [players[name].title for name in (part.policy, part.other) if name is not None]
    zh, en = "与".join(t.zh for t in titles), " with ".join(t.en for t in titles)
    if part.low == part.high == 0:
        return Text("任何两项之间都没有交互。", "No two parts interact at all.")
    size = _size(meta, part)
    if part.verdict is Verdict.UNCLEAR:
        return Text("没有明显的两两交互。", "No two parts clearly interact.")
    more = "（无区间）" if part.verdict is Verdict.NO_INTERVAL else ""
    none = " (no interval)" if more else ""
    return Text(
        f"最大的两两交互：{zh}，合在一起与二者之和相差 {size.zh}{more}。",
        f"Largest interaction: {en}; together {size.en} beyond the sum of the two{none}.",
    )


def _size(meta: Indicator, part: Part) -> Text:
    """Return a number with its interval and unit."""
    texts = []
    for language in ("zh", "en"):
        told = with_ends(meta, language, part.value or 0.0, part.low, part.high)
        texts.append(" ".join(word for word in (*told, meta.change_unit.to(language)) if word))
    return Text(*texts)


def _notes(found: Attribution) -> list[Text]:
    study = found.study
    last = last_of(study.years)
    pairs = max((part.n for part in found.parts), default=0)
    notes = [
        Text(
            f"均与基准配对（至多 {pairs} 对），± 为 95% t 区间之半；末五年为{last.zh}的均值。",
            f"Paired within draw and seed (up to {counted(pairs, 'pair')}); ±: half the 95% t interval; last 5: "
            f"mean of {last.en}.",
        ),
        Text(
            "单独：只在基准上加此项；最后加入：整个方案减去不含此项的方案。判断针对最后一列数值。",
            "Alone: this part only, on top of the baseline. Last in: the package minus the package "
            "without it. Verdict: on the last column.",
        ),
        *shares_told(found.plan, found.parts),
    ]
    if any(part.verdict is Verdict.NO_INTERVAL and part.n for part in found.parts):
        notes.append(
            Text(
                "只有一个独立样本，无法给出区间；请增加 replications（或 draws）。",
                "One independent case only, so there is no interval: ask for more replications (or "
                "draws).",
            )
        )
    if any(not part.n for part in found.parts):
        notes.append(
            Text(
                f"{MISSING}：没有一对在全部组合中都有值。",
                f"{MISSING}: no pair has a value in all coalitions.",
            )
        )
    if study.draws > 1:
        notes.append(
            Text(
                f"以 {study.draws} 组参数抽样为独立样本。",
                f"The {study.draws} draws are the independent cases.",
            )
        )
    if study.failed:
        notes.append(
            Text(
                f"注意：{study.failed} 次模拟失败，未计入。",
                f"Note: {counted(study.failed, 'run')} failed, left out.",
            )
        )
    return notes


def shares_told(plan: Plan, parts: Sequence[Part]) -> list[Text]:
    """Return what a Shapley share is here, and how it was come by."""
    if not plan.shares:
        return []
    adds = Text(
        "Shapley 份额：各种加入次序下边际效应的均值，各项之和等于整个方案的效应。",
        "Shapley: mean of what a part adds over the orders of entry; shares sum to the package.",
    )
    if plan.exact:
        return [adds]
    return [
        adds,
        Text(
            f"次序抽取 {len(plan.orders)} 个（每个与其倒序成对），区间不含抽取次序的误差。",
            f"Over {counted(len(plan.orders), 'sampled order')}, each with its reverse; intervals leave out "
            "the error of sampling them.",
        ),
    ]
