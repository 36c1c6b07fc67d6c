"""What each policy brings to a package: alone, as the last one, and as its Shapley share.

The study has run the package with some of its parts (key ``attribute``). Everything here is computed
within a pair of draw and replication, where all coalitions share their luck, and then averaged:
intervals are those of `teacherflow_analysis.comparison.compare`, and in every pair the Shapley shares add up
to the effect of the package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isnan, sqrt
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis.asked import names_of
from teacherflow_analysis.comparison.compare import (
    PAIR,
    Verdict,
    Year,
    judge,
    values_of,
)
from teacherflow_analysis.errors import AnalysisError, unknown
from teacherflow_analysis.indicators_meta import Better, describe, titles
from teacherflow_analysis.inference.spread import spreads
from teacherflow_analysis.periods import LAST
from teacherflow_analysis.shapley import games
from teacherflow_analysis.study import Study, load

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from teacherflow_analysis.shapley.games import Coalition, Worth

INDICATORS: Final = (
    "retention_3y_village",
    "vacancy_village",
    "cv_backbone_primary_duty",
    "effectiveness_village",
    "net_better_off",
    "spending",
)
"""What is attributed unless the reader asks for something else."""
PACKAGE, ALONE, LAST_IN, SHAPLEY = "package", "alone", "last", "shapley"
SYNERGY, TOGETHER, PAIR_OF = "synergy", "together", "pair"
"""What is measured: the package, a part alone and as the last one, its share; last beyond alone, the
package beyond the sum of its parts alone, and what two parts add together."""


@dataclass(frozen=True)
class Player:
    """One part of the package: a policy, or several that enter together."""

    name: str
    title: Text
    change: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """What a study planned.

    Attributes
    ----------
    orders : tuple of tuples of str
        The sampled orders of entry, each followed by its reverse; none if all coalitions were run.
    coalitions : mapping of frozenset of str to str
        The scenario that stands for each coalition.
    """

    package: str
    method: str
    players: Mapping[str, Player]
    orders: tuple[tuple[str, ...], ...]
    coalitions: Mapping[Coalition, str]

    @property
    def exact(self) -> bool:
        """Whether all coalitions were run."""
        return bool(len(self.coalitions) == 2 ** len(self.players))

    @property
    def shares(self) -> bool:
        """Whether there are Shapley shares."""
        return self.exact or bool(self.orders)


@dataclass(frozen=True)
class Part:
    """One number of an attribution.

    Attributes
    ----------
    measure : str
        `PACKAGE`, `ALONE` …
    policy, other : str or None
        Player or players that it is about; None if it is about the package.
    value : float or None
        Mean over the pairs; None if no pair has all values.
    low, high : float or None
        95 % interval; None with fewer than two independent cases.
    orders_error : float or None
        Standard error that comes from sampling orders of entry; None if there is none.
    """

    indicator: str
    year: Year
    measure: str
    policy: str | None
    other: str | None
    value: float | None
    low: float | None
    high: float | None
    n: int
    cases: int
    orders_error: float | None
    unit: str
    better: Better
    verdict: Verdict


@dataclass(frozen=True)
class Attribution:
    """All numbers of an attribution, indicator by indicator."""

    study: Study
    plan: Plan
    parts: tuple[Part, ...]
    county: str | None = None

    @property
    def indicators(self) -> list[str]:
        """Names of what was attributed."""
        return list(dict.fromkeys(part.indicator for part in self.parts))

    def find(self, indicator: str, measure: str, policy: str | None = None) -> Part | None:
        """Return one number, None if the study has not run what it needs."""
        for part in self.parts:
            if (part.indicator, part.measure, part.policy) == (indicator, measure, policy):
                return part
        return None

    def of(self, indicator: str, measure: str) -> list[Part]:
        """Return the numbers of one kind, in the order of the players."""
        return [p for p in self.parts if (p.indicator, p.measure) == (indicator, measure)]

    def strongest(self, indicator: str) -> Part | None:
        """Return the largest interaction of two policies, of the clear ones if there are any."""
        pairs = [part for part in self.of(indicator, PAIR_OF) if part.value is not None]
        clear = [part for part in pairs if part.verdict.clear]
        return max(clear or pairs, key=lambda part: abs(part.value or 0.0), default=None)

    def as_frame(self) -> pd.DataFrame:
        """Return the numbers as a tidy frame, one row each."""
        import pandas as pd

        columns = list(Part.__dataclass_fields__)
        frame = pd.DataFrame(
            [[getattr(part, column) for column in columns] for part in self.parts], columns=columns
        )
        numbers = ["value", "low", "high", "orders_error"]
        words = ["better", "verdict"]
        return frame.astype({**dict.fromkeys(numbers, float), **dict.fromkeys(words, str)})

    def as_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values; what is undefined is null."""
        plain = [
            {
                name: value.value if isinstance(value, Better | Verdict) else value
                for name in Part.__dataclass_fields__
                for value in (getattr(part, name),)
            }
            for part in self.parts
        ]
        return {
            "baseline": self.study.baseline,
            "package": self.plan.package,
            "method": self.plan.method,
            "exact": self.plan.exact,
            "orders": len(self.plan.orders),
            "policies": {
                name: {"change": player.change, "members": list(player.members)}
                for name, player in self.plan.players.items()
            },
            "parts": plain,
        }


