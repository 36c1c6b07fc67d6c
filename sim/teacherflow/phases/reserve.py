"""Reserve cadres (后备干部) and the training of leaders, at the end of the school year."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from teacherflow.allowances import meets
from teacherflow.apportion import nearest
from teacherflow.codes import Role, Status
from teacherflow.ranking import grouped_by, place_in_group
from teacherflow.state import State
from teacherflow.terms.leaders import POOL, TRAINING

type Rows = NDArray[np.int64]


def list_reserve(state: State) -> None:
    """Keep the lists: who is too old leaves, free places go to the unit's best young teachers.

    Candidates are ordinary established teachers with an excellent appraisal this year; the one
    seen as the best teacher comes first. Who leads already takes no place.
    """
    t, pool = state.teachers, state.terms[POOL]
    places = int(nearest(pool.per_unit)) if pool.per_unit else 0
    if not places:
        return
    young = (state.september - t.birth) // 12 < pool.age_most
    t.reserve_since[~young] = 0
    rows = np.flatnonzero(t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0))
    rows = rows[t.role[rows] == Role.TEACHER]
    unit = state.sections.unit[t.post[rows]].astype(np.int64)
    listed = t.reserve_since[rows] > 0
    free = places - np.bincount(unit[listed], minlength=state.units.rows)
    may = ~listed & young[rows] & t.appraisal_top[rows]
    _list_best(state, rows[may], unit[may], free)


def _list_best(state: State, rows: Rows, unit: Rows, free: NDArray[np.int64]) -> None:
    t, p = state.teachers, state.parameters.teach
    noise = state.draws.normal("leaders.reserve", state.year, t.id[rows])
    seen = t.talent[rows] + t.coaching[rows] + p.backbone_noise * noise
    order = grouped_by(unit, -seen, t.id[rows])
    rows, unit = rows[order], unit[order]
    chosen = rows[place_in_group(unit) < free[unit]]
    t.reserve_since[chosen] = state.year
    if state.log.watched in t.id[chosen]:
        state.log.tell(state.year, state.log.watched, "leaders.reserve_listed")


def train(state: State) -> None:
    """Let those whom the items of ``leaders.training`` address become better leaders; pay for it."""
    t, items = state.teachers, state.terms[TRAINING]
    if not items:
        return
    every = t.alive.nonzero()[0]
    reached = [every[meets(state, item.who, every)] for item in items]
    for item, rows in zip(items, reached, strict=True):
        t.leader_quality[rows] += item.quality
        if item.listed:
            new = rows[(t.reserve_since[rows] == 0) & (t.role[rows] == Role.TEACHER)]
            t.reserve_since[new] = state.year
        policy, _, line = item.name.rpartition(".")
        yuan = item.yuan * rows.size
        state.log.spend(state.year, policy or line, line, item.payer, yuan)
        if state.log.watched in t.id[rows]:
            state.log.tell(state.year, state.log.watched, "leaders.trained", form=item.name)
