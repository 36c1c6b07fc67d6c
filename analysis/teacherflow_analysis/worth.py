"""What money buys: cost per unit of improvement, the plane of both, and who is on the frontier.

Cost and effect are differences from the baseline within pairs of one draw and one seed. Their
ratio is that of the means, with Fieller's 95 % interval: it takes account of both being uncertain
and going together. A ratio is given only where the effect is clearly for the better and costs
more; everywhere else a ratio would mislead (a quotient near zero over zero, or two signs that
cancel), and words say what is the case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from teacherflow.study.tables import quoted
from teacherflow.text import Text
from teacherflow_analysis.compare import LEVEL, PAIR, cases_of, interval
from teacherflow_analysis.errors import unknown
from teacherflow_analysis.frontier import Place, frontier
from teacherflow_analysis.indicators_meta import Better, Shown, describe
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

RUN: Final = ["scenario", *PAIR]
RURAL: Final = ("town", "village")
RETENTION: Final = "retention"
PASS: Final = "pass"
DEFAULT: Final = ("cv_backbone_primary_duty", "cv_backbone_junior_duty", RETENTION, PASS)
STEP: Final = 0.01
"""A point: one hundredth of a coefficient or of a share."""


class Answer(StrEnum):
    """What can be said of cost against effect."""

    RATIO = "ratio"
    SAVES = "better and cheaper"
    FREE = "better at no cost"
    WORSE = "worse"
    UNCLEAR = "no clear effect"
    SAME = "no effect"
    ONE_RUN = "one run"
    UNKNOWN = "no data"


@dataclass(frozen=True)
class Outcome:
    """Something that cost is held against.

    Attributes
    ----------
    per : Text
        What a yuan is divided by.
    whole : bool
        The effect is that of the whole period (years gained), so cost is too; else both are a
        year on average.
    improved : pandas.Series
        Level that is the better the higher, by scenario, draw and replication.
    """

    name: str
    label: Text
    per: Text
    whole: bool
    improved: pd.Series


@dataclass(frozen=True)
class Ratio:
    """Cost and effect of one scenario against the baseline.

    Attributes
    ----------
    cost, effect : float or None
        Mean paired differences with their 95 % intervals.
    ratio, ratio_low, ratio_high : float or None
        Yuan per unit of improvement; only with the answer ``ratio``.
    frontier : str
        Where the option stands, see `frontier.Status`.
    beaten_by : tuple of str
        Options that make it a waste.
    next_ratio : float or None
        Yuan for each further unit over the option before it on the frontier.
    frontier_chance : float or None
        Share of resampled runs in which it is on the frontier.
    """

    scenario: str
    answer: Answer
    cost: float | None
    cost_low: float | None
    cost_high: float | None
    effect: float | None
    effect_low: float | None
    effect_high: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    frontier: str
    beaten_by: tuple[str, ...]
    next_ratio: float | None
    frontier_chance: float | None
    runs: int


@dataclass(frozen=True)
class Worth:
    """All scenarios on the plane of one outcome.

    Attributes
    ----------
    cases : mapping of str to (n, 2) float
        Cost and effect of each independent case, by scenario.
    """

    outcome: Outcome
    ratios: tuple[Ratio, ...]
    baseline: Place | None
    cases: Mapping[str, np.ndarray]

    def of(self, scenario: str) -> Ratio:
        """Return the row of a scenario."""
        return next(one for one in self.ratios if one.scenario == scenario)

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        outcome = self.outcome
        return {
            "outcome": outcome.name,
            "per": outcome.per.en,
            "period": "whole" if outcome.whole else "year",
            "baseline_frontier": None if self.baseline is None else self.baseline.status.value,
            "scenarios": [asdict(one) | {"answer": one.answer.value} for one in self.ratios],
        }


def outcomes_in(study: Study, county: str, wanted: Sequence[str] | None) -> list[Outcome]:
    """Return what cost is held against; by default what the results can tell of `DEFAULT`."""
    names = [_full(name) for name in (DEFAULT if wanted is None else wanted)]
    held = study.indicators()
    for name in names:
        if wanted and name != RETENTION and name not in held:
            raise unknown(Text("效果", "outcome"), name, [RETENTION, PASS, *held])
        if name in held and _better(name) is Better.NEITHER:
            raise unknown(
                Text("有好坏之分的效果", "outcome with a direction that is good"),
                name,
                [RETENTION, PASS, *(one for one in held if _better(one) is not Better.NEITHER)],
            )
    found = (_outcome(study, county, name) for name in dict.fromkeys(names))
    return [one for one in found if one is not None]


def _full(name: str) -> str:
    return "pass_county" if name == PASS else name


def _better(name: str) -> Better:
    return describe(name).better


def _outcome(study: Study, county: str, name: str) -> Outcome | None:
    if name == RETENTION:
        return _retention(study, county)
    if name not in study.indicators():
        return None
    frame = study.county_year([name], county).set_index([*RUN, "year"])[name]
    meta = describe(name)
    if name.startswith("pass_") and not name.startswith("pass_share_"):
        return Outcome(
            name,
            Text(f"{meta.label.zh}：提前的年数", f"{meta.label.en}: years earlier"),
            Text("元/提前一年", "yuan per year earlier"),
            True,
            -_first_years(frame, study.years),
        )
    sign = -1.0 if meta.better is Better.LOWER else 1.0
    point = meta.shown in (Shown.RATIO, Shown.PERCENT)
    unit = meta.unit
    if point:
        small = Text("每 0.01", "per 0.01")
        per = Text("个百分点", "percentage point") if meta.shown is Shown.PERCENT else None
        told = Text("每个百分点", f"per {per.en}") if per is not None else small
    else:
        told = Text(f"每{unit.zh}", f"per unit ({unit.en})")
    return Outcome(
        name,
        meta.label,
        Text(f"元/年，{told.zh}", f"yuan a year {told.en}"),
        False,
        sign * frame.groupby(level=RUN).mean() / (STEP if point else 1.0),
    )


def _first_years(held: pd.Series, years: Sequence[int]) -> pd.Series:
    """Return the first year in which something holds; the year after the last if it never does.

    A run in which it is never known whether it holds is missing.
    """
    wide = held.unstack("year")
    first = wide.eq(1).idxmax(axis=1).where(wide.eq(1).any(axis=1), years[-1] + 1)
    return first.astype(float).where(wide.notna().any(axis=1))


def _retention(study: Study, county: str) -> Outcome | None:
    """Return teacher-years kept in rural posts, a year on average.

    Shares kept over one year in the towns and in the villages, each times the established
    teachers who had a post there a year before **under the baseline** of the same run: who is
    newly hired is not kept, so a scenario gains nothing by hiring.
    """
    held = [zone for zone in RURAL if f"retention_1y_{zone}" in study.indicators()]
    if not held or "section_year" not in study.results.tables:
        return None
    if "posts" not in study.columns("section_year"):
        return None
    names = {f"retention_1y_{zone}": zone for zone in held}
    kept = study.county_year(list(names), county).set_index([*RUN, "year"])[list(names)]
    kept = kept.rename(columns=names).stack().rename("kept")
    kept.index.names = [*RUN, "year", "zone"]
    before = study.sql(
        "SELECT draw, replication, year + 1 AS year, zone, sum(posts)::DOUBLE AS posts "
        f"FROM section_year WHERE county = {quoted(county)} "
        f"AND scenario = {quoted(study.baseline)} GROUP BY ALL ORDER BY ALL"
    ).set_index([*PAIR, "year", "zone"])["posts"]
    joined = kept.dropna().reset_index().join(before, on=[*PAIR, "year", "zone"])
    joined = joined.dropna()
    if not len(joined):
        return None
    years = joined["year"].nunique()
    worth = (joined["kept"] * joined["posts"]).groupby([joined[key] for key in RUN]).sum()
    return Outcome(
        RETENTION,
        Text("乡镇和乡村编制教师留任", "Established teachers kept in town and village posts"),
        Text("元/人年", "yuan per teacher-year kept"),
        False,
        worth / years,
    )


def worth_of(study: Study, county: str, outcome: Outcome, yearly: pd.Series) -> Worth:
    """Return cost against one outcome for every scenario but the baseline."""
    runs = yearly.groupby(level=RUN)
    spent = runs.sum() if outcome.whole else runs.mean()
    cases = {
        name: _cases(spent, outcome.improved, study.baseline, name)
        for name in study.scenarios
        if name != study.baseline
    }
    known = {name: one for name, one in cases.items() if len(one)}
    places = frontier(known, study.baseline)
    rows = tuple(_row(name, one, places.get(name)) for name, one in cases.items())
    return Worth(outcome, rows, places.get(study.baseline), known)


def _cases(spent: pd.Series, improved: pd.Series, base: str, name: str) -> np.ndarray:
    """Return paired differences of cost and of effect, (cases, 2)."""
    import numpy as np

    if name not in improved.index.get_level_values("scenario"):
        return np.empty((0, 2))
    if base not in improved.index.get_level_values("scenario"):
        return np.empty((0, 2))
    one, other = improved.xs(base), improved.xs(name)
    runs = one.dropna().index.intersection(other.dropna().index).sort_values()
    if not len(runs):
        return np.empty((0, 2))
    draw = runs.get_level_values("draw").to_numpy()
    effect = (other.loc[runs] - one.loc[runs]).to_numpy()
    size = np.maximum(np.abs(other.loc[runs].to_numpy()), np.abs(one.loc[runs].to_numpy()))
    effect = np.where(np.abs(effect) <= 1e-12 * size, 0.0, effect)
    cost = (spent.xs(name).loc[runs] - spent.xs(base).loc[runs]).to_numpy()
    return np.column_stack([cases_of(cost, draw), cases_of(effect, draw)])


def _row(name: str, cases: np.ndarray, place: Place | None) -> Ratio:
    if not len(cases):
        return Ratio(name, Answer.UNKNOWN, *(None,) * 9, "", (), None, None, 0)
    (cost, cost_low, cost_high), (effect, low, high) = (
        (float(cases[:, k].mean()), *interval(cases[:, k])) for k in (0, 1)
    )
    found = fieller(cases)
    answer = _answer(cases, (cost_low, cost_high), (low, high), found)
    told = found if answer is Answer.RATIO and found is not None else (None, None, None)
    stands = ("", (), None, None) if place is None else place.told()
    return Ratio(
        name, answer, cost, cost_low, cost_high, effect, low, high, *told, *stands, len(cases)
    )


def _answer(
    cases: np.ndarray,
    cost: tuple[float | None, float | None],
    effect: tuple[float | None, float | None],
    found: tuple[float, float, float] | None,
) -> Answer:
    low, high = effect
    if not cases[:, 1].any():
        return Answer.SAME
    if low is None or high is None:
        return Answer.ONE_RUN
    if low <= 0 <= high:
        return Answer.UNCLEAR
    if high < 0:
        return Answer.WORSE
    if not cases[:, 0].any():
        return Answer.FREE
    if cost[1] is not None and cost[1] < 0:
        return Answer.SAVES
    return Answer.RATIO if found is not None else Answer.UNCLEAR


def fieller(cases: np.ndarray) -> tuple[float, float, float] | None:
    """Return mean cost over mean effect with Fieller's 95 % interval.

    The interval holds the ratios R for which cost - R × effect does not differ from zero by
    Student's t. It is bounded exactly if the mean effect differs from zero; None otherwise, and
    with fewer than two cases.

    Source: Fieller (1954).

    Parameters
    ----------
    cases : (n, 2) float
        Cost and effect.
    """
    import numpy as np
    from scipy.stats import t

    n = len(cases)
    if n < 2:
        return None
    cost, effect = cases.mean(axis=0)
    t2 = float(t.ppf((1 + LEVEL) / 2, n - 1)) ** 2
    ((vcc, vce), (_, vee)) = np.cov(cases.T, ddof=1) / n
    a, b, c = effect**2 - t2 * vee, cost * effect - t2 * vce, cost**2 - t2 * vcc
    if a <= 0:
        return None
    root = sqrt(max(b * b - a * c, 0.0))
    return float(cost / effect), float((b - root) / a), float((b + root) / a)
