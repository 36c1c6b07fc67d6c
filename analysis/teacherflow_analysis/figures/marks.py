"""Changes on an axis through zero: a mark with its interval, and the axis it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.page import Sample
from teacherflow_analysis.figures.theme import Medium
from teacherflow_analysis.figures.ticks import tick
from teacherflow_analysis.palette import Style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SIZE = 3.6
"""Of a mark, points on a printed page."""


def change(
    ax: Axes,
    y: float,
    value: float,
    ends: tuple[float | None, float | None],
    *,
    colour: str,
    marker: str,
    clear: bool,
    scale: float,
    gid: str,
    size: float = SIZE,
) -> None:
    """Draw a change with its interval; hollow unless it is clear.

    Parameters
    ----------
    ends
        Ends of the interval in the unit of ``value``; None if there is none.
    """
    if ends[0] is not None and ends[1] is not None:
        ax.plot([ends[0], ends[1]], [y, y], color=colour, lw=1.3 * scale, zorder=3)
    ax.plot(
        [value],
        [y],
        gid=gid,
        marker=marker,
        ms=size * scale,
        color=colour,
        mfc=colour if clear else "white",
        mew=0.9 * scale,
        zorder=4,
    )


def axis_through_zero(
    ax: Axes,
    medium: Medium,
    *,
    bins: int,
    reach: float = 0.18,
    least: int = 2,
    steps: Sequence[float] = (1, 2, 5, 10),
) -> None:
    """Number the horizontal axis; zero never stands at the very edge.

    Parameters
    ----------
    reach
        Least share of the longer side that is shown of the shorter one.
    least
        Fewest ticks.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    ax.margins(x=0.08)
    ax.autoscale_view(scaley=False)
    low, high = ax.get_xlim()
    longer = max(high, -low) or 1.0
    ax.set_xlim(min(low, -reach * longer), max(high, reach * longer))
    ax.grid(True, axis="x")
    ax.grid(False, axis="y")
    ax.xaxis.set_major_locator(MaxNLocator(nbins=bins, min_n_ticks=least, steps=list(steps)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: tick(x, list(ax.get_xticks()))))
    ax.tick_params(axis="x", pad=1.5 * medium.scale, labelsize=medium.text * SMALL)


def sample(look: Look, words: str, style: Style) -> Sample:
    """Return the entry of a legend for changes of one style: a bar through a mark."""
    bar = {"color": style.colour, "lw": 1.3 * look.medium.scale}
    marker = {"marker": style.marker, "color": style.colour, "ms": 4.0 * look.medium.scale}
    return Sample(words, bar, marker)
