"""Measure studies: processes, counties, the nation, and the runs that common luck saves.

    python benchmarks/scale.py                  # about five minutes on two idle cores
    python benchmarks/scale.py --counties 20    # a smaller sample of the nation, nothing written

Ratios of one run of this script hold elsewhere; seconds do not. Wall time needs idle cores: the
script says how busy the machine was.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE)]

import numpy as np
from clock import median
from tables import Line, into_readme, listed

from teacherflow.scenario import Study, read_study
from teacherflow.scenario.counties import NationOfCounties
from teacherflow.study import pool
from teacherflow.study.open import open_study
from teacherflow.study.plan import Unit
from teacherflow.study.run import run_study
from teacherflow.study.simulate import simulate

BEFORE = os.getloadavg()[0]
DESK = tempfile.TemporaryDirectory()
"""Where the study of a sample lies while it runs."""
SCENARIOS = HERE.parent / "scenarios"
NATION, TEACHERS = 2843, 10_738_900
"""Counties and teachers of the whole nation."""
CORES = 2
HEADLINE = (
    *("cv_teachers_primary_duty", "cv_degree_junior_duty", "cv_backbone_primary_duty"),
    *("retention_3y_village", "zone_retention_5y_village", "novice_share_village"),
    *("vacancy_village", "effectiveness_village", "welfare_village", "moves_up"),
)
"""Indicators whose differences between scenarios studies report first."""


def main() -> None:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--counties", type=int, default=60, help="sample of the nation (60)")
    parser.add_argument("--replications", type=int, default=16, help="of the headline study (16)")
    asked = parser.parse_args()
    whole = asked.counties >= 60
    lines = [
        *nation(asked.counties),  # first: what the largest worker takes is asked of all so far
        *processes(),
        *linear(min(100, asked.counties)),
        *saved(asked.replications),
    ]
    load = f"load of the machine before and after: {BEFORE:.1f}, {os.getloadavg()[0]:.1f}"
    table = listed("studies", lines) + f"\n\n({load})"
    print(table)
    if whole:
        into_readme(table, "studies")


def processes() -> Iterator[Line]:
    """Wall time of the command that runs the shipped study, by one process over that by two."""
    seconds = [wall(workers) for workers in (1, CORES)]
    yield Line(
        "one process / two, wall of the whole command, the study of 织金县 as it is "
        f"({seconds[0]:.0f} s / {seconds[1]:.0f} s)",
        f"{seconds[0] / seconds[1]:.2f} ×",
        "≥ 1.8 ×",
    )


def wall(workers: int) -> float:
    """Return the seconds that ``teacherflow run`` takes, into a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "teacherflow", "run", str(SCENARIOS / "zhijin.yaml")]
        ways = ["--workers", str(workers), "--no-figures", "--out", folder]
        began = time.perf_counter()
        subprocess.run([*command, *ways], check=True, capture_output=True)
        return time.perf_counter() - began


def of_nation(counties: int, reform: bool = False) -> Study:
    """Return the national study on some of its counties, the status quo alone or the reform too."""
    text = (SCENARIOS / "national.yaml").read_text(encoding="utf-8")
    line = "counties: nations/china_2024.yaml"
    sample = f"counties: {{nation: nations/china_2024.yaml, sample: {counties}}}"
    assert line in text
    path = Path(DESK.name) / "national.yaml"
    path.write_text(text.replace(line, sample), encoding="utf-8")
    shutil.copytree(SCENARIOS / "nations", path.parent / "nations", dirs_exist_ok=True)
    study = read_study(path)
    assert isinstance(study.counties, NationOfCounties)
    if reform:
        return study
    return replace(study, scenarios={study.baseline: study.scenarios[study.baseline]})


