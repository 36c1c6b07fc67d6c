"""The central question: what changes under other rules, for the same teachers with the same luck.

An effect is the mean of differences between two scenarios within a pair: one draw of the
uncertain parameters and one seed, run under both. Luck common to both cancels, so the interval is
that of the mean difference (Student's t), not of two independent means. With several draws the
draws are the independent cases: replications are averaged inside each draw before the interval is
taken, because replications of one draw share its parameters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis.errors import AnalysisError, unknown
from teacherflow_analysis.indicators_meta import Better, default, describe
from teacherflow_analysis.study import Study, load

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LAST: Final = 5
"""Years averaged under the name ``last5``."""
LEVEL: Final = 0.95
PAIR: Final = ["draw", "replication"]

type Year = int | str


NOTHING: Final = ((0.0, 0.0, 0.0), (0.0, None, None))
"""Difference and interval of what a scenario changes in no run."""


class Verdict(StrEnum):
    """What an effect says; only a clear difference is called better or worse."""

    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"
    UNCLEAR = "no clear difference"
    NO_INTERVAL = "no interval"


@dataclass(frozen=True)
class Effect:
    """One indicator under one scenario against the baseline, in one year or the last five.

    Attributes
    ----------
    baseline, reform, difference : float or None
        Means over the pairs; None if no pair has both values.
    low, high : float or None
        95 % interval of the mean difference; None with fewer than two independent cases.
    n : int
        Pairs (draw, replication) in which both scenarios have a value.
    cases : int
        Independent cases behind the interval: draws, or pairs if there is one draw.
    """

    scenario: str
    indicator: str
    year: Year
    baseline: float | None
    reform: float | None
    difference: float | None
    low: float | None
    high: float | None
    n: int
    cases: int
    unit: str
    better: Better
    verdict: Verdict


@dataclass(frozen=True)
class Comparison:
    """All effects that were looked at, scenario by scenario."""

    study: Study
    baseline: str
    effects: tuple[Effect, ...]
    county: str | None = None

    def of(self, scenario: str) -> list[Effect]:
        """Return the effects of one scenario in the order they were asked for."""
        return [effect for effect in self.effects if effect.scenario == scenario]

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios compared with the baseline."""
        return list(dict.fromkeys(effect.scenario for effect in self.effects))

    def as_json(self) -> dict[str, Any]:
        """Return the effects as plain JSON values; what is undefined is null."""
        keys = ("indicator", "year", "baseline", "reform", "difference", "low", "high", "n")
        return {
            "baseline": self.baseline,
            "scenarios": [
                {
                    "name": name,
                    "effects": [
                        {key: getattr(effect, key) for key in keys}
                        | {
                            "unit": effect.unit,
                            "better": effect.better.value,
                            "verdict": effect.verdict.value,
                        }
                        for effect in self.of(name)
                    ],
                }
                for name in self.scenarios
            ],
        }

    def as_frame(self) -> pd.DataFrame:
        """Return the effects as a tidy frame, one row per effect."""
        import pandas as pd

        columns = list(Effect.__dataclass_fields__)
        rows = [[getattr(effect, column) for column in columns] for effect in self.effects]
        frame = pd.DataFrame(rows, columns=columns)
        numbers = ["baseline", "reform", "difference", "low", "high"]
        words = ["better", "verdict"]
        return frame.astype({**dict.fromkeys(numbers, float), **dict.fromkeys(words, str)})


def compare(
    study: str | PathLike[str] | Study,
    *,
    baseline: str | None = None,
    indicators: Sequence[str] | None = None,
    year: int | None = None,
    county: str | None = None,
    every: bool = False,
) -> pd.DataFrame:
    """Compare all scenarios of a finished study with its baseline.

    Parameters
    ----------
    study
        Folder of the results, or a loaded study.
    baseline
        Any scenario of the study; by default the one the study names.
    indicators
        Columns of ``county_year``; by default a selection of about fifteen.
    year
        School year of September; by default the last. The last five are always added.
    county
        One county of a study of several; by default their plain mean.
    every
        Take all indicators of the study.

    Returns
    -------
    pandas.DataFrame
        One row per scenario, indicator and year (or ``last5``); see `Effect`.
    """
    found = study if isinstance(study, Study) else load(study)
    return effects_of(
        found, baseline=baseline, indicators=indicators, year=year, county=county, every=every
    ).as_frame()


def effects_of(
    study: Study,
    *,
    baseline: str | None = None,
    indicators: Sequence[str] | None = None,
    year: int | None = None,
    county: str | None = None,
    every: bool = False,
) -> Comparison:
    """Return the effects with what belongs to them; `compare` gives the same as a frame."""
    chosen = _indicators(study, indicators, every)
    base = study.baseline if baseline is None else _known(study, baseline)
    reforms = [name for name in study.scenarios if name != base]
    if not reforms:
        raise AnalysisError(
            Text(
                f"研究 {study.folder} 只有一个方案（{base}），没有可比较的对象",
                f"the study in {study.folder} has one scenario only ({base}): nothing to compare",
            )
        )
    years: tuple[Year, ...] = (_year(study, year), "last5")
    wide = values_of(study, chosen, county)
    effects = (
        _effect(wide, study.years, base, reform, indicator, when)
        for reform in reforms
        for indicator in chosen
        for when in years
    )
    return Comparison(study, base, tuple(effects), county)


