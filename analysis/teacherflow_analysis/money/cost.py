"""What policies cost: the ledger by year, policy, line and payer, per pupil and per teacher.

The ledger holds outlays beyond basic pay, in yuan of 2024; receipts are negative lines. Pay that
rises because more teachers hold a title, or because more are hired, is no line of a policy: what
it adds is the change of the payroll, which stands beside the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

from teacherflow.study.tables import quoted
from teacherflow.text import Text
from teacherflow_analysis.balance.standing import scenarios_in
from teacherflow_analysis.comparison.compare import PAIR
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.frames import levels, rows_at
from teacherflow_analysis.inference.paths import difference_of
from teacherflow_analysis.inference.spread import spread_of_series
from teacherflow_analysis.money.budget import Bound, bounds_of
from teacherflow_analysis.money.worth import Worth, outcomes_in, worth_of
from teacherflow_analysis.study import Study, load

if TYPE_CHECKING:
    import pandas as pd

RUN: Final = ["scenario", *PAIR]
LINE: Final = ["policy", "item", "payer"]


@dataclass(frozen=True)
class Entry:
    """One line of the ledger, or all of them, in one year or a year on average.

    Attributes
    ----------
    year : int or None
        None: a year on average over the study.
    policy, item, payer : str or None
        None in the row of the sum.
    yuan, low, high : float
        Mean over the runs with the 95 % interval of the mean; a run without the line has 0.
    """

    scenario: str
    year: int | None
    policy: str | None
    item: str | None
    payer: str | None
    yuan: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Total:
    """What a scenario costs in all.

    Attributes
    ----------
    yearly, low, high : float
        Yuan a year on average, with the 95 % interval of the mean over the runs.
    cumulative : tuple of (int, float)
        Sum from the first year up to each year, mean over the runs.
    per_pupil, per_teacher : float or None
        Yuan a year for each pupil in a school, and for each teacher in service.
    payroll, payroll_low, payroll_high : float or None
        Change of the payroll against the baseline, yuan a year, paired; allowances of policies
        are part of it.
    """

    scenario: str
    yearly: float
    low: float | None
    high: float | None
    whole: float
    cumulative: tuple[tuple[int, float], ...]
    per_pupil: float | None
    per_teacher: float | None
    payroll: float | None
    payroll_low: float | None
    payroll_high: float | None


@dataclass(frozen=True)
class Cost:
    """The ledger of a county, what it buys, and whether budgets bind."""

    study: Study
    county: str
    entries: tuple[Entry, ...]
    totals: tuple[Total, ...]
    worths: tuple[Worth, ...]
    bounds: tuple[Bound, ...]

    def of(self, scenario: str, year: int | None = None) -> list[Entry]:
        """Return the lines of a scenario in one year, or a year on average."""
        return [e for e in self.entries if (e.scenario, e.year) == (scenario, year)]

    def total(self, scenario: str) -> Total:
        """Return what a scenario costs in all."""
        return next(one for one in self.totals if one.scenario == scenario)

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain JSON values; what is undefined is null."""
        return {
            "county": self.county,
            "baseline": self.study.baseline,
            "years": len(self.study.years),
            "entries": [asdict(entry) for entry in self.entries],
            "totals": [
                asdict(one) | {"cumulative": {str(y): yuan for y, yuan in one.cumulative}}
                for one in self.totals
            ],
            "worth": [worth.as_json() for worth in self.worths],
            "budgets": [asdict(bound) for bound in self.bounds],
        }

    def as_frame(self) -> pd.DataFrame:
        """Return a tidy frame of the ledger, a row per scenario, year and line."""
        import pandas as pd

        frame = pd.DataFrame(
            [asdict(entry) for entry in self.entries], columns=list(Entry.__dataclass_fields__)
        )
        frame["year"] = frame["year"].astype("Int64")
        return frame.astype(dict.fromkeys(("yuan", "low", "high"), float))


def cost(
    study: str | PathLike[str] | Study,
    *,
    per: Sequence[str] | None = None,
    county: str | None = None,
) -> pd.DataFrame:
    """Return the ledger, a row per scenario, year and line; see `Entry`."""
    found = study if isinstance(study, Study) else load(study)
    return cost_of(found, per=per, county=county).as_frame()


def cost_of(
    study: Study,
    *,
    per: Sequence[str] | None = None,
    county: str | None = None,
    scenarios: Sequence[str] | None = None,
) -> Cost:
    """Return what scenarios cost and what that buys.

    Parameters
    ----------
    per
        What cost is held against: ``retention``, ``pass``, or columns of ``county_year``; by
        default what `worth.DEFAULT` names.
    """
    here = study.one_county(county)
    study = study.of_county(here)
    if "spending" not in study.results.tables and "spending" not in study.indicators():
        raise AnalysisError(
            Text(
                f"{study.folder} 的结果中没有支出（spending）",
                f"the results in {study.folder} hold no spending",
            )
        )
    chosen = scenarios_in(study, scenarios)
    ledger = ledger_of(study, here)
    yearly = yearly_of(study, here, ledger)
    entries = [e for name in chosen for e in _entries(study, ledger, yearly, name)]
    totals = [_total(study, here, yearly, name) for name in chosen]
    worths = _worths(study, here, per, yearly)
    bounds = bounds_of(study, ledger, chosen)
    return Cost(study, here, tuple(entries), tuple(totals), worths, tuple(bounds))


