"""Honours (表彰) of a year, for merit and for years of rural service.

Each goes to a share of the established staff whom it addresses, those appraised as excellent first.
"""

from __future__ import annotations

import numpy as np

from teacherflow.allowances import meets
from teacherflow.apportion import nearest
from teacherflow.codes import Status
from teacherflow.columns import I64
from teacherflow.ranking import grouped_by
from teacherflow.state import State
from teacherflow.terms.promote import HONOURS, Honour


def honour(state: State) -> None:
    """Give this year's honours, before titles are reviewed."""
    for item in state.terms[HONOURS]:
        _give(state, item)


def _give(state: State, item: Honour) -> None:
    """Honour a share of those addressed.

    The number is of all whom the item addresses; whoever failed last year's appraisal, or was
    honoured within `rest` years, is passed over. Of equals the keyed order decides.
    """
    t, year = state.teachers, state.year
    staff = np.flatnonzero(t.alive & (t.status == Status.ESTABLISHED))
    staff = staff[meets(state, item.who, staff)]
    number = int(nearest(item.share * staff.size))
    rests = (t.honour_year[staff] > 0) & (year - t.honour_year[staff] < item.rest)
    rows = staff[~rests & (t.appraisal_failed[staff] != year - 1)]
    lot = state.draws.uniform(f"promote.honour.{item.name}", year, t.id[rows])
    order = grouped_by(~t.appraisal_top[rows], lot, t.id[rows])
    chosen = rows[order[:number]]
    if item.rural_years:
        t.rural_honour[chosen] = item.rural_years
        t.rural_honour_year[chosen] = year
    else:
        t.honours[chosen] += 1
        t.honour_year[chosen] = year
    _tell(state, item, chosen)


def _tell(state: State, item: Honour, chosen: I64) -> None:
    """Tell the person watched of the honour."""
    t, watched = state.teachers, state.log.watched
    if watched >= 0 and np.any(t.id[chosen] == watched):
        row = chosen[t.id[chosen] == watched][0]
        if item.rural_years:
            years = {"years": item.rural_years, "served": int(t.rural_years[row])}
            state.log.tell(state.year, watched, "title.honoured_rural", honour=item.name, **years)
            return
        facts = {"honour": item.name, "excellent": bool(t.appraisal_top[row])}
        state.log.tell(state.year, watched, "title.honoured", **facts, held=int(t.honours[row]))
