"""Forest plot: what every reform changes, indicator by indicator, with 95 % paired intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from teacherflow.text import Language, Text, counted
from teacherflow_analysis.clear_digits import ends_of
from teacherflow_analysis.comparison.compare import NOTHING, Effect, Verdict, effects_of
from teacherflow_analysis.figures import marks, theme
from teacherflow_analysis.figures.dose import by_dose, names_of, told_in
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import foot, markers, signed
from teacherflow_analysis.figures.page import EDGE, Page, Picture
from teacherflow_analysis.figures.place import not_drawn
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.indicators_meta import Better, Indicator, Shown, default, describe
from teacherflow_analysis.one_way import why_not_judged
from teacherflow_analysis.palette import INK, MUTED, Style, styles
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "forest"
SUBJECT: Final = Text("各方案的效应", "Effects of the options")
TOLD: Final = 3
"""So many reforms are told of in the title."""
NUMBERED: Final = 3
"""Up to so many reforms have their numbers printed beside them."""
MOST: Final = 8
"""More reforms than this are not drawn: the rest is in the comparison."""
SHORT: Final = (
    "cv_backbone_primary_duty",
    "cv_backbone_junior_duty",
    "vacancy_village",
    "retention_3y_village",
    "presence_3y_village",
    "effectiveness_village",
    "welfare_village",
    "net_better_off",
    "spending",
)
"""Rows if there are more than four reforms: what they change most, for better and for worse."""
LABEL, VALUES, HEADING, AXIS, GAP = 47.0, 40.0, 4.6, 4.6, 1.6
"""Width of the names and of the numbers; heights of a heading, of an axis, between rows; mm."""
GOOD: Final = "#e9ecef"


@dataclass(frozen=True)
class Unit:
    """Rows of one unit share an axis; stored numbers are multiplied by ``times``."""

    title: Text
    times: Text
    digits: int


UNITS: Final = {
    "percent": Unit(Text("个百分点", "percentage points"), Text("100", "100"), 1),
    "teachers": Unit(
        Text("个百分点（占教师）", "percentage points of teachers"), Text("100", "100"), 1
    ),
    "ratio": Unit(Text("差异系数", "coefficient of variation"), Text("1", "1"), 3),
    "sd": Unit(Text("标准差/年", "sd of achievement per year"), Text("1", "1"), 4),
    "count": Unit(Text("人、个编制或人次", "persons, posts or moves a year"), Text("1", "1"), 1),
    "month": Unit(Text("元/月", "yuan a month"), Text("1", "1"), 0),
    "money": Unit(Text("万元/年", "million yuan a year"), Text("1e-4", "1e-6"), 1),
}


def unit_of(meta: Indicator) -> str:
    """Return the group of rows that an indicator belongs to."""
    match meta.shown:
        case Shown.PERCENT:
            return "teachers" if meta.name.startswith(("share_", "net_")) else "percent"
        case Shown.MONEY:
            return "money"
        case Shown.RATIO:
            return "sd" if meta.unit.en else "ratio"
    return "month" if "month" in meta.unit.en else "count"


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the forest plot, or why there is none."""
    drawn = effects_to_draw(study)
    if isinstance(drawn, Text):
        return drawn
    reforms, found, same = drawn
    words = look.of(_headline(study, found, look.language))
    return Picture(
        NAME,
        SUBJECT,
        spaced(words) if look.language == "zh" else words,
        foot(study, _caption(study, reforms, found, same), look.language),
        lambda self, look: draw(study, look, self, reforms, found),
    )


def effects_to_draw(
    study: Study, wanted: Sequence[str] | None = None, most: int = MOST
) -> tuple[list[str], list[Effect], list[str]] | Text:
    """Return the reforms, their effects, and indicators that none of them moves; or why not."""
    reforms = [name for name in study.scenarios if name != study.baseline]
    reforms = by_dose(study, reforms)[:most]
    if not reforms:
        return Text("只有一个方案，没有可比较的对象", "there is one scenario only")
    chosen = default(study.indicators())
    if wanted is not None:
        chosen = [name for name in wanted if name in study.indicators()]
    elif len(reforms) > 4:
        chosen = [name for name in chosen if name in SHORT]
    if not chosen:
        return Text("结果中没有默认的指标", "the results hold none of the usual indicators")
    found = [e for e in effects_of(study, indicators=chosen).effects if e.year == "last5"]
    found = [e for e in found if e.scenario in reforms]
    moved = {e.indicator for e in found if (e.difference, e.low, e.high) not in NOTHING}
    if not moved:
        return Text("各方案没有任何差异", "the scenarios do not differ at all")
    kept = [e for e in found if e.indicator in moved]
    return reforms, kept, [name for name in chosen if name not in moved]


