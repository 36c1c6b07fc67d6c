"""Naming of backbone teachers (骨干教师): the places of those who left are filled again."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents.teaching import standing_in_view
from teacherflow.apportion import nearest
from teacherflow.codes import Stage, Status
from teacherflow.columns import F64, I64
from teacherflow.compiled import kernel
from teacherflow.phases.pressure import weights
from teacherflow.ranking import ascending, take_places
from teacherflow.state import State
from teacherflow.terms.teach import BACKBONE_TARGET

type Rows = NDArray[np.int64]

_ESTABLISHED = int(Status.ESTABLISHED)


def name_backbones(state: State) -> None:
    """Name backbones in each stage up to the county's number; nobody in service is un-named."""
    t, least = state.teachers, state.parameters.teach.backbone_service
    free, candidates = places(state), np.empty(t.rows, dtype=np.int64)
    many = _list_candidates(
        t.alive, t.stage, t.status, t.service, t.backbone, least, free, candidates
    )
    candidates = candidates[:many]
    if (free > 0).any():
        best_first = ascending(-visible_merit(state, candidates))
        named = np.zeros(many, dtype=np.bool_)
        take_places(best_first, t.stage[candidates].astype(np.int64), free, named)
        t.backbone[candidates[named]] = True


def places(state: State) -> I64:
    """Return the backbones that the county wants in each stage: so many per 100 pupils, rounded.

    These are the ones that it keeps and, as far as the year is to reach it, a target above.
    """
    s = state.sections
    pupils = np.bincount(s.stage, s.pupils, minlength=len(Stage))
    kept, target = state.parameters.teach.backbone_per_100, state.terms[BACKBONE_TARGET]
    wanted = kept + target.reached * max(0.0, target.per_100 - kept)
    return nearest(wanted * pupils / 100.0)


def visible_merit(state: State, rows: Rows) -> F64:
    """Return e as it is seen, with the advantage of those whose post is better in view.

    Where inspection presses for backbones, a post at a school short of them is in view as well.
    """
    t, p = state.teachers, state.parameters.teach
    merit = p.backbone_noise * state.draws.normal("teach.backbone", state.year, t.id[rows])
    pressed, zone = weights(state, "backbone") - 1.0, state.sections.zone
    _see(rows, t.talent, t.coaching, t.post, zone, pressed, p, merit)
    return merit


@kernel
def _list_candidates(
    alive: Any,
    stage: Any,
    status: Any,
    service: Any,
    backbone: Any,
    least: float,
    free: Any,
    candidates: Any,
) -> int:
    """Take those in service off the ``free`` places; write who may be named, and their number."""
    many = 0
    for row in range(alive.size):
        if not alive[row]:
            continue
        if backbone[row]:
            free[stage[row]] -= 1
        elif status[row] == _ESTABLISHED and service[row] >= least:
            candidates[many] = row
            many += 1
    return many


@kernel
def _see(
    rows: Any, talent: Any, coaching: Any, post: Any, zone: Any, pressed: Any, p: Any, merit: Any
) -> None:
    """Write the merit in view; it comes in as the noise."""
    for i in range(rows.size):
        row, at = rows[i], post[rows[i]]
        merit[i] += talent[row] + coaching[row]
        if at >= 0:
            merit[i] += standing_in_view(zone[at], pressed[at], p)
