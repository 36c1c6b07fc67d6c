"""Schools against the official minima per 100 pupils: how many reach them, and who is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from teacherflow.indicators import MINIMA, SMALLEST, TOLERANCE
from teacherflow.study.tables import quoted
from teacherflow_analysis.comparison.compare import PAIR
from teacherflow_analysis.frames import levels, rows_at
from teacherflow_analysis.inference.spread import spread_of_series
from teacherflow_analysis.small_cells import LEAST, real_schools
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd

STAGE_CODES: Final = {"primary": 0, "junior": 1}
RULE: Final = "rule"
"""In place of an item: a school passes if it misses at most one item, and that by at most 15 %."""


@dataclass(frozen=True)
class Minimum:
    """Schools at one minimum in one year under one scenario, means over the runs.

    Attributes
    ----------
    item : str
        An item, or ``rule``: the school as a whole.
    schools, schools_low, schools_high : float or None
        Share of the schools that reach it, with the 95 % interval of the mean,
        cut at 0 and 1.
    pupils, pupils_low, pupils_high : float or None
        Share of the pupils who are in such schools.
    short, short_low, short_high : float or None
        Persons that the schools below the minimum lack.
    few : bool
        ``short`` is hidden: these schools are real, and have so few persons themselves that it
        would tell of single ones.
    """

    scenario: str
    year: int
    stage: str
    item: str
    least: float | None
    schools: float | None
    schools_low: float | None
    schools_high: float | None
    pupils: float | None
    pupils_low: float | None
    pupils_high: float | None
    short: float | None
    short_low: float | None
    short_high: float | None
    few: bool = False


def school_verdicts(study: Study, county: str) -> pd.DataFrame | None:
    """Return for each run, year and stage the shares of schools at the minima.

    Returns
    -------
    pandas.DataFrame or None
        Indexed by scenario, draw, replication, year, stage; columns ``schools_…``, ``pupils_…``
        (shares), ``short_…`` and ``below_…`` (persons that schools below the minimum lack and
        have) by item, those of the rule, and ``every``: 1 if all
        schools pass. None if the results hold no table of schools.
    """
    needed = {*MINIMA, "pupils", "stage"}
    if "section_year" not in study.results.tables or not needed <= set(
        study.columns("section_year")
    ):
        return None
    keys = ["scenario", *PAIR, "year", "stage"]
    frame = study.sql(_query(county, ", ".join(keys)))
    return frame.set_index(keys).astype(float)


def _query(county: str, keys: str) -> str:
    """Return the question to the table of schools; schools under 50 pupils are not rated.

    Minima are decimals to the database, so a school that is exactly at one reaches it.
    """
    least = {
        item: f"CASE stage WHEN 'primary' THEN {low} ELSE {high} END"
        for item, (low, high) in MINIMA.items()
    }
    reached = ", ".join(
        f"(100.0 * {item} / pupils >= {least[item]})::INT AS at_{item}, "
        f"(100.0 * {item} / pupils >= {TOLERANCE} * {least[item]})::INT AS near_{item}, "
        f"greatest(0, ceil({least[item]} * pupils / 100.0) - {item}) AS lack_{item}"
        for item in MINIMA
    )
    met = " + ".join(f"at_{item}" for item in MINIMA)
    close = " + ".join(f"near_{item}" for item in MINIMA)
    shares = ", ".join(
        f"avg(at_{item}) AS schools_{item}, sum(pupils * at_{item}) / sum(pupils) AS pupils_{item},"
        f" sum(lack_{item}) AS short_{item}, sum({item} * (1 - at_{item})) AS below_{item}"
        for item in MINIMA
    )
    return f"""
WITH rated AS (SELECT {keys}, pupils, {", ".join(MINIMA)}, {reached} FROM section_year
               WHERE county = {quoted(county)} AND pupils >= {SMALLEST}),
judged AS (SELECT *, ({met} >= {len(MINIMA) - 1} AND {close} = {len(MINIMA)})::INT AS ok FROM rated)
SELECT {keys}, {shares}, avg(ok) AS schools_{RULE}, sum(pupils * ok) / sum(pupils) AS pupils_{RULE},
  min(ok) AS every
FROM judged GROUP BY {keys} ORDER BY {keys}"""


def minima_of(
    study: Study, county: str, scenarios: Sequence[str], stages: Sequence[str]
) -> Iterator[Minimum]:
    """Yield how schools stand at the minima, year by year; nothing without a table of schools."""
    found = school_verdicts(study, county)
    if found is None:
        return
    real = real_schools(study, county)
    for scenario in scenarios:
        for year in study.years:
            for stage in stages:
                here = (scenario, year, stage)
                if here not in levels(found.index).droplevel(PAIR):
                    continue
                values = rows_at(found, here, ["scenario", "year", "stage"])
                for item in (*MINIMA, RULE):
                    yield _minimum(here, item, values, real)


def _minimum(here: tuple[str, int, str], item: str, values: pd.DataFrame, real: bool) -> Minimum:
    few = real and _few_below(values, item)
    if few:
        values = values.drop(columns=f"short_{item}")
    least = None if item == RULE else MINIMA[item][STAGE_CODES[here[2]]]
    schools, pupils, short = (
        _mean(values.get(f"{kind}_{item}")) for kind in ("schools", "pupils", "short")
    )
    return Minimum(*here, item, least, *schools, *pupils, *short, few)


def _few_below(values: pd.DataFrame, item: str) -> bool:
    """Tell whether there are schools below a minimum, with few persons in all of them."""
    if f"below_{item}" not in values:
        return False
    return bool(values[f"schools_{item}"].mean() < 1 and values[f"below_{item}"].mean() < LEAST)


def _mean(values: pd.Series | None) -> tuple[float | None, float | None, float | None]:
    if values is None:
        return None, None, None
    found = spread_of_series(values)
    if found.low is None or found.high is None:
        return found.mean, None, None
    most = float("inf") if str(values.name).startswith("short") else 1.0
    return found.mean, max(found.low, 0.0), min(found.high, most)
