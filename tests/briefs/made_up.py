"""A finished study with every table that a brief reads, made up; no simulator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.folder import COUNT, FIRST, TITLES, county_year, write_folder

SUBSIDY = {
    "policy": "rural_subsidy",
    "from": 2025,
    "until": None,
    "phase_in": 3,
    "parameters": {
        "by": "zone",
        "yuan_per_month.village": {"2025": 600.0, "2028": 900.0},
        "yuan_per_month.town": 350.0,
        "yuan_per_month.seat": 0.0,
    },
}
ROTATION = {
    "policy": "mandatory_rotation",
    "from": 2026,
    "until": 2035,
    "phase_in": 0,
    "parameters": {
        "after_years": 6,
        "share": 0.07,
        "backbone_share": 0.2,
        "direction": "lower_or_weak",
    },
}
POLICIES = {
    "status_quo": {},
    "rotation": {"mandatory_rotation": ROTATION},
    "package": {"mandatory_rotation": ROTATION, "rural_subsidy": SUBSIDY},
}
PARAMETERS = {
    "utility": {"km": 36.5},
    "leave": {"quit_under_30": 0.012},
    "indicators": {"degree_primary": 2.0},
}
KEYS = ["county", "scenario", "draw", "replication"]


def rows(replications: int = 8, draws: int = 1, **more: Any) -> pd.DataFrame:
    """County indicators, with those of who gains, who loses and of the zones beside the usual ones."""
    frame = county_year(replications, draws, **more)
    source = np.random.default_rng(5)
    own = frame["scenario"].map({"status_quo": 0.0, "rotation": 0.16, "package": 0.09}).fillna(0.05)
    frame["share_worse_off"] = np.where(own > 0, own + source.normal(0, 0.01, len(frame)), 0.0)
    frame["share_better_off"] = frame["share_worse_off"] * 0.5
    frame["net_better_off"] = frame["share_better_off"] - frame["share_worse_off"]
    # A parameter that decides: the higher its draw, the more villages keep under the package.
    pull = frame["draw"] * np.where(frame["scenario"] == "package", 0.02, 0.0)
    frame["retention_3y_village"] += pull
    return frame


def units(frame: pd.DataFrame) -> list[tuple[str, str, int, int]]:
    return [tuple(one) for one in frame[KEYS].drop_duplicates().itertuples(index=False)]


def groups(frame: pd.DataFrame) -> pd.DataFrame:
    """Groups by zone and title; professors are too few to be shown."""
    source, found = np.random.default_rng(6), []
    sizes = {"zone": {"seat": 400, "town": 500, "village": 300}}
    sizes["title"] = {"second": 300, "first": 500, "senior": 150, "professor": 3}
    for key in units(frame):
        for by, held in sizes.items():
            for value, n in held.items():
                one = pd.DataFrame(
                    {**dict(zip(KEYS, key, strict=True)), "year": range(FIRST, FIRST + COUNT)}
                )
                gain = {"rotation": -60.0, "package": 250.0}.get(key[1], 0.0)
                one["by"], one["value"], one["n"] = by, value, n
                one["welfare"] = 5000 + gain + source.normal(0, 20, COUNT)
                one["effectiveness"] = source.normal(0.05, 0.004, COUNT)
                worse = 0.3 if value == "village" else 0.1
                one["worse_off"] = worse + source.normal(0, 0.01, COUNT) if gain else 0.0
                one["better_off"] = 0.05 + source.normal(0, 0.01, COUNT) if gain else 0.0
                one["net_better_off"] = one["better_off"] - one["worse_off"]
                found.append(one)
    return pd.concat(found, ignore_index=True)


def sections(
    frame: pd.DataFrame, zones: tuple[str, ...] = ("seat", "town", "village")
) -> pd.DataFrame:
    """Two sections in each zone."""
    source, found = np.random.default_rng(7), []
    for key in units(frame):
        for i, zone in enumerate(zones):
            for school in (2 * i, 2 * i + 1):
                one = pd.DataFrame(
                    {**dict(zip(KEYS, key, strict=True)), "year": range(FIRST, FIRST + COUNT)}
                )
                one["school_id"], one["stage"], one["zone"] = school, "primary", zone
                one["pupils"] = source.integers(200, 900, COUNT)
                one["on_duty"] = source.integers(10, 60, COUNT)
                found.append(one)
    return pd.concat(found, ignore_index=True)


def spending(frame: pd.DataFrame) -> pd.DataFrame:
    """The ledger of the package; the first replication spends nothing on rotation."""
    source, found = np.random.default_rng(8), []
    for key in units(frame):
        lines = [
            ("rural_subsidy", "village", "county", 2e7),
            ("mandatory_rotation", "road", "province", 3e5),
        ]
        for policy, item, payer, yuan in lines:
            if key[1] != "package" or (policy == "mandatory_rotation" and key[3] == 0):
                continue
            one = pd.DataFrame(
                {**dict(zip(KEYS, key, strict=True)), "year": range(FIRST, FIRST + COUNT)}
            )
            one["policy"], one["item"], one["payer"] = policy, item, payer
            one["yuan"] = yuan * source.uniform(0.9, 1.1, COUNT)
            found.append(one)
    return pd.concat(found, ignore_index=True)


def change(frame: pd.DataFrame, **more: Any) -> dict[str, Any]:
    """What the study says of itself, with policies."""
    scenarios = {
        name: {"title": TITLES.get(name), "policies": POLICIES.get(name, {})}
        for name in dict.fromkeys(frame["scenario"])
    }
    asked = {"zh": "轮岗与补助各改变什么？", "en": "What do rotation and a subsidy change?"}
    return {"scenarios": scenarios, "question": asked, "parameters": PARAMETERS, **more}


def whole(folder: Path, replications: int = 8, draws: int = 1, **more: Any) -> Path:
    """Write a study with every table."""
    frame = rows(replications, draws)
    told = change(frame, **more)
    if draws > 1:
        told["sampled"] = {
            "utility.km": [30.0 + i for i in range(draws)],
            "leave.no_kin_factor": [2.0 + (7 * i % draws) / draws for i in range(draws)],
        }
    tables = {"section_year": sections(frame), "spending": spending(frame)}
    return write_folder(folder, frame, told, groups(frame), tables)
