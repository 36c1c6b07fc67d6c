"""Names of scenarios beside their lines, or in a strip above the panels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from teacherflow_analysis.figures import theme
from teacherflow_analysis.palette import MUTED, Style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.transforms import Bbox

SMALL: Final = 0.87
"""Size of notes against that of other text."""
MOST_COLUMNS: Final = 4
"""Entries of a legend side by side."""


def spread(
    wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Return centres near those wanted, in the same order, that do not overlap.

    Neighbours that collide become a block that sits at the mean of what its members want; blocks
    are merged until none collide. All stay between ``low`` and ``high`` if there is room.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    blocks: list[list[int]] = []
    for i in order:
        blocks.append([i])
        while len(blocks) > 1 and _collide(blocks[-2], blocks[-1], wanted, heights, low, high):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    centres = [0.0] * len(wanted)
    for block in blocks:
        y = _bottom(block, wanted, heights, low, high)
        for i in block:
            centres[i] = y + heights[i] / 2
            y += heights[i]
    return centres


def _bottom(
    block: Sequence[int], wanted: Sequence[float], heights: Sequence[float], low: float, high: float
) -> float:
    size = sum(heights[i] for i in block)
    middle = sum(wanted[i] for i in block) / len(block)
    return max(low, min(middle - size / 2, high - size))


def _collide(
    lower: Sequence[int],
    upper: Sequence[int],
    wanted: Sequence[float],
    heights: Sequence[float],
    low: float,
    high: float,
) -> bool:
    top = _bottom(lower, wanted, heights, low, high) + sum(heights[i] for i in lower)
    return top > _bottom(upper, wanted, heights, low, high) + 1e-9


def points_of(line: Line2D) -> np.ndarray:
    """Return the points of a line, (points, 2)."""
    return np.asarray(line.get_xydata(), dtype=float)


def end_labels(
    ax: Axes,
    names: Mapping[str, str],
    styles: Mapping[str, Style],
    width: float,
    medium: theme.Medium,
) -> None:
    """Write each scenario's name at the end of its line, in its colour."""
    ends = {line.get_gid(): points_of(line)[-1] for line in ax.lines if _is_path(line, names)}
    if not ends:
        return
    ax.autoscale_view()
    figure = _figure(ax)
    scale = figure.dpi * theme.MM
    x1, y0, y1 = ax.bbox.x1 / scale, ax.bbox.y0 / scale, ax.bbox.y1 / scale
    shown = [name for name in names if name in ends]
    wanted = [float(ax.transData.transform(ends[name])[1]) / scale for name in shown]
    lines = [theme.balance(names[name], medium.text, width, bold=True) for name in shown]
    heights = [medium.line * (len(text) * 0.9 + 0.15) for text in lines]
    centres = spread(wanted, heights, y0 - 2, y1 + 2)
    for name, text, y, end in zip(shown, lines, centres, wanted, strict=True):
        _label(figure, x1, y, end, "\n".join(text), styles[name], medium)


def name_lines(ax: Axes, named: Sequence[tuple[Line2D, str]], medium: theme.Medium) -> None:
    """Write names beside reference lines, where they cover least of what is drawn."""
    from matplotlib.patheffects import withStroke

    ax.autoscale_view()
    drawn = np.concatenate([_dots(ax, line) for line in ax.lines]) if ax.lines else np.empty((0, 2))
    for line, text in named:
        boxes = list(_boxes(ax, line, text, medium))
        if not boxes:  # the line lies outside the axes
            continue
        box = min(boxes, key=lambda b: _covered(b, drawn))
        figure = _figure(ax)
        # A place in the figure, not in pixels: each format has its own number of dots per inch.
        x, y = figure.transFigure.inverted().transform((box.x0, box.y0))
        figure.text(
            x,
            y,
            text,
            color=line.get_color(),
            fontsize=medium.text * SMALL,
            va="baseline",
            zorder=5,
            path_effects=[withStroke(linewidth=1.6, foreground="white")],
        )
        xs, ys = np.meshgrid(np.linspace(box.x0, box.x1, 20), np.linspace(box.y0, box.y1, 5))
        drawn = np.concatenate([drawn, np.column_stack([xs.ravel(), ys.ravel()])])


