"""Service asked for before a title: which filters bind whom, and what is lacking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents import titles
from teacherflow.allowances import meets
from teacherflow.codes import Away, Zone
from teacherflow.columns import F64, Bool
from teacherflow.state import State
from teacherflow.terms.promote import FILTERS, STEPS, TitleFilter, When

type Rows = NDArray[np.int64]
type Years = NDArray[np.int64]


def counted_service(state: State, rows: Rows, item: TitleFilter) -> F64:
    """Return the completed years of service that a filter counts."""
    t = state.teachers
    village, aid = t.village_years[rows], t.aid_years[rows]
    years = np.zeros(rows.size)
    for counts, served in (
        (item.village, village),
        (item.town, t.rural_years[rows] - village - aid),
        (item.outside_aid, aid),
        (item.seat_cross_area, t.cross_years[rows]),
    ):
        if counts:
            years += served
    return years


def binds(state: State, rows: Rows, level: NDArray[Any], item: TitleFilter) -> Bool:
    """Tell whom of ``rows``, who ask for the titles ``level``, a filter addresses."""
    bound = (level >= item.low) & (level <= item.high)
    bound &= state.teachers.cohort[rows] >= item.cohort_from
    return np.asarray(bound & meets(state, item.who, rows))


def lacking(state: State, rows: Rows, level: NDArray[Any]) -> Iterator[tuple[TitleFilter, Years]]:
    """Yield every filter with the years that each of ``rows`` lacks of it."""
    for item in state.terms[FILTERS]:
        yield item, years_lacking(state, rows, level, item)


def years_lacking(state: State, rows: Rows, level: NDArray[Any], item: TitleFilter) -> Years:
    """Return the years that each of ``rows`` lacks of a filter; 0: met or not bound."""
    missing = np.zeros(rows.size, dtype=np.int64)
    bound = np.flatnonzero(binds(state, rows, level, item))
    service, schools = counted_service(state, rows[bound], item), state.teachers.schools_served
    missing[bound] = titles.missing_years(item, service, schools[rows[bound]])
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
    asked = titles.least_years(t.title[rows], t.education[rows], state.terms[STEPS])
    left = asked - t.title_years[rows]
    for item, missing in lacking(state, rows, t.title[rows] + 1):
        short = np.flatnonzero(missing)
        nearer = np.where(serves(state, rows[short], item), missing[short], np.inf)
        left[short] = np.maximum(left[short], nearer)
    return np.asarray(left)


def serves(state: State, rows: Rows, item: TitleFilter) -> Bool:
    """Tell who works where a further year counts for the filter."""
    t, s = state.teachers, state.sections
    duty, post = t.duty[rows], t.post[rows]
    zone = np.where(duty >= 0, s.zone[duty], -1)
    sent = (t.away[rows] == Away.EXCHANGE) & (post >= 0) & (s.cluster[duty] != s.cluster[post])
    here = (zone == Zone.VILLAGE) & item.village | (zone == Zone.TOWN) & item.town
    here |= (zone == Zone.SEAT) & sent & item.seat_cross_area
    here |= (t.away[rows] == Away.OUTSIDE) & item.outside_aid
    return np.asarray(here & (item.years > 0))
