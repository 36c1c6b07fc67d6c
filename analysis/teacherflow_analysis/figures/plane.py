"""The cost-effectiveness plane: what reforms cost and what they improve, run by run, and the frontier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from teacherflow.text import Language, Text
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.page import EDGE, Page, Picture, Sample
from teacherflow_analysis.figures.place import joined, numbers, shown, yuan
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.money.cost import worths_of
from teacherflow_analysis.money.frontier import Status
from teacherflow_analysis.money.tables import ANSWERS
from teacherflow_analysis.money.worth import Answer, Ratio, Worth
from teacherflow_analysis.palette import BASE, INK, MUTED, styles
from teacherflow_analysis.study import Study
from teacherflow_analysis.written import money

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "plane"
SUBJECT: Final = Text("花费与成效", "Cost and effect")
PANEL, TITLE, FOOT = 52.0, 10.0, 12.0
LEAST: Final = 5
"""With fewer runs a region of two means is wider than any paper: intervals make a cross."""
LEVEL: Final = 0.95
NAMED: Final = 2
"""Up to so many options that cost nothing are named in the title."""
NO_BEST: Final = Text("，无明显更省者", "; none is clearly cheaper")


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the figure, or why there is none."""
    if "spending" not in study.results.tables and "spending" not in study.indicators():
        return Text("结果中没有支出", "the results hold no spending")
    if len(study.scenarios) == 1:
        return Text("只有一个方案，没有可比较的对象", "there is one scenario only")
    alone = study.of_county(study.counties[0])
    drawn = [w for w in worths_of(alone) if any(runs["effect"].any() for runs in w.runs.values())]
    if not drawn or not any(runs["cost"].any() for w in drawn for runs in w.runs.values()):
        return Text(
            "各方案在花费或成效上没有差异", "the scenarios do not differ in cost and effect"
        )
    words = look.of(_headline(alone, _leading(drawn), look.language))
    return Picture(
        NAME,
        SUBJECT,
        spaced(words) if look.language == "zh" else words,
        joined(study, _caption(study), look),
        lambda self, look: draw(alone, look, self, drawn),
    )


def _leading(worths: Sequence[Worth]) -> Worth:
    """Return the first outcome that any scenario clearly improves, or the first one."""
    sure = (w for w in worths if any(r.answer is Answer.RATIO for r in w.ratios))
    return next(sure, worths[0])


def _headline(study: Study, worth: Worth, language: Language) -> Text:
    """Tell the cheapest unit of improvement where there is one."""
    told = [r for r in worth.ratios if r.answer is Answer.RATIO and r.ratio is not None]
    label, free = worth.outcome.label, _free(study, worth, language)
    if not told and free.en:
        return Text(f"{label.zh}：{free.zh}", f"{label.en}: {free.en}")
    if not told:
        only = {r.answer for r in worth.ratios}
        why = ANSWERS[only.pop()] if len(only) == 1 else Text("没有可靠的比值", "no ratio is sure")
        return Text(
            f"{label.zh}：{why.zh.replace('：', '，')}", f"{label.en}: {why.en.replace(': ', ', ')}"
        )
    best, *others = sorted(told, key=lambda one: one.ratio or 0.0)
    name = study.label(best.scenario, language)
    ends = [money(end, language) for end in (best.ratio, best.ratio_low, best.ratio_high)]
    price = Text(
        f"{ends[0]}{worth.outcome.per.zh}（95% 区间 {ends[1]} 至 {ends[2]}）",
        f"{ends[0]} {worth.outcome.per.en} (95% interval {ends[1]} to {ends[2]})",
    )
    sure = all((best.ratio_high or 0.0) < (one.ratio_low or 0.0) for one in others)
    among = Text("；其余中", "; of the rest ") if free.en else Text("", "")
    lead = Text(f"{name}最省，", f"cheapest under {name}, ") if sure else Text(name, f"{name} ")
    more = Text("", "") if sure else NO_BEST
    return Text(
        f"{label.zh}：{free.zh}{among.zh}{lead.zh}{price.zh}{more.zh}",
        f"{label.en}: {free.en}{among.en}{lead.en}{price.en}{more.en}",
    )


