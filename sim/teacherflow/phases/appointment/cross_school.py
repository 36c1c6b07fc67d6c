"""Step 5: who lost the post applies to other units (跨校竞聘)."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow import choice, movement
from teacherflow.codes import Stage, Status
from teacherflow.columns import F64, I64
from teacherflow.compiled import kernel
from teacherflow.phases.appointment.book import Book, cause_of, fitting, fitting_column, vacant
from teacherflow.phases.appointment.telling import Offers, tell_elsewhere
from teacherflow.state import NOWHERE, State
from teacherflow.terms.appoint import APPLICATIONS, WAITING


def open_remaining(state: State, book: Book, lost: I64) -> None:
    """Open the posts that remain after the own round, with those of ``lost`` (rows) given up."""
    t, s = state.teachers, state.sections
    post = t.post[lost].astype(np.int64)
    given_up = np.bincount(post, minlength=s.rows)
    held = np.flatnonzero(movement.holds_post(state))
    now = np.bincount(s.unit[t.post[held]], minlength=state.units.rows)
    now -= np.bincount(s.unit[post], minlength=state.units.rows)
    book.gaps.leave(post, t.subject[lost])
    book.open_seats((vacant(state) + given_up) * s.open, book.most - now)


def apply_elsewhere(state: State, book: Book, lost: I64) -> I64:
    """Settle the applications of ``lost`` (rows, by score); return who still has no post.

    Each applies to the few schools of other units worth most, of the same or a lower level, of
    the own stage or one with a licence, if they are worth more than waiting; the highest score
    chooses first. Nobody changes stage into one whose staff fill the total.
    """
    t, s = state.teachers, state.sections
    offered = np.flatnonzero(book.seats.sum(axis=1))
    if not (lost.size and offered.size):
        return lost
    worth = _wishes(state, book, lost, offered)
    most = state.terms[APPLICATIONS]
    listed = np.argsort(-worth, axis=1, kind="stable")[:, :most]
    seats = np.ascontiguousarray(book.seats[offered])
    to = np.full(lost.size, NOWHERE, dtype=np.int64)
    subjects = t.subject[lost], t.second_subject[lost]
    stages = t.stage[lost], s.stage[offered]
    _serve(listed, worth, *subjects, *stages, _stage_room(state), seats, to)
    book.seats[offered] = seats
    to[to >= 0] = offered[to[to >= 0]]
    tell_elsewhere(state, lost, Offers(offered, worth, to))
    gets = to >= 0
    t.stage[lost[gets]] = s.stage[to[gets]]
    movement.move_post(state, lost[gets], to[gets], "appointment", cause_of(state))
    return lost[~gets]


@kernel
def _serve(
    listed: Any,
    worth: Any,
    own: Any,
    second: Any,
    stage: Any,
    host_stage: Any,
    room: Any,
    seats: Any,
    to: Any,
) -> None:
    """Write the offer that each applicant gets, one after another; seats and room are used up.

    Parameters
    ----------
    listed : (n, applications) int
        Offers applied for, best first.
    worth : (n, m) float
        Of all offers, -inf where nobody applies.
    room : (stages,) float
        Places left below the total of each stage.
    """
    for i in range(to.size):
        for k in listed[i]:
            column = fitting_column(own[i] + 1, second[i] + 1, seats[k])
            changes = host_stage[k] != stage[i]
            full = changes and room[host_stage[k]] < 1
            if worth[i, k] == -np.inf or column < 0 or full:
                continue
            seats[k, column] -= 1
            if changes:
                room[host_stage[k]] -= 1
                room[stage[i]] += 1
            to[i] = k
            break


def _stage_room(state: State) -> F64:
    """Return the total of each stage less its established and special-post staff."""
    t = state.teachers
    paid = t.alive & ((t.status == Status.ESTABLISHED) | (t.status == Status.TEGANG))
    return np.asarray(state.stages.total - np.bincount(t.stage[paid], minlength=len(Stage)))


def _wishes(state: State, book: Book, rows: I64, sections: I64) -> F64:
    """Return what sections are worth, -inf where nobody would apply or may not."""
    t, s, p = state.teachers, state.sections, state.parameters.utility
    post = t.post[rows].astype(np.int64)
    taste = state.draws.gumbel("appoint.taste", state.year, t.id[rows][:, None], sections)
    worth = choice.utility_at(state, rows, sections) + taste / p.choice_scale
    waiting = choice.held_by_county(state, rows, post, state.terms[WAITING].pay)[0]
    stage = s.stage[sections]
    licence = np.column_stack((t.licence_primary[rows], t.licence_junior[rows]))
    may = (stage == t.stage[rows][:, None]) | licence[:, stage]
    may &= s.unit[sections] != s.unit[post][:, None]
    may &= s.zone[sections] <= s.zone[post][:, None]
    may &= worth > waiting[:, None]
    may &= fitting(t.subject[rows], t.second_subject[rows], book.seats[sections])
    return np.where(may, worth, -np.inf)
