"""What money buys: cost per unit of improvement, the plane of both, and who is on the frontier.

Cost and effect are differences from the baseline within pairs of one draw and one seed. Their
ratio is that of the means, with Fieller's 95 % interval: it takes account of both being uncertain
and going together. A ratio is given only where the effect is clearly for the better and costs
more; everywhere else a ratio would mislead (a quotient near zero over zero, or two signs that
cancel), and words say what is the case.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from teacherflow.study.tables import quoted
from teacherflow.text import Text
from teacherflow_analysis.asked import names_of
from teacherflow_analysis.comparison.compare import PAIR
from teacherflow_analysis.errors import AnalysisError, unknown
from teacherflow_analysis.frames import stacked
from teacherflow_analysis.indicators_meta import Better, Shown, describe, titles
from teacherflow_analysis.inference.fieller import fieller
from teacherflow_analysis.inference.paths import difference_of
from teacherflow_analysis.inference.spread import Spread, spread_of_series
from teacherflow_analysis.money.frontier import Place, frontier
from teacherflow_analysis.money.left_out import LeftOut, left_out
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
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
    ELSEWHERE = "better, paid for in years not counted"
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
        year on average over the years in which the effect is known.
    improved : pandas.Series
        Level that is the better the higher, by scenario, draw, replication and, unless it is that
        of the whole period, year.
    over : int
        Years whose money bought what is seen in one: three for who is kept over three years.
    """

    name: str
    label: Text
    per: Text
    whole: bool
    improved: pd.Series
    over: int = 1


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
    left_out, left_out_low, left_out_high, left_out_years
        Extra money of the years that cost and effect leave out, see `left_out.LeftOut`.
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
    left_out: float | None = None
    left_out_low: float | None = None
    left_out_high: float | None = None
    left_out_years: tuple[int, ...] = ()


@dataclass(frozen=True)
class Worth:
    """All scenarios on the plane of one outcome.

    Attributes
    ----------
    runs : mapping of str to pandas.DataFrame
        Columns ``cost`` and ``effect`` of every pair, indexed by draw and replication, by scenario.
    """

    outcome: Outcome
    ratios: tuple[Ratio, ...]
    baseline: Place | None
    runs: Mapping[str, pd.DataFrame]

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
    names = [_full(name) for name in (DEFAULT if wanted is None else names_of(wanted))]
    held = study.indicators()
    for name in names:
        if wanted and name != RETENTION and name not in held:
            raise unknown(Text("效果", "outcome"), name, [RETENTION, PASS, *held], titles(held))
        if name in held and _better(name) is Better.NEITHER:
            raise _no_direction(name)
    found = (_outcome(study, county, name) for name in dict.fromkeys(names))
    return [one for one in found if one is not None]


def _no_direction(name: str) -> AnalysisError:
    label = describe(name).label
    return AnalysisError(
        Text(
            f"{name}（{label.zh}）高低无所谓好坏，花费不能与它相比；请选 {RETENTION}、{PASS} 或差异系数 cv_… 等有好坏之分的指标",
            f"{name} ({label.en}) is neither better high nor low, so it has no price; take {RETENTION}, "
            f"{PASS} or an indicator with a direction that is good, such as cv_…",
        )
    )


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
        sign * frame / (STEP if point else 1.0),
        _span_of(name),
    )


def _span_of(name: str) -> int:
    """Return over how many years an indicator tells who is kept: ``retention_3y_village`` three."""
    found = re.search(r"_(\d+)y(?:_|$)", name)
    return int(found[1]) if found else 1


def _first_years(held: pd.Series, years: Sequence[int]) -> pd.Series:
    """Return the first year in which something holds; the year after the last if it never does.

    A run in which it is never known whether it holds is missing.
    """
    wide = held.unstack("year")
    first = wide.eq(1).idxmax(axis=1).where(wide.eq(1).any(axis=1), years[-1] + 1)
    return first.astype(float).where(wide.notna().any(axis=1))


