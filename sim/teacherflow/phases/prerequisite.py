"""Service asked for before a title: which filters bind whom, and what is lacking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents import titles
from teacherflow.agents.titles import Asked, counted_years, missing_years, year_counts
from teacherflow.allowances import meets
from teacherflow.codes import Away
from teacherflow.columns import F64, Bool
from teacherflow.compiled import kernel
from teacherflow.state import State
from teacherflow.terms.promote import FILTERS, STEPS, TitleFilter, When

type Rows = NDArray[np.int64]
type Years = NDArray[np.int64]

_EXCHANGE, _OUTSIDE = int(Away.EXCHANGE), int(Away.OUTSIDE)


class Service(NamedTuple):
    """Columns of all teachers that say what service they have done, and where they serve."""

    cohort: NDArray[Any]
    rural_years: F64
    village_years: F64
    aid_years: F64
    cross_years: F64
    schools_served: NDArray[Any]
    away: NDArray[Any]
    post: NDArray[Any]
    duty: NDArray[Any]


def _service(state: State) -> Service:
    return Service(*(state.teachers[name] for name in Service._fields))


def _asked(item: TitleFilter) -> Asked:
    return Asked(*(getattr(item, name) for name in Asked._fields))._replace(
        low=int(item.low), high=int(item.high)
    )


def lacking(state: State, rows: Rows, level: NDArray[Any]) -> Iterator[tuple[TitleFilter, Years]]:
    """Yield every filter with the years that each of ``rows`` lacks of it."""
    for item in state.terms[FILTERS]:
        yield item, years_lacking(state, rows, level, item)


def years_lacking(state: State, rows: Rows, level: NDArray[Any], item: TitleFilter) -> Years:
    """Return the years that each of ``rows`` lacks of a filter; 0: met or not bound."""
    missing, level = np.zeros(rows.size, dtype=np.int64), np.asarray(level, dtype=np.int64)
    _lack(rows, level, meets(state, item.who, rows), _service(state), _asked(item), missing)
    return missing


def turned_away(state: State, rows: Rows, level: NDArray[Any], when: When) -> Bool:
    """Tell whom a filter in force keeps from applying, or from being appointed."""
    turned = np.zeros(rows.size, dtype=bool)
    for item in state.terms[FILTERS]:
        if item.when == when and item.in_force:
            missing = years_lacking(state, rows, level, item)
            turned |= missing > 0
            _tell(state, rows, item, missing)
    return turned


def _tell(state: State, rows: Rows, item: TitleFilter, missing: Years) -> None:
    """Tell the person watched what is lacking."""
    log = state.log
    if log.watched < 0:
        return
    for i in np.flatnonzero((state.teachers.id[rows] == log.watched) & (missing > 0)):
        facts = {"filter": item.name, "when": item.when.name.lower(), "years": int(missing[i])}
        log.tell(state.year, log.watched, "title.lacks", **facts)


def years_to_apply(state: State, rows: Rows) -> F64:
    """Return the years until the next title may be sought; inf where none is in sight.

    Who lacks service and does not serve where it counts comes no nearer to the title.
    """
    t = state.teachers
    left = titles.least_years(t.title[rows], t.education[rows], state.terms[STEPS])
    left -= t.title_years[rows]
    if state.terms[FILTERS]:
        s, service = state.sections, _service(state)
        for item, missing in lacking(state, rows, t.title[rows] + 1):
            _delay(rows, missing, service, s.zone, s.cluster, _asked(item), left)
    return left


@kernel
def _lack(rows: Any, level: Any, addressed: Any, service: Any, asks: Any, missing: Any) -> None:
    """Write the years that each of ``rows`` lacks of a filter, for the title ``level``."""
    for i in range(rows.size):
        r, bound = rows[i], asks.low <= level[i] <= asks.high
        if addressed[i] and bound and service.cohort[r] >= asks.cohort_from:
            years = counted_years(
                service.rural_years[r],
                service.village_years[r],
                service.aid_years[r],
                service.cross_years[r],
                asks,
            )
            missing[i] = missing_years(asks.years, asks.schools, years, service.schools_served[r])


@kernel
def _delay(
    rows: Any, missing: Any, service: Any, zone: Any, cluster: Any, asks: Any, left: Any
) -> None:
    """Put off the next title by the years lacking; without end where no year counts."""
    for i in range(rows.size):
        if missing[i] > 0:
            r, here, post = rows[i], service.duty[rows[i]], service.post[rows[i]]
            away = service.away[r]
            across = away == _EXCHANGE and post >= 0 and cluster[here] != cluster[post]
            where = zone[here] if here >= 0 else -1
            nearer = year_counts(where, away == _OUTSIDE, across, asks)
            left[i] = max(left[i], missing[i] * 1.0 if nearer else np.inf)
