"""What the phases share when they tell the person whom a trace follows what they decided.

Nothing here decides anything; unless somebody is watched nothing is done.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.codes import Zone, name_of
from teacherflow.columns import F64, I64
from teacherflow.state import State

BESIDE = 2
"""How many of the places not taken are told."""


def watched_in(state: State, rows: I64) -> int | None:
    """Return the position of the person watched among ``rows``, None if not among them."""
    return None if state.log.watched < 0 else watched_among(state, state.teachers.id[rows])


def watched_among(state: State, ids: I64) -> int | None:
    """Return the position of the person watched among ``ids``, None if not among them."""
    if state.log.watched < 0:
        return None
    found = np.flatnonzero(ids == state.log.watched)
    return int(found[0]) if found.size else None


def tell(state: State, what: str, **facts: Any) -> None:
    """Tell the person watched."""
    state.log.tell(state.year, state.log.watched, what, **facts)


def yuan(state: State, utility: float) -> float:
    """Return utility as yuan a month of the reference pay, in which a trace speaks of worth."""
    return float(utility) * state.parameters.utility.reference_pay


def school_of(state: State, section: int) -> int:
    """Return the number of the school of a section, as the tables of results have it."""
    return int(state.sections.school[section])


def option(state: State, section: int, worth: float) -> dict[str, Any]:
    """Describe a place that somebody could choose: school, zone, worth in yuan a month."""
    zone = name_of(Zone(int(state.sections.zone[section])))
    return {"school": school_of(state, section), "zone": zone, "worth": yuan(state, worth)}


def options(state: State, sections: I64, worth: F64, taken: int | None) -> dict[str, Any]:
    """Describe what somebody could choose from: the place taken, and the next best two.

    Parameters
    ----------
    sections : (n,) int
        The places; a place that stands twice (posts of two subjects) counts once.
    worth : (n,) float
        What each is worth to the person.
    taken : int or None
        The section taken, None if the person stays.
    """
    best: dict[int, float] = {}
    for section, value in zip(sections.tolist(), worth.tolist(), strict=True):
        best[section] = max(value, best.get(section, -np.inf))
    others = sorted((-value, section) for section, value in best.items() if section != taken)
    return {
        "open": len(best),
        "taken": None if taken is None else option(state, taken, best[taken]),
        "others": [option(state, section, -value) for value, section in others[:BESIDE]],
    }
