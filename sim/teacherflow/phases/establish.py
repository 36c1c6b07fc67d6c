"""Phase establish: need by formula, the total of each stage, quotas, posts that may be filled.

Quotas stand as history left them (编制固化): they change only where schools closed (their quota
went along with the staff) or opened (quota by need within the total), unless a policy divides them
anew (`reallotment`), grants posts or moves those of borrowed teachers (`grants`). The total of a
stage falls with need, slowly, and rises only by a grant; in burn-in and in the first study year it
stands as published. Policies without a first year act in burn-in too: they are part of history.

What may be filled follows quota. Of the posts that are pooled (`posts.pooling`) it follows need:
the county uses them where staff is short, whichever school they were granted to.
"""

from __future__ import annotations

import numpy as np

from teacherflow.agents.posts import targets_of, tilted, total_after
from teacherflow.apportion import nearest
from teacherflow.columns import I64
from teacherflow.phases.grants import clear_borrowed, grant_posts
from teacherflow.phases.needs import needs
from teacherflow.phases.reallotment import reallot, tilt_of
from teacherflow.state import STAGES, State
from teacherflow.terms.posts import POOLING


def establish(state: State) -> None:
    """Settle need, quota, total and target of ``state.year``."""
    s, stages = state.sections, state.stages
    s.need[:], s.target[:] = needs(state), 0
    _settle(state)
    reallot(state)
    clear_borrowed(state)
    grant_posts(state)
    for stage, total in zip(STAGES, nearest(stages.total).tolist(), strict=True):
        _targets(state, np.flatnonzero(s.open & (s.stage == stage)), total)


def _settle(state: State) -> None:
    """Write the totals if they fall by now, and quotas.

    Schools that opened this year get quota by need, and every school has one post.
    """
    s, stages, fall = state.sections, state.stages, state.parameters.posts.total_fall
    needed = np.bincount(s.stage, s.need * s.open, stages.rows)
    if state.year > state.start:
        for g in STAGES:
            stages.total[g] = total_after(stages.total[g], stages.total_fork[g], needed[g], fall)
    new = np.flatnonzero(s.open & (s.opened == state.year))
    if new.size:
        stage = s.stage[new]
        s.quota[new] = nearest(s.need[new] * (stages.total[stage] / needed[stage]))
    np.maximum(s.quota, 1, out=s.quota, where=s.open)


def _targets(state: State, rows: I64, total: int) -> None:
    """Write the posts that sections ``rows``, all the open ones of a stage, may fill now."""
    s, pooled = state.sections, state.terms[POOLING]
    quota, need = s.quota[rows].astype(np.int64), s.need[rows].astype(np.int64)
    weights = tilted(need, s.zone[rows], tilt_of(state)) if pooled > 0.0 else None
    most = state.parameters.posts.target_most
    s.target[rows] = targets_of(quota, need, total, most, pooled, weights)
