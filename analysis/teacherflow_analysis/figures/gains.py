"""Who gains and who loses: groups of teachers, person by person and on average."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from teacherflow.results.fairness import APART
from teacherflow.text import Language, Text
from teacherflow_analysis.comparison.compare import Effect
from teacherflow_analysis.comparison.groups import (
    COMPARED,
    NET,
    WAYS,
    Gains,
    gains_of,
    label_of,
    measures_of,
)
from teacherflow_analysis.figures import marks
from teacherflow_analysis.figures.dose import by_dose, names_of, told_in
from teacherflow_analysis.figures.forest import GOOD
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import around, foot, lacks, markers
from teacherflow_analysis.figures.page import EDGE, Page, Picture
from teacherflow_analysis.figures.place import not_drawn
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.indicators_meta import capital
from teacherflow_analysis.inference.spread import Estimate
from teacherflow_analysis.palette import INK, MUTED, Style, styles
from teacherflow_analysis.small_cells import LEAST
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "gains"
SUBJECT: Final = Text("谁受益、谁受损", "Who gains, who loses")
WHEN: Final = "last5"
BY: Final = ("zone", "age", "title")
"""Ways to group teachers that are drawn; `compare --by` tells the others too."""
MEASURES: Final = {
    NET: (100.0, Text("变好减变差，个百分点", "Better less worse off, percentage points")),
    "welfare": (1.0, Text("平均福利，元/月", "Mean welfare, yuan a month")),
}
"""What the axes show: factor and title."""
NOBODY: Final = Text("起始时在职者已无人在此组", "nobody in service at the start is left in it")
"""Why a group has no one who could be compared with the own baseline."""
MOST: Final = 6
"""Reforms shown; more would not be told apart."""
TOLD: Final = 3
"""So many reforms are told of in the title."""
HEADING, AXIS, NAMES, STEP, GAP, BETWEEN = 5.4, 5.5, 32.0, 1.8, 1.6, 5.0
"""Heights of a heading and an axis, width of the names of groups, heights of a mark and between
rows, space between the axes; mm."""


@dataclass(frozen=True)
class Row:
    """One group of teachers, how far below the top of the axes it begins, mm."""

    by: str
    value: str
    top: float


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the figure, or why there is none."""
    reforms = by_dose(study, [name for name in study.scenarios if name != study.baseline])
    if not reforms:
        return Text("只有一个方案，没有可比较的对象", "there is one scenario only")
    missing = lacks(study, "groups_year")
    if missing is not None:
        return missing
    if NET not in measures_of(study):
        return Text(
            "结果出自较早的版本，没有境况变好者；请重新运行该研究",
            "the results are of an earlier version, without those better off: run the study again",
        )
    found = {by: gains_of(study, by) for by in BY}
    rows, high = _rows(found, len(reforms[:MOST]))
    if not rows:
        return Text(
            f"没有一组有 {LEAST} 名教师", f"no group of teachers has {LEAST} persons or more"
        )
    words = look.of(_headline(study, found, rows[0], look.language))
    return Picture(
        NAME,
        SUBJECT,
        spaced(words) if look.language == "zh" else words,
        foot(study, _caption(study, reforms), look.language),
        lambda self, look: draw(study, look, self, reforms[:MOST], found, rows, high),
    )


def _rows(found: dict[str, Gains], reforms: int) -> tuple[list[Row], float]:
    """Return the groups that are large enough, from top to bottom, and the height of them all."""
    rows, y = [], 0.0
    for by, gains in found.items():
        kept = gains.large(WHEN)
        y += HEADING if kept else 0.0
        for value in kept:
            rows.append(Row(by, value, y))
            y += _block(reforms) + GAP
    return rows, y


def _block(reforms: int) -> float:
    """Return the height of the marks of one group, mm; a line of text fits in."""
    return max(reforms * STEP, 3.4)


def _headline(study: Study, found: dict[str, Gains], row: Row, language: Language) -> Text:
    """Tell of the first group under the reforms that clearly move it, the furthest first."""
    names, gains = names_of(study, language), found[row.by]
    effects = [gains.at(name, NET, row.value, WHEN) for name in gains.scenarios]
    clear = sorted(
        (effect for effect in effects if effect.verdict.clear and effect.difference),
        key=lambda effect: -abs(effect.difference or 0.0),
    )
    group = label_of(row.by, row.value)
    if not clear:
        return Text(
            f"{group.zh}教师：变好者与变差者在各方案下均无明显差别",
            f"{group.en}: better and worse off do not differ clearly under any option",
        )
    told = [f"{names[one.scenario]} {around(_estimate(one), True)}" for one in clear[:TOLD]]
    more = len(effects) > len(told)
    return Text(
        f"{group.zh}教师，变好减变差（个百分点）：{'；'.join(told)}{'；其余见图' if more else ''}",
        f"{group.en}, better less worse off (pp): {'; '.join(told)}"
        f"{'; the rest below' if more else ''}",
    )


