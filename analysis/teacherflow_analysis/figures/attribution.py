"""Attribution: what each policy brings to a package, alone, as the last one and as its share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from teacherflow.text import Language, Text
from teacherflow_analysis.comparison.compare import Verdict
from teacherflow_analysis.figures import marks, theme
from teacherflow_analysis.figures.dose import scaled, unit_words
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import amount, foot
from teacherflow_analysis.figures.page import EDGE, Page, Picture, Sample
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.indicators_meta import Better, Indicator, describe
from teacherflow_analysis.palette import HUES, INK, MUTED, RULE
from teacherflow_analysis.periods import LAST, span
from teacherflow_analysis.shapley.attribution import (
    ALONE,
    INDICATORS,
    LAST_IN,
    PACKAGE,
    SHAPLEY,
    Attribution,
    Part,
    attribution_of,
    plan_of,
)
from teacherflow_analysis.shapley.tables import shares_told
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "attribution"
SUBJECT: Final = Text("方案效应的归因", "What the policies bring to a package")
MOST: Final = 10
"""More parts than this are not drawn: the rest is in ``teacherflow attribution``."""
TOLD: Final = 3
"""So many parts are told of in the title."""
ACROSS: Final = 3
LABEL, HEADING, AXIS, GAP = 36.0, 12.0, 8.0, 1.6
"""Width of the names; heights of a heading, of an axis, between rows; mm."""


@dataclass(frozen=True)
class Mark:
    """How one measure is drawn."""

    colour: str
    marker: str
    words: Text


MARKS: Final = {
    ALONE: Mark(HUES[1], "^", Text("单独实施", "alone")),
    LAST_IN: Mark(HUES[2], "D", Text("最后加入", "added last")),
    SHAPLEY: Mark(HUES[0], "o", Text("Shapley 份额", "Shapley share")),
    PACKAGE: Mark(INK, "s", Text("整个方案", "the whole package")),
}


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the figure, or why there is none."""
    plan = plan_of(study)
    if plan is None:
        return Text("研究没有归因（attribute）", "the study plans no attribution")
    chosen = [name for name in INDICATORS if name in study.indicators()]
    if not chosen:
        return Text("结果中没有这些指标", "the results hold none of its indicators")
    found = attribution_of(study, indicators=chosen)
    words = look.of(_headline(found, look.language))
    return Picture(
        NAME,
        SUBJECT,
        spaced(words) if look.language == "zh" else words,
        foot(study, _caption(found), look.language),
        lambda self, look: draw(study, look, self, found),
    )


def _share(found: Attribution) -> str:
    return SHAPLEY if found.plan.shares else LAST_IN


def _headline(found: Attribution, language: Language) -> Text:
    """Tell the first indicator that the package clearly changes, and the parts that bring most."""
    wholes = [found.find(name, PACKAGE) for name in found.indicators]
    known = [part for part in wholes if part is not None]
    clear = [part for part in known if part.verdict.clear]
    judged = [part for part in clear if part.verdict is not Verdict.CHANGED]
    lead = (judged or clear or known)[0]
    meta = describe(lead.indicator)
    package = found.study.label(found.plan.package, language)
    every = [p for p in found.of(lead.indicator, _share(found)) if p.value is not None]
    parts = [part for part in every if part.verdict is not Verdict.UNCLEAR]
    parts.sort(key=lambda part: -abs(part.value or 0.0))
    titles = {name: player.title for name, player in found.plan.players.items()}
    told = [
        Text(
            f"{titles[p.policy or ''].zh}{_size(meta, p, 'zh')}",
            f"{titles[p.policy or ''].en} {_size(meta, p, 'en')}",
        )
        for p in parts[:TOLD]
    ]
    zh, en = "、".join(one.zh for one in told), ", ".join(one.en for one in told)
    whole = Text(
        f"{meta.label.zh}：{package}{_size(meta, lead, 'zh', unit=True)}",
        f"{meta.label.en}: {package} {_size(meta, lead, 'en', unit=True)}",
    )
    if len(titles) < 2:
        return whole
    if not parts:
        none = Text("各项均无明显作用", "no part by itself has a clear effect")
        return Text(f"{whole.zh}，{none.zh}", f"{whole.en}; {none.en}")
    of = Text("其中", "of it") if found.plan.shares else Text("最后加入时", "added last")
    return Text(f"{whole.zh}，{of.zh}{zh}", f"{whole.en}; {of.en}: {en}")


