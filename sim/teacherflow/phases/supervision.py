"""Inspection (督导) at the end of the audit: names in name only, and the item that failed worst."""

from __future__ import annotations

import numpy as np

from teacherflow.apportion import apportion, nearest
from teacherflow.codes import Stage, Status
from teacherflow.columns import F64, I64
from teacherflow.indicators import MINIMA
from teacherflow.phases.backbone import visible_merit
from teacherflow.phases.pressure import ITEMS, item_counts, rated, worst_item
from teacherflow.ranking import grouped_by, place_in_group
from teacherflow.state import State
from teacherflow.terms.audit import GAMING, PRESSURE

_BACKBONE = ITEMS.index("backbone")


def supervise(state: State) -> None:
    """Let schools name backbones in name only, then note which item failed worst."""
    if state.terms[GAMING]:
        backbones = item_counts(state)[_BACKBONE]
        names = [_names_in_name_only(state, stage, backbones) for stage in Stage]
        _name(state, np.sum(names, axis=0))
    if state.terms[PRESSURE]:
        for stage in Stage:
            state.stages.worst_item[stage] = worst_item(state, stage)


def _names_in_name_only(state: State, stage: Stage, backbones: F64) -> I64:
    """Return how many of a section are to be named, of the schools of a stage.

    They are a share of the backbones that schools lack to the minimum, divided by what each lacks.
    """
    schools = np.flatnonzero(rated(state, stage))
    least = MINIMA["backbone"][stage] * state.sections.pupils[schools] / 100.0
    lacking = np.maximum(0.0, np.ceil(least - 1e-9) - backbones[schools])
    number = int(nearest(state.terms[GAMING] * float(lacking.sum())))
    names = np.zeros(state.sections.rows, dtype=np.int64)
    if number:
        names[schools] = apportion(lacking, number)
    return names


def _name(state: State, names: I64) -> None:
    """Name so many in each section, of those on duty there the ones with the best effect seen.

    All at once: nobody's merit depends on who else is named. Who is named in name only does not
    coach anybody, and nothing else about him or her changes.
    """
    t = state.teachers
    plain = t.alive & (t.duty >= 0) & ~t.backbone & ~t.backbone_on_paper
    rows = np.flatnonzero(plain & (t.status == Status.ESTABLISHED))
    rows = rows[names[t.duty[rows]] > 0]
    rows = rows[grouped_by(t.duty[rows], -visible_merit(state, rows), rows)]
    chosen = rows[place_in_group(t.duty[rows]) < names[t.duty[rows]]]
    t.backbone_on_paper[chosen] = True
    watched = chosen[t.id[chosen] == state.log.watched]
    if watched.size:
        school = int(state.sections.school[t.duty[watched[0]]])
        state.log.tell(state.year, state.log.watched, "audit.named", school=school)
