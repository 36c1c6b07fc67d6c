"""Posts that a decision moves or adds in phase establish.

Clearing (清理借师) moves the posts of borrowed teachers to the schools where they work, with quota
and level posts. A grant (核编) adds posts to the total for schools short of them; borrowed
teachers who work there gain them first.
"""

from __future__ import annotations

import numpy as np

from teacherflow import movement, staffing
from teacherflow.allowances import satisfied
from teacherflow.apportion import apportion
from teacherflow.codes import Away, Status
from teacherflow.columns import I64
from teacherflow.ranking import place_in_group
from teacherflow.state import State
from teacherflow.terms.posts import CLEAR_BORROWED, GRANTS, Grant

CLEARED = "posts.clear_borrowed"
REGULARISED = "posts.regularised"


def clear_borrowed(state: State) -> None:
    """Move the posts of those who are borrowed to where they work.

    Everyone is cleared with the same chance, one post of quota goes along, and so does the post
    at the level of the title: the decision is made to end the mismatch and all that hangs on it.
    """
    t, share = state.teachers, state.terms[CLEAR_BORROWED]
    if share <= 0.0:
        return
    rows = _borrowed(state)
    rows = rows[state.draws.uniform("establish.clear", state.year, t.id[rows]) < share]
    rows = rows[np.argsort(t.id[rows])]
    hosts = t.duty[rows].astype(np.int64)
    movement.move_post(state, rows, hosts, "regularise", CLEARED, quota_along=True)
    t.level_unit[rows] = state.sections.unit[hosts]
    _tell(state, rows, "clearing")


def grant_posts(state: State) -> None:
    """Add the posts that are granted this year, and let borrowed teachers gain them."""
    for item in state.terms[GRANTS]:
        if item.posts > 0:
            parts = _parts(state, item)
            _add(state, parts)
            _regularise(state, item, parts)


def _parts(state: State, item: Grant) -> I64:
    """Return the posts that each section is granted.

    The sections furthest below need share the posts in proportion to what they lack, and none
    gets more; posts of staff who work elsewhere count as filled.
    """
    s, everywhere = state.sections, np.arange(state.sections.rows)
    lacking = s.need - staffing.posts(state) - staffing.tegang(state)
    lacking = np.where(s.open & satisfied(s, item.at, everywhere), np.maximum(lacking, 0), 0)
    rows = np.flatnonzero(lacking)
    rows = rows[np.argsort(-lacking[rows], kind="stable")][: item.schools]
    rows.sort()
    parts = np.zeros(s.rows, dtype=np.int64)
    parts[rows] = apportion(lacking[rows], min(item.posts, int(lacking[rows].sum())))
    return parts


def _add(state: State, parts: I64) -> None:
    """Raise quotas by ``parts`` and the totals of the stages with them.

    The posts stand empty so far: the hiring plan of the year answers them beside the exits.
    """
    stages = state.stages
    state.sections.quota[:] += parts.astype(np.int32)
    more = np.bincount(state.sections.stage, parts, minlength=stages.rows)
    for column in (stages.total, stages.total_fork, stages.granted):
        column += more
    stages.unfilled_before += more.astype(np.int32)


def _regularise(state: State, item: Grant, parts: I64) -> None:
    """Give the posts ``parts`` to borrowed teachers who work there, in keyed order."""
    t = state.teachers
    rows = _borrowed(state)
    rows = rows[state.draws.order("establish.grant", state.year, t.id[rows])]
    rows = rows[np.argsort(t.duty[rows], kind="stable")]
    gains = rows[place_in_group(t.duty[rows]) < parts[t.duty[rows]]]
    hosts = t.duty[gains].astype(np.int64)
    movement.move_post(state, gains, hosts, "regularise", item.name, quota_along=False)
    _tell(state, gains, "grant")


def _borrowed(state: State) -> I64:
    """Return the rows of established teachers who are borrowed by a school."""
    t = state.teachers
    borrowed = t.alive & (t.status == Status.ESTABLISHED) & (t.away == Away.BORROWED)
    return np.flatnonzero(borrowed & (t.post >= 0) & (t.duty >= 0))


def _tell(state: State, rows: I64, why: str) -> None:
    if state.log.watched >= 0 and np.any(state.teachers.id[rows] == state.log.watched):
        state.log.tell(state.year, state.log.watched, REGULARISED, why=why)
