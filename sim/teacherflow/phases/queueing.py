"""Who competes for level posts, and what the person watched by a trace is told of the queue.

Nothing here decides anything; unless somebody is watched nothing is told.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.codes import Title, name_of
from teacherflow.columns import F64, I64, Bool
from teacherflow.phases.telling import tell, watched_in
from teacherflow.state import State

type Rows = NDArray[np.int64]


class Candidates(NamedTuple):
    """Those who compete for level posts, by id.

    Attributes
    ----------
    level : (n,) int
        Title competed for.
    moved : (n,) bool
        Holds the title already and asks for a post at its level.
    """

    rows: Rows
    level: Rows
    unit: Rows
    moved: Bool

    def only(self, chosen: Bool | Rows | slice) -> Candidates:
        """Return those whom ``chosen`` marks, or those at these positions, in their order."""
        rows, level, unit, moved = self
        return Candidates(rows[chosen], level[chosen], unit[chosen], moved[chosen])


def tell_no_post(state: State, candidates: Candidates, held: Bool) -> None:
    """Tell somebody who might compete that the unit has no vacant post of the level."""
    me = watched_in(state, candidates.rows)
    if me is not None and not held[me]:
        alike = _rivals(candidates, me)
        tell(state, "title.no_post", **_asked(candidates, me), among=int(alike.size))


def tell_review(
    state: State, candidates: Candidates, score: F64, free: I64, wins: Bool, barred: Bool
) -> None:
    """Tell the place in the review of the unit, and how far the line was.

    Parameters
    ----------
    score : (n,) float
        Of the review; who is barred comes last.
    free : (n,) int
        Vacant posts of the level in the unit of each.
    """
    me = watched_in(state, candidates.rows)
    if me is None:
        return
    rivals = _rivals(candidates, me)
    winners = rivals[wins[rivals]]
    tell(
        state,
        "title.review",
        **_asked(candidates, me),
        outcome="barred" if barred[me] else "won" if wins[me] else "lost",
        rank=int((score[rivals[~barred[rivals]]] > score[me]).sum()) + 1,
        among=int(rivals.size),
        posts=int(free[me]),
        score=float(score[me]),
        line=float(score[winners].min()) if winners.size else None,
    )


def _rivals(candidates: Candidates, me: int) -> I64:
    """Return the positions of those who compete for the same posts, the person included."""
    _, level, unit, _ = candidates
    return np.flatnonzero((level == level[me]) & (unit == unit[me]))


def _asked(candidates: Candidates, me: int) -> dict[str, object]:
    return {
        "level": name_of(Title(int(candidates.level[me]))),
        "holds": bool(candidates.moved[me]),
    }
