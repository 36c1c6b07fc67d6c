"""Names of reference lines: beside the line, and clear of what stands after its end."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from teacherflow_analysis.figures import theme
from teacherflow_analysis.figures.labels import name_lines

MEDIUM = theme.SIZES["double"]


def test_a_name_ends_where_its_line_ends() -> None:
    """The left of the line is full of curves; on its right, after the last year, are intervals."""
    figure = Figure(figsize=(5, 2), dpi=100)
    ax = figure.add_axes((0.1, 0.1, 0.8, 0.8))
    for level in np.linspace(0.2, 0.8, 60):
        ax.plot([2024, 2028], [level, level])
    ax.plot([2024, 2034], [0.5, 0.5])
    ax.set_xlim(2024, 2035)
    ax.set_ylim(0, 1)
    name_lines(ax, [(ax.lines[-1], "noise floor")], MEDIUM)
    figure.canvas.draw()
    (name,) = figure.texts
    end = ax.transData.transform((2034, 0.5))[0]
    begin = ax.transData.transform((2028, 0.5))[0]
    box = name.get_window_extent()
    assert box.x1 <= end + 1
    assert box.x0 >= begin
