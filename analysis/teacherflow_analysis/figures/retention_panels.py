"""The panels of the figure of retention: curves by zone above, differences by scenario below.

Curves of many scenarios lie on each other, because reforms change the survival of a post by a few
percentage points. So the curves show its shape, and dots with intervals what each reform changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis.comparison.compare import Effect
from teacherflow_analysis.figures import marks, theme
from teacherflow_analysis.figures.curves import line_with_end
from teacherflow_analysis.figures.dose import by_dose, names_of
from teacherflow_analysis.figures.labels import SMALL, points_of
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import ZONES, effects, signed
from teacherflow_analysis.figures.page import EDGE, Page, Picture
from teacherflow_analysis.figures.ticks import gutter, tick
from teacherflow_analysis.figures.trajectories import DIRECT
from teacherflow_analysis.frames import stacked
from teacherflow_analysis.indicators_meta import Better, Indicator, Shown
from teacherflow_analysis.inference.bands import band_of
from teacherflow_analysis.palette import INK, MUTED, Style, styles
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

YEARS: Final = (5, 10)
"""Years in the post at which differences are told."""
MANY: Final = 10
"""With more reforms than this, differences are told at the first of these years only."""
PANEL, HEADING, AXIS = 46.0, 6.5, 9.0
"""Heights of the curves, of what stands above them, and of an axis with its name, mm."""
BLOCK, ROW = 6.5, 3.9
"""Heights of the heading of a block of differences and of its least row, mm."""
NAMES: Final = 40.0
"""Width of the names of the scenarios, mm."""
NUMBER: Final = 7.0
"""Width of the numbers beside the intervals, mm."""


def told_at(found: Mapping[str, pd.DataFrame], reforms: int) -> list[int]:
    """Return the years in the post at which differences are told."""
    longest = max(int(curve.columns[-1]) for curve in found.values())
    years = [year for year in YEARS if year <= longest] or [longest]
    return years[:1] if reforms > MANY else years


def kept(year: int, label: Text) -> Indicator:
    """Return the share that keeps the post for so many years, as an indicator."""
    return Indicator(f"kept_{year}", label, Text("", ""), Better.HIGHER, Shown.PERCENT)


def draw(study: Study, look: Look, words: Picture, found: Mapping[str, pd.DataFrame]) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    reforms = by_dose(study, [name for name in study.scenarios if name != study.baseline])
    years = told_at(found, len(reforms)) if reforms else []
    layout = _Layout.of(study, look, found, reforms)
    curves = HEADING + PANEL + AXIS + layout.over
    body = curves + len(years) * (BLOCK + layout.high + AXIS)
    page = Page(study, look, words, body, [])
    sheet = _Sheet(study, look, page, layout, styles(list(study.scenarios), study.baseline))
    sheet.curves(found)
    top = page.top - curves * page.scale
    told = {
        (zone, year): effects(study, kept(year, Text("", "")), curve[year])
        for year in years
        for zone, curve in found.items()
        if year in curve.columns
    }
    reach = _reach([effect for some in told.values() for effect in some])
    for year in years:
        sheet.block(year, {zone: told.get((zone, year), []) for zone in found}, top, reach)
        top -= (BLOCK + layout.high + AXIS) * page.scale
    return page.figure


@dataclass(frozen=True)
class _Layout:
    """Names of the reforms in lines, and the sizes that follow from them, in mm of a printed page."""

    names: Mapping[str, Sequence[str]]
    rows: Mapping[str, float]
    side: float
    wide: float
    over: float
    """By how much the names of the curves are taller than the curves and their axis."""

    @classmethod
    def of(
        cls, study: Study, look: Look, found: Mapping[str, pd.DataFrame], reforms: Sequence[str]
    ) -> _Layout:
        size, scale = look.medium.text, look.medium.scale
        titles = names_of(study, look.language)
        names = {
            name: theme.balance(titles[name], size * SMALL, (NAMES - 10) * scale)
            for name in (study.baseline, *reforms)
        }
        line = look.medium.line / scale * SMALL
        legend = sum(len(lines) * line * 0.95 + 0.7 for lines in names.values())
        rows = {name: max(ROW, len(names[name]) * line * 0.95 + 0.9) for name in reforms}
        wide = ((look.medium.width - 2 * EDGE) / scale - NAMES) / len(found)
        return cls(names, rows, NAMES, wide, max(0.0, legend + 1 - PANEL - AXIS))

    @property
    def high(self) -> float:
        """Height of a block of differences."""
        return sum(self.rows.values())

    def middle(self, name: str) -> float:
        """Return how far below the top of a block the row of a reform lies."""
        above = list(self.rows)[: list(self.rows).index(name)]
        return sum(self.rows[one] for one in above) + self.rows[name] / 2


@dataclass(frozen=True)
class _Sheet:
    """A page with what is drawn on it."""

    study: Study
    look: Look
    page: Page
    layout: _Layout
    drawn: Mapping[str, Style]

    def curves(self, found: Mapping[str, pd.DataFrame]) -> None:
        """Draw the curves of every zone, and what they are beside them."""
        page, look, scale = self.page, self.look, self.page.scale
        top = page.top - HEADING * scale
        words = Text("仍在原岗位，%", "Still in the post, %")
        self._heading(words, top + 2.2 * scale)
        self._legend(top)
        ticks = gutter(look.medium)
        for i, (zone, curve) in enumerate(found.items()):
            left = EDGE + (self.layout.side + i * self.layout.wide) * scale
            wide = self.layout.wide * scale - ticks - 3 * scale
            ax = page.axes(left + ticks, top - PANEL * scale, wide, PANEL * scale)
            _panel(ax, curve, self.study, look, self.drawn)
            title = look.of(Text(f"{ZONES[zone].zh}学校", f"Schools, {ZONES[zone].en}"))
            page.text(left + ticks, top + 2.2 * scale, title, weight="bold")
            self._axis(ax, Text("任职年数", "years in the post"), left + ticks + wide / 2)
        _share(page.figure.axes)

    def _legend(self, top: float) -> None:
        """Name the curves beside them."""
        line = self.look.medium.line * SMALL
        for name, words in self.layout.names.items():
            high = len(words) * line * 0.95 + 0.7 * self.page.scale
            self._name(name, top - high / 2, self._sample(name))
            top -= high

    def _sample(self, name: str) -> dict[str, Any]:
        style = self.drawn[name]
        return {"ls": style.dash, "lw": style.width * self.look.medium.scale}

    def block(
        self,
        year: int,
        told: Mapping[str, Sequence[Effect]],
        top: float,
        reach: tuple[float, float],
    ) -> None:
        """Draw the differences at one year, a panel by zone and a row by reform."""
        page, scale = self.page, self.page.scale
        top -= BLOCK * scale
        head = Text(f"任职满 {year} 年：与基准之差", f"After {year} years: change")
        self._heading(head, top + 1.6 * scale)
        for name in self.layout.rows:
            self._name(name, top - self.layout.middle(name) * scale, {"lw": 0})
        ticks = gutter(self.look.medium)
        for i, (zone, some) in enumerate(told.items()):
            left = EDGE + (self.layout.side + i * self.layout.wide) * scale + ticks
            wide = (self.layout.wide - NUMBER) * scale - ticks
            high = self.layout.high * scale
            ax = page.axes(left, top - high, wide, high)
            ax.set_gid(f"{zone}/{year}")
            name = self.look.of(ZONES[zone])
            size = self.look.medium.text * SMALL
            page.text(left, top + 1.6 * scale, name, size=size, color=MUTED)
            self._differences(ax, some, reach, left + wide + NUMBER * scale, top)
            unit = Text("个百分点", "percentage points")
            self._axis(ax, unit, left + wide / 2)

    def _differences(
        self,
        ax: Axes,
        some: Sequence[Effect],
        reach: tuple[float, float],
        right: float,
        top: float,
    ) -> None:
        from matplotlib.ticker import FuncFormatter, MaxNLocator

        ax.set(xlim=reach, ylim=(self.layout.high, 0), yticks=[])
        ax.spines["left"].set_visible(False)
        ax.grid(True, axis="x")
        ax.axvline(0, color=INK, lw=0.8 * self.page.scale, zorder=2)
        ax.xaxis.set_major_locator(MaxNLocator(nbins=4, min_n_ticks=3, steps=[1, 2, 5, 10]))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: tick(x, list(ax.get_xticks()))))
        ax.tick_params(axis="x", labelsize=self.look.medium.text * SMALL)
        known = {effect.scenario: effect for effect in some if effect.difference is not None}
        for name in self.layout.rows:
            y, words = self.layout.middle(name), "–"
            if name in known:
                _dot(ax, known[name], y, self.drawn[name], self.page.scale)
                words = signed(100 * (known[name].difference or 0.0), 1, sign=True)
            self.page.text(
                right,
                top - y * self.page.scale,
                words,
                size=self.look.medium.text * SMALL,
                ha="right",
                va="center_baseline",
            )

    def _heading(self, head: Text, bottom: float) -> None:
        """Write what a row of panels shows, above the names."""
        self.page.text(EDGE, bottom, self.look.of(head), weight="bold")

    def _name(self, name: str, y: float, sample: Mapping[str, Any]) -> None:
        """Write the name of a scenario behind its line and its marker."""
        page, style, size = self.page, self.drawn[name], self.look.medium.text * SMALL
        long = 7.0 * page.scale
        if sample.get("lw"):
            page.line([EDGE, EDGE + long], [y, y], color=style.colour, **sample)
        marker = {"marker": style.marker, "color": style.colour, "ms": 3.2 * page.scale}
        page.line([EDGE + long / 2], [y], ls="none", **marker)
        words = "\n".join(self.layout.names[name])
        page.text(EDGE + long + 1.5, y, words, size=size, va="center", linespacing=1.05)

    def _axis(self, ax: Axes, words: Text, x: float) -> None:
        """Name the horizontal axis under its numbers."""
        bottom = ax.get_position().y0 * self.page.height
        y = bottom - 2.15 * self.look.medium.line
        size = self.look.medium.text * SMALL
        self.page.text(x, y, self.look.of(words), size=size, color=MUTED, ha="center")


def _dot(ax: Axes, effect: Effect, y: float, style: Style, scale: float) -> None:
    """Draw a difference with its interval, filled if the interval leaves out zero."""
    marks.change(
        ax,
        y,
        100 * (effect.difference or 0.0),
        effect.ends(100),
        colour=style.colour,
        marker=style.marker,
        clear=effect.verdict.clear,
        scale=scale,
        gid=f"difference {effect.scenario}",
        size=3.4,
    )


def _reach(some: Sequence[Effect]) -> tuple[float, float]:
    """Return the ends of the axis of all differences, in percentage points, with zero inside."""
    ends = [100 * v for e in some for v in (e.difference, e.low, e.high) if v is not None]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    room = 0.08 * (high - low) or 1.0
    return low - room, high + room


def _panel(
    ax: Axes, curve: pd.DataFrame, study: Study, look: Look, drawn: Mapping[str, Style]
) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    values = stacked(curve.rename_axis(columns="year"))
    base = values.xs(study.baseline, level="scenario")
    for name in study.scenarios:
        kind = "mean" if name == study.baseline else look.band
        path = band_of(values.xs(name, level="scenario"), base, kind).dropna(subset=["mean"])
        _line(ax, name, path, drawn[name], look)
        if len(study.scenarios) <= DIRECT or name == study.baseline:
            _band(ax, path, drawn[name])
    ax.set_xlim(0, int(max(curve.columns)))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(
        FuncFormatter(lambda y, _: tick(100 * y, [100 * t for t in ax.get_yticks()]))
    )


def _line(ax: Axes, name: str, path: pd.DataFrame, style: Style, look: Look) -> None:
    ages, mean, scale = path.index.to_numpy(), path["mean"].to_numpy(), look.medium.scale
    line_with_end(ax, ages, mean, style, scale, name)


def _band(ax: Axes, path: pd.DataFrame, style: Style) -> None:
    ages = path.index.to_numpy()
    ax.fill_between(ages, path["low"], path["high"], color=style.colour, alpha=0.2, linewidth=0)


def _share(axes: list[Axes]) -> None:
    """Give the curves one scale; it starts at the nearest tenth below the lowest value."""
    lowest = min(min(points_of(line)[:, 1]) for ax in axes for line in ax.lines if line.get_gid())
    for ax in axes:
        ax.set_ylim(max(0.0, floor(10 * lowest - 0.2) / 10), 1.005)