def linear(most: int) -> Iterator[Line]:
    """CPU seconds of some counties after many others in one process, over those before."""
    study = of_nation(most)
    study = replace(study, years=replace(study.years, count=10, burn_in=5))
    simulate(study, Unit(study.county_names[0], 0, 0), [study.baseline])
    names = study.county_names
    early = names[: len(names) // 3]
    spent = []
    for name in (*names, *early):
        began = time.process_time()
        simulate(study, Unit(name, 0, 0), [study.baseline])
        spent.append(time.process_time() - began)
    again, before = sum(spent[len(names) :]), sum(spent[: len(early)])
    yield Line(
        f"CPU of {len(early)} counties after {len(names)} others in the process / before them",
        f"{again / before:.2f} ×",
        "0.85 to 1.15 ×",
    )


def nation(counties: int) -> Iterator[Line]:
    """What a sample of the nation takes, and what all of it would.

    Workers start once, whatever the number of counties: what a county takes is the difference
    between a sample and a third of it, and the start is added once. Counties of the sample are not
    of mean size; time goes nearly with the number of teachers.
    """
    wanted = {"status quo": "≤ 4 min", "status quo and reform": "≤ 6 min"}
    for kind, most in wanted.items():
        study = of_nation(counties, reform="reform" in kind)
        few = run_of(of_nation(counties // 3, reform="reform" in kind))
        many = run_of(study)
        per_county = (many.cpu - few.cpu) / (many.counties - few.counties)
        years = study.years.count + study.years.burn_in / len(study.scenarios)  # one past for all
        lived = many.teacher_years * years / study.years.count / many.counties
        yield Line(
            f"a county of the nation, 30 years after 10 of burn-in, {kind}",
            f"{lived / per_county / 1e3:,.0f} thousand teacher-years a second and core",
        )
        start = many.cpu - per_county * many.counties
        minutes = (per_county * NATION * larger(study) + start) / CORES / 60
        yield Line(
            f"all {NATION:,} counties on two cores, {kind}, by CPU of {counties} counties "
            f"(their wall: {many.wall:.0f} s)",
            f"{minutes:.1f} min",
            most,
        )
    yield Line("largest worker of the samples", f"{many.megabytes:,.0f} MB", "≤ 2,048 MB")


def larger(study: Study) -> float:
    """Return teachers of a mean county of the nation over those of a mean county of the sample."""
    own = [study.counties.data(name) for name in study.county_names]
    teachers = sum(c.primary.teachers.value + c.junior.teachers.value for c in own)
    return TEACHERS / NATION / (teachers / len(own))


@dataclass(frozen=True)
class Taken:
    """What a run took: seconds, and the teacher-years of its study years in all scenarios."""

    counties: int
    cpu: float
    wall: float
    megabytes: float
    teacher_years: float


def run_of(study: Study) -> Taken:
    """Run a study on all cores into a folder that is thrown away."""
    began, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        run_study(study, folder, workers=CORES)
        pool.close()  # workers count among the children once their server has ended
        wall = time.perf_counter() - clock
        with open_study(folder) as results:
            lived = float(results.sql("SELECT sum(headcount) AS n FROM county_year")["n"].iloc[0])
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    return Taken(len(study.county_names), cpu, wall, ended.ru_maxrss / 1024, lived)


def saved(replications: int) -> Iterator[Line]:
    """How many times the runs a comparison would need if scenarios had luck of their own."""
    study = replace(read_study(SCENARIOS / "zhijin.yaml"), replications=replications)
    with tempfile.TemporaryDirectory() as folder:
        run_study(study, folder, workers=CORES)
        with open_study(folder) as results:
            means = ", ".join(f"avg({name}) AS {name}" for name in HEADLINE)
            frame = results.sql(
                f"SELECT scenario, replication, {means} FROM county_year "
                "WHERE year > (SELECT max(year) FROM county_year) - 5 GROUP BY ALL ORDER BY ALL"
            ).set_index(["scenario", "replication"])
    ratios: dict[str, float] = {}
    base = frame.xs(study.baseline)
    for name in HEADLINE:
        factors = [
            factor(base[name].to_numpy(), frame.xs(one)[name].to_numpy())
            for one in study.scenarios
            if one != study.baseline
        ]
        ratios[name] = median([one for one in factors if np.isfinite(one)])
    yield Line(
        f"runs saved by common luck, median of {len(HEADLINE)} headline indicators",
        f"{median(list(ratios.values())):.1f} ×",
        "≥ 5 ×",
    )
    for name, ratio in ratios.items():
        yield Line(f"· {name}", f"{ratio:.1f} ×")


def factor(one: np.ndarray, other: np.ndarray) -> float:
    """Return the variance of a difference with luck of its own over that with common luck."""
    known = np.isfinite(one) & np.isfinite(other)
    apart = one[known].var(ddof=1) + other[known].var(ddof=1)
    paired = (one[known] - other[known]).var(ddof=1)
    return float(apart / paired) if paired > 0 else float("inf")


if __name__ == "__main__":
    main()
