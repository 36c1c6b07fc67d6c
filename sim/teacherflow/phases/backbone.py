"""Naming of backbone teachers (骨干教师): the places of those who left are filled again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from teacherflow.apportion import nearest
from teacherflow.codes import Stage, Status, Zone
from teacherflow.columns import F64
from teacherflow.phases.pressure import weights
from teacherflow.ranking import ascending
from teacherflow.state import State
from teacherflow.terms.teach import BACKBONE_TARGET

type Rows = NDArray[np.int64]


def name_backbones(state: State) -> None:
    """Name backbones in each stage up to the county's number; nobody in service is un-named."""
    t = state.teachers
    for stage in Stage:
        mine = t.alive & (t.stage == stage)
        free = places(state, stage) - np.count_nonzero(mine & t.backbone)
        if free > 0:
            mine &= (t.status == Status.ESTABLISHED) & ~t.backbone
            mine &= t.service >= state.parameters.teach.backbone_service
            candidates = np.flatnonzero(mine)
            seen = visible_merit(state, candidates)
            t.backbone[candidates[ascending(-seen)[:free]]] = True


def places(state: State, stage: Stage) -> int:
    """Return the backbones that the county wants in a stage: so many per 100 pupils, rounded.

    These are the ones that it keeps and, as far as the year is to reach it, a target above.
    """
    pupils = int(state.sections.pupils[state.sections.stage == stage].sum())
    kept, target = state.parameters.teach.backbone_per_100, state.terms[BACKBONE_TARGET]
    wanted = kept + target.reached * max(0.0, target.per_100 - kept)
    return int(nearest(wanted * pupils / 100.0))


def visible_merit(state: State, rows: Rows) -> F64:
    """Return e as it is seen, with the advantage of those whose post is better in view.

    Where inspection presses for backbones, a post at a school short of them is in view as well.
    """
    t, p = state.teachers, state.parameters.teach
    noise = state.draws.normal("teach.backbone", state.year, t.id[rows])
    post = t.post[rows].astype(np.int64)
    zone = np.where(post >= 0, state.sections.zone[np.maximum(post, 0)], Zone.VILLAGE)
    favour = np.where(zone == Zone.TOWN, p.backbone_town, 0.0)
    favour = np.where(zone == Zone.SEAT, p.backbone_seat, favour)
    pressed = weights(state, "backbone")[np.maximum(post, 0)] - 1.0
    favour = favour + p.backbone_seat * np.where(post >= 0, pressed, 0.0)
    return np.asarray(t.talent[rows] + t.coaching[rows] + p.backbone_noise * noise + favour)
