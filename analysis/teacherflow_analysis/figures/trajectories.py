"""Paths of key indicators over the years, one line per scenario, as small multiples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis import fonts, provenance
from teacherflow_analysis.bands import DEFAULT_BAND, band_of
from teacherflow_analysis.compare import values_of
from teacherflow_analysis.figures import theme
from teacherflow_analysis.figures.labels import end_labels, legend, legend_columns, name_lines
from teacherflow_analysis.figures.sheets import Panel, Sheet
from teacherflow_analysis.figures.words import caption, headline
from teacherflow_analysis.indicators_meta import Shown, describe
from teacherflow_analysis.palette import LIMIT, MUTED, Style, styles
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DIRECT: Final = 5
"""Up to so many scenarios are labelled at the ends of their lines; more get a legend."""


BAR_STEP: Final = 0.022
"""Distance of the intervals after the last year, as a share of the years."""
GUTTER: Final = 3.2
"""Width of the numbers at an axis, in heights of their text."""


@dataclass(frozen=True)
class Look:
    """Language, size and kind of band of a figure."""

    language: str
    medium: theme.Medium
    medium_name: str
    band: str

    def of(self, text: Text) -> str:
        """Return the text in the language of the figure."""
        return text.zh if self.language == "zh" else text.en


def write(
    study: Study,
    sheet: Sheet,
    look: Look,
    folder: Path,
    formats: Sequence[str],
    say: fonts.Say | None = None,
) -> list[Path]:
    """Draw one figure and write it in every format; return the files."""
    head = headline(study, sheet.lead, look.language)
    shaded = len(study.scenarios) <= DIRECT
    foot = caption(study, sheet.panels, look.language, look.band, shaded)
    names = [study.label(name, look.language) for name in study.scenarios]
    texts = [head, *foot, *names, study.title.zh, study.title.en]
    name = f"{sheet.name}_{look.language}" + ("_screen" if look.medium_name == "screen" else "")
    written = []
    with theme.drawing(texts, look.medium, say):
        figure = draw(study, sheet, look, head, foot)
        for suffix in formats:
            command = command_of(study, suffix, look)
            facts = provenance.record(study, f"{name}.{suffix}", command)
            written.append(folder / f"{name}.{suffix}")
            theme.save(figure, written[-1], head, facts, look.medium)
    return written


def command_of(study: Study, suffix: str, look: Look) -> str:
    """Return the command that draws a figure again."""
    command = f"teacherflow figures {study.folder.resolve().name} --format {suffix}"
    command += f" --lang {look.language}"
    if look.medium_name != "print":
        command += f" --medium {look.medium_name}"
    return command + (f" --band {look.band}" if look.band != DEFAULT_BAND else "")


def draw(study: Study, sheet: Sheet, look: Look, head: str, foot: Sequence[str]) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    page = _Page(study, sheet, look, head, foot)
    figure = theme.blank(look.medium, page.height)
    page.frame(figure)
    axes = page.axes(figure)
    drawn = styles(list(study.scenarios), study.baseline)
    wanted = [panel.indicator for panel in sheet.panels]
    wanted += [panel.floor for panel in sheet.panels if panel.floor in study.indicators()]
    values = values_of(study, list(dict.fromkeys(wanted)))
    for ax, panel in zip(axes, sheet.panels, strict=True):
        _draw_panel(ax, panel, values, study, look, drawn)
    if sheet.shared:
        _share(axes, sheet.across)
    if page.direct:
        for row in range(page.down):
            last = min((row + 1) * sheet.across, len(axes)) - 1
            names = {name: study.label(name, look.language) for name in study.scenarios}
            end_labels(axes[last], names, drawn, page.label_width, look.medium)
    return figure


class _Page:
    """Where everything stands on one figure, in mm from its lower left corner."""

    def __init__(
        self, study: Study, sheet: Sheet, look: Look, head: str, foot: Sequence[str]
    ) -> None:
        medium = look.medium
        self.study, self.sheet, self.look = study, sheet, look
        self.down = ceil(len(sheet.panels) / sheet.across)
        self.direct = len(study.scenarios) <= DIRECT
        names = [study.label(name, look.language) for name in study.scenarios]
        self.label_width = min(max(theme.width_of(n, medium.text, bold=True) for n in names) + 2.0, 34.0)
        self.side = self.label_width + 3 if self.direct else 2.0
        full = medium.width - 2
        words = 0.97 * full  # pixels make letters a little wider than their outlines
        self.head = theme.balance(head, medium.text * 1.3, words, bold=True)
        self.foot = [line for text in foot for line in theme.wrap(text, medium.text * 0.87, words)]
        self.top = (
            2 + len(self.head) * medium.line * 1.3 + medium.line * 1.6 + self._legend_height()
        )
        self.bottom = 1 + len(self.foot) * medium.line * 0.87
        self.title = 2.6 * medium.line
        self.gap = 2.2 * medium.line
        wide = (full - self.side) / sheet.across
        self.panel = min(max(0.62 * wide, 26 * medium.text / 7.5), 0.26 * medium.width)
        self.height = self.top + self.down * (self.title + self.panel + self.gap) + self.bottom

    def _legend_height(self) -> float:
        if self.direct:
            return 0.0
        names = [self.look.of(title) for title in self.study.scenarios.values()]
        lines = ceil(len(names) / legend_columns(names, self.look.medium))
        return lines * self.look.medium.line * 1.1

    def frame(self, figure: Figure) -> None:
        """Write the title, the subject, the legend and the caption."""
        medium, look = self.look.medium, self.look
        y = self.height - 2
        for line in self.head:
            self._text(figure, y, line, size=medium.text * 1.3, weight="bold")
            y -= medium.line * 1.3
        subject = f"{look.of(self.study.title)}｜{look.of(self.sheet.subject)}"
        if look.language == "en":
            subject = subject.replace("｜", " | ")
        self._text(figure, y, subject, color=MUTED)
        if not self.direct:
            names = {name: look.of(title) for name, title in self.study.scenarios.items()}
            legend(figure, names, styles(list(names), self.study.baseline), y - medium.line, self)
        y = self.bottom
        for line in self.foot:
            self._text(figure, y, line, size=medium.text * 0.87, color=MUTED)
            y -= medium.line * 0.87

    def _text(self, figure: Figure, y: float, text: str, **style: Any) -> None:
        x = 1 / self.look.medium.width
        figure.text(x, y / self.height, text, ha="left", va="top", **style)

    def axes(self, figure: Figure) -> list[Axes]:
        """Return the axes of the panels, row by row."""
        medium, sheet = self.look.medium, self.sheet
        ticks = GUTTER * medium.text * 25.4 / 72
        wide = (medium.width - 1 - self.side) / sheet.across
        found = []
        for i in range(len(sheet.panels)):
            row, column = divmod(i, sheet.across)
            left = 1 + column * wide + ticks
            top = self.height - self.top - self.title - row * (self.title + self.panel + self.gap)
            place = (left, top - self.panel, wide - ticks - 2.5, self.panel)
            scale = (medium.width, self.height) * 2
            found.append(figure.add_axes([a / b for a, b in zip(place, scale, strict=True)]))
        return found


def _draw_panel(
    ax: Axes,
    panel: Panel,
    values: pd.DataFrame,
    study: Study,
    look: Look,
    drawn: dict[str, Style],
) -> None:
    bars = _Bars(study)
    _ticks(ax, panel, study, bars.room)
    base = values[panel.indicator].xs(study.baseline)
    for name in study.scenarios:  # the baseline first: the dashes of others let it show
        path = band_of(values[panel.indicator].xs(name), base, look.band)
        if name == study.baseline and look.band == "difference":
            path = band_of(base, base, "mean")
        _draw_path(ax, name, path, drawn[name], look, len(study.scenarios) <= DIRECT)
        bars.draw(ax, name, path, drawn[name], look)
    _references(ax, panel, values.xs(study.baseline), study, look)
    _titles(ax, panel, look)
    _stop_at_zero(ax)
    if not ax.has_data() or all(len(line.get_xdata()) == 0 for line in ax.lines):
        words = Text("本研究无此数据", "no data in this study")
        ax.text(0.5, 0.5, look.of(words), transform=ax.transAxes, ha="center", color=MUTED)


class _Bars:
    """Intervals of the last year, side by side after it, where bands would hide each other."""

    def __init__(self, study: Study) -> None:
        first, self.last = study.years[0], study.years[-1]
        self.step = BAR_STEP * max(self.last - first, 1)
        self.order = {name: i + 1.3 for i, name in enumerate(study.scenarios)}
        self.few = len(study.scenarios) <= DIRECT
        self.room = 0.0 if self.few else self.step * (len(self.order) + 1.5)

    def draw(self, ax: Axes, name: str, path: pd.DataFrame, style: Style, look: Look) -> None:
        """Draw the interval of a scenario."""
        if self.few or name not in self.order or self.last not in path.index:
            return
        low, high = path.loc[self.last, ["low", "high"]]
        x = self.last + self.step * self.order[name]
        width = 1.1 * look.medium.scale
        ax.vlines([x], [low], [high], color=style.colour, lw=width, gid=f"interval {name}")


def _stop_at_zero(ax: Axes) -> None:
    """Keep the axis of what is never negative from going below zero for the sake of a band."""
    lowest = min((min(line.get_ydata(), default=0.0) for line in ax.lines), default=0.0)
    if lowest >= 0 > ax.get_ylim()[0]:
        ax.set_ylim(bottom=0)


def _draw_path(
    ax: Axes, name: str, path: pd.DataFrame, style: Style, look: Look, band: bool
) -> None:
    """Draw the mean, with its band if there is room for one, and a marker at its last year."""
    path = path.dropna(subset=["mean"])
    years, mean, scale = path.index.to_numpy(), path["mean"].to_numpy(), look.medium.scale
    if band:
        ax.fill_between(
            years, path["low"], path["high"], color=style.colour, alpha=0.16, linewidth=0
        )
    line = {"color": style.colour, "ls": style.dash, "lw": style.width * scale}
    ax.plot(years, mean, gid=name, zorder=3, **line)
    end = {"color": style.colour, "marker": style.marker, "ms": 3.2 * scale}
    ax.plot(years[-1:], mean[-1:], ls="none", zorder=4, clip_on=False, **end)


def _references(ax: Axes, panel: Panel, base: pd.DataFrame, study: Study, look: Look) -> None:
    """Draw the official line, and the floor that chance alone would leave; then name both."""
    width, named = 0.9 * look.medium.scale, []
    if panel.limit is not None:
        ends = [study.years[0], study.years[-1]]
        ax.plot(ends, [panel.limit] * 2, color=LIMIT, lw=width, zorder=2)
        words = Text(f"合格线 {panel.limit:.2f}", f"official line {panel.limit:.2f}")
        named.append((ax.lines[-1], look.of(words)))
    if panel.floor in base.columns:
        floor = base.groupby("year")[panel.floor].mean().dropna()
        if len(floor):
            ax.plot(floor.index, floor, color=MUTED, lw=width, ls=(0, (1, 2)), zorder=2)
            named.append((ax.lines[-1], look.of(Text("随机下限", "noise floor"))))
    name_lines(ax, named, look.medium)


def _titles(ax: Axes, panel: Panel, look: Look) -> None:
    step = look.medium.line * 72 / 25.4
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "baseline"}
    rise = 1.1 * look.medium.text
    shift = -GUTTER * look.medium.text
    ax.annotate(look.of(panel.title), (0, 1), xytext=(shift, rise + step), weight="bold", **place)
    ax.annotate(
        look.of(panel.unit),
        (0, 1),
        xytext=(shift, rise),
        color=MUTED,
        fontsize=look.medium.text * 0.87,
        **place,
    )


def _ticks(ax: Axes, panel: Panel, study: Study, room: float) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

    first, last = study.years[0], max(study.years[-1], study.years[0] + 1)
    ax.set_xlim(first, last + room)
    ax.spines["bottom"].set_bounds(first, last)
    years = MaxNLocator(nbins=4, integer=True, steps=[1, 2, 5, 10]).tick_values(first, last)
    ax.xaxis.set_major_locator(FixedLocator([year for year in years if first <= year <= last]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, min_n_ticks=3, steps=[1, 2, 5, 10]))
    ax.margins(y=0.1)
    scale = 100 if describe(panel.indicator).shown is Shown.PERCENT else 1
    ax.yaxis.set_major_formatter(
        FuncFormatter(lambda y, _: tick(scale * y, [scale * t for t in ax.get_yticks()]))
    )


def tick(value: float, ticks: Sequence[float]) -> str:
    """Return a tick with as many decimals as its neighbours need, and a true minus."""
    decimals = next((d for d in range(6) if all(abs(round(t, d) - t) < 1e-9 for t in ticks)), 6)
    return f"{round(value, decimals) + 0.0:,.{decimals}f}".replace("-", "−")


def _share(axes: Sequence[Axes], across: int) -> None:
    """Give the panels of one row the same scale."""
    for start in range(0, len(axes), across):
        row = axes[start : start + across]
        low = min(ax.get_ylim()[0] for ax in row)
        high = max(ax.get_ylim()[1] for ax in row)
        for ax in row:
            ax.set_ylim(low, high)