def _headline(study: Study, found: Sequence[Effect], language: Language) -> Text:
    """Count the clear differences for the better and for the worse; of many reforms, the most."""
    rows = len({effect.indicator for effect in found})
    clearly = Counter(e.scenario for e in found if e.verdict in (Verdict.BETTER, Verdict.WORSE))
    names = list(dict.fromkeys(effect.scenario for effect in found))
    if len(names) > TOLD:
        names.sort(key=lambda name: -clearly[name])
    told: list[tuple[str, str]] = []
    for name in names[:TOLD]:
        verdicts = [effect.verdict for effect in found if effect.scenario == name]
        better, worse = verdicts.count(Verdict.BETTER), verdicts.count(Verdict.WORSE)
        label = names_of(study, language)[name]
        told.append(
            (f"{label}{better}项变好、{worse}项变差", f"{label}: {better} better, {worse} worse")
        )
    clear = Text("有明显差异的", "clear differences")
    zh, en = "；".join(zh for zh, _ in told), "; ".join(en for _, en in told)
    more = len(names) > TOLD
    return Text(
        f"{rows} 项指标中{clear.zh}：{zh}{'；其余见图' if more else ''}",
        f"Of {counted(rows, 'indicator')}, {clear.en} under {en}{'; the rest below' if more else ''}",
    )


def _caption(
    study: Study, drawn: Sequence[str], found: Sequence[Effect], same: Sequence[str]
) -> list[Text]:
    parts = [
        markers(study),
        Text(
            "横线：95% 置信区间（同一随机种子配对）。实心：区间不含零；空心：区间含零或无区间。"
            "灰底与箭头：较好的一侧；没有灰底的指标不分好坏。",
            "bars: 95% interval, paired by seed. Filled: the interval leaves out zero; hollow: it "
            "does not, or there is none. Grey side and arrow: better; rows without grey are "
            "neither. ",
        ),
    ]
    if same:
        labels = [describe(name).label for name in same]
        zh, en = "、".join(one.zh for one in labels), "; ".join(one.en for one in labels)
        parts.append(Text(f"完全相同、未画出：{zh}。", f"Without any difference, left out: {en}. "))
    parts += [*why_not_judged(effect.indicator for effect in found), *told_in(study)]
    return parts + not_drawn(
        study, [name for name in study.scenarios if name not in (study.baseline, *drawn)]
    )


def draw(
    study: Study, look: Look, words: Picture, reforms: Sequence[str], found: Sequence[Effect]
) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    drawn = styles(list(study.scenarios), study.baseline)
    groups: dict[str, list[str]] = {}
    for name in dict.fromkeys(effect.indicator for effect in found):
        groups.setdefault(unit_of(describe(name)), []).append(name)
    groups = {unit: groups[unit] for unit in UNITS if unit in groups}
    step = 3.0 if len(reforms) <= NUMBERED else 2.2 if len(reforms) <= 4 else 2.0
    row = max(len(reforms) * step, 2 * look.medium.line / look.medium.scale * 0.9) + GAP
    body = sum(HEADING + AXIS + 1.5 + row * len(rows) for rows in groups.values())
    samples = [
        marks.sample(look, names_of(study, look.language)[name], drawn[name]) for name in reforms
    ]
    page = Page(study, look, words, body, samples)
    y = page.top
    for unit, rows in groups.items():
        high = row * len(rows) * page.scale
        y -= HEADING * page.scale
        values = [e for e in found if e.indicator in rows]
        panel = _Panel(page, look, UNITS[unit], rows, reforms, drawn, row, step)
        panel.draw(y - high, high, values)
        y -= high + (AXIS + 1.5) * page.scale
    return page.figure


