"""What a short version of every shipped study gives, kept as JSON beside this file.

    python tests/golden/update.py [NAME ...]

writes the files anew. Do so only when the numbers are meant to change, and say why under
**Regression:** in CHANGELOG.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from teacherflow.scenario import read_study
from teacherflow.scenario.years import Years
from teacherflow.study.plan import Unit
from teacherflow.study.simulate import simulate

HERE = Path(__file__).resolve().parent
SCENARIOS = HERE.parents[1] / "scenarios"
STUDIES = tuple(sorted(path.stem for path in SCENARIOS.glob("*.yaml")))

YEARS, BURN_IN, REPLICATIONS = 4, 4, 2
SHORTER = {
    "banan": (3, 3, 1),
    "county_appointment": (2, 2, 1),
    "demography": (3, 2, 1),
    "guanxian": (3, 2, 1),
    "matching": (2, 2, 1),
    "national": (3, 3, 1),
    "support_plan": (3, 3, 1),
    "zhijin": (3, 3, 1),
}
"""Studies of large counties, or of many, of which the first is run: years, burn-in, replications."""

_STAGES = ("primary", "junior")
_ZONES = ("seat", "town", "village")
INDICATORS = (
    *(f"cv_{item}_{s}_duty" for item in ("teachers", "backbone", "midsenior") for s in _STAGES),
    *(f"cv0_midsenior_{stage}_post" for stage in _STAGES),
    *(f"theil_degree_{stage}_within" for stage in _STAGES),
    *(f"short_artspe_{stage}" for stage in _STAGES),
    *(f"ptr_{stage}_village" for stage in _STAGES),
    *("pass_county", "headcount", "waiting", "away", "entries", "borrowed", "mismatch"),
    *(f"exits_{kind}" for kind in ("retire", "early_retire", "quit", "leave_county", "death")),
    *(f"moves_{kind}" for kind in ("transfer", "reassign", "borrow", "merge", "up", "down")),
    *(f"vacancy_{zone}" for zone in _ZONES),
    *(f"effectiveness_{zone}" for zone in _ZONES),
    *(f"welfare_{zone}" for zone in _ZONES),
    *("novice_share_village", "surplus_seat", "unfilled_sciences", "payroll", "spending"),
    *("retention_1y_village", "presence_3y_town", "county_retention_3y", "share_worse_off"),
    "share_better_off",
)


def numbers(name: str) -> dict[str, Any]:
    """Return the indicators of the first and the last year: scenario, replication, year."""
    study = read_study(SCENARIOS / f"{name}.yaml")
    count, burn_in, replications = SHORTER.get(name, (YEARS, BURN_IN, REPLICATIONS))
    study = replace(study, years=Years(study.years.start, count, burn_in))
    found: dict[str, Any] = {scenario: {} for scenario in study.scenarios}
    for replication in range(replications):
        unit = Unit(study.county_names[0], 0, replication)
        for scenario, tables in simulate(study, unit, tuple(study.scenarios)).items():
            found[scenario][str(replication)] = dict(_years(tables["county_year"]))
    return found


def _years(columns: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    years = columns["year"].tolist()
    for at in (0, len(years) - 1):
        yield str(years[at]), {name: columns[name].tolist()[at] for name in INDICATORS}


def main(names: list[str]) -> None:
    """Write the files of the studies ``names`` (default: all)."""
    for name in names or STUDIES:
        text = json.dumps(numbers(name), indent=1, allow_nan=False)
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
