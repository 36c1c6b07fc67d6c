"""What inspection (督导) makes of the official indicators: which item failed worst, and where.

The audit of a year notes, stage by stage, the item whose coefficient of variation exceeds its line
by most (`stages.worst_item`). In the next year the bureau gives more weight to the schools that
fall short of the minimum of that item: in the lists of recruitment, among the hosts of exchange,
and in the naming of backbones if these are short.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.codes import Education, Stage, Subject
from teacherflow.columns import F64, Bool
from teacherflow.compiled import kernel
from teacherflow.indicators import LINES, MINIMA, SMALLEST, reaches, variation
from teacherflow.state import State
from teacherflow.terms.audit import PRESSURE

ITEMS = tuple(MINIMA)
"""Items with a minimum for every school, in the order of `stages.worst_item`."""

_LEAST = np.array([MINIMA[item] for item in ITEMS])  # (items, stages)

NO_ITEM = -1
_NO_LIMIT = 1.0 + 1e-9


def worst_item(state: State, stage: Stage) -> int:
    """Return the item furthest above the line of its variation, -1 if all pass."""
    schools = np.flatnonzero(rated(state, stage))
    if not schools.size:
        return NO_ITEM
    found = variation(item_counts(state)[:, schools], state.sections.pupils[schools])
    above = np.nan_to_num(np.round(found / LINES[stage], 9))
    worst = int(np.argmax(above))
    return worst if above[worst] > _NO_LIMIT else NO_ITEM


def item_counts(state: State) -> F64:
    """Return how many on duty in each section have each item, (items, sections)."""
    t, s = state.teachers, state.sections
    counts = np.zeros((len(ITEMS), s.rows))
    has = dict(zip(ITEMS, counts, strict=True))
    _count(
        (t.alive, t.duty, t.education, t.backbone, t.backbone_on_paper, t.subject),
        s.stage,
        has["degree"],
        has["backbone"],
        has["artspe"],
    )
    return counts


@kernel
def _count(people: Any, stage: Any, degree: Any, backbone: Any, artspe: Any) -> None:
    alive, duty, education, named, on_paper, subject = people
    for i in range(alive.size):
        if alive[i] and duty[i] >= 0:
            at = duty[i]
            least = Education.BACHELOR if stage[at] == Stage.JUNIOR else Education.COLLEGE
            degree[at] += education[i] >= least
            backbone[at] += named[i] or on_paper[i]
            artspe[at] += subject[i] == Subject.ARTS_PE


def rated(state: State, stage: Stage) -> Bool:
    """Tell which sections the indicators look at: open, of the stage, not too small."""
    s = state.sections
    return np.asarray(s.open & (s.stage == stage) & (s.pupils >= SMALLEST))


def short_of(state: State, item: str | None = None) -> Bool:
    """Tell which sections fall short of the worst item of their stage; only if it is ``item``."""
    s, short = state.sections, np.zeros(state.sections.rows, dtype=bool)
    worst = state.stages.worst_item
    looked_at = (worst != NO_ITEM) & (item is None or worst == ITEMS.index(item))
    if not looked_at.any():
        return short
    schools = np.flatnonzero(s.open & looked_at[s.stage] & (s.pupils >= SMALLEST))
    stage = s.stage[schools]
    counts = item_counts(state)[worst[stage], schools]
    least = _LEAST[worst[stage], stage]
    short[schools] = ~reaches(counts, s.pupils[schools], least[None, :])[0]
    return short


def weights(state: State, item: str | None = None) -> F64:
    """Return the weight of each section: 1, and more where inspection presses."""
    pressure = float(state.terms[PRESSURE])
    if not pressure:
        return np.ones(state.sections.rows)
    return np.asarray(1.0 + pressure * short_of(state, item))