@dataclass(frozen=True)
class _Panel:
    """Rows of one unit over one axis."""

    page: Page
    look: Look
    unit: Unit
    rows: Sequence[str]
    reforms: Sequence[str]
    drawn: dict[str, Style]
    row: float
    step: float

    def draw(self, bottom: float, high: float, found: Sequence[Effect]) -> None:
        page, scale = self.page, self.page.scale
        numbered = len(self.reforms) <= NUMBERED
        left = EDGE + LABEL * scale
        right = page.width - EDGE - (VALUES * scale if numbered else 2)
        ax = page.axes(left, bottom, right - left, high)
        ax.set_ylim(bottom=len(self.rows) * self.row, top=0)
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        ax.axvline(0, color=INK, lw=0.8 * scale, zorder=2)
        for effect in found:
            self._mark(ax, effect)
        marks.axis_through_zero(ax, self.look.medium, bins=6)
        for i, name in enumerate(self.rows):
            self._row(ax, i, describe(name), left, bottom + high)
        title = self.look.of(Text("变化，", "Change, ")) + self.look.of(self.unit.title)
        page.text(EDGE, bottom + high + 1.0 * scale, title, weight="bold", va="bottom")
        if numbered:
            for effect in found:
                self._number(effect, right + 2.5 * scale, bottom + high)

    @property
    def times(self) -> float:
        return float(self.look.of(self.unit.times))

    def _place(self, effect: Effect) -> float:
        """Return how far below the top of the panel an effect stands, in mm of a printed page."""
        block = len(self.reforms) * self.step
        start = self.rows.index(effect.indicator) * self.row + (self.row - block) / 2
        return start + (self.reforms.index(effect.scenario) + 0.5) * self.step

    def _mark(self, ax: Axes, effect: Effect) -> None:
        if effect.difference is None:
            return
        style = self.drawn[effect.scenario]
        marks.change(
            ax,
            self._place(effect),
            self.times * effect.difference,
            effect.ends(self.times),
            colour=style.colour,
            marker=style.marker,
            clear=effect.verdict.clear,
            scale=self.page.scale,
            gid=f"{effect.scenario}/{effect.indicator}",
        )

    def _row(self, ax: Axes, i: int, meta: Indicator, left: float, top: float) -> None:
        """Name an indicator, and shade the side of zero that is better."""
        page, medium = self.page, self.look.medium
        middle = top - (i + 0.5) * self.row * page.scale
        lines = theme.wrap(self.look.of(meta.label), medium.text, left - EDGE - 2 * page.scale)
        page.text(EDGE, middle, "\n".join(lines[:2]), va="center", linespacing=1.05)
        if meta.better is Better.NEITHER:
            return
        low, high = ax.get_xlim()
        edge = high if meta.better is Better.HIGHER else low
        y0, y1 = i * self.row + 0.35, (i + 1) * self.row - 0.35
        ax.fill_between([0, edge], y0, y1, color=GOOD, lw=0, zorder=0)
        arrow, side = ("→", "right") if meta.better is Better.HIGHER else ("←", "left")
        ax.text(edge, (y0 + y1) / 2, arrow, ha=side, va="center", color=MUTED, zorder=1)

    def _number(self, effect: Effect, x: float, top: float) -> None:
        page = self.page
        y = top - self._place(effect) * page.scale
        if effect.difference is None:
            words = self.look.of(Text("无数据", "no data"))
        else:
            large = abs(self.times * effect.difference) >= 1000
            low, high = effect.ends(self.times)
            digits = 0 if large else self.unit.digits
            told = None
            if low is not None and high is not None:
                more, told = ends_of(low, high, lambda end, more: signed(end, digits + more))
                digits += more
            words = signed(self.times * effect.difference, digits, sign=True)
            words += f" [{told[0]}, {told[1]}]" if told else ""
        size = self.look.medium.text * SMALL
        colour = self.drawn[effect.scenario].colour
        page.text(x, y, words, size=size, color=colour, va="center_baseline")