def _estimate(effect: Effect) -> Estimate:
    low, high = effect.ends(100.0)
    return Estimate(100.0 * (effect.difference or 0.0), low, high)


def _caption(study: Study, reforms: Sequence[str]) -> list[Text]:
    parts = [
        markers(study),
        Text(
            "横线：95% 置信区间（同一随机种子配对）。实心：区间不含零。灰底：较好的一侧。",
            "bars: 95% interval, paired by seed. Filled: the interval leaves out zero. Grey: the "
            "better side. ",
        ),
        Text(
            f"变好、变差：每月境况比自己在研究基准下高出、低于 {APART:g} 元以上；相减则两边的运气相抵。"
            f"教师按当年所在的组计，各组的数值也随人员进出而变。不足 {LEAST} 人的组不列。",
            f"Better, worse off: more than {APART:g} yuan a month above, below the own path under "
            "the baseline of the study; luck, which is the same on both sides, drops out of the "
            "one less the other. A teacher counts in the group of the year, so a group also "
            f"changes by who joins and leaves it. Groups of fewer than {LEAST} are left out. ",
        ),
        COMPARED,
        *told_in(study),
    ]
    return parts + not_drawn(study, reforms[MOST:])


def draw(
    study: Study,
    look: Look,
    words: Picture,
    reforms: Sequence[str],
    found: dict[str, Gains],
    rows: Sequence[Row],
    high: float,
) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    drawn, names = styles(list(study.scenarios), study.baseline), names_of(study, look.language)
    samples = [marks.sample(look, names[name], drawn[name]) for name in reforms]
    page = Page(study, look, words, HEADING + high + AXIS, samples)
    scale, top = page.scale, page.top - HEADING * page.scale
    _name(page, look, rows, top, len(reforms))
    free = look.medium.width - 2 * EDGE - (NAMES + BETWEEN * len(MEASURES)) * scale
    wide = free / len(MEASURES)
    for i, (measure, (times, title)) in enumerate(MEASURES.items()):
        left = EDGE + NAMES * scale + i * (wide + BETWEEN * scale)
        ax = page.axes(left, top - high * scale, wide, high * scale)
        ax.set_gid(measure)
        page.text(left, top + 2.2 * scale, look.of(title), weight="bold")
        _marks(ax, look, found, rows, reforms, drawn, measure, times)
    return page.figure


def _name(page: Page, look: Look, rows: Sequence[Row], top: float, reforms: int) -> None:
    """Name the groups, and above them what teachers are grouped by."""
    size, half = look.medium.text * SMALL, _block(reforms) / 2
    before = ""
    for row in rows:
        if row.by != before:
            y = top - (row.top - HEADING / 2) * page.scale
            named = capital(look.of(WAYS[row.by]))
            page.text(EDGE, y, named, weight="bold", va="center_baseline")
            before = row.by
        y = top - (row.top + half) * page.scale
        group = capital(look.of(label_of(row.by, row.value)))
        page.text(EDGE + 2.0 * page.scale, y, group, va="center_baseline", size=size)


def _marks(
    ax: Axes,
    look: Look,
    found: dict[str, Gains],
    rows: Sequence[Row],
    reforms: Sequence[str],
    drawn: dict[str, Style],
    measure: str,
    times: float,
) -> None:
    """Draw one measure of all groups under all reforms."""
    scale, block = look.medium.scale, _block(len(reforms))
    ax.set(ylim=(rows[-1].top + block + GAP, 0), yticks=[])
    ax.spines["left"].set_visible(False)
    ax.axvline(0, color=INK, lw=0.8 * scale, zorder=2)
    empty = set(rows)
    for row in rows:
        for k, name in enumerate(reforms):
            effect = found[row.by].at(name, measure, row.value, WHEN)
            if effect.difference is None:
                continue
            empty.discard(row)
            marks.change(
                ax,
                row.top + (block - len(reforms) * STEP) / 2 + (k + 0.5) * STEP,
                times * effect.difference,
                effect.ends(times),
                colour=drawn[name].colour,
                marker=drawn[name].marker,
                clear=effect.verdict.clear,
                scale=scale,
                gid=f"{name}/{measure}.{row.value}",
                size=3.0,
            )
    marks.axis_through_zero(ax, look.medium, bins=5)
    edge = ax.get_xlim()[1]
    for row in rows:
        middle = row.top + block / 2
        if row in empty:
            words = look.of(NOBODY)
            ax.text(edge / 2, middle, words, ha="center", va="center", color=MUTED)
            continue
        ends = row.top - GAP / 4, row.top + block + GAP / 4
        ax.fill_between([0, edge], *ends, color=GOOD, lw=0, zorder=0)
        ax.text(edge, middle, "→", ha="right", va="center", color=MUTED, zorder=1)
