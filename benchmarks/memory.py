"""Bytes: what a fork takes beyond the past that it shares, and the peak of a unit of work."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

from clock import COUNTIES

from teacherflow.columns import Table
from teacherflow.county import County
from teacherflow.state import State
from teacherflow.study.plan import Unit

YEARS = 10
STUDY = """\
county: {county}
years: {{start: 2024, count: {years}, burn_in: 10}}
baseline: status_quo
scenarios:
  status_quo: {{}}
  subsidy: {{policies: [rural_subsidy: {{yuan_per_month: {{village: 600, town: 300, seat: 0}}}}]}}
"""


def bytes_of_columns(state: State) -> int:
    """Return the bytes of all columns of all tables of a state."""
    tables = [value for value in vars(state).values() if isinstance(value, Table)]
    return sum(table[name].nbytes for table in tables for name in table)


def allocated(act: Callable[[], object]) -> tuple[int, int]:
    """Return the bytes that the result of ``act`` holds, and the peak while it was made."""
    tracemalloc.start()
    try:
        result = act()
        held, peak = tracemalloc.get_traced_memory()
        del result
    finally:
        tracemalloc.stop()
    return held, peak


def of_fork(past: County) -> tuple[int, int]:
    """Return the bytes of a fork, and those of its columns."""
    past.fork({})  # what the first one alone makes, once for all
    held, _ = allocated(lambda: past.fork({}))
    return held, bytes_of_columns(past.state)


def of_unit(name: str, place: Path) -> tuple[int, int]:
    """Return the peak of one unit of work with all tables, and the teachers of the county.

    Beside the columns: the events and careers of all years, and the tables of the scenarios.
    """
    from teacherflow.scenario import read_study
    from teacherflow.study.simulate import past_of, simulate

    county = (COUNTIES / f"{name}.yaml").as_posix()
    (place / "study.yaml").write_text(STUDY.format(county=county, years=YEARS), "utf-8")
    study = read_study(place / "study.yaml")
    unit = Unit(study.county_name, 0, 0)
    simulate(study, unit, tuple(study.scenarios))  # kernels and caches are not of the unit
    _, peak = allocated(lambda: simulate(study, unit, tuple(study.scenarios)))
    return peak, int(past_of(study, 0).state.teachers.alive.sum())


def lines(past: County, name: str, place: Path) -> Iterator[tuple[str, str]]:
    """Yield what was measured, in words."""
    people = int(past.state.teachers.alive.sum())
    fork, columns = of_fork(past)
    yield (
        f"memory of a fork of {name}: bytes per teacher (of these not columns)",
        f"{fork / people:,.0f} ({fork / columns - 1.0:.1%})",
    )
    peak, there = of_unit(name, place)
    yield (
        f"peak memory of a unit of {name} (2 scenarios, {YEARS} years, all tables): per teacher",
        f"{peak / there / 1e3:,.1f} kB",
    )


def main() -> None:
    """Measure and print."""
    from tempfile import TemporaryDirectory

    from clock import county_data

    past = County.generated(county_data("zhijin"), start=2024, burn_in=10, seed=1)
    with TemporaryDirectory() as place:
        for what, value in lines(past, "zhijin", Path(place)):
            print(f"{what}: {value}")


if __name__ == "__main__":
    main()
