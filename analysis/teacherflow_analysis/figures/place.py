"""What figures of standing and cost share: the county they speak of, and axes in their style."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from teacherflow.text import Text
from teacherflow_analysis.county_titles import county_title
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.ticks import tick
from teacherflow_analysis.limits import limits, one_of_several
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

MOST = 6
"""Scenarios drawn in one figure; the rest is in the tables."""
NAMED = 6
"""Options that a caption names as not drawn."""


def shown(study: Study) -> list[str]:
    """Return the scenarios that are drawn: the baseline and the first reforms."""
    return list(study.scenarios)[:MOST]


def not_drawn(study: Study, names: Sequence[str]) -> list[Text]:
    """Return the options of a study that a figure has no room for, by their titles if few."""
    if not names:
        return []
    if (n := len(names)) > NAMED:
        return [
            Text(
                f"另有 {n} 个方案未画出（--scenario 选择方案）。",
                f"Options not drawn: {n} (choose them with --scenario). ",
            )
        ]
    zh, en = ([study.label(name, tongue) for name in names] for tongue in ("zh", "en"))
    return [
        Text(
            f"未画出：{'、'.join(zh)}（--scenario 选择方案）。",
            f"Not drawn: {'; '.join(en)} (choose options with --scenario). ",
        )
    ]


def told(study: Study, left: Sequence[str] | None = None) -> list[Text]:
    """Return what a caption says of counties and scenarios that are left out."""
    found = []
    if len(study.counties) > 1:
        first = county_title(study, study.counties[0])
        found.append(one_of_several(first, len(study.counties)))
    if left is None:
        left = [name for name in study.scenarios if name not in shown(study)]
    return found + not_drawn(study, left)


def joined(
    study: Study, parts: list[Text], look: Look, left: Sequence[str] | None = None
) -> tuple[str, str]:
    """Return the caption of a figure of one county: what is drawn, and the source.

    ``left`` scenarios are not drawn; by default those beyond the first few.
    """
    from teacherflow_analysis.figures.words import source_of

    every = [*parts, *told(study, left), *limits(study)]
    return "".join(look.of(part) for part in every).strip(), source_of(study, look.language)


def years_axis(ax: Axes, years: Sequence[int], labels: bool = True) -> None:
    """Set the axis of school years."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

    first, last = years[0], max(years[-1], years[0] + 1)
    ax.set_xlim(first - 0.5, last + 0.5)
    ticks = MaxNLocator(nbins=4, integer=True, steps=[1, 2, 5, 10]).tick_values(first, last)
    ax.xaxis.set_major_locator(FixedLocator([year for year in ticks if first <= year <= last]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}" if labels else ""))


def numbers(axis: Axis, bins: int = 5) -> None:
    """Write the ticks of an axis with as many decimals as they need, and a true minus."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(nbins=bins, min_n_ticks=3, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda x, _: tick(x, list(axis.get_ticklocs()))))


def yuan(look: Look) -> tuple[float, Text]:
    """Return the factor and the words of the unit of money on an axis."""
    return (1e-4 if look.language == "zh" else 1e-6), Text("万元", "million yuan")
