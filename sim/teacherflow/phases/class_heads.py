"""Who leads a class (班主任): one teacher for each class, as far as the staff reaches."""

from __future__ import annotations

from typing import Any

from teacherflow.codes import Role
from teacherflow.columns import I64
from teacherflow.compiled import kernel
from teacherflow.ranking import ascending_by
from teacherflow.state import State

_LASTING = 0
"""Year of the key of what is decided once in a career."""

_TEACHER = int(Role.TEACHER)


def name_class_heads(state: State, rows: I64) -> None:
    """Write who leads a class among ``rows``, those in service.

    Every teacher has a place in the order of those who take it on, drawn once in a career; in a
    section the first ones lead one class each. Principals and deputies come last.
    """
    t, s, ids = state.teachers, state.sections, state.teachers.id[rows]
    luck = state.draws.uniform("teach.class_head", _LASTING, ids)
    t.homeroom[:] = False
    _lead(rows[ascending_by(luck, ids)], t.duty, t.role, s.classes * s.open, t.homeroom)


@kernel
def _lead(order: Any, duty: Any, role: Any, classes: Any, homeroom: Any) -> None:
    """Give out the ``classes`` of every section in turn, to those who hold an office last."""
    for in_office in (False, True):
        for row in order:
            at = duty[row]
            if at >= 0 and (role[row] != _TEACHER) == in_office and classes[at] > 0:
                homeroom[row] = True
                classes[at] -= 1
