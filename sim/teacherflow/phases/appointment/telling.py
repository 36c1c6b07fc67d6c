"""What the person whom a trace follows is told about a round: score, place, and why."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.agents.appointing import Scores
from teacherflow.columns import F64, I64, Bool
from teacherflow.phases.appointment.book import Book
from teacherflow.phases.appointment.levels import OUT
from teacherflow.state import State


def tell_contest(state: State, book: Book, direct: Bool, moved: I64) -> None:
    """Tell the outcome up to the own round: not held, direct, upward, kept or lost."""
    at = _position(state, book.staff)
    if at is None:
        return
    t, row = state.teachers, int(book.staff[at])
    facts: dict[str, Any] = {}
    if at in moved:
        what, facts = "upward", {"score": float(t.contest_score[row])}
    elif not book.adopts[book.unit[at]]:
        what = "not_held"
    elif direct[at]:
        what = "direct"
    else:
        rank, seats = int(t.contest_rank[row]), int(t.contest_seats[row])
        what = "kept" if rank <= seats else "lost"
        facts = {"score": float(t.contest_score[row]), "rank": rank, "seats": seats}
    state.log.tell(state.year, state.log.watched, f"appoint.{what}", **facts)
    if t.level_unit[row] == OUT and t.contest_year[row] == state.year and what == "kept":
        state.log.tell(
            state.year, state.log.watched, "appoint.level_lost", paid=int(t.title_paid[row])
        )


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
        state.log.tell(state.year, state.log.watched, "appoint.passed_over", **facts)


def tell_elsewhere(state: State, rows: I64, wishes: F64, to: I64) -> None:
    """Tell what came of the applications to other units."""
    at = _position(state, rows)
    if at is not None:
        what = "elsewhere" if to[at] >= 0 else "nowhere"
        wanted = int((wishes[at] > -np.inf).sum())
        state.log.tell(state.year, state.log.watched, f"appoint.{what}", wanted=wanted)


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
        state.log.tell(state.year, state.log.watched, "appoint.no_offer")
        return
    offer = int((to[:at] >= 0).sum())
    what = "placed" if takes[offer] else "refused"
    facts = {"chance": float(chance[offer])}
    state.log.tell(state.year, state.log.watched, f"appoint.{what}", **facts)


def _position(state: State, rows: I64) -> int | None:
    if state.log.watched < 0:
        return None
    found = np.flatnonzero(state.teachers.id[rows] == state.log.watched)
    return int(found[0]) if found.size else None
