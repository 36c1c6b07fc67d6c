"""Who stays: rates side by side, survival of spells, causes of their ends, novices, bonds.

Four rates answer four questions and are never to be read for each other: whether the *post* is
still at the school, whether the *person* still works there (duty; falls by construction while
teachers are on exchange), whether the post is still in the zone, and whether the person is still
in the county's service. Temporary exchange lowers the second only.

All intervals are Student's t over runs and differences are paired by draw and seed
(`teacherflow_analysis.comparison.estimates`). With a single run curves have Greenwood's interval on the
log(-log) scale instead, marked ``spells``: it takes spells for independent and knows nothing of
what differs between runs, so it is the narrower of the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

from teacherflow_analysis.careers.spells import (
    NOVICE_ROUTES,
    SHOWN,
    Spells,
    first_spells_of,
    service_of,
    spells_of,
)
from teacherflow_analysis.comparison.compare import LEVEL, PAIR, values_of
from teacherflow_analysis.comparison.estimates import RUN, TIDY, estimated, over_counties, records
from teacherflow_analysis.inference import survival
from teacherflow_analysis.periods import LAST
from teacherflow_analysis.study import Study, load

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SPANS: Final = (1, 3, 5)
"""Years after which the rates of ``county_year`` ask who is still there."""
RATES: Final = ("retention", "presence", "zone_retention", "county_retention")
LONGEST: Final = 15
"""Years after which curves are not told."""
LEAST: Final = 10
"""Curves end where fewer spells than this, on average over all runs, are at risk in a run."""
RESTRICTED: Final = 10
"""Years of which the mean stay is reckoned."""
NOVICE_YEARS: Final = (3, 5)
ALL: Final = "all"
COLUMNS: Final = ("table", "scenario", "group", "what", "at", *TIDY)


@dataclass(frozen=True)
class Retention:
    """What a study says about who stays.

    Attributes
    ----------
    measures : pandas.DataFrame
        A row per measure: ``table, scenario, group, what, at`` (years), then `estimates.TIDY`.
        Tables: ``rates`` (what: one of `RATES`), ``survival`` (kept), ``stay`` (median, mean),
        ``incidence`` (a cause, or kept), ``novices`` (school, county), ``service`` (left: of a
        hundred careers that reach the year, how many end in it by quitting or leaving).
    tests : pandas.DataFrame
        Log-rank tests against the baseline: ``scenario, group, observed, expected, ratio,
        statistic, p``. A description, see `survival.log_rank`.
    """

    study: Study
    basis: str
    by: str
    measures: pd.DataFrame
    tests: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame:
        """Return the measures of one table."""
        return self.measures[self.measures["table"] == name].reset_index(drop=True)

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain JSON values; what is undefined is null."""
        tables = list(dict.fromkeys(self.measures["table"]))
        rest = [name for name in COLUMNS if name != "table"]
        return {
            "baseline": self.study.baseline,
            "basis": self.basis,
            "by": self.by,
            "tables": {name: records(self.table(name), rest) for name in tables},
            "log_rank": records(self.tests),
        }


def retention(
    study: str | PathLike[str] | Study,
    *,
    basis: str = "post",
    by: str = "zone",
    county: str | None = None,
) -> pd.DataFrame:
    """Return who stays, a row per measure: see `Retention.measures`.

    Parameters
    ----------
    study
        Folder of the results, or a loaded study.
    basis
        ``post`` or ``duty``: what a spell at a school is.
    by
        ``zone``, ``title``, ``route``, ``home`` or ``cohort``: the groups of spells.
    county
        One county of a study of several; by default their plain mean.
    """
    found = study if isinstance(study, Study) else load(study)
    return retention_of(found, basis, by, county).measures


def retention_of(
    study: Study, basis: str = "post", by: str = "zone", county: str | None = None
) -> Retention:
    """Return who stays with what belongs to it; `retention` gives the measures only."""
    import pandas as pd

    study = study.of_county(county)
    parts, tests = [rates(study)], _no_tests()
    if "careers" in study.results.tables:
        spells = spells_of(study, basis, by)
        risk, ended = spells.departures()
        longest = enough(risk)
        parts += [_survival(study, spells, risk, ended, longest)]
        parts += [_stay(study, spells, risk, ended, longest), _incidence(study, spells)]
        tests = log_ranks(study, spells, risk, ended)
    parts += _entrants(study)
    kept = [part for part in parts if len(part)]
    measures = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(COLUMNS))
    return Retention(study, basis, by, measures[list(COLUMNS)], tests)


def survival_of(study: Study, basis: str = "post", by: str = "zone") -> pd.DataFrame:
    """Return the table ``survival`` of `Retention.measures` alone."""
    spells = spells_of(study, basis, by)
    risk, ended = spells.departures()
    return _survival(study, spells, risk, ended, enough(risk))


