"""Counts of staff by section: the stocks that phases and tables read."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.codes import Status
from teacherflow.state import State

type Counts = NDArray[np.int64]


def by_section(state: State, place: NDArray[Any], keep: NDArray[np.bool_]) -> Counts:
    """Count the rows in ``keep`` by section ``place`` (rows nowhere are left out)."""
    chosen = np.flatnonzero(keep & (place >= 0))
    return np.bincount(place[chosen], minlength=state.sections.rows)


def posts(state: State) -> Counts:
    """Return established teachers by section of the post."""
    t = state.teachers
    return by_section(state, t.post, t.alive & (t.status == Status.ESTABLISHED))


def on_duty(state: State) -> Counts:
    """Return everyone in service (all four statuses) by section of duty."""
    return by_section(state, state.teachers.duty, state.teachers.alive)


def tegang(state: State) -> Counts:
    """Return special-post teachers, who hold no post yet, by section of duty."""
    t = state.teachers
    return by_section(state, t.duty, t.alive & (t.status == Status.TEGANG))


def vacancies(state: State) -> Counts:
    """Return max(0, target - posts - tegang serving here) by section."""
    free = state.sections.target - posts(state) - tegang(state)
    return np.asarray(np.maximum(free, 0))


def shortage(state: State) -> Counts:
    """Return max(0, need - on duty) by section."""
    return np.asarray(np.maximum(state.sections.need - on_duty(state), 0))


def surplus(state: State) -> Counts:
    """Return max(0, posts - need) by section (超编)."""
    return np.asarray(np.maximum(posts(state) - state.sections.need, 0))


def by_stage(state: State, counts: NDArray[Any]) -> NDArray[Any]:
    """Return the sums of section ``counts`` per stage."""
    return np.bincount(state.sections.stage, weights=counts, minlength=2)
