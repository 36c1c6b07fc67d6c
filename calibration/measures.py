"""One run of a county under the status quo, and the few numbers that the fit looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from calibration.targets import STAGES
from teacherflow.codes import EXITS, Status
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.parameters import Parameters
from teacherflow.population import CountyData, load_county
from teacherflow.population.margins import measure
from teacherflow.state import State

COUNTY = Path(__file__).resolve().parents[1] / "scenarios" / "counties" / "zhijin.yaml"
START, BURN_IN = 2024, 10
YEARS = 15
"""Study years 2024-2038, as in tests/patterns; coefficients are read after the first."""
BANDS = ("under_30", "30_39", "40_49", "50_up")

type Values = Mapping[str, float]
Counts = dict[str, float]


class Run(NamedTuple):
    """What is to be run: parameters that differ from the defaults, a seed, years of study."""

    values: tuple[tuple[str, float], ...]
    seed: int
    years: int


type Mapper = Callable[[Callable[[Run], Counts], Iterable[Run]], Iterable[Counts]]


@cache
def county_data() -> CountyData:
    """Return the published totals of the county on which the fit is made."""
    return load_county(COUNTY)


def counts_of(run: Run) -> Counts:
    """Live one county and return coefficients at the fork and counts of moves and exits."""
    past = County.generated(
        county_data(),
        start=START,
        burn_in=BURN_IN,
        seed=run.seed,
        parameters=Parameters().changed(dict(run.values)),
    )
    county = past.fork({})
    found: Counts = {}
    for year in range(run.years):
        _live(county, found)
        if year == 0:
            found |= _coefficients(county.state)
    return found | _flows(county.state)


def _coefficients(state: State) -> Counts:
    """Return the official coefficients by duty, with titles and degrees over teachers."""
    shown = measure(state)
    found = {name: value for name, value in shown.items() if name.startswith("cv_")}
    for stage in STAGES:
        title = shown[f"cv_midsenior_{stage}"]
        found[f"title_ratio_{stage}"] = title / shown[f"cv_teachers_{stage}"]
        found[f"title_above_degree_{stage}"] = float(title > shown[f"cv_degree_{stage}"])
    return found


def _live(county: County, found: Counts) -> None:
    """Live one year; count established and special-post staff and those of them who left.

    They are what a register of teachers counts. Ages are those of 1 September.
    """
    t = county.state.teachers
    tenured = np.isin(t.status, (Status.ESTABLISHED, Status.TEGANG))
    rows = np.flatnonzero(t.alive & tenured)
    ids = t.id[rows].copy()
    band = _bands((county.state.september + 12 - t.birth[rows]) // 12)
    county.step()
    gone = ~np.isin(ids, t.id[t.alive])
    _count("staff_tenured", band, found)
    _count("exits_tenured", band[gone], found)
    everybody = np.flatnonzero(t.alive)
    _count("staff_all", _bands((county.state.september - t.birth[everybody]) // 12), found)


def _bands(ages: NDArray[np.integer[Any]]) -> NDArray[np.intp]:
    return np.asarray(np.digitize(ages, (30, 40, 50)), dtype=np.intp)


def _count(what: str, band: NDArray[np.intp], found: Counts) -> None:
    for name, n in zip(BANDS, np.bincount(band, minlength=len(BANDS)), strict=True):
        found[f"{what}_{name}"] = found.get(f"{what}_{name}", 0.0) + int(n)


def _flows(state: State) -> Counts:
    """Count transfers up and down between levels, and exits of everybody by age.

    Contract staff who are released are no exits, as in the patterns.
    """
    moves, found = concatenated(state.log.moves), Counts()
    level = state.sections.zone.astype(np.int64)
    chosen = moves["kind"] == "transfer"
    step = level[moves["to_section"][chosen]] - level[moves["from_section"][chosen]]
    gone = np.isin(moves["kind"].astype(str), EXITS) & (moves["cause"] != "contract_end")
    _count("exits_all", _bands(moves["age"][gone]), found)
    return found | {
        "up": float(np.count_nonzero(step > 0)),
        "down": float(np.count_nonzero(step < 0)),
    }


def moments(counts: Sequence[Counts]) -> dict[str, float]:
    """Return the measures over seeds: coefficients as means, shares from pooled counts."""
    total = {name: float(np.sum([c[name] for c in counts])) for name in counts[0]}
    means = {
        name: value / len(counts)
        for name, value in total.items()
        if name.startswith(("cv_", "title_"))
    }
    down = total["down"] / max(total["up"] + total["down"], 1.0)
    return means | {"down_share": down} | _rates(total)


def _rates(total: Counts) -> dict[str, float]:
    found = {
        f"exits_{who}_{band}": total[f"exits_{who}_{band}"] / total[f"staff_{who}_{band}"]
        for who in ("tenured", "all")
        for band in BANDS
    }
    middle = ("30_39", "40_49")
    left = sum(total[f"exits_tenured_{band}"] for band in middle)
    return found | {"exits_30_49": left / sum(total[f"staff_tenured_{band}"] for band in middle)}


def run_all(
    points: Sequence[Values], seeds: Sequence[int], years: int, mapper: Mapper = map
) -> list[list[Counts]]:
    """Return counts for every point and seed: the same seeds, so the same luck, at every point.

    Parameters
    ----------
    mapper : callable
        `map`, or that of a pool of processes (`workers`).
    """
    runs = [Run(tuple(sorted(point.items())), seed, years) for point in points for seed in seeds]
    found = list(mapper(counts_of, runs))
    return [found[i : i + len(seeds)] for i in range(0, len(found), len(seeds))]


@contextmanager
def workers(processes: int) -> Iterator[Mapper]:
    """Open a pool of processes and yield its map."""
    if processes == 1:
        yield map
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield partial(pool.map, chunksize=4)
