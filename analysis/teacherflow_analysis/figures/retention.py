"""How long teachers keep a post: survival curves of spells by zone, with delayed entry.

A spell that began before the study is seen only from the study's first year on (left truncation),
so it joins the risk set at the age it has then: counted from its beginning, as if its survival so
far had been observed, it would make posts look more lasting than they are. Time runs in school
years from the first September in the post; a spell that ends before its first September is not
counted. Retirement and death leave the risk set without an end, and so does a merger, because the
post goes on at the successor: as in the indicators of retention.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from teacherflow.text import Text
from teacherflow_analysis.bands import BANDS, band_of
from teacherflow_analysis.figures import theme
from teacherflow_analysis.figures.labels import SMALL, end_labels
from teacherflow_analysis.figures.measure import (
    KEYS,
    ZONES,
    amount,
    effects,
    foot,
    lacks,
    mean_of,
    runs,
)
from teacherflow_analysis.figures.page import EDGE, Page, Picture, Sample
from teacherflow_analysis.figures.trajectories import DIRECT, GUTTER, Look, tick
from teacherflow_analysis.figures.words import stated
from teacherflow_analysis.indicators_meta import Better, Indicator, Shown
from teacherflow_analysis.palette import MUTED, Style, styles
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "retention"
SUBJECT: Final = Text("教师在岗位上留多久", "How long teachers keep a post")
LONGEST: Final = 15
"""Years after which a curve is not drawn."""
LEAST: Final = 10
"""A curve ends where fewer spells than this, on average, are at risk in a run."""
LEFT: Final = ("retire", "early_retire", "death", "merge")
"""Ends that are not a departure from the post: such spells leave the risk set."""
NAMED: Final = 5
"""Years at which the title speaks of the curves."""
PANEL, HEADING, AXIS = 50.0, 9.0, 6.0

_QUERY: Final = f"""
WITH spells AS (
  SELECT county, scenario, draw, replication, zone, "left" - entered AS age,
    greatest({{start}} - entered, 1) AS first, censored,
    coalesce(reason IN {LEFT}, false) AS gone
  FROM careers WHERE basis = 'post'),
risk AS (
  SELECT county, scenario, draw, replication, zone, first,
    CASE WHEN gone THEN age - 1 ELSE age END AS last,
    (NOT censored AND NOT gone) AS ended FROM spells)
SELECT county, scenario, draw, replication, zone, first, last,
  count(*)::BIGINT AS spells, sum(ended::BIGINT)::BIGINT AS ended
FROM risk WHERE last >= first GROUP BY ALL ORDER BY ALL
"""


def risks(study: Study) -> pd.DataFrame:
    """Return spells at risk and ended, a row per county, run, zone and year in the post."""
    import numpy as np
    import pandas as pd

    keys = ["county", *KEYS, "zone"]
    groups = study.sql(_QUERY.format(start=study.years[0]))
    parts = []
    for age in range(1, LONGEST + 1):
        under = groups[(groups["first"] <= age) & (groups["last"] >= age)]
        ends = np.where(under["last"] == age, under["ended"], 0)
        part = under.assign(ended=ends, year=age).groupby([*keys, "year"])[["spells", "ended"]]
        parts.append(part.sum())
    return pd.concat(parts).sort_index()


def survival(spells: pd.DataFrame, ended: pd.DataFrame) -> pd.DataFrame:
    """Return the share that keeps the post beyond each year: the product of 1 − ended / at risk.

    Parameters
    ----------
    spells, ended
        At risk and ended; a column per year in the post, 1, 2, …, a row per run. From a year
        without anybody at risk on, the share is not known.
    """
    kept = (1 - ended / spells.where(spells > 0)).cumprod(axis=1, skipna=False)
    kept.insert(0, 0, 1.0)
    return kept


def curves(study: Study) -> dict[str, pd.DataFrame]:
    """Return curves by zone: a row per run, a column per year in the post from 0 on.

    A curve ends where too few are at risk; several counties are averaged.
    """
    found = {}
    table = risks(study)
    for zone in ZONES:
        if zone not in table.index.get_level_values("zone"):
            continue
        one = table.xs(zone, level="zone")
        spells = one["spells"].unstack("year").fillna(0.0)
        ended = one["ended"].unstack("year").fillna(0.0)
        enough = (spells.mean() >= LEAST).cummin()
        years = enough[enough].index
        grouped = survival(spells[years], ended[years]).groupby(level=KEYS)
        mean = grouped.mean().where(grouped.count() == len(study.counties))
        found[zone] = mean.reindex(runs(study))
    return found


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the curves, or why there are none."""
    missing = lacks(study, "careers")
    if missing is not None:
        return missing
    found = {zone: curve for zone, curve in curves(study).items() if curve.shape[1] > 2}
    if not found:
        return Text("任职段太少", "too few spells for a curve")
    return Picture(
        NAME,
        SUBJECT,
        _headline(study, found, look.language),
        foot(study, _caption(study, look), look.language),
        lambda self: draw(study, look, self, found),
    )


def _headline(study: Study, found: Mapping[str, pd.DataFrame], language: str) -> str:
    zone = "village" if "village" in found else next(iter(found))
    year = min(NAMED, int(found[zone].columns[-1]))
    word = ZONES[zone]
    label = Text(
        f"任职 {year} 年后仍在{word.zh}原岗位的教师",
        f"Still in their post in {word.en} after {year} years",
    )
    meta = Indicator("kept", label, Text("", ""), Better.HIGHER, Shown.PERCENT)
    values = found[zone][year]
    base = mean_of(values.xs(study.baseline, level="scenario"))
    mean = None if base is None else base.mean
    return stated(study, meta, label, mean, effects(study, meta, values), language)


