"""Posts that move between seat, towns and villages, and in and out, as one alluvial per scenario."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from teacherflow.codes import LEAVING, RETIRING
from teacherflow.text import Language, Text
from teacherflow_analysis.figures.labels import SMALL, spread
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import (
    KEYS,
    ZONES,
    amount,
    around,
    difference_of,
    effects,
    foot,
    lacks,
    mean_of,
    runs,
)
from teacherflow_analysis.figures.page import EDGE, Page, Picture, Sample, lines_of
from teacherflow_analysis.figures.place import not_drawn
from teacherflow_analysis.figures.words import stated
from teacherflow_analysis.frames import columns_at, rows_at
from teacherflow_analysis.indicators_meta import Better, Indicator, Shown
from teacherflow_analysis.palette import INK, MUTED
from teacherflow_analysis.periods import span
from teacherflow_analysis.sql_words import listed
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import PathPatch

NAME: Final = "flows"
SUBJECT: Final = Text("教师随编制的流动", "Moves of teachers with their posts")
ACROSS: Final = 3
MOST: Final = 6
"""More scenarios than this are not drawn: the baseline and the first reforms are."""
OFF: Final = Text("待岗或其他", "waiting or other")
SOURCES: Final = {**ZONES, "off": OFF, "enter": Text("新进", "entries")}
SINKS: Final = {
    **ZONES,
    "off": OFF,
    "leave": Text("离开", "leavers"),
    "retire": Text("退休", "retired"),
}
RANK: Final = {"seat": 2, "town": 1, "village": 0}
BETWEEN: Final = [(a, b) for a in reversed(ZONES) for b in ZONES if a != b]
COLOURS: Final = {
    "up": ("#0072B2", 0.85, None),
    "down": ("#D55E00", 0.75, "//////"),
    "within": ("#b8bcc2", 0.55, None),
    "across": ("#dfe2e6", 0.75, None),
}
"""Fill, opacity and hatching of a ribbon by its direction."""
TALL, GAP, BAR, SIDE = 66.0, 5.2, 2.2, 17.0
"""Height of an alluvial, gap between its nodes, width of a node and of the names beside it, mm."""

_QUERY: Final = f"""
SELECT scenario, draw, replication, source, sink, count(*)::DOUBLE AS n FROM (
  SELECT scenario, draw, replication,
    CASE WHEN from_zone IS NOT NULL THEN from_zone
         WHEN kind IN ('enter', 'regularise') THEN 'enter' ELSE 'off' END AS source,
    CASE WHEN to_zone IS NOT NULL THEN to_zone
         WHEN kind IN {listed((*RETIRING, "death"))} THEN 'retire'
         WHEN kind IN {listed(LEAVING)} THEN 'leave' ELSE 'off' END AS sink
  FROM moves WHERE post_moves)
GROUP BY ALL
"""


def flows_of(study: Study) -> pd.DataFrame:
    """Return posts moved per year: a row per run, a column per (source, sink).

    Only moves that gain, lose or move a post count, so exchange and borrowing do not. A special
    post that becomes a regular one is an entry. Several counties are averaged.
    """
    frame = study.sql(_QUERY)
    wide = frame.pivot(index=KEYS, columns=["source", "sink"], values="n")
    wide = wide.reindex(runs(study)).fillna(0.0)
    order = [(a, b) for a in SOURCES for b in SINKS if (a, b) in wide.columns]
    return wide[order] / (len(study.years) * len(study.counties))


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the alluvials, or why there are none."""
    missing = lacks(study, "moves")
    if missing is not None:
        return missing
    flows = flows_of(study)
    if flows.shape[1] == 0:
        return Text("结果中没有编制流动", "no post moves in these results")
    shown = list(study.scenarios)[:MOST]
    return Picture(
        NAME,
        SUBJECT,
        _headline(study, flows, look.language),
        foot(study, _caption(study, len(shown)), look.language),
        lambda self, look: draw(study, look, self, flows, shown),
    )


def _headline(study: Study, flows: pd.DataFrame, language: Language) -> str:
    up = [column for column in flows.columns if direction_of(*column) == "up"]
    values = flows[up].sum(axis=1)
    label = Text(
        f"{span(study.years)} 学年每年随编制向上流动（乡村→乡镇→县城）的教师",
        f"Teachers whose posts move up a zone each year, {span(study.years)}",
    )
    meta = Indicator("up", label, Text("人", "a year"), Better.NEITHER, Shown.NUMBER)
    base = mean_of(values.xs(study.baseline, level="scenario"))
    return stated(study, meta, label, base, effects(study, meta, values), language)


