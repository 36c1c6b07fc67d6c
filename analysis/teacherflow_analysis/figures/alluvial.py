"""Where the teachers of the start are half way and at the end: one alluvial per scenario.

The figure ``flows`` counts moves of a year; this one follows people, so who goes up and comes back
is back, and what a zone loses over the whole study stands at its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import TYPE_CHECKING, Final

from teacherflow.text import Language, Text
from teacherflow_analysis.careers.whereabouts import STATES, whereabouts, years_of
from teacherflow_analysis.figures.flows import COLOURS, direction_of, ribbon
from teacherflow_analysis.figures.labels import SMALL, spread
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import (
    ZONES,
    amount,
    around,
    difference_of,
    effects,
    foot,
    lacks,
    mean_of,
)
from teacherflow_analysis.figures.page import EDGE, Page, Picture, Sample, lines_of
from teacherflow_analysis.figures.place import not_drawn
from teacherflow_analysis.figures.words import stated
from teacherflow_analysis.frames import columns_at, rows_at
from teacherflow_analysis.indicators_meta import Better, Indicator, Shown
from teacherflow_analysis.palette import INK, MUTED
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "alluvial"
SUBJECT: Final = Text("起始时在编教师的去向", "Where the teachers of the start are")
STEPS: Final = ("first", "middle", "last")
NODES: Final = {
    **ZONES,
    "off": Text("待岗等", "no school"),
    "leave": Text("离开本县", "left"),
    "retire": Text("退休或去世", "retired"),
}
ACROSS, MOST = 3, 6
TALL, GAP, SIDE = 58.0, 2.2, 15.0
"""Height of an alluvial, gap between nodes, room for names at its right, mm."""


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the alluvials, or why there are none."""
    for table in ("careers", "moves"):
        missing = lacks(study, table)
        if missing is not None:
            return missing
    found = whereabouts(study)
    if found.shape[1] == 0 or found.empty:
        return Text("没有研究期前的编制任职段", "no posts were held before the study")
    shown = list(study.scenarios)[:MOST]
    return Picture(
        NAME,
        SUBJECT,
        _headline(study, found, look.language),
        foot(study, _caption(study, len(shown)), look.language),
        lambda self, look: draw(study, look, self, found, shown),
    )


def kept(found: pd.DataFrame, zone: str) -> pd.Series:
    """Return by run the share of a zone's first teachers whose post is in that zone at the end."""
    own = columns_at(found, zone, "first")
    base = own.sum(axis=1)
    here = own.loc[:, own.columns.get_level_values("last") == zone].sum(axis=1)
    return here / base.where(base > 0)


def _zones(found: pd.DataFrame) -> list[str]:
    held = set(found.columns.get_level_values("first"))
    return [zone for zone in ZONES if zone in held]


def _headline(study: Study, found: pd.DataFrame, language: Language) -> str:
    zone = _zones(found)[-1]
    word, (first, _, last) = ZONES[zone], years_of(study)
    label = Text(
        f"{first} 年编制在{word.zh}的教师，{last} 年编制仍在{word.zh}",
        f"Teachers with a post in {word.en} in {first} who have one there in {last}",
    )
    meta = Indicator("kept_zone", label, Text("", ""), Better.HIGHER, Shown.PERCENT)
    values = kept(found, zone)
    base = mean_of(values.xs(study.baseline, level="scenario"))
    return stated(study, meta, label, base, effects(study, meta, values), language)


def _caption(study: Study, shown: int) -> list[Text]:
    first, middle, last = years_of(study)
    parts = [
        Text(
            f"{first} 年 9 月（研究期前）在编教师的编制所在：{first}、{middle}、{last} 年 9 月"
            f"（占全部的 %，{amount(study).zh}）；交流、借调不改变编制所在。",
            f"Where the posts are of those who held one in September {first}, before the study: "
            f"{first}, {middle} and {last} (% of all of them, {amount(study).en}); exchange and "
            "borrowing do not move a post. ",
        )
    ]
    if study.replications * study.draws > 1:
        parts.append(
            Text(
                "± 为 95% 置信区间的半宽；差异按同一随机种子配对，粗体：区间不含零。",
                "± half the 95% interval; differences are paired by seed, bold if the interval "
                "leaves out zero. ",
            )
        )
    return parts + not_drawn(study, list(study.scenarios)[shown:])