def curves_of(study: Study, basis: str = "post", by: str = "zone") -> dict[str, pd.DataFrame]:
    """Return survival by run: for each group a row per (scenario, draw, replication).

    The columns are years in the post from 0 on; a curve ends where too few are at risk, and
    several counties are averaged.
    """
    import pandas as pd

    spells = spells_of(study, basis, by)
    risk, ended = spells.departures()
    share = survival.product_limit(risk, ended)
    index = pd.MultiIndex.from_frame(spells.runs[RUN])
    found = {}
    for g, (group, longest) in enumerate(zip(spells.groups, enough(risk), strict=True)):
        curve = pd.DataFrame(share[:, g, :longest], index, range(1, longest + 1))
        curve.insert(0, 0, 1.0)
        found[group] = over_counties(study, curve)
    return found


def incidence_of(study: Study, basis: str = "post", by: str = "zone") -> pd.DataFrame:
    """Return the table ``incidence`` of `Retention.measures` alone."""
    return _incidence(study, spells_of(study, basis, by))


def service_table(study: Study) -> pd.DataFrame:
    """Return the table ``service`` of `Retention.measures` alone."""
    return _service(study, service_of(study))


def rates(study: Study) -> pd.DataFrame:
    """Return the four rates, as means over the last five years, after 1, 3 and 5 years."""
    import pandas as pd

    held = set(study.indicators())
    columns = {
        f"{rate}_{span}y" + ("" if zone == ALL else f"_{zone}"): (rate, zone, span)
        for rate in RATES
        for zone in ((ALL,) if rate == "county_retention" else ("seat", "town", "village"))
        for span in SPANS
    }
    columns = {name: about for name, about in columns.items() if name in held}
    if not columns:
        return pd.DataFrame(columns=list(COLUMNS))
    values = values_of(study, list(columns))
    late = values[values.index.get_level_values("year").isin(study.years[-LAST:])]
    wide = late.groupby(level=["scenario", *PAIR], sort=True).mean()
    wide.columns = pd.MultiIndex.from_tuples(columns.values(), names=["what", "group", "at"])
    return estimated(study, wide).dropna(subset=["mean"]).assign(table="rates")


def enough(risk: np.ndarray) -> list[int]:
    """Return for each group the oldest age up to which enough spells are at risk, at most 15."""
    mean = risk.mean(axis=0) if len(risk) else risk.sum(axis=0)
    found = []
    for group in mean[:, :LONGEST]:
        few = group < LEAST
        found.append(int(few.argmax()) if few.any() else len(group))
    return found


def _wide(study: Study, spells: Spells, columns: list[tuple[Any, ...]], values: Any) -> Any:
    """Return values by run as a frame with named columns, counties averaged."""
    import numpy as np
    import pandas as pd

    index = pd.MultiIndex.from_frame(spells.runs[RUN])
    names = pd.MultiIndex.from_tuples(columns, names=["group", "what", "at"])
    return over_counties(study, pd.DataFrame(np.column_stack(values), index=index, columns=names))


def _survival(
    study: Study, spells: Spells, risk: np.ndarray, ended: np.ndarray, longest: list[int]
) -> pd.DataFrame:
    """Return the share that keeps the school beyond each age, by group."""
    share = survival.product_limit(risk, ended)
    columns, values = [], []
    for g, group in enumerate(spells.groups):
        for age in range(1, longest[g] + 1):
            columns.append((group, "kept", age))
            values.append(share[:, g, age - 1])
    return _told(study, spells, "survival", columns, values, (risk, ended))


def _told(
    study: Study,
    spells: Spells,
    table: str,
    columns: list[tuple[Any, ...]],
    values: list[np.ndarray],
    counts: tuple[np.ndarray, np.ndarray] | None = None,
) -> pd.DataFrame:
    """Return estimates; curves of a single run get Greenwood's interval."""
    import pandas as pd

    if not columns:
        return pd.DataFrame(columns=list(COLUMNS))
    frame = estimated(study, _wide(study, spells, columns, values)).assign(table=table)
    if counts is not None and len(study.counties) == 1 and study.replications * study.draws == 1:
        frame = _within(frame, spells, *counts)
    return frame.dropna(subset=["mean"])


def _within(
    frame: pd.DataFrame, spells: Spells, risk: np.ndarray, ended: np.ndarray
) -> pd.DataFrame:
    """Return curves of one run with the intervals that its spells give, had they no common luck."""
    import numpy as np
    from scipy.special import ndtri  # scipy.stats takes twice as long to load

    low, high = survival.greenwood(risk, ended, float(ndtri((1 + LEVEL) / 2)))
    run = {name: i for i, name in enumerate(spells.runs["scenario"])}
    group = {name: i for i, name in enumerate(spells.groups)}
    place = (
        frame["scenario"].map(run).to_numpy(),
        frame["group"].map(group).to_numpy(),
        frame["at"].to_numpy(dtype=int) - 1,
    )
    ends = [edge[place] for edge in (low, high)]
    known = np.isfinite(ends[0])
    return frame.assign(low=ends[0], high=ends[1], interval=np.where(known, "spells", ""))


