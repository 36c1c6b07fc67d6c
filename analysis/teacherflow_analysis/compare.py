"""The central question: what changes under other rules, for the same teachers with the same luck.

An effect is the mean of differences between two scenarios within a pair: one draw of the
uncertain parameters and one seed, run under both. Luck common to both cancels, so the interval is
that of the mean difference (Student's t), not of two independent means; with several draws it
holds what the parameters do and what the luck of a few replications leaves open (`spread`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis.errors import AnalysisError, unknown
from teacherflow_analysis.indicators_meta import Better, default, describe
from teacherflow_analysis.paths import Pairs, Paths
from teacherflow_analysis.resampling import bootstrap
from teacherflow_analysis.shares import holm, share_of
from teacherflow_analysis.spread import (
    LEVEL,
    Components,
    Spread,
    cases_of,
    interval,
    spread_of,
    square,
)
from teacherflow_analysis.study import Study, load

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["LEVEL", "PAIR", "Comparison", "Effect", "cases_of", "compare", "effects_of", "interval"]

LAST: Final = 5
"""Years averaged under the name ``last5``."""
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
    """One indicator under one scenario against another, in one year or the last five.

    Attributes
    ----------
    baseline, reform, difference : float or None
        Means over the pairs (with several draws the mean of the draws); None if no pair has both
        values.
    low, high : float or None
        95 % interval of the mean difference; None with fewer than two independent cases.
    n : int
        Pairs (draw, replication) in which both scenarios have a value.
    cases : int
        Draws, or pairs if there is one draw.
    standardised : float or None
        Mean difference over the standard deviation of the differences of pairs; None if these do
        not vary.
    probability, probability_low, probability_high : float or None
        Share of the cases in which the reform is better (if no way is good: higher), with its
        95 % Jeffreys interval; equal values are not better.
    same : float or None
        Share of the cases in which nothing changes.
    bootstrap_low, bootstrap_high : float or None
        95 % bootstrap interval of the mean difference, see `resampling`.
    halved_by_replications, halved_by_draws : int or None
        How many in all would halve the interval; None if none would, or it has no width.
    p, p_holm : float or None
        Two-sided p-value of the difference; the same, adjusted for all effects looked at together.
    components : Components or None
        With several draws: the variance of a difference in parts.
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
    standardised: float | None = None
    probability: float | None = None
    probability_low: float | None = None
    probability_high: float | None = None
    same: float | None = None
    bootstrap_low: float | None = None
    bootstrap_high: float | None = None
    halved_by_replications: int | None = None
    halved_by_draws: int | None = None
    p: float | None = None
    p_holm: float | None = None
    components: Components | None = field(default=None, repr=False)

    @property
    def nothing(self) -> bool:
        """Whether the scenario changes nothing in any run."""
        return bool(self.n) and self.same == 1.0

    def numbers(self) -> dict[str, Any]:
        """Return what `compare` adds to the difference and its interval, as plain values."""
        meta, parts = describe(self.indicator), self.components
        return {key: getattr(self, key) for key in _MORE} | {
            "probability_of": None if self.probability is None else _of(self.better),
            "stage": meta.stage,
            "zone": meta.zone,
            "variance_parameters": None if parts is None else parts.parameters,
            "variance_luck": None if parts is None else parts.luck,
            "variance_clipped": None if parts is None else parts.clipped,
        }


_CONTRACT: Final = ("indicator", "year", "baseline", "reform", "difference", "low", "high", "n")
_MORE: Final = tuple(
    name
    for name in Effect.__dataclass_fields__
    if name
    in {
        "cases",
        "standardised",
        "probability",
        "probability_low",
        "probability_high",
        "same",
        "bootstrap_low",
        "bootstrap_high",
        "halved_by_replications",
        "halved_by_draws",
        "p",
        "p_holm",
    }
)
_WORDS: Final = (
    "scenario",
    "indicator",
    "year",
    "unit",
    "better",
    "verdict",
    "probability_of",
    "stage",
    "zone",
)
_COUNTS: Final = ("n", "cases", "variance_clipped")


def _of(better: Better) -> str:
    return "higher" if better is Better.NEITHER else "better"


