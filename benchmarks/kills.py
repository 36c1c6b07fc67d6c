"""Kill real runs at random moments, give the same command again, and compare every byte.

    python benchmarks/kills.py                # 200 kills, some ten minutes on two cores
    python benchmarks/kills.py --forked       # the same in a fifth of the time

A tiny county is run by ``teacherflow run`` with two worker processes, in four ways in turn: with
all tables, with parts that hold several units, in two steps (fewer replications first), and in two
blocks that ``teacherflow merge`` joins. At keyed moments the run is sent SIGKILL, SIGTERM or
SIGINT, or one of its workers is sent SIGKILL, and the command is given again until it succeeds.
The files must then be those of an undisturbed run. The comparison that ends a run is left out: it
writes nothing. Every process loads Python and the model anew, as a user's does, which is most of
the work; with ``--forked`` runs and workers are forks of a process that has loaded them. Needs
Linux (``/proc`` tells whether a process is a child of the run).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from teacherflow.study import pool

HERE = Path(__file__).resolve().parent
LOG = "TEACHERFLOW_KILLS_LOG"
WORKERS = 2
LOADED: list[Any] = []
"""A county that has lived a year, so that forks have the model loaded."""
KINDS = ("SIGKILL", "SIGTERM", "SIGINT", "worker")
LONGEST = 1.6
"""Seconds after the first unit of an attempt within which the kill comes."""
HANGS = 300.0
"""Seconds after which a run that is left in peace counts as hanging."""
EARLY = 0.1
"""Share of the kills whose clock runs from the start of the process."""

STUDY = """\
county: tiny.yaml
years: {{start: 2024, count: 2, burn_in: 1}}
replications: {replications}
baseline: status_quo
{tables}scenarios:
  status_quo: {{}}
  rotation: {{policies: [mandatory_rotation: {{after_years: 3}}]}}
"""
TABLES = {"every.yaml": "", "small.yaml": "tables: [county_year]\n"}


def main() -> int:
    """Kill, run again, compare, and print a line of figures; 1 if a byte differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=200, help="how many (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments and kinds")
    parser.add_argument("--replications", type=int, default=40, help="units of the study")
    parser.add_argument("--forked", action="store_true", help="fork processes: quicker")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="teacherflow-kills-") as place:
        begin = forked if asked.forked else started
        tally = Tally(Path(place), asked.kills, asked.seed, begin)
        undisturbed = prepare(Path(place), asked.replications, begin)
        lives = endless(Path(place), asked.replications)
        while tally.left:
            live(next(lives), undisturbed, tally)
    print(tally.line())
    return 1 if tally.differences else 0


@dataclass
class Tally:
    """What has been done so far, and the luck of the next kill."""

    place: Path
    wanted: int
    seed: int
    begin: Begin
    by_kind: Counter[str] = field(default_factory=Counter)
    runs: int = 0
    lost: int = 0
    differences: int = 0

    @property
    def kills(self) -> int:
        """How many processes were killed."""
        return self.by_kind.total()

    @property
    def left(self) -> bool:
        """Whether more are to be killed."""
        return self.kills < self.wanted

    def luck(self, what: str, attempt: int) -> float:
        """Return a number in (0, 1) for one decision about one attempt to kill."""
        from teacherflow.draws import Draws

        (drawn,) = Draws(self.seed).uniform(f"kills.{what}", 0, [attempt])
        return float(drawn)

    def line(self) -> str:
        """Return the figures."""
        kinds = ", ".join(f"{self.by_kind[kind]} {kind}" for kind in KINDS)
        return (
            f"{self.kills} kills ({kinds}) in {self.runs} studies; "
            f"{self.lost / max(self.kills, 1):.2f} units lost in flight per kill; "
            f"{self.differences} differences"
        )


@dataclass(frozen=True)
class Life:
    """One way to bring a study to its end.

    Attributes
    ----------
    commands : sequence of sequences of str
        Commands of teacherflow, each to be given until it succeeds.
    out : Path
        Where the results are then.
    units : int
        Units that have to run.
    """

    study: str
    commands: Sequence[Sequence[str]]
    out: Path
    units: int


