"""The words of a figure: a title that states the finding neutrally, and what a reader must know."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from teacherflow.text import Language, Text, counted
from teacherflow_analysis import provenance
from teacherflow_analysis.clear_digits import with_half
from teacherflow_analysis.comparison.compare import Effect, Verdict, effects_of, values_of
from teacherflow_analysis.figures.theme import NO_BREAK
from teacherflow_analysis.indicators_meta import Indicator, describe
from teacherflow_analysis.inference.bands import BANDS
from teacherflow_analysis.inference.spread import spread_of_series
from teacherflow_analysis.limits import limits
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    from teacherflow_analysis.figures.sheets import Panel


class Known(Protocol):
    """A mean with its 95 % interval; no ends if there is a single case."""

    @property
    def mean(self) -> float: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


HALVES: Final = Text("标题中 ± 为 95% 区间的半宽。", "± in the title: half the 95% interval. ")
NAMED: Final = 3
"""Up to so many reforms are named in a title; of more, the smallest and the largest change."""


def headline(study: Study, lead: str, language: Language) -> str:
    """Return the title: the baseline's last value of the leading indicator, and what differs."""
    meta = describe(lead)
    year = study.years[-1]
    base = _mean(study, lead, year)
    effects = []
    if base is not None and len(study.scenarios) > 1:
        effects = [e for e in effects_of(study, indicators=[lead]).effects if e.year == year]
    label = Text(f"{year} 年{meta.label.zh}", f"{meta.label.en}, {year}")
    return stated(study, meta, label, base, effects, language)


def stated(
    study: Study,
    meta: Indicator,
    label: Text,
    base: Known | None,
    effects: Sequence[Effect],
    language: Language,
) -> str:
    """Return a finding in words: the baseline's value of what ``label`` names, and what differs."""
    name = study.label(study.baseline, language)
    if base is None:
        return label.to(language)
    value = meta.written(base.mean, language) + _around(base.low, base.high, meta, language)
    if len(study.scenarios) == 1:
        alone = Text(
            f"{label.zh}：{name}{NO_BREAK}{value}",
            f"{label.en}: {value} under {name}",
        )
        return alone.to(language)
    changes = _changes(study, meta, effects, language)
    told = Text(
        f"{label.zh}：{name}{NO_BREAK}{value}；与之相比，{changes}",
        f"{label.en}: {value} under {name}; in comparison, {changes}",
    )
    return spaced(told.to(language))


def spaced(text: str) -> str:
    """Set Chinese and Latin letters apart."""
    text = re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])", NO_BREAK, text)
    return re.sub(r"(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])", NO_BREAK, text)


def _around(low: float | None, high: float | None, meta: Indicator, language: Language) -> str:
    """Return ± and half the width of an interval; nothing if there is none, or it is a point."""
    if low is None or high is None or low == high:
        return ""
    half = meta.written((high - low) / 2, language)
    return f"{NO_BREAK}±{NO_BREAK}{half}"


def _mean(study: Study, indicator: str, year: int) -> Known | None:
    """Return the baseline's mean in one year, with its interval."""
    values = values_of(study, [indicator])[indicator]
    runs = values.xs((study.baseline, year), level=("scenario", "year")).dropna()
    return spread_of_series(runs) if len(runs) else None


def _changes(study: Study, meta: Indicator, effects: Sequence[Effect], language: Language) -> str:
    if len(effects) > 1 and all(effect.verdict is Verdict.UNCLEAR for effect in effects):
        return Text("各方案均无明显差异", "no option differs clearly").to(language)
    if len(effects) <= NAMED:
        told = sorted(effects, key=lambda effect: -abs(_difference(effect)))
        words = [_change(study, meta, effect, language) for effect in told]
        return ("，" if language == "zh" else ", ").join(words)
    return _span(study, meta, effects, language).to(language)


def _span(study: Study, meta: Indicator, effects: Sequence[Effect], language: Language) -> Text:
    """Tell how many of many reforms differ clearly, and the ends of what these change."""
    clear = [e for e in effects if e.verdict.clear]
    single = all(effect.verdict is Verdict.NO_INTERVAL for effect in effects)
    told = sorted(effects if single else clear, key=_difference)
    if not told:
        return Text("各方案均无明显差异", "no option differs clearly")
    low, high = (
        _size(study, meta, effect, language, marked=True) for effect in (told[0], told[-1])
    )
    number = len(effects)
    if single:
        return Text(
            f"{number} 个方案的变化从{low}到{high}",
            f"the changes under {number} options run from {low} to {high}",
        )
    if len(told) == 1:
        return Text(
            f"{number} 个方案中 1 个有明显差异：{low}",
            f"1 of {number} options differs clearly: {low}",
        )
    return Text(
        f"{number} 个方案中 {len(told)} 个有明显差异：从{low}到{high}",
        f"{len(told)} of {number} options differ clearly: from {low} to {high}",
    )


