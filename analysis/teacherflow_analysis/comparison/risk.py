"""Choosing under parameters that nobody knows: which scenario is best, and what a choice may cost.

Every draw is a county that may be the true one. In each, scenarios are ranked by the mean over its
replications; over the draws a scenario is best with some probability, and choosing it costs some
regret against the best of that draw (Savage 1951). Means of few replications hold luck, which
makes ranks less sure and regret larger than they are.

What a ranking hinges on is told by rank correlations (Spearman) of every sampled parameter with
every difference. Many are looked at, so each is held against the largest one that appears anywhere
when the draws are shuffled (Westfall and Young 1993): under 5 % such a find is chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis.comparison.compare import Comparison
from teacherflow_analysis.comparison.effects import Year, window_of
from teacherflow_analysis.indicators_meta import Better, describe
from teacherflow_analysis.inference.paths import Paths
from teacherflow_analysis.inference.resampling import chances
from teacherflow_analysis.inference.shares import share_of
from teacherflow_analysis.inference.spread import TINY, square

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from teacherflow.parameters.about import About

SHUFFLES: Final = 2000
FEWEST: Final = 8
"""With fewer draws no correlation is told."""


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
                asdict(hinge) | _told(hinge.parameter) for hinge in self.hinges if hinge.p < 0.05
            ],
        }


def risk_of(comparison: Comparison) -> Risk:
    """Return what is at stake in choosing among the scenarios of a comparison."""
    if comparison.study.draws < 2:
        return Risk(comparison)
    hinges, looked_at = _hinges(comparison)
    return Risk(comparison, tuple(_choices(comparison)), hinges, looked_at)


def about(parameter: str) -> About | None:
    """Return what is known about a sampled parameter; None if this version does not have it."""
    from teacherflow.faults import InputError
    from teacherflow.parameters import catalogue
    from teacherflow.policies.catalogue import policy

    model = {name: known for name, known, _ in catalogue()}
    if parameter in model:
        return model[parameter]
    owner, _, leaf = parameter.partition(".")
    try:
        found = policy(owner).parameters().get(leaf)
    except InputError:
        return None
    return None if found is None else found.about


def _told(parameter: str) -> dict[str, Any]:
    known = about(parameter)
    return {
        "title": None if known is None else known.title._asdict(),
        "source": None if known is None else known.citation._asdict(),
        "kind": None if known is None else str(known.kind),
    }


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
    import numpy as np

    samples = comparison.study.results.samples
    effects, changes = _changes(comparison, len(samples))
    if len(samples) < FEWEST or not len(effects):
        return (), 0
    names, ranks = _standing([*samples.columns], samples.to_numpy(float).T)
    effects, orders = _standing(effects, changes)
    if not len(names) or not len(effects):
        return (), 0
    correlations = ranks @ orders.T
    largest = _largest_by_chance(ranks, orders)
    beyond = np.searchsorted(largest, np.abs(correlations) * (1 - 1e-9))
    p = (1 + SHUFFLES - beyond) / (1 + SHUFFLES)
    found = [
        Hinge(*effect, name, float(correlations[i, j]), float(p[i, j]))
        for j, effect in enumerate(effects)
        for i, name in enumerate(names)
    ]
    found.sort(key=lambda one: -abs(one.correlation))
    return tuple(found), correlations.size


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
                row[np.unique(pairs.draw)] = np.nanmean(table, axis=1)
                effects.append((name, indicator, when))
                rows.append(row)
    return effects, np.array(rows)


def _standing[T](names: Sequence[T], values: np.ndarray) -> tuple[list[T], np.ndarray]:
    """Return ranks over the draws, centred and of length one; what never varies is left out.

    A draw without a value stands in the middle.
    """
    import numpy as np
    from scipy.stats import rankdata

    ranks = rankdata(values, axis=1, nan_policy="omit")
    centred = np.nan_to_num(ranks - np.nanmean(ranks, axis=1, keepdims=True))
    length = np.sqrt((centred**2).sum(axis=1))
    varies = length > 0
    kept = [name for name, one in zip(names, varies, strict=True) if one]
    return kept, centred[varies] / length[varies][:, None]


def _largest_by_chance(ranks: np.ndarray, orders: np.ndarray) -> np.ndarray:
    """Return the largest correlation anywhere in each of many shuffles of the draws, sorted."""
    import numpy as np

    source = chances(ranks.shape[1], "shuffles")
    largest = np.empty(SHUFFLES)
    for i in range(SHUFFLES):
        largest[i] = np.abs(ranks @ orders[:, source.permutation(ranks.shape[1])].T).max()
    return np.sort(largest)


def _frame(kind: type[Any], rows: Sequence[Any]) -> pd.DataFrame:
    import pandas as pd

    columns = list(kind.__dataclass_fields__)
    return pd.DataFrame([[getattr(row, c) for c in columns] for row in rows], columns=columns)


def title_of(parameter: str) -> Text:
    """Return the title of a sampled parameter, else its name."""
    known = about(parameter)
    return Text(parameter, parameter) if known is None else known.title
