"""How spells end: cumulative incidence by cause under the baseline, and what reforms change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis.careers.retention import LONGEST, incidence_of
from teacherflow_analysis.careers.spells import CAUSES, SHOWN, ZONE_NAMES
from teacherflow_analysis.figures.curves import band, name_axis, percent_axis, year_axis
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import amount, foot, lacks
from teacherflow_analysis.figures.page import EDGE, Page, Picture, Sample
from teacherflow_analysis.figures.place import not_drawn
from teacherflow_analysis.figures.survival import style_of
from teacherflow_analysis.figures.ticks import gutter
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.palette import INK, Style, styles
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "incidence"
SUBJECT: Final = Text("任职段怎样结束", "How spells at a school end")
AT: Final = 5
"""Years at which reforms are compared."""
MOST: Final = 6
"""Reforms shown; more would not be told apart."""
DRAWN: Final = tuple(cause for cause in SHOWN if cause != "temporary")
"""Causes that end a spell by post."""
PANEL, HEADING, AXIS, NAMES, ROW = 46.0, 6.5, 9.5, 34.0, 2.2
"""Heights of curves, headings and axes, width of the names of causes, height of a row, mm."""


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the curves, or why there are none."""
    missing = lacks(study, "careers")
    if missing is not None:
        return missing
    found = incidence_of(study, "post", "zone")
    if not (found["at"] >= 2).any():
        return Text("任职段太少", "too few spells for a curve")
    words = look.of(_headline(study, found))
    return Picture(
        NAME,
        SUBJECT,
        spaced(words) if look.language == "zh" else words,
        foot(study, _caption(study), look.language),
        lambda self, look: draw(study, look, self, found),
    )


def _headline(study: Study, found: pd.DataFrame) -> Text:
    own = found[(found["scenario"] == study.baseline) & (found["at"] == AT)]
    zone = next((z for z in reversed(ZONE_NAMES) if (own["group"] == z).any()), None)
    ends = own[(own["group"] == zone) & (own["what"] != "kept")].sort_values("mean")
    if zone is None or ends.empty:
        return SUBJECT
    told = [(CAUSES[row.what], _share(row)) for row in _named(ends)]
    word = ZONE_NAMES[zone]
    return Text(
        f"{word.zh}学校的任职段在 {AT} 年内：" + "，".join(f"{c.zh} {v}" for c, v in told),
        f"Of spells in {word.en}, within {AT} years: "
        + ", ".join(f"{v} {c.en[:1].lower()}{c.en[1:]}" for c, v in told),
    )


def _share(row: Any) -> str:
    """Return a share with its interval, in percent."""
    ends = [row.low, row.high]
    if any(end is None or end != end for end in ends):
        return f"{100 * row.mean_:.0f}%"
    low, high = (f"{100 * end:.1f}" for end in ends)
    return f"{100 * row.mean_:.1f}% [{low}, {high}]"


def _named(ends: pd.DataFrame) -> list[Any]:
    """Return the three largest causes, the largest first."""
    rows = ends.rename(columns={"mean": "mean_"}).iloc[::-1].head(3)
    return list(rows.itertuples(index=False))


def _caption(study: Study) -> list[Text]:
    mean, title = amount(study), study.scenarios[study.baseline]
    many = study.replications * study.draws > 1
    parts = [
        Text(
            f"曲线（{title.zh}，{mean.zh}）：各竞争性去向的累积发生率（Aalen–Johansen，左截断；与仍在原校者"
            f"合计 100%）{'；阴影与标题中的方括号：均值的 95% 置信区间' if many else ''}。",
            f"Curves ({title.en}, {mean.en}): cumulative incidence of competing ends "
            "(Aalen–Johansen, with delayed entry; they and those still there make 100%)"
            + (
                "; shading, and brackets in the title: 95% interval of the mean. " if many else ". "
            ),
        )
    ]
    reforms = [name for name in study.scenarios if name != study.baseline]
    if reforms:
        parts.append(
            Text(
                f"下方：{AT} 年时与基准之差"
                + ("，横线为 95% 置信区间（配对）；实心：区间不含零。" if many else "。"),
                f"Below: difference from the baseline at {AT} years"
                + (", with 95% paired interval; filled: it leaves out zero. " if many else ". "),
            )
        )
    return parts + not_drawn(study, reforms[MOST:])


