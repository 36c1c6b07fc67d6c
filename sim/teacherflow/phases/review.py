"""What the review of candidates for a title sees: service, effect, points, papers, luck."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents import titles
from teacherflow.allowances import meets
from teacherflow.codes import Title
from teacherflow.columns import F64, Bool
from teacherflow.ranking import standard_scores
from teacherflow.state import State
from teacherflow.terms.promote import BONUSES

type Rows = NDArray[np.int64]

LEVELS = ((Title.SENIOR, "senior"), (Title.FIRST, "middle"))
"""Competed titles and the suffix of the columns that plan them."""


def review_scores(state: State, rows: Rows, seen: F64, bonus: F64, waived: Bool) -> F64:
    """Return the scores of the review: the effect as seen, papers, and luck."""
    t, p, luck = state.teachers, state.parameters.titles, state.draws
    score = titles.public_score(t.service[rows], seen, bonus, p)
    paper = luck.normal("promote.paper", state.year, t.id[rows])
    review = luck.normal("promote.review", state.year, t.id[rows])
    return score + p.paper_points * np.where(waived, 0.0, paper) + p.review_points * review


def public_scores(state: State, rows: Rows, effect: F64, bonus: F64) -> F64:
    """Return the scores without luck, as everybody can reckon them."""
    t, p = state.teachers, state.parameters.titles
    return titles.public_score(t.service[rows], effect, bonus, p)


def bonuses(state: State, rows: Rows, level: NDArray[Any]) -> tuple[F64, Bool]:
    """Return the points of honours and policies for the titles asked for, and who needs no papers."""
    t = state.teachers
    points, waived = np.zeros(rows.size), np.zeros(rows.size, dtype=bool)
    for item in state.terms[BONUSES]:
        of = (level >= item.low) & (level <= item.high)
        of &= meets(state, item.who, rows)
        times = t[item.times][rows].astype(np.float64) if item.times else 1.0
        points += np.where(of, item.points * times, 0.0)
        waived |= of & item.waives_paper
    return points, waived


def effects(state: State) -> F64:
    """Return the effect on pupils by row, as standard scores within the stage."""
    t, people = state.teachers, np.flatnonzero(state.teachers.alive)
    return _scores(state, people, t.talent[people] + t.coaching[people])


def effects_seen(state: State) -> F64:
    """Return the effect on pupils by row as the review sees it, as `effects`."""
    t, people = state.teachers, np.flatnonzero(state.teachers.alive)
    luck = state.draws.normal("promote.seen", state.year, t.id[people])
    effect = t.talent[people] + t.coaching[people]
    return _scores(state, people, effect + state.parameters.titles.effect_noise * luck)


def _scores(state: State, people: Rows, effect: F64) -> F64:
    scores = np.zeros(state.teachers.rows)
    scores[people] = standard_scores(effect, state.teachers.stage[people].astype(np.int64))
    return scores
