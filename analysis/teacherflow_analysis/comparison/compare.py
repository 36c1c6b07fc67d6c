"""The central question: what changes under other rules, for the same teachers with the same luck.

An effect is the mean of differences between two scenarios within a pair: one draw of the
uncertain parameters and one seed, run under both. Luck common to both cancels, so the interval is
that of the mean difference (Student's t), not of two independent means; with several draws it
holds what the parameters do and what the luck of a few replications leaves open (`spread`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis.asked import names_of, pair_of
from teacherflow_analysis.comparison.effects import (
    CONTRACT,
    Effect,
    Verdict,
    Year,
    effects_in,
    frame_of,
    judge,
)
from teacherflow_analysis.comparison.unchanged import unchanged
from teacherflow_analysis.errors import AnalysisError, unknown
from teacherflow_analysis.indicators_meta import default, titles
from teacherflow_analysis.inference.paths import Paths
from teacherflow_analysis.inference.spread import LEVEL
from teacherflow_analysis.periods import LAST
from teacherflow_analysis.study import Study, load

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "LAST",
    "LEVEL",
    "NOTHING",
    "PAIR",
    "Comparison",
    "Effect",
    "Verdict",
    "Year",
    "compare",
    "effects_of",
    "judge",
]

PAIR: Final = ["draw", "replication"]

NOTHING: Final = ((0.0, 0.0, 0.0), (0.0, None, None))
"""Difference and interval of what a scenario changes in no run."""


@dataclass(frozen=True)
class Comparison:
    """All effects that were looked at, scenario by scenario.

    Attributes
    ----------
    adjusted : bool
        Whether verdicts are those of the adjusted p-values.
    paths : Paths
        What the effects were taken from.
    """

    study: Study
    baseline: str
    effects: tuple[Effect, ...]
    paths: Paths = field(repr=False)
    county: str | None = None
    adjusted: bool = False

    def of(self, scenario: str) -> list[Effect]:
        """Return the effects of one scenario in the order they were asked for."""
        return [effect for effect in self.effects if effect.scenario == scenario]

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios compared with the baseline."""
        return list(dict.fromkeys(effect.scenario for effect in self.effects))

    @cached_property
    def unchanged(self) -> frozenset[str]:
        """Names of the scenarios under which nothing that was recorded differs, in no run."""
        return unchanged(self.study, self.baseline)

    @property
    def periods(self) -> list[Year]:
        """Years looked at, or ``last5``."""
        return list(dict.fromkeys(effect.year for effect in self.effects))

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
            "unchanged": [name for name in self.scenarios if name in self.unchanged],
            "scenarios": [
                {
                    "name": name,
                    "effects": [
                        {key: getattr(effect, key) for key in CONTRACT}
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
        return frame_of(self.effects)


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
    study = study.of_county(county)
    chosen = indicators_of(study, indicators, every)
    base, reforms = sides(study, baseline, between)
    years = periods(study, year, path)
    block = Paths.of(values_of(study, chosen), [base, *reforms], chosen, study.years)
    effects = effects_in(block, base, reforms, years, adjust=adjust)
    return Comparison(study, base, tuple(effects), block, county, adjust)


def indicators_of(study: Study, wanted: Sequence[str] | None, every: bool = False) -> list[str]:
    """Return the indicators asked for, or the default ones; refuse unknown ones."""
    held = study.indicators()
    if every:
        return held
    if wanted is None:
        return default(held)
    wanted = names_of(wanted)
    for name in wanted:
        if name not in held:
            raise unknown(Text("指标", "indicator"), name, held, titles(held))
    return list(dict.fromkeys(wanted))


def sides(
    study: Study, baseline: str | None = None, between: tuple[str, str] | None = None
) -> tuple[str, list[str]]:
    """Return the scenario to compare with, and those that are compared with it."""
    if between is not None:
        one, other = (_known(study, name) for name in pair_of(between, list(study.scenarios)))
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
        return (study.years[-1] if year is None else study.checked_year(year), "last5")
    if year is not None:
        raise AnalysisError(
            Text("逐年比较（path）已含各年，不能再指定 year", "path has every year: give no year")
        )
    return study.years


def _known(study: Study, scenario: str) -> str:
    if scenario not in study.scenarios:
        raise unknown(Text("方案", "scenario"), scenario, study.scenarios, study.scenarios)
    return scenario


def values_of(study: Study, indicators: Sequence[str]) -> pd.DataFrame:
    """Return indicators indexed by (scenario, draw, replication, year), counties averaged.

    A value that one of several counties lacks is missing for all.
    """
    frame = study.county_year(indicators)
    return averaged(frame, indicators, study.counties_in(None))


def averaged(frame: pd.DataFrame, columns: Sequence[str], counties: int) -> pd.DataFrame:
    """Return columns indexed by (scenario, draw, replication, year), the counties' plain mean."""
    if counties == 1:
        return frame.drop(columns="county").set_index(["scenario", *PAIR, "year"])
    grouped = frame.groupby(["scenario", *PAIR, "year"], sort=True)[list(columns)]
    return grouped.mean().where(grouped.count() == counties)