def draw(study: Study, look: Look, words: Picture, found: pd.DataFrame) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    reforms = [name for name in study.scenarios if name != study.baseline][:MOST]
    causes = [cause for cause in DRAWN if found.loc[found["what"] == cause, "mean"].max() > 0]
    zones = [zone for zone in ZONE_NAMES if (found["group"] == zone).any()]
    drawn = styles(list(study.scenarios), study.baseline)
    high = max(len(reforms) * ROW + 1.5, 4.5) * len(causes)
    body = HEADING + PANEL + AXIS + (HEADING + high + AXIS if reforms else 0.0)
    samples = [_sample(study.label(name, look.language), drawn[name], look) for name in reforms]
    page = Page(study, look, words, body, samples)
    scale, ticks = page.scale, gutter(look.medium)
    wide = (look.medium.width - 2 * EDGE - NAMES * scale) / len(zones)
    top = page.top - HEADING * scale
    lines = {cause: style_of(i) for i, cause in enumerate(causes)}
    _names(page, look, lines, top)
    reach = _reach(found, reforms)
    axes = []
    for i, zone in enumerate(zones):
        left = EDGE + NAMES * scale + i * wide + ticks
        ax = page.axes(left, top - PANEL * scale, wide - ticks - 3 * scale, PANEL * scale)
        ax.set_gid(zone)
        axes.append(ax)
        own = found[(found["group"] == zone)]
        _curves(ax, own[own["scenario"] == study.baseline], lines, scale)
        page.text(left, top + 2.2 * scale, look.of(ZONE_NAMES[zone]), weight="bold")
        name_axis(page, ax, look.of(Text("任职年数", "years in the post")))
        if reforms:
            low = top - (PANEL + AXIS + HEADING + high) * scale
            box = page.axes(left, low, wide - ticks - 3 * scale, high * scale)
            box.set_gid(f"{zone} differences")
            _differences(box, own[own["at"] == AT], causes, reforms, drawn, scale, reach)
            name_axis(page, box, look.of(Text("个百分点", "percentage points")))
    if reforms:
        y = top - (PANEL + AXIS + HEADING) * scale
        head = Text(f"{AT} 年时与基准之差", f"Change at {AT} years")
        page.text(EDGE, y + 2.2 * scale, look.of(head), weight="bold")
        for i, cause in enumerate(causes):
            middle = y - (i + 0.5) * high / len(causes) * scale
            size = look.medium.text * SMALL
            page.text(EDGE, middle, look.of(CAUSES[cause]), va="center_baseline", size=size)
    most = max(ax.get_ylim()[1] for ax in axes)
    for ax in axes:
        ax.set_ylim(0, most)
    return page.figure


def _sample(words: str, style: Style, look: Look) -> Sample:
    marker = {"marker": style.marker, "color": style.colour, "ms": 3.4 * look.medium.scale}
    return Sample(words, None, marker)


def _names(page: Page, look: Look, lines: dict[str, Style], top: float) -> None:
    """Name the causes beside the curves, behind samples of their lines."""
    head = Text("已结束的任职段，%", "Ended spells, %")
    page.text(EDGE, top + 2.2 * page.scale, look.of(head), weight="bold")
    for i, (cause, style) in enumerate(lines.items()):
        y = top - (i + 0.6) * 4.6 * page.scale
        sample = {"color": style.colour, "ls": style.dash, "lw": style.width * page.scale}
        page.line([EDGE, EDGE + 7 * page.scale], [y, y], **sample)
        marker = {"marker": style.marker, "color": style.colour, "ms": 3.2 * page.scale}
        page.line([EDGE + 7 * page.scale], [y], ls="none", **marker)
        size = look.medium.text * SMALL
        page.text(EDGE + 9 * page.scale, y, look.of(CAUSES[cause]), va="center_baseline", size=size)


def _curves(ax: Axes, own: pd.DataFrame, lines: dict[str, Style], scale: float) -> None:
    import pandas as pd

    for cause, style in lines.items():
        curve = own[own["what"] == cause][["at", "mean", "low", "high"]].sort_values("at")
        start = pd.DataFrame([{"at": 0, "mean": 0.0, "low": 0.0, "high": 0.0}])
        whole = 100 * pd.concat([start, curve]).astype(float)
        whole = whole.clip(lower=0).assign(at=whole["at"] / 100)
        band(ax, whole, style, scale, cause)
    year_axis(ax, LONGEST)
    percent_axis(ax)


def _reach(found: pd.DataFrame, reforms: Sequence[str]) -> tuple[float, float]:
    """Return the ends of the axis of all differences, with zero inside."""
    told = found[(found["at"] == AT) & found["scenario"].isin(reforms)]
    told = told[told["what"].isin(DRAWN)]
    ends = told[["difference", "difference_low", "difference_high"]].to_numpy(dtype=float) * 100
    known = ends[ends == ends]
    low, high = min([*known, 0.0]), max([*known, 0.0])
    room = 0.06 * (high - low) or 1.0
    return low - room, high + room


def _differences(
    ax: Axes,
    own: pd.DataFrame,
    causes: Sequence[str],
    reforms: Sequence[str],
    drawn: dict[str, Style],
    scale: float,
    reach: tuple[float, float],
) -> None:
    ax.set(xlim=reach, ylim=(len(causes), 0), yticks=[])
    ax.spines["left"].set_visible(False)
    ax.grid(True, axis="x")
    ax.axvline(0, color=INK, lw=0.8 * scale, zorder=2)
    rows = {(r["what"], r["scenario"]): r for r in own.to_dict(orient="records")}
    for i, cause in enumerate(causes):
        if i:
            ax.axhline(i, color="#d5d8dc", lw=0.4 * scale, zorder=1)
        for k, name in enumerate(reforms):
            row = rows.get((cause, name))
            if row is None or row["difference"] != row["difference"]:
                continue
            y = i + (k + 1) / (len(reforms) + 1)
            low, high = row["difference_low"], row["difference_high"]
            known = low == low
            if known:
                ax.plot([100 * low, 100 * high], [y, y], color=drawn[name].colour, lw=1.2 * scale)
            clear = known and not low <= 0 <= high
            ax.plot(
                [100 * row["difference"]],
                [y],
                marker=drawn[name].marker,
                ms=3.0 * scale,
                color=drawn[name].colour,
                mfc=drawn[name].colour if clear else "white",
                mew=0.8 * scale,
                zorder=4,
                gid=f"{cause} {name}",
            )
