"""Who is better and who worse off than under the baseline, and who left, person by person.

Scenarios fork from one state, so a teacher in service at the fork sits in the same row under
every scenario. Under other rules the paths of persons part, and luck alone leaves some better and
others worse off: a share of one side can only rise, whatever a reform does. The two sides of luck
are alike, so what is left of both when one is taken from the other is owed to the rules.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.results.columns import Column
from teacherflow.state import State
from teacherflow.text import Text

APART = 50.0
"""Yuan per month from the own baseline beyond which a teacher counts as better or worse off."""

COLUMNS = (
    Column(
        "share_better_off",
        "float64",
        "share",
        Text(
            f"起始时在职、在两个方案下现在都在职的教师中，每月福利高于自己在基准方案下 {APART:g} 元以上者占比",
            "Of the teachers in service at the fork and now in service in both runs, the share "
            f"more than {APART:g} yuan a month above their own baseline",
        ),
        nullable=True,
    ),
    Column(
        "share_worse_off",
        "float64",
        "share",
        Text(
            f"起始时在职、在两个方案下现在都在职的教师中，每月福利低于自己在基准方案下 {APART:g} 元以上者占比",
            "Of the teachers in service at the fork and now in service in both runs, the share "
            f"more than {APART:g} yuan a month below their own baseline",
        ),
        nullable=True,
    ),
    Column(
        "net_better_off",
        "float64",
        "share",
        Text(
            "境况变好者占比减境况变差者占比（share_better_off − share_worse_off），−1 到 1",
            "Share better off less share worse off (share_better_off − share_worse_off), −1 to 1",
        ),
        nullable=True,
    ),
    Column(
        "share_left_more",
        "float64",
        "share",
        Text(
            "起始时在职的教师中，在本方案下已离开、在基准方案下仍在职者占比",
            "Of the teachers in service at the fork, the share who have left under this scenario "
            "but not under the baseline",
        ),
        nullable=True,
    ),
    Column(
        "share_left_less",
        "float64",
        "share",
        Text(
            "起始时在职的教师中，在本方案下仍在职、在基准方案下已离开者占比",
            "Of the teachers in service at the fork, the share who are in service under this "
            "scenario but have left under the baseline",
        ),
        nullable=True,
    ),
)


@dataclass
class BaselineWelfare:
    """Welfare of the teachers of the fork under one scenario.

    Attributes
    ----------
    rows, ids : (n,) int
        Where they sat at the fork, and who they are.
    by_year : dict of int to (n,) float
        Welfare in yuan per month; NaN for those no longer in service.
    present : dict of int to (n,) bool
        Whether they are in service.
    """

    rows: I64
    ids: I64
    by_year: dict[int, F64] = field(default_factory=dict)
    present: dict[int, Bool] = field(default_factory=dict)

    @classmethod
    def at(cls, state: State) -> BaselineWelfare:
        """Begin at the fork."""
        rows = state.teachers.alive.nonzero()[0]
        return cls(rows, state.teachers.id[rows])

    def note(self, state: State) -> None:
        """Keep the welfare of ``state.year``."""
        t, n = state.teachers, self.rows.size
        here, welfare = np.empty(n, dtype=bool), np.empty(n)
        _see(self.rows, self.ids, t.alive, t.id, t.welfare, here, welfare)
        self.present[state.year], self.by_year[state.year] = here, welfare

    def gains(self, own: BaselineWelfare, state: State) -> F64:
        """Return by teacher row how far welfare lies above the baseline; NaN: not compared."""
        higher = np.full(state.teachers.rows, np.nan)
        higher[self.rows] = own.by_year[state.year] - self.by_year[state.year]
        return higher

    def check(self, own: BaselineWelfare) -> None:
        """Refuse to compare scenarios that did not fork from the same people.

        Raises
        ------
        ValueError
            If the teachers at the fork differ.
        """
        if not np.array_equal(self.ids, own.ids) or not np.array_equal(self.rows, own.rows):
            raise ValueError("the scenario and its baseline began with different teachers")


def values(own: BaselineWelfare, baseline: BaselineWelfare, year: int) -> dict[str, Any]:
    """Return the shares of one year."""
    people = own.present[year], own.by_year[year]
    both, *counts = _compare(*people, baseline.present[year], baseline.by_year[year])
    better, worse, left, stayed = counts
    compared, everybody = both or math.nan, own.ids.size or math.nan
    return {
        "share_better_off": better / compared,
        "share_worse_off": worse / compared,
        "net_better_off": (better - worse) / compared,
        "share_left_more": left / everybody,
        "share_left_less": stayed / everybody,
    }


@kernel
def _see(rows: Any, ids: Any, alive: Any, id_now: Any, welfare: Any, here: Any, own: Any) -> None:
    """Write who of the teachers of the fork is still in service, and their welfare."""
    for i in range(rows.size):
        here[i] = alive[rows[i]] and id_now[rows[i]] == ids[i]
        own[i] = welfare[rows[i]] if here[i] else np.nan


@kernel
def _compare(here: Any, now: Any, there: Any, then: Any) -> tuple[int, int, int, int, int]:
    """Return of how many welfare is known in both runs, who gained and who lost of them, and who
    left here only and there only."""
    both = better = worse = left = stayed = 0
    for i in range(now.size):
        left += there[i] and not here[i]
        stayed += here[i] and not there[i]
        if not np.isnan(now[i]) and not np.isnan(then[i]):
            both += 1
            better += now[i] - then[i] > APART
            worse += then[i] - now[i] > APART
    return both, better, worse, left, stayed
