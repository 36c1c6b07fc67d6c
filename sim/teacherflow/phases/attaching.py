"""Leaders attached to the bureau for a term (挂职), in phase exchange."""

from __future__ import annotations

import numpy as np

from teacherflow import movement
from teacherflow.allowances import addressed
from teacherflow.apportion import nearest
from teacherflow.codes import Away
from teacherflow.phases.eligibility import fit_to_go
from teacherflow.phases.present import Present
from teacherflow.state import NOWHERE, State
from teacherflow.terms.exchange import form_key
from teacherflow.terms.leaders import ATTACHMENTS, Attachment


def attach_leaders(state: State) -> None:
    """Send leaders to the bureau by all items of ``leaders.attachments``."""
    for item in state.terms[ATTACHMENTS]:
        _attach(state, item)


def _attach(state: State, item: Attachment) -> None:
    """Send those seen as the best, at most one of a unit and nobody whose subject has no other.

    All return when the term ends, and it does not restart the clock of exchange: work at the
    bureau is no exchange between schools.
    """
    t, p = state.teachers, state.parameters.teach
    now = Present(state)
    rows = np.flatnonzero(now.at_home)
    rows = rows[addressed(state, item.who, rows)]
    rows = rows[fit_to_go(state, rows, tell=False)]
    rows = rows[now.spare[t.post[rows], t.subject[rows]] > 0]
    noise = state.draws.normal("leaders.attach", state.year, t.id[rows])
    seen = t.talent[rows] + t.coaching[rows] + p.backbone_noise * noise
    rows = rows[np.lexsort((t.id[rows], -seen))]
    unit = state.sections.unit[t.post[rows]]
    first = np.sort(np.unique(unit, return_index=True)[1])
    rows = rows[first][: int(nearest(item.persons))]
    rows = rows[np.argsort(t.id[rows])]
    movement.move_duty(
        state,
        rows,
        np.full(rows.size, NOWHERE),
        "exchange_out",
        item.name.partition(".")[0],
        away=Away.AGENCY,
        until=state.year + item.years - 1,
        form=form_key(item.name),
    )
    t.return_chance[rows], t.restarts_clock[rows] = 1.0, False
    if state.log.watched in t.id[rows]:
        state.log.tell(state.year, state.log.watched, "leaders.attached", years=item.years)