def _free(study: Study, worth: Worth, language: Language) -> Text:
    """Tell which options improve the outcome and cost nothing: no price is lower than theirs."""
    names = [
        study.label(one.scenario, language)
        for one in worth.ratios
        if one.answer in (Answer.FREE, Answer.SAVES)
    ]
    if not names:
        return Text("", "")
    few = len(names) <= NAMED
    zh = "、".join(names) if few else f"{len(names)} 个方案"
    en = " and ".join(names) if few else f"{len(names)} options"
    return Text(f"{zh}不花钱即改善", f"better at no cost under {en}")


def _caption(study: Study) -> list[Text]:
    single = Text("只有一次模拟，无区间。", "One run only: no interval. ")
    parts = [
        Text(
            "与基准之差（同一随机种子配对），横轴向右为改善。小点：各次模拟；大标记：均值；"
            "椭圆：两个均值的联合 95% 区域（少于 5 次或有多组参数时为两个区间的十字）；粗线：按均值的有效前沿；空心：无明显效果。",
            "Differences from the baseline, paired by seed; to the right is better. Dots: runs; "
            "markers: means; ellipses: joint 95% region of both means (with fewer than 5 runs "
            "or several draws, crossed intervals); bold line: efficient frontier by the means; hollow: no clear "
            "effect. ",
        )
    ]
    return parts + ([single] if study.replications * study.draws == 1 else [])


