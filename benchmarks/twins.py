"""Live random studies twice, in the engine and in its twin, and compare them after every phase.

    python benchmarks/twins.py --minutes 30 --seed 5

Counties of 5 to 24 schools, any policies of the catalogue with any allowed values and dates, model
parameters moved at will, two years of burn-in at most. The suite lives a fixed list of packages and
a few dozen of these studies (tests/twin); here the rules, people and schools are new ones with
every seed, so that what goes wrong in a rare county only shows. A study in which they differ, or
that warns, is kept, with what it takes to live it again, and the run goes on.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from properties.counties import write_counties
from twin.lives import Life, lived_twice, lives, study_in, write_life


class TimeIsUpError(Exception):
    """The time is up."""


@dataclass
class Tally:
    """What was lived so far."""

    folder: Path
    end: float
    drawn: int = 0
    at_odds: int = 0
    lived: int = 0
    differ: list[Path] = field(default_factory=list)

    def line(self) -> str:
        """Return the figures."""
        return (
            f"{self.drawn} studies drawn, {self.at_odds} of them at odds with themselves; "
            f"{self.lived} scenarios lived twice; {len(self.differ)} studies differ"
        )


def main() -> int:
    """Live studies until the time is up, and print a line of figures; 1 if any differ."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default 10)")
    parser.add_argument("--seed", type=int, default=1, help="of the studies")
    parser.add_argument("--keep", type=Path, default=Path("results/twins"), help="where they stay")
    asked = parser.parse_args()
    warnings.simplefilter("error")  # such as the division of nothing by nothing
    asked.keep.mkdir(parents=True, exist_ok=True)
    write_counties(asked.keep)
    tally = Tally(asked.keep.resolve(), time.monotonic() + 60 * asked.minutes)
    live_many(tally, asked.seed)
    print(tally.line())
    return 1 if tally.differ else 0


def live_many(tally: Tally, number: int) -> None:
    """Live the studies of a seed until the time is up."""

    @seed(number)
    @settings(
        max_examples=10**6,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(lives())
    def live_one(life: Life) -> None:
        if time.monotonic() > tally.end:
            raise TimeIsUpError
        live(tally, life)

    try:
        live_one()
    except TimeIsUpError:
        return


def live(tally: Tally, life: Life) -> None:
    """Live one study twice; keep it if the twins come apart, or either fails."""
    tally.drawn += 1
    path = write_life(life, tally.drawn, tally.folder)
    study = study_in(path)
    if study is None:
        tally.at_odds += 1
        return
    try:
        for _ in lived_twice(study, life):
            tally.lived += 1
    except Exception:  # whatever it is, the study shows it again
        _keep(tally, path, {"seed": life.luck, "parameters": life.changed})


def _keep(tally: Tally, path: Path, more: dict[str, Any]) -> None:
    kept = tally.folder / f"differs_{len(tally.differ) + 1}.yaml"
    told = f"{json.dumps(more)}\n{traceback.format_exc(limit=-4)}"
    comment = "".join(f"# {line}\n" for line in told.splitlines())
    kept.write_text(path.read_text("utf-8") + comment, "utf-8")
    tally.differ.append(kept)
    print(f"{kept}: {told}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
