"""Neighbours pay (A10): what a subsidy to one tier keeps for it is partly lost elsewhere.

Sources: in Peru, higher starting pay for rural schools kept teachers, and vacancies of schools
nearby became harder to fill (Castro and Esposito 2022); in Uruguay, experienced teachers came from
other schools (Cabrera and Webbink 2020). A study of its own (neighbours.yaml): once villages are
paid, once the farthest three in ten of all town and village schools.

The *gross* gain of the paid schools, against the status quo: fewer of their teachers quit or leave
the county, fewer transfer to schools that are not paid, and more come from there. The *net* gain of
the county: fewer quit or leave it, wherever they work.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from patterns.catalogue import Pattern, Values
from patterns.runs import Runs
from teacherflow.results.schema import frame
from teacherflow.scenario import read_study
from teacherflow.study.plan import Unit
from teacherflow.study.simulate import simulate
from teacherflow.text import Text

FILE = Path(__file__).with_name("neighbours.yaml")
SINCE, LATE = 2025, 2028
FAR = 0.3


@cache
def neighbour_runs(replications: int | None = None) -> Runs:
    """Return the tables of the study; computed once per process."""
    study = read_study(FILE)
    kept = ("county_year", "section_year", "moves", "schools")
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in kept}
    for replication in range(replications or study.replications):
        unit = Unit(study.county_name, 0, replication)
        for scenario, tables in simulate(study, unit, list(study.scenarios)).items():
            for name in kept:
                n = len(next(iter(tables[name].values())))
                keys = {
                    "scenario": np.full(n, scenario, object),
                    "replication": np.full(n, replication),
                }
                found[name].append(frame({**keys, **tables[name]}))
    return Runs({name: pd.concat(frames, ignore_index=True) for name, frames in found.items()})


def villages(schools: pd.DataFrame) -> set[int]:
    """Return the schools paid in the scenario ``villages``."""
    return set(schools.loc[schools["zone"] == "village", "school_id"])


def farthest(schools: pd.DataFrame) -> set[int]:
    """Return the schools paid in the scenario ``farthest``: three in ten, the farthest first."""
    rural = schools[schools["zone"] != "seat"]
    start = rural[rural["opened"].isna()]
    km = np.hypot(rural["x"], rural["y"]).to_numpy()
    every = np.hypot(start["x"], start["y"]).to_numpy()
    farther = (every[None, :] > km[:, None] + 1e-9).mean(axis=1)
    return set(rural["school_id"][farther < FAR])


PAID = {"villages": villages, "farthest": farthest}


def flows(runs: Runs, scenario: str, tier: str) -> dict[str, float]:
    """Return what moved at the schools of a tier under a scenario, per replication."""
    found = dict.fromkeys(("lost", "to others", "from others", "lost, county"), 0.0)
    moves, schools = runs.of("moves", scenario), runs.of("schools", scenario)
    numbers = sorted(set(schools["replication"]))
    for replication in numbers:
        paid = PAID[tier](schools[schools["replication"] == replication])
        here = moves[(moves["replication"] == replication) & (moves["year"] >= SINCE)]
        leaves = here[here["kind"].isin(["quit", "leave_county"])]
        changes = here[here["kind"] == "transfer"]
        was, now = changes["from_school"].isin(paid), changes["to_school"].isin(paid)
        found["lost"] += float(leaves["from_school"].isin(paid).sum())
        found["lost, county"] += float(len(leaves))
        found["to others"] += float((was & ~now).sum())
        found["from others"] += float((~was & now).sum())
    return {name: value / len(numbers) for name, value in found.items()}


def gains(runs: Runs) -> Values:
    found: Values = {}
    for tier in PAID:
        before, after = (flows(runs, scenario, tier) for scenario in ("status_quo", tier))
        fewer = before["lost"] - after["lost"]
        kept = before["to others"] - after["to others"]
        won = after["from others"] - before["from others"]
        net = before["lost, county"] - after["lost, county"]
        found[f"gross gain of the paid schools, {tier}"] = fewer + kept + won
        found[f"of it from neighbours, {tier}"] = kept + won
        found[f"net gain of the county, {tier}"] = net
        found[f"net / gross, {tier}"] = net / (fewer + kept + won)
    return found


def net_is_less(v: Values) -> bool:
    return all(
        v[f"of it from neighbours, {tier}"] > 0
        and 0 < v[f"net / gross, {tier}"] < 0.9
        and v[f"net gain of the county, {tier}"] > 0
        for tier in PAID
    )


def neighbours(runs: Runs) -> Values:
    found: Values = {}
    for scenario in ("status_quo", "villages"):
        county = runs.of("county_year", scenario)
        late = county[county["year"] >= LATE]
        for zone in ("town", "village"):
            found[f"novices, {zone}, {scenario}"] = float(late[f"novice_share_{zone}"].mean())
            found[f"vacancies, {zone}, {scenario}"] = float(late[f"vacancy_{zone}"].mean())
    return found


def towns_lose(v: Values) -> bool:
    return (
        v["novices, town, villages"] > 1.05 * v["novices, town, status_quo"]
        and v["vacancies, town, villages"] > 1.05 * v["vacancies, town, status_quo"]
        and v["novices, village, villages"] < v["novices, village, status_quo"]
        and v["vacancies, village, villages"] < v["vacancies, village, status_quo"]
    )


NEIGHBOURS = (
    Pattern(
        "A10",
        Text(
            "受补学校所得，有一部分是邻校所失：全县所得较少",
            "The schools that are paid gain partly by losing neighbours: the county gains less",
        ),
        Text(
            "Castro 和 Esposito 2022（秘鲁）；Cabrera 和 Webbink 2020（乌拉圭）",
            "Castro and Esposito 2022 (Peru); Cabrera and Webbink 2020 (Uruguay)",
        ),
        Text(
            "所得中有一部分来自邻校；只补村小、只补最远三成学校，净增益与总增益之比都在 0 与 0.9 之间",
            "part of the gain comes from neighbours; net / gross in (0, .9), for villages and for the "
            "farthest three in ten",
        ),
        gains,
        net_is_less,
    ),
    Pattern(
        "A10-towns",
        Text(
            "没有补助的乡镇，补员更晚，新教师更多",
            "Towns that are not paid fill posts later and with more novices",
        ),
        Text(
            "Castro 和 Esposito 2022（秘鲁）：附近学校的空缺更难补",
            "Castro and Esposito 2022 (Peru): vacancies nearby are harder to fill",
        ),
        Text(
            "乡镇的新教师和空编至少增加 5%，乡村的减少",
            "town novices and vacancies up by at least 5 %, those of villages down",
        ),
        neighbours,
        towns_lose,
    ),
)
