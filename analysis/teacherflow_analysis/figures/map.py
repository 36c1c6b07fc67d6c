"""Map of the schools: pupils and backbone teachers at the start and at the end, in one run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from teacherflow.study.tables import quoted
from teacherflow.text import Language, Text
from teacherflow_analysis import small_cells
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import ZONES, lacks
from teacherflow_analysis.figures.page import EDGE, Page, Picture, Sample, lines_of
from teacherflow_analysis.figures.place import joined
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.palette import INK, MUTED, RULE
from teacherflow_analysis.small_cells import hidden, real_schools
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "map"
SUBJECT: Final = Text("学校的位置、规模与骨干教师", "Schools: place, size and backbone teachers")
MARKERS: Final = {"seat": "s", "town": "^", "village": "o"}
CLASSES: Final = (0.5, 1.0, 1.5)
"""Borders of the classes, backbone teachers per 100 pupils; 1.0 is the official minimum (2017)."""
FILLS: Final = ("#fde725", "#8fb98b", "#3c6f8f", "#1d2350")
"""Light to dark, so that grey printing keeps the order."""
MINIMUM: Final = 1.0
MOST: Final = 6
INSETS: Final = (0.30, 0.26, 0.22, 0.18)
"""Sides of an inset against the width of a map; the largest that covers no school is taken."""
HEADED: Final = 1.2
"""Height of the inset against its width: room for its heading."""
SHRUNK: Final = 0.35
"""Area of a mark in the inset against the map."""
EDGES: Final = "#8f959c"
OPENED: Final = "#D55E00"
"""Edges of marks, grey so that dark marks show where they overlap; of schools opened since."""

_QUERY: Final = """
SELECT s.school_id, s.x, s.y, s.zone, s.opened, s.closed, t.pupils, t.backbone
FROM schools s LEFT JOIN (
  SELECT school_id, sum(pupils)::DOUBLE AS pupils, sum(backbone)::DOUBLE AS backbone
  FROM section_year WHERE {where} AND year = {year} GROUP BY school_id) t USING (school_id)
WHERE {where} ORDER BY s.school_id
"""


def schools_of(study: Study, scenario: str, year: int) -> pd.DataFrame:
    """Return the schools of one run: the first draw and replication of the first county.

    ``share`` is backbone teachers on duty per 100 pupils; pupils are missing if the school is not
    open in that year. ``hidden``: too few persons of a real school to be told of.
    """
    county, draw, replication = first_run(study)
    where = f"county = {quoted(county)} AND scenario = {quoted(scenario)}"
    where += f" AND draw = {draw} AND replication = {replication}"
    frame = study.sql(_QUERY.format(where=where, year=year))
    few = hidden(frame["backbone"].to_numpy(float)) & real_schools(study, county)
    share = 100 * frame["backbone"] / frame["pupils"].where(frame["pupils"] > 0)
    return frame.assign(share=share, hidden=few)


def first_run(study: Study) -> tuple[str, int, int]:
    """Return county, draw and replication of the run that is drawn."""
    county = study.counties[0]
    found = study.sql(
        f"SELECT draw, replication FROM schools WHERE county = {quoted(county)} ORDER BY ALL LIMIT 1"
    )
    return county, int(found["draw"].iloc[0]), int(found["replication"].iloc[0])


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the map, or why there is none."""
    for table in ("schools", "section_year"):
        missing = lacks(study, table)
        if missing is not None:
            return missing
    first, last = study.years[0], study.years[-1]
    shown = list(study.scenarios)[: MOST - 1]
    maps = [(study.baseline, first), *((scenario, last) for scenario in shown)]
    found = [schools_of(study, scenario, year) for scenario, year in maps]
    if found[0]["pupils"].isna().all():
        return Text("首次模拟没有学校数据", "the first run has no schools")
    words = look.of(_headline(study, maps, found, look.language))
    return Picture(
        NAME,
        SUBJECT,
        spaced(words) if look.language == "zh" else words,
        joined(study, _caption(study), look, list(study.scenarios)[len(shown) :]),
        lambda self, look: draw(study, look, self, maps, found),
    )


