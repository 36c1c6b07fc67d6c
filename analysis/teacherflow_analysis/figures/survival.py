"""Who keeps a post, under the baseline: survival by title, route, distance from home and cohort.

The figure ``retention`` shows zones and what reforms change; this one shows whom the county loses.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from teacherflow.text import Text
from teacherflow_analysis.careers.retention import LONGEST, survival_of
from teacherflow_analysis.careers.spells import GROUPS
from teacherflow_analysis.figures.curves import band, name_axis, percent_axis, year_axis
from teacherflow_analysis.figures.labels import end_labels
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import amount, foot, lacks
from teacherflow_analysis.figures.page import EDGE, Page, Picture
from teacherflow_analysis.figures.ticks import gutter
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.palette import BASE, DASHES, HUES, MARKERS, Style
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

NAME: Final = "survival"
SUBJECT: Final = Text("谁留在岗位上（基准方案）", "Who keeps a post, under the baseline")
PANELS: Final = {
    "home": Text("按任职起时家校距离", "By distance from home at the start"),
    "title": Text("按任职起时职称", "By title at the start"),
    "route": Text("按入职途径", "By route of entry"),
    "cohort": Text("按入职年代", "By year of entry into service"),
}
NAMED: Final = 5
ACROSS, PANEL, HEADING, AXIS, LABELS = 2, 44.0, 6.5, 9.5, 31.0
"""Panels in a row; heights of a panel, its heading and its axis, width of its labels, mm."""


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the curves, or why there are none."""
    missing = lacks(study, "careers")
    if missing is not None:
        return missing
    found = {by: curves(study, by) for by in PANELS}
    found = {by: curve for by, curve in found.items() if len(curve)}
    if not found:
        return Text("任职段太少", "too few spells for a curve")
    words = look.of(_headline(study, found))
    return Picture(
        NAME,
        SUBJECT,
        spaced(words) if look.language == "zh" else words,
        foot(study, _caption(study), look.language),
        lambda self, look: draw(study, look, self, found),
    )


def curves(study: Study, by: str) -> pd.DataFrame:
    """Return the baseline's curves in percent, from 100 % at the beginning, by group.

    A curve of less than five years is left out.
    """
    import pandas as pd

    found = survival_of(study, "post", by)
    base = found[found["scenario"] == study.baseline][["group", "at", "mean", "low", "high"]]
    base = base[base.groupby("group")["at"].transform("max") >= NAMED]
    one = dict.fromkeys(("mean", "low", "high"), 1.0)
    start = pd.DataFrame([{"group": g, "at": 0, **one} for g in dict.fromkeys(base["group"])])
    whole = pd.concat([start, base]).sort_values(["group", "at"], kind="stable")
    return whole.assign(**{name: (100 * whole[name]).clip(0, 100) for name in one})


def _headline(study: Study, found: Mapping[str, pd.DataFrame]) -> Text:
    """Return which groups of the first panel keep their posts most and least."""
    by = next(iter(found))
    told = found[by][found[by]["at"] == NAMED].sort_values("mean")
    if len(told) < 2:
        return SUBJECT
    names, least, most = GROUPS[by], told.iloc[0], told.iloc[-1]
    if least["high"] >= most["low"]:
        return Text(
            f"任职 {NAMED} 年后仍在原岗位者：{PANELS[by].zh}看无明显差异",
            f"Still in their post after {NAMED} years: no clear difference "
            f"{PANELS[by].en[:1].lower()}{PANELS[by].en[1:]}",
        )
    low, high = f"{least['mean']:.0f}%", f"{most['mean']:.0f}%"
    one, other = names[most["group"]], names[least["group"]]
    return Text(
        f"任职 {NAMED} 年后仍在原岗位：{one.zh} {high}，{other.zh} {low}",
        f"Still in their post after {NAMED} years: {high} ({one.en}), {low} ({other.en})",
    )


def _caption(study: Study) -> list[Text]:
    mean, title = amount(study), study.scenarios[study.baseline]
    single = study.replications * study.draws == 1
    shade = (
        Text(
            "阴影只是任职段的 Greenwood 区间，不含各次模拟之间的差别",
            "the shading is Greenwood's, of its spells alone",
        )
        if single
        else Text("阴影：均值的 95% 置信区间", "shading: 95% interval of the mean")
    )
    return [
        Text(
            f"{title.zh}：编制任职段的存续比例，%（{mean.zh}；{shade.zh}）；研究期前开始的任职段自研究"
            "首年起计入（左截断）；退休、去世和学校撤并不算离开；组内任职段太少处不画。",
            f"{title.en}: share of spells by post that still last, % ({mean.en}; {shade.en}). "
            "Spells begun before the study count from its first year on (left truncation); "
            "retirement, death and mergers are not departures; curves end where too few are "
            "at risk. ",
        )
    ]


def style_of(i: int) -> Style:
    """Return how the i-th group is drawn; the first is solid."""
    if i == 0:
        return Style(BASE, "solid", "o", 1.6)
    return Style(HUES[(i - 1) % len(HUES)], DASHES[(i - 1) % len(DASHES)], MARKERS[i - 1])


def draw(study: Study, look: Look, words: Picture, found: Mapping[str, pd.DataFrame]) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    across = look.medium.across(ACROSS, 75.0)
    rows = -(-len(found) // across)
    tall = HEADING + PANEL + AXIS
    page = Page(study, look, words, rows * tall, [])
    scale, wide = page.scale, (look.medium.width - 2 * EDGE) / across
    ticks = gutter(look.medium)
    lowest = min(float(curve["mean"].min()) for curve in found.values())
    for i, (by, curve) in enumerate(found.items()):
        row, column = divmod(i, across)
        left = EDGE + column * wide + ticks
        top = page.top - (row * tall + HEADING) * scale
        width = wide - ticks - LABELS * scale
        ax = page.axes(left, top - PANEL * scale, width, PANEL * scale)
        ax.set_gid(by)
        shown = [group for group in GROUPS[by] if (curve["group"] == group).any()]
        styles = {group: style_of(k) for k, group in enumerate(shown)}
        for group in shown:
            band(ax, curve[curve["group"] == group], styles[group], scale, group)
        year_axis(ax, LONGEST)
        percent_axis(ax, max(0.0, 10 * int(lowest / 10 - 0.5)))
        ax.set_ylim(top=100.5)
        names = {group: look.of(GROUPS[by][group]) for group in shown}
        end_labels(ax, names, styles, (LABELS - 5) * scale, look.medium)
        page.text(left, top + 2.2 * scale, look.of(PANELS[by]), weight="bold")
        name_axis(page, ax, look.of(Text("任职年数", "years in the post")))
    return page.figure
