"""Inspection (督导) at the end of the audit: names in name only, and the item that failed worst."""

from __future__ import annotations

import numpy as np

from teacherflow.apportion import apportion, nearest
from teacherflow.codes import Stage, Status
from teacherflow.columns import I64
from teacherflow.indicators import MINIMA
from teacherflow.phases.backbone import visible_merit
from teacherflow.phases.pressure import ITEMS, item_counts, rated, worst_item
from teacherflow.ranking import ascending
from teacherflow.state import State
from teacherflow.terms.audit import GAMING, PRESSURE

_BACKBONE = ITEMS.index("backbone")


def supervise(state: State) -> None:
    """Let schools name backbones in name only, then note which item failed worst."""
    if state.terms[GAMING]:
        for stage in Stage:
            _name_in_name_only(state, stage)
    if state.terms[PRESSURE]:
        for stage in Stage:
            state.stages.worst_item[stage] = worst_item(state, stage)


def _name_in_name_only(state: State, stage: Stage) -> None:
    """Name a share of the backbones that schools lack to the minimum.

    The number is divided by what each school lacks. Inside a school those with the best effect
    seen are named; they do not coach anybody and nothing else about them changes.
    """
    schools = np.flatnonzero(rated(state, stage))
    least = MINIMA["backbone"][stage] * state.sections.pupils[schools] / 100.0
    lacking = np.maximum(0.0, np.ceil(least - 1e-9) - item_counts(state)[_BACKBONE, schools])
    number = int(nearest(state.terms[GAMING] * float(lacking.sum())))
    if not number:
        return
    for school, names in zip(schools, apportion(lacking, number), strict=True):
        if names:
            _name(state, int(school), int(names))


def _name(state: State, school: int, names: int) -> None:
    t = state.teachers
    rows: I64 = state.on_duty(school)
    plain = ~t.backbone[rows] & ~t.backbone_on_paper[rows]
    rows = rows[plain & (t.status[rows] == Status.ESTABLISHED)]
    chosen = rows[ascending(-visible_merit(state, rows))[:names]]
    t.backbone_on_paper[chosen] = True
    if np.any(t.id[chosen] == state.log.watched):
        state.log.tell(
            state.year, state.log.watched, "audit.named", school=int(state.sections.school[school])
        )
