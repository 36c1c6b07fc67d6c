"""Part-time subject researchers (兼职教研员): who is named, and how much they still teach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from teacherflow.allowances import meets
from teacherflow.apportion import nearest
from teacherflow.codes import Status
from teacherflow.ranking import ascending
from teacherflow.state import NOWHERE, State
from teacherflow.terms.teach import RESEARCH, Research

type Rows = NDArray[np.int64]


def name_researchers(state: State, rows: Rows) -> None:
    """Name researchers among ``rows`` up to the county's number; they teach less from now on.

    Who no longer meets the conditions, or works at no school, ceases to be one; nobody else is
    dismissed. Free places go to those seen as the best teachers, with the noise of the naming of
    backbones. Without the rule there are none.
    """
    t, rule = state.teachers, state.terms[RESEARCH]
    if rule.share > 0.0:
        _settle_places(state, rule, rows)
        t.load[rows] = np.where(t.researcher[rows], rule.lessons, 1.0)
    else:
        t.researcher[rows] = False
        t.load[rows] = 1.0


def _settle_places(state: State, rule: Research, rows: Rows) -> None:
    t = state.teachers
    able = meets(state, rule.who, rows) & (t.status[rows] == Status.ESTABLISHED)
    able &= t.duty[rows] != NOWHERE
    t.researcher[rows] &= able
    established = np.count_nonzero(t.status[rows] == Status.ESTABLISHED)
    free = int(nearest(rule.share * established)) - np.count_nonzero(t.researcher[rows])
    others = rows[able & ~t.researcher[rows]]
    noise = state.draws.normal("teach.researcher", state.year, t.id[others])
    seen = t.talent[others] + t.coaching[others]
    seen += state.parameters.teach.backbone_noise * noise
    named = others[ascending(-seen)[: max(0, free)]]
    t.researcher[named] = True
    if state.log.watched >= 0 and np.any(t.id[named] == state.log.watched):
        state.log.tell(state.year, state.log.watched, "teach.researcher", lessons=rule.lessons)
