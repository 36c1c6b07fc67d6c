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
from numpy.typing import NDArray

from teacherflow.agents.posts import targets_of, tilted, total_after
from teacherflow.apportion import nearest
from teacherflow.phases.grants import clear_borrowed, grant_posts
from teacherflow.phases.needs import needs
from teacherflow.phases.reallotment import reallot, tilt_of
from teacherflow.state import STAGES, State
from teacherflow.terms.posts import POOLING


def establish(state: State) -> None:
    """Settle need, quota, total and target of ``state.year``."""
    s = state.sections
    s.need[:] = needs(state)
    s.target[:] = 0
    for stage in STAGES:
        rows = np.flatnonzero(s.open & (s.stage == stage))
        _total(state, stage, int(s.need[rows].sum()))
        _quotas(state, rows, state.stages.total[stage])
    reallot(state)
    clear_borrowed(state)
    grant_posts(state)
    for stage in STAGES:
        _targets(state, np.flatnonzero(s.open & (s.stage == stage)), stage)


def _total(state: State, stage: int, need: int) -> None:
    if state.year > state.start:
        stages, fall = state.stages, state.parameters.posts.total_fall
        before, at_fork = float(stages.total[stage]), float(stages.total_fork[stage])
        stages.total[stage] = total_after(before, at_fork, need, fall)


def _quotas(state: State, rows: NDArray[np.int64], total: float) -> None:
    """Give quota by need to the schools that opened this year, and one post to every school."""
    s = state.sections
    if not rows.size:
        return
    new = rows[s.opened[rows] == state.year]
    share = total / float(s.need[rows].sum())
    s.quota[new] = nearest(s.need[new] * share)
    s.quota[rows] = np.maximum(s.quota[rows], 1)


def _targets(state: State, rows: NDArray[np.int64], stage: int) -> None:
    """Write the posts that sections ``rows``, all the open ones of a stage, may fill now."""
    s = state.sections
    quota, need = s.quota[rows].astype(np.int64), s.need[rows].astype(np.int64)
    s.target[rows] = targets_of(
        quota,
        need,
        int(nearest(state.stages.total[stage])),
        state.parameters.posts.target_most,
        state.terms[POOLING],
        tilted(need, s.zone[rows], tilt_of(state)),
    )
