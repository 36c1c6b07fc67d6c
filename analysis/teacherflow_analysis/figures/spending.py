"""What policies cost a year: by policy and payer, with the interval of the sum, and year by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from teacherflow.text import Language, Text
from teacherflow_analysis.figures import theme
from teacherflow_analysis.figures.dose import by_dose, names_of, told_in
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import lacks
from teacherflow_analysis.figures.page import EDGE, Page, Picture, Sample
from teacherflow_analysis.figures.place import joined, numbers, years_axis, yuan
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.money.cost import Cost, cost_of
from teacherflow_analysis.money.ledger import payer_of, policy_of
from teacherflow_analysis.palette import INK, styles
from teacherflow_analysis.periods import span
from teacherflow_analysis.study import Study
from teacherflow_analysis.written import money

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "spending"
SUBJECT: Final = Text("政策支出", "Spending of policies")
FILLS: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8c8c8c")
HATCHES: Final = {"county": "", "province": "////", "centre": "....", "host": "xxxx"}
ROW, PATHS, LABEL, NAMES = 7.0, 42.0, 44.0, 34.0
MOST_POLICIES: Final = 6
MOST_SCENARIOS: Final = 8
REST: Final = "…"

type Segment = tuple[str, str]


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the figure, or why there is none."""
    missing = lacks(study, "spending")
    if missing is not None:
        return missing
    found = cost_of(study, per=[], county=study.counties[0])
    every = [t.scenario for t in found.totals if len(found.of(t.scenario)) > 1]
    paying = by_dose(study, every)[-MOST_SCENARIOS:]
    if not every:
        return Text("各方案都没有支出", "no scenario spends anything")
    words = look.of(_headline(found, look.language))
    return Picture(
        NAME,
        SUBJECT,
        spaced(words) if look.language == "zh" else words,
        joined(study, _caption(study), look, [name for name in every if name not in paying]),
        lambda self, look: draw(found, look, self, paying),
    )


def _headline(found: Cost, language: Language) -> Text:
    most = max(found.totals, key=lambda total: total.yearly)
    name = names_of(found.study, language)[most.scenario]
    sum_ = money(most.yearly, language)
    years = span(found.study.years)
    told = Text(
        f"{name}，{years} 学年每年 {sum_}元",
        f"{name}, {sum_} yuan a year over {years}",
    )
    if most.low is not None and most.high is not None:
        low, high = money(most.low, language), money(most.high, language)
        told = Text(
            f"{told.zh}（95% 区间 {low} 至 {high}）", f"{told.en} (95% interval {low} to {high})"
        )
    others = [total for total in found.totals if total is not most]
    if any((total.high or 0.0) >= (most.low or 0.0) for total in others) and most.low is not None:
        return Text(
            f"支出均值最高者：{told.zh}，并不明显高于其他方案",
            f"Highest mean: {told.en}, not clearly more than others",
        )
    if most.low is None:
        return Text(
            f"一次模拟中支出最多的方案：{told.zh}", f"Costliest option of one run: {told.en}"
        )
    return Text(f"支出最多的方案：{told.zh}", f"Costliest option: {told.en}")


def _caption(study: Study) -> list[Text]:
    years = span(study.years)
    single = Text("只有一次模拟，无区间。", "One run only: no interval. ")
    return [
        Text(
            f"上：政策台账，{years} 学年年均，按政策（颜色）与出资方（纹理）堆叠，收入在零的左侧；"
            "竖标与横线：合计及其 95% 区间。下：逐年合计，阴影为均值的 95% 区间。2024 年价，不含基本工资。",
            f"Above: the ledger of policies, a year on average over {years}, stacked by "
            "policy (colour) and payer (hatching), receipts left of zero; mark and bar: the sum with "
            "its 95% interval. Below: the sum year by year, shading: 95% interval of the mean. "
            "Yuan of 2024, without basic pay. ",
        ),
        *told_in(study),
        *([single] if study.replications * study.draws == 1 else []),
    ]


def draw(found: Cost, look: Look, words: Picture, paying: Sequence[str]) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    segments = _segments(found, paying)
    fills = _fills(found, paying)
    samples = [
        Sample(
            policy_of(found.study, policy).to(look.language),
            None,
            {"marker": "s", "color": fill, "ms": 5 * look.medium.scale},
        )
        for policy, fill in fills.items()
    ]
    payers = list(dict.fromkeys(who for _, who in segments))
    if len(payers) > 1:
        samples += [_payer(who, look) for who in payers]
    high = ROW * len(paying)
    page = Page(found.study, look, words, 6 + high + 14 + 5 + PATHS + 7, samples)
    scale = page.scale
    left = EDGE + LABEL * scale
    ax = page.axes(
        left, page.top - (6 + high) * scale, page.width - left - 14 * scale, high * scale
    )
    _bars(ax, found, look, paying, segments, fills)
    for row, name in enumerate(paying):
        y = page.top - (6 + (row + 0.5) * ROW) * scale
        shown_as = names_of(found.study, look.language)[name]
        text = theme.balance(shown_as, look.medium.text, (LABEL - 3) * scale)
        page.text(EDGE, y, "\n".join(text[:2]), va="center", linespacing=1.05)
    bottom = page.bottom + 7 * scale
    title = Text("逐年合计", "Sum, year by year")
    unit = yuan(look)[1]
    page.text(
        EDGE,
        bottom + (PATHS + 2) * scale,
        f"{look.of(title)} ({look.of(unit)})"
        if look.language == "en"
        else f"{title.zh}（{unit.zh}）",
        weight="bold",
        va="bottom",
    )
    wide = page.width - left - NAMES * scale
    _paths(page.axes(left, bottom, wide, PATHS * scale), found, look, paying)
    return page.figure


