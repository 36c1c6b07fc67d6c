"""Effects: what one scenario changes in one indicator and period, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from teacherflow_analysis.indicators_meta import Better, Indicator, describe
from teacherflow_analysis.inference.paths import Pairs, Paths
from teacherflow_analysis.inference.resampling import bootstrap
from teacherflow_analysis.inference.shares import Share, holm, share_of
from teacherflow_analysis.inference.spread import (
    LEVEL,
    Components,
    Spread,
    cases_of,
    spread_of,
    square,
)
from teacherflow_analysis.periods import LAST

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

type Year = int | str


class Verdict(StrEnum):
    """What an effect says; only a clear difference is called better or worse."""

    BETTER = "better"
    WORSE = "worse"
    CHANGED = "changed"
    UNCLEAR = "no clear difference"
    NO_INTERVAL = "no interval"

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self not in (Verdict.UNCLEAR, Verdict.NO_INTERVAL)


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
        Share of the pairs in which nothing changes.
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
        return self.same == 1.0

    def ends(self, times: float) -> tuple[float | None, float | None]:
        """Return the ends of the interval in a unit of which one has ``times``."""
        low, high = (None if end is None else times * end for end in (self.low, self.high))
        return low, high

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


CONTRACT: Final = ("indicator", "year", "baseline", "reform", "difference", "low", "high", "n")
_MORE: Final = (
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
)
NO_NUMBERS: Final = (
    "scenario",
    "indicator",
    "year",
    "n",
    "cases",
    "unit",
    "better",
    "verdict",
    "probability_of",
    "stage",
    "zone",
    "variance_clipped",
)
"""Columns of a frame of effects that hold words, counts or yes and no."""


def frame_of(effects: Sequence[Effect]) -> pd.DataFrame:
    """Return effects as a tidy frame, one row each."""
    import pandas as pd

    first = list(Effect.__dataclass_fields__)
    first = first[: first.index("standardised")]
    rows = [{name: getattr(one, name) for name in first} | one.numbers() for one in effects]
    frame = pd.DataFrame(rows, columns=list(rows[0]) if rows else first)
    numbers = [name for name in frame if name not in NO_NUMBERS]
    return frame.astype({**dict.fromkeys(numbers, float), "better": str, "verdict": str})


def _of(better: Better) -> str:
    return "higher" if better is Better.NEITHER else "better"


def window_of(years: Sequence[int], when: Year) -> list[int]:
    """Return the years of a period."""
    return list(years[-LAST:]) if when == "last5" else [int(when)]


def effects_in(
    paths: Paths,
    base: str,
    reforms: Sequence[str],
    years: Sequence[Year],
    *,
    adjust: bool = False,
    about: Callable[[str], Indicator] = describe,
) -> list[Effect]:
    """Return the effects on every column in every period; all of them are one family.

    Parameters
    ----------
    adjust
        Verdicts are those of the adjusted p-values.
    about
        Says what is known about a column.
    """
    asked = [
        (reform, column, when) for reform in reforms for column in paths.columns for when in years
    ]
    pairs = [
        paths.pairs(base, reform, column, window_of(paths.years, when))
        for reform, column, when in asked
    ]
    effects = [_effect(*one, about(one[1]), both) for one, both in zip(asked, pairs, strict=True)]
    intervals = bootstrap([_resampled(both) for both in pairs])
    adjusted = holm([effect.p for effect in effects])
    return [
        _judged(replace(effect, bootstrap_low=low, bootstrap_high=high, p_holm=p), adjust)
        for effect, (low, high), p in zip(effects, intervals, adjusted, strict=True)
    ]


def _effect(reform: str, indicator: str, when: Year, meta: Indicator, pairs: Pairs) -> Effect:
    n = len(pairs)
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
    chance = _chance(spread.cases, meta.better)
    return replace(
        found,
        probability=chance.share,
        probability_low=chance.low,
        probability_high=chance.high,
        same=float((change == 0).mean()),
    )


def _standardised(spread: Spread, change: np.ndarray) -> float | None:
    """Return the mean difference over the standard deviation of the differences of pairs."""
    if spread.low == spread.high:
        return None
    return spread.mean / float(change.std(ddof=1))


def _chance(cases: np.ndarray, better: Better) -> Share:
    """Return how often the reform is better; if no way is good, how often it is higher."""
    good = -cases if better is Better.LOWER else cases
    return share_of(int((good > 0).sum()), len(cases))


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
