"""The yearly appraisal inside the unit (年度考核)."""

from __future__ import annotations

from math import fsum, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.apportion import whole
from teacherflow.codes import Away
from teacherflow.columns import F64
from teacherflow.ranking import standard_scores
from teacherflow.state import NOWHERE, State
from teacherflow.terms.posts import FOLLOW
from teacherflow.terms.teach import APPRAISAL

type Rows = NDArray[np.int64]


def appraise(state: State, rows: Rows) -> None:
    """Write who is excellent and who fails among ``rows``.

    The best of a unit are excellent, their number its share by largest remainder over units;
    the lowest scores of a stage fail. Who has neither post nor duty at a school is not appraised.
    """
    t, rule = state.teachers, state.terms[APPRAISAL]
    unit = units_of(state, rows)
    t.appraisal_top[rows] = False
    inside = unit >= 0
    rows, unit = rows[inside], unit[inside]
    score = appraisal_scores(state, rows)
    staff = np.bincount(unit, minlength=state.units.rows)
    t.appraisal_top[rows[_best(score, unit, whole(rule.excellent * staff))]] = True
    stage = t.stage[rows].astype(np.int64)
    failing = whole(rule.failed * np.bincount(stage, minlength=2))
    failed = rows[_lowest(score, stage, failing)]
    t.failed_twice[failed[t.appraisal_failed[failed] == state.year - 1]] = state.year
    t.appraisal_failed[failed] = state.year
    t.appraisal_top[failed] = False
    t.mark[:] = t.appraisal_top
    t.mark[failed] = -1


def appraisal_scores(state: State, rows: Rows) -> F64:
    """Return the scores of ``rows``.

    Each of the five parts is ``on_effect`` x z(e) plus noise of its own; their weighted noise is
    one normal draw with the root of the summed squares of the weights as its scale. Borrowed
    staff score lower at the unit of their post, unless posts follow people.
    """
    t, rule = state.teachers, state.terms[APPRAISAL]
    noise = state.draws.normal("teach.appraisal", state.year, t.id[rows])
    scale = sqrt(fsum(w * w for w in rule.weights))
    score = fsum(rule.weights) * rule.on_effect * standardised(state, rows) + scale * noise
    unseen = (t.away[rows] == Away.BORROWED) | (t.away[rows] == Away.AGENCY)
    return score if state.terms[FOLLOW] else np.asarray(score + rule.mismatched * unseen)


def standardised(state: State, rows: Rows) -> F64:
    """Return z(e): e of ``rows`` as standard score among these rows of the same stage."""
    t = state.teachers
    return standard_scores(t.talent[rows] + t.coaching[rows], t.stage[rows].astype(np.int64))


def units_of(state: State, rows: Rows) -> Rows:
    """Return the unit of the post, else of the duty, else -1."""
    t = state.teachers
    post = t.post[rows]
    place = np.where(post >= 0, post, t.duty[rows])
    return np.append(state.sections.unit, NOWHERE)[place].astype(np.int64)


def _best(score: F64, group: Rows, number: NDArray[Any]) -> Rows:
    """Return the positions of the ``number`` highest scores of each group (no two are equal)."""
    key = group * (2.0 * np.abs(score).max(initial=0.0) + 1.0) - score
    ordered = np.sort(key)
    size = np.bincount(group, minlength=number.size)
    first = np.cumsum(size) - size
    worst = np.full(number.size, -np.inf)
    some = number > 0
    worst[some] = ordered[(first + number - 1)[some]]
    return np.flatnonzero(key <= worst[group])


def _lowest(score: F64, group: Rows, number: NDArray[Any]) -> Rows:
    """Return the positions of the ``number`` lowest scores of each of few groups."""
    found = [np.zeros(0, dtype=np.int64)]
    for place in np.flatnonzero(number > 0):
        here = np.flatnonzero(group == place)
        found.append(here[np.argpartition(score[here], number[place] - 1)[: number[place]]])
    return np.concatenate(found)
