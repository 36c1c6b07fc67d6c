"""The county education bureau (教育局): what it sees."""

from __future__ import annotations

from typing import Any

import mesa

from teacherflow import staffing
from teacherflow.codes import Stage


class Bureau(mesa.Agent):
    """The one employer behind all units; its plans stand in ``state.stages``."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)

    def total_posts(self, stage: Stage) -> float:
        """Return the posts of a stage that the county may fill (总量)."""
        return float(self.model.state.stages.total[stage])

    def vacancies(self) -> dict[str, int]:
        """Return the posts that may be filled now, by stage."""
        free = staffing.by_stage(self.model.state, staffing.vacancies(self.model.state))
        return {stage.name.lower(): int(free[stage]) for stage in Stage}

    def surplus(self) -> dict[str, int]:
        """Return the established staff above need (超编), by stage."""
        over = staffing.by_stage(self.model.state, staffing.surplus(self.model.state))
        return {stage.name.lower(): int(over[stage]) for stage in Stage}
