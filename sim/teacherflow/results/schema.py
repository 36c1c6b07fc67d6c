"""Every table of results: names, types, units and definitions, as docs/results.md prints them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from teacherflow.results import (
    careers,
    county_year,
    exchanges,
    groups_year,
    moves,
    schools,
    section_year,
    spending,
    teachers,
    titles,
)
from teacherflow.results.columns import Table, Values

TABLES: dict[str, Table] = {
    module.TABLE.name: module.TABLE
    for module in (
        county_year,
        section_year,
        groups_year,
        schools,
        moves,
        careers,
        titles,
        spending,
        exchanges,
        teachers,
    )
}
"""The tables by name. In files every one begins with county, scenario, draw and replication."""


YEARLY = frozenset({"county_year", "groups_year"})
"""Tables with some rows a year, whatever the size of the county."""


def sql_types(
    record: tuple[str, ...] = (), only: tuple[str, ...] | None = None
) -> dict[str, dict[str, str]]:
    """Return the DuckDB type of every column of every table that a study stores.

    Parameters
    ----------
    record : tuple of str
        Optional tables that the study asks for.
    only : tuple of str or None
        The other tables that are stored; None is all.

    Raises
    ------
    KeyError
        If there is no such optional table.
    """
    for name in record:
        if name not in TABLES or not TABLES[name].optional:
            raise KeyError(name)
    return {
        name: {column.name: column.sql for column in table}
        for name, table in TABLES.items()
        if (name in record if table.optional else only is None or name in only)
    }


def frame(columns: Mapping[str, Values]) -> pd.DataFrame:
    """Return one table as a DataFrame whose undefined values are NULL for every reader.

    Integers and booleans keep their type (nullable ones in pandas' masked types); undefined
    floats are NaN, which the store writes as NULL; text is spelt out, None where undefined.
    """
    return pd.DataFrame({name: _series(values) for name, values in columns.items()}, copy=False)


def _series(values: Values) -> object:
    if isinstance(values, pd.Categorical):
        text = np.array([*values.categories, None], dtype=object)
        return text[values.codes]
    if not isinstance(values, np.ma.MaskedArray):
        return values
    mask, data = np.ma.getmaskarray(values), values.data
    match data.dtype.kind:
        case "f":
            return np.where(mask, np.nan, data)
        case "i":
            return pd.arrays.IntegerArray(data, mask)
        case _:
            return pd.arrays.BooleanArray(data, mask)
