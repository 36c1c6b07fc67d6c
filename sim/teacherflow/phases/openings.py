"""Openings: a place that outgrows its schools gets a new one, which takes the excess.

A place is the seat or the town of one township, by stage. It is compared with its pupils at the
fork plus what earlier openings took, so one surge opens one school. The new school takes its
pupils from all schools of the place in proportion; posts come by transfer, hiring and borrowing.
"""

from __future__ import annotations

import numpy as np

from teacherflow.allowances import satisfied
from teacherflow.apportion import apportion, nearest
from teacherflow.columns import F64, I64
from teacherflow.phases.layout import set_weight, weights
from teacherflow.state import STAGES, State
from teacherflow.terms.enrol import OPENINGS, Opening

type Rows = I64


def reserve(state: State) -> Rows:
    """Return the rows of schools that may still open."""
    s = state.sections
    return np.asarray(((s.opening >= 0) & ~s.open & (s.opened == 0)).nonzero()[0])


def count_grown_years(state: State) -> None:
    """Count, on the reserve rows, the years running in which their places outgrew their schools."""
    s, rows = state.sections, reserve(state)
    if not rows.size:
        return
    bound = np.full(rows.size, np.inf)
    for item in state.terms[OPENINGS]:
        if item.growth > 0:
            applies = satisfied(s, item.at, rows)
            bound = np.where(applies, np.minimum(bound, item.growth), bound)
    places = _place_of(state)
    _, now, at_fork = _places(state, places)
    at = places[rows]
    s.grown_years[rows] = np.where(now[at] > bound * at_fork[at], s.grown_years[rows] + 1, 0)


def open_schools(state: State, *, by_growth: bool) -> None:
    """Open the schools that are due; without ``by_growth`` only those that a policy orders."""
    for item in state.terms[OPENINGS]:
        if by_growth and item.growth > 0:
            _open_by_growth(state, item)
        for _ in range(item.number):
            _open_by_order(state, item)


def _open_by_growth(state: State, item: Opening) -> None:
    s, rows = state.sections, reserve(state)
    rows = rows[satisfied(s, item.at, rows) & (s.grown_years[rows] >= item.years)]
    if not rows.size:
        return
    places = _place_of(state)
    opened_there = np.bincount(places[s.opened > 0], minlength=places.max() + 1)
    for place in np.unique(places[rows]).tolist():
        _, pupils, at_fork = _places(state, places)
        excess = int(nearest(pupils[place] - at_fork[place]))
        here = rows[places[rows] == place]
        if opened_there[place] < item.most and excess > 0:
            _open(state, _first(state, here), excess)
            s.grown_years[here] = 0


def _open_by_order(state: State, item: Opening) -> None:
    """Open one school in the largest place that has a row left; it takes an average size."""
    s, rows = state.sections, reserve(state)
    places = _place_of(state)
    schools, pupils, _ = _places(state, places)
    rows = rows[satisfied(s, item.at, rows)]
    rows = rows[pupils[places[rows]] > 0]
    if not rows.size:
        return
    average = pupils[places[rows]] / schools[places[rows]]
    place = places[rows[np.argmax(average)]]
    size = int(pupils[place] / (schools[place] + 1))
    if size > 0:
        _open(state, _first(state, rows[places[rows] == place]), size)


def _open(state: State, row: int, taken: int) -> None:
    s = state.sections
    places = _place_of(state)
    donors = np.flatnonzero(s.open & (places == places[row]))
    parts = apportion(s.pupils[donors], taken)
    weight = weights(s)[donors]
    lost = weight * parts / np.maximum(s.pupils[donors], 1)
    for donor, left in zip(donors.tolist(), (weight - lost).tolist(), strict=True):
        if left > 0:
            set_weight(s, donor, left)
    s.pupils[donors] -= parts.astype(np.int32)
    s.open[row], s.opened[row] = True, state.year
    s.pupils[row], s.fork_pupils[row], s.noise[row] = taken, taken, 0.0
    set_weight(s, row, float(lost.sum()))


def _first(state: State, rows: Rows) -> int:
    return int(rows[np.lexsort((rows, state.sections.opening[rows]))[0]])


def _place_of(state: State) -> I64:
    """Return a number for the place of each section: zone, township and stage."""
    s = state.sections
    township = s.township.astype(np.int64) + 1
    return (s.zone * (township.max() + 1) + township) * len(STAGES) + s.stage


def _places(state: State, place: I64) -> tuple[I64, I64, F64]:
    """Return open schools, pupils and reference size of each place, by the places of sections."""
    s = state.sections
    schools = np.bincount(place, weights=s.open).astype(np.int64)
    pupils = np.bincount(place, weights=s.pupils).astype(np.int64)
    return schools, pupils, np.bincount(place, weights=s.fork_pupils)
