"""Standing and cost as CSV files, one for each of their tables."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from teacherflow_analysis.balance.behind import Behind
from teacherflow_analysis.balance.standing import Standing
from teacherflow_analysis.csv_files import write_csv

if TYPE_CHECKING:
    import pandas as pd

    from teacherflow_analysis.money.cost import Cost


def write_standing(standing: Standing, schools: list[Behind], path: Path) -> list[Path]:
    """Write lines, and beside them minima and schools; return the files."""
    keys = ("scenario", "year", "stage", "item")
    told = [
        {key: getattr(found, key) for key in keys} | asdict(one)
        for found in schools
        for one in found.schools
    ]
    tables = {
        "": standing.as_frame(),
        "_minima": _frame([asdict(one) for one in standing.minima]),
        "_schools": _frame(told),
    }
    return _write(tables, path)


def write_cost(cost: Cost, path: Path) -> list[Path]:
    """Write the ledger, and beside it what money buys and the budgets; return the files."""
    worth = [
        {"outcome": worth.outcome.name, "per": worth.outcome.per.en}
        | asdict(one)
        | {"answer": one.answer.value, "beaten_by": " ".join(one.beaten_by)}
        | {"left_out_years": " ".join(map(str, one.left_out_years))}
        for worth in cost.worths
        for one in worth.ratios
    ]
    tables = {
        "": cost.as_frame(),
        "_worth": _frame(worth),
        "_budget": _frame([asdict(one) for one in cost.bounds]),
    }
    return _write(tables, path)


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows)


def _write(tables: dict[str, pd.DataFrame], path: Path) -> list[Path]:
    return [
        write_csv(frame, path.with_name(f"{path.stem}{suffix}{path.suffix or '.csv'}"))
        for suffix, frame in tables.items()
        if len(frame)
    ]