def _headline(
    study: Study, maps: Sequence[tuple[str, int]], found: Sequence[pd.DataFrame], language: Language
) -> Text:
    """Count the schools below the official minimum."""
    counts = [(int((f["share"] < MINIMUM).sum()), int((f["pupils"] > 0).sum())) for f in found]
    low, all_ = counts[0]
    names = [study.label(name, language) for name, _ in maps[1:4]]
    zh = "，".join(f"{n} {c}/{a}" for n, (c, a) in zip(names, counts[1:4], strict=True))
    en = ", ".join(f"{c}/{a} under {n}" for n, (c, a) in zip(names, counts[1:4], strict=True))
    first, last = maps[0][1], maps[-1][1]
    return Text(
        f"骨干教师低于每百名学生 1 名的学校：{first} 年 {low}/{all_} 所；{last} 年：{zh}（一次模拟）",
        f"Schools with under 1 backbone teacher per 100 pupils: {low}/{all_} in {first}; "
        f"{last}: {en} (one run)",
    )


_MADE_UP: Final = Text(
    "各次模拟的学校位置不同，均为模拟生成，并非真实位置。",
    "places are generated, differ between runs and are not real ones.",
)
_LISTED: Final = Text(
    "学校为学校表所列，表中没有坐标的位置为模拟生成。",
    "schools are those of the county's table, places that it does not tell are generated.",
)


def _caption(study: Study) -> list[Text]:
    _, draw, replication = first_run(study)
    run = Text(f"第 {replication} 次重复", f"replication {replication}")
    if study.draws > 1:
        run = Text(f"第 {draw} 组参数{run.zh}", f"draw {draw}, {run.en}")
    real = real_schools(study, study.counties[0])
    parts = [
        Text(
            f"只画一次模拟（{run.zh}），无区间：{(_LISTED if real else _MADE_UP).zh}"
            "面积与学生数成正比（县城小图中为其 35%）；颜色：每百名学生在岗骨干教师；骨干教师的官方最低标准为"
            "每百名学生 1 名（教督〔2017〕6号）；×：已撤并；橙色粗边：新开办。",
            f"One run ({run.en}), so no interval: {(_LISTED if real else _MADE_UP).en} "
            "Area is proportional to pupils (in the inset of the seat, 35% of that); colour: backbone teachers on duty per "
            "100 pupils, official minimum 1 (2017); ×: closed since the start; thick orange edge: opened "
            "since. ",
        )
    ]
    if real:
        white = Text("白色：不显示。", "White: not shown. ")
        parts.append(Text(f"{small_cells.NOTE.zh}{white.zh}", f"{small_cells.NOTE.en} {white.en}"))
    return parts


def draw(
    study: Study,
    look: Look,
    words: Picture,
    maps: Sequence[tuple[str, int]],
    found: Sequence[pd.DataFrame],
) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    across = 3 if len(maps) in (3, 5, 6) else 2
    box, line = _box(found), look.medium.line / look.medium.scale
    wide = (look.medium.width - 2 * EDGE) / across
    names = [_name(study, look, *one, first=not i) for i, one in enumerate(maps)]
    heading = (lines_of(names, look, wide - 3) + 0.8) * line
    high = (wide - 3) * (box[3] - box[2]) / (box[1] - box[0])
    tall = high / look.medium.scale + heading + 1.5
    page = Page(study, look, words, ceil(len(maps) / across) * tall, _samples(look))
    seat = _Inset.of(found, box)
    for i, schools in enumerate(found):
        row, column = divmod(i, across)
        left = EDGE + column * wide
        top = page.top - (row * tall + heading) * page.scale
        page.name(names[i], left, top + 0.8, wide - 3)
        ax = page.axes(left, top - high, wide - 3, high)
        _map(ax, schools if seat is None else seat.outside(schools), maps[i][1], study, page.scale)
        ax.set(xlim=box[:2], ylim=box[2:])
        _scale_bar(ax, box, look)
        if seat is not None:
            seat.draw(ax, schools, maps[i][1], study, look)
    return page.figure


