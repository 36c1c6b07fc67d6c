"""One county in one year as the tables see it: everything that is counted, counted once."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.codes import Stage, Status, Subject, Title, Zone
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.indicators import SMALLEST, least_degrees
from teacherflow.state import State

ITEMS = ("teachers", "degree", "backbone", "midsenior", "artspe")
"""What is counted per pupil: all teachers, and those above the required education (from
`indicators.degree_primary` and `degree_junior` on: 专科 and 本科 by default), named backbone (on paper
only included), of 一级 and above, of arts and PE."""

NOVICE_YEARS = 3
"""Teachers with fewer years of service are novices."""

_FIRST, _ARTS = int(Title.FIRST), int(Subject.ARTS_PE)
_ESTABLISHED, _TEGANG = int(Status.ESTABLISHED), int(Status.TEGANG)
_NOVICE = len(ITEMS)

PUPILS, ON_DUTY, NOVICES, VACANCIES, SURPLUS = range(5)
"""What `View.totals` adds up."""


class View:
    """Counts of a county on 1 September of a year, after the exchange.

    Attributes
    ----------
    rows : (n,) int
        Rows of those in service.
    duty : (sections, 6) int
        Persons on duty (all four statuses): the five `ITEMS`, then novices.
    post : (sections, 5) int
        Established teachers by section of the post, the five `ITEMS`.
    effect : (sections,) float
        Mean delivered effect of those on duty, NaN where nobody is.
    vacancies, surplus : (sections,) int
        max(target - posts - special-post teachers serving here, 0) and max(posts - need, 0).
    totals : (stages, zones, 5) int
        Of the open sections: pupils, persons on duty, novices, vacancies and surplus.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        t, s, n = state.teachers, state.sections, state.sections.rows
        self.rows: I64 = t.alive.nonzero()[0]
        self.duty = np.zeros((n, _NOVICE + 1), dtype=np.int64)
        self.post = np.zeros((n, _NOVICE), dtype=np.int64)
        tegang, total = np.zeros(n, dtype=np.int64), np.zeros(n)
        _count(
            self.rows,
            t.duty,
            t.post,
            t.status,
            t.education,
            t.title,
            t.subject,
            t.backbone | t.backbone_on_paper,
            t.service,
            t.delivered,
            least_degrees(state.parameters.indicators)[s.stage],
            self.duty,
            self.post,
            tegang,
            total,
        )
        staff, posts = self.duty[:, 0], self.post[:, 0]
        self.effect: F64 = np.divide(total, staff, out=np.full(n, np.nan), where=staff > 0)
        self.vacancies: I64 = np.maximum(s.target - posts - tegang, 0)
        self.surplus: I64 = np.maximum(posts - s.need, 0)
        self.totals = _totals(
            state, [s.pupils, staff, self.duty[:, _NOVICE], self.vacancies, self.surplus]
        )

    def rated(self, stage: Stage) -> Bool:
        """Tell which sections the official indicators look at: open, not too small."""
        s = self.state.sections
        return np.asarray(s.open & (s.stage == stage) & (s.pupils >= SMALLEST))


def _totals(state: State, numbers: list[Any]) -> I64:
    """Return the sums of numbers over the open sections, (stages, zones, numbers)."""
    s, places = state.sections, len(Stage) * len(Zone)
    place = np.where(s.open, len(Zone) * s.stage + s.zone, -1)
    sums = (place == np.arange(places)[:, None]).astype(np.int64) @ np.array(numbers).T
    return np.asarray(sums).reshape(len(Stage), len(Zone), len(numbers))


@kernel
def _count(
    rows: Any,
    duty: Any,
    post: Any,
    status: Any,
    education: Any,
    title: Any,
    subject: Any,
    backbone: Any,
    service: Any,
    delivered: Any,
    least: Any,
    on_duty: Any,
    by_post: Any,
    tegang: Any,
    total: Any,
) -> None:
    for i in range(rows.size):
        r = rows[i]
        for basis in range(2):
            s = duty[r] if basis == 0 else post[r]
            if s < 0 or (basis == 1 and status[r] != _ESTABLISHED):
                continue
            counts = on_duty if basis == 0 else by_post
            counts[s, 0] += 1
            counts[s, 1] += education[r] >= least[s]
            counts[s, 2] += backbone[r]
            counts[s, 3] += title[r] >= _FIRST
            counts[s, 4] += subject[r] == _ARTS
            if basis == 0:
                on_duty[s, _NOVICE] += service[r] < NOVICE_YEARS
                tegang[s] += status[r] == _TEGANG
                total[s] += delivered[r]