def attribution(
    study: str | PathLike[str] | Study,
    *,
    indicators: Sequence[str] | None = None,
    year: int | None = None,
    county: str | None = None,
    every: bool = False,
) -> pd.DataFrame:
    """Attribute the effect of a package to its policies.

    Parameters
    ----------
    study
        Folder of the results of a study with the key ``attribute``, or a loaded study.
    indicators
        Columns of ``county_year``; by default a selection of six.
    year
        School year of September; by default the mean of the last five.
    county
        One county of a study of several; by default their plain mean.
    every
        Take all indicators of the study.

    Returns
    -------
    pandas.DataFrame
        One row per indicator, measure and policy (or pair of policies); see `Part`.
    """
    found = study if isinstance(study, Study) else load(study)
    return attribution_of(
        found, indicators=indicators, year=year, county=county, every=every
    ).as_frame()


def attribution_of(
    study: Study,
    *,
    indicators: Sequence[str] | None = None,
    year: int | None = None,
    county: str | None = None,
    every: bool = False,
) -> Attribution:
    """Return the attribution with what belongs to it; `attribution` gives it as a frame."""
    plan = plan_of(study)
    if plan is None:
        raise AnalysisError(
            Text(
                f"{study.folder} 的研究没有归因：请在研究文件中写 attribute: true 后重新运行"
                "（已有结果会保留）",
                f"the study in {study.folder} plans no attribution: add attribute: true to the "
                "study file and run it again (what is there is kept)",
            )
        )
    study = study.of_county(county)
    chosen = _chosen(study, indicators, every)
    window = _window(study, year)
    when: Year = "last5" if year is None else year
    wide = values_of(study.unfolded(), chosen)
    parts = [part for name in chosen for part in _parts(plan, name, when, wide[name], window)]
    return Attribution(study, plan, tuple(parts), county)


def plan_of(study: Study) -> Plan | None:
    """Return the attribution that a study describes, None if it plans none."""
    about = study.resolved.get("attribute")
    if not about:
        return None
    players = {
        name: Player(name, Text(**one["title"]), one["change"], tuple(one["members"]))
        for name, one in about["players"].items()
    }
    return Plan(
        about["scenario"],
        about["method"],
        players,
        tuple(tuple(order) for order in about["orders"]),
        {frozenset(one["players"]): one["scenario"] for one in about["coalitions"]},
    )


def _chosen(study: Study, wanted: Sequence[str] | None, every: bool) -> list[str]:
    held = study.indicators()
    if every:
        return held
    if wanted is None:
        usual: list[str] = [name for name in INDICATORS if name in held]
        return usual or held
    wanted = names_of(wanted)
    for name in wanted:
        if name not in held:
            raise unknown(Text("指标", "indicator"), name, held, titles(held))
    return list(dict.fromkeys(wanted))


