"""Growth: coaching and training fill one stock that decays and has a ceiling."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.allowances import meets
from teacherflow.columns import Bool
from teacherflow.phases.outlays import survey_weak
from teacherflow.ranking import grouped_by, place_in_group
from teacherflow.state import State
from teacherflow.terms.teach import GROWTH, Growth

type Rows = NDArray[np.int64]


class Reach(NamedTuple):
    """Whom an item reaches: flags of the rows given, and how many mentors are at work for them."""

    taught: Bool
    mentors: int


def coach(state: State, rows: Rows) -> None:
    """Let the stocks of ``rows`` decay and grow by every item of ``teach.growth``, and pay it."""
    t, p = state.teachers, state.parameters.teach
    items: tuple[Growth, ...] = state.terms[GROWTH]
    survey_weak(state, [where for item in items for where in item.who])
    stock = (1.0 - p.coaching_decay) * t.coaching[rows]
    for item in items:
        reach = reached(state, item, rows)
        stock += p.coaching_effect * item.rate * reach.taught
        policy, _, line = item.name.rpartition(".")
        yuan = item.yuan * np.count_nonzero(reach.taught) + item.mentor_yuan * reach.mentors
        state.log.spend(state.year, policy or line, line, item.payer, yuan)
        if state.log.watched >= 0 and item not in GROWTH.default:
            _tell(state, item, rows[reach.taught])
    t.coaching[rows] = np.minimum(stock, p.coaching_ceiling)


def _tell(state: State, item: Growth, taught: Rows) -> None:
    """Tell the person watched that a policy's item reaches him or her."""
    log = state.log
    if np.any(state.teachers.id[taught] == log.watched):
        gain = state.parameters.teach.coaching_effect * item.rate
        log.tell(state.year, log.watched, "teach.coached", by=item.name, gain=gain)


def reached(state: State, item: Growth, rows: Rows) -> Reach:
    """Return which of ``rows`` an item reaches this year.

    A colleague has one mentor: a group (those who share the columns of ``scope``) with m mentors
    offers m x ``per_mentor`` places; with fewer places than colleagues, the lasting keyed order
    of the item decides, so the same persons are coached from year to year. As many mentors work
    as the colleagues reached need.
    """
    t = state.teachers
    taught = meets(state, item.who, rows)
    if item.share < 1.0:
        some = np.flatnonzero(taught)
        lot = state.draws.uniform(f"teach.member.{item.name}", 0, t.id[rows[some]])
        taught[some] = lot < item.share
    if not item.mentors:
        return Reach(taught, 0)
    mentors, asking = np.flatnonzero(meets(state, item.mentors, rows)), np.flatnonzero(taught)
    group, groups = _groups(state, item.scope, rows[np.concatenate((mentors, asking))])
    theirs, group = group[: mentors.size], group[mentors.size :]
    present = np.bincount(theirs[theirs >= 0], minlength=groups)
    each = item.per_mentor or rows.size
    places = np.minimum(present * each, item.most or rows.size)
    served = np.flatnonzero((group >= 0) & (places[group] > 0))
    asking, group = asking[served], group[served]
    asked = np.bincount(group, minlength=groups)
    waits = (asked > places)[group]
    waiting = asking[waits]
    chosen = np.zeros(rows.size, dtype=bool)
    chosen[asking[~waits]] = True
    chosen[waiting] = _first(state, item, rows[waiting], group[waits], places)
    learners = np.minimum(asked, places)
    needed = -(-learners // each) if item.per_mentor else np.where(learners > 0, present, 0)
    return Reach(chosen, int(needed.sum()))


def _groups(state: State, scope: tuple[str, ...], rows: Rows) -> tuple[Rows, int]:
    """Number the groups of ``rows`` that share all columns; -1 where one of them is none."""
    group, groups = np.zeros(rows.size, dtype=np.int64), 1
    missing = np.zeros(rows.size, dtype=bool)
    for path in scope:
        values = _column(state, path, rows)
        missing |= values < 0
        size = int(values.max(initial=0)) + 1
        group, groups = group * size + np.maximum(values, 0), groups * size
    group[missing] = -1
    return group, groups


def _column(state: State, path: str, rows: Rows) -> Rows:
    place, _, name = path.rpartition(".")
    if not place:
        return np.asarray(state.teachers[name][rows], dtype=np.int64)
    at = np.append(state.sections[name], -1)  # the last one stands for nowhere
    return np.asarray(at[state.teachers[place][rows]], dtype=np.int64)


def _first(state: State, item: Growth, rows: Rows, group: Rows, places: NDArray[Any]) -> Bool:
    """Tell who of ``rows`` is among the first of the own group in the keyed order."""
    lot = state.draws.uniform(f"teach.coached.{item.name}", 0, state.teachers.id[rows])
    order = grouped_by(group, lot, rows)
    sorted_groups = group[order]
    inside = np.zeros(rows.size, dtype=bool)
    inside[order] = place_in_group(sorted_groups) < places[sorted_groups]
    return inside
