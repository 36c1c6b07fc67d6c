"""Counts of staff by section: the stocks that phases and tables read."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.codes import Status
from teacherflow.compiled import kernel
from teacherflow.state import State

type Counts = NDArray[np.int64]

_ANY = -1


def posts(state: State) -> Counts:
    """Return established teachers by section of the post."""
    return _by_section(state, state.teachers.post, Status.ESTABLISHED)


def holders(state: State) -> Counts:
    """Return everyone in service who has a post by its section; only the established should."""
    return _by_section(state, state.teachers.post, _ANY)


def on_duty(state: State) -> Counts:
    """Return everyone in service (all four statuses) by section of duty."""
    return _by_section(state, state.teachers.duty, _ANY)


def tegang(state: State) -> Counts:
    """Return special-post teachers, who hold no post yet, by section of duty."""
    return _by_section(state, state.teachers.duty, Status.TEGANG)


def backbones(state: State) -> Counts:
    """Return backbone teachers by section of duty."""
    t = state.teachers
    rows = np.flatnonzero(t.alive & t.backbone & (t.duty >= 0))
    return np.bincount(t.duty[rows], minlength=state.sections.rows)


def is_weak(state: State) -> NDArray[np.bool_]:
    """Tell which open sections are short of backbones on duty for their pupils (薄弱)."""
    s = state.sections
    least = state.parameters.exchange.weak_backbones * s.pupils / 100.0
    return np.asarray(s.open & (np.round(least - backbones(state), 9) > 0))


def _by_section(state: State, place: NDArray[Any], status: int) -> Counts:
    counts = np.zeros(state.sections.rows, dtype=np.int64)
    _count(place, state.teachers.alive, state.teachers.status, int(status), counts)
    return counts


@kernel
def _count(place: Any, alive: Any, status: Any, only: int, counts: Any) -> None:
    """Count who is in service, with the status ``only`` or any, by section ``place``."""
    for row in range(place.size):
        if alive[row] and place[row] >= 0 and (only == _ANY or status[row] == only):
            counts[place[row]] += 1


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
