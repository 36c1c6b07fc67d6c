"""Who leads a class (班主任): one teacher for each class, as far as the staff reaches."""

from __future__ import annotations

import numpy as np

from teacherflow.codes import Role
from teacherflow.columns import I64
from teacherflow.ranking import grouped_by, place_in_group
from teacherflow.state import State

_LASTING = 0
"""Year of the key of what is decided once in a career."""


def name_class_heads(state: State, here: I64) -> None:
    """Write who leads a class among ``here``, the rows of those on duty.

    Every teacher has a place in the order of those who take it on, drawn once in a career; in a
    section the first ones lead one class each. Principals and deputies come last.
    """
    t, s = state.teachers, state.sections
    luck = state.draws.uniform("teach.class_head", _LASTING, t.id[here])
    leads = t.role[here] != Role.TEACHER
    turn = 2 * t.duty[here].astype(np.int64) + leads
    order = here[grouped_by(turn, luck, t.id[here])]
    duty = t.duty[order].astype(np.int64)
    classes = np.where(s.open, s.classes, 0)
    t.homeroom[:] = False
    t.homeroom[order[place_in_group(duty) < classes[duty]]] = True
