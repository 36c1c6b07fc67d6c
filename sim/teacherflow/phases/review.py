"""What the review of candidates for a title sees: service, effect, points, papers, luck."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents import titles
from teacherflow.allowances import meets
from teacherflow.codes import Title
from teacherflow.columns import F64, Bool
from teacherflow.state import State
from teacherflow.terms.promote import BONUSES

type Rows = NDArray[np.int64]

LEVELS = ((Title.SENIOR, "senior"), (Title.FIRST, "middle"))
"""Competed titles and the suffix of the columns that plan them."""


def review_scores(state: State, rows: Rows, bonus: F64, waived: Bool) -> F64:
    """Return the scores of the review: the effect as seen, papers, and luck."""
    t, p, luck = state.teachers, state.parameters.titles, state.draws
    score = titles.public_score(t.service[rows], _effect(state, p.effect_noise)[rows], bonus, p)
    paper = luck.normal("promote.paper", state.year, t.id[rows])
    review = luck.normal("promote.review", state.year, t.id[rows])
    return score + p.paper_points * np.where(waived, 0.0, paper) + p.review_points * review


def public_scores(state: State, rows: Rows, bonus: F64) -> F64:
    """Return the scores without luck, as everybody can reckon them."""
    t, p = state.teachers, state.parameters.titles
    return titles.public_score(t.service[rows], _effect(state, 0.0)[rows], bonus, p)


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


def _effect(state: State, noise: float) -> F64:
    """Return standard scores of the effect on pupils within the stage, by row, seen with noise."""
    t, people = state.teachers, np.flatnonzero(state.teachers.alive)
    effect, stage = t.talent[people] + t.coaching[people], t.stage[people].astype(np.int64)
    if noise > 0:
        effect += noise * state.draws.normal("promote.seen", state.year, t.id[people])
    size = np.maximum(np.bincount(stage), 1)
    effect -= (np.bincount(stage, weights=effect) / size)[stage]
    spread = np.sqrt(np.bincount(stage, weights=effect * effect) / size)
    scores = np.zeros(t.rows)
    scores[people] = effect / np.where(spread > 0, spread, 1.0)[stage]
    return scores
