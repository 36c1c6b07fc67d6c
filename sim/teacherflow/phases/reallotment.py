"""Re-allotment: the bureau divides the quotas of a stage anew, within the total.

A division is filed by this year's need and holds when the departments have approved it: at once,
or after a lag; it may also come to nothing. It is approved as a whole, so that no school gains a
post before another has lost it and quotas never add up to more than before. While one is on its
way no other is filed, and what is not approved when the policy ends lapses.
"""

from __future__ import annotations

from math import floor

import numpy as np

from teacherflow.agents.posts import divided_anew, tilted
from teacherflow.apportion import apportion, nearest
from teacherflow.state import NOWHERE, STAGES, State
from teacherflow.terms.posts import DELAY, FAILURE, LAG_RELIEF, REALLOCATION

_WHOLE = 9  # decimals: a lag that differs by less is the same


def reallot(state: State) -> None:
    """Bring a division into force that is due, and file a new one."""
    s, rule = state.sections, state.terms[REALLOCATION]
    pending = int(s.pending_from.max(initial=0))
    if pending and (rule is None or pending <= state.year):
        if rule is not None:
            _bring_into_force(state, rule.weight)
        _forget(state)
        pending = 0
    if rule is None or not rule.due or pending or _fails(state):
        return
    _file(state, rule.tilt, state.year + _years(state))
    if int(s.pending_from.max()) == state.year:
        _bring_into_force(state, rule.weight)
        _forget(state)


def tilt_of(state: State) -> float:
    """Return how much more the need of village schools counts when posts are divided."""
    rule = state.terms[REALLOCATION]
    return rule.tilt if rule is not None else 0.0


def _fails(state: State) -> bool:
    luck = float(state.draws.uniform("establish.failure", state.year, 0))
    return luck < state.terms[FAILURE]


def _years(state: State) -> int:
    """Return the lag in whole years; the fraction is the chance of one more."""
    lag = round(max(0.0, state.terms[DELAY] - state.terms[LAG_RELIEF]), _WHOLE)
    luck = float(state.draws.uniform("establish.lag", state.year, 0))
    return floor(lag) + int(luck < lag - floor(lag))


def _file(state: State, tilt: float, year: int) -> None:
    """Note what every open section would have by need, and from which year."""
    s = state.sections
    for stage in STAGES:
        rows = np.flatnonzero(s.open & (s.stage == stage))
        if rows.size:
            weights = tilted(s.need[rows], s.zone[rows], tilt)
            total = int(nearest(state.stages.total[stage]))
            s.quota_pending[rows] = np.maximum(1, apportion(weights, total))
            s.pending_from[rows] = year


def _bring_into_force(state: State, weight: float) -> None:
    """Divide quotas as filed; schools that opened meanwhile keep theirs, as if so filed."""
    s = state.sections
    for stage in STAGES:
        rows = np.flatnonzero(s.open & (s.stage == stage))
        if rows.size:
            quota, plan = s.quota[rows].astype(np.int64), s.quota_pending[rows].astype(np.int64)
            plan = np.where(plan == NOWHERE, quota, plan)
            total = int(nearest(state.stages.total[stage]))
            s.quota[rows] = divided_anew(quota, plan, total, weight)


def _forget(state: State) -> None:
    state.sections.quota_pending[:] = NOWHERE
    state.sections.pending_from[:] = 0
