"""A teacher: what he or she knows, as a Mesa agent over one row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from teacherflow.agents.table import RowView, with_cells
from teacherflow.state import NOWHERE, Teachers

if TYPE_CHECKING:
    from teacherflow.agents.school import School


@with_cells(Teachers, "alive", "id", "post", "duty")
class Teacher(RowView):
    """A live view of one row of the teachers table.

    Every column is an attribute (``teacher.title``, ``teacher.tenure``); writing one writes the
    column. A view dies with the service of its person: the row may then belong to somebody else.
    """

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model, row, int(model.state.teachers.id[row]))

    @property
    def table(self) -> Teachers:
        """The teachers of the county."""
        teachers: Teachers = self.model.state.teachers
        return teachers

    @property
    def in_service(self) -> bool:
        """Whether the person of this view is still in service."""
        t = self.table
        return bool(t.alive[self.row]) and int(t.id[self.row]) == self.unique_id

    @property
    def age(self) -> int:
        """Completed years on 1 September of the year settled last."""
        return int((self.model.state.september - self.table.birth[self.row]) // 12)

    @property
    def post(self) -> School | None:
        """The school that holds the post (编制所在校)."""
        return self._school(self.table.post[self.row])

    @property
    def duty(self) -> School | None:
        """The school where the teacher works (任教学校)."""
        return self._school(self.table.duty[self.row])

    def utility_at(self, school: School) -> float:
        """Return u if this teacher worked at ``school`` (under the terms of the current year)."""
        from teacherflow.choice import utility_at

        rows, sections = np.array([self.row]), np.array([school.row])
        return float(utility_at(self.model.state, rows, sections)[0, 0])

    def leave_hazard(self) -> float:
        """Return the chance of quitting or leaving the county in a year, from utility as it is."""
        from teacherflow.agents.departure import chances

        _, quits, leaves = chances(self.model.state, np.array([self.row]))
        return float(1.0 - (1.0 - quits[0]) * (1.0 - leaves[0]))

    def remove(self) -> None:
        """Refuse: service ends in the phases, so that posts and events stay consistent."""
        raise TypeError("service ends through the phases of the year (see teacherflow.movement)")

    def _school(self, section: int) -> School | None:
        if section == NOWHERE:
            return None
        school: School = self.model.schools[int(section)]
        return school
