"""Dose and response: how the effect grows with a parameter that a study sweeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Language, Text
from teacherflow_analysis.comparison.compare import NOTHING, Effect, Verdict, effects_of
from teacherflow_analysis.figures import theme
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import amount, foot
from teacherflow_analysis.figures.page import EDGE, Page, Picture
from teacherflow_analysis.figures.ticks import gutter, tick
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.indicators_meta import Better, Indicator, Shown, describe
from teacherflow_analysis.palette import HUES, INK, MUTED
from teacherflow_analysis.periods import LAST, span
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NAME: Final = "dose"
SUBJECT: Final = Text("剂量与效应", "Dose and response")
INDICATORS: Final = (
    "retention_3y_village",
    "presence_3y_village",
    "vacancy_village",
    "cv_backbone_primary_duty",
    "cv_backbone_junior_duty",
    "effectiveness_village",
    "moves_up",
    "net_better_off",
    "spending",
)
"""Rows of three: who stays in villages; balance and teaching; who moves, who gains, what it costs."""
JUDGED: Final = (Verdict.BETTER, Verdict.WORSE)
ACROSS: Final = 3
PANEL, HEADING, AXIS = 40.0, 12.0, 9.0


@dataclass(frozen=True)
class Sweep:
    """Scenarios that differ in parameters of one value: these by name, in rising order."""

    scenario: str
    title: Text
    values: Mapping[str, Any]

    @property
    def places(self) -> dict[str, float]:
        """Where each scenario stands: its value, or its rank if values are words."""
        if all(_number(value) for value in self.values.values()):
            return {name: float(value) for name, value in self.values.items()}
        return {name: float(i) for i, name in enumerate(self.values)}


def sweep_of(study: Study) -> Sweep | None:
    """Return the sweep that a study describes, without scenarios that it did not run."""
    about = study.resolved.get("sweep")
    if not isinstance(about, Mapping) or not isinstance(about.get("values"), Mapping):
        return None
    held = {n: v for n, v in about["values"].items() if n in study.scenarios}
    if all(_number(value) for value in held.values()):
        held = dict(sorted(held.items(), key=lambda item: float(item[1])))
    words = about["title"]
    name = str(about["scenario"])
    return Sweep(name, Text(words["zh"], words["en"]), held) if len(held) > 1 else None


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the curves, or why there are none."""
    sweep = sweep_of(study)
    if sweep is None:
        return Text("研究没有参数扫描（sweep）", "the study has no sweep")
    chosen = [name for name in INDICATORS if name in study.indicators()]
    if not chosen:
        return Text("结果中没有这些指标", "the results hold none of its indicators")
    effects = effects_of(study, indicators=chosen).effects
    found = [e for e in effects if e.year == "last5" and e.scenario in sweep.values]
    words = look.of(_headline(sweep, _leading(sweep, found), look.language))
    return Picture(
        NAME,
        SUBJECT,
        spaced(words) if look.language == "zh" else words,
        foot(study, _caption(study), look.language),
        lambda self, look: draw(study, look, self, sweep, found),
    )


def by_dose(study: Study, names: Sequence[str]) -> list[str]:
    """Return scenarios with those of a sweep in rising order of its values, where they stood."""
    sweep = sweep_of(study)
    swept = [] if sweep is None else [name for name in sweep.values if name in names]
    rising = iter(swept)
    return [next(rising) if name in swept else name for name in names]


def names_of(study: Study, language: Language) -> dict[str, str]:
    """Return the titles of all scenarios, those of a sweep as the one varied and its value.

    So titles that differ by a number only stay short; `told_in` says what the number is.
    """
    names = {name: study.label(name, language) for name in study.scenarios}
    sweep = sweep_of(study)
    if sweep is None:
        return names
    stem = names.get(sweep.scenario, "")
    left, right = ("（", "）") if language == "zh" else (" (", ")")
    short = {n: f"{stem}{left}{_value(v)}{right}" for n, v in sweep.values.items()}
    return names | short if stem else names


def told_in(study: Study) -> list[Text]:
    """Return what a caption says of the numbers in the names of a sweep."""
    sweep = sweep_of(study)
    if sweep is None or sweep.scenario not in study.scenarios:
        return []
    title = sweep.title
    return [Text(f"方案名中的数值：{title.zh}。", f"Numbers in names: {_lower(title.en)}. ")]


def _leading(sweep: Sweep, found: Sequence[Effect]) -> list[Effect]:
    """Return the first indicator that the highest dose clearly makes better or worse, or the first."""
    highest = list(sweep.values)[-1]
    judged = [e for e in found if e.scenario == highest and e.verdict in JUDGED]
    lead = (judged or found)[0].indicator
    return [effect for effect in found if effect.indicator == lead]