def _stay(
    study: Study, spells: Spells, risk: np.ndarray, ended: np.ndarray, longest: list[int]
) -> pd.DataFrame:
    """Return the median stay, where half have left in the years told, and the mean of 10 years."""
    share = survival.product_limit(risk, ended)
    columns, values = [], []
    for g, group in enumerate(spells.groups):
        own = share[:, g, : longest[g]]
        columns.append((group, "median", longest[g]))
        values.append(_reached(spells, survival.median(own)))
        columns.append((group, "mean", RESTRICTED))
        values.append(survival.restricted_mean(own, RESTRICTED))
    return _told(study, spells, "stay", columns, values)


def _reached(spells: Spells, medians: np.ndarray) -> np.ndarray:
    """Return the medians of scenarios of which every run has one: the mean of some would mislead."""
    import pandas as pd

    told = pd.Series(medians)
    everywhere = told.notna().groupby(spells.runs["scenario"].to_numpy()).transform("all")
    return told.where(everywhere).to_numpy()


def _incidence(study: Study, spells: Spells) -> pd.DataFrame:
    """Return the share that has ended by each age from each cause, and the share that lasts."""
    risk, ended = spells.by_cause(SHOWN)
    share, kept = survival.incidence(risk, ended)
    columns, values = [], []
    for g, (group, longest) in enumerate(zip(spells.groups, enough(risk), strict=True)):
        for age in range(1, longest + 1):
            for c, cause in enumerate(SHOWN):
                columns.append((group, cause, age))
                values.append(share[:, g, c, age - 1])
            columns.append((group, "kept", age))
            values.append(kept[:, g, age - 1])
    return _told(study, spells, "incidence", columns, values)


def log_ranks(study: Study, spells: Spells, risk: np.ndarray, ended: np.ndarray) -> pd.DataFrame:
    """Return log-rank tests of each scenario against the baseline, stratified by run."""
    import numpy as np
    import pandas as pd

    runs = pd.MultiIndex.from_frame(spells.runs[["county", *PAIR]])
    scenario = spells.runs["scenario"].to_numpy()
    base = np.flatnonzero(scenario == study.baseline)
    rows = []
    for name in study.scenarios:
        own = np.flatnonzero(scenario == name)
        both = runs[base].intersection(runs[own], sort=True)
        here, there = own[runs[own].get_indexer(both)], base[runs[base].get_indexer(both)]
        if name == study.baseline or not len(both):
            continue
        for g, group in enumerate(spells.groups):
            test = survival.log_rank(risk[here, g], ended[here, g], risk[there, g], ended[there, g])
            ratio = test.observed / test.expected if test.expected > 0 else None
            rows.append((name, group, test.observed, test.expected, ratio, test.statistic, test.p))
    frame = pd.DataFrame(rows, columns=list(_no_tests().columns))
    numbers = ["observed", "expected", "ratio", "statistic", "p"]
    return frame.astype(dict.fromkeys(numbers, float))


def _no_tests() -> pd.DataFrame:
    import pandas as pd

    names = ["scenario", "group", "observed", "expected", "ratio", "statistic", "p"]
    return pd.DataFrame(columns=names)


def _entrants(study: Study) -> list[pd.DataFrame]:
    """Return what becomes of those who entered during the study."""
    if "moves" not in study.results.tables:
        return []
    service = service_of(study)
    parts = [_novices(study, service, "county"), _service(study, service)]
    if "careers" in study.results.tables:
        parts.insert(0, _novices(study, first_spells_of(study), "school"))
    return parts


def _novices(study: Study, spells: Spells, what: str) -> pd.DataFrame:
    """Return the share of novices who stay 3 and 5 years, by way of entry and of all."""
    import numpy as np

    risk, ended = spells.departures()
    chosen = [g for g, name in enumerate(spells.groups) if name in NOVICE_ROUTES]
    groups = [ALL, *(spells.groups[g] for g in chosen)]
    columns: list[tuple[Any, ...]] = []
    values: list[np.ndarray] = []
    if not chosen:
        return _told(study, spells, "novices", columns, values)
    counts = [
        np.concatenate([one[:, chosen].sum(axis=1, keepdims=True), one[:, chosen]], axis=1)
        for one in (risk, ended)
    ]
    share = survival.product_limit(*counts)
    for g, (group, longest) in enumerate(zip(groups, enough(counts[0]), strict=True)):
        for year in NOVICE_YEARS:
            if year <= longest:
                columns.append((group, what, year))
                values.append(share[:, g, year - 1])
    named = Spells(spells.runs, tuple(groups), spells.counts, spells.ages)
    return _told(study, named, "novices", columns, values, (counts[0], counts[1]))


def _service(study: Study, service: Spells) -> pd.DataFrame:
    """Return how many of a hundred careers that reach a year end in it by choice or contract."""
    import numpy as np

    risk, ended = service.by_cause({"left": ("quit", "leave_county", "other")})
    columns, values = [], []
    for g, (group, longest) in enumerate(zip(service.groups, enough(risk), strict=True)):
        for year in range(1, longest + 1):
            at = risk[:, g, year - 1]
            columns.append((group, "left", year))
            values.append(
                np.where(at > 0, 100 * ended[:, g, 0, year - 1] / np.maximum(at, 1), np.nan)
            )
    return _told(study, service, "service", columns, values)