def _difference(effect: Effect) -> float:
    return effect.difference or 0.0


def _change(study: Study, meta: Indicator, effect: Effect, language: Language) -> str:
    name = study.label(effect.scenario, language)
    if effect.difference is None:
        return Text(f"{name}无数据", f"{name} has no data").to(language)
    if effect.verdict is Verdict.UNCLEAR:
        return Text(f"{name}无明显差异", f"{name} shows no clear difference").to(language)
    return _size(study, meta, effect, language)


def _size(
    study: Study, meta: Indicator, effect: Effect, language: Language, marked: bool = False
) -> str:
    """Return the scenario and its difference as one unbreakable end of a line.

    A Chinese name with stops in it is set off by quotation marks inside a sentence.
    """
    name = study.label(effect.scenario, language)
    if marked and language == "zh" and re.search("[,:;，：；、]", name):
        name = f"“{name}”"
    unit = meta.change_unit.to(language)
    value, half = with_half(meta, language, _difference(effect), effect.low, effect.high)
    if half and effect.low != effect.high:
        value += f"{NO_BREAK}±{NO_BREAK}{half}"
    return NO_BREAK.join(part for part in (name, value, unit) if part)


def caption(
    study: Study, panels: Sequence[Panel], language: Language, band: str, shaded: bool = True
) -> tuple[str, ...]:
    """Return what stands under the panels: what is drawn, and the source."""
    parts = [_drawn(study, band, shaded)]
    if study.replications * study.draws > 1:
        parts.append(HALVES)
    if any(panel.limit is not None for panel in panels):
        parts.append(
            Text(
                "合格线：优质均衡督导评估办法（教督〔2017〕6号），小学 0.50、初中 0.45；"
                "随机下限：同样的教师随机分配于现有岗位时的差异系数（基准方案）。",
                "Official line: inspection of high-quality balance (2017), 0.50 for primary and "
                "0.45 for junior schools; noise floor: the CV that a random reshuffle of the same "
                "teachers over the same posts would leave (baseline). ",
            )
        )
    if len(study.scenarios) > 1 and study.replications * study.draws > 1:
        parts.append(
            Text(
                "各方案使用相同的随机数，差异的数值见 teacherflow compare。",
                "Options share their luck; numbers: teacherflow compare. ",
            )
        )
    parts += warnings_of(study)
    first = "".join(part.to(language) for part in parts).strip()
    return first, source_of(study, language)


def _drawn(study: Study, band: str, shaded: bool) -> Text:
    """Return what lines, shading or bars, and the horizontal axis are."""
    axis = Text("横轴：学年（9 月起）。", "Horizontal axis: school year, from September. ")
    n, draws = study.replications, study.draws
    if n * draws == 1:
        return Text(
            f"线：一次模拟，无区间；标记：末年。{axis.zh}",
            f"Lines: one run, so no interval; markers: last year. {axis.en}",
        )
    runs = Text(f"{n} 次重复", counted(n, "replication"))
    if draws > 1:
        runs = Text(f"{draws} 组参数 × {runs.zh}", f"{counted(draws, 'draw')} × {runs.en}")
    zh, en = ("阴影", "shading") if shaded else ("末年后竖线", "bars after the last year")
    own, other = BANDS["mean" if band == "difference" else band], BANDS[band]
    if band == "difference" and len(study.scenarios) > 1:
        shade = Text(
            f"{zh}：基准为{own.zh}，其他方案为{other.zh}；",
            f"{en}: baseline, {own.en}, others, {other.en}; ",
        )
    else:
        shade = Text(f"{zh}：{own.zh}；", f"{en}: {own.en}; ")
    return Text(
        f"线：{runs.zh}的均值；{shade.zh}标记：末年。{axis.zh}",
        f"Lines: mean of {runs.en}; {shade.en}markers: last year. {axis.en}",
    )


def warnings_of(study: Study) -> list[Text]:
    """Return what limits the numbers of a study: means of counties, estimates, failed runs."""
    found = []
    if len(study.counties) > 1:
        n = len(study.counties)
        found.append(
            Text(f"数值为 {n} 个县的简单平均。", f"Values are plain means of {n} counties. ")
        )
    return found + limits(study)


def source_of(study: Study, language: Language) -> str:
    """Return the last line of a caption: where the figure comes from, and what it is not."""
    note = provenance.NOTE.to(language)
    lead = Text("来源：", "Source: ").to(language)
    seed = Text("随机种子", "seed").to(language)
    code = Text("研究编号", "study").to(language)
    return f"{lead}teacherflow {study.version} · {code} {study.digest[:8]} · {seed} {study.seed} · {note}"
