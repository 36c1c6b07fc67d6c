"""Choosing under parameters that nobody knows: which scenario is best, and what a choice may cost.

Every draw is a county that may be the true one. In each, scenarios are ranked by the mean over its
replications; over the draws a scenario is best with some probability, and choosing it costs some
regret against the best of that draw (Savage 1951). Means of few replications hold luck, which
makes ranks less sure and regret larger than they are.

What a ranking hinges on is told by rank correlations of every sampled parameter with every
difference (`teacherflow_analysis.inference.ranks`); how far the difference moves with it is in
`teacherflow_analysis.comparison.sensitivity`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from teacherflow_analysis.comparison.compare import Comparison
from teacherflow_analysis.comparison.effects import Year, window_of
from teacherflow_analysis.comparison.evidence import told
from teacherflow_analysis.indicators_meta import Better, describe
from teacherflow_analysis.inference.paths import Paths
from teacherflow_analysis.inference.ranks import CHANCE, FEWEST, ranked
from teacherflow_analysis.inference.shares import share_of
from teacherflow_analysis.inference.spread import TINY, means_of_draws, square

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


@dataclass(frozen=True)
class Choice:
    """What speaks for one scenario on one indicator, over the draws.

    Attributes
    ----------
    draws : int
        Draws in which every scenario has a value.
    probability, low, high : float
        Share of the draws in which the scenario is best, with its 95 % Jeffreys interval; those
        equally good share the draw.
    regret, regret_most : float
        Mean and largest distance from the best of the draw, in the unit of the indicator.
    """

    scenario: str
    indicator: str
    year: Year
    unit: str
    better: str
    draws: int
    probability: float
    low: float
    high: float
    regret: float
    regret_most: float


@dataclass(frozen=True)
class Hinge:
    """How an effect goes with a sampled parameter.

    Attributes
    ----------
    correlation : float
        Spearman's rank correlation, over draws, of the parameter with reform minus baseline.
    p : float
        Chance of one as strong anywhere among all that were looked at.
    """

    scenario: str
    indicator: str
    year: Year
    parameter: str
    correlation: float
    p: float


@dataclass(frozen=True)
class Risk:
    """What is at stake in choosing among the scenarios of a comparison.

    Attributes
    ----------
    comparison : Comparison
        Its effects have the parts of the variance.
    choices, hinges
        Empty if parameters were not varied; the hinges are sorted, the strongest first.
    looked_at : int
        Correlations that were looked at.
    """

    comparison: Comparison
    choices: tuple[Choice, ...] = ()
    hinges: tuple[Hinge, ...] = ()
    looked_at: int = 0

    @property
    def varied(self) -> bool:
        """Whether parameters were varied."""
        return self.comparison.study.draws > 1

    def choices_frame(self) -> pd.DataFrame:
        """Return a row for each indicator, period and scenario."""
        return _frame(Choice, self.choices)

    def hinges_frame(self) -> pd.DataFrame:
        """Return a row for each effect and parameter, the strongest correlation first."""
        return _frame(Hinge, self.hinges)

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values: all choices, and the hinges that are hardly chance."""
        study = self.comparison.study
        return {
            "draws": study.draws,
            "replications": study.replications,
            "choices": [asdict(choice) for choice in self.choices],
            "correlations_looked_at": self.looked_at,
            "hinges": [
                asdict(hinge) | told(hinge.parameter) for hinge in self.hinges if hinge.p < CHANCE
            ],
        }


def risk_of(comparison: Comparison) -> Risk:
    """Return what is at stake in choosing among the scenarios of a comparison."""
    if comparison.study.draws < 2:
        return Risk(comparison)
    hinges, looked_at = _hinges(comparison)
    return Risk(comparison, tuple(_choices(comparison)), hinges, looked_at)


def _choices(comparison: Comparison) -> Iterator[Choice]:
    paths, names = comparison.paths, [comparison.baseline, *comparison.scenarios]
    for indicator in paths.columns:
        meta = describe(indicator)
        if meta.better is Better.NEITHER:
            continue
        for when in comparison.periods:
            expected = _expected(paths, names, indicator, when)
            if not expected.size:
                continue
            good = -expected if meta.better is Better.LOWER else expected
            shares, regrets = _ranked(good)
            for name, share, regret in zip(names, shares, regrets, strict=True):
                yield Choice(
                    scenario=name,
                    indicator=indicator,
                    year=when,
                    unit=meta.unit.en,
                    better=meta.better.value,
                    draws=len(regret),
                    **dict(
                        zip(
                            ("probability", "low", "high"),
                            share_of(float(share.sum()), len(share)),
                            strict=True,
                        )
                    ),
                    regret=float(regret.mean()),
                    regret_most=float(regret.max()),
                )


def _expected(paths: Paths, names: Sequence[str], indicator: str, when: Year) -> np.ndarray:
    """Return means over the replications, (scenarios, draws), where all scenarios have values."""
    import numpy as np

    known, values = paths.together(names, indicator, window_of(paths.years, when))
    draws, at = np.unique(paths.draw[known], return_inverse=True)
    number = np.bincount(at, minlength=len(draws))
    return np.array([np.bincount(at, weights=row, minlength=len(draws)) / number for row in values])


def _ranked(good: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return share in being best and regret of (scenarios, draws), the higher the better."""
    import numpy as np

    regret = good.max(axis=0) - good
    regret = np.where(regret <= TINY * np.abs(good).max(axis=0), 0.0, regret)
    best = regret == 0
    return best / best.sum(axis=0), regret


def _hinges(comparison: Comparison) -> tuple[tuple[Hinge, ...], int]:
    samples = comparison.study.results.samples
    effects, changes = _changes(comparison, len(samples))
    found = ranked(samples.to_numpy(float).T, changes)
    hinges = [
        Hinge(*effects[int(at)], str(samples.columns[row]), float(found.correlations[i, j]), p)
        for j, at in enumerate(found.outcomes.tolist())
        for i, row in enumerate(found.parameters.tolist())
        for p in (float(found.p[i, j]),)
    ]
    hinges.sort(key=lambda one: -abs(one.correlation))
    return tuple(hinges), found.correlations.size


def _changes(comparison: Comparison, draws: int) -> tuple[list[tuple[str, str, Year]], np.ndarray]:
    """Return the effects to explain and their mean difference by draw, NaN where undefined."""
    import numpy as np

    paths = comparison.paths
    effects, rows = [], []
    for name in comparison.scenarios:
        for indicator in paths.columns:
            for when in comparison.periods:
                window = window_of(paths.years, when)
                pairs = paths.pairs(comparison.baseline, name, indicator, window)
                if len(np.unique(pairs.draw)) < FEWEST:
                    continue
                row = np.full(draws, np.nan)
                table = square(pairs.difference, pairs.draw, pairs.replication)
                row[np.unique(pairs.draw)] = means_of_draws(table)
                effects.append((name, indicator, when))
                rows.append(row)
    return effects, np.array(rows)


def _frame(kind: type[Any], rows: Sequence[Any]) -> pd.DataFrame:
    import pandas as pd

    columns = list(kind.__dataclass_fields__)
    return pd.DataFrame([[getattr(row, c) for c in columns] for row in rows], columns=columns)
