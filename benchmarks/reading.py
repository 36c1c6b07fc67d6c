"""How long a question to 1,000 runs takes: grouped queries over a folder of results.

    python benchmarks/reading.py          # a minute; 1,000 replications of two scenarios

One replication of the demonstration county is lived by the model; the others repeat its tables
with every float changed by some percent, so that the files are as large, and as hard to compress,
as those of a real study. The folder is written by `run_study` and read by `open_study`.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import teacherflow
from teacherflow.draws import Draws
from teacherflow.study.simulate import SIMULATOR
from teacherflow.study.simulator import Simulator

COUNTY = Path(__file__).resolve().parents[1] / "scenarios" / "counties" / "demo.yaml"
STUDY = """\
county: {county}
years: {{start: 2024, count: 10, burn_in: 1}}
replications: {replications}
baseline: status_quo
tables: [county_year, section_year]
scenarios:
  status_quo: {{}}
  subsidy: {{policies: [rural_subsidy: {{yuan_per_month: {{village: 600, town: 300, seat: 0}}}}]}}
"""
QUESTIONS = {
    "county_year: mean and 5 % band of one indicator by scenario and year": """
        SELECT scenario, year, avg(retention_1y_village) AS mean,
            quantile_cont(retention_1y_village, [0.05, 0.95]) AS band
        FROM county_year GROUP BY ALL ORDER BY ALL""",
    "county_year: a reform against its baseline, run by run, by year": """
        SELECT year, avg(a.welfare_village - b.welfare_village) AS difference,
            stddev(a.welfare_village - b.welfare_village) AS spread
        FROM county_year a JOIN county_year b USING (county, draw, replication, year)
        WHERE a.scenario = 'subsidy' AND b.scenario = 'status_quo' GROUP BY ALL ORDER BY ALL""",
    "section_year: coverage and vacancies by scenario, year, stage and zone": """
        SELECT scenario, year, stage, zone, avg(coverage) AS coverage, sum(vacancies) AS vacancies
        FROM section_year GROUP BY ALL ORDER BY ALL""",
}

LIVED: dict[str, Any] = {}
"""Tables of the first replication by scenario."""


def main() -> None:
    """Build the folder, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replications", type=int, default=1000, help="runs (default 1000)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="teacherflow-reading-") as place:
        folder = built(Path(place), asked.replications)
        for line in measured(folder):
            print(line)


def built(place: Path, replications: int) -> Path:
    """Write the study and its results."""
    text = STUDY.format(county=COUNTY.as_posix(), replications=replications)
    (place / "study.yaml").write_text(text, "utf-8")
    study = teacherflow.read_study(place / "study.yaml")
    model = Simulator(repeated, SIMULATOR.schema, units_per_part=lambda study: 50)
    finished = teacherflow.run_study(study, place / "out", model)
    if finished.failures:
        raise SystemExit(str(next(iter(finished.failures.values()))))
    return place / "out"


def repeated(study: Any, unit: Any, scenarios: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the tables of the first replication, every float changed by some percent."""
    if not LIVED:
        LIVED.update(SIMULATOR.simulate(study, unit, scenarios))
    return {
        scenario: {name: _changed(rows, unit.replication) for name, rows in tables.items()}
        for scenario, tables in LIVED.items()
    }


def _changed(rows: Any, replication: int) -> dict[str, Any]:
    size = next(iter(rows.values())).size
    noise = 1.0 + 0.02 * Draws(1).normal("reading", replication, np.arange(size))
    return {name: col * noise if col.dtype.kind == "f" else col for name, col in rows.items()}


def measured(folder: Path) -> list[str]:
    """Return a line for the size, for opening, and for every question."""
    before = time.perf_counter()
    results = teacherflow.open_study(folder)
    opened = time.perf_counter() - before
    sizes = ", ".join(
        f"{name} {entry['rows']:,} rows, {entry['bytes'] / 1e6:.1f} MB"
        for name, entry in results.manifest["tables"].items()
    )
    lines = [sizes, f"open_study: {opened:.3f} s"]
    with results:
        for what, query in QUESTIONS.items():
            first, again = clocked(partial(results.sql, query))
            lines.append(f"{what}: {first:.3f} s, then {again:.3f} s")
        first, again = clocked(lambda: results.table("county_year"))
        lines.append(f"county_year, whole, as a frame of pandas: {first:.3f} s, then {again:.3f} s")
    return lines


def clocked(act: Callable[[], object], times: int = 5) -> tuple[float, float]:
    """Return the seconds of the first call, and the median of the others."""
    spent = []
    for _ in range(times + 1):
        before = time.perf_counter()
        act()
        spent.append(time.perf_counter() - before)
    return spent[0], float(np.median(spent[1:]))


if __name__ == "__main__":
    main()
