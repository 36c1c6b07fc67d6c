"""What inspection (督导) makes of the official indicators: which item failed worst, and where.

The audit of a year notes, stage by stage, the item whose coefficient of variation exceeds its line
by most (`stages.worst_item`). In the next year the bureau gives more weight to the schools that
fall short of the minimum of that item: in the lists of recruitment, among the hosts of exchange,
and in the naming of backbones if these are short.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from teacherflow.codes import Stage, Subject
from teacherflow.columns import F64, I32, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.indicators import (
    LINES,
    MINIMA,
    SMALLEST,
    least_degrees,
    reaches,
    variations,
)
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
    counts = np.ascontiguousarray(item_counts(state)[:, schools])
    found = variations(counts, state.sections.pupils[schools].astype(np.float64))
    above = np.nan_to_num(np.round(found / LINES[stage], 9))
    worst = int(np.argmax(above))
    return worst if above[worst] > _NO_LIMIT else NO_ITEM


def item_counts(state: State) -> F64:
    """Return how many on duty in each section have each item, (items, sections)."""
    t, counts = state.teachers, np.zeros((len(ITEMS), state.sections.rows))
    rows = np.flatnonzero(t.alive)
    _add(state, counts, rows, t.duty[rows].astype(np.int64), 1.0)
    return counts


def moved_counts(state: State, counts: F64, rows: I64, left: I64, to: I64) -> F64:
    """Return `item_counts` after ``rows`` have gone from sections ``left`` to sections ``to``."""
    after = counts.copy()
    _add(state, after, rows, left, -1.0)
    _add(state, after, rows, to, 1.0)
    return after


def _add(state: State, counts: F64, rows: I64, at: I64, each: float) -> None:
    """Add ``each`` of ``rows`` to the counts of the sections ``at`` (-1: none)."""
    t, has = state.teachers, dict(zip(ITEMS, counts, strict=True))
    people = rows, at, t.education, t.backbone, t.backbone_on_paper, t.subject
    least = least_degrees(state.parameters.indicators)[state.sections.stage]
    _count(people, least, each, has["degree"], has["backbone"], has["artspe"])


@kernel
def _count(people: Any, least: Any, each: float, degree: Any, backbone: Any, artspe: Any) -> None:
    rows, sections, education, named, on_paper, subject = people
    for k in range(rows.size):
        i, at = rows[k], sections[k]
        if at >= 0:
            degree[at] += each * (education[i] >= least[at])
            backbone[at] += each * (named[i] or on_paper[i])
            artspe[at] += each * (subject[i] == Subject.ARTS_PE)


def rated(state: State, stage: Stage) -> Bool:
    """Tell which sections the indicators look at: open, of the stage, not too small."""
    s = state.sections
    return np.asarray(s.open & (s.stage == stage) & (s.pupils >= SMALLEST))


class Pressed:
    """What inspection asks of sections this year, while people come and go.

    Parameters
    ----------
    item : str, optional
        Look only at the stages whose worst item this is.
    """

    def __init__(self, state: State, item: str | None = None) -> None:
        s, worst = state.sections, state.stages.worst_item
        self._sections, self._pressure = s.rows, float(state.terms[PRESSURE])
        if not self._pressure:
            return
        looked_at = (worst != NO_ITEM) & (item is None or worst == ITEMS.index(item))
        self._schools = np.flatnonzero(s.open & looked_at[s.stage] & (s.pupils >= SMALLEST))
        stage = s.stage[self._schools]
        self._item = worst[stage]
        self._enough = _enough(s.pupils[self._schools], _LEAST[self._item, stage])

    def weights(self, counts: Callable[[], F64]) -> F64:
        """Return the weight of each section: 1, and more where it falls short of the worst item.

        Parameters
        ----------
        counts : callable
            Returns `item_counts`; asked only if inspection presses.
        """
        weight = np.ones(self._sections)
        if self._pressure and self._schools.size:
            has = counts()[self._item, self._schools]
            weight[self._schools] += self._pressure * (has < self._enough)
        return weight


def _enough(pupils: I32, least: F64) -> F64:
    """Return with how many persons each school reaches a minimum per hundred pupils."""
    near = np.floor(least * pupils / 100.0) + np.arange(-1.0, 3.0)[:, None]
    reached = reaches(near, pupils, np.broadcast_to(least, near.shape))
    return np.asarray(near[0] + np.argmax(reached, axis=0))


def weights(state: State, item: str | None = None) -> F64:
    """Return the weight of each section: 1, and more where inspection presses."""
    if not state.terms[PRESSURE]:
        return np.ones(state.sections.rows)
    return Pressed(state, item).weights(lambda: item_counts(state))
