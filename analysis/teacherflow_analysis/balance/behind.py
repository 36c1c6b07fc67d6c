"""Which schools hold the balance back: the coefficient of variation taken apart school by school.

The square of the official coefficient is a sum over schools, CV² = Σ (P_i / P) (X_i / X - 1)², with
P_i pupils and X_i persons per pupil. A school's part is its term over the sum: parts are exact,
never negative, and add up to one. A school far above the mean has a part as one far below has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from teacherflow.indicators import SMALLEST
from teacherflow.study.tables import quoted
from teacherflow.text import Text
from teacherflow_analysis.comparison.compare import PAIR
from teacherflow_analysis.errors import unknown
from teacherflow_analysis.frames import dicts, levels
from teacherflow_analysis.inference.spread import spread_of_series
from teacherflow_analysis.small_cells import hidden, real_schools
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd

COUNTS: Final = {"teachers": "on_duty"} | {
    name: name for name in ("degree", "backbone", "midsenior", "artspe")
}
ZONES: Final = ("seat", "town", "village")
SIDES: Final = ("below", "above")
OTHERS: Final = ""
"""Name of the row of the schools that are not told one by one."""


@dataclass(frozen=True)
class Cell:
    """Schools of one zone on one side of the county's mean; means over the runs.

    Attributes
    ----------
    schools : float
        Number of schools.
    part, low, high : float or None
        Their part of CV², with the 95 % interval of the mean; None if too few persons are in it.
    """

    zone: str
    side: str
    schools: float
    part: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class School:
    """One school; without numbers if it has too few persons, or all such schools together.

    Attributes
    ----------
    part : float or None
        Its part of CV².
    low, high : float or None
        95 % interval over the runs, where the schools of all runs are the same.
    """

    name: str
    zone: str
    pupils: float | None
    per_hundred: float | None
    side: str
    part: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Behind:
    """What makes up the coefficient of one item in one year under one scenario.

    Attributes
    ----------
    cv : float or None
        Mean over the runs.
    half, half_low, half_high : float or None
        Fewest schools that together make half of CV², mean over the runs, and its 95 % interval.
    rated : float or None
        Schools that are rated, mean over the runs.
    same_schools : bool
        Whether the schools of all runs are the same; if not, ``schools`` are those of one run.
    """

    scenario: str
    year: int
    stage: str
    item: str
    cv: float | None
    half: float | None
    half_low: float | None
    half_high: float | None
    rated: float | None
    same_schools: bool
    suppressed: bool
    cells: tuple[Cell, ...]
    schools: tuple[School, ...]

    @property
    def alike(self) -> bool:
        """Whether the schools do not differ, in any run: then none has a part."""
        return self.half == 0

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


def parts(
    study: Study, county: str, scenario: str, stage: str, item: str, year: int
) -> pd.DataFrame:
    """Return every rated school of every run with its part of CV².

    Returns
    -------
    pandas.DataFrame
        Columns draw, replication, school_id, zone, pupils, persons, per_hundred, side, part and
        cv (of the run). A run in which nobody bears the item has no coefficient and is left out.
    """
    import numpy as np

    if item not in COUNTS:
        raise unknown(Text("项目", "item"), item, COUNTS)
    frame = study.sql(
        f"SELECT draw, replication, school_id, zone, pupils::DOUBLE AS pupils, "
        f"{COUNTS[item]}::DOUBLE AS persons FROM section_year "
        f"WHERE county = {quoted(county)} AND scenario = {quoted(scenario)} "
        f"AND stage = {quoted(stage)} AND year = {year} AND pupils >= {SMALLEST} "
        "ORDER BY draw, replication, school_id"
    )
    run = frame.groupby(PAIR)
    mean = run["persons"].transform("sum") / run["pupils"].transform("sum")
    frame = frame[mean > 0]
    mean, run = mean[mean > 0], frame.groupby(PAIR)
    ratio = frame["persons"] / frame["pupils"] / mean
    term = frame["pupils"] / run["pupils"].transform("sum") * (ratio - 1) ** 2
    square = term.groupby([frame["draw"], frame["replication"]]).transform("sum")
    part = (term / square.where(square > 0)).fillna(0.0)
    return frame.assign(
        per_hundred=100 * frame["persons"] / frame["pupils"],
        side=np.where(ratio < 1, "below", "above"),
        part=part,
        cv=np.sqrt(square),
    )


def behind(
    study: Study, county: str, scenario: str, stage: str, item: str, year: int
) -> Behind | None:
    """Return what makes up one coefficient; None if the results cannot tell."""
    if "section_year" not in study.results.tables:
        return None
    found = parts(study, county, scenario, stage, item, year)
    if not len(found):
        return None
    real, same = real_schools(study, county), _same_schools(study, county, stage)
    runs = found.groupby(PAIR)
    half = spread_of_series(runs["part"].apply(_half))
    return Behind(
        scenario,
        year,
        stage,
        item,
        spread_of_series(runs["cv"].first()).mean,
        *(half.mean, half.low, half.high),
        spread_of_series(runs.size().astype(float)).mean,
        same,
        real,
        tuple(_cells(found, real)),
        tuple(_told(_schools(study, county, found, same), real)),
    )


def _half(part: pd.Series) -> float:
    """Return the fewest schools whose parts make half of the sum; none if all are equal."""
    ordered = part.sort_values(ascending=False).cumsum()
    return 0.0 if part.sum() == 0 else float((ordered < 0.5 - 1e-12).sum() + 1)


def _cells(found: pd.DataFrame, real: bool) -> Iterator[Cell]:
    import numpy as np

    runs = levels(found.groupby(PAIR).size().index)
    held = {(str(zone), str(side)): one for (zone, side), one in found.groupby(["zone", "side"])}
    cells = {cell: held[cell].groupby(PAIR) for cell in sorted(held, key=_place)}
    persons = [_by_run(here["persons"].sum(), runs).mean() for here in cells.values()]
    few = hidden(np.array(persons)) & real
    for ((zone, side), here), small in zip(cells.items(), few, strict=True):
        schools = float(_by_run(here.size(), runs).mean())
        if small:
            yield Cell(zone, side, schools, None, None, None)
            continue
        part = spread_of_series(_by_run(here["part"].sum(), runs))
        yield Cell(zone, side, schools, part.mean, part.low, part.high)


def _place(cell: tuple[str, str]) -> tuple[int, int]:
    return ZONES.index(cell[0]), SIDES.index(cell[1])


def _by_run(values: pd.Series, runs: pd.MultiIndex) -> pd.Series:
    """Return what every run has of a cell; 0 where it has none of its schools."""
    return values.astype(float).reindex(runs, fill_value=0.0)


def _same_schools(study: Study, county: str, stage: str) -> bool:
    """Tell whether every run has the same schools: equal pupils in the first year.

    Schools of a county that is made from totals are drawn anew in every replication, so a number
    of a school means nothing beyond its run.
    """
    frame = study.sql(
        "SELECT school_id, count(DISTINCT pupils) AS sizes, count(*) AS runs FROM section_year "
        f"WHERE county = {quoted(county)} AND scenario = {quoted(study.baseline)} "
        f"AND stage = {quoted(stage)} AND year = {study.years[0]} GROUP BY school_id"
    )
    return bool(len(frame)) and bool((frame["sizes"] == 1).all() and (frame["runs"] > 1).all())


def _schools(study: Study, county: str, found: pd.DataFrame, same: bool) -> pd.DataFrame:
    """Return schools by their part, the largest first: means of the runs, or those of one run.

    A school that has closed in some runs makes no part there; its pupils are those where it is.
    """
    import pandas as pd

    first = found[["draw", "replication"]].drop_duplicates().iloc[0]
    if not same:
        at = (found["draw"] == first["draw"]) & (found["replication"] == first["replication"])
        found = found[at]
    runs, rows = levels(found.groupby(PAIR).size().index), []
    for school, one in found.groupby("school_id"):
        part = spread_of_series(_by_run(one.set_index(PAIR)["part"], runs))
        means = one[["pupils", "persons", "per_hundred"]].mean()
        below = (one["side"] == "below").mean() >= 0.5
        ends = (part.low, part.high) if same else (None, None)
        rows.append(
            {"school_id": school, "zone": one["zone"].iloc[0], **means.to_dict()}
            | {"side": SIDES[0] if below else SIDES[1], "part": part.mean}
            | {"low": ends[0], "high": ends[1]}
        )
    table = pd.DataFrame(rows).merge(_names(study, county, first), on="school_id", how="left")
    table["name"] = table["name"].fillna(table["school_id"].astype(str))
    return table.sort_values(["part", "school_id"], ascending=[False, True])


def _names(study: Study, county: str, run: pd.Series) -> pd.DataFrame:
    import pandas as pd

    if "schools" not in study.results.tables or "name" not in study.columns("schools"):
        return pd.DataFrame({"school_id": pd.Series(dtype="int64"), "name": pd.Series(dtype=str)})
    return study.sql(
        f"SELECT school_id, any_value(name) AS name FROM schools WHERE county = {quoted(county)} "
        f"AND draw = {run['draw']} AND replication = {run['replication']} GROUP BY school_id"
    )


def _told(table: pd.DataFrame, real: bool) -> Iterator[School]:
    """Yield schools; of real ones those with few persons stand together, without their numbers."""
    few = hidden(table["persons"].to_numpy(float)) & real
    for row in dicts(table[~few]):
        low, high = row["low"], row["high"]
        ends = (None, None) if low is None or low != low else (low, high)
        about = (row["zone"], row["pupils"], row["per_hundred"], row["side"], row["part"])
        yield School(str(row["name"]), *about, *ends)
    rest = table[few]
    for row in dicts(rest):
        yield School(str(row["name"]), row["zone"], row["pupils"], None, "", None, None, None)
    if len(rest):
        yield School(OTHERS, "", None, None, "", float(rest["part"].sum()), None, None)
