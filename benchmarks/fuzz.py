"""Give random studies to every verb of the command line, with random options.

    nice python benchmarks/fuzz.py --minutes 30 --seed 5

Studies of the whole catalogue, in counties of 5 to 24 schools or two of them, with draws, an
attribution or neither, are validated and run in this process; then every verb is called with
options that it says it has, with values that fit, that fit another study, or that nobody meant.
Found is what ends in a traceback or a warning, with an exit code that is none of the command line,
with a failed run, with JSON that is none, or with words of Python (``nan``, ``None``) in what is
printed. A study with which that happens is kept with the command, once for each way to fail.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import shutil
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
os.environ |= {"MPLBACKEND": "Agg", "COLUMNS": "120"}

import typer

from properties.counties import write_counties
from strategies import POLICIES, studies, write_study
from teacherflow_analysis.cli import main as teacherflow
from teacherflow_analysis.cli.app import build
from teacherflow_analysis.cli.verbs import VERBS

COUNTIES = 13
"""The smaller ones of the counties of the random studies."""
CODES = {0, 1, 2, 130}
FAILED = 1
PYTHON = re.compile(r"(?<![\w./-])(nan|NaN|None|inf|Traceback|np\.|<class|Text\()(?!\w)")
"""What nobody should read; names of options and parts of paths may hold it."""
TIMES = {"compare": 5, "retention": 2, "trace": 2, "figures": 0.3, "brief": 0.2, "explore": 0.2}
"""How often a verb is called for each study: once, but for these."""
LEFT_OUT = {"--dask", "--workers", "--template", "--help"}
OFTEN, ODD = 0.2, 0.07
"""Chance of an option, and that its value is one that nobody meant."""
JUNK = ("x", "", "-1", "0", "9" * 21, "1e400", "６", "1/0", "status_quo,", "1e3")
INDICATORS = (
    *("cv_teachers_primary_duty", "retention_3y_village", "vacancy_village", "welfare_village"),
    *("moves_up", "effectiveness_village", "share_worse_off", "worse_off"),
)
CHOICES: dict[str, tuple[str, ...]] = {
    "--indicator": INDICATORS,
    "--per": ("retention", "pass", *INDICATORS),
    "--across": ("stage", "zone"),
    "--stage": ("primary", "junior"),
    "--item": ("teachers", "degree", "backbone", "midsenior", "artspe"),
    "--basis": ("post", "duty"),
    "--kind": ("transfer", "exchange_out", "quit", "retire", "enter", "borrow"),
    "--band": ("difference", "mean", "range"),
    "--size": ("single", "double", "a4", "16:9", "screen"),
    "--only": ("overview", "forest", "balance,flows", "schools", "spending"),
    "--teacher": ("1", "5", "17", "40", "2027001600002"),
    "--sample": ("1", "3", "6"),
    "--replication": ("0", "1", "2"),
    "--draw": ("0", "1"),
    "--replications": ("1", "2", "4"),
    "--block": ("1/1", "1/2", "2/2", "3/2"),
}
"""Values of options that are the same for every study."""
BY = {
    "compare": ("zone", "size", "stage", "subject", "age", "title", "route"),
    "retention": ("zone", "title", "route", "home", "cohort"),
}
FORMATS = {"figures": ("svg", "png", "svg,pdf"), "brief": ("html", "docx", "xlsx", "html,pdf")}


class TimeIsUpError(Exception):
    """The time is up."""


@dataclass
class Tally:
    """What was called so far, and where."""

    folder: Path
    end: float
    luck: random.Random
    drawn: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    found: dict[str, Path] = field(default_factory=dict)

    def line(self) -> str:
        """Return the figures."""
        return (
            f"{self.drawn} studies drawn, {self.calls['run']} run; {self.calls.total()} calls of "
            f"{len(self.calls)} verbs, {self.refused} refused; {len(self.found)} faults found"
        )


def main() -> int:
    """Call verbs until the time is up, and print a line of figures; 1 if any fault was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default 10)")
    parser.add_argument("--seed", type=int, default=1, help="of the studies and the options")
    parser.add_argument("--keep", type=Path, default=Path("results/fuzz"), help="where they stay")
    asked = parser.parse_args()
    warnings.simplefilter("error")
    warnings.simplefilter("ignore", DeprecationWarning)  # of other libraries
    asked.keep.mkdir(parents=True, exist_ok=True)
    write_counties(asked.keep)
    end = time.monotonic() + 60 * asked.minutes
    tally = Tally(asked.keep.resolve(), end, random.Random(asked.seed))
    with chdir(tally.folder):
        call_many(tally, asked.seed)
    print(tally.line())
    return 1 if tally.found else 0