def _payer(who: str, look: Look) -> Sample:
    """Return the entry of the legend for one payer: its hatching on grey."""
    fill = {"facecolor": FILLS[-1], "edgecolor": "white", "hatch": HATCHES.get(who, "xx")}
    name = payer_of(who)
    words = Text(f"{name.zh}出资", f"paid by: {name.en}")
    return Sample(look.of(words), patch=fill | {"lw": 0.5 * look.medium.scale})


def _segments(found: Cost, paying: Sequence[str]) -> list[Segment]:
    fills = _fills(found, paying)
    every = (
        (e.policy if e.policy in fills else REST, e.payer or "")
        for name in paying
        for e in found.of(name)
        if e.policy is not None
    )
    return sorted(dict.fromkeys(every), key=lambda one: (list(fills).index(one[0]), one[1]))


def _fills(found: Cost, paying: Sequence[str]) -> dict[str, str]:
    """Return a colour for each of the largest policies; the others share the last one."""
    size: dict[str, float] = {}
    for name in paying:
        for entry in found.of(name):
            if entry.policy is not None:
                size[entry.policy] = max(size.get(entry.policy, 0.0), abs(entry.yuan))
    order = sorted(size, key=lambda policy: (-size[policy], policy))
    fills = dict(zip(order[:MOST_POLICIES], FILLS, strict=False))
    return fills | ({REST: FILLS[-1]} if len(order) > MOST_POLICIES else {})


def _bars(
    ax: Axes,
    found: Cost,
    look: Look,
    paying: Sequence[str],
    segments: Sequence[Segment],
    fills: Mapping[str, str],
) -> None:
    times, scale = yuan(look)[0], look.medium.scale
    for row, name in enumerate(paying):
        ends = {True: 0.0, False: 0.0}
        for policy, who in segments:
            lines = [
                e.yuan
                for e in found.of(name)
                if e.policy is not None
                and (e.policy if e.policy in fills else REST, e.payer or "") == (policy, who)
            ]
            for value in (sum(v for v in lines if v > 0), sum(v for v in lines if v < 0)):
                if not value:
                    continue
                ax.barh(
                    [row + 0.5],
                    [times * value],
                    left=[times * ends[value > 0]],
                    height=0.6,
                    color=fills[policy],
                    hatch=HATCHES.get(who, "xx"),
                    edgecolor="white",
                    lw=0.5 * scale,
                )
                ends[value > 0] += value
        total = found.total(name)
        if total.low is not None and total.high is not None:
            ax.plot(
                [times * total.low, times * total.high], [row + 0.5] * 2, color=INK, lw=1.6 * scale
            )
        ax.plot(
            [times * total.yearly],
            [row + 0.5],
            gid=f"sum {name}",
            marker="|",
            ms=9 * scale,
            color=INK,
            mew=1.4 * scale,
        )
        ax.annotate(
            money(total.yearly, look.language),
            (times * max(ends[True], total.high or 0.0, 0.0), row + 0.5),
            xytext=(5 * scale, 0),
            textcoords="offset points",
            va="center",
        )
    ax.set_ylim(len(paying), 0)
    ax.set_yticks([])
    ax.axvline(0, color=INK, lw=0.8 * scale)
    ax.grid(True, axis="x")
    ax.margins(x=0.08)
    numbers(ax.xaxis, 6)
    words = Text("万元/年", "million yuan a year")
    ax.set_xlabel(look.of(words), fontsize=look.medium.text * SMALL)


def _paths(ax: Axes, found: Cost, look: Look, paying: Sequence[str]) -> None:
    from teacherflow_analysis.figures.labels import end_labels

    times, scale, study = yuan(look)[0], look.medium.scale, found.study
    drawn = styles(list(study.scenarios), study.baseline)
    for name in paying:
        sums = [e for e in found.entries if e.scenario == name and e.year and e.policy is None]
        style, years = drawn[name], [e.year or 0 for e in sums]
        known = [e for e in sums if e.low is not None]
        ax.fill_between(
            [e.year or 0 for e in known],
            [times * (e.low or 0.0) for e in known],
            [times * (e.high or 0.0) for e in known],
            color=style.colour,
            alpha=0.15,
            lw=0,
        )
        ax.plot(
            years,
            [times * e.yuan for e in sums],
            gid=name,
            color=style.colour,
            ls=style.dash,
            lw=style.width * scale,
        )
        ax.plot(
            years[-1:],
            [times * sums[-1].yuan],
            color=style.colour,
            marker=style.marker,
            ms=3.2 * scale,
        )
    years_axis(ax, study.years)
    numbers(ax.yaxis)
    ax.axhline(0, color=INK, lw=0.8 * scale)
    labels = {name: names_of(study, look.language)[name] for name in paying}
    end_labels(ax, labels, drawn, (NAMES - 4) * scale, look.medium)
