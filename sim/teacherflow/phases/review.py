"""What the review of candidates for a title sees: service, effect, points, papers, luck."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents.titles import public_score
from teacherflow.allowances import meets
from teacherflow.codes import Stage, Title
from teacherflow.columns import F64, Bool
from teacherflow.compiled import kernel
from teacherflow.ranking import standard_scores
from teacherflow.state import State
from teacherflow.terms.promote import BONUSES

type Rows = NDArray[np.int64]


class CompetedTitle(NamedTuple):
    """A title whose posts are competed for, and the names of the columns that plan them.

    Attributes
    ----------
    cap, moved, carry, promoted : str
        Columns of units: post ratio, posts gained, fraction carried over, promotions.
    reservoir : str
        Column of stages: posts held by the county.
    """

    title: Title
    cap: str
    moved: str
    carry: str
    promoted: str
    reservoir: str


COMPETED = (
    CompetedTitle(
        Title.SENIOR,
        cap="cap_senior",
        moved="moved_senior",
        carry="carry_senior",
        promoted="promoted_senior",
        reservoir="reservoir_senior",
    ),
    CompetedTitle(
        Title.FIRST,
        cap="cap_middle",
        moved="moved_middle",
        carry="carry_middle",
        promoted="promoted_middle",
        reservoir="reservoir_middle",
    ),
)
"""From the highest level down."""


def review_scores(state: State, rows: Rows, seen: F64, bonus: F64, waived: Bool) -> F64:
    """Return the scores of the review: the effect as seen, papers, and luck."""
    p, luck, ids = state.parameters.titles, state.draws, state.teachers.id[rows]
    score = public_scores(state, rows, seen, bonus)
    paper = luck.normal("promote.paper", state.year, ids)
    review = luck.normal("promote.review", state.year, ids)
    return score + p.paper_points * np.where(waived, 0.0, paper) + p.review_points * review


def public_scores(state: State, rows: Rows, effect: F64, bonus: F64) -> F64:
    """Return the scores without luck, as everybody can reckon them; ``effect`` is by row."""
    score = np.empty(rows.size)
    service, p = state.teachers.service, state.parameters.titles
    _fill_public_scores(rows, service, effect, bonus, p, score)
    return score


@kernel
def _fill_public_scores(
    rows: Any, service: Any, effect: Any, bonus: Any, p: Any, score: Any
) -> None:
    """Write the score of each of ``rows``; ``service`` and ``effect`` are whole columns."""
    for i in range(rows.size):
        score[i] = public_score(service[rows[i]], effect[rows[i]], bonus[i], p)


def bonuses(state: State, rows: Rows, level: NDArray[Any]) -> tuple[F64, Bool]:
    """Return the points of honours and policies for the titles asked for, and who needs no papers."""
    t = state.teachers
    points, waived = np.zeros(rows.size), np.zeros(rows.size, dtype=bool)
    for item in state.terms[BONUSES]:
        of = (level >= item.low) & (level <= item.high)
        if item.who:
            of &= meets(state, item.who, rows)
        times = t[item.times][rows].astype(np.float64) if item.times else 1.0
        points += np.where(of, item.points * times, 0.0)
        if item.waives_paper:
            waived |= of
    return points, waived


def effects(state: State) -> F64:
    """Return the effect on pupils by row, as standard scores within the stage."""
    return standard_scores(state.teachers.talent + state.teachers.coaching, _stages(state))


def effects_seen(state: State) -> F64:
    """Return the effect on pupils by row as the review sees it, as `effects`."""
    t = state.teachers
    luck = state.draws.normal("promote.seen", state.year, t.id)
    seen = t.talent + t.coaching + state.parameters.titles.effect_noise * luck
    return standard_scores(seen, _stages(state))


def _stages(state: State) -> NDArray[np.int64]:
    """Return the stage by row; rows without a person are a group of their own."""
    return np.where(state.teachers.alive, state.teachers.stage, len(Stage)).astype(np.int64)
