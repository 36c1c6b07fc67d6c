"""The yearly appraisal inside the unit (年度考核)."""

from __future__ import annotations

from math import fsum, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents.teaching import employer
from teacherflow.apportion import whole
from teacherflow.codes import Away, Stage
from teacherflow.columns import F64, Bool
from teacherflow.compiled import kernel
from teacherflow.ranking import standard_scores
from teacherflow.state import State
from teacherflow.terms.posts import FOLLOW
from teacherflow.terms.teach import APPRAISAL

type Rows = NDArray[np.int64]

_BORROWED, _AGENCY = int(Away.BORROWED), int(Away.AGENCY)


class Record(NamedTuple):
    """Columns of all teachers that an appraisal writes."""

    appraisal_top: Bool
    appraisal_failed: NDArray[Any]
    failed_twice: NDArray[Any]
    mark: NDArray[Any]


def appraise(state: State, rows: Rows) -> None:
    """Write who is excellent and who fails among ``rows``.

    The best of a unit are excellent, their number its share by largest remainder over units;
    the lowest scores of a stage fail. Who has neither post nor duty at a school is not appraised.
    """
    t, rule = state.teachers, state.terms[APPRAISAL]
    rows, unit = _colleagues(state, rows)
    staff = np.bincount(unit, minlength=state.units.rows)
    of_stage = np.bincount(t.stage[rows], minlength=len(Stage))
    excellent, failing = whole(rule.excellent * staff), whole(rule.failed * of_stage)
    best_first = (-appraisal_scores(state, rows)).argsort()  # no two are equal
    record = Record(*(t[name] for name in Record._fields))
    _settle(rows[best_first], unit[best_first], t.stage, excellent, failing, state.year, record)


def _colleagues(state: State, rows: Rows) -> tuple[Rows, Rows]:
    """Return who is appraised, and in which unit: that of the post, else of the duty."""
    t = state.teachers
    inside, unit = np.empty_like(rows), np.empty_like(rows)
    many = _list_colleagues(
        rows, t.post, t.duty, state.sections.unit, t.appraisal_top, inside, unit
    )
    return inside[:many], unit[:many]


def appraisal_scores(state: State, rows: Rows) -> F64:
    """Return the scores of ``rows``.

    Each of the five parts is ``on_effect`` x z(e) plus noise of its own; their weighted noise is
    one normal draw with the root of the summed squares of the weights as its scale. Borrowed
    staff score lower at the unit of their post, unless posts follow people.
    """
    t, rule = state.teachers, state.terms[APPRAISAL]
    score = standardised(state, rows)
    noise = state.draws.normal("teach.appraisal", state.year, t.id[rows])
    on_effect = fsum(rule.weights) * rule.on_effect
    scale = sqrt(fsum(w * w for w in rule.weights))
    mismatched = 0.0 if state.terms[FOLLOW] else rule.mismatched
    _score(rows, t.away, noise, on_effect, scale, mismatched, score)
    return score


def standardised(state: State, rows: Rows) -> F64:
    """Return z(e): e of ``rows`` as standard score among these rows of the same stage."""
    t = state.teachers
    return standard_scores(t.talent[rows] + t.coaching[rows], t.stage[rows].astype(np.int64))


@kernel
def _list_colleagues(
    rows: Any, post: Any, duty: Any, unit_of: Any, appraisal_top: Any, inside: Any, unit: Any
) -> int:
    """Write who belongs to a unit, and to which, and their number; nobody is excellent yet."""
    many = 0
    for row in rows:
        appraisal_top[row] = False
        school = employer(post[row], duty[row])
        if school >= 0:
            inside[many], unit[many] = row, unit_of[school]
            many += 1
    return many


@kernel
def _score(
    rows: Any,
    away: Any,
    noise: Any,
    on_effect: float,
    scale: float,
    mismatched: float,
    score: Any,
) -> None:
    """Write scores; ``score`` comes in as z(e)."""
    for i in range(rows.size):
        score[i] = on_effect * score[i] + scale * noise[i]
        if away[rows[i]] == _BORROWED or away[rows[i]] == _AGENCY:
            score[i] += mismatched


@kernel
def _settle(
    rows: Any, unit: Any, stage: Any, excellent: Any, failing: Any, year: int, record: Any
) -> None:
    """Write marks, from places of excellence left in units and failures left in stages.

    ``rows`` and their ``unit`` come from the highest to the lowest score.
    """
    for i in range(rows.size):
        if excellent[unit[i]] > 0:
            excellent[unit[i]] -= 1
            record.appraisal_top[rows[i]] = True
    for row in range(record.mark.size):
        record.mark[row] = record.appraisal_top[row]
    for i in range(rows.size - 1, -1, -1):
        row = rows[i]
        if failing[stage[row]] > 0:
            failing[stage[row]] -= 1
            if record.appraisal_failed[row] == year - 1:
                record.failed_twice[row] = year
            record.appraisal_failed[row] = year
            record.appraisal_top[row] = False
            record.mark[row] = -1
