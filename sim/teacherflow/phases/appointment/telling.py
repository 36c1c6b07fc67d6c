"""What the person whom a trace follows is told about a round: score, place, and why."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.agents.appointing import Scores
from teacherflow.codes import Zone
from teacherflow.columns import F64, I64, Bool
from teacherflow.phases.appointment.book import Book, cause_of
from teacherflow.phases.appointment.direct import groups
from teacherflow.phases.appointment.levels import OUT
from teacherflow.phases.appointment.score import TRAINING
from teacherflow.roads import road_kms
from teacherflow.state import State


def tell_contest(state: State, book: Book, scores: Scores, direct: Bool, moved: I64) -> None:
    """Tell the outcome up to the own round: not held, direct, upward, kept or lost."""
    at = _position(state, book.staff)
    if at is None:
        return
    t, row = state.teachers, int(book.staff[at])
    if at in moved:
        _tell(state, "upward", score=float(t.contest_score[row]), parts=_parts(scores, at))
    elif not book.adopts[book.unit[at]]:
        _tell(state, "not_held")
    elif direct[at]:
        _tell(state, "direct", why=[name for name, meant in groups(state, book) if meant[at]])
    else:
        rank, seats = int(t.contest_rank[row]), int(t.contest_seats[row])
        _tell(
            state,
            "kept" if rank <= seats else "lost",
            score=float(t.contest_score[row]),
            rank=rank,
            seats=seats,
            parts=_parts(scores, at),
            risk=float(t.loss_risk[row]),
        )
        if rank <= seats and t.level_unit[row] == OUT and t.title_paid[row] < t.title[row]:
            _tell(state, "level_lost", paid=int(t.title_paid[row]))


def _parts(scores: Scores, at: int) -> dict[str, float]:
    shown = {name: float(points[at]) for name, points in scores.parts.items()}
    return {name: points for name, points in shown.items() if name != TRAINING or points}


def _tell(state: State, what: str, **facts: Any) -> None:
    told = {"policy": cause_of(state), **facts}
    state.log.tell(state.year, state.log.watched, f"appoint.{what}", **told)


def tell_locked(state: State, book: Book, able: Bool, lock_years: float) -> None:
    """Tell somebody who competes outside the seat, but has not served long enough to go upward."""
    at = _position(state, book.staff[able])
    if at is None:
        return
    row = int(book.staff[able][at])
    served = int(state.teachers.tenure[row])
    if served < lock_years and state.sections.zone[state.teachers.post[row]] < Zone.SEAT:
        _tell(state, "locked", years=served, asked=float(lock_years))


def tell_upward(
    state: State, book: Book, scores: Scores, queue: I64, wanted: I64, limited: Bool
) -> None:
    """Tell somebody who wanted to go upward and did not: limits of the unit, or no seat left.

    Parameters
    ----------
    wanted : (n,) int
        How many sections each of ``queue`` would have taken.
    limited : (n,) bool
        Whose units let nobody go any more.
    """
    at = _position(state, book.staff[queue])
    if at is not None and wanted[at] > 0:
        position = int(queue[at])
        facts = {
            "score": float(scores.score[position]),
            "place": at + 1,
            "why": "limit" if limited[at] else "seats",
        }
        _tell(state, "passed_over", **facts)


def tell_elsewhere(state: State, rows: I64, wishes: F64, to: I64) -> None:
    """Tell what came of the applications to other units."""
    at = _position(state, rows)
    if at is not None:
        what = "elsewhere" if to[at] >= 0 else "nowhere"
        wanted = int((wishes[at] > -np.inf).sum())
        _tell(state, what, wanted=wanted)


def tell_placement(state: State, pool: I64, to: I64, chance: F64, takes: Bool) -> None:
    """Tell what the bureau offered, and whether it was taken.

    Parameters
    ----------
    chance, takes : (n,) float, bool
        Of those with an offer, in their order.
    """
    at = _position(state, pool)
    if at is None:
        return
    if to[at] < 0:
        _tell(state, "no_offer")
        return
    offer, row, section = int((to[:at] >= 0).sum()), int(pool[at]), int(to[at])
    t, s = state.teachers, state.sections
    km = road_kms(t.home_x[row] - s.x[section], t.home_y[row] - s.y[section])
    _tell(
        state,
        "placed" if takes[offer] else "refused",
        chance=float(chance[offer]),
        section=section,
        km=float(km),
    )


def _position(state: State, rows: I64) -> int | None:
    if state.log.watched < 0:
        return None
    found = np.flatnonzero(state.teachers.id[rows] == state.log.watched)
    return int(found[0]) if found.size else None
