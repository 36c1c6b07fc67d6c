"""Which schools hold the balance back: parts of the squared coefficient by zone and by school."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Final

from teacherflow.text import Text
from teacherflow_analysis.balance.behind import OTHERS, SIDES, ZONES, Behind, School
from teacherflow_analysis.balance.names import line_name
from teacherflow_analysis.balance.standing import standing_of
from teacherflow_analysis.balance.tables import SIDES as SIDE_WORDS
from teacherflow_analysis.balance.tables import held_back
from teacherflow_analysis.figures import theme
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import lacks
from teacherflow_analysis.figures.page import EDGE, Page, Picture, Sample
from teacherflow_analysis.figures.place import joined, numbers, shown
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.indicators_meta import WORDS
from teacherflow_analysis.palette import INK, MUTED, RULE, styles
from teacherflow_analysis.small_cells import NOTE
from teacherflow_analysis.study import Study
from teacherflow_analysis.written import number, share

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "schools"
SUBJECT: Final = Text("哪些学校造成差异", "Which schools make the difference")
TOP: Final = 10
"""Schools drawn one by one."""
STEP, ROW = 2.1, 4.0


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the figure, or why there is none."""
    missing = lacks(study, "section_year")
    if missing is not None:
        return missing
    if not any(name.startswith("cv_") for name in study.indicators()):
        return Text("结果中没有差异系数", "the results hold no coefficients of variation")
    needed = {"on_duty", "degree", "backbone", "midsenior", "artspe", "stage", "zone"}
    if not needed <= set(study.columns("section_year")):
        return Text("学校表缺少教师数", "the table of schools lacks numbers of teachers")
    base = standing_of(study, scenarios=[study.baseline], county=study.counties[0])
    year = study.years[-1]
    found = [one for one in held_back(base, [study.baseline], year, None) if not one.alike]
    every = [
        one
        for first in found
        for one in held_back(base, shown(study), year, first.item)
        if one.stage == first.stage
    ]
    if not every:
        return Text("没有相互有差异的学校", "there are no schools that differ")
    head = _headline(found)
    return Picture(
        NAME,
        SUBJECT,
        spaced(look.of(head)) if look.language == "zh" else head.en,
        joined(study, _caption(every, study), look),
        lambda self, look: draw(study, look, self, every),
    )


def _headline(found: Sequence[Behind]) -> Text:
    zh, en = [], []
    for one in found:
        name = line_name(one.item, one.stage)
        half = number(one.half, 1)
        if one.half_low is not None and one.half_high is not None:
            half += f" ± {number((one.half_high - one.half_low) / 2, 1)}"
        zh.append(f"{name.zh}的差异有一半来自 {number(one.rated, 0)} 所学校中的 {half} 所")
        en.append(
            f"{name.en}: {half} of {number(one.rated, 0)} schools make half of the difference"
        )
    return Text("；".join(zh), "; ".join(en))


def _caption(every: Sequence[Behind], study: Study) -> list[Text]:
    year, one = study.years[-1], every[0]
    same = Text(
        "下方：各校在基准方案下所占份额，横线为 95% 区间。",
        "Below: parts of single schools under the baseline, bars: 95% interval. ",
    )
    if not one.same_schools:
        same = Text(
            "下方：基准方案一次模拟中份额最大的学校；由总数生成的县每次模拟的学校不同，故无区间。",
            "Below: the largest parts of one run of the baseline; a county made from totals has "
            "other schools in every run, so there is no interval. ",
        )
    parts = [
        Text(
            f"差异系数的平方逐校分解（{year} 学年，各学段取离合格线最远的一项），份额合计为 100%；"
            "标题中 ± 为 95% 区间的半宽；上方：按区域及高于或低于全县均值汇总，标记为各次模拟的均值，横线为均值的 95% 区间，括号为基准方案的学校数。",
            f"The squared coefficient of variation taken apart school by school ({year}, for each "
            "stage the official item furthest beyond its line); parts add up to 100%. ± in the title: half the 95% interval. Above: by "
            "zone and side of the county's mean, mean over the runs, bars: 95% interval of the "
            "mean, in brackets schools under the baseline. ",
        ),
        same,
    ]
    if any(other.suppressed for other in every):
        parts.append(NOTE)
    return parts


def draw(study: Study, look: Look, words: Picture, every: Sequence[Behind]) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    names = list(dict.fromkeys(one.scenario for one in every))
    stages = list(dict.fromkeys(one.stage for one in every))
    drawn = styles(list(study.scenarios), study.baseline)
    scale = look.medium.scale
    samples = [
        Sample(
            study.label(name, look.language),
            {"color": drawn[name].colour, "lw": 1.2 * scale},
            {"color": drawn[name].colour, "marker": drawn[name].marker, "ms": 3.6 * scale},
        )
        for name in names
    ]
    step = STEP * len(names) + 1.8
    cells = [(zone, side) for zone in ZONES for side in SIDES]
    upper, lower = step * len(cells), ROW * TOP
    page = Page(study, look, words, 8 + upper + 12 + lower + 8, samples)
    wide = page.inner / len(stages)
    label = _label_width(look, every, cells)
    for column, stage in enumerate(stages):
        here = [one for one in every if one.stage == stage]
        left = EDGE + column * wide
        page.name(
            line_name(here[0].item, stage).to(look.language), left, page.top - 5 * scale, wide
        )
        place = (left + label, wide - label - 4 * scale)
        _zones(page, look, here, cells, step, place)
        bottom = page.top - (8 + upper + 12 + lower) * scale
        _single(page, look, here[0], place, bottom, lower)
    return page.figure