def _boxes(ax: Axes, line: Line2D, text: str, medium: theme.Medium) -> Iterator[Bbox]:
    """Yield places for a name beside a line, in pixels, the preferred ones first."""
    from matplotlib.transforms import Bbox

    dot = _figure(ax).dpi / 72
    high, gap = medium.text * SMALL * dot, 2.2 * dot
    wide = theme.width_of(text, medium.text * SMALL) / 25.4 * 72 * dot
    dots = _dots(ax, line)
    frame = ax.bbox
    # Beyond the end of the line stand the intervals of the last year.
    first, last = max(frame.x0, dots[:, 0].min()), min(frame.x1, dots[:, 0].max())
    for share in (0.0, 1.0, 0.5, 0.25, 0.75):
        left = first + gap + share * (last - first - wide - 2 * gap)
        near = dots[(dots[:, 0] >= left) & (dots[:, 0] <= left + wide), 1]
        if not len(near):
            continue
        for bottom in (near.max() + gap, near.min() - gap - high):
            if bottom < frame.y0 + gap or bottom + high > frame.y1:
                continue
            yield Bbox.from_bounds(left, bottom, wide, high)


def _dots(ax: Axes, line: Line2D) -> np.ndarray:
    """Return points along a line, close to each other, in pixels."""
    points = ax.transData.transform(points_of(line))
    if len(points) < 2:
        return points.reshape(-1, 2)
    steps = np.linspace(0, len(points) - 1, 40 * (len(points) - 1) + 1)
    at = np.arange(len(points))
    return np.column_stack([np.interp(steps, at, points[:, i]) for i in (0, 1)])


def _covered(box: Bbox, drawn: np.ndarray) -> int:
    """Count the points that a box would cover."""
    inside = (drawn >= (box.x0, box.y0)) & (drawn <= (box.x1, box.y1))
    return int(inside.all(axis=1).sum())


def _is_path(line: Line2D, names: Mapping[str, str]) -> bool:
    return line.get_gid() in names and len(points_of(line)) > 0


def _figure(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return figure


def _label(
    figure: Figure, x: float, y: float, end: float, text: str, style: Style, medium: theme.Medium
) -> None:
    wide, high = (size / theme.MM for size in figure.get_size_inches())
    from matplotlib.lines import Line2D

    if abs(y - end) > 0.4:
        ends = [(x + 0.9) / wide, (x + 2.4) / wide], [end / high, y / high]
        figure.add_artist(Line2D(*ends, color=style.colour, lw=0.5 * medium.scale, alpha=0.7))
    figure.text(
        (x + 2.8) / wide,
        y / high,
        text,
        color=style.colour,
        ha="left",
        va="center",
        linespacing=1.1,
        weight="bold",
        fontsize=medium.text,
    )


def legend_columns(names: Sequence[str], medium: theme.Medium) -> int:
    """Return how many entries of a legend fit side by side without losing a word."""
    room = max(theme.width_of(name, medium.text) for name in names) + 12
    return max(1, min(MOST_COLUMNS, int((medium.width - 2) / room)))


def legend(
    figure: Figure,
    names: Mapping[str, str],
    styles: Mapping[str, Style],
    top: float,
    medium: theme.Medium,
) -> None:
    """Draw samples of the lines in rows below ``top`` (mm from the bottom)."""
    from matplotlib.lines import Line2D

    wide, high = (size / theme.MM for size in figure.get_size_inches())
    across = legend_columns(list(names.values()), medium)
    step = (wide - 2) / across
    for i, (name, text) in enumerate(names.items()):
        row, column = divmod(i, across)
        x, y = 1 + column * step, top - (row + 0.6) * medium.line * 1.1
        style = styles[name]
        figure.add_artist(
            Line2D(
                [x / wide, (x + 8) / wide],
                [y / high] * 2,
                color=style.colour,
                ls=style.dash,
                lw=style.width * medium.scale,
            )
        )
        figure.add_artist(
            Line2D(
                [(x + 8) / wide],
                [y / high],
                color=style.colour,
                marker=style.marker,
                ms=3.2 * medium.scale,
            )
        )
        lines = theme.wrap(text, medium.text, step - 11)
        shown = lines[0] + ("…" if len(lines) > 1 else "")
        figure.text((x + 10) / wide, y / high, shown, va="center", color=MUTED)
