"""A finished made-up study with many draws of its uncertain parameters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.folder import FIRST, write_folder
from teacherflow_analysis.study import Study, load

DRAWS = 40
KEEPS = "retention_3y_village"
STRONG, LEVEL, QUIET = "leave.pay_sensitivity", "posts.total_fall", "utility.km"


def sampled(draws: int = DRAWS) -> dict[str, list[float]]:
    """Latin hypercube of three parameters between 1 and 5."""
    source = np.random.default_rng(7)
    each = (np.arange(draws) + 0.5) / draws
    return {name: (1 + 4 * source.permutation(each)).tolist() for name in (STRONG, LEVEL, QUIET)}


def rows(values: dict[str, np.ndarray], column: str = KEEPS, year: int = FIRST) -> pd.DataFrame:
    """Rows of one indicator in one year; values[scenario] is (draws, replications)."""
    frames = []
    for name, table in values.items():
        draw, replication = (index.ravel() for index in np.indices(table.shape))
        keys = {"county": "a", "scenario": name, "draw": draw, "replication": replication}
        frames.append(pd.DataFrame(keys | {"year": year, column: table.ravel().astype(float)}))
    return pd.concat(frames, ignore_index=True)


def written(
    folder: Path, frame: pd.DataFrame, drawn: dict[str, list[float]], count: int = 1
) -> Study:
    years = {"start": FIRST, "count": count, "burn_in": 0}
    return load(write_folder(folder / "s", frame, {"years": years, "sampled": drawn}))


def planted(folder: Path) -> Study:
    """Rotation keeps .02 more for each unit of one parameter; the level rises with another."""
    drawn, source = sampled(), np.random.default_rng(3)
    luck = source.normal(0, 0.002, (DRAWS, 2))
    level = 0.7 + 0.03 * np.array(drawn[LEVEL])[:, None] + luck
    gain = 0.02 * (np.array(drawn[STRONG])[:, None] - 2) + source.normal(0, 0.002, (DRAWS, 2))
    none = level + source.normal(0, 0.01, (DRAWS, 2))
    values = {"status_quo": level, "rotation": level + gain, "package": none}
    return written(folder, rows(values), drawn)


def turning(folder: Path) -> Study:
    """Rotation keeps more the higher one parameter is, in the second year the lower it is."""
    drawn = sampled()
    gain = 0.02 * (np.array(drawn[STRONG])[:, None] - 2)
    quo = np.full_like(gain, 0.7)
    years = [
        rows({"status_quo": quo, "rotation": quo + way * gain}, year=FIRST + later)
        for later, way in enumerate((1, -3))
    ]
    return written(folder, pd.concat(years, ignore_index=True), drawn, count=2)