def _zones(
    page: Page,
    look: Look,
    here: Sequence[Behind],
    cells: Sequence[tuple[str, str]],
    step: float,
    place: tuple[float, float],
) -> None:
    scale, study = page.scale, page.study
    drawn = styles(list(study.scenarios), study.baseline)
    high = step * len(cells) * scale
    top = page.top - 8 * scale
    ax = page.axes(place[0], top - high, place[1], high)
    ax.set_ylim(len(cells) * step, 0)
    ax.set_yticks([])
    ax.grid(True, axis="x")
    ax.axvline(0, color=INK, lw=0.7 * scale)
    for row, (zone, side) in enumerate(cells):
        for k, one in enumerate(here):
            cell = next((c for c in one.cells if (c.zone, c.side) == (zone, side)), None)
            if cell is None or cell.part is None:
                continue
            style, y = drawn[one.scenario], row * step + 0.9 + (k + 0.5) * STEP
            if cell.low is not None and cell.high is not None:
                ends = [100 * max(cell.low, 0.0), 100 * min(cell.high, 1.0)]
                ax.plot(ends, [y, y], color=style.colour, lw=1.2 * scale)
            ax.plot(
                [100 * cell.part],
                [y],
                gid=f"{one.scenario}/{one.stage}/{zone}/{side}",
                color=style.colour,
                marker=style.marker,
                ms=3.4 * scale,
            )
        y = top - (row + 0.5) * step * scale
        page.text(
            place[0] - 2 * scale,
            y,
            _cell_name(look, here[0], zone, side),
            ha="right",
            va="center",
            size=look.medium.text * SMALL,
        )
    ax.set_xlim(0, _end(ax, 1.05))
    numbers(ax.xaxis)
    ax.set_xlabel(
        look.of(Text("占差异系数平方的 %", "% of the squared coefficient")),
        fontsize=look.medium.text * SMALL,
    )


def _end(ax: Axes, room: float) -> float:
    """Return where an axis of parts ends: beyond the largest, at 1 % if no school makes any."""
    largest = float(ax.dataLim.x1)
    return room * largest if isfinite(largest) and largest > 0 else 1.0


def _cell_name(look: Look, one: Behind, zone: str, side: str) -> str:
    """Return zone and side of the mean in words, with how many schools these are."""
    first = next((c for c in one.cells if (c.zone, c.side) == (zone, side)), None)
    few = number(first.schools, 1) if first else "0"
    count = look.of(Text(f"（{few}）", f" ({few})"))
    place, where = WORDS["zone"][zone], SIDE_WORDS[side]
    return f"{place.to(look.language)}{_mark(look)}{where.to(look.language)}{count}"


def _school_name(look: Look, school: School) -> str:
    """Return the name of a school with its pupils."""
    name = school.name
    if name == OTHERS:
        name = look.of(Text("不足 5 人的学校", "fewer than 5"))
    if school.pupils is None:
        return name
    pupils = number(school.pupils, 0)
    return name + look.of(Text(f"（{pupils} 人）", f" ({pupils} pupils)"))


def _rows(one: Behind) -> list[School]:
    """Return the schools drawn one by one, those that may not be told apart as the last one."""
    schools = [s for s in one.schools if s.part is not None and s.name != OTHERS][:TOP]
    hidden = next((s for s in one.schools if s.name == OTHERS), None)
    return schools if hidden is None else [*schools[: TOP - 1], hidden]


def _label_width(look: Look, every: Sequence[Behind], cells: Sequence[tuple[str, str]]) -> float:
    """Return the room that the longest name at the left of an axis needs, mm."""
    names = [_cell_name(look, one, *cell) for one in every for cell in cells]
    names += [_school_name(look, school) for one in every for school in _rows(one)]
    size = look.medium.text * SMALL
    return max(theme.width_of(name, size) for name in names) * 1.04 + 2.5 * look.medium.scale


def _mark(look: Look) -> str:
    return "，" if look.language == "zh" else ", "


def _single(
    page: Page, look: Look, one: Behind, place: tuple[float, float], bottom: float, high: float
) -> None:
    """Draw single schools as lollipops."""
    scale = page.scale
    ax = page.axes(place[0], bottom, place[1], high * scale)
    ax.set_ylim(TOP, 0)
    ax.set_yticks([])
    ax.grid(True, axis="x")
    for row, school in enumerate(_rows(one)):
        y, part = row + 0.5, 100 * (school.part or 0.0)
        below = school.side == "below"
        ax.plot([0, part], [y, y], color=RULE, lw=1.4 * scale, zorder=1)
        end = part
        if school.low is not None and school.high is not None:
            low, end = 100 * max(school.low, 0.0), 100 * min(school.high, 1.0)
            ax.plot([low, end], [y, y], color=MUTED, lw=scale)
        ax.plot(
            [part],
            [y],
            gid=f"{one.stage}/{school.name}",
            marker="o",
            ms=3.8 * scale,
            color=INK,
            mfc="white" if below else INK,
            mew=0.9 * scale,
        )
        name = _school_name(look, school)
        at = bottom + high * scale * (1 - y / TOP)
        page.text(
            place[0] - 2 * scale, at, name, ha="right", va="center", size=look.medium.text * SMALL
        )
        ax.annotate(
            share(school.part),
            (max(part, end), y),
            xytext=(4 * scale, 0),
            textcoords="offset points",
            va="center",
            fontsize=look.medium.text * SMALL,
        )
    ax.set_xlim(0, _end(ax, 1.2))
    numbers(ax.xaxis, 4)
    words = Text(
        "单校所占 %（实心：高于均值）",
        "% of each school (filled: above the mean)",
    )
    ax.set_xlabel(look.of(words), fontsize=look.medium.text * SMALL)
