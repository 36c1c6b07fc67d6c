"""A made-up study with all tables that figures read, and its figures, each drawn once."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.folder import county_year, write_folder
from teacherflow_analysis.figures import catalogue, theme
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.page import Picture
from teacherflow_analysis.study import Study

SCENARIOS = ["status_quo", "rotation", "package"]
SWEEP = {
    "scenario": "rotation",
    "parameter": "rural_subsidy.yuan_per_month.village",
    "title": {"zh": "每月补贴：乡村（元/月）", "en": "Monthly subsidy: villages (yuan/month)"},
    "values": {"package": 600, "rotation": 200},
}
DRAWN = [
    *("forest", "gains", "standing", "flows", "alluvial", "retention", "survival", "incidence"),
    *("bunching", "map", "plane", "dose", "attribution"),
]
"""Figures that the made-up study has data for."""
ATTRIBUTE = {
    "scenario": "package",
    "method": "shapley",
    "players": {
        name: {"title": {"zh": name, "en": name}, "change": "added", "members": [name]}
        for name in ("rotation", "subsidy")
    },
    "orders": [],
    "coalitions": [
        {"players": [], "scenario": "status_quo"},
        {"players": ["rotation"], "scenario": "rotation"},
        {"players": ["subsidy"], "scenario": "rotation"},
        {"players": ["rotation", "subsidy"], "scenario": "package"},
    ],
    "planned": [],
}
"""Two parts of the package that are worth the same alone."""
CHANGE = {"sweep": SWEEP, "attribute": ATTRIBUTE}
KEYS = ["county", "scenario", "draw", "replication"]

# teacher, zone, entered, left, reason: six village spells of a study that begins in 2024
SPELLS = [
    (1, "village", 2020, 2025, "transfer"),
    (2, "village", 2021, 2024, "quit"),
    (3, "village", 2022, 2038, None),
    (4, "village", 2024, 2027, "transfer"),
    (5, "village", 2024, 2028, "retire"),
    (6, "village", 2030, 2031, "leave_county"),
    (7, "village", 2030, 2030, "reassign"),  # never seen on a 1 September
]
RISK = {1: (3, 1), 2: (3, 0), 3: (4, 2), 4: (2, 0), 5: (2, 1), 6: (1, 0)}
"""By hand: years in the post: (at risk, ended).