@dataclass(frozen=True)
class Comparison:
    """All effects that were looked at, scenario by scenario.

    Attributes
    ----------
    adjusted : bool
        Whether verdicts are those of the adjusted p-values.
    """

    study: Study
    baseline: str
    effects: tuple[Effect, ...]
    county: str | None = None
    adjusted: bool = False

    def of(self, scenario: str) -> list[Effect]:
        """Return the effects of one scenario in the order they were asked for."""
        return [effect for effect in self.effects if effect.scenario == scenario]

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios compared with the baseline."""
        return list(dict.fromkeys(effect.scenario for effect in self.effects))

    @property
    def looked_at(self) -> int:
        """Effects with an interval: so many times chance could have its way."""
        return sum(effect.low is not None for effect in self.effects)

    def as_json(self) -> dict[str, Any]:
        """Return the effects as plain JSON values; what is undefined is null."""
        return {
            "baseline": self.baseline,
            "looked_at": self.looked_at,
            "expected_by_chance": (1 - LEVEL) * self.looked_at,
            "verdicts": "holm" if self.adjusted else "single",
            "scenarios": [
                {
                    "name": name,
                    "effects": [
                        {key: getattr(effect, key) for key in _CONTRACT}
                        | {
                            "unit": effect.unit,
                            "better": effect.better.value,
                            "verdict": effect.verdict.value,
                        }
                        | effect.numbers()
                        for effect in self.of(name)
                    ],
                }
                for name in self.scenarios
            ],
        }

    def as_frame(self) -> pd.DataFrame:
        """Return the effects as a tidy frame, one row per effect."""
        import pandas as pd

        first = list(Effect.__dataclass_fields__)
        first = first[: first.index("standardised")]
        rows = [
            {column: getattr(effect, column) for column in first} | effect.numbers()
            for effect in self.effects
        ]
        frame = pd.DataFrame(rows, columns=list(rows[0]) if rows else first)
        numbers = [name for name in frame if name not in (*_WORDS, *_COUNTS)]
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
    between: tuple[str, str] | None = None,
    path: bool = False,
    adjust: bool = False,
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
    between
        Two scenarios: the second is compared with the first, and nothing else.
    path
        Every year of the study, instead of one year and the last five.
    adjust
        Call an effect clear only if it stays so among all that are looked at (Holm).

    Returns
    -------
    pandas.DataFrame
        One row per scenario, indicator and year (or ``last5``); see `Effect`.
    """
    found = study if isinstance(study, Study) else load(study)
    return effects_of(
        found,
        baseline=baseline,
        indicators=indicators,
        year=year,
        county=county,
        every=every,
        between=between,
        path=path,
        adjust=adjust,
    ).as_frame()


def effects_of(
    study: Study,
    *,
    baseline: str | None = None,
    indicators: Sequence[str] | None = None,
    year: int | None = None,
    county: str | None = None,
    every: bool = False,
    between: tuple[str, str] | None = None,
    path: bool = False,
    adjust: bool = False,
) -> Comparison:
    """Return the effects with what belongs to them; `compare` gives the same as a frame."""
    chosen = indicators_of(study, indicators, every)
    base, reforms = sides(study, baseline, between)
    years = periods(study, year, path)
    block = Paths.of(values_of(study, chosen, county), [base, *reforms], chosen, study.years)
    effects = effects_in(block, base, reforms, years, adjust)
    return Comparison(study, base, tuple(effects), county, adjust)


def indicators_of(study: Study, wanted: Sequence[str] | None, every: bool = False) -> list[str]:
    """Return the indicators asked for, or the default ones; refuse unknown ones."""
    held = study.indicators()
    if every:
        return held
    if wanted is None:
        return default(held)
    for name in wanted:
        if name not in held:
            raise unknown(Text("指标", "indicator"), name, held)
    return list(dict.fromkeys(wanted))


def sides(
    study: Study, baseline: str | None = None, between: tuple[str, str] | None = None
) -> tuple[str, list[str]]:
    """Return the scenario to compare with, and those that are compared with it."""
    if between is not None:
        one, other = (_known(study, name) for name in between)
        if one == other or baseline not in (None, one):
            raise AnalysisError(
                Text(
                    "between 需要两个不同的方案，且不与 baseline 同用",
                    "between needs two different scenarios, and no baseline beside them",
                )
            )
        return one, [other]
    base = study.baseline if baseline is None else _known(study, baseline)
    reforms = [name for name in study.scenarios if name != base]
    if not reforms:
        raise AnalysisError(
            Text(
                f"研究 {study.folder} 只有一个方案（{base}），没有可比较的对象",
                f"the study in {study.folder} has one scenario only ({base}): nothing to compare",
            )
        )
    return base, reforms


def periods(study: Study, year: int | None, path: bool = False) -> tuple[Year, ...]:
    """Return the periods to look at: a year and the last five, or every year."""
    if not path:
        return (_year(study, year), "last5")
    if year is not None:
        raise AnalysisError(
            Text("逐年比较（path）已含各年，不能再指定 year", "path has every year: give no year")
        )
    return study.years


