"""A few outcomes side by side, one row per reform: the forest plot for the first page of a brief.

The page says in words what stands around it, so the figure carries neither title nor caption.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from teacherflow.text import Text
from teacherflow_analysis.comparison.compare import Effect
from teacherflow_analysis.figures import marks, theme
from teacherflow_analysis.figures.dose import names_of
from teacherflow_analysis.figures.forest import GOOD, UNITS, effects_to_draw, unit_of
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.page import EDGE, Picture
from teacherflow_analysis.indicators_meta import Better, Shown, describe
from teacherflow_analysis.palette import INK, Style, styles
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "page_one"
SUBJECT: Final = Text("各方案的主要效应", "Main effects of the options")
OUTCOMES: Final = (
    "cv_backbone_primary_duty",
    "retention_3y_village",
    "net_better_off",
    "spending",
)
MOST: Final = 12
"""More reforms than this are not drawn: the page would have no room for its words."""
ROW, AXIS, BETWEEN, NAMES = 4.0, 5.0, 4.0, 42.0
"""Height of a row and of an axis, space between panels, width of the names of reforms; mm."""


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the figure, or why there is none."""
    found = effects_to_draw(study, OUTCOMES, MOST)
    if isinstance(found, Text):
        return found
    reforms, effects, _ = found
    return Picture(
        NAME,
        SUBJECT,
        look.of(SUBJECT),
        (),
        lambda _, look: draw(study, look, reforms, effects),
    )


def draw(study: Study, look: Look, reforms: Sequence[str], found: Sequence[Effect]) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    medium, outcomes = look.medium, list(dict.fromkeys(effect.indicator for effect in found))
    names = _names(study, look, reforms)
    wide = (medium.width - 2 * EDGE - NAMES * medium.scale) / len(outcomes)
    heads = [_head(look, name, wide - BETWEEN * medium.scale) for name in outcomes]
    top = (max(map(len, heads)) + 0.4) * medium.line
    row = max(ROW * medium.scale, max(map(len, names.values())) * medium.line * SMALL)
    height = AXIS * medium.scale + row * len(reforms) + top
    figure = theme.blank(medium, height)
    for i, name in enumerate(reforms):
        y = height - top - (i + 0.5) * row
        figure.text(EDGE / medium.width, y / height, "\n".join(names[name]), va="center")
    drawn = styles(list(study.scenarios), study.baseline)
    for k, outcome in enumerate(outcomes):
        left = EDGE + NAMES * medium.scale + k * wide
        y = (height - top + 0.3 * medium.line) / height
        figure.text(left / medium.width, y, "\n".join(heads[k]), va="bottom", weight="bold")
        place = (left / medium.width, AXIS * medium.scale / height)
        size = ((wide - BETWEEN * medium.scale) / medium.width, row * len(reforms) / height)
        ax = figure.add_axes((*place, *size))
        mine = {effect.scenario: effect for effect in found if effect.indicator == outcome}
        _panel(ax, look, outcome, [mine[name] for name in reforms if name in mine], reforms, drawn)
    return figure


def _names(study: Study, look: Look, reforms: Sequence[str]) -> Mapping[str, list[str]]:
    """Return the names of reforms in at most two lines each."""
    medium, titles = look.medium, names_of(study, look.language)
    room = (NAMES - 2) * medium.scale
    broken = {name: theme.wrap(titles[name], medium.text, room) for name in reforms}
    return {
        name: lines if len(lines) <= 2 else [lines[0], f"{lines[1]}…"]
        for name, lines in broken.items()
    }


def _head(look: Look, outcome: str, wide: float) -> list[str]:
    """Return the name of an outcome with the unit of its changes."""
    label, unit = look.of(describe(outcome).label), look.of(UNITS[unit_of(describe(outcome))].title)
    size = look.medium.text
    if describe(outcome).shown is Shown.RATIO:  # the name says it
        return theme.wrap(label, size, wide, bold=True)
    return [*theme.wrap(label, size, wide, bold=True), *theme.wrap(unit, size, wide, bold=True)]


def _panel(
    ax: Axes,
    look: Look,
    outcome: str,
    effects: Sequence[Effect],
    reforms: Sequence[str],
    drawn: Mapping[str, Style],
) -> None:
    """Draw the reforms' effects on one outcome, the side of zero that is better in grey."""
    scale, times = look.medium.scale, float(look.of(UNITS[unit_of(describe(outcome))].times))
    ax.set_ylim(bottom=len(reforms), top=0)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.axvline(0, color=INK, lw=0.8 * scale, zorder=2)
    for effect in effects:
        if effect.difference is None:
            continue
        style = drawn[effect.scenario]
        marks.change(
            ax,
            reforms.index(effect.scenario) + 0.5,
            times * effect.difference,
            effect.ends(times),
            colour=style.colour,
            marker=style.marker,
            clear=effect.verdict.clear,
            scale=scale,
            gid=f"{effect.scenario}/{effect.indicator}",
        )
    marks.axis_through_zero(ax, look.medium, bins=4)
    low, high = ax.get_xlim()
    better = describe(outcome).better
    if better is not Better.NEITHER:
        ax.axvspan(0, high if better is Better.HIGHER else low, color=GOOD, lw=0, zorder=0)
