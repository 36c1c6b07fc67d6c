"""What the person watched by a trace is told of the exam and of the choice of a post.

Nothing here decides anything; unless somebody is watched nothing is done.
"""

from __future__ import annotations

import numpy as np

from teacherflow.columns import F64, I64
from teacherflow.phases.candidates import Candidates, exam_marks
from teacherflow.phases.telling import options, tell, watched_among, yuan
from teacherflow.state import NOWHERE, State


def tell_exam(state: State, people: Candidates, best: I64, number: I64, posts: I64) -> None:
    """Tell the place in the exam, how many sat it, and how many posts there were.

    Parameters
    ----------
    best : (passed,) int
        Positions of those who passed.
    number, posts : (lists,) int
        Numbers of the lists, ascending, and how many posts each has.
    """
    me = watched_among(state, people.id)
    if me is None:
        return
    alike = np.flatnonzero(people.list == people.list[me])
    marks = exam_marks(state, people)
    tell(
        state,
        "recruit.exam",
        passed=bool(np.any(best == me)),
        rank=int((marks[alike] > marks[me]).sum()) + 1,
        among=int(alike.size),
        posts=int(posts[np.searchsorted(number, people.list[me])]),
    )


def tell_choice(
    state: State, ids: I64, who: I64, section: I64, worth: F64, outside: F64, got: I64
) -> None:
    """Tell what the posts of the list were worth, and what the person took.

    Posts that earlier candidates had taken by then are among them.

    Parameters
    ----------
    ids, outside, got : (n,) int, float, int
        Candidates, what declining is worth to them, and the section each takes (-1 none).
    who, section, worth : (k,) int, int, float
        Pairs of a position in ``ids`` and a listed post.
    """
    me = watched_among(state, ids)
    if me is None:
        return
    mine = who == me
    taken = int(got[me]) if got[me] != NOWHERE else None
    facts = options(state, section[mine], worth[mine], taken)
    bar = yuan(state, outside[me]) if np.isfinite(outside[me]) else None
    tell(state, "recruit.choice", outside=bar, **facts)
