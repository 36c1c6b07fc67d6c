"""One county in one year as the tables see it: everything that is counted, counted once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.codes import Education, Stage, Status, Subject, Title
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.indicators import SMALLEST
from teacherflow.state import State

ITEMS = ("teachers", "degree", "backbone", "midsenior", "artspe")
"""What is counted per pupil: all teachers, and those above the required education (primary 专科
and above, junior 本科 and above), named backbone (on paper only
included), of 一级 and above, of arts and PE."""

NOVICE_YEARS = 3
"""Teachers with fewer years of service are novices."""

_COLLEGE, _BACHELOR = int(Education.COLLEGE), int(Education.BACHELOR)
_JUNIOR, _FIRST, _ARTS = int(Stage.JUNIOR), int(Title.FIRST), int(Subject.ARTS_PE)
_ESTABLISHED, _TEGANG = int(Status.ESTABLISHED), int(Status.TEGANG)
_NOVICE = len(ITEMS)


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
    tegang : (sections,) int
        Special-post teachers on duty, who hold no post yet.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.rows: I64 = np.flatnonzero(state.teachers.alive)
        t, n = state.teachers, state.sections.rows
        self.duty = np.zeros((n, _NOVICE + 1), dtype=np.int64)
        self.post = np.zeros((n, _NOVICE), dtype=np.int64)
        self.tegang = np.zeros(n, dtype=np.int64)
        total = np.zeros(n)
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
            state.sections.stage,
            self.duty,
            self.post,
            self.tegang,
            total,
        )
        staff = self.duty[:, 0]
        self.effect: F64 = np.divide(total, staff, out=np.full(n, np.nan), where=staff > 0)

    @property
    def vacancies(self) -> I64:
        """max(target - posts - special-post teachers serving here, 0) by section."""
        free = self.state.sections.target - self.post[:, 0] - self.tegang
        return np.asarray(np.maximum(free, 0))

    @property
    def surplus(self) -> I64:
        """max(posts - need, 0) by section."""
        return np.asarray(np.maximum(self.post[:, 0] - self.state.sections.need, 0))

    def rated(self, stage: Stage) -> Bool:
        """Tell which sections the official indicators look at: open, not too small."""
        s = self.state.sections
        return np.asarray(s.open & (s.stage == stage) & (s.pupils >= SMALLEST))


def mean_where(values: NDArray[Any], chosen: NDArray[Any]) -> float:
    """Return the mean of the chosen values that are defined; NaN if there is none."""
    picked = values[chosen]
    picked = picked[~np.isnan(picked)]
    return float(picked.mean()) if picked.size else float("nan")


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
    stage: Any,
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
            least = _BACHELOR if stage[s] == _JUNIOR else _COLLEGE
            counts[s, 0] += 1
            counts[s, 1] += education[r] >= least
            counts[s, 2] += backbone[r]
            counts[s, 3] += title[r] >= _FIRST
            counts[s, 4] += subject[r] == _ARTS
            if basis == 0:
                on_duty[s, _NOVICE] += service[r] < NOVICE_YEARS
                tegang[s] += status[r] == _TEGANG
                total[s] += delivered[r]