def call_many(tally: Tally, number: int) -> None:
    """Draw the studies of a seed and give each to all verbs, until the time is up."""

    @seed(number)
    @settings(
        max_examples=10**6,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(studies(most_years=7))
    def call_all(plain: dict[str, Any]) -> None:
        if time.monotonic() > tally.end:
            raise TimeIsUpError
        tally.drawn += 1
        World(tally, somewhere(plain, tally)).call_verbs()

    try:
        call_all()
    except TimeIsUpError:
        return


def somewhere(plain: Mapping[str, Any], tally: Tally) -> dict[str, Any]:
    """Place a study in one county or two; let it have draws, an attribution or teachers."""
    luck, one = tally.luck, tally.drawn % COUNTIES
    study = {**plain, "replications": luck.choice((1, 2, 3, 5)), "county": f"{one}.yaml"}
    if luck.random() < 0.25:
        del study["county"]
        study["counties"] = [f"{one}.yaml", f"{(one + 3) % COUNTIES}.yaml"]
    if luck.random() < 0.3:
        study["draws"] = luck.choice((2, 3, 9))
        study["uncertainties"] = {"utility.moving_threshold": {"low": 0.05, "high": 0.3}}
    elif luck.random() < 0.5 and len(plain["scenarios"]) > 1 and "sweep" not in plain:
        study["attribute"] = True
    if luck.random() < 0.5:
        study["record"] = ["teachers"]
    return study


@dataclass
class World:
    """A study with what its commands can name."""

    tally: Tally
    plain: dict[str, Any]

    def call_verbs(self) -> None:
        """Validate and run the study, then give its results to every other verb."""
        luck, folder = self.tally.luck, self.tally.folder
        self.file = write_study(self.plain, folder, "s.yaml")
        for name in ("out", "block", "whole", "told"):
            shutil.rmtree(folder / name, ignore_errors=True)
        (folder / "told").mkdir()
        if self.call("validate", "s.yaml") != 0:
            return  # policies at odds, or an attribution of nothing
        figures = [] if luck.random() < 0.1 else ["--no-figures"]
        if self.call("run", "s.yaml", "--out", "out", "--workers", "1", *figures) != 0:
            return
        for verb in (verb.name for verb in VERBS if verb.built):
            times = TIMES.get(verb, 1)
            for _ in range(int(times) + (luck.random() < times % 1)):
                self.call(verb, *self.about(verb), *self.options(verb))

    def about(self, verb: str) -> list[str]:
        """Return the arguments of a verb, and where it writes."""
        luck, folder = self.tally.luck, self.tally.folder
        if verb in ("validate", "show"):
            return ["s.yaml", *luck.choices(self.names, k=luck.randint(0, verb == "show"))]
        if verb == "provenance":
            told = sorted(path for path in folder.glob("told/**/*.*") if path.is_file())
            return [str(luck.choice(told or [self.file]))]
        if verb == "policies":
            return luck.choice(([], [luck.choice(sorted(POLICIES))]))
        if verb == "new":
            return [f"told/{luck.choice(('mine', '我的', 'mine.yaml'))}"]
        if verb == "run":
            again = luck.choice((["--out", "out"], ["--out", "block", "--block", "1/2"]))
            return ["s.yaml", "--workers", "1", "--no-figures", *again]
        if verb == "merge":
            return ["block", *luck.choice(([], ["out"])), "--out", "whole"]
        written = {"figures": "told", "brief": "told", "explore": "told/explore.html"}
        where = ["--out", written[verb]] if verb in written else []
        return ["out", *where] if verb not in ("schema", "phases") else []

    def options(self, verb: str) -> list[str]:
        """Draw some of the options that the verb says it has."""
        luck, drawn = self.tally.luck, list[str]()
        command: Any = typer.main.get_command(build([verb]))
        for param in command.commands[verb].params:
            name = param.opts[0]
            if param.param_type_name != "option" or name in LEFT_OUT or name == "--out":
                continue
            chance = 0.6 if name == "--county" and "counties" in self.plain else OFTEN
            for _ in range(1 + param.multiple):
                if luck.random() < chance:
                    values = [] if param.is_flag else self.values(verb, name, param.nargs)
                    drawn += [name, *values]
        return drawn

    def values(self, verb: str, name: str, number: int) -> list[str]:
        """Draw what is given to an option."""
        luck = self.tally.luck
        if name == "--csv":
            return ["told/numbers.csv"]
        if luck.random() < ODD:
            return luck.choices(JUNK, k=number)
        return luck.choices(self.fitting(verb, name), k=number)

    def fitting(self, verb: str, name: str) -> Sequence[str]:
        """Return what an option may be given; of one that is not known here, what is at hand."""
        if name in CHOICES:
            return CHOICES[name]
        if name in ("--by", "--format"):
            return (BY if name == "--by" else FORMATS).get(verb, JUNK)
        if name == "--year":
            years = self.plain["years"]
            return [str(years["start"] + k) for k in range(years["count"])]
        if name == "--county":
            files = self.plain.get("counties") or [self.plain["county"]]
            return [Path(file).stem for file in files]
        return self.names

    @property
    def names(self) -> list[str]:
        """Names of the scenarios."""
        return list(self.plain["scenarios"])

    def call(self, *arguments: str) -> int | None:
        """Call the command line in either language; keep the study if there is a fault."""
        command = [*arguments, "--lang", self.tally.luck.choice(("zh", "en"))]
        self.tally.calls[arguments[0]] += 1
        out, err = io.StringIO(), io.StringIO()
        try:
            with redirect_stdout(out), redirect_stderr(err):
                code = teacherflow(command)
        except Exception:  # whatever it is, nobody should see it
            self.keep(command, traceback.format_exc(limit=-6))
            return None
        self.tally.refused += code == 2
        for fault in faults(command, code, out.getvalue(), err.getvalue()):
            self.keep(command, fault)
        return code

    def keep(self, command: Sequence[str], fault: str) -> None:
        """Keep a study with the command and what was wrong, if it is wrong in a new way."""
        way = f"{command[0]} {re.sub(r'[0-9]+', '#', fault)[-160:]}"
        if way in self.tally.found:
            return
        kept = self.tally.folder / f"found_{len(self.tally.found) + 1}.yaml"
        told = f"teacherflow {' '.join(command)}\n{fault}"
        comment = "".join(f"# {line}\n" for line in told.splitlines())
        kept.write_text(self.file.read_text("utf-8") + comment, "utf-8")
        self.tally.found[way] = kept
        print(f"{kept}: {told}", flush=True)


def faults(command: Sequence[str], code: int, out: str, err: str) -> Iterator[str]:
    """Yield what is wrong with the end of a command."""
    if code not in CODES or code == FAILED:
        yield f"exit {code}: {err[-600:]}"
    if code == 0 and "--json" in command:
        try:
            json.loads(out, parse_constant=refuse)
        except ValueError as error:
            yield f"no JSON ({error}): {out[:300]}"
    elif PYTHON.search(err + ("" if "--json" in command else out)):
        lines = (out + err).splitlines()
        yield "\n".join(line for line in lines if PYTHON.search(line))


def refuse(constant: str) -> None:
    """Refuse what JSON does not know."""
    raise ValueError(constant)


if __name__ == "__main__":
    sys.exit(main())
