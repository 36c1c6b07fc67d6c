"""Step 0: which units hold a real round, and which appoint everybody (走过场)."""

from __future__ import annotations

import numpy as np

from teacherflow import movement
from teacherflow.agents.appointing import adoption_chance
from teacherflow.columns import Bool
from teacherflow.state import State
from teacherflow.terms.appoint import ADOPTION, PUBLICITY, YEARS_RUNNING


def adopting(state: State) -> Bool:
    """Tell which units with any staff hold a real round this year.

    Resistance is the memory of the last round: the more of its staff a unit then left without a
    post, the less it complies now. A unit that did not comply left nobody without a post.
    """
    units, terms = state.units, state.terms
    chance = adoption_chance(
        terms[YEARS_RUNNING], units.unplaced_share, terms[PUBLICITY], terms[ADOPTION]
    )
    luck = state.draws.uniform("appoint.adopt", state.year, np.arange(units.rows))
    held = state.teachers.post[movement.holds_post(state)]
    staff = np.bincount(state.sections.unit[held], minlength=units.rows)
    return np.asarray((staff > 0) & (luck < chance))