def _size(meta: Indicator, part: Part, language: Language, unit: bool = False) -> str:
    if part.value is None:
        return "无数据" if language == "zh" else "no data"
    if part.verdict is Verdict.UNCLEAR:
        return "无明显作用" if language == "zh" else "no clear effect"
    words = meta.written(part.value, language, signed=True)
    name = meta.change_unit.to(language) if unit else ""
    space = " " if language == "zh" else ""
    return f"{space}{words} {name}".rstrip()


def _caption(found: Attribution) -> list[Text]:
    study = found.study
    package, base = found.plan.package, study.baseline
    mean = amount(study)
    parts = [
        Text(
            f"{study.label(package, 'zh')}与{study.label(base, 'zh')}之差，{span(study.years[-LAST:])} 学年，{mean.zh}；"
            "横线：95% 置信区间（同一随机种子配对）；实心：区间不含零；空心：区间含零或无区间。"
            "最后加入：整个方案减去不含此项的方案。",
            f"{study.label(package, 'en')} against {study.label(base, 'en')} over {span(study.years[-LAST:])}, "
            f"{mean.en}; bars: 95% interval, paired by seed; filled: the interval leaves out zero; "
            "hollow: it does not, or there is none. Added last: the package minus the package "
            "without this part. ",
        )
    ]
    parts += [Text(one.zh, f"{one.en} ") for one in shares_told(found.plan, found.parts)]
    left = len(found.plan.players) - MOST
    if left > 0:
        parts.append(
            Text(
                f"另有 {left} 项未画出，见 teacherflow attribution。",
                f"Parts not drawn: {left}, see teacherflow attribution. ",
            )
        )
    return parts


def shown(found: Attribution) -> list[str]:
    """Return the parts that are drawn: those with most clear or large shares, in their order."""
    names = list(found.plan.players)
    if len(names) <= MOST:
        return names

    def weight(name: str) -> float:
        parts = [found.find(indicator, _share(found), name) for indicator in found.indicators]
        return max((_clarity(part) for part in parts if part is not None), default=0.0)

    kept = sorted(names, key=lambda name: -weight(name))[:MOST]
    return [name for name in names if name in kept]


def _clarity(part: Part) -> float:
    """Return how many half-intervals a value is away from zero."""
    if part.value is None or part.low is None or part.high is None or part.high <= part.low:
        return 0.0
    return abs(part.value) / ((part.high - part.low) / 2)


def draw(study: Study, look: Look, words: Picture, found: Attribution) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    names = shown(found)
    measures = [m for m in (ALONE, LAST_IN, SHAPLEY) if m != SHAPLEY or found.plan.shares]
    step = 2.6 if len(names) <= 5 else 2.0
    row = max(len(measures) * step, 2 * look.medium.line / look.medium.scale * 0.9) + GAP
    body = row * len(names) + step + GAP
    tall = HEADING + body + AXIS
    down = ceil(len(found.indicators) / ACROSS)
    samples = [_sample(look, MARKS[measure]) for measure in (*measures, PACKAGE)]
    page = Page(study, look, words, down * tall + 2, samples)
    grid = _Grid(page, look, found, names, measures, row, step)
    for i, indicator in enumerate(found.indicators):
        down_by, column = divmod(i, ACROSS)
        top = page.top - (down_by * tall + HEADING) * page.scale
        if column == 0:
            grid.names_at(top)
        grid.panel(indicator, column, top, body * page.scale)
    return page.figure


