"""Table ``nation_year``: all counties of a study together, made from ``county_year`` by merging.

Counts of people, posts and events, and yuan, are added up. Rates are means over the counties in
which they are defined, weighted by the teachers in service there (``headcount``): what is seen
from where a teacher serves. What a county passes or not becomes the share of counties that pass.
Coefficients of variation have their 10th, 50th and 90th percentile over counties beside the mean,
every county counted once.
"""

from __future__ import annotations

from collections.abc import Iterator

from teacherflow.results import county_year
from teacherflow.results.columns import Column, Table
from teacherflow.text import Text

NATION = "nation"
"""What stands in the column ``county``."""
PERCENTILES = (10, 50, 90)

_SPREAD = "cv_"


def _sums(column: Column) -> bool:
    return column.kind == "int32" or column.unit == "yuan"


def _made(column: Column) -> Iterator[tuple[Column, str]]:
    """Yield the columns made from a column of counties, with their SQL."""
    name, text = f'"{column.name}"', column.text
    if column.kind == "bool":
        told = Text(
            f"达到者占各县之比：{text.zh}", f"Share of counties of which it holds: {text.en}"
        )
        share = Column(f"share_{column.name}", "float64", "share", told, nullable=True)
        yield share, f"avg({name}::DOUBLE)"
    elif _sums(column):
        told = Text(f"各县合计：{text.zh}", f"Sum of counties: {text.en}")
        kind, cast = ("int64", "BIGINT") if column.kind == "int32" else ("float64", "DOUBLE")
        added = f"sum({name})" if column.kind == "int32" else f"fsum({name})"
        yield Column(column.name, kind, column.unit, told), f"{added}::{cast}"  # type: ignore[arg-type]
    else:
        told = Text(
            f"按在职教师数加权的各县均值：{text.zh}",
            f"Mean of counties, weighted by teachers in service: {text.en}",
        )
        known = f"sum(CASE WHEN {name} IS NOT NULL THEN headcount END)"
        mean = Column(column.name, "float64", column.unit, told, nullable=True)
        yield mean, f"fsum({name} * headcount) / {known}"
        if column.name.startswith(_SPREAD):
            for percent in PERCENTILES:
                yield _percentile(column, percent), f"quantile_cont({name}, {percent / 100})"


def _percentile(column: Column, percent: int) -> Column:
    told = Text(
        f"各县的第 {percent} 百分位数：{column.text.zh}",
        f"Percentile {percent} of counties: {column.text.en}",
    )
    return Column(f"{column.name}_p{percent}", "float64", column.unit, told, nullable=True)


_COUNTIES = Column("counties", "int32", "", Text("县数", "Number of counties"))
_MADE = tuple(
    pair for column in county_year.TABLE if column.name != "year" for pair in _made(column)
)

TABLE = Table(
    "nation_year",
    Text(
        "每年各县合计（多县研究）",
        "All counties together in every year (studies of several counties)",
    ),
    ("year",),
    (county_year.TABLE.columns[0], _COUNTIES, *(column for column, _ in _MADE)),
)


def query(source: str) -> str:
    """Return the SQL of the table.

    Parameters
    ----------
    source : str
        SQL of the rows of ``county_year``.
    """
    made = ", ".join(f'{sql} AS "{column.name}"' for column, sql in _MADE)
    by = "scenario, draw, replication, year"
    return (
        f"SELECT '{NATION}'::VARCHAR AS county, {by}, count(*)::INTEGER AS counties, {made} "
        f"FROM {source} GROUP BY {by} ORDER BY {by}"
    )
