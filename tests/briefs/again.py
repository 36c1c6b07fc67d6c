"""Every kind of number of a brief, worked out again from the stored files with pandas and scipy."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from teacherflow_analysis.brief.blocks import Source

UNIT = ["draw", "replication"]
ENDS = ("difference_low", "difference_high")
LOWER = ("cv_", "vacancy", "mismatch", "theil", "short")
NEITHER = ("spending", "moves_", "novice", "n.", "share_", "worse_off", "better_off")


@cache
def table(folder: Path, name: str) -> pd.DataFrame:
    import duckdb

    with duckdb.connect(":memory:") as database:
        return database.execute(
            "FROM read_parquet($path)", {"path": str(folder / f"{name}.parquet")}
        ).df()


def again(folder: Path, source: Source) -> float:
    """Return the number that a source stands for."""
    if source.table == "statute":
        return {"primary": 0.5, "junior": 0.45}[source.column]
    if source.table == "manifest":
        return _of_manifest(json.loads((folder / "manifest.json").read_text("utf-8")), source)
    if source.table == "section_year":
        return _of_sections(folder, source)
    if source.table == "spending":
        return _of_ledger(folder, source)
    if source.statistic in ("best", "regret", "regret_most"):
        return _of_choice(folder, source)
    if source.statistic in ("at_low", "at_high"):
        return _at_end(folder, source)
    if source.statistic.startswith("count_"):
        return _count(folder, source)
    values = _runs(folder, source, source.scenario)
    if source.statistic == "mean":
        return float(values.mean())
    if source.statistic == "paired_mean":
        return float(values[_runs(folder, source, source.against).notna()].mean())
    base = _runs(folder, source, source.against, source.scenario)
    change = (_runs(folder, source, source.scenario, source.against) - base).dropna()
    mean = float(change.mean())
    if source.statistic == "difference":
        return mean
    half = float(stats.t.ppf(0.975, len(change) - 1) * change.std() / np.sqrt(len(change)))
    return {
        "difference_low": mean - half,
        "difference_high": mean + half,
        "difference_half": half,
    }[source.statistic]


def _count(folder: Path, source: Source) -> float:
    """Return how many scenarios have an interval of the kind that is counted."""
    names = json.loads((folder / "manifest.json").read_text("utf-8"))["study"]
    kinds = []
    for name in names["scenarios"]:
        if name == names["baseline"]:
            continue
        both = [
            replace(source, scenario=name, against=names["baseline"], statistic=s) for s in ENDS
        ]
        low, high = (again(folder, one) for one in both)
        if np.isnan(low):
            kinds.append({"no interval", "not clear"})
        elif low == high == 0:
            kinds.append({"same", "not clear"})
        elif low <= 0 <= high:
            kinds.append({"no clear difference", "not clear"})
        else:
            lower = source.column.startswith(LOWER)
            judged = "better" if (high < 0) == lower else "worse"
            neither = source.column.startswith(NEITHER)
            kinds.append({"clear", "changed" if neither else judged})
    return sum(source.statistic.removeprefix("count_") in kind for kind in kinds)


def _runs(folder: Path, source: Source, scenario: str | None, also: str | None = None) -> pd.Series:
    """Return one value a run: the mean of the years, of those that both scenarios have."""
    frame = table(folder, source.table)
    for key in ("by", "value"):
        if key in source.where:
            frame = frame[frame[key] == source.where[key]]
    years = sorted(frame["year"].unique())[-5:] if source.year == "last5" else [source.year]
    frame = frame[frame["year"].isin(years)]

    def wide(name: str | None) -> pd.DataFrame:
        mine = frame[frame["scenario"] == name].copy()
        mine[source.column] = mine[source.column].astype(float)
        keyed = mine.groupby([*UNIT, "year"])[source.column].mean()
        return keyed.unstack("year")

    found = wide(scenario)
    if also is not None:
        found = found.where(wide(also).notna())
    return found.mean(axis=1)


def _of_manifest(manifest: dict[str, Any], source: Source) -> float:
    study = manifest["study"]
    match source.column:
        case "study.options":
            return len(study["scenarios"]) - 1
        case "study.options_beyond":
            return len(study["scenarios"]) - 1 - 12
        case "study.counties":
            return len({unit["county"] for unit in manifest["units"]})
        case "units.done":
            return sum(unit["status"] == "done" for unit in manifest["units"])
        case "units.failed":
            return sum(unit["status"] == "failed" for unit in manifest["units"])
    if source.column.endswith("#"):
        return float(source.column.rpartition(".")[2][:-1])
    if source.statistic in ("least", "most"):
        values = study["sampled"][source.column.removeprefix("study.sampled.")]
        return float(min(values) if source.statistic == "least" else max(values))
    return float(_walk(manifest, source.column.split(".")))


def _walk(found: Any, keys: list[str]) -> Any:
    """Follow keys that may hold dots themselves."""
    if not keys:
        return found
    for n in range(len(keys), 0, -1):
        if isinstance(found, dict) and ".".join(keys[:n]) in found:
            return _walk(found[".".join(keys[:n])], keys[n:])
    raise KeyError(keys)


def _of_sections(folder: Path, source: Source) -> float:
    frame = table(folder, "section_year")
    frame = frame[frame["scenario"] == source.scenario]
    if source.statistic == "zone_total":
        frame = frame[(frame["year"] == source.year) & (frame["zone"] == source.where["zone"])]
        if source.column == "schools":
            return float(frame.groupby(UNIT)["school_id"].nunique().mean())
        column = {"pupils": "pupils", "teachers": "on_duty"}[source.column]
        return float(frame.groupby(UNIT)[column].sum().mean())
    county = table(folder, "county_year")
    spent = county[county["scenario"] == source.scenario].set_index([*UNIT, "year"])["spending"]
    ratio = spent / frame.groupby([*UNIT, "year"])["pupils"].sum()
    late = sorted(frame["year"].unique())[-5:]
    return float(ratio[ratio.index.get_level_values("year").isin(late)].groupby(UNIT).mean().mean())


def _of_ledger(folder: Path, source: Source) -> float:
    frame = table(folder, "spending")
    county = table(folder, "county_year")
    runs = len(county[UNIT].drop_duplicates())
    last = county["year"].max()
    mine = frame[(frame["scenario"] == source.scenario) & (frame["year"] > last - 5)]
    for key, value in source.where.items():
        mine = mine[mine[key] == value]
    return float(mine["yuan"].sum() / 5 / runs)


def _draws(folder: Path, source: Source) -> pd.DataFrame:
    """Return the mean of each scenario in each draw."""
    frame = table(folder, "county_year")
    late = frame[frame["year"] > frame["year"].max() - 5]
    return late.groupby(["draw", "scenario"])[source.column].mean().unstack("scenario")


def _of_choice(folder: Path, source: Source) -> float:
    good = _draws(folder, source)
    if source.column.startswith(LOWER):
        good = -good
    best = good.max(axis=1)
    regret = best - good[source.scenario]
    if source.statistic == "best":
        ties = np.isclose(good, best.to_numpy()[:, None], rtol=1e-9, atol=0).sum(axis=1)
        mine = np.isclose(good[source.scenario], best, rtol=1e-9, atol=0)
        return float((mine / ties).mean())
    return float(regret.mean() if source.statistic == "regret" else regret.max())


def _at_end(folder: Path, source: Source) -> float:
    """Return what a straight line over a parameter tells at its 5 or 95 % quantile."""
    means = _draws(folder, source)
    sampled = json.loads((folder / "manifest.json").read_text("utf-8"))["study"]["sampled"]
    x = np.array(sampled[source.where["parameter"]])
    slope, start = np.polyfit(x, (means[source.scenario] - means[source.against]).to_numpy(), 1)
    end = np.quantile(x, 0.05 if source.statistic == "at_low" else 0.95)
    return float(start + slope * end)
