"""Growth: coaching and training fill one stock that decays and has a ceiling."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.allowances import meets
from teacherflow.columns import Bool
from teacherflow.compiled import kernel
from teacherflow.phases.outlays import survey_weak
from teacherflow.ranking import ascending, take_places
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
    mentors, (group, groups) = meets(state, item.mentors, rows), _groups(state, item.scope, rows)
    places, asked = np.zeros(groups, dtype=np.int64), np.zeros(groups, dtype=np.int64)
    each, most, limited = item.per_mentor or rows.size, item.most or rows.size, item.per_mentor > 0
    waiting = np.empty_like(rows)
    many, at_work = _serve(group, mentors, each, limited, most, places, asked, taught, waiting)
    lot = state.draws.uniform(f"teach.coached.{item.name}", 0, t.id[rows[waiting[:many]]])
    take_places(waiting[ascending(lot)], group, places, taught)
    return Reach(taught, at_work)


def _groups(state: State, scope: tuple[str, ...], rows: Rows) -> tuple[Rows, int]:
    """Number the groups of ``rows`` that share all columns; -1 where one of them is none."""
    group, groups = np.zeros(rows.size, dtype=np.int64), 1
    for path in scope:
        groups *= _split(_column(state, path, rows), group)
    return group, groups


def _column(state: State, path: str, rows: Rows) -> Rows:
    place, _, name = path.rpartition(".")
    if not place:
        return np.asarray(state.teachers[name][rows], dtype=np.int64)
    at = np.append(state.sections[name], -1)  # the last one stands for nowhere
    return np.asarray(at[state.teachers[place][rows]], dtype=np.int64)


@kernel
def _split(values: Any, group: Any) -> int:
    """Split groups by a column, -1 is in none, and return into how many parts."""
    size = 1
    for value in values:
        if value >= size:
            size = value + 1
    for i in range(group.size):
        inside = group[i] >= 0 and values[i] >= 0
        group[i] = group[i] * size + values[i] if inside else -1
    return size


@kernel
def _serve(
    group: Any,
    mentors: Any,
    each: int,
    limited: bool,
    most: int,
    places: Any,
    asked: Any,
    taught: Any,
    waiting: Any,
) -> tuple[int, int]:
    """Leave ``taught`` who has a place for sure, and list who waits for the places of the group.

    A mentor has ``each`` places, ``limited`` or for all.

    Returns
    -------
    int, int
        How many wait, and how many mentors are at work.
    """
    many, at_work = 0, 0
    for i in range(group.size):
        if group[i] >= 0:
            places[group[i]] += mentors[i]
            asked[group[i]] += taught[i]
    for g in range(places.size):
        present = places[g]
        places[g] = min(present * each, most)
        learners = min(asked[g], places[g])
        if learners > 0:
            at_work += (learners + each - 1) // each if limited else present
    for i in range(group.size):
        g = group[i]
        if taught[i] and (g < 0 or asked[g] > places[g]):
            taught[i] = False
            if g >= 0 and places[g] > 0:
                waiting[many] = i
                many += 1
    return many, at_work
