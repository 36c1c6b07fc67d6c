"""Who is worse off than under the baseline, and who left: teachers of the fork, person by person.

Scenarios fork from one state, so a teacher in service at the fork sits in the same row under
every scenario.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from teacherflow.columns import F64, I64, Bool
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
            f"起始时在职且两种情景下现在都在职的教师中，每月福利低于自身基线 {LOSS:g} 元以上者占比",
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
            "起始时在职的教师中，在本情景下已离开而在基线下仍在职者占比",
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
        rows = np.flatnonzero(state.teachers.alive)
        return cls(rows, state.teachers.id[rows])

    def note(self, state: State) -> None:
        """Keep the welfare of ``state.year``."""
        t = state.teachers
        here = np.asarray(t.alive[self.rows] & (t.id[self.rows] == self.ids))
        self.present[state.year] = here
        self.by_year[state.year] = np.where(here, t.welfare[self.rows], np.nan)

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
    now, then = own.by_year[year], baseline.by_year[year]
    both = ~np.isnan(now) & ~np.isnan(then)
    worse = both & (then - now > LOSS)
    left = baseline.present[year] & ~own.present[year]
    return {
        "share_worse_off": float(worse.sum()) / both.sum() if both.any() else None,
        "share_left_more": float(left.mean()) if left.size else None,
    }
