"""Replications until an interval is narrow enough, the same number whoever runs them.

The folder is extended look by look. After each look the 95 % interval of the mean paired difference
(Student's t) is taken; if it is too wide, the next look goes to the number that its present spread
asks for, at most twice as many. Looks depend on the results alone, which depend on nothing else, so
workers and interruptions change nothing, and a finished run does not go on.

A rule that ends when the interval is narrow enough is a little too sure (Chow and Robbins 1965 show
that this vanishes as the width goes to 0); the first look is no shorter than ten for this reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from teacherflow.columns import F64
from teacherflow.scenario.precision import LAST, LEAST, Precision
from teacherflow.study.manifest import read_manifest
from teacherflow.study.open import open_study
from teacherflow.study.reports import Report, Watch
from teacherflow.study.run import Finished, run_study
from teacherflow.study.tables import quoted
from teacherflow.text import Text, counted

if TYPE_CHECKING:
    from teacherflow.scenario import Study

LEVEL = 0.95
_ROUND = 5
"""Looks end at multiples of this."""


@dataclass(frozen=True)
class Reached:
    """How wide the interval is after a look.

    Attributes
    ----------
    replications : int
        Run so far.
    width : float
        From end to end, in the unit of the indicator; infinite if it cannot be told.
    """

    replications: int
    width: float


def run_until(
    study: Study, folder: Path, *, fresh: bool = False, watch: Watch, **where: Any
) -> tuple[Finished, Reached]:
    """Run a study until the interval that it names is narrow, or the most replications are done.

    Parameters
    ----------
    where
        What `run_study` takes besides.

    Raises
    ------
    StudyFault
        As `run_study` does.
    """
    asked = study.precision
    if asked is None:
        raise ValueError("the study names no interval that is to be narrow")
    look = min(LEAST, asked.most)
    while True:
        there = 0 if fresh else _there(folder)
        longer = replace(study, replications=max(look, there))
        finished = run_study(longer, folder, fresh=fresh, watch=watch, **where)
        fresh = False
        reached = Reached(look, width_of(differences(folder, asked, look)))
        following = next_look(reached, asked)
        if finished.failures or following is None:
            return finished, reached
        watch(Report(0, 0, _going_on(asked, reached, following)))
        look = following


def next_look(reached: Reached, asked: Precision) -> int | None:
    """Return how many replications the next look has, None if it is enough.

    Examples
    --------
    >>> asked = Precision(("a", "b"), "welfare", None, width=1.0, most=200)
    >>> next_look(Reached(10, 1.2), asked), next_look(Reached(10, 9.0), asked)
    (15, 20)
    >>> next_look(Reached(10, 1.0), asked)
    """
    n = reached.replications
    if reached.width <= asked.width or n >= asked.most:
        return None
    wanted = ceil(n * min(2.0, (reached.width / asked.width) ** 2))
    return min(asked.most, max(n + 1, _ROUND * ceil(wanted / _ROUND)))


def width_of(differences: F64) -> float:
    """Return the width of the interval of a mean; infinite with fewer than two numbers."""
    from scipy.stats import t

    n = differences.size
    if n < 2:
        return float("inf")
    spread = float(np.std(differences, ddof=1))
    return float(2.0 * t.ppf(0.5 + LEVEL / 2.0, n - 1) * spread / sqrt(n))


def differences(folder: Path, asked: Precision, replications: int) -> F64:
    """Return the paired differences of the first replications; counties are averaged."""
    first, second = map(quoted, asked.contrast)
    last = f"year > (SELECT max(year) FROM county_year) - {LAST}"
    years = f"year = {asked.year}" if asked.year else last
    query = f"""
        WITH mean AS (
            SELECT scenario, replication, avg("{asked.indicator}") AS value FROM county_year
            WHERE {years} AND replication < {replications}
            GROUP BY scenario, replication)
        SELECT a.value - b.value AS difference
        FROM mean a JOIN mean b USING (replication)
        WHERE a.scenario = {first} AND b.scenario = {second} AND difference IS NOT NULL
        ORDER BY replication"""
    with open_study(folder) as results:
        return results.sql(query)["difference"].to_numpy(dtype=np.float64)


def _there(folder: Path) -> int:
    """Return how many replications a folder holds; of a strange folder `run_study` speaks."""
    manifest = read_manifest(folder)
    done = () if manifest is None else manifest.done
    return max((unit.replication + 1 for unit in done), default=0)


def _going_on(asked: Precision, reached: Reached, following: int) -> Text:
    width = f"{reached.width:.3g}"
    return Text(
        f"{reached.replications} 次重复后，{asked.indicator} 之差的区间宽 {width}"
        f"（要求不超过 {asked.width:g}）；继续到 {following} 次…",
        f"After {counted(reached.replications, 'replication')} the interval of {asked.indicator} is {width} "
        f"wide (asked: {asked.width:g}); going on to {following} …",
    )
