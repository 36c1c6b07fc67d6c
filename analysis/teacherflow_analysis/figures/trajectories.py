"""Paths of key indicators over the years, one line per scenario, as small multiples."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis import fonts
from teacherflow_analysis.comparison.compare import values_of
from teacherflow_analysis.figures import theme
from teacherflow_analysis.figures.curves import line_with_end
from teacherflow_analysis.figures.labels import (
    SMALL,
    end_labels,
    legend,
    legend_columns,
    name_lines,
    points_of,
)
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.sheets import Panel, Sheet
from teacherflow_analysis.figures.store import put
from teacherflow_analysis.figures.ticks import GUTTER, gutter, tick
from teacherflow_analysis.figures.words import caption, headline
from teacherflow_analysis.frames import rows_at
from teacherflow_analysis.indicators_meta import Shown, describe
from teacherflow_analysis.inference.bands import band_of
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
LEAST: Final = 38.0
"""Width of the least panel with its axis, mm of a printed page."""


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
    return put(
        *(study, sheet.name, head, texts, look),
        lambda look: draw(study, sheet, look, head, foot),
        *(folder, formats, say),
    )


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
        _titles(ax, panel, look, page)
    if sheet.shared:
        _share(axes, page.across)
    if page.direct:
        for row in range(page.down):
            last = min((row + 1) * page.across, len(axes)) - 1
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
        self.across = medium.across(sheet.across, LEAST)
        self.down = ceil(len(sheet.panels) / self.across)
        self.direct = len(study.scenarios) <= DIRECT and not medium.narrow
        names = [study.label(name, look.language) for name in study.scenarios]
        self.label_width = min(
            max(theme.width_of(n, medium.text, bold=True) for n in names) + 2.0, 34.0
        )
        self.side = self.label_width + 3 if self.direct else 2.0
        full = medium.width - 2
        words = 0.97 * full  # pixels make letters a little wider than their outlines
        self.head = theme.balance(head, medium.text * 1.3, words, bold=True)
        self.foot = [line for text in foot for line in theme.wrap(text, medium.text * 0.87, words)]
        mark = "｜" if look.language == "zh" else " | "
        told = f"{look.of(study.title)}{mark}{look.of(sheet.subject)}"
        self.subject = theme.wrap(told, medium.text, words)
        rows = len(self.head) * 1.3 + len(self.subject) + 0.6
        self.top = 2 + rows * medium.line + self._legend_height()
        self.bottom = 1 + len(self.foot) * medium.line * 0.87
        self.gap = 2.2 * medium.line
        self.wide = (medium.width - 1 - self.side) / self.across
        units = [_lines(look.of(panel.unit), look, self.wide) for panel in sheet.panels]
        self.lines = max(len(lines) for lines in units)
        self.title = (1.6 + self.lines) * medium.line
        low = 26 * medium.scale
        wide = (full - self.side) / self.across
        self.panel = min(max(0.62 * wide, low), max(0.26 * medium.width, low))
        if medium.high is not None:
            spare = (medium.high - self.top - self.bottom) / self.down - self.title - self.gap
            self.panel = max(low, min(self.panel, spare))
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
        for line in self.subject:
            self._text(figure, y, line, color=MUTED)
            y -= medium.line
        if not self.direct:
            names = {name: look.of(title) for name, title in self.study.scenarios.items()}
            legend(figure, names, styles(list(names), self.study.baseline), y, medium)
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
        ticks = gutter(medium)
        wide, found = self.wide, []
        for i in range(len(sheet.panels)):
            row, column = divmod(i, self.across)
            left = 1 + column * wide + ticks
            top = self.height - self.top - self.title - row * (self.title + self.panel + self.gap)
            x, broad = left / medium.width, (wide - ticks - 2.5) / medium.width
            y, high = (top - self.panel) / self.height, self.panel / self.height
            found.append(figure.add_axes((x, y, broad, high)))
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
        if len(study.scenarios) > DIRECT:
            _mark(ax, list(study.scenarios).index(name), drawn[name], look)
        bars.draw(ax, name, path, drawn[name], look)
    _references(ax, panel, rows_at(values, study.baseline, "scenario"), study, look)
    _stop_at_zero(ax)
    if not ax.has_data() or all(len(points_of(line)) == 0 for line in ax.lines):
        words = Text("本研究无此数据", "no data in this study")
        ax.text(0.5, 0.5, look.of(words), transform=ax.transAxes, ha="center", color=MUTED)


class _Bars:
    """Intervals of the last year, side by side after it, where bands would hide each other."""

    def __init__(self, study: Study) -> None:
        first, self.last = study.years[0], study.years[-1]
        self.step = BAR_STEP * max(self.last - first, 1)
        self.order = {name: i + 1.8 for i, name in enumerate(study.scenarios)}
        self.few = len(study.scenarios) <= DIRECT
        self.room = 0.0 if self.few else self.step * (len(self.order) + 2)

    def draw(self, ax: Axes, name: str, path: pd.DataFrame, style: Style, look: Look) -> None:
        """Draw the interval of a scenario."""
        if self.few or name not in self.order or self.last not in path.index:
            return
        low, high = (float(path[end].loc[self.last]) for end in ("low", "high"))
        x = self.last + self.step * self.order[name]
        width = 1.1 * look.medium.scale
        ax.vlines([x], [low], [high], color=style.colour, lw=width, gid=f"interval {name}")


def _stop_at_zero(ax: Axes) -> None:
    """Keep the axis of what is never negative from going below zero for the sake of a band."""
    lowest = min((min(points_of(line)[:, 1], default=0.0) for line in ax.lines), default=0.0)
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
    line_with_end(ax, years, mean, style, scale, name)


def _mark(ax: Axes, place: int, style: Style, look: Look) -> None:
    """Set small markers along the line drawn last but one, so that grey tells many lines apart."""
    line = ax.lines[-2]
    every = 4
    x, y = points_of(line)[place % every :: every].T
    ax.plot(
        x,
        y,
        ls="none",
        zorder=4,
        marker=style.marker,
        ms=3.4 * look.medium.scale,
        color=style.colour,
        mec="white",
        mew=0.4,
    )


def _references(ax: Axes, panel: Panel, base: pd.DataFrame, study: Study, look: Look) -> None:
    """Draw the official line, and the floor that chance alone would leave; then name both."""
    width, named = 0.9 * look.medium.scale, []
    if panel.limit is not None:
        ends = [study.years[0], study.years[-1]]
        ax.plot(ends, [panel.limit] * 2, color=LIMIT, lw=width, zorder=2)
        words = Text(f"合格线 {panel.limit:.2f}", f"official line {panel.limit:.2f}")
        named.append((ax.lines[-1], look.of(words)))
    if panel.floor is not None and panel.floor in base.columns:
        floor = base.groupby("year")[panel.floor].mean().dropna()
        if len(floor):
            ax.plot(floor.index, floor, color=MUTED, lw=width, ls=(0, (1, 2)), zorder=2)
            named.append((ax.lines[-1], look.of(Text("随机下限", "noise floor"))))
    name_lines(ax, named, look.medium)


def _lines(words: str, look: Look, wide: float) -> list[str]:
    """Return the unit of a panel in lines that leave its neighbour alone."""
    return theme.wrap(words, look.medium.text * SMALL, wide - 1.5)


def _titles(ax: Axes, panel: Panel, look: Look, page: _Page) -> None:
    """Write what a panel shows and its unit above it, at one height in a row of panels."""
    unit = _lines(look.of(panel.unit), look, page.wide)
    step = look.medium.line * 72 / 25.4
    rise = 1.1 * look.medium.text
    shift = -GUTTER * look.medium.text
    above = rise + step * (1 + 0.87 * (page.lines - 1))
    ax.annotate(
        look.of(panel.title),
        (0, 1),
        xytext=(shift, above),
        xycoords="axes fraction",
        textcoords="offset points",
        va="baseline",
        weight="bold",
    )
    ax.annotate(
        "\n".join(unit),
        (0, 1),
        xytext=(shift, above - 0.42 * look.medium.text),
        xycoords="axes fraction",
        textcoords="offset points",
        va="top",
        color=MUTED,
        fontsize=look.medium.text * SMALL,
        linespacing=1.1,
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


def _share(axes: Sequence[Axes], across: int) -> None:
    """Give the panels of one row the same scale."""
    for start in range(0, len(axes), across):
        row = axes[start : start + across]
        low = min(ax.get_ylim()[0] for ax in row)
        high = max(ax.get_ylim()[1] for ax in row)
        for ax in row:
            ax.set_ylim(low, high)