def _sample(look: Look, mark: Mark) -> Sample:
    bar = {"color": mark.colour, "lw": 1.3 * look.medium.scale}
    marker = {"marker": mark.marker, "color": mark.colour, "ms": 4.0 * look.medium.scale}
    return Sample(look.of(mark.words), bar, marker)


@dataclass(frozen=True)
class _Grid:
    """Panels of one row share the names of the policies at their left."""

    page: Page
    look: Look
    found: Attribution
    names: Sequence[str]
    measures: Sequence[str]
    row: float
    step: float

    @property
    def wide(self) -> float:
        """Width of a panel with the space at its left."""
        return (self.page.inner - LABEL * self.page.scale) / ACROSS

    def names_at(self, top: float) -> None:
        """Write the names of the policies beside a row of panels, the package last."""
        page, medium = self.page, self.look.medium
        room = LABEL * page.scale - 3
        titles = [self.look.of(self.found.plan.players[name].title) for name in self.names]
        for i, title in enumerate(titles):
            y = top - (i + 0.5) * self.row * page.scale
            lines = theme.wrap(title, medium.text, room)
            text = "\n".join(lines[:2]) + ("…" if len(lines) > 2 else "")
            page.text(EDGE, y, text, va="center", linespacing=1.05)
        y = top - (len(self.names) * self.row + (self.step + GAP) / 2) * page.scale
        whole = self.look.of(MARKS[PACKAGE].words)
        page.text(EDGE, y, whole[:1].upper() + whole[1:], va="center", weight="bold")

    def panel(self, indicator: str, column: int, top: float, high: float) -> None:
        """Draw one indicator."""
        page, scale = self.page, self.page.scale
        left = EDGE + LABEL * scale + column * self.wide + 2
        ax = page.axes(left, top - high, self.wide - 5, high)
        ax.set_ylim(bottom=high / scale, top=0)
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        ax.axvline(0, color=INK, lw=0.8 * scale, zorder=2)
        for i, name in enumerate(self.names):
            start = i * self.row + (self.row - len(self.measures) * self.step) / 2
            ax.axhline((i + 1) * self.row, color=RULE, lw=0.5 * scale, zorder=0)
            for k, measure in enumerate(self.measures):
                self._mark(ax, self.found.find(indicator, measure, name), start + k * self.step)
        self._mark(ax, self.found.find(indicator, PACKAGE), len(self.names) * self.row + GAP / 2)
        steps = (1, 2, 2.5, 5, 10)
        marks.axis_through_zero(ax, self.look.medium, bins=4, reach=0.12, least=3, steps=steps)
        self._heading(describe(indicator), left, top)

    def _mark(self, ax: Axes, part: Part | None, top: float) -> None:
        if part is None or part.value is None:
            return
        mark, times = MARKS[part.measure], scaled(describe(part.indicator), self.look)
        low, high = (None if end is None else times * end for end in (part.low, part.high))
        marks.change(
            ax,
            top + self.step / 2,
            times * part.value,
            (low, high),
            colour=mark.colour,
            marker=mark.marker,
            clear=part.verdict.clear,
            scale=self.page.scale,
            gid=f"{part.indicator}/{part.measure}/{part.policy or ''}",
        )

    def _heading(self, meta: Indicator, left: float, top: float) -> None:
        page, medium, look = self.page, self.look.medium, self.look
        title = theme.wrap(look.of(meta.label), medium.text, self.wide - 4, bold=True)[:2]
        good = {
            Better.HIGHER: Text("，越高越好", "; higher is better"),
            Better.LOWER: Text("，越低越好", "; lower is better"),
            Better.NEITHER: Text("", ""),
        }[meta.better]
        words = look.of(Text("变化", "change")) + unit_words(meta, look) + look.of(good)
        y = top + 2.0 * page.scale
        page.text(left, y, words, size=medium.text * SMALL, color=MUTED)
        page.text(left, y + medium.line, "\n".join(title), weight="bold", linespacing=1.1)
