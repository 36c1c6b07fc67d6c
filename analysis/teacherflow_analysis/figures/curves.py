"""Means over the years with their intervals, as a line in a shade or as points with bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.page import Page
from teacherflow_analysis.palette import MUTED, Style

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes


def band(ax: Axes, found: pd.DataFrame, style: Style, scale: float, gid: str) -> None:
    """Draw a line through ``mean`` over ``at``, in the shade of ``low`` to ``high``."""
    x, mean = found["at"].to_numpy(dtype=float), found["mean"].to_numpy(dtype=float)
    line_with_end(ax, x, mean, style, scale, gid)
    low, high = (found[name].to_numpy(dtype=float) for name in ("low", "high"))
    ax.fill_between(x, low, high, color=style.colour, alpha=0.2, linewidth=0, gid=f"band {gid}")


def line_with_end(
    ax: Axes, x: np.ndarray, mean: np.ndarray, style: Style, scale: float, gid: str
) -> None:
    """Draw a line in a style, with its marker at the last point."""
    ax.plot(x, mean, gid=gid, zorder=3, color=style.colour, ls=style.dash, lw=style.width * scale)
    ax.plot(
        x[-1:],
        mean[-1:],
        ls="none",
        zorder=4,
        clip_on=False,
        color=style.colour,
        marker=style.marker,
        ms=3.2 * scale,
    )


def points(ax: Axes, found: pd.DataFrame, style: Style, scale: float, gid: str, by: float) -> None:
    """Draw a point at every ``mean``, moved sideways by ``by``, with a bar from low to high."""
    x = found["at"].to_numpy(dtype=float) + by
    low, high = (found[name].to_numpy(dtype=float) for name in ("low", "high"))
    ax.vlines(x, low, high, color=style.colour, lw=1.1 * scale, zorder=3)
    ax.plot(
        x,
        found["mean"].to_numpy(dtype=float),
        gid=gid,
        zorder=4,
        color=style.colour,
        ls=style.dash,
        lw=0.6 * scale,
        alpha=0.9,
        marker=style.marker,
        ms=3.2 * scale,
        mew=0,
    )


def name_axis(page: Page, ax: Axes, words: str) -> None:
    """Name the horizontal axis under its numbers."""
    place = ax.get_position()
    x = (place.x0 + place.x1) / 2 * page.width
    y = place.y0 * page.height - 2.15 * page.look.medium.line
    size = page.look.medium.text * SMALL
    page.text(x, y, words, size=size, color=MUTED, ha="center")


def year_axis(ax: Axes, longest: int) -> None:
    """Let the horizontal axis run over whole years from 0."""
    from matplotlib.ticker import MaxNLocator

    ax.set_xlim(0, longest)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, steps=[1, 5, 10]))


def percent_axis(ax: Axes, low: float | None = 0.0) -> None:
    """Write percent without digits that say nothing, from ``low`` on."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    from teacherflow_analysis.figures.ticks import tick

    if low is not None:
        ax.set_ylim(bottom=low)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: tick(y, list(ax.get_yticks()))))
