"""Table ``county_year``: one row a year with every county indicator."""

from __future__ import annotations

from typing import Any

from teacherflow.results import balance, fairness, flows, retention
from teacherflow.results.columns import Column, Table
from teacherflow.text import Text

TABLE = Table(
    "county_year",
    Text("每年全县指标", "Indicators of the county in every year"),
    ("year",),
    (
        Column("year", "int32", "school year", Text("学年", "School year")),
        *balance.COLUMNS,
        *flows.COLUMNS,
        *retention.COLUMNS,
        *fairness.COLUMNS,
    ),
)


def table(years: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the table of all years."""
    return TABLE.arrays({name: [year[name] for year in years] for name in TABLE.names})
