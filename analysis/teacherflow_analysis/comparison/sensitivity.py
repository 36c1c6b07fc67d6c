"""Sensitivity: how far a finding moves with each parameter that nobody knows.

Draws take all uncertain parameters at once by Latin hypercube, so that each goes through its whole
range while the others vary as they may. For an outcome (an effect, or a level) its mean over the
replications is known in every draw; the least-squares line over the draws tells what is to be
expected at the low and at the high end of a parameter, and its r² what part of all that varies
between draws goes with it (a first-order index, if the outcome is linear in it: Saltelli and others
2008, *Global Sensitivity Analysis: The Primer*, ch. 1). Many parameters are looked at, so a
parameter is called decisive only if chance hardly brings so strong a rank correlation anywhere
among those that are looked at (`teacherflow_analysis.inference.ranks`); the usual indicators are
judged among themselves.

What rises and falls again over the range of a parameter is not seen, nor what only two of them do
together. Means of few replications hold luck: lines are less sure, and shares smaller.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from os import PathLike
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from teacherflow.text import Text, counted
from teacherflow_analysis.comparison.compare import indicators_of, periods, sides, values_of
from teacherflow_analysis.comparison.effects import Year, window_of
from teacherflow_analysis.comparison.evidence import told
from teacherflow_analysis.indicators_meta import default, describe
from teacherflow_analysis.inference.paths import Paths
from teacherflow_analysis.inference.ranks import CHANCE, FEWEST, Ranked, ranked
from teacherflow_analysis.inference.spread import LEVEL, TINY, means_of_draws, square
from teacherflow_analysis.study import Study, load

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

ENDS: Final = (0.05, 0.95)
"""Low and high end of a parameter, and of an outcome: quantiles over the draws."""


class Of(StrEnum):
    """What an outcome is."""

    LEVEL = "level"
    DIFFERENCE = "difference"


@dataclass(frozen=True)
class Swing:
    """How an outcome goes with one parameter.

    Attributes
    ----------
    low, high : float
        Ends of the parameter: 5 and 95 % of its draws.
    at_low, at_high : float
        Outcome to be expected there, in the unit of the indicator.
    swing, swing_low, swing_high : float
        The difference of these, and its 95 % interval (Student's t of the slope).
    share : float
        Share of the variance between draws that goes with the parameter, adjusted for the number
        of draws; not below 0.
    correlation : float
        Spearman's rank correlation over the draws.
    p : float
        Chance of one as strong anywhere among all that were looked at.
    switch : float or None
        Where between the ends a difference changes its sign (the switching value of appraisals);
        None if it does not, or for a level.
    """

    parameter: str
    low: float
    high: float
    at_low: float
    at_high: float
    swing: float
    swing_low: float
    swing_high: float
    share: float
    correlation: float
    p: float
    switch: float | None = None

    @property
    def decisive(self) -> bool:
        """Whether chance hardly explains it."""
        return self.p < CHANCE


@dataclass(frozen=True)
class Outcome:
    """An effect, or a level, over the draws.

    Attributes
    ----------
    scenario : str
        The reform, or the baseline if it is a level.
    draws : int
        Draws in which it has a value.
    mean, low, high : float
        Mean over the draws, and 5 and 95 % of them.
    above : float
        Share of the draws in which it is above zero.
    swings : tuple of Swing
        One for each parameter that varies over its draws, the largest share first.
    """

    scenario: str
    indicator: str
    year: Year
    of: Of
    unit: str
    draws: int
    mean: float
    low: float
    high: float
    above: float
    swings: tuple[Swing, ...] = ()

    @property
    def decisive(self) -> list[Swing]:
        """Parameters that chance hardly explains."""
        return [swing for swing in self.swings if swing.decisive]


@dataclass(frozen=True)
class Sensitivity:
    """How outcomes go with the parameters.

    Attributes
    ----------
    looked_at : int
        Pairs of an outcome and a parameter; p-values allow for so many.
    """

    study: Study
    baseline: str
    outcomes: tuple[Outcome, ...] = ()
    looked_at: int = 0
    county: str | None = None

    @property
    def enough(self) -> bool:
        """Whether parameters were varied, in enough draws to tell anything."""
        return self.study.draws >= FEWEST

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values: every outcome with all its parameters."""
        return {
            "baseline": self.baseline,
            "draws": self.study.draws,
            "replications": self.study.replications,
            "looked_at": self.looked_at,
            "outcomes": [
                {key: value for key, value in asdict(outcome).items() if key != "swings"}
                | {"swings": [asdict(one) | told(one.parameter) for one in outcome.swings]}
                for outcome in self.outcomes
            ],
        }

    def as_frame(self) -> pd.DataFrame:
        """Return a row for each outcome and parameter, the largest share of an outcome first."""
        import pandas as pd

        keys = ["scenario", "indicator", "year", "of", "unit", "draws", "mean"]
        rows = [
            {key: getattr(outcome, key) for key in keys} | asdict(swing)
            for outcome in self.outcomes
            for swing in outcome.swings
        ]
        frame = pd.DataFrame(rows, columns=keys + list(Swing.__dataclass_fields__))
        return frame.astype({"of": str})


def sensitivity(
    study: str | PathLike[str] | Study,
    *,
    baseline: str | None = None,
    indicators: Sequence[str] | None = None,
    year: int | None = None,
    county: str | None = None,
    every: bool = False,
) -> pd.DataFrame:
    """Return how far effects and levels move with each sampled parameter.

    Parameters
    ----------
    study
        Folder of the results, or a loaded study.
    baseline, indicators, year, county, every
        As `sensitivity_of` takes them.

    Returns
    -------
    pandas.DataFrame
        One row per scenario, indicator and parameter, see `Swing`; empty if there are fewer than
        eight draws. Rows of the baseline are levels, those of other scenarios differences from it.
    """
    found = study if isinstance(study, Study) else load(study)
    return sensitivity_of(
        found, baseline=baseline, indicators=indicators, year=year, county=county, every=every
    ).as_frame()


def sensitivity_of(
    study: Study,
    *,
    baseline: str | None = None,
    indicators: Sequence[str] | None = None,
    year: int | None = None,
    county: str | None = None,
    every: bool = False,
) -> Sensitivity:
    """Return how levels under the baseline and effects of all other scenarios hang on parameters.

    Parameters
    ----------
    baseline
        Any scenario of the study; by default the one the study names.
    indicators
        Columns of ``county_year``; by default a selection of about fifteen.
    year
        School year of September; by default the last five.
    county
        One county of a study of several; by default their plain mean.
    every
        Take all indicators of the study.
    """
    (found,) = over_periods(
        study, [year], baseline=baseline, indicators=indicators, county=county, every=every
    )
    return found


def over_periods(
    study: Study,
    years: Sequence[int | None],
    *,
    baseline: str | None = None,
    indicators: Sequence[str] | None = None,
    county: str | None = None,
    every: bool = False,
) -> list[Sensitivity]:
    """Return what `sensitivity_of` tells of each of some years; None stands for the last five."""
    study = study.of_county(county)
    chosen = indicators_of(study, indicators, every)
    base, reforms = (
        sides(study, baseline) if len(study.scenarios) > 1 else (baseline or study.baseline, [])
    )
    times: list[Year] = ["last5" if year is None else periods(study, year)[0] for year in years]
    found = Sensitivity(study, base, county=county)
    if not found.enough:
        return [found for _ in times]
    paths = Paths.of(values_of(study, chosen), [base, *reforms], chosen, study.years)
    return [_explained(found, list(_outcomes(paths, base, when, study.draws))) for when in times]


class _OverDraws(NamedTuple):
    outcome: Outcome
    values: np.ndarray
    """Mean over the replications, (draws,); NaN where there is none."""


def _outcomes(paths: Paths, base: str, when: Year, draws: int) -> Iterator[_OverDraws]:
    """Yield the levels under the baseline, then the differences of each reform."""
    import numpy as np

    window = window_of(paths.years, when)
    for name in paths.scenarios:
        for column in paths.columns:
            pairs = paths.pairs(base, name, column, window)
            of = Of.LEVEL if name == base else Of.DIFFERENCE
            runs = pairs.before if of is Of.LEVEL else pairs.difference
            each = np.unique(pairs.draw)
            if each.size < FEWEST:
                continue
            values = np.full(draws, np.nan)
            values[each] = means_of_draws(square(runs, pairs.draw, pairs.replication))
            known = values[each]
            low, high = np.quantile(known, ENDS)
            yield _OverDraws(
                Outcome(
                    scenario=name,
                    indicator=column,
                    year=when,
                    of=of,
                    unit=describe(column).unit.en,
                    draws=int(each.size),
                    mean=float(known.mean()),
                    low=float(low),
                    high=float(high),
                    above=float((known > 0).mean()),
                ),
                values,
            )


def _explained(found: Sensitivity, outcomes: list[_OverDraws]) -> Sensitivity:
    """Return the outcomes with their parameters."""

    samples = found.study.results.samples
    drawn = samples.to_numpy(float).T
    if not outcomes or not drawn.size:
        return found
    ranks = _ranked(found.study, drawn, outcomes)
    told_of = [one.outcome for one in outcomes]
    names = [str(samples.columns[row]) for row in ranks.parameters]
    for j, at in enumerate(ranks.outcomes.tolist()):
        lines = _lines(drawn[ranks.parameters], outcomes[at].values)
        swings = [
            Swing(name, *numbers, float(ranks.correlations[i, j]), float(ranks.p[i, j]))
            for i, (name, numbers) in enumerate(zip(names, lines, strict=True))
            if numbers is not None
        ]
        swings.sort(key=lambda one: (-one.share, -abs(one.swing)))
        if told_of[at].of is Of.DIFFERENCE:
            swings = [replace(one, switch=_switch(one)) for one in swings]
        told_of[at] = replace(told_of[at], swings=tuple(swings))
    return replace(found, outcomes=tuple(told_of), looked_at=ranks.correlations.size)


def _ranked(study: Study, drawn: np.ndarray, outcomes: list[_OverDraws]) -> Ranked:
    """Return the rank correlations; the usual indicators are judged among themselves.

    So a parameter that is decisive for one of them stays so when all others are asked for too.
    """
    import numpy as np

    values = np.array([one.values for one in outcomes])
    found = ranked(drawn, values)
    usual = {*default(study.indicators())}
    own = np.array([one.outcome.indicator in usual for one in outcomes])
    if usual <= {one.outcome.indicator for one in outcomes} and not own.all():
        found.p[:, own[found.outcomes]] = ranked(drawn, values[own]).p
    return found


def _switch(swing: Swing) -> float | None:
    """Return the value of the parameter at which the line crosses zero between the ends."""
    if swing.at_low * swing.at_high >= 0:
        return None
    part = swing.at_low / (swing.at_low - swing.at_high)
    return swing.low + part * (swing.high - swing.low)


class _Line(NamedTuple):
    """The fields ``low`` to ``share`` of `Swing`."""

    low: float
    high: float
    at_low: float
    at_high: float
    swing: float
    swing_low: float
    swing_high: float
    share: float


def _lines(drawn: np.ndarray, values: np.ndarray) -> list[_Line | None]:
    """Return the line of every parameter, of (parameters, draws).

    There is none of a parameter that stands still where the outcome has values.
    """
    import numpy as np
    from scipy.special import stdtrit

    low, high = np.quantile(drawn, ENDS, axis=1)
    known = np.isfinite(values)
    x, y = drawn[:, known], values[known]
    freedom = y.size - 2
    mean = x.mean(axis=1)
    dx, dy = x - mean[:, None], y - y.mean()
    squares, total = (dx**2).sum(axis=1), float((dy**2).sum())
    moves = squares > (TINY * np.abs(x).max(axis=1)) ** 2
    squares = np.where(moves, squares, 1.0)
    slope = dx @ dy / squares
    left = np.maximum(total - slope**2 * squares, 0.0)
    error = np.sqrt(left / freedom / squares)
    swing = slope * (high - low)
    half = stdtrit(freedom, (1 + LEVEL) / 2) * error * (high - low)
    at_low = y.mean() + slope * (low - mean)
    share = np.maximum(0.0, 1 - (left / total) * (y.size - 1) / freedom)
    table = (low, high, at_low, at_low + swing, swing, swing - half, swing + half, share)
    rows = np.column_stack(table).tolist()
    return [_Line(*row) if known else None for row, known in zip(rows, moves, strict=True)]


def too_few(study: Study) -> Text:
    """Return why nothing can be told of the parameters of a study with so few draws."""
    n = study.draws
    return Text(
        f"参数抽样为 {n} 组（draws: {n}）：少于 8 组看不出参数的作用。"
        "请在研究文件中设 draws（建议 100 或更多）后重新运行。",
        f"{counted(n, 'draw')} of the uncertain parameters (draws: {n}): with fewer than eight "
        "nothing can be told of them. Set draws in the study file, best to 100 or more, and run "
        "it again.",
    )


def value_of(value: float, digits: int = 3) -> str:
    """Return a value of a parameter with so many significant digits; whole numbers are kept."""
    text = f"{value:,.0f}" if abs(value) >= 10**digits / 10 else f"{value:.{digits}g}"
    return text.replace("-", "−")
