"""A finished study folder without a simulator: made-up tables that have the form of results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from teacherflow.scenario import Study
from teacherflow.study.durable import hash_of
from teacherflow.study.inputs import inputs_of, keep
from teacherflow.study.manifest import Manifest, TableEntry, begin, manifest_in, write_manifest
from teacherflow.study.plan import Done, Identity, Unit

TITLES = {
    "status_quo": {"zh": "现状", "en": "Status quo"},
    "rotation": {"zh": "六年轮岗", "en": "Six-year rotation"},
    "package": {"zh": "轮岗加补助", "en": "Rotation and subsidy"},
}
"""Scenarios of the made-up study."""

#                               start, drift a year, spread, effect of rotation and package
SHAPES: dict[str, tuple[float, float, float, float, float]] = {
    "cv_teachers_primary_duty": (0.31, 0.004, 0.012, -0.010, -0.030),
    "cv0_teachers_primary_duty": (0.18, 0.001, 0.004, 0.0, 0.0),
    "cv_teachers_junior_duty": (0.33, 0.003, 0.015, -0.008, -0.020),
    "cv0_teachers_junior_duty": (0.19, 0.001, 0.004, 0.0, 0.0),
    "cv_backbone_primary_duty": (0.66, 0.006, 0.025, 0.018, -0.110),
    "cv0_backbone_primary_duty": (0.55, 0.002, 0.010, 0.0, 0.0),
    "cv_backbone_junior_duty": (0.57, 0.004, 0.025, 0.010, -0.090),
    "cv0_backbone_junior_duty": (0.47, 0.002, 0.010, 0.0, 0.0),
    "retention_3y_seat": (0.88, 0.0, 0.010, -0.002, -0.004),
    "retention_3y_town": (0.72, -0.002, 0.012, 0.003, 0.010),
    "retention_3y_village": (0.70, -0.003, 0.015, 0.002, 0.060),
    "presence_3y_village": (0.69, -0.003, 0.015, -0.060, -0.020),
    "vacancy_seat": (40.0, -0.8, 8.0, 2.0, 6.0),
    "vacancy_town": (95.0, 1.5, 12.0, -3.0, 4.0),
    "vacancy_village": (210.0, 6.0, 18.0, -12.0, -80.0),
    "novice_share_seat": (0.03, 0.0, 0.006, 0.001, 0.002),
    "novice_share_town": (0.11, -0.001, 0.008, 0.001, 0.006),
    "novice_share_village": (0.22, -0.003, 0.012, -0.002, -0.030),
    "moves_up": (92.0, -1.0, 9.0, -4.0, -28.0),
    "moves_down": (5.0, 0.0, 2.0, 0.5, 4.0),
    "moves_level": (249.0, -3.0, 14.0, 2.0, -5.0),
    "mismatch": (310.0, 2.0, 15.0, 140.0, 130.0),
    "effectiveness_village": (-0.12, 0.0, 0.010, 0.004, 0.030),
    "welfare_village": (4300.0, 15.0, 40.0, -60.0, 420.0),
    "spending": (0.0, 0.0, 0.0, 0.0, 11.5e6),
}
FIRST, COUNT = 2024, 15


def county_year(
    replications: int = 20,
    draws: int = 1,
    counties: Iterable[str] = ("zhijin",),
    scenarios: Iterable[str] = tuple(TITLES),
) -> pd.DataFrame:
    """Rows of ``county_year``; a pair shares its luck in all scenarios but for a little of it."""
    years = np.arange(COUNT)
    frames = []
    for i, county in enumerate(counties):
        for draw in range(draws):
            for replication in range(replications):
                luck = np.random.default_rng((i, draw, replication))
                common = {c: luck.normal(size=COUNT) for c in SHAPES}
                for name in scenarios:
                    keys = {"county": county, "scenario": name, "draw": draw}
                    keys |= {"replication": replication, "year": FIRST + years}
                    columns = {
                        c: _path(name, shape, common[c], luck, years) for c, shape in SHAPES.items()
                    }
                    columns["pass_county"] = columns["cv_backbone_primary_duty"] <= 0.5
                    frames.append(pd.DataFrame({**keys, **columns}))
    frame = pd.concat(frames, ignore_index=True)
    early = frame["year"] < FIRST + 3
    late = [c for c in frame.columns if c.startswith(("retention_3y", "presence_3y"))]
    frame.loc[early, late] = np.nan
    return frame


def _path(
    scenario: str,
    shape: tuple[float, float, float, float, float],
    common: np.ndarray,
    luck: np.random.Generator,
    years: np.ndarray,
) -> np.ndarray:
    start, drift, spread, rotation, package = shape
    effect = {"rotation": rotation, "package": package}.get(scenario, 0.0)
    own = 0.0 if scenario == "status_quo" else luck.normal(size=len(years)) * 0.9 * spread
    return start + drift * years + spread * common + own + effect * np.clip(years - 1, 0, 6) / 6


def write_folder(
    folder: Path,
    frame: pd.DataFrame | None = None,
    change: Mapping[str, Any] | None = None,
    groups: pd.DataFrame | None = None,
    more: Mapping[str, pd.DataFrame] | None = None,
) -> Path:
    """Write a finished study; ``change`` replaces keys of the study as resolved.

    ``more`` are further tables by name.
    """
    rows = county_year() if frame is None else frame
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"county_year": _written(folder / "county_year.parquet", rows)}
    if groups is not None:
        tables["groups_year"] = _written(folder / "groups_year.parquet", groups)
    for name, table in (more or {}).items():
        tables[name] = _written(folder / f"{name}.parquet", table)
    write_manifest(folder, manifest(rows, tables, change))
    return folder


def with_inputs(folder: Path, study: Study) -> Path:
    """Let made-up results be those of a study that was read, all of whose scenarios did the same."""
    held, inputs = manifest_in(folder), inputs_of(study)
    done = {unit: Done(unit, dict.fromkeys(one.scenarios, "0")) for unit, one in held.done.items()}
    keep(folder, inputs)
    more = {"done": done, "tables": held.tables, "file": inputs.study, "inputs": inputs.hashes}
    write_manifest(folder, replace(begin(study), **more))
    return folder


def _written(path: Path, rows: pd.DataFrame) -> TableEntry:
    with duckdb.connect(":memory:") as database:
        database.register("rows", rows)
        columns = ", ".join(_typed(name, rows[name].dtype.kind) for name in rows.columns)
        query = f"COPY (SELECT {columns} FROM rows) TO $path (FORMAT parquet)"
        database.execute(query, {"path": str(path)})
    return TableEntry(len(rows), path.stat().st_size, hash_of(path))


def _typed(name: str, kind: str) -> str:
    if kind == "f":
        return f'CASE WHEN isnan("{name}") THEN NULL ELSE "{name}" END AS "{name}"'
    return f'"{name}"'


def manifest(
    rows: pd.DataFrame,
    tables: Mapping[str, TableEntry],
    change: Mapping[str, Any] | None = None,
) -> Manifest:
    """The manifest of made-up rows."""
    scenarios = list(dict.fromkeys(rows["scenario"]))
    study = {
        "title": {"zh": "织金县三种改革方案", "en": "Three reforms for Zhijin County"},
        "years": {"start": FIRST, "count": COUNT, "burn_in": 10},
        "seed": 1,
        "replications": int(rows["replication"].nunique()),
        "draws": int(rows["draw"].nunique()),
        "counties": list(dict.fromkeys(rows["county"])),
        "baseline": "status_quo",
        "scenarios": {name: {"title": TITLES.get(name)} for name in scenarios},
    }
    units = rows[["county", "draw", "replication"]].drop_duplicates()
    done = {
        (unit := Unit(str(u.county), int(u.draw), int(u.replication))): Done(
            unit, {name: name for name in scenarios}
        )
        for u in units.itertuples(index=False)
    }
    return Manifest(
        study=study | dict(change or {}),
        identity=Identity("0", dict.fromkeys(scenarios, "0")),
        versions={"teacherflow": "0.1.0"},
        done=done,
        tables=dict(tables),
    )