def _headline(sweep: Sweep, found: Sequence[Effect], language: Language) -> Text:
    """Tell the leading indicator's effect at the lowest and at the highest dose.

    A lowest dose that changes nothing in any run, such as zero, is not worth a word.
    """
    meta = describe(found[0].indicator)
    title = sweep.title
    ends = [e for name in sweep.values for e in found if e.scenario == name]
    told = [(sweep.values[e.scenario], _size(meta, e, language)) for e in (ends[0], ends[-1])]
    (low, first), (high, last) = told
    if (ends[0].difference, ends[0].low, ends[0].high) in NOTHING:
        return Text(
            f"{title.zh}取 {_value(high)} 时，{meta.label.zh}{last}",
            f"{meta.label.en}: {last} at {_value(high)}; {_lower(title.en)}",
        )
    return Text(
        f"{meta.label.zh}：{title.zh}取 {_value(low)} 时{first}，取 {_value(high)} 时{last}",
        f"{meta.label.en}: {first} at {_value(low)}, {last} at {_value(high)}; {_lower(title.en)}",
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _value(value: object) -> str:
    return f"{value:,g}" if _number(value) else str(value)


def _size(meta: Indicator, effect: Effect, language: Language) -> str:
    if effect.difference is None:
        return "无数据" if language == "zh" else "no data"
    if effect.verdict is Verdict.UNCLEAR:
        return "无明显差异" if language == "zh" else "no clear difference"
    unit = meta.change_unit.to(language)
    return f"{meta.written(effect.difference, language, signed=True)} {unit}".strip()


def _caption(study: Study) -> list[Text]:
    mean = amount(study)
    return [
        Text(
            f"纵轴：{span(study.years[-LAST:])} 学年与基准（{study.label(study.baseline, 'zh')}）之差，{mean.zh}；"
            "竖线：95% 置信区间（同一随机种子配对）；实心：区间不含零；空心：区间含零或无区间。"
            "连线只为便于阅读。",
            f"Vertical axis: difference from the baseline ({study.label(study.baseline, 'en')}) "
            f"over {span(study.years[-LAST:])}, {mean.en}; bars: 95% interval, paired by seed; filled: the interval "
            "leaves out zero; hollow: it does not, or there is none. Lines only guide the eye. ",
        )
    ]


def draw(study: Study, look: Look, words: Picture, sweep: Sweep, found: Sequence[Effect]) -> Figure:
    """Return the figure; call it inside `theme.drawing`."""
    rows = list(dict.fromkeys(effect.indicator for effect in found))
    tall = HEADING + PANEL + AXIS
    across = look.medium.across(ACROSS, 38.0)
    page = Page(study, look, words, ceil(len(rows) / across) * tall + 4, [])
    wide = page.inner / across
    ticks = gutter(look.medium)
    for i, name in enumerate(rows):
        row, column = divmod(i, across)
        left = EDGE + column * wide
        top = page.top - (row * tall + HEADING) * page.scale
        high = PANEL * page.scale
        ax = page.axes(left + ticks, top - high, wide - ticks - 3, high)
        _panel(ax, [e for e in found if e.indicator == name], sweep, look)
        _heading(page, look, describe(name), left, top, wide)
    x = look.of(Text("横轴：", "Horizontal axis: ")) + look.of(sweep.title)
    page.text(EDGE, page.bottom + 0.5, x, va="bottom")
    return page.figure


def _heading(page: Page, look: Look, meta: Indicator, left: float, top: float, wide: float) -> None:
    size, line = look.medium.text, look.medium.line
    title = theme.wrap(look.of(meta.label), size, wide - 3, bold=True)[:2]
    y = top + 2.5 * page.scale
    good = {
        Better.HIGHER: Text("，越高越好", "; higher is better"),
        Better.LOWER: Text("，越低越好", "; lower is better"),
        Better.NEITHER: Text("", ""),
    }[meta.better]
    words = look.of(Text("与基准之差", "difference")) + unit_words(meta, look) + look.of(good)
    page.text(left, y, words, size=size * SMALL, color=MUTED)
    page.text(left, y + line, "\n".join(title), weight="bold", linespacing=1.1)


def unit_words(meta: Indicator, look: Look) -> str:
    """Return the unit of a difference as it follows a word, nothing if it has none."""
    if meta.shown is Shown.MONEY:
        unit = look.of(Text("万元/年", "million yuan a year"))
    else:
        unit = look.of(meta.change_unit)
    return look.of(Text("，", ", ")) + unit if unit else ""


def scaled(meta: Indicator, look: Look) -> float:
    """Return what stored numbers are multiplied by to be drawn."""
    match meta.shown:
        case Shown.PERCENT:
            return 100.0
        case Shown.MONEY:
            return 1e-4 if look.language == "zh" else 1e-6
    return 1.0


def _panel(ax: Axes, found: Sequence[Effect], sweep: Sweep, look: Look) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    places, scale = sweep.places, look.medium.scale
    times = scaled(describe(found[0].indicator), look)
    ordered = sorted(found, key=lambda e: places[e.scenario])
    known = [e for e in ordered if e.difference is not None]
    xs = [places[e.scenario] for e in known]
    ys = [times * (e.difference or 0.0) for e in known]
    ax.axhline(0, color=INK, lw=0.8 * scale, zorder=2)
    ax.plot(xs, ys, color=HUES[0], lw=0.8 * scale, ls=(0, (2, 1.5)), zorder=2)
    for x, y, effect in zip(xs, ys, known, strict=True):
        _point(ax, x, y, effect, times, scale)
    ax.margins(x=0.08, y=0.1)
    numbers = all(_number(value) for value in sweep.values.values())
    if numbers and len(xs) > 6:
        ax.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: tick(x, list(ax.get_xticks()))))
    else:
        every = list(places.values())
        words = [tick(x, every) if numbers else _value(sweep.values[n]) for n, x in places.items()]
        ax.set_xticks(every, words)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, min_n_ticks=3, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: tick(y, list(ax.get_yticks()))))


def _point(ax: Axes, x: float, y: float, effect: Effect, times: float, scale: float) -> None:
    colour = HUES[0]
    if effect.low is not None and effect.high is not None:
        ends = [times * effect.low, times * effect.high]
        ax.plot([x, x], ends, color=colour, lw=1.3 * scale, zorder=3)
    ax.plot(
        [x],
        [y],
        gid=effect.scenario,
        marker="o",
        ms=4.2 * scale,
        color=colour,
        mfc=colour if effect.verdict.clear else "white",
        mew=1.0 * scale,
        zorder=4,
    )
