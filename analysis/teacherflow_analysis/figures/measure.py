"""Means, differences and their intervals of what figures measure themselves.

Values are series with one entry per (scenario, draw, replication); intervals are those of
`teacherflow_analysis.comparison.compare`: paired by draw and seed, parameters and luck told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from teacherflow.text import Language, Text, counted
from teacherflow_analysis.clear_digits import halves_of
from teacherflow_analysis.comparison.compare import PAIR, Effect, judge
from teacherflow_analysis.figures.words import source_of, warnings_of
from teacherflow_analysis.indicators_meta import Indicator
from teacherflow_analysis.inference.paths import difference_of as changes_of
from teacherflow_analysis.inference.spread import Estimate, spread_of_series
from teacherflow_analysis.periods import LAST, span
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd

KEYS: Final = ["scenario", *PAIR]
ZONES: Final = {
    "seat": Text("县城", "seat"),
    "town": Text("乡镇", "towns"),
    "village": Text("乡村", "villages"),
}


def mean_of(values: pd.Series) -> Estimate | None:
    """Return the mean of one scenario's runs, indexed by (draw, replication)."""
    known = values.dropna()
    if not len(known):
        return None
    spread = spread_of_series(known)
    return Estimate(spread.mean, spread.low, spread.high)


def difference_of(base: pd.Series, reform: pd.Series) -> Estimate | None:
    """Return the mean paired difference of two scenarios with equal keys."""
    change = changes_of(base, reform.reindex(base.index))
    return mean_of(change)


def effects(study: Study, meta: Indicator, values: pd.Series) -> list[Effect]:
    """Return the effect of every reform on what is measured, as `compare` has them."""
    base = values.xs(study.baseline, level="scenario")
    found = []
    for name in study.scenarios:
        if name != study.baseline:
            reform = values.xs(name, level="scenario")
            found.append(_effect(name, meta, base, reform))
    return found


def _effect(name: str, meta: Indicator, base: pd.Series, reform: pd.Series) -> Effect:
    change = difference_of(base, reform)
    mean, low, high = change if change is not None else (None, None, None)
    before, after = mean_of(base), mean_of(reform)
    return Effect(
        scenario=name,
        indicator=meta.name,
        year="all",
        baseline=None if before is None else before.mean,
        reform=None if after is None else after.mean,
        difference=mean,
        low=low,
        high=high,
        n=len(base),
        cases=len(base),
        unit=meta.unit.en,
        better=meta.better,
        verdict=judge(low, high, meta.better),
    )


def runs(study: Study) -> pd.MultiIndex:
    """Return the (scenario, draw, replication) of which every county of the study was run."""
    import pandas as pd

    keys = ", ".join(KEYS)
    frame = study.sql(
        f"SELECT {keys} FROM county_year GROUP BY ALL "
        f"HAVING count(DISTINCT county) = {len(study.counties)} ORDER BY {keys}"
    )
    return pd.MultiIndex.from_frame(frame)


def lacks(study: Study, table: str) -> Text | None:
    """Return why a figure cannot be drawn if the study does not hold a table."""
    if table in study.results.tables and len(study.sql(f"SELECT 1 FROM {table} LIMIT 1")):
        return None
    return Text(f"结果中没有表 {table} 的数据", f"the results hold no rows of the table {table}")


def markers(study: Study) -> Text:
    """Return the beginning of a caption: of which years and of how many runs the effects are."""
    return Text(
        f"标记：{span(study.years[-LAST:])} 学年与基准之差，{amount(study).zh}；",
        f"Markers: difference from the baseline over {span(study.years[-LAST:])}, {amount(study).en}; ",
    )


def foot(study: Study, parts: Sequence[Text], language: Language) -> tuple[str, str]:
    """Return a caption: what is drawn with what limits it, and the source."""
    told = [*parts, *warnings_of(study)]
    first = "".join(part.to(language) for part in told).strip()
    return first, source_of(study, language)


def amount(study: Study) -> Text:
    """Return how many runs stand behind a mean."""
    n, draws = study.replications, study.draws
    if n * draws == 1:
        return Text("一次模拟，无区间", "one run, so no interval")
    if draws > 1:
        return Text(
            f"{draws} 组参数 × {n} 次重复的均值",
            f"mean of {draws} draws × {counted(n, 'replication')}",
        )
    return Text(f"{n} 次重复的均值", f"mean of {n} replications")


def signed(value: float, digits: int, sign: bool = False) -> str:
    """Return a number with a true minus, without a sign if it is written as zero."""
    text = f"{value:{'+' if sign else ''},.{digits}f}"
    if not any(digit in text for digit in "123456789"):
        text = text.lstrip("+-")
    return text.replace("-", "−")


def around(found: Estimate | None, sign: bool = False) -> str:
    """Return a mean or (with its sign) a difference with half its interval."""
    if found is None:
        return "–"
    if found.low is None or found.high is None or not sign:
        half = "" if found.half is None else f" ±{signed(found.half, 1)}"
        return signed(found.mean, 1, sign) + half
    mean, half = halves_of(
        found.mean, found.low, found.high, lambda value, more: signed(value, 1 + more, True)
    )
    return f"{mean} ±{half}"