def prepare(place: Path, replications: int, begin: Begin) -> dict[str, dict[str, bytes]]:
    """Write the studies, run each undisturbed and return the bytes of its results."""
    sys.path.insert(0, str(HERE.parent / "tests"))
    from integration.tiny import county_file

    (place / "tiny.yaml").write_text(json.dumps(county_file(0.6)), "utf-8")  # JSON is YAML
    found = {}
    for name, tables in TABLES.items():
        (place / name).write_text(STUDY.format(replications=replications, tables=tables), "utf-8")
        out = place / f"undisturbed {name}"
        if ended(begin(place, run(place / name, out)), place):
            raise SystemExit(f"the undisturbed run of {name} failed: {said(place)}")
        found[name] = results_in(out)
    return found


def endless(place: Path, units: int) -> Iterator[Life]:
    """Yield the four ways in turn, each in folders of its own."""
    turn = 0
    while True:
        turn += 1
        out = place / str(turn)
        for name in TABLES:
            file = place / name
            yield Life(name, [run(file, out / name)], out / name, units)
        extended, whole = out / "extended", out / "whole"
        fewer = [*run(file, extended), "--replications", str(units // 2)]
        yield Life(name, [fewer, run(file, extended)], extended, units)
        blocks = [out / "block 1", out / "block 2"]
        parts = [[*run(file, path), "--block", f"{k}/2"] for k, path in enumerate(blocks, 1)]
        join = ["merge", *map(str, blocks), "--out", str(whole)]
        yield Life(name, [*parts, join], whole, units)


def run(file: Path, out: Path) -> list[str]:
    """Return the command that runs a study."""
    return ["run", str(file), "--out", str(out), "--workers", str(WORKERS), "--no-figures"]


def live(life: Life, undisturbed: Mapping[str, dict[str, bytes]], tally: Tally) -> None:
    """Give the commands of a life until they succeed, killing on the way, and compare."""
    log = tally.place / "log"
    log.unlink(missing_ok=True)
    for command in life.commands:
        until_done(command, life, tally)
    tally.runs += 1
    tally.lost += len(noted_in(log)) - life.units
    if results_in(life.out) != undisturbed[life.study]:
        tally.differences += 1
    print(f"{tally.line()}", file=sys.stderr, flush=True)


def until_done(command: Sequence[str], life: Life, tally: Tally) -> None:
    """Give one command until it ends with 0; kill as long as kills are wanted."""
    while True:
        process = tally.begin(tally.place, command)
        killed = tally.left and kill_in_time(process, command[0], tally)
        code = ended(process, tally.place)
        if code == 0:
            return
        if not killed:
            raise SystemExit(f"{command} ended with {code}: {said(tally.place)}")


def ended(process: Process, place: Path) -> int:
    """Return the code with which a process ends; one that hangs ends the benchmark."""
    try:
        return process.wait(HANGS)
    except subprocess.TimeoutExpired:
        process.kill()
        raise SystemExit(f"a run hangs: {said(place)}") from None


def kill_in_time(process: Process, verb: str, tally: Tally) -> bool:
    """Kill the run or a worker at the drawn moment; False if the run had ended by then.

    A run whose worker was killed goes on, and is killed again.
    """
    log, killed = tally.place / "log", False
    before = len(noted_in(log))
    while tally.left:
        attempt = tally.kills
        kind = KINDS[int(len(KINDS) * tally.luck("kind", attempt))]
        early = killed or verb == "merge" or tally.luck("early", attempt) < EARLY
        while not early and process.poll() is None and len(noted_in(log)) == before:
            time.sleep(0.005)
        end = time.monotonic() + LONGEST * tally.luck("moment", attempt)
        while process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        if process.poll() is not None:
            return killed
        if not sent(process, kind, noted_in(log)[before:]):
            kind = "SIGKILL"
            process.kill()
        tally.by_kind[kind] += 1
        if tally.kills % 10 == 0:
            print(f"{tally.kills} kills", file=sys.stderr, flush=True)
        killed = True
        if kind != "worker":
            return True
    return killed


def sent(process: Process, kind: str, pids: Sequence[int]) -> bool:
    """Send the signal; False if it is for a worker and there is none."""
    if kind != "worker":
        process.send_signal(getattr(signal, kind))
        return True
    mine = [pid for pid in dict.fromkeys(reversed(pids)) if is_of(process, pid)]
    if mine:
        os.kill(mine[0], signal.SIGKILL)
    return bool(mine)


def is_of(process: Process, pid: int) -> bool:
    """Tell whether a process is a worker of the run: its child, or one of its server of workers."""
    parent = parent_of(pid)
    return process.pid in (parent, parent_of(parent))


def parent_of(pid: int) -> int:
    """Return the parent of a process, 0 if it is gone."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return 0
    state, parent = told.rpartition(")")[2].split()[:2]
    return 0 if state == "Z" else int(parent)


def started(place: Path, command: Sequence[str]) -> Process:
    """Start a command of teacherflow that notes the start of every unit."""
    with (place / "said").open("wb") as told:
        return subprocess.Popen(
            [sys.executable, str(HERE / "kills.py"), "--as-teacherflow", *command],
            env={**os.environ, LOG: str(place / "log")},
            cwd=place,
            stdout=told,
            stderr=told,
            preexec_fn=heed_interrupts,
        )


class Forked:
    """A run in a fork of this process, with the face of `subprocess.Popen`."""

    def __init__(self, place: Path, command: Sequence[str]) -> None:
        self.code: int | None = None
        self.pid = os.fork()
        if not self.pid:
            self._be(place, command)

    def _be(self, place: Path, command: Sequence[str]) -> None:
        code = 1
        try:
            heed_interrupts()
            told = os.open(place / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            os.dup2(told, 1)
            os.dup2(told, 2)
            os.environ[LOG] = str(place / "log")
            pool.ready = lambda: None
            pool._context = lambda: multiprocessing.get_context("fork")
            code = as_teacherflow(command)
        finally:
            os._exit(code)

    def poll(self) -> int | None:
        """Return the code with which it ended, None while it runs."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.code = os.waitstatus_to_exitcode(status) if pid else None
        return self.code

    def wait(self, seconds: float) -> int:
        """Return the code with which it ends within so many seconds."""
        end = time.monotonic() + seconds
        while (code := self.poll()) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("run", seconds)
            time.sleep(0.002)
        return code

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it, unless it has ended."""
        self.send_signal(signal.SIGKILL)


def forked(place: Path, command: Sequence[str]) -> Process:
    """Start the command in a fork of this process, which has the model loaded by then."""
    from integration.tiny import tiny_county
    from teacherflow.county import County

    if not LOADED:
        LOADED.append(County.generated(tiny_county(0.6), start=2024, burn_in=1, seed=1))
        LOADED[0].fork({}).step()
    return Forked(place, command)


type Process = subprocess.Popen[bytes] | Forked
type Begin = Callable[[Path, Sequence[str]], Process]


def heed_interrupts() -> None:
    """Undo what a job in the background inherits: that an interrupt is ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def said(place: Path) -> str:
    """Return what the last command has said."""
    return (place / "said").read_text("utf-8", "replace")


def noted_in(log: Path) -> list[int]:
    """Return the processes in which units were started, one for each start."""
    return [int(line) for line in log.read_text("utf-8").split()] if log.exists() else []


def results_in(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder of results but the lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def as_teacherflow(arguments: Sequence[str]) -> int:
    """Be ``teacherflow``, with a note for every unit that starts."""
    import kills  # workers know this module by its name

    from teacherflow.study import simulate
    from teacherflow.study.simulator import Simulator
    from teacherflow_analysis.cli import main as teacherflow
    from teacherflow_analysis.cli import run as verb

    model = simulate.SIMULATOR
    simulate.SIMULATOR = Simulator(
        kills.noted, model.schema, model.inputs, model.units_per_part, model.compiles
    )
    verb._compare = lambda finished: None
    return teacherflow(list(arguments))


def noted(study: Any, unit: Any, scenarios: Sequence[str]) -> Any:
    """Simulate a unit, having noted the process that does it."""
    from teacherflow.study.simulate import simulate

    handle = os.open(os.environ[LOG], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(handle, f"{os.getpid()}\n".encode())
    os.close(handle)
    return simulate(study, unit, scenarios)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--as-teacherflow"]:
        sys.exit(as_teacherflow(sys.argv[2:]))
    sys.exit(main())