def worths_of(study: Study, per: Sequence[str] | None = None) -> tuple[Worth, ...]:
    """Return what the cost of a study of one county buys, without the ledger itself."""
    here = study.one_county(None)
    return _worths(study, here, per, yearly_of(study, here, ledger_of(study, here)))


def _worths(
    study: Study, county: str, per: Sequence[str] | None, yearly: pd.Series
) -> tuple[Worth, ...]:
    return tuple(worth_of(study, county, one, yearly) for one in outcomes_in(study, county, per))


def ledger_of(study: Study, county: str) -> pd.DataFrame:
    """Return yuan by scenario, draw, replication and year (index) and by line (columns).

    A line that a run does not have costs nothing there.
    """
    import pandas as pd

    keys = ", ".join([*RUN, "year"])
    runs = study.sql(
        f"SELECT {keys} FROM county_year WHERE county = {quoted(county)} ORDER BY {keys}"
    )
    index = pd.MultiIndex.from_frame(runs)
    if "spending" not in study.results.tables:
        columns = pd.MultiIndex.from_arrays([[], [], []], names=LINE)
        return pd.DataFrame(index=index, columns=columns, dtype=float)
    frame = study.sql(
        f"SELECT {keys}, policy, item, payer, sum(yuan) AS yuan FROM spending "
        f"WHERE county = {quoted(county)} GROUP BY ALL ORDER BY {keys}, policy, item, payer"
    )
    wide = frame.pivot_table(
        index=[*RUN, "year"], columns=LINE, values="yuan", aggfunc="sum", sort=True
    )
    return wide.reindex(index).fillna(0.0)


def yearly_of(study: Study, county: str, ledger: pd.DataFrame) -> pd.Series:
    """Return what each run spends in each year: the sum of its ledger."""
    if "spending" in study.results.tables:
        return ledger.sum(axis=1)
    frame = study.county_year(["spending"], county).drop(columns="county")
    return frame.set_index([*RUN, "year"])["spending"]


def _entries(
    study: Study, ledger: pd.DataFrame, yearly: pd.Series, scenario: str
) -> Iterator[Entry]:
    lines = rows_at(ledger, scenario, "scenario")
    lines = lines.loc[:, (lines != 0).any()]
    sums = yearly.xs(scenario, level="scenario")
    for year in (None, *study.years):
        for policy, item, payer in levels(lines.columns):
            yuan = _mean(_in_year(lines[(policy, item, payer)], year))
            yield Entry(scenario, year, policy, item, payer, *yuan)
        yield Entry(scenario, year, None, None, None, *_mean(_in_year(sums, year)))


def _in_year(values: pd.Series, year: int | None) -> pd.Series:
    if year is None:
        return values.groupby(level=PAIR).mean()
    return values.xs(year, level="year")


def _total(study: Study, county: str, yearly: pd.Series, scenario: str) -> Total:
    sums = yearly.xs(scenario, level="scenario")
    mean, low, high = _mean(sums.groupby(level=PAIR).mean())
    path = sums.groupby(level="year").mean().cumsum()
    pupils, teachers = _heads(study, county, scenario)
    whole = float(path.iloc[-1])
    return Total(
        scenario,
        mean,
        low,
        high,
        whole,
        tuple((int(year), float(yuan)) for year, yuan in zip(path.index, path, strict=True)),
        None if not pupils else whole / pupils,
        None if not teachers else whole / teachers,
        *_payroll(study, county, scenario),
    )


def _heads(study: Study, county: str, scenario: str) -> tuple[float | None, float | None]:
    """Return pupils and teachers of a run, summed over its years, mean over the runs."""
    where = f"county = {quoted(county)} AND scenario = {quoted(scenario)}"
    found: list[float | None] = []
    for table, column in (("section_year", "pupils"), ("county_year", "headcount")):
        if table not in study.results.tables or column not in study.columns(table):
            found.append(None)
            continue
        runs = study.sql(
            f"SELECT sum({column})::DOUBLE AS heads FROM {table} WHERE {where} "
            "GROUP BY draw, replication"
        )["heads"]
        found.append(float(runs.mean()) if len(runs) else None)
    return found[0], found[1]


def _payroll(
    study: Study, county: str, scenario: str
) -> tuple[float | None, float | None, float | None]:
    if scenario == study.baseline or "payroll" not in study.indicators():
        return None, None, None
    frame = study.county_year(["payroll"], county).groupby(RUN)["payroll"].mean()
    change = difference_of(frame.xs(study.baseline), frame.xs(scenario))
    return _mean(change) if len(change) else (None, None, None)


def _mean(values: pd.Series) -> tuple[float, float | None, float | None]:
    found = spread_of_series(values)
    return found.mean, found.low, found.high
