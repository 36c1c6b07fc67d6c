"""Sensitivity: how far a difference moves between the low and the high end of each parameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from teacherflow.text import Text, counted
from teacherflow_analysis.comparison.evidence import title_of
from teacherflow_analysis.comparison.sensitivity import (
    Of,
    Outcome,
    Sensitivity,
    Swing,
    sensitivity_of,
    value_of,
)
from teacherflow_analysis.figures import marks, theme
from teacherflow_analysis.figures.dose import scaled, unit_words
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import foot
from teacherflow_analysis.figures.page import EDGE, Page, Picture, Sample
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.indicators_meta import Better, default, describe
from teacherflow_analysis.palette import HUES, INK, MUTED
from teacherflow_analysis.periods import LAST, span
from teacherflow_analysis.study import Study
from teacherflow_analysis.written import share

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "sensitivity"
SUBJECT: Final = Text("结论取决于哪些参数", "On which parameters the findings hang")
PANELS: Final = 4
"""More outcomes than this are not drawn: the rest is in ``teacherflow sensitivity``."""
ROWS, LEAST = 5, 3
"""Decisive parameters of an outcome that are drawn, at most; rows that others fill up."""
LABEL, VALUES, HEADING, AXIS, ROW = 50.0, 33.0, 7.5, 6.5, 7.0
"""Width of the names and of the numbers; heights of a heading, an axis, a row; mm."""
BAND: Final = "#e9ecef"


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the figure, or why there is none."""
    if len(study.scenarios) < 2:
        return Text("只有一个方案，没有可比较的对象", "there is one scenario only")
    if not default(study.indicators()):
        return Text("结果中没有默认的指标", "the results hold none of the usual indicators")
    found = sensitivity_of(study)
    if not found.enough:
        return Text(
            "参数没有变动，或抽样不足 8 组", "parameters were not varied, or in fewer than 8 draws"
        )
    drawn = list(chosen(found))
    if not drawn:
        return Text("没有参数明显左右差异", "no parameter stands out for any difference")
    words = look.of(_headline(study, drawn[0]))
    return Picture(
        NAME,
        SUBJECT,
        spaced(words) if look.language == "zh" else words,
        foot(study, _caption(found, drawn), look.language),
        lambda self, look: draw(study, look, self, drawn),
    )


def chosen(found: Sensitivity) -> Iterator[Outcome]:
    """Yield the differences that are drawn: of each reform in turn the one that hangs most.

    Those that change their sign over the range of a decisive parameter come first.
    """
    by_reform: dict[str, list[Outcome]] = {}
    for outcome in found.outcomes:
        if _is_drawn(outcome):
            by_reform.setdefault(outcome.scenario, []).append(outcome)
    for outcomes in by_reform.values():
        outcomes.sort(key=lambda one: (not _turns(one), -one.decisive[0].share))
    in_turn = (one for turn in zip_longest(*by_reform.values()) for one in turn if one)
    for _, outcome in zip(range(PANELS), in_turn, strict=False):
        yield outcome


def _turns(outcome: Outcome) -> bool:
    """Tell whether it changes its sign over the range of a decisive parameter."""
    return any(swing.switch is not None for swing in outcome.decisive)


def _is_drawn(outcome: Outcome) -> bool:
    """Tell whether it is a difference with a good direction that hangs on something."""
    judged = describe(outcome.indicator).better is not Better.NEITHER
    return outcome.of is Of.DIFFERENCE and judged and bool(outcome.decisive)


def _headline(study: Study, outcome: Outcome) -> Text:
    """Tell the first outcome at both ends of the parameter on which it hangs most."""
    turning = (swing for swing in outcome.decisive if swing.switch is not None)
    swing, meta = next(turning, outcome.decisive[0]), describe(outcome.indicator)
    told = {}
    for tongue in ("zh", "en"):
        low, high = (meta.written(end, tongue, True) for end in (swing.at_low, swing.at_high))
        told[tongue] = study.label(outcome.scenario, tongue), low, high
    unit, title = meta.change_unit, title_of(swing.parameter)
    (zh, low_zh, high_zh), (en, low, high) = told["zh"], told["en"]
    return Text(
        f"{zh}使{meta.label.zh}变化 {low_zh} 至 {high_zh}{unit.zh}，取决于“{title.zh}”",
        f"{meta.label.en} under {en}: {low} to {high} {unit.en} over the range of: {title.en}",
    )


