"""The score of the competition: a weighted mean of its parts."""

from __future__ import annotations

import numpy as np

from teacherflow.agents.appointing import PERFORMANCE, Scores, points_of, spread_of
from teacherflow.columns import I64
from teacherflow.ranking import standard_scores
from teacherflow.state import State
from teacherflow.terms.appoint import AUDIT, COMPONENTS, WAITING

TRAINING = "training"
"""Name under which the points by training while waiting are shown."""


def scores(state: State, rows: I64) -> Scores:
    """Return the scores of ``rows``; standard scores are taken among them, within the stage."""
    t, parts = state.teachers, state.terms[COMPONENTS]
    stage = t.stage[rows].astype(np.int64)
    effect = standard_scores(t.talent[rows] + t.coaching[rows], stage)
    tenure = standard_scores(t.tenure[rows].astype(np.float64), stage)
    age = standard_scores((state.september - t.birth[rows]) / 12.0, stage)
    favoured = (1.0 - state.terms[AUDIT]) * t.connected[rows].astype(np.float64)
    whole = sum(part.weight for part in parts)
    score = state.terms[WAITING].training_score * t.training_bonus[rows].astype(np.float64)
    expected = score.copy()
    added = {TRAINING: score}
    shown, known = np.zeros(rows.size), np.zeros(rows.size)
    for part in sorted(parts, key=lambda part: part.name != PERFORMANCE):
        luck = state.draws.normal(f"appoint.{part.name}", state.year, t.id[rows])
        points = points_of(part, effect, tenure, age, favoured)
        sure = points + part.on_performance * known
        seen = points + part.noise * luck + part.on_performance * shown
        if part.name == PERFORMANCE:
            shown, known = seen, sure
        added[part.name] = part.weight / whole * seen
        score = score + added[part.name]
        expected = expected + part.weight / whole * sure
    return Scores(score, expected, spread_of(parts), added)
