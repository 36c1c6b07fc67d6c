"""How the county stands before the official lines: coefficients, floor, line, and how often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from teacherflow.text import Language, Text
from teacherflow_analysis.balance.names import line_name
from teacherflow_analysis.balance.standing import (
    ALL_LINES,
    COUNTY,
    LINE,
    OFFICIAL,
    RUN,
    SURE,
    Line,
    Standing,
    standing_of,
)
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.page import EDGE, Page, Picture, Sample
from teacherflow_analysis.figures.place import joined, numbers, shown, years_axis
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.inference.bands import BANDS, band_of
from teacherflow_analysis.palette import INK, LIMIT, MUTED, RULE, Style, styles
from teacherflow_analysis.study import Study
from teacherflow_analysis.written import share

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "standing"
SUBJECT: Final = Text("对照优质均衡标准", "Before the lines of high-quality balance")
PANEL, STRIP, TITLE, GAP = 30.0, 2.6, 8.0, 6.5
"""Heights in mm of a printed page: a panel, a row of its strip, its title, the years below."""


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the figure, or why there is none."""
    held = study.indicators()
    if not any(name.startswith("cv_") for name in held):
        return Text("结果中没有差异系数", "the results hold no coefficients of variation")
    found = standing_of(study, scenarios=shown(study), county=study.counties[0])
    words = look.of(_headline(found, look.language))
    return Picture(
        NAME,
        SUBJECT,
        spaced(words) if look.language == "zh" else words,
        joined(study, _caption(study, look), look),
        lambda self, look: draw(found, look, self),
    )


def _headline(found: Standing, language: Language) -> Text:
    """Say how likely the county keeps all lines in the last year, or all of a stage."""
    year = found.study.years[-1]
    last = {
        line.scenario: line
        for line in found.lines
        if line.year == year and line.item == COUNTY and line.chance is not None
    }
    what = Text("全县各项均达标", "the county keeps all lines")
    if not last:
        wanted = next((line.stage for line in found.lines if line.item == ALL_LINES), "primary")
        last = {
            line.scenario: line
            for line in found.lines
            if (line.year, line.item, line.stage) == (year, ALL_LINES, wanted)
            and line.chance is not None
        }
        lines = line_name(ALL_LINES, wanted)
        what = Text(lines.zh, f"{lines.en[:1].lower()}{lines.en[1:]}, keep their lines")
    if not last:
        return SUBJECT
    chances = [line.chance or 0.0 for line in last.values()]
    if max(chances) == min(chances):
        every = _chance(next(iter(last.values())))
        return Text(
            f"{year} 年{what.zh}的概率：各方案均为 {every}",
            f"Probability that {what.en} in {year}: {every} under every option",
        )
    best = max(last.values(), key=lambda line: line.chance or 0.0)
    base = last.get(found.study.baseline)
    told = found.study.label(best.scenario, language)
    at = _chance(base or min(last.values(), key=lambda line: line.chance or 0.0))
    name = found.study.label(found.study.baseline, language)
    return Text(
        f"{year} 年{what.zh}的概率：{name} {at}，最高为{told} {_chance(best)}",
        f"Probability that {what.en} in {year}: {at} under {name}, highest {_chance(best)} "
        f"under {told}",
    )


def _chance(line: Line) -> str:
    """Return a probability with its 95 % interval."""
    known = share(line.chance)
    if line.chance_low is None or line.chance_high is None:
        return known
    return f"{known} [{share(line.chance_low)}, {share(line.chance_high)}]"


def _caption(study: Study, look: Look) -> list[Text]:
    band = BANDS[look.band]
    parts = [
        Text(
            f"线：差异系数均值（按任教、按在校生加权），阴影：基准为均值的 95% 区间，其他方案为{band.zh}；红线：合格线（教督〔2017〕6号，"
            "小学 0.50、初中 0.45）；点线：随机下限（同样的教师随机分配于现有岗位，基准方案）。",
            "Lines: mean coefficient of variation (on duty, weighted by enrolment); shading: 95% "
            f"interval of the mean of the baseline, of others: {band.en}; red: official line of 2017 "
            "(0.50 primary, 0.45 junior); dotted: "
            "what the same teachers, dealt at random to the same posts, would leave (baseline). ",
        ),
        Text(
            f"下方条带：每年达标的概率，越深越高，实心黑框：不低于 {SURE:.0%}；标题中方括号：概率的 95% 区间，其余见 teacherflow standing。"
            "模型看不到的项目视为达标。",
            "Strips: probability that the line holds, the darker the likelier, framed from "
            f"{SURE:.0%} on; brackets in the title: 95% interval, others: teacherflow standing. What a simulator cannot see is taken "
            "as met. ",
        ),
    ]
    if study.replications * study.draws == 1:
        parts.append(
            Text("只有一次模拟，无区间。", "One run only: no interval, a probability is 0 or 1. ")
        )
    return parts


