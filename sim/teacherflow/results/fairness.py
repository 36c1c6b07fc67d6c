"""Who is worse off than under the baseline, and who left: teachers of the fork, person by person.

Scenarios fork from one state, so a teacher in service at the fork sits in the same row under
every scenario.
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

LOSS = 50.0
"""Yuan per month below the own baseline from which a teacher counts as worse off."""

COLUMNS = (
    Column(
        "share_worse_off",
        "float64",
        "share",
        Text(
            f"起始时在职、在两个方案下现在都在职的教师中，每月福利低于自己在基准方案下 {LOSS:g} 元以上者占比",
            "Of the teachers in service at the fork and now in service in both runs, the share "
            f"more than {LOSS:g} yuan a month below their own baseline",
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

    def losses(self, own: BaselineWelfare, state: State) -> F64:
        """Return by teacher row how far welfare lies below the baseline; NaN: not compared."""
        lower = np.full(state.teachers.rows, np.nan)
        lower[self.rows] = self.by_year[state.year] - own.by_year[state.year]
        return lower

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
    """Return the two shares of one year."""
    people = own.present[year], own.by_year[year]
    both, worse, left = _compare(*people, baseline.present[year], baseline.by_year[year])
    return {
        "share_worse_off": worse / both if both else math.nan,
        "share_left_more": left / own.ids.size if own.ids.size else math.nan,
    }


@kernel
def _see(rows: Any, ids: Any, alive: Any, id_now: Any, welfare: Any, here: Any, own: Any) -> None:
    """Write who of the teachers of the fork is still in service, and their welfare."""
    for i in range(rows.size):
        here[i] = alive[rows[i]] and id_now[rows[i]] == ids[i]
        own[i] = welfare[rows[i]] if here[i] else np.nan


@kernel
def _compare(here: Any, now: Any, there: Any, then: Any) -> tuple[int, int, int]:
    """Return of how many welfare is known in both runs, who lost of them, and who left here only."""
    both = worse = left = 0
    for i in range(now.size):
        left += there[i] and not here[i]
        if not np.isnan(now[i]) and not np.isnan(then[i]):
            both += 1
            worse += then[i] - now[i] > LOSS
    return both, worse, left