1: spells 4, 5, 6 (3 joins at 2, 2 at 3, 1 at 4), 6 ends. 2: 3, 4, 5. 3: 2, 3, 4, 5; 2 and 4 end.
4: 1 and 3; 5 retires in that year and leaves the risk set before it. 5: 1 and 3; 1 ends. 6: 3.
"""


def runs_of(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[KEYS].drop_duplicates().reset_index(drop=True)


def _each(runs: pd.DataFrame, rows: list[dict[str, object]]) -> pd.DataFrame:
    return runs.merge(pd.DataFrame(rows), how="cross")


def careers_of(runs: pd.DataFrame, copies: int = 1) -> pd.DataFrame:
    names = ["teacher_id", "zone", "entered", "left", "reason"]
    rows = [dict(zip(names, spell, strict=True)) for spell in SPELLS for _ in range(copies)]
    person = {"school_id": 1, "title": "first", "route": "exam", "home_km": 3.0, "cohort": 2015}
    frame = _each(runs, rows).assign(basis="post", **person)
    frame["reason"] = frame["reason"].astype("string")
    return frame.assign(censored=frame["reason"].isna(), truncated=frame["entered"] < 2024)


def moves_of(runs: pd.DataFrame) -> pd.DataFrame:
    """Village to town 30 times (45 under the package), 15 more in odd runs."""
    parts = []
    for run in runs.itertuples(index=False):
        up = (45 if run.scenario == "package" else 30) + (15 if run.replication % 2 else 0)
        rows = [("village", "town", "transfer", True)] * up
        rows += [("village", "town", "exchange_out", False)] * 50
        rows += [(None, "village", "enter", True)] * 15 + [("seat", None, "retire", True)] * 60
        part = pd.DataFrame(rows, columns=["from_zone", "to_zone", "kind", "post_moves"])
        part = part.assign(teacher_id=100 + np.arange(len(part)), year=2024, cause="exam")
        parts.append(part.assign(**dict(zip(KEYS, run, strict=True))))
    frame = pd.concat(parts, ignore_index=True)
    zones = ["from_zone", "to_zone"]
    frame[zones] = frame[zones].astype("string")
    return frame


def groups_of(runs: pd.DataFrame) -> pd.DataFrame:
    """By the package 50 ± 1 of 100 village teachers more gain than lose, by rotation 10 ± 1 less.

    The seat has three teachers; of those under thirty nobody was in service at the fork.
    """
    held = [("zone", "seat"), ("zone", "village"), ("age", "under_30"), ("title", "second")]
    net = {"package": 0.5, "rotation": -0.1}
    parts = []
    for run in runs.itertuples(index=False):
        rows = pd.DataFrame(held, columns=["by", "value"]).merge(
            pd.DataFrame({"year": range(2024, 2039)}), how="cross"
        )
        luck = 0.01 if run.replication % 2 else -0.01
        rows["net_better_off"] = net[run.scenario] + luck if run.scenario in net else 0.0
        rows["better_off"] = rows["net_better_off"].clip(lower=0)
        rows["worse_off"] = rows["better_off"] - rows["net_better_off"]
        rows["welfare"] = 5000 + 100 * luck + (300 if run.scenario == "package" else 0)
        rows["effectiveness"] = 0.05
        rows["n"] = np.where(rows["value"] == "seat", 3, 100)
        shares = ["net_better_off", "better_off", "worse_off"]
        rows.loc[rows["value"] == "under_30", shares] = np.nan
        parts.append(rows.assign(**dict(zip(KEYS, run, strict=True))))
    return pd.concat(parts, ignore_index=True)


def schools_of(runs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = ["school_id", "x", "y", "zone", "opened", "closed"]
    about = [
        (0, 0.0, 0.0, "seat", None, None),
        (1, 8.0, 3.0, "town", None, None),
        (2, -9.0, 6.0, "village", None, 2030),
        (3, 20.0, -11.0, "village", None, None),
        (4, 5.0, 9.0, "village", 2029, None),
    ]
    schools = _each(runs, [dict(zip(names, row, strict=True)) for row in about])
    schools = schools.astype({"opened": "Int32", "closed": "Int32"})
    years = []
    for year, pupils, backbone in (
        (2024, {0: 1000, 1: 400, 2: 80, 3: 200}, {0: 16, 1: 3, 2: 0, 3: 2}),
        (2038, {0: 1200, 1: 300, 3: 100, 4: 50}, {0: 16, 1: 4, 3: 0, 4: 1}),
    ):
        for school, n in pupils.items():
            part = {"school_id": school, "year": year, "pupils": n, "backbone": backbone[school]}
            years.append(part)
    return schools, _each(runs, years)


def add(folder: Path, **tables: pd.DataFrame) -> None:
    """Put more tables into a study's folder and its manifest."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    entry = next(iter(manifest["tables"].values()))
    for name, rows in tables.items():
        path = folder / f"{name}.parquet"
        with duckdb.connect(":memory:") as database:
            database.register("rows", rows)
            database.execute("COPY rows TO $path (FORMAT parquet)", {"path": str(path)})
        manifest["tables"][name] = entry | {"rows": len(rows), "bytes": path.stat().st_size}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def made_up(folder: Path, replications: int = 4) -> Path:
    """Write a finished study with all tables that figures read, and a sweep."""
    frame = county_year(replications)
    found = write_folder(folder, frame, CHANGE)
    runs = runs_of(frame)
    schools, section_year = schools_of(runs)
    tables = {"careers": careers_of(runs, 10), "moves": moves_of(runs)}
    tables["groups_year"] = groups_of(runs)
    add(found, schools=schools, section_year=section_year, **tables)
    return found


ENGLISH = Look("en", theme.SIZES["double"], "double", "difference")


_DRAWN: dict[tuple[Path, str, Look], tuple[Picture, Figure]] = {}


def figure_of(study: Study, name: str, look: Look) -> tuple[Picture, Figure]:
    """Return a picture and its figure, which is drawn once for all tests that look at it."""
    key = study.folder, name, look
    if key not in _DRAWN:
        _DRAWN[key] = _draw(study, name, look)
    return _DRAWN[key]


def _draw(study: Study, name: str, look: Look) -> tuple[Picture, Figure]:
    found = catalogue.PICTURES[name](study, look)
    assert isinstance(found, Picture), found
    with theme.drawing([], look.medium):
        figure = found.draw(found, look)
        figure.draw_without_rendering()
    return found, figure


def words_of(figure: Figure) -> list[str]:
    texts = [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]
    return [text.get_text().replace("\u00a0", " ") for text in texts]
