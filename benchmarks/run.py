"""Measure the engine and write the table into ``benchmarks/README.md``.

    python benchmarks/run.py            # a few minutes
    python benchmarks/run.py --quick    # fewer rounds, nothing written

Ratios come from interleaved rounds in one process: each round lives one and the same school year
with both sides and gives one ratio; the table shows the median of the ratios. Milliseconds are
medians of CPU time on this machine and hold for nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests")]

import numpy as np
from clock import TimedDraws, county_data, median, seconds_of
from lean import LeanCounty
from memory import lines as in_bytes
from tables import Line, into_readme, listed
from whole_catalogue import everything, over_status_quo

from teacherflow import county as county_module
from teacherflow.accounting import Books
from teacherflow.county import County
from teacherflow.draws import Draws
from teacherflow.parameters import Parameters
from teacherflow.phases.calendar import CALENDAR
from teacherflow.policies.appointment import CompetitiveHiring
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.policies.subsidy import RuralSubsidy
from teacherflow.policies.titles import TitlePrerequisite
from teacherflow.population import CountyData, generate
from teacherflow.results.recorder import Recorder
from teacherflow.state import State
from teacherflow.terms.laws import Terms, settle
from twin.world import differences
from twin.year import SlowCounty

START = 2024
LARGE, SMALL, MIDDLE = "zhijin", "demo", "banan"


def main() -> None:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds (default 5)")
    parser.add_argument("--quick", action="store_true", help="one round, nothing written")
    asked = parser.parse_args()
    rounds = 1 if asked.quick else asked.rounds
    large = at_fork(LARGE)
    ratios = [
        *twins(large, rounds),
        *whole_catalogue(large, rounds),
        *shares(large, rounds),
    ]
    times = [*costs(large), *memory(large), *start_up(), *compiling()]
    table = written(ratios, times, large)
    print(table)
    if not asked.quick:
        into_readme(table, "table")


def at_fork(name: str) -> County:
    """Return a shipped county at the fork, with draws that can be timed."""
    county = County.generated(county_data(name), start=START, burn_in=10, seed=1)
    county.state.draws = TimedDraws(county.state.draws.seed)
    return county


def twins(past: County, rounds: int) -> Iterator[Line]:
    """Engine against twin, draws outside both clocks: the status quo, and all four policies."""
    lean, slow = against_twin(past, {}, rounds)
    yield Line("lean twin / engine, a year of 织金县", times(lean), "≥ 50 ×")
    yield Line("twin as it is written / engine, a year of 织金县 (1 round)", times(slow))
    lean, _ = against_twin(past, four_policies(), rounds)
    yield Line("lean twin / engine, all four central policies on", times(lean), "≥ 40 ×")
    lean, _ = against_twin(past, everything(START), 1)
    yield Line(
        "lean twin / engine, every policy of the catalogue on (1 round)", times(lean), "≥ 40 ×"
    )


def whole_catalogue(past: County, rounds: int) -> Iterator[Line]:
    """Every policy of the catalogue on at once, against the status quo."""
    terms = everything(START)
    claimants = {name for claims in terms[START + 1].claimants.values() for name, _ in claims}
    found = median([over_status_quo(past, terms) for _ in range(rounds)])
    what = f"a year with all policies on ({len(claimants)} act) / a year of the status quo"
    yield Line(what, f"{found:.1f} ×", "≤ 3 ×")


def against_twin(past: County, terms: dict[int, Terms], rounds: int) -> tuple[float, float]:
    """Return the ratios of the lean twin (median) and of the twin as written (first year)."""
    draws = timed_draws(past)
    county = past.fork(terms)
    lean: list[float] = []
    slow = 0.0
    for turn in range(rounds):
        engine = median([seconds_of(county.fork(terms).step, draws=draws) for _ in range(7)])
        if not turn and not terms:
            slow = seconds_of(SlowCounty(county.state, terms).step, draws=draws) / engine
        twin = LeanCounty(county.state, terms)
        lean.append(seconds_of(twin.step, draws=draws) / engine)
        county.step()
        assert differences(county.state, twin) == []
    return median(lean), slow


def four_policies() -> dict[int, Terms]:
    """Settle the four central policies, a round of competition in the first year and the fourth."""
    chosen = (
        RuralSubsidy(),
        MandatoryRotation(),
        TitlePrerequisite(),
        CompetitiveHiring.model_validate({"from": START, "term_years": 3}),
    )
    policies = {policy.name: policy for policy in chosen}
    return {year: settle(policies, year) for year in range(START, START + 20)}


def timed_draws(county: County) -> TimedDraws:
    """Return the draws of a county made by `at_fork`."""
    draws = county.state.draws
    assert isinstance(draws, TimedDraws)
    return draws


def shares(past: County, rounds: int) -> Iterator[Line]:
    """What Mesa, the books and the recorder add to a year."""
    with_mesa = median([over_bare_phases(past, bool(turn % 2)) for turn in range(2 * rounds + 2)])
    booked, recorded = zip(*(kept(past) for _ in range(rounds)), strict=True)
    yield Line("Mesa: `County.step` over the bare phases", percent(with_mesa), "≤ 15 %")
    yield Line("the books (every identity, every year) / year", percent(median(booked)))
    yield Line("recording all tables of a year / year", percent(median(recorded)))


def over_bare_phases(past: County, mesa_first: bool) -> float:
    """Return what `County.step` costs more than the phases alone, as a share."""
    model, state = past.fork({}), past.fork({}).state
    sides = (partial(model.step), partial(one_year, state))
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(6):
        for side in (0, 1) if mesa_first else (1, 0):
            spent[side].append(seconds_of(sides[side]))
    return median(spent[0]) / median(spent[1]) - 1.0


def kept(past: County) -> tuple[float, float]:
    """Return the time for the books and for the tables of a year, as shares of the year."""
    county = past.fork({})
    recorder, books = Recorder("status_quo"), Books(county.state)
    recorder.begin(county.state)
    acts = (partial(county.step), partial(books.close, county.state))
    record = partial(recorder.year, county.state)
    years, closed, noted = zip(
        *([seconds_of(a) for a in (*acts, record)] for _ in range(8)), strict=True
    )
    return median(closed) / median(years), median(noted) / median(years)


def one_year(state: State) -> None:
    """Settle one year without any model around the state."""
    state.year, state.terms = state.year + 1, Terms()
    for phase in CALENDAR:
        getattr(county_module, phase.name)(state)


def costs(large: County) -> Iterator[Line]:
    """Milliseconds of a year, a fork and a start population."""
    for name, county in ((LARGE, large), (SMALL, at_fork(SMALL))):
        people = int(county.state.teachers.alive.sum())
        years = [one for _ in range(4) for one in of_years(county.fork({}), 10)]
        yield Line(f"a year of {name} ({people:,} teachers)", ms(median(years)))
    yield Line(f"a fork of {LARGE}", ms(repeated(partial(large.fork, {}))))
    for name in (MIDDLE, LARGE):
        make = partial(start_population, county_data(name))
        people = int(make().teachers.alive.sum())
        wanted = "≤ 30 ms for 4,000" if name == MIDDLE else ""
        yield Line(f"start population of {name} ({people:,} teachers)", ms(repeated(make)), wanted)


def memory(large: County) -> Iterator[Line]:
    """Bytes of a fork and of a unit of work, per teacher."""
    with tempfile.TemporaryDirectory() as place:
        for what, value in in_bytes(large, LARGE, Path(place)):
            yield Line(what, value)


def start_population(data: CountyData) -> State:
    """Return the state from which burn-in starts."""
    draws, parameters = Draws(1), Parameters()
    return generate(data, start=START, burn_in=10, parameters=parameters, draws=draws)


def of_years(county: County, number: int) -> list[float]:
    """Return the seconds of each of some years."""
    return [seconds_of(county.step) for _ in range(number)]


def repeated(act: Callable[[], object], times: int = 15) -> float:
    """Return the median seconds of an act."""
    act()
    return median([seconds_of(act) for _ in range(times)])


def start_up() -> Iterator[Line]:
    """CPU seconds of `teacherflow --help` in a process of its own."""
    command = [str(Path(sys.executable).with_name("teacherflow")), "--help"]
    subprocess.run(command, check=True, capture_output=True)
    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    yield Line("`teacherflow --help`, CPU", f"{median(spent):.2f} s", "≤ 0.7 s")


def compiling() -> Iterator[Line]:
    """CPU seconds to compile all kernels on a fresh machine, and the wait with two processes."""
    seconds = compile_time(1)
    own = {k: v for k, v in seconds.items() if k.startswith("teacherflow.")}
    yield Line(
        f"compile all kernels, once ({len(own)} functions), CPU",
        f"{sum(seconds.values()):.1f} s",
        "≤ 10 s",
    )
    for name in sorted(own, key=lambda n: -own[n])[:5]:
        yield Line(f"· {name.removeprefix('teacherflow.')}", f"{own[name]:.2f} s")
    yield Line(
        "· as a first run does it, by two processes: wall", f"{compile_time(2)['wall']:.1f} s"
    )


def compile_time(processes: int) -> dict[str, float]:
    """Return what ``compile_time.py`` finds with an empty cache."""
    with tempfile.TemporaryDirectory() as folder:
        made = subprocess.run(
            [sys.executable, str(HERE / "compile_time.py"), str(processes)],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "TEACHERFLOW_CACHE": folder},
        )
    found: dict[str, float] = json.loads(made.stdout)
    return found


def times(ratio: float) -> str:
    """Return a ratio as text."""
    return f"{ratio:.0f} ×"


def percent(share: float) -> str:
    """Return a share as text."""
    return f"{100 * share:.0f} %"


def ms(seconds: float) -> str:
    """Return seconds as text, in milliseconds."""
    return f"{1e3 * seconds:.1f} ms"


def written(ratios: list[Line], times: list[Line], large: County) -> str:
    """Return the tables as Markdown."""
    people, rows = int(large.state.teachers.alive.sum()), large.state.sections.rows
    made = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"
    parts = [
        f"织金县: {people:,} teachers, {rows} sections, status quo. {made}.",
        listed("ratio (holds elsewhere)", ratios),
        listed("on the machine that wrote this", times),
    ]
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