def draw(found: Standing, look: Look, words: Picture) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    study = found.study
    names = list(dict.fromkeys(line.scenario for line in found.lines))
    drawn = styles(list(study.scenarios), study.baseline)
    stages = [s for s in LINE if any(line.stage == s for line in found.lines)]
    items = [i for i in OFFICIAL if any(line.item == i for line in found.lines)]
    items = items or list(dict.fromkeys(x.item for x in found.lines if x.line is not None))[:3]
    high = TITLE + PANEL + STRIP * len(names) + 1.5 + GAP
    samples = [_sample(look, study.label(name, look.language), drawn[name]) for name in names]
    page = Page(study, look, words, high * len(stages), samples)
    scale, wide = page.scale, page.inner / len(items)
    for row, stage in enumerate(stages):
        top = page.top - row * high * scale
        for column, item in enumerate(items):
            left = EDGE + column * wide + 8 * scale
            width = wide - 10 * scale
            page.name(
                line_name(item, stage).to(look.language),
                EDGE + column * wide,
                top - 5.5 * scale,
                wide,
            )
            bottom = top - (TITLE + PANEL) * scale
            ax = page.axes(left, bottom, width, PANEL * scale)
            paths = {name: found.path(name, stage, item) for name in names}
            bands = _bands(found, names, f"cv_{item}_{stage}_duty", look)
            _panel(ax, paths, bands, drawn, look)
            strip = page.axes(
                left, bottom - (1.5 + STRIP * len(names)) * scale, width, STRIP * len(names) * scale
            )
            _strip(strip, paths, drawn, look)
    return page.figure


def _sample(look: Look, words: str, style: Style) -> Sample:
    line = {"color": style.colour, "ls": style.dash, "lw": style.width * look.medium.scale}
    marker = {"color": style.colour, "marker": style.marker, "ms": 3.2 * look.medium.scale}
    return Sample(words, line, marker)


def _bands(
    found: Standing, names: Sequence[str], column: str, look: Look
) -> dict[str, pd.DataFrame]:
    """Return what surrounds each path: the baseline's own interval, the reforms' difference."""
    study = found.study
    if column not in study.indicators():
        return {}
    frame = study.county_year([column], found.county).set_index([*RUN, "year"])[column]
    base = frame.xs(study.baseline, level="scenario")
    return {
        name: band_of(
            frame.xs(name, level="scenario"), base, "mean" if name == study.baseline else look.band
        )
        for name in names
    }


def _panel(
    ax: Axes,
    paths: Mapping[str, list[Line]],
    bands: Mapping[str, pd.DataFrame],
    drawn: Mapping[str, Style],
    look: Look,
) -> None:
    scale = look.medium.scale
    first = next(iter(paths))
    years_axis(ax, [line.year for line in paths[first]], labels=False)
    ax.tick_params(axis="x", length=0)
    for name, path in paths.items():
        known = [line for line in path if line.cv is not None]
        cvs = [line.cv for line in path if line.cv is not None]
        if not known:
            continue
        style, years = drawn[name], [line.year for line in known]
        if name in bands:
            band = bands[name].dropna()
            ax.fill_between(
                band.index, band["low"], band["high"], color=style.colour, alpha=0.14, lw=0
            )
        ax.plot(
            years,
            cvs,
            gid=f"{name}/{known[0].stage}/{known[0].item}",
            color=style.colour,
            ls=style.dash,
            lw=style.width * scale,
            zorder=3,
        )
        ax.plot(years[-1:], cvs[-1:], color=style.colour, marker=style.marker, ms=3.2 * scale)
    floors = {line.year: line.floor for line in paths[first] if line.floor is not None}
    if floors:
        ax.plot(
            list(floors),
            list(floors.values()),
            color=MUTED,
            ls=(0, (1, 2)),
            lw=scale,
        )
    limit = next((line.line for line in paths[first][:1]), None)
    if limit is not None:
        ax.axhline(limit, color=LIMIT, lw=0.9 * scale, zorder=2)
    if not any(x.cv is not None for path in paths.values() for x in path):
        words = look.of(Text("本研究无此数据", "no data in this study"))
        ax.text(0.5, 0.6, words, transform=ax.transAxes, ha="center", color=MUTED)
    numbers(ax.yaxis)
    ax.margins(y=0.1)


def _strip(
    ax: Axes, paths: Mapping[str, list[Line]], drawn: Mapping[str, Style], look: Look
) -> None:
    """Draw how likely the line holds: a cell for every scenario and year."""
    from matplotlib.patches import Rectangle

    years_axis(ax, [line.year for line in next(iter(paths.values()))])
    ax.set_ylim(len(paths), 0)
    ax.set_yticks([])
    ax.grid(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    for row, (name, path) in enumerate(paths.items()):
        for line in path:
            if line.chance is None:
                continue
            held = line.chance >= SURE - 1e-12
            ax.add_patch(
                Rectangle(
                    (line.year - 0.44, row + 0.14),
                    0.88,
                    0.72,
                    gid=f"chance {name} {line.year}",
                    facecolor=str(1 - 0.75 * line.chance),
                    edgecolor=INK if held else RULE,
                    lw=(1.0 if held else 0.4) * look.medium.scale,
                )
            )
        place = ax.get_yaxis_transform()
        style = drawn[name]
        ax.plot(
            [-0.03],
            [row + 0.5],
            transform=place,
            clip_on=False,
            marker=style.marker,
            color=style.colour,
            ms=2.8 * look.medium.scale,
        )
    ax.tick_params(axis="x", labelsize=look.medium.text * SMALL)