def _caption(study: Study, shown: int) -> list[Text]:
    parts = [
        Text(
            f"每年随编制流动的教师（{span(study.years)} 年平均，{amount(study).zh}），左为来处，右为去处；"
            "不含交流、借调。± 为 95% 置信区间的半宽；差异按同一随机种子配对，粗体：区间不含零。"
            "新进含特岗教师入编；离开：辞职、调离本县、解聘；退休含提前退休和在职死亡。",
            f"Teachers moving with their posts, a year ({span(study.years)}, {amount(study).en}), from left to "
            "right; exchange and borrowing are left out. ± half the 95% interval; differences are "
            "paired by seed, bold if the interval leaves out zero. Entries: special posts that "
            "become regular too; leavers: quit, left the county, dismissed; retired: early "
            "retirement and deaths too. ",
        )
    ]
    return parts + _closed(study) + not_drawn(study, list(study.scenarios)[shown:])


def _closed(study: Study) -> list[Text]:
    """Return how many of those who move up go with a school that closes, which nobody applied for."""
    up = [f"('{a}', '{b}')" for a, b in BETWEEN if direction_of(a, b) == "up"]
    frame = study.sql(
        f"SELECT {', '.join(KEYS)}, count(*)::DOUBLE AS n FROM moves WHERE post_moves "
        f"AND kind = 'merge' AND (from_zone, to_zone) IN ({', '.join(up)}) GROUP BY ALL"
    )
    found = frame.set_index(list(KEYS))["n"].reindex(runs(study)).fillna(0.0)
    yearly = found.xs(study.baseline, level="scenario") / len(study.years) / len(study.counties)
    number = float(yearly.mean())
    if not number:
        return []
    return [
        Text(
            f"基准下向上流动者中，每年 {number:.1f} 人是随学校撤并。",
            f"Mergers and closures count: of those who move up under the baseline {number:.1f} a "
            "year go with a school. ",
        )
    ]


def direction_of(source: str, sink: str) -> str:
    if source not in RANK or sink not in RANK:
        return "across"
    rise = RANK[sink] - RANK[source]
    return "up" if rise > 0 else "down" if rise < 0 else "within"


def draw(
    study: Study, look: Look, words: Picture, flows: pd.DataFrame, shown: Sequence[str]
) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    means = flows.groupby(level="scenario").mean().loc[list(shown)]
    between = [pair for pair in BETWEEN if pair in flows.columns and means[pair].max() >= 0.05]
    line = look.medium.line / look.medium.scale
    wide = (look.medium.width - 2 * EDGE) / max(min(len(shown), ACROSS), 2)
    names = [study.label(scenario, look.language) for scenario in shown]
    name = (lines_of(names, look, wide - 4) + 0.9) * line
    tall = name + TALL + (len(between) + 1) * line * SMALL + 4
    page = Page(study, look, words, ceil(len(shown) / ACROSS) * tall, _samples(look))
    most = float(means.sum(axis=1).max())
    for i, scenario in enumerate(shown):
        row, column = divmod(i, ACROSS)
        top = page.top - row * tall * page.scale
        left = EDGE + column * wide
        page.name(names[i], left, top - (name - 0.7 * line) * page.scale, wide - 4)
        one = _Alluvial(page, look, rows_at(flows, scenario, "scenario"), most)
        one.draw(left, top - (name + TALL) * page.scale, wide)
        base = None if scenario == study.baseline else rows_at(flows, study.baseline, "scenario")
        y = top - (name + TALL + 1.5) * page.scale
        _table(page, look, one.flows, base, between, (left, y, wide))
    return page.figure


def _samples(look: Look) -> list[Sample]:
    words = {
        "up": Text("向上流动", "upward"),
        "down": Text("向下流动", "downward"),
        "within": Text("区域内流动", "within a zone"),
        "across": Text("新进与离职", "in and out"),
    }
    size = {"marker": "s", "ms": 6 * look.medium.scale, "mec": MUTED, "mew": 0.4}
    size["markerfacecoloralt"] = "white"  # half a square where ribbons are hatched
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