def _caption(found: Sensitivity, drawn: Sequence[Outcome]) -> list[Text]:
    study = found.study
    runs = counted(study.replications, "replication")
    parts = [
        Text(
            f"与基准之差，{span(study.years[-LAST:])} 学年；{study.draws} 组参数抽样，每组为 {study.replications} 次重复的均值。"
            "空心与实心：该参数在其抽样的 5% 与 95% 分位时的期望差异（最小二乘直线；其余参数照抽样变动），数字为参数取值；"
            "灰带：九成抽样；虚线：均值。右侧：两端之差及其 95% 区间，占各组间方差的比例。"
            "深色：偶然难以解释（按所考察的全部参数与结果校正）。",
            f"Differences from the baseline over {span(study.years[-LAST:])}; {study.draws} draws of the parameters, each "
            f"the mean of {runs}. Hollow and filled: difference to be expected where the parameter "
            "is at 5 and at 95% of its draws (least-squares line; the others as they were drawn), "
            "with the values of the parameter; grey: nine draws in ten; dashed: mean. At the right: "
            "from end to end with its 95% interval, and share of the variance between draws. Dark: "
            "hardly chance (allowing for all parameters and outcomes looked at). ",
        )
    ]
    left = sum(map(_is_drawn, found.outcomes)) - len(drawn)
    if left > 0:
        parts.append(
            Text(
                f"另有 {left} 个差异未画出，见 teacherflow sensitivity。",
                f"Differences not drawn: {left}, see teacherflow sensitivity. ",
            )
        )
    return parts


def draw(study: Study, look: Look, words: Picture, drawn: Sequence[Outcome]) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    body = sum(HEADING + AXIS + ROW * len(_rows(outcome)) for outcome in drawn)
    page = Page(study, look, words, body, _samples(look))
    y = page.top
    for outcome in drawn:
        high = ROW * len(_rows(outcome)) * page.scale
        y -= HEADING * page.scale
        _Panel(page, look, outcome).draw(y - high, high)
        y -= high + AXIS * page.scale
    return page.figure


def _rows(outcome: Outcome) -> Sequence[Swing]:
    return outcome.swings[: max(LEAST, min(ROWS, len(outcome.decisive)))]


def _samples(look: Look) -> list[Sample]:
    size = 4.0 * look.medium.scale
    ends = (
        (Text("参数取低值", "parameter at its low end"), "white"),
        (Text("参数取高值", "parameter at its high end"), HUES[0]),
    )
    marker = {"marker": "o", "color": HUES[0], "ms": size}
    samples = [Sample(look.of(text), marker=marker | {"mfc": fill}) for text, fill in ends]
    band = {"facecolor": BAND, "edgecolor": "none"}
    return [*samples, Sample(look.of(Text("九成抽样", "nine draws in ten")), patch=band)]


