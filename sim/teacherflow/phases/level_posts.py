"""The level posts that units have vacant this year: their own, and those that the county lends."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.agents.titles import free_of_reservoir, may_borrow, vacant_posts
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.phases.review import COMPETED, CompetedTitle
from teacherflow.state import STAGES, State


def vacancies(state: State, posts: I64, holders: I64, asks: Bool) -> I64:
    """Return the vacant posts of all units by title; carry fractions and the reservoir.

    Parameters
    ----------
    posts : (units,) int
        Established staff of each unit.
    holders, asks : (titles, units)
        How many hold a post at the level or above, and whether somebody competes for one.
    """
    vacant = np.zeros(holders.shape, dtype=np.int64)
    of_stage = [(state.units.stage == stage).nonzero()[0] for stage in STAGES]
    for one in COMPETED:
        title = one.title
        entitled, planned, used = _own_posts(state, one, posts, holders[title], vacant[title])
        for stage, of in zip(STAGES, of_stage, strict=True):
            reservoir = state.parameters.titles.reservoir * float(planned[of].sum())
            state.stages[one.reservoir][stage] = reservoir
            free = free_of_reservoir(reservoir, float(used[of].sum()))
            lend(free, of, posts, entitled, holders[title], asks[title], vacant[title])
    return vacant


def _own_posts(
    state: State, one: CompetedTitle, posts: I64, holders: I64, vacant: I64
) -> tuple[F64, F64, F64]:
    """Fill in the vacant posts of units at a level; return what `_fill_own_posts` writes."""
    units, reservoir = state.units, state.parameters.titles.reservoir
    cap, moved, carry = units[one.cap], units[one.moved], units[one.carry]
    entitled, planned, used = np.empty((3, units.rows))
    _fill_own_posts(cap, moved, posts, holders, reservoir, carry, vacant, entitled, planned, used)
    return entitled, planned, used


@kernel
def _fill_own_posts(
    cap: Any,
    moved: Any,
    posts: Any,
    holders: Any,
    reservoir: float,
    carry: Any,
    vacant: Any,
    entitled: Any,
    planned: Any,
    used: Any,
) -> None:
    """Write what units have vacant and carry on, are entitled to, and use of the reservoir."""
    for u in range(cap.size):
        planned[u] = cap[u] * posts[u]
        entitled[u] = (1.0 - reservoir) * planned[u] + moved[u]
        vacant[u], carry[u] = vacant_posts(entitled[u], holders[u], carry[u])
        used[u] = max(0.0, holders[u] + vacant[u] - entitled[u])


@kernel
def lend(
    free: int, of: Any, posts: Any, entitled: Any, holders: Any, asks: Any, vacant: Any
) -> None:
    """Give one vacant post each to the smallest of the units ``of`` that may borrow one."""
    for _ in range(free):
        smallest = -1
        for u in of:
            may = may_borrow(entitled[u], holders[u], vacant[u], asks[u])
            if may and (smallest < 0 or posts[u] < posts[smallest]):
                smallest = u
        if smallest < 0:
            return
        vacant[smallest] = 1