def _samples(look: Look) -> list[Sample]:
    words = {
        "up": Text("向上流动", "upward"),
        "down": Text("向下流动", "downward"),
        "within": Text("留在本区域", "stays in the zone"),
        "across": Text("离开岗位", "out of the posts"),
    }
    size = {"marker": "s", "ms": 6 * look.medium.scale, "mec": MUTED, "mew": 0.4}
    size["markerfacecoloralt"] = "white"
    return [
        Sample(
            look.of(text),
            None,
            {
                **size,
                "color": COLOURS[key][0],
                "fillstyle": "bottom" if COLOURS[key][2] else "full",
            },
        )
        for key, text in words.items()
    ]


def draw(
    study: Study, look: Look, words: Picture, found: pd.DataFrame, shown: Sequence[str]
) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    line = look.medium.line / look.medium.scale
    zones = _zones(found)
    wide = (look.medium.width - 2 * EDGE) / max(min(len(shown), ACROSS), 2)
    names = [study.label(scenario, look.language) for scenario in shown]
    name = (lines_of(names, look, wide - 4) + 0.9) * line
    tall = name + TALL + line * 1.4 + (len(zones) + 2) * line * SMALL + 5
    page = Page(study, look, words, ceil(len(shown) / ACROSS) * tall, _samples(look))
    for i, scenario in enumerate(shown):
        row, column = divmod(i, ACROSS)
        top = page.top - row * tall * page.scale
        left = EDGE + column * wide
        page.name(names[i], left, top - (name - 0.7 * line) * page.scale, wide - 4)
        own = rows_at(found, scenario, "scenario")
        place = (left, top - (name + TALL) * page.scale, wide)
        _one(page, look, study, own, place)
        base = None if scenario == study.baseline else study.baseline
        y = top - (name + TALL + 1.4 * line + 2.0) * page.scale
        _table(page, look, found, (scenario, base), (left, y, wide))
    return page.figure


def _one(
    page: Page, look: Look, study: Study, own: pd.DataFrame, place: tuple[float, float, float]
) -> None:
    left, bottom, wide = place
    scale = page.scale
    high = (TALL - 2) * scale
    room = wide - SIDE * scale - 4
    ax = page.axes(left, bottom, room, high)
    ax.set_axis_off()
    means = own.mean()
    unit = high - (len(STATES) - 1) * GAP * scale
    nodes = {step: _nodes(means, step, high, unit, scale) for step in STEPS}
    for k, (one, other) in enumerate((("first", "middle"), ("middle", "last"))):
        _ribbons(ax, means, (one, other), nodes, unit, k)
    bar = 2.0 * scale / room
    for k, step in enumerate(STEPS):
        for state, (low, top) in nodes[step].items():
            colour = INK if state in ZONES else MUTED
            x = k / 2 - bar / 2
            ax.bar(x, top - low, bar, low, align="edge", color=colour, lw=0, zorder=4)
    ax.set_xlim(-bar, 1 + bar)
    ax.set_ylim(0, high)
    for k, step in enumerate(STEPS):
        x = left + (2 * bar + k / 2) / (1 + 2 * bar) * room + 1 * scale
        _labels(page, look, own, step, nodes[step], (x, bottom))
    for k, year in enumerate(years_of(study)):
        x = left + (bar + k / 2) / (1 + 2 * bar) * room
        align = ("left", "center", "right")[k]
        page.text(x, bottom - 1, str(year), va="top", ha=align, color=MUTED, size=look.medium.text)


