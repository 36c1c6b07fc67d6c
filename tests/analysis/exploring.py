"""A finished made-up study with every table that the explorer reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb
import numpy as np
import pandas as pd

from analysis.chromium import Chromium
from analysis.folder import county_year, write_folder
from teacherflow.results.groups_year import GROUPS

KEYS = ["county", "scenario", "draw", "replication"]
ZONES = {0: "seat", 1: "town", 2: "village", 3: "village"}


def full_folder(
    folder: Path,
    change: Mapping[str, Any] | None = None,
    *,
    policy: str = "rural_subsidy",
    **shape: Any,
) -> Path:
    """Write a study with groups, spending, schools and sections; four replications if not told."""
    frame = county_year(**{"replications": 4, **shape})
    write_folder(folder, frame, change)
    runs = frame[KEYS].drop_duplicates().reset_index(drop=True)
    years = sorted(frame["year"].unique())
    add(folder, groups_year=groups_year(runs, years), spending=spending(runs, years, policy))
    add(folder, schools=schools(runs), section_year=section_year(runs, years))
    return folder


def add(folder: Path, **tables: pd.DataFrame) -> None:
    """Put more tables into a study's folder and its manifest."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    entry = next(iter(manifest["tables"].values()))
    for name, rows in tables.items():
        path = folder / f"{name}.parquet"
        with duckdb.connect(":memory:") as database:
            database.register("rows", rows)
            columns = ", ".join(
                f'CASE WHEN isnan("{c}") THEN NULL ELSE "{c}" END AS "{c}"'
                if rows[c].dtype.kind == "f"
                else f'"{c}"'
                for c in rows.columns
            )
            database.execute(f"COPY (SELECT {columns} FROM rows) TO '{path}' (FORMAT parquet)")
        manifest["tables"][name] = entry | {"rows": len(rows), "bytes": path.stat().st_size}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def groups_year(runs: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """Welfare with luck of its own in every row; a group that is always empty, one at times."""
    groups = pd.DataFrame(
        [(by, value) for by, values in GROUPS.items() for value in values], columns=["by", "value"]
    )
    frame = runs.merge(pd.DataFrame({"year": years}), how="cross").merge(groups, how="cross")
    luck = np.random.default_rng(7)
    n = len(frame)
    frame["n"] = luck.integers(5, 400, n)
    frame["welfare"] = 4000 + 50 * luck.normal(size=n)
    frame["effectiveness"] = 0.05 * luck.normal(size=n)
    frame["worse_off"] = luck.uniform(size=n)
    frame["better_off"] = luck.uniform(size=n)
    frame["net_better_off"] = frame["better_off"] - frame["worse_off"]
    shares = ["worse_off", "better_off", "net_better_off"]
    frame.loc[frame["scenario"] == "status_quo", shares] = 0.0
    gone = (frame["value"] == "silver") | ((frame["value"] == "bonded") & (frame["year"] == 2036))
    frame.loc[gone, ["welfare", "effectiveness", *shares]] = np.nan
    frame.loc[gone, "n"] = 0
    return frame


def spending(runs: pd.DataFrame, years: list[int], policy: str) -> pd.DataFrame:
    """A subsidy of two lines from its second year on, in the package, and in odd runs a grant."""
    paid = runs[runs["scenario"] == "package"]
    frame = paid.merge(pd.DataFrame({"year": years[1:]}), how="cross")
    first = frame.assign(item="town", yuan=1e6 + 1e4 * frame["replication"], payer="county")
    second = frame.assign(item="village", yuan=2e6 + 1e3 * frame["year"], payer="county")
    odd = frame[frame["replication"] % 2 == 1]
    grant = odd.assign(item="grant", yuan=5e5, payer="province")
    return pd.concat([first, second, grant], ignore_index=True).assign(policy=policy)


def schools(runs: pd.DataFrame) -> pd.DataFrame:
    """Four schools; the village school 3 closes in 2030."""
    about = pd.DataFrame(
        {
            "school_id": list(ZONES),
            "name": [f"{zone}_{i:03d}" for i, zone in ZONES.items()],
            "x": [0.0, 8.0, -9.0, 20.0],
            "y": [0.0, 3.0, 6.0, -11.0],
            "zone": list(ZONES.values()),
        }
    )
    return runs.merge(about, how="cross")


def section_year(runs: pd.DataFrame, years: list[int]) -> pd.DataFrame:
    """Primary sections everywhere, a junior one at school 1; more backbones under the package."""
    places = pd.DataFrame(
        [(0, "primary"), (1, "primary"), (1, "junior"), (2, "primary"), (3, "primary")],
        columns=["school_id", "stage"],
    )
    frame = runs.merge(pd.DataFrame({"year": years}), how="cross").merge(places, how="cross")
    frame = frame[(frame["school_id"] != 3) | (frame["year"] < 2030)].reset_index(drop=True)
    frame["zone"] = frame["school_id"].map(ZONES)
    frame["pupils"] = 400 - 90 * frame["school_id"] + 10 * (frame["stage"] == "junior")
    frame["on_duty"] = frame["pupils"] // 15
    for column, part in {"degree": 2, "midsenior": 3, "artspe": 9, "novices": 5}.items():
        frame[column] = frame["on_duty"] // part
    frame["backbone"] = frame["pupils"] // 90 + 2 * (frame["scenario"] == "package")
    frame["vacancies"] = frame["school_id"]
    frame["surplus"] = 3 - frame["school_id"]
    frame["mean_effectiveness"] = 0.02 * frame["school_id"] - 0.05 * (frame["stage"] == "junior")
    return frame


def at(page: str, **choices: Any) -> str:
    """Return the address of a view."""
    return f"{page}#{urlencode(choices, doseq=True)}"


def words(browser: Chromium) -> str:
    """Return what a reader sees."""
    found: str = browser.value("document.body.innerText")
    return found


def table(browser: Chromium) -> list[list[str]]:
    """Return the texts of the table below the picture."""
    found: list[list[str]] = browser.value(
        "[...document.querySelectorAll('#view tbody tr')]"
        ".map(row => [...row.children].map(cell => cell.textContent))"
    )
    return found