def _retention(study: Study, county: str) -> Outcome | None:
    """Return teachers kept in rural posts, year by year.

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
    shares = study.county_year(list(names), county).set_index([*RUN, "year"])[list(names)]
    kept = stacked(shares.rename(columns=names)).rename("kept")
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
    keys = [joined[key] for key in (*RUN, "year")]
    worth = (joined["kept"] * joined["posts"]).groupby(keys).sum()
    return Outcome(
        RETENTION,
        Text("乡镇和乡村编制教师留任", "Established teachers kept in town and village posts"),
        Text("元/人年", "yuan per teacher-year kept"),
        False,
        worth,
    )


def worth_of(study: Study, county: str, outcome: Outcome, yearly: pd.Series) -> Worth:
    """Return cost against one outcome for every scenario but the baseline."""
    spent = yearly.groupby(level=RUN).sum() if outcome.whole else bought(yearly, outcome.over)
    runs = {
        name: _differences(spent, outcome.improved, study.baseline, name)
        for name in study.scenarios
        if name != study.baseline
    }
    known = {name: one for name, one in runs.items() if len(one)}
    places = frontier(known, study.baseline)
    rows = tuple(
        _row(name, one, places.get(name), _beside(yearly, outcome, study.baseline, name))
        for name, one in runs.items()
    )
    return Worth(outcome, rows, places.get(study.baseline), known)


def bought(yearly: pd.Series, over: int) -> pd.Series:
    """Return the money behind what is seen in each year: a year's share of the years until then.

    Before a study all scenarios are one and the same, so money of years before it counts nothing.

    Parameters
    ----------
    yearly
        Yuan by scenario, draw, replication and year (of every year of the study).
    over : int
        How many years bought it, the year itself among them.
    """
    wide = yearly.unstack("year").sort_index(axis=1)
    until = [wide.shift(k, axis=1, fill_value=0.0) for k in range(over)]
    return stacked(sum(until[1:], start=until[0])) / over


def _differences(spent: pd.Series, improved: pd.Series, base: str, name: str) -> pd.DataFrame:
    """Return paired differences of cost and of effect; no row where there is no pair.

    Of years, those count in which the effect is known under both rules, for both: money of years
    whose effect nobody sees would make each unit look cheaper or dearer than it is. ``spent`` is
    what stands behind each year (`bought`).
    """
    import pandas as pd

    known = improved.index.get_level_values("scenario")
    if name not in known or base not in known:
        return pd.DataFrame({"cost": [], "effect": []})
    effect = difference_of(improved.xs(base), improved.xs(name)).sort_index()
    cost = difference_of(spent.xs(base), spent.xs(name)).reindex(effect.index)
    return pd.DataFrame({"cost": cost, "effect": effect}).groupby(level=PAIR).mean()


def _beside(yearly: pd.Series, outcome: Outcome, base: str, name: str) -> LeftOut:
    """Return the extra money of years that cost against an outcome leaves out."""
    known = outcome.improved.index.get_level_values("scenario")
    if outcome.whole or name not in known or base not in known:
        return LeftOut()
    effect = difference_of(outcome.improved.xs(base), outcome.improved.xs(name))
    return left_out(difference_of(yearly.xs(base), yearly.xs(name)), effect, outcome.over)


def _row(name: str, runs: pd.DataFrame, place: Place | None, beside: LeftOut) -> Ratio:
    if not len(runs):
        return Ratio(name, Answer.UNKNOWN, *(None,) * 9, "", (), None, None, 0)
    cost, effect = (spread_of_series(runs[column]) for column in ("cost", "effect"))
    found = fieller(runs)
    answer = _answer(runs, cost, effect, found)
    if answer in (Answer.FREE, Answer.SAVES) and beside.whole > 0:
        answer = Answer.ELSEWHERE
    told = found if answer is Answer.RATIO else None
    ends = cost.mean, cost.low, cost.high, effect.mean, effect.low, effect.high
    status, beaten_by, next_ratio, chance = _stands(place)
    return Ratio(
        name,
        answer,
        *ends,
        *_ratio(told),
        status,
        beaten_by,
        next_ratio,
        chance,
        len(effect.cases),
        beside.yuan,
        beside.low,
        beside.high,
        beside.years,
    )


def _ratio(
    found: tuple[float, float, float] | None,
) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if found is None else found


def _stands(place: Place | None) -> tuple[str, tuple[str, ...], float | None, float | None]:
    return ("", (), None, None) if place is None else place.told()


def _answer(
    runs: pd.DataFrame, cost: Spread, effect: Spread, found: tuple[float, float, float] | None
) -> Answer:
    if not runs["effect"].any():
        return Answer.SAME
    if effect.low is None or effect.high is None:
        return Answer.ONE_RUN
    if effect.low <= 0 <= effect.high:
        return Answer.UNCLEAR
    if effect.high < 0:
        return Answer.WORSE
    if not runs["cost"].any():
        return Answer.FREE
    if cost.high is not None and cost.high < 0:
        return Answer.SAVES
    return Answer.RATIO if found is not None else Answer.UNCLEAR