def draw(study: Study, look: Look, words: Picture, worths: Sequence[Worth]) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    names = [name for name in shown(study) if name != study.baseline]
    drawn = styles(list(study.scenarios), study.baseline)
    scale = look.medium.scale
    samples = [
        Sample(
            study.label(name, look.language),
            None,
            {"color": drawn[name].colour, "marker": drawn[name].marker, "ms": 4.5 * scale},
        )
        for name in names
    ]
    samples.append(
        Sample(
            study.label(study.baseline, look.language),
            None,
            {"color": BASE, "marker": "o", "ms": 4.5 * scale},
        )
    )
    across = look.medium.across(len(worths), 75.0)
    down = -(-len(worths) // across)
    page = Page(study, look, words, (TITLE + PANEL + FOOT) * down, samples)
    wide = page.inner / across
    for i, worth in enumerate(worths):
        row, column = divmod(i, across)
        top = page.top - row * (TITLE + PANEL + FOOT) * scale
        left = EDGE + column * wide
        page.name(worth.outcome.label.to(look.language), left, top - 5.5 * scale, wide - 4 * scale)
        place = (left + 14 * scale, top - (TITLE + PANEL) * scale, wide - 18 * scale, PANEL * scale)
        _panel(page.axes(*place), worth, names, study, look)
    return page.figure


def _panel(ax: Axes, worth: Worth, names: Sequence[str], study: Study, look: Look) -> None:
    scale, times = look.medium.scale, yuan(look)[0]
    drawn = styles(list(study.scenarios), study.baseline)
    ax.axhline(0, color=MUTED, lw=0.7 * scale, zorder=1)
    ax.axvline(0, color=MUTED, lw=0.7 * scale, zorder=1)
    for name in names:
        runs = worth.runs.get(name)
        if runs is None:
            continue
        points = runs[["cost", "effect"]].to_numpy() * (times, 1.0)
        style, ratio = drawn[name], worth.of(name)
        ax.plot(
            points[:, 1],
            points[:, 0],
            ls="none",
            marker=".",
            ms=2.2 * scale,
            color=style.colour,
            alpha=0.45,
            zorder=2,
        )
        if study.draws == 1 and len(points) >= LEAST:
            x, y = ellipse(points).T
            ax.plot(y, x, color=style.colour, ls=style.dash, lw=scale, zorder=3)
        else:
            _cross(ax, ratio, times, style.colour, scale)
        _mean(ax, ratio, times, style.colour, style.marker, scale)
    _frontier(ax, worth, names, study, times, scale)
    ax.plot([0], [0], marker="o", ms=4.5 * scale, color=BASE, zorder=6, gid="baseline")
    ax.grid(True, axis="both")
    ax.margins(0.08)
    numbers(ax.xaxis)
    numbers(ax.yaxis)
    size = look.medium.text * SMALL
    ax.set_xlabel(look.of(_unit(worth)), fontsize=size)
    cost = (
        Text("多花，万元", "extra cost, million yuan")
        if worth.outcome.whole
        else Text("多花，万元/年", "extra cost, million yuan a year")
    )
    ax.set_ylabel(look.of(cost), fontsize=size)


def _unit(worth: Worth) -> Text:
    if worth.outcome.whole:
        return Text("提前的年数", "years earlier")
    if worth.outcome.name == "retention":
        return Text("多留任，人年/年", "teacher-years kept, a year")
    zh, en = worth.outcome.per.zh.partition("每")[2], worth.outcome.per.en.partition("per ")[2]
    return Text(f"改善（以 {zh} 计，年均）", f"improvement (in units of {en}, a year on average)")


def _mean(ax: Axes, ratio: Ratio, times: float, colour: str, marker: str, scale: float) -> None:
    if ratio.cost is None or ratio.effect is None:
        return
    clear = ratio.answer not in (Answer.UNCLEAR, Answer.SAME, Answer.ONE_RUN)
    ax.plot(
        [ratio.effect],
        [times * ratio.cost],
        gid=ratio.scenario,
        marker=marker,
        ms=5 * scale,
        color=colour,
        mfc=colour if clear else "white",
        mew=1.1 * scale,
        zorder=5,
    )


def _cross(ax: Axes, ratio: Ratio, times: float, colour: str, scale: float) -> None:
    """Draw the intervals of both means, if there are any."""
    if ratio.cost is None or ratio.effect is None:
        return
    if ratio.effect_low is not None and ratio.effect_high is not None:
        ends, cost = (ratio.effect_low, ratio.effect_high), times * ratio.cost
        ax.plot(ends, (cost, cost), color=colour, lw=scale, zorder=3)
    if ratio.cost_low is not None and ratio.cost_high is not None:
        ends = times * ratio.cost_low, times * ratio.cost_high
        ax.plot((ratio.effect, ratio.effect), ends, color=colour, lw=scale, zorder=3)


def ellipse(points: np.ndarray) -> np.ndarray:
    """Return the edge of the joint 95 % region of two means (Hotelling's T²), (100, 2).

    Parameters
    ----------
    points : (n, 2) float
        Independent cases, n > 2.
    """
    import numpy as np
    from scipy.special import fdtri  # scipy.stats takes twice as long to load

    n = len(points)
    size = 2 * (n - 1) / (n - 2) * float(fdtri(2, n - 2, LEVEL)) / n
    values, axes = np.linalg.eigh(np.cov(points.T, ddof=1))
    turn = np.linspace(0, 2 * np.pi, 100)
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    edge: np.ndarray = (
        points.mean(axis=0) + circle * np.sqrt(size * np.maximum(values, 0.0)) @ axes.T
    )
    return edge


def _frontier(
    ax: Axes, worth: Worth, names: Sequence[str], study: Study, times: float, scale: float
) -> None:
    found = [
        (one.effect or 0.0, times * (one.cost or 0.0))
        for one in worth.ratios
        if one.frontier == Status.EFFICIENT and one.scenario in names
    ]
    if worth.baseline is not None and worth.baseline.status is Status.EFFICIENT:
        found.append((0.0, 0.0))
    found.sort()
    if len(found) > 1:
        xs, ys = zip(*found, strict=True)
        ax.plot(xs, ys, color=INK, lw=1.8 * scale, alpha=0.4, zorder=2.5, gid="frontier")