def _name(study: Study, look: Look, scenario: str, year: int, *, first: bool) -> str:
    """Return what stands above a map: the start is the same under all scenarios."""
    name = study.label(scenario, look.language)
    zh, en = (f"{year} 年", f"{year}") if first else (f"{year} 年，{name}", f"{year}, {name}")
    return look.of(Text(zh, en))


@dataclass(frozen=True)
class _Inset:
    """The county seat, whose schools would cover each other, in a corner of its own."""

    box: tuple[float, float, float, float]
    corner: tuple[int, int]
    side: float

    @classmethod
    def of(
        cls, found: Sequence[pd.DataFrame], box: tuple[float, float, float, float]
    ) -> _Inset | None:
        """Return the inset if the seat is small on the map, in a corner without schools."""
        import pandas as pd

        every = pd.concat(found)
        seat = every[every["zone"] == "seat"]
        if not len(seat):
            return None
        x, y = float(seat["x"].mean()), float(seat["y"].mean())
        reach = 1.35 * float(max((seat["x"] - x).abs().max(), (seat["y"] - y).abs().max(), 0.5))
        if reach > 0.08 * (box[1] - box[0]):
            return None
        place = (x - reach, x + reach, y - reach, y + reach)
        for side in INSETS:
            for i, j in ((1, 0), (1, 1), (0, 1)):  # the scale bar stands in the lower left
                size = (side + 0.03) * (box[1] - box[0])
                near_x = every["x"] > box[1] - size if i else every["x"] < box[0] + size
                tall = (side * HEADED + 0.03) * (box[1] - box[0])
                near_y = every["y"] > box[3] - tall if j else every["y"] < box[2] + tall
                if not (near_x & near_y).any():
                    return cls(place, (i, j), side)
        return None

    def outside(self, schools: pd.DataFrame) -> pd.DataFrame:
        """Return the schools that the map itself shows."""
        x0, x1, y0, y1 = self.box
        inside = schools["x"].between(x0, x1) & schools["y"].between(y0, y1)
        return schools[~inside]

    def draw(self, ax: Axes, schools: pd.DataFrame, year: int, study: Study, look: Look) -> None:
        """Frame the seat on the map, and draw it larger in the corner."""
        from matplotlib.patches import Rectangle

        x0, x1, y0, y1 = self.box
        scale = look.medium.scale
        ax.add_patch(
            Rectangle((x0, y0), x1 - x0, y1 - y0, fill=False, ec=INK, lw=0.8 * scale, zorder=4)
        )
        x, y = ax.bbox.width, ax.bbox.height
        high = self.side * HEADED * x / y
        place = (self.corner[0] * (1 - self.side), self.corner[1] * (1 - high), self.side, high)
        inset = ax.inset_axes(place, zorder=6)
        inside = schools.drop(self.outside(schools).index)
        _map(inset, inside, year, study, scale, SHRUNK)
        for spine in inset.spines.values():
            spine.set(color=INK, lw=0.8 * scale)
        inset.set(xlim=(x0, x1), ylim=(y0, y0 + HEADED * (y1 - y0)))
        wide = f"{x1 - x0:.1f}"  # the caption says that it is the seat: there is no room for it
        words = look.of(Text(f"{wide} 公里", f"{wide} km"))
        inset.annotate(
            words,
            (0.5, 1),
            xytext=(0, -1.5),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="center",
            va="top",
            size=look.medium.text * 0.87,
        )


