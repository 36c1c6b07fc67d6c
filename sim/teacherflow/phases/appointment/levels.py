"""After the own round: who keeps the post at the level of the title (岗位等级, 能上能下)."""

from __future__ import annotations

import numpy as np

from teacherflow.agents.appointing import Scores, posts_at_level
from teacherflow.columns import I64, Bool
from teacherflow.phases.appointment.book import Book
from teacherflow.phases.review import COMPETED
from teacherflow.ranking import place_in_group
from teacherflow.state import State
from teacherflow.terms.appoint import LEVELS

OUT = -2
"""No unit: the level post was lost in a round. The next one is competed for as by a mover."""


def appoint_levels(state: State, book: Book, scores: Scores, direct: Bool, left: I64) -> None:
    """Appoint the level posts of the units that hold a real round, from the highest level down.

    A unit has posts at a level in proportion to the posts for which it competes. Those of its own
    staff who stay and hold such posts keep them in the order of score, whom it appoints directly
    and who has a higher title before all others; nobody appointed directly is lowered. Who gets
    none is paid one level lower (高职低聘) and from the next year on competes for a vacant one.

    Parameters
    ----------
    left : (n,) int
        Positions of those who went upward or lost the post.
    """
    if not state.terms[LEVELS]:
        return
    t, units, rows = state.teachers, state.units, book.staff
    holds = book.adopts[book.unit] & (t.level_unit[rows] == book.unit)
    holds[left] = False
    for one in COMPETED:
        title, held = one.title, t.title[rows]
        places = posts_at_level(book.posts, units[one.cap], units[one.moved])
        has = np.flatnonzero(holds & (held >= title))
        order = has[
            np.lexsort(
                (t.id[rows[has]], -scores.score[has], -held[has], ~direct[has], book.unit[has])
            )
        ]
        beyond = place_in_group(book.unit[order]) >= places[book.unit[order]]
        out = order[beyond & ~direct[order] & (held[order] == title)]
        holds[out] = False
        t.level_unit[rows[out]] = OUT
        t.title_paid[rows[out]] = title - 1
