"""What the person whom a trace follows is told about a round: score, place, and why."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from teacherflow import choice
from teacherflow.agents.appointing import Scores
from teacherflow.codes import Zone
from teacherflow.columns import F64, I64, Bool
from teacherflow.phases.appointment.book import Book, cause_of
from teacherflow.phases.appointment.direct import groups
from teacherflow.phases.appointment.levels import OUT
from teacherflow.phases.appointment.placement import gain_over_waiting
from teacherflow.phases.appointment.score import TRAINING
from teacherflow.phases.telling import options, school_of, watched_in, yuan
from teacherflow.roads import road_kms
from teacherflow.state import State
from teacherflow.terms.appoint import APPLICATIONS, WAITING


def tell_contest(state: State, book: Book, scores: Scores, direct: Bool, moved: I64) -> None:
    """Tell the outcome up to the own round: not held, direct, upward, kept or lost."""
    at = watched_in(state, book.staff)
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
    at = watched_in(state, book.staff[able])
    if at is None:
        return
    row = int(book.staff[able][at])
    served = int(state.teachers.tenure[row])
    if served < lock_years and state.sections.zone[state.teachers.post[row]] < Zone.SEAT:
        _tell(state, "locked", years=served, asked=float(lock_years))


class Offers(NamedTuple):
    """What a queue could choose from, and what each got.

    Attributes
    ----------
    section : (m,) int
        The places.
    worth : (n, m) float
        What they are worth to each; -inf where somebody would not apply or may not.
    to : (n,) int
        Section got, -1 none.
    """

    section: I64
    worth: F64
    to: I64

    def of(self, state: State, at: int) -> dict[str, Any]:
        """Describe what somebody could choose from."""
        suits = np.flatnonzero(self.worth[at] > -np.inf)
        taken = int(self.to[at]) if self.to[at] >= 0 else None
        return options(state, self.section[suits], self.worth[at][suits], taken)


def tell_upward(
    state: State, book: Book, scores: Scores, queue: I64, offers: Offers, limited: Bool
) -> None:
    """Tell somebody who wanted to go upward what there was, and what came of it.

    Whoever does not go finds the unit at its limits, or no seat left.

    Parameters
    ----------
    queue : (n,) int
        Positions of those who may apply, the highest score first.
    limited : (n,) bool
        Whose units let nobody go any more.
    """
    at = watched_in(state, book.staff[queue])
    if at is None:
        return
    facts = offers.of(state, at)
    if not facts["open"]:
        return
    position = int(queue[at])
    here = choice.utility_here(state, book.staff[[position]])[0][0]
    _tell(
        state,
        "passed_over" if facts["taken"] is None else "upward_offers",
        score=float(scores.score[position]),
        place=at + 1,
        why="limit" if limited[at] else "seats",
        here=yuan(state, here),
        **facts,
    )


def tell_elsewhere(state: State, rows: I64, offers: Offers) -> None:
    """Tell what came of the applications to other units, and what waiting would be worth."""
    at = watched_in(state, rows)
    if at is None:
        return
    facts, me = offers.of(state, at), rows[[at]]
    post = state.teachers.post[me].astype(np.int64)
    waiting = choice.held_by_county(state, me, post, state.terms[WAITING].pay)[0][0]
    _tell(
        state,
        "nowhere" if facts["taken"] is None else "elsewhere",
        wanted=min(facts["open"], state.terms[APPLICATIONS]),
        place=at + 1,
        among=int(rows.size),
        waiting=yuan(state, waiting),
        **facts,
    )


def tell_placement(state: State, pool: I64, to: I64, chance: F64, takes: Bool) -> None:
    """Tell what the bureau offered, what it is worth against waiting, and if it was taken.

    Parameters
    ----------
    chance, takes : (n,) float, bool
        Of those with an offer, in their order.
    """
    at = watched_in(state, pool)
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
        school=school_of(state, section),
        km=float(km),
        gain=yuan(state, gain_over_waiting(state, pool[[at]], to[[at]])[0]),
        among=int(pool.size),
    )