@dataclass(frozen=True)
class _Alluvial:
    """One scenario: nodes at both sides, ribbons between them, names and numbers beside them."""

    page: Page
    look: Look
    flows: pd.DataFrame
    most: float

    def draw(self, left: float, bottom: float, wide: float) -> None:
        scale = self.page.scale
        side = SIDE * scale
        high = (TALL - 2) * scale
        ax = self.page.axes(left + side, bottom, wide - 2 * side - 2, high)
        ax.set_axis_off()
        means = self.flows.mean()
        count = max(len(set(means.index.get_level_values(k))) for k in (0, 1))
        unit = (high - (count - 1) * GAP * scale) / self.most  # mm for one teacher a year
        ends = [self._nodes(means, k, high, unit) for k in (0, 1)]
        self._ribbons(ax, means, ends, unit)
        bar = BAR * scale / (wide - 2 * side - 2)
        for k, names in ((0, SOURCES), (1, SINKS)):
            self._bars(ax, ends[k], k, bar)
            x = left + side - 1 if k == 0 else left + wide - side - 1
            self._labels(ends[k], k, names, x, bottom, high)
        ax.set_xlim(0, 1)
        ax.set_ylim(0, high)

    def _nodes(
        self, means: pd.Series, k: int, high: float, unit: float
    ) -> dict[str, tuple[float, float]]:
        """Return (bottom, top) of the nodes of one side, in mm, from the top down."""
        sums = means.groupby(level=k, sort=False).sum()
        order = [name for name in (SOURCES if k == 0 else SINKS) if name in sums.index]
        found, top = {}, high
        for name in order:
            low = top - float(sums[name]) * unit
            found[name] = (low, top)
            top = low - GAP * self.page.scale
        return found

    def _ribbons(
        self,
        ax: Axes,
        means: pd.Series,
        ends: Sequence[Mapping[str, tuple[float, float]]],
        unit: float,
    ) -> None:
        """Stack the ribbons along their nodes in the order of the nodes at the other side."""
        left = {name: top for name, (_, top) in ends[0].items()}
        right = {name: top for name, (_, top) in ends[1].items()}
        for source in ends[0]:
            for sink in ends[1]:
                thick = float(means.get((source, sink), 0.0)) * unit
                if thick:
                    kind = direction_of(source, sink)
                    patch = ribbon(left[source], right[sink], thick, kind)
                    patch.set_gid(f"{source}/{sink}")
                    ax.add_patch(patch)
                left[source] -= thick
                right[sink] -= thick

    def _bars(
        self, ax: Axes, nodes: Mapping[str, tuple[float, float]], k: int, wide: float
    ) -> None:
        for name, (low, top) in nodes.items():
            colour = INK if name in RANK else MUTED
            ax.bar(k * (1 - wide), top - low, wide, low, align="edge", color=colour, lw=0, zorder=4)

    def _labels(
        self,
        nodes: Mapping[str, tuple[float, float]],
        k: int,
        names: Mapping[str, Text],
        x: float,
        bottom: float,
        high: float,
    ) -> None:
        step = self.look.medium.line
        wanted = [(low + top) / 2 for low, top in nodes.values()]
        heights = [2 * step * SMALL] * len(nodes)
        centres = spread(wanted, heights, -0.5 * step, high + 0.5 * step)
        for name, y in zip(nodes, centres, strict=True):
            low, top = nodes[name]
            if low == top:  # nobody
                continue
            total = columns_at(self.flows, name, k).sum(axis=1)
            words = f"{self.look.of(names[name])}\n{around(mean_of(total))}"
            self.page.text(
                x,
                bottom + y,
                words,
                ha="right" if k == 0 else "left",
                va="center",
                size=self.look.medium.text * SMALL,
                linespacing=1.1,
            )


def ribbon(left: float, right: float, thick: float, kind: str) -> PathPatch:
    """Return a band of even thickness between its upper edges at both sides."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    places = [(0, left), (0.5, left), (0.5, right), (1, right)]
    back = [(x, y - thick) for x, y in reversed(places)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    colour, opacity, hatch = COLOURS[kind]
    style: dict[str, Any] = {"fc": colour, "alpha": opacity, "zorder": 3 if kind != "across" else 2}
    style |= {"ec": "white", "lw": 0.3, "hatch": hatch}
    return PathPatch(Path([*places, *back, places[0]], codes), **style)


def _table(
    page: Page,
    look: Look,
    flows: pd.DataFrame,
    base: pd.DataFrame | None,
    between: Sequence[tuple[str, str]],
    place: tuple[float, float, float],
) -> None:
    """Write the flows between zones, and by how much they differ from the baseline."""
    left, y, wide = place
    size, step = look.medium.text * SMALL, look.medium.line * SMALL
    ends = (left + 0.60 * wide, left + 0.92 * wide)
    heads = [Text("人/年", "a year"), Text("与基准之差", "difference")]
    for x, head in zip(ends, heads if base is not None else heads[:1], strict=False):
        page.text(x, y, look.of(head), size=size, color=MUTED, ha="right", va="top")
    for source, sink in between:
        y -= step
        one = flows[(source, sink)]
        row = f"{look.of(ZONES[source])} → {look.of(ZONES[sink])}"
        page.text(left, y, row, size=size, va="top")
        page.text(ends[0], y, around(mean_of(one)), size=size, ha="right", va="top")
        if base is not None:
            found = difference_of(base[(source, sink)], one)
            bold = "bold" if found is not None and found.clear else "normal"
            words = around(found, sign=True)
            page.text(ends[1], y, words, size=size, ha="right", va="top", weight=bold)
