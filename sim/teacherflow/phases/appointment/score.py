"""The score of the competition: a weighted mean of its parts."""

from __future__ import annotations

import numpy as np

from teacherflow.agents.appointing import PERFORMANCE, Scores, points_of, spread_of
from teacherflow.columns import F64, I64
from teacherflow.state import State
from teacherflow.terms.appoint import AUDIT, COMPONENTS, WAITING


def scores(state: State, rows: I64) -> Scores:
    """Return the scores of ``rows``; standard scores are taken among them, within the stage."""
    t, parts = state.teachers, state.terms[COMPONENTS]
    stage = t.stage[rows].astype(np.int64)
    effect = standardised(t.talent[rows] + t.coaching[rows], stage)
    tenure = standardised(t.tenure[rows].astype(np.float64), stage)
    age = standardised((state.september - t.birth[rows]) / 12.0, stage)
    favoured = (1.0 - state.terms[AUDIT]) * t.connected[rows]
    whole = sum(part.weight for part in parts)
    score = state.terms[WAITING].training_score * t.training_bonus[rows]
    expected = score.copy()
    shown, known = np.zeros(rows.size), np.zeros(rows.size)
    for part in sorted(parts, key=lambda part: part.name != PERFORMANCE):
        luck = state.draws.normal(f"appoint.{part.name}", state.year, t.id[rows])
        points = points_of(part, effect, tenure, age, favoured)
        sure = points + part.on_performance * known
        seen = points + part.noise * luck + part.on_performance * shown
        if part.name == PERFORMANCE:
            shown, known = seen, sure
        score = score + part.weight / whole * seen
        expected = expected + part.weight / whole * sure
    return Scores(score, expected, spread_of(parts))


def standardised(values: F64, stage: I64) -> F64:
    """Return standard scores within the stage."""
    size = np.maximum(np.bincount(stage, minlength=2), 1)
    apart = values - (np.bincount(stage, values, minlength=2) / size)[stage]
    spread = np.sqrt(np.bincount(stage, apart * apart, minlength=2) / size)
    return np.asarray(apart / np.where(spread > 0, spread, 1.0)[stage])