def _indicators(study: Study, wanted: Sequence[str] | None, every: bool) -> list[str]:
    held = study.indicators()
    if every:
        return held
    if wanted is None:
        return default(held)
    for name in wanted:
        if name not in held:
            raise unknown(Text("指标", "indicator"), name, held)
    return list(dict.fromkeys(wanted))


def _known(study: Study, scenario: str) -> str:
    if scenario not in study.scenarios:
        raise unknown(Text("方案", "scenario"), scenario, study.scenarios)
    return scenario


def _year(study: Study, year: int | None) -> int:
    if year is None:
        return study.years[-1]
    if year not in study.years:
        first, last = study.years[0], study.years[-1]
        raise AnalysisError(
            Text(
                f"年份 {year} 不在研究范围内（{first}–{last}）",
                f"the year {year} is not in the study ({first} to {last})",
            )
        )
    return year


def values_of(study: Study, indicators: Sequence[str], county: str | None = None) -> pd.DataFrame:
    """Return indicators indexed by (scenario, draw, replication, year), counties averaged.

    A value that one of several counties lacks is missing for all.
    """
    frame = study.county_year(indicators, county)
    if study.counties_in(county) == 1:
        return frame.drop(columns="county").set_index(["scenario", *PAIR, "year"])
    grouped = frame.groupby(["scenario", *PAIR, "year"], sort=True)[list(indicators)]
    return grouped.mean().where(grouped.count() == grouped.size().max())


def _effect(
    wide: pd.DataFrame, years: Sequence[int], base: str, reform: str, indicator: str, when: Year
) -> Effect:
    meta = describe(indicator)
    window = years[-LAST:] if when == "last5" else [int(when)]
    pairs = _pairs(wide[indicator], base, reform, window)
    before, after = pairs["baseline"], pairs["reform"]
    cases = paired(before, after)
    low, high = interval(cases)
    n = len(pairs)
    mean = float(cases.mean()) if n else None
    return Effect(
        scenario=reform,
        indicator=indicator,
        year=when,
        baseline=float(before.mean()) if n else None,
        reform=float(after.mean()) if n else None,
        difference=mean,
        low=low,
        high=high,
        n=n,
        cases=len(cases),
        unit=meta.unit.en,
        better=meta.better,
        verdict=judge(low, high, meta.better),
    )


def _pairs(values: pd.Series, base: str, reform: str, window: Sequence[int]) -> pd.DataFrame:
    """Return both values of every pair that has both, each the mean of the common years."""
    chosen = values[values.index.get_level_values("year").isin(window)]
    both = chosen.unstack("scenario").reindex(columns=[base, reform]).dropna()
    both.columns = ["baseline", "reform"]
    return both.groupby(level=PAIR, sort=True).mean()


def _exact(difference: np.ndarray, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return the differences with those that are rounding errors of the means set to zero."""
    import numpy as np

    size = np.maximum(np.abs(before), np.abs(after))
    return np.where(np.abs(difference) <= 1e-12 * size, 0.0, difference)


def cases_of(values: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """Return the independent cases: one mean per draw, or the pairs of a single draw."""
    import numpy as np

    draws = np.unique(draw)
    if len(draws) <= 1:
        return values
    return np.array([values[draw == one].mean() for one in draws])


def paired(before: pd.Series, after: pd.Series) -> np.ndarray:
    """Return the independent differences of two series with equal keys, where both are known."""
    known = before.notna() & after.notna()
    one, other = before[known].to_numpy(), after[known].to_numpy()
    draw = before[known].index.get_level_values("draw").to_numpy()
    return cases_of(_exact(other - one, one, other), draw)


def interval(cases: np.ndarray) -> tuple[float, float] | tuple[None, None]:
    """Return the 95 % t interval of the mean of independent cases; none with fewer than two."""
    from scipy.stats import t

    n = len(cases)
    if n < 2:
        return None, None
    mean = float(cases.mean())
    half = float(t.ppf((1 + LEVEL) / 2, n - 1)) * float(cases.std(ddof=1)) / sqrt(n)
    return mean - half, mean + half


def judge(low: float | None, high: float | None, better: Better) -> Verdict:
    """Return the verdict: clear only if the interval leaves out zero."""
    if low is None or high is None:
        return Verdict.NO_INTERVAL
    if low <= 0 <= high:
        return Verdict.UNCLEAR
    if better is Better.NEITHER:
        return Verdict.CHANGED
    return Verdict.BETTER if (low > 0) == (better is Better.HIGHER) else Verdict.WORSE