def _caption(study: Study, look: Look) -> list[Text]:
    mean = amount(study)
    parts = [
        Text(
            f"线：编制任职段的存续比例（{mean.zh}）；研究期前开始的任职段自研究首年起计入（左截断）；"
            "退休、去世和学校撤并不算离开。横轴：任职年数。",
            f"Lines: share of spells that still last ({mean.en}); spells begun before the study "
            "count from its first year on (left truncation); retirement, death and mergers are "
            "not departures. Horizontal axis: years in the post. ",
        )
    ]
    if study.replications * study.draws > 1:
        one, other = BANDS["mean"], BANDS[look.band]
        mark = Text("阴影", "Shading")
        if len(study.scenarios) > DIRECT:
            mark = Text("竖线（各方案错开一年）", "Bars (a year apart)")
        parts.append(
            Text(
                f"{mark.zh}：基准为{one.zh}，其他方案为{other.zh}。",
                f"{mark.en}: baseline, {one.en}; others, {other.en}. ",
            )
        )
    return parts


def draw(study: Study, look: Look, words: Picture, found: Mapping[str, pd.DataFrame]) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    drawn = styles(list(study.scenarios), study.baseline)
    names = {name: study.label(name, look.language) for name in study.scenarios}
    direct = len(names) <= DIRECT
    samples = [] if direct else [_sample(look, names[n], drawn[n]) for n in names]
    page = Page(study, look, words, HEADING + PANEL + AXIS, samples)
    label = min(
        max(theme.width_of(n, look.medium.text) for n in names.values()) + 2, 34 * page.scale
    )
    wide = (page.inner - (label + 3 if direct else 2)) / len(found)
    ticks = GUTTER * look.medium.text * 25.4 / 72
    for i, (zone, curve) in enumerate(found.items()):
        left, bottom = EDGE + i * wide + ticks, page.bottom + AXIS * page.scale
        ax = page.axes(left, bottom, wide - ticks - 3, PANEL * page.scale)
        _panel(ax, curve, study, look, drawn)
        top = bottom + (PANEL + 2) * page.scale
        title = look.of(Text(f"{ZONES[zone].zh}学校", f"Schools, {ZONES[zone].en}"))
        page.text(left - ticks, top + look.medium.line, title, weight="bold")
        unit = look.of(Text("仍在原岗位，%", "still in the post, %"))
        page.text(left - ticks, top, unit, color=MUTED, size=look.medium.text * SMALL)
    _share(page.figure.axes)
    if direct:
        end_labels(page.figure.axes[-1], names, drawn, label, look.medium)
    return page.figure


def _sample(look: Look, words: str, style: Style) -> Sample:
    line = {"color": style.colour, "ls": style.dash, "lw": style.width * look.medium.scale}
    marker = {"marker": style.marker, "color": style.colour, "ms": 3.2 * look.medium.scale}
    return Sample(words, line, marker)


def _panel(
    ax: Axes, curve: pd.DataFrame, study: Study, look: Look, drawn: Mapping[str, Style]
) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    values = curve.rename_axis(columns="year").stack()
    base = values.xs(study.baseline, level="scenario")
    for i, name in enumerate(study.scenarios):
        kind = "mean" if name == study.baseline else look.band
        path = band_of(values.xs(name, level="scenario"), base, kind).dropna(subset=["mean"])
        _line(ax, name, path, drawn[name], look)
        if len(study.scenarios) <= DIRECT:
            _band(ax, path, drawn[name])
        else:
            _bar(ax, path, i, drawn[name], look)
    ax.set_xlim(0, max(curve.columns))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(
        FuncFormatter(lambda y, _: tick(100 * y, [100 * t for t in ax.get_yticks()]))
    )


def _line(ax: Axes, name: str, path: pd.DataFrame, style: Style, look: Look) -> None:
    ages, mean, scale = path.index.to_numpy(), path["mean"].to_numpy(), look.medium.scale
    line = {"color": style.colour, "ls": style.dash, "lw": style.width * scale}
    ax.plot(ages, mean, gid=name, zorder=3, **line)
    end = {"color": style.colour, "marker": style.marker, "ms": 3.2 * scale}
    ax.plot(ages[-1:], mean[-1:], ls="none", zorder=4, clip_on=False, **end)


def _band(ax: Axes, path: pd.DataFrame, style: Style) -> None:
    ages = path.index.to_numpy()
    ax.fill_between(ages, path["low"], path["high"], color=style.colour, alpha=0.2, linewidth=0)


def _bar(ax: Axes, path: pd.DataFrame, i: int, style: Style, look: Look) -> None:
    """Draw the interval of one year only, because bands of many scenarios would cover each other."""
    age = path.index[-2 - i % max(len(path) - 2, 1)]
    ends = [path.loc[age, "low"], path.loc[age, "high"]]
    ax.plot([age, age], ends, color=style.colour, lw=1.0 * look.medium.scale, zorder=3)


def _share(axes: list[Axes]) -> None:
    """Give the panels one scale; it starts at the nearest tenth below the lowest value."""
    from math import floor

    lowest = min(min(line.get_ydata()) for ax in axes for line in ax.lines if line.get_gid())
    for ax in axes:
        ax.set_ylim(max(0.0, floor(10 * lowest - 0.2) / 10), 1.005)