@dataclass(frozen=True)
class _Panel:
    """One difference and the parameters it goes with."""

    page: Page
    look: Look
    outcome: Outcome

    def draw(self, bottom: float, high: float) -> None:
        page, scale, outcome = self.page, self.page.scale, self.outcome
        left, right = EDGE + LABEL * scale, page.width - EDGE - VALUES * scale
        ax = page.axes(left, bottom, right - left, high)
        ax.set_ylim(bottom=len(_rows(outcome)), top=0)
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
        ax.axvspan(self.times * outcome.low, self.times * outcome.high, color=BAND, lw=0, zorder=0)
        ax.axvline(self.times * outcome.mean, color=MUTED, lw=0.7 * scale, ls="--", zorder=1)
        ax.axvline(0, color=INK, lw=0.8 * scale, zorder=2)
        for i, swing in enumerate(_rows(outcome)):
            self._bar(ax, i, swing)
        marks.axis_through_zero(ax, self.look.medium, bins=6)
        self._widen(ax)
        for i, swing in enumerate(_rows(outcome)):
            self._values(ax, i, swing)
            self._row(i, swing, right, bottom + high)
        self._heading(bottom + high)

    @property
    def times(self) -> float:
        """What a stored number is multiplied by on the axis."""
        return scaled(describe(self.outcome.indicator), self.look)

    def _ends(self, swing: Swing) -> tuple[float, float]:
        return self.times * swing.at_low, self.times * swing.at_high

    def _bar(self, ax: Axes, i: int, swing: Swing) -> None:
        scale, colour = self.page.scale, HUES[0] if swing.decisive else MUTED
        low, high = self._ends(swing)
        gid = f"{self.outcome.scenario}/{self.outcome.indicator}/{swing.parameter}"
        ax.plot([low, high], [i + 0.5] * 2, color=colour, lw=2.2 * scale, zorder=3, gid=gid)
        for end, fill in ((low, "white"), (high, colour)):
            ax.plot(
                [end],
                [i + 0.5],
                marker="o",
                ms=4.0 * scale,
                color=colour,
                mfc=fill,
                mew=0.9 * scale,
                zorder=4,
            )

    def _widen(self, ax: Axes) -> None:
        """Leave room for the values of parameters beside the ends of the bars."""
        low, high = ax.get_xlim()
        more = 0.1 * (high - low)
        ax.set_xlim(low - more, high + more)

    def _values(self, ax: Axes, i: int, swing: Swing) -> None:
        from matplotlib.patheffects import withStroke

        medium, (low, high) = self.look.medium, self._ends(swing)
        halo = [withStroke(linewidth=1.6 * self.page.scale, foreground=BAND)]
        away = 3.4 * self.page.scale
        for end, value, right in ((low, swing.low, low > high), (high, swing.high, high >= low)):
            ax.annotate(
                value_of(value, 2),
                (end, i + 0.5),
                (away if right else -away, 0),
                textcoords="offset points",
                ha="left" if right else "right",
                va="center_baseline",
                size=medium.text * SMALL,
                color=MUTED,
                path_effects=halo,
                zorder=5,
            )

    def _row(self, i: int, swing: Swing, right: float, top: float) -> None:
        """Name a parameter, and write what its bar shows."""
        page, medium, look = self.page, self.look.medium, self.look
        middle = top - (i + 0.5) * ROW * page.scale
        room = (LABEL - 4) * page.scale
        lines = theme.balance(look.of(title_of(swing.parameter)), medium.text, room)
        text = "\n".join(lines[:2]) + ("…" if len(lines) > 2 else "")
        page.text(EDGE, middle, text, va="center", linespacing=1.05)
        told = f"{self._change(swing)}{look.of(Text('，', ', '))}{share(swing.share)}"
        colour = INK if swing.decisive else MUTED
        size = medium.text * SMALL
        x = right + 2 * page.scale
        page.text(x, middle, told, size=size, color=colour, va="center_baseline")

    def _change(self, swing: Swing) -> str:
        from teacherflow_analysis.clear_digits import with_ends

        meta = describe(self.outcome.indicator)
        around = swing.swing, swing.swing_low, swing.swing_high
        return " ".join(with_ends(meta, self.look.language, *around))

    def _heading(self, top: float) -> None:
        page, outcome, look = self.page, self.outcome, self.look
        meta = describe(outcome.indicator)
        name = page.study.label(outcome.scenario, look.language)
        words = f"{name}{look.of(Text('：', ': '))}{look.of(meta.label)}"
        lines = theme.wrap(words + unit_words(meta, look), look.medium.text, page.inner, bold=True)
        page.text(EDGE, top + 1.4 * page.scale, lines[0], weight="bold", va="bottom")