def _box(found: Sequence[pd.DataFrame]) -> tuple[float, float, float, float]:
    """Return the edges of all maps in km, with room for the marks and the scale bar."""
    x0, x1 = min(f["x"].min() for f in found), max(f["x"].max() for f in found)
    y0, y1 = min(f["y"].min() for f in found), max(f["y"].max() for f in found)
    pad = 0.05 * max(x1 - x0, y1 - y0, 1.0)
    return x0 - pad, x1 + pad, y0 - 2.2 * pad, y1 + pad


def _samples(look: Look) -> list[Sample]:
    """Return the legend: classes of colour in the first rows, then shapes, then the closed."""
    size = 5.0 * look.medium.scale
    edges = ["< 0.5", "0.5–1.0", "1.0–1.5", "≥ 1.5"]
    unit = Text("名/百名学生", "per 100 pupils")
    dot = {"marker": "o", "ms": size, "mec": EDGES, "mew": 0.5 * look.medium.scale}
    samples = [
        Sample(f"{edge} {look.of(unit)}", None, {**dot, "color": fill})
        for edge, fill in zip(edges, FILLS, strict=True)
    ]
    names = {
        "seat": Text("县城", "Seat"),
        "town": Text("乡镇", "Towns"),
        "village": Text("乡村", "Villages"),
    }
    for zone in ZONES:
        mark = {**dot, "marker": MARKERS[zone], "color": "white", "mec": INK}
        samples.append(Sample(look.of(names[zone]), None, mark))
    cross = {"marker": "x", "ms": 0.7 * size, "color": MUTED, "mew": 0.8 * look.medium.scale}
    samples.append(Sample(look.of(Text("已撤并", "Closed")), None, cross))
    thousand = {**dot, "ms": _area(1000, look.medium.scale) ** 0.5, "color": "white", "mec": INK}
    samples.append(Sample(look.of(Text("1,000 名学生", "1,000 pupils")), None, thousand))
    return samples


def _area(pupils: Any, scale: float) -> Any:
    """Return the area of a mark in square points."""
    return 0.075 * pupils * scale**2


def _map(
    ax: Axes, schools: pd.DataFrame, year: int, study: Study, scale: float, shrunk: float = 1.0
) -> None:
    """Draw the schools of one year: those that are closed first, the largest before the small."""
    import numpy as np

    ax.grid(False)
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set(visible=True, color=RULE)
    gone = schools[(schools["closed"] <= year).fillna(False) & schools["pupils"].isna()]
    ax.scatter(gone["x"], gone["y"], marker="x", s=7 * scale**2, c=MUTED, lw=0.7 * scale, zorder=2)
    for zone in reversed(ZONES):
        one = schools[(schools["zone"] == zone) & (schools["pupils"] > 0)]
        one = one.sort_values("pupils", ascending=False)
        classes = np.searchsorted(CLASSES, one["share"], side="right")
        fills = np.where(one["hidden"], "white", np.array(FILLS)[classes])
        new = (one["opened"] > study.years[0]).fillna(False).to_numpy(dtype=bool)
        ax.scatter(
            one["x"],
            one["y"],
            s=shrunk * _area(one["pupils"], scale),
            marker=MARKERS[zone],
            c=fills,
            edgecolors=np.where(new, OPENED, EDGES).tolist(),
            linewidths=(np.where(new, 1.4, 0.5) * scale).tolist(),
            zorder=3,
            gid=zone,
        )


def _scale_bar(ax: Axes, box: tuple[float, float, float, float], look: Look) -> None:
    """Draw a bar of a round number of km in the lower left corner."""
    width = box[1] - box[0]
    long = max(n for n in (1, 2, 5, 10, 20, 50, 100) if n <= max(width / 4, 1))
    x, y = box[0] + 0.04 * width, box[2] + 0.035 * (box[3] - box[2])
    ax.plot([x, x + long], [y, y], color=INK, lw=1.6 * look.medium.scale, solid_capstyle="butt")
    words = look.of(Text(f"{long} 公里", f"{long} km"))
    ax.text(x + long + 0.015 * width, y, words, va="center", size=look.medium.text * SMALL)
