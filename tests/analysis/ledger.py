"""A small study worked out by hand: three schools a stage, four runs, a ledger with a receipt."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from analysis.folder import write_folder
from teacherflow.indicators import LINES, noise_floor, unevenness, variation

KEYS = ["county", "scenario", "draw", "replication"]
SCENARIOS = ("status_quo", "package", "rotation")
YEARS = (2024, 2025, 2026)
PUPILS = {"primary": (1000, 400, 100, 40), "junior": (600, 500, 300)}
"""Pupils of the schools; the fourth primary school is too small to be rated."""
BACKBONES = {"primary": (12, 4, 0, 2), "junior": (6, 5, 3)}
ZONES = ("seat", "town", "village", "village")
ITEMS = ("degree", "backbone", "midsenior", "artspe")


def sections(names: tuple[str, ...] = SCENARIOS, runs: int = 4, draws: int = 1) -> pd.DataFrame:
    """Rows of ``section_year``; the package brings a backbone to the village in odd runs."""
    rows = []
    for scenario in names:
        for draw in range(draws):
            for run in range(runs):
                for year in YEARS:
                    for stage, pupils in PUPILS.items():
                        for school, size in enumerate(pupils):
                            moved = scenario == "package" and year > 2024 and run % 2 == 1
                            backbone = BACKBONES[stage][school]
                            if stage == "primary" and moved:
                                backbone += (-3, 0, 3, 0)[school]
                            posts = size // 15
                            rest = (ZONES[school], size, posts + run, posts, backbone)
                            rows.append(("zhijin", scenario, draw, run, year, school, stage, *rest))
    head = [*KEYS, "year", "school_id", "stage", "zone", "pupils", "on_duty", "posts", "backbone"]
    frame = pd.DataFrame(rows, columns=head)
    return frame.assign(
        degree=frame["on_duty"], midsenior=frame["posts"] // 2, artspe=frame["pupils"] // 100
    )


def county_year(rows: pd.DataFrame) -> pd.DataFrame:
    """Columns of ``county_year`` that follow from the schools, and some of their own."""
    found = []
    for keys, run in rows.groupby([*KEYS, "year"]):
        values: dict[str, Any] = dict(zip([*KEYS, "year"], keys, strict=True))
        for k, stage in enumerate(PUPILS):
            rated = run[(run["stage"] == stage) & (run["pupils"] >= 50)]
            size = rated["pupils"].to_numpy(float)
            counts = np.array([rated[i].to_numpy(float) for i in ("on_duty", *ITEMS)])
            each, people = np.empty((2, size.size)), counts.sum(axis=1)
            unevenness(counts[0], size, each[0], each[1])
            for i, item in enumerate(("teachers", *ITEMS)):
                cv = float(variation(counts[i], size))
                values[f"cv_{item}_{stage}_duty"] = cv
                values[f"cv0_{item}_{stage}_duty"] = float(
                    noise_floor(people[i], people[0], size.sum(), each.sum(axis=1))
                )
                values[f"cv_{item}_{stage}_post"] = cv + 0.1
                values[f"pass_{item}_{stage}"] = cv <= LINES[k]
        odd = values["replication"] % 2 == 1
        values["pass_county"] = bool(
            values["scenario"] == "package" and values["year"] > 2024 and odd
        )
        extra = {"package": 0.1, "appeal": 0.05}.get(values["scenario"], 0.0)
        for zone in ("town", "village"):
            kept = 0.5 + 0.01 * values["replication"] + extra
            values[f"retention_1y_{zone}"] = np.nan if values["year"] == 2024 else kept
        values |= {"headcount": 120, "payroll": 1e6 + 1e5 * extra, "spending": 0.0}
        found.append(values)
    return pd.DataFrame(found)


def spending(rows: pd.DataFrame) -> pd.DataFrame:
    """The package pays 1,000 and more in later runs, and receives 200; rotation pays nothing."""
    runs = rows[[*KEYS, "year"]].drop_duplicates()
    runs = runs[(runs["scenario"] == "package") & (runs["year"] > 2024)]
    paid = runs.assign(policy="rural_subsidy", item="village", payer="county")
    paid["yuan"] = 1000.0 + 100 * paid["replication"]
    back = runs.assign(policy="bonded_students", item="repaid", payer="province", yuan=-200.0)
    return pd.concat([paid, back], ignore_index=True)


def write(
    folder: Path,
    rows: pd.DataFrame,
    change: Mapping[str, Any] | None = None,
    ledger: pd.DataFrame | None = None,
    frame: pd.DataFrame | None = None,
    **tables: pd.DataFrame,
) -> Path:
    """Write the study with its tables."""
    years = {"years": {"start": YEARS[0], "count": len(YEARS), "burn_in": 0}}
    change = years | dict(change or {})
    found = write_folder(folder, county_year(rows) if frame is None else frame, change)
    tables |= {"section_year": rows, "spending": spending(rows) if ledger is None else ledger}
    manifest = json.loads((found / "manifest.json").read_text("utf-8"))
    entry = next(iter(manifest["tables"].values()))
    for name, table in tables.items():
        path = found / f"{name}.parquet"
        with duckdb.connect(":memory:") as database:
            database.register("rows", table)
            database.execute("COPY rows TO $path (FORMAT parquet)", {"path": str(path)})
        manifest["tables"][name] = entry | {"rows": len(table), "bytes": path.stat().st_size}
    (found / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return found