def _window(study: Study, year: int | None) -> Sequence[int]:
    return study.years[-LAST:] if year is None else [study.checked_year(year)]


def _parts(
    plan: Plan, indicator: str, when: Year, values: pd.Series, window: Sequence[int]
) -> Iterator[Part]:
    """Yield all numbers of one indicator."""
    worth, runs = _worth(plan, values, window)
    for measure, policy, other, found in _measured(plan, worth):
        error = _orders_error(plan, worth, policy) if measure == SHAPLEY and policy else None
        yield _part(indicator, when, (measure, policy, other), found, runs, error)


def _worth(
    plan: Plan, values: pd.Series, window: Sequence[int]
) -> tuple[dict[Coalition, np.ndarray], pd.Index]:
    """Return the worth of every coalition in each pair that has them all, and the pairs.

    A pair's worth is the mean of the years in which all its coalitions have a value.
    """
    needed = list(dict.fromkeys(plan.coalitions.values()))
    chosen = values[values.index.get_level_values("year").isin(list(window))]
    whole = chosen.unstack("scenario").reindex(columns=needed).dropna()
    means = whole.groupby(level=PAIR, sort=True).mean()
    worth = {c: means[name].to_numpy() for c, name in plan.coalitions.items()}
    return worth, means.index


def _measured(plan: Plan, worth: Worth) -> Iterator[tuple[str, str | None, str | None, np.ndarray]]:
    """Yield each number as measure, players and values by pair."""
    names = list(plan.players)
    package = games.gain(worth, frozenset(names), frozenset())
    singles = {name: games.alone(worth, name) for name in names}
    yield PACKAGE, None, None, package
    yield TOGETHER, None, None, _cleared(package - sum(singles.values()), package)
    for name in names:
        final = games.last(worth, names, name)
        yield ALONE, name, None, singles[name]
        yield LAST_IN, name, None, final
        if plan.shares:
            yield SHAPLEY, name, None, _share(plan, worth, name)
        yield SYNERGY, name, None, _cleared(final - singles[name], final)
    if plan.exact:
        for one, other in combinations(names, 2):
            yield PAIR_OF, one, other, games.interaction(worth, names, one, other)


def _cleared(found: np.ndarray, of: np.ndarray) -> np.ndarray:
    """Return differences of differences with mere rounding errors set to zero."""
    import numpy as np

    return np.where(abs(found) <= 1e-9 * abs(of), 0.0, found)


def _share(plan: Plan, worth: Worth, name: str) -> np.ndarray:
    if plan.exact:
        return games.shapley(worth, list(plan.players), name)
    return sum(_by_order(plan, worth, name), games.alone(worth, name) * 0.0) / len(plan.orders)


def _by_order(plan: Plan, worth: Worth, name: str) -> list[np.ndarray]:
    return [games.in_order(worth, order, name) for order in plan.orders]


def _orders_error(plan: Plan, worth: Worth, name: str) -> float | None:
    """Return the standard error of a share over the sampled orders, each with its reverse."""
    import numpy as np

    if plan.exact or len(plan.orders) < 4 or not len(worth[frozenset()]):
        return None
    means = [float(found.mean()) for found in _by_order(plan, worth, name)]
    both = np.array(means).reshape(-1, 2).mean(axis=1)
    return float(both.std(ddof=1)) / sqrt(len(both))


def _part(
    indicator: str,
    when: Year,
    about: tuple[str, str | None, str | None],
    found: np.ndarray,
    runs: pd.Index,
    error: float | None,
) -> Part:
    meta = describe(indicator)
    measure, policy, other = about
    draw, replication = (runs.get_level_values(key).to_numpy() for key in PAIR)
    mean, low, high, cases = (one.item() for one in spreads(found, draw, replication))
    low, high = (None if isnan(end) else end for end in (low, high))
    return Part(
        indicator=indicator,
        year=when,
        measure=measure,
        policy=policy,
        other=other,
        value=None if isnan(mean) else mean,
        low=low,
        high=high,
        n=len(found),
        cases=cases,
        orders_error=error,
        unit=meta.unit.en,
        better=meta.better,
        verdict=judge(low, high, meta.better),
    )