def _nodes(
    means: pd.Series, step: str, high: float, unit: float, scale: float
) -> dict[str, tuple[float, float]]:
    """Return (bottom, top) of the states of one year, in mm, from the top down."""
    sums = means.groupby(level=step).sum()
    found, top = {}, high
    for state in STATES:
        size = float(sums.get(state, 0.0)) * unit
        if size <= 0:
            continue
        found[state] = (top - size, top)
        top -= size + GAP * scale
    return found


def _ribbons(
    ax: Axes,
    means: pd.Series,
    steps: tuple[str, str],
    nodes: Mapping[str, Mapping[str, tuple[float, float]]],
    unit: float,
    k: int,
) -> None:
    """Stack ribbons between two years along their nodes, over half of the axes."""
    from matplotlib.transforms import Affine2D

    one, other = steps
    sums = means.groupby(level=[one, other]).sum()
    left = {state: top for state, (_, top) in nodes[one].items()}
    right = {state: top for state, (_, top) in nodes[other].items()}
    half = Affine2D().scale(0.5, 1).translate(k / 2, 0)
    for source in nodes[one]:
        for sink in nodes[other]:
            thick = float(sums.get((source, sink), 0.0)) * unit
            if thick <= 0:
                continue
            same = "within" if source == sink and source in ZONES else None
            patch = ribbon(left[source], right[sink], thick, same or direction_of(source, sink))
            patch.set_gid(f"{k}/{source}/{sink}")
            patch.set_transform(half + ax.transData)
            ax.add_patch(patch)
            left[source] -= thick
            right[sink] -= thick


def _labels(
    page: Page,
    look: Look,
    own: pd.DataFrame,
    step: str,
    nodes: Mapping[str, tuple[float, float]],
    place: tuple[float, float],
) -> None:
    """Write names and shares of the states of one year beside them, over the ribbons."""
    from matplotlib.patheffects import withStroke

    x, bottom = place
    line = look.medium.line
    wanted = [(low + top) / 2 for low, top in nodes.values()]
    high = (TALL - 2) * page.scale
    centres = spread(wanted, [1.85 * line * SMALL] * len(nodes), -line, high + line)
    for state, y in zip(nodes, centres, strict=True):
        here = own.columns.get_level_values(step) == state
        told = around(mean_of(100 * own.loc[:, here].sum(axis=1)))
        page.text(
            x,
            bottom + y,
            f"{look.of(NODES[state])}\n{told}",
            va="center",
            size=look.medium.text * SMALL,
            linespacing=1.05,
            zorder=6,
            path_effects=[withStroke(linewidth=1.8 * page.scale, foreground="white", alpha=0.75)],
        )


def _table(
    page: Page,
    look: Look,
    found: pd.DataFrame,
    scenarios: tuple[str, str | None],
    place: tuple[float, float, float],
) -> None:
    """Write the share of each zone's first teachers that is still there, and the difference."""
    left, y, wide = place
    size, step = look.medium.text * SMALL, look.medium.line * SMALL
    ends = (left + 0.62 * wide, left + 0.94 * wide)
    scenario, base = scenarios
    page.text(
        left, y, look.of(Text("仍在本区域，%", "Still in, %")), size=size, va="top", color=MUTED
    )
    if base is not None:
        head = look.of(Text("与基准之差", "difference"))
        page.text(ends[1], y, head, size=size, color=MUTED, ha="right", va="top")
    for zone in _zones(found):
        y -= step
        values = 100 * kept(found, zone)
        one = values.xs(scenario, level="scenario")
        page.text(left, y, look.of(ZONES[zone]), size=size, va="top")
        page.text(ends[0], y, around(mean_of(one)), size=size, ha="right", va="top")
        if base is not None:
            change = difference_of(values.xs(base, level="scenario"), one)
            bold = "bold" if change is not None and change.clear else "normal"
            told = around(change, sign=True)
            page.text(ends[1], y, told, size=size, ha="right", va="top", weight=bold)