def window_of(years: Sequence[int], when: Year) -> list[int]:
    """Return the years of a period."""
    return list(years[-LAST:]) if when == "last5" else [int(when)]


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
    return averaged(frame, indicators, study.counties_in(county))


def averaged(frame: pd.DataFrame, columns: Sequence[str], counties: int) -> pd.DataFrame:
    """Return columns indexed by (scenario, draw, replication, year), the counties' plain mean."""
    if counties == 1:
        return frame.drop(columns="county").set_index(["scenario", *PAIR, "year"])
    grouped = frame.groupby(["scenario", *PAIR, "year"], sort=True)[list(columns)]
    return grouped.mean().where(grouped.count() == counties)


def effects_in(
    paths: Paths, base: str, reforms: Sequence[str], years: Sequence[Year], adjust: bool = False
) -> list[Effect]:
    """Return the effects on every column in every period; all of them are one family."""
    asked = [
        (reform, column, when) for reform in reforms for column in paths.columns for when in years
    ]
    pairs = [
        paths.pairs(base, reform, column, window_of(paths.years, when))
        for reform, column, when in asked
    ]
    effects = [_effect(*one, both) for one, both in zip(asked, pairs, strict=True)]
    intervals = bootstrap([_resampled(both) for both in pairs])
    adjusted = holm([effect.p for effect in effects])
    return [
        _judged(replace(effect, bootstrap_low=low, bootstrap_high=high, p_holm=p), adjust)
        for effect, (low, high), p in zip(effects, intervals, adjusted, strict=True)
    ]


def _effect(reform: str, indicator: str, when: Year, pairs: Pairs) -> Effect:
    meta, n = describe(indicator), len(pairs)
    empty = Effect(
        scenario=reform,
        indicator=indicator,
        year=when,
        baseline=None,
        reform=None,
        difference=None,
        low=None,
        high=None,
        n=n,
        cases=0,
        unit=meta.unit.en,
        better=meta.better,
        verdict=Verdict.NO_INTERVAL,
    )
    if not n:
        return empty
    change = pairs.difference
    spread = spread_of(change, pairs.draw, pairs.replication)
    before, after = (
        float(cases_of(side, pairs.draw).mean()) for side in (pairs.before, pairs.after)
    )
    found = replace(
        empty,
        baseline=before,
        reform=after,
        difference=spread.mean,
        low=spread.low,
        high=spread.high,
        cases=len(spread.cases),
        standardised=_standardised(spread, change),
        halved_by_replications=spread.replications,
        halved_by_draws=spread.draws,
        p=spread.p,
        components=spread.components,
    )
    return replace(found, **_chance(spread.cases, meta.better))


def _standardised(spread: Spread, change: np.ndarray) -> float | None:
    """Return the mean difference over the standard deviation of the differences of pairs."""
    if len(change) < 2 or spread.low == spread.high:
        return None
    return spread.mean / float(change.std(ddof=1))


def _chance(cases: np.ndarray, better: Better) -> dict[str, float]:
    """Return how often the reform is better, with its interval, and how often nothing changes."""
    good = -cases if better is Better.LOWER else cases
    found = share_of(int((good > 0).sum()), len(cases))
    return {
        "probability": found.share,
        "probability_low": found.low,
        "probability_high": found.high,
        "same": float((cases == 0).mean()),
    }


def _resampled(pairs: Pairs) -> np.ndarray:
    """Return what the bootstrap resamples: the cases, or the table of draws and replications."""
    import numpy as np

    change = pairs.difference
    if len(np.unique(pairs.draw)) <= 1 or len(np.unique(pairs.replication)) == 1:
        return change
    return square(change, pairs.draw, pairs.replication)


def _judged(effect: Effect, adjust: bool) -> Effect:
    verdict = judge(effect.low, effect.high, effect.better)
    clear = verdict in (Verdict.BETTER, Verdict.WORSE, Verdict.CHANGED)
    if adjust and clear and (effect.p_holm is None or effect.p_holm >= 1 - LEVEL):
        verdict = Verdict.UNCLEAR
    return replace(effect, verdict=verdict)


def judge(low: float | None, high: float | None, better: Better) -> Verdict:
    """Return the verdict: clear only if the interval leaves out zero."""
    if low is None or high is None:
        return Verdict.NO_INTERVAL
    if low <= 0 <= high:
        return Verdict.UNCLEAR
    if better is Better.NEITHER:
        return Verdict.CHANGED
    return Verdict.BETTER if (low > 0) == (better is Better.HIGHER) else Verdict.WORSE
