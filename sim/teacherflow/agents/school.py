"""A school section: what it knows, as a Mesa agent over one row."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow import staffing
from teacherflow.agents.table import RowSet, RowView, with_cells
from teacherflow.codes import Stage, Zone, name_of
from teacherflow.state import Sections


@with_cells(Sections)
class School(RowView):
    """A live view of one row of the sections table (a nine-year school has two)."""

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model, row, 0)
        model.register_agent(self)

    @property
    def table(self) -> Sections:
        """The sections of the county."""
        sections: Sections = self.model.state.sections
        return sections

    @property
    def zone_name(self) -> str:
        """``seat``, ``town`` or ``village``."""
        return name_of(Zone(int(self.table.zone[self.row])))

    @property
    def stage_name(self) -> str:
        """``primary`` or ``junior``."""
        return name_of(Stage(int(self.table.stage[self.row])))

    @property
    def staff(self) -> RowSet:
        """Those who work here."""
        teachers: RowSet = self.model.teachers
        return teachers.select(self.model.state.teachers.duty[teachers.rows] == self.row)

    @property
    def posts(self) -> int:
        """Established teachers whose post is here."""
        return int(staffing.posts(self.model.state)[self.row])

    @property
    def vacancies(self) -> int:
        """max(0, target - posts - special-post teachers serving here)."""
        return int(staffing.vacancies(self.model.state)[self.row])

    @property
    def ptr(self) -> float:
        """Pupils per teacher on duty; infinite without teachers."""
        staff = len(self.staff)
        return float(self.table.pupils[self.row]) / staff if staff else float(np.inf)
