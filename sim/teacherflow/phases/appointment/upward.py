"""Step 3: selection upward (选聘上行), before the own round."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from teacherflow import choice, movement
from teacherflow.agents.appointing import Scores, may_leave_upward
from teacherflow.agents.mobility import gain_asked
from teacherflow.codes import Stage, Zone
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import in_kernel, kernel
from teacherflow.phases.appointment.book import Book, cause_of, fitting, fitting_column, vacant
from teacherflow.phases.appointment.telling import Offers, tell_locked, tell_upward
from teacherflow.state import NOWHERE, State
from teacherflow.terms.appoint import UPWARD, Upward
from teacherflow.terms.transfer import THRESHOLD
from teacherflow.timetable import SUBJECTS


def select_upward(state: State, book: Book, scores: Scores, competes: Bool) -> I64:
    """Let teachers move to open posts of a higher level; return the positions of who moved.

    Units that hold a real round and are not cut offer their vacancies in seat and town schools.
    Everybody who gains more than the threshold applies; the highest score chooses first. Both
    limits on the unit of origin hold after every single move.
    """
    rule = state.terms[UPWARD]
    none = np.zeros(0, dtype=np.int64)
    if rule is None:
        return none
    _open_posts(state, book)
    offered = np.flatnonzero(book.seats.sum(axis=1))
    able = competes & (state.teachers.tenure[book.staff] >= rule.lock_years)
    tell_locked(state, book, competes & ~able, rule.lock_years)
    queue = np.flatnonzero(able)
    queue = queue[np.lexsort((state.teachers.id[book.staff[queue]], -scores.score[queue]))]
    if not (offered.size and queue.size):
        return none
    asking, worth = _wishes(state, book, book.staff[queue], offered)
    moved, to, subject, limited = _serve(state, book, rule, queue, offered, asking, worth)
    got = np.full(queue.size, NOWHERE, dtype=np.int64)
    got[np.isin(queue, moved)] = to
    tell_upward(state, book, scores, queue, Offers(offered, worth, got), limited)
    rows, subject = book.staff[moved], np.where(subject < 0, _own(state, book, moved), subject)
    t = state.teachers
    book.gaps.leave(t.post[rows].astype(np.int64), t.subject[rows])
    book.gaps.come(to, subject)
    t.contest_year[rows], t.contest_score[rows] = state.year, scores.score[moved]
    t.contest_rank[rows] = t.contest_seats[rows] = 0
    movement.move_post(state, rows, to, "appointment", cause_of(state))
    return moved


def _own(state: State, book: Book, moved: I64) -> I64:
    return state.teachers.subject[book.staff[moved]].astype(np.int64)


def _open_posts(state: State, book: Book) -> None:
    s = state.sections
    short = book.adopts & (book.posts == book.number)
    book.open_seats(vacant(state), np.where(short, book.most - book.number, 0))
    book.seats[s.zone < Zone.TOWN] = 0


def _wishes(state: State, book: Book, rows: I64, sections: I64) -> tuple[I64, F64]:
    """Return who would apply anywhere (positions), and what sections are worth to each.

    It is -inf where somebody would not apply or may not.
    """
    t, p = state.teachers, state.parameters.utility
    worth = np.full((rows.size, sections.size), -np.inf)
    some, may = _within_reach(state, book, rows, sections)
    person, place = np.nonzero(may)
    rows = rows[some]
    taste = state.draws.gumbel("appoint.taste", state.year, t.id[rows][person], sections[place])
    there = choice.utility_of_pairs(state, rows, sections, person, place) + taste / p.choice_scale
    least = choice.utility_here(state, rows)[0] + gain_asked(0, state.terms[THRESHOLD], p)
    better = there > least[person]
    worth[some[person[better]], place[better]] = there[better]
    return some[np.flatnonzero(np.bincount(person[better], minlength=some.size))], worth


def _within_reach(state: State, book: Book, rows: I64, sections: I64) -> tuple[I64, Bool]:
    """Tell which sections lie higher, are of the stage and have a seat, and for whom any does.

    Returns
    -------
    (n,) int, (n, sections) bool
        Positions in ``rows``, and the sections of each.

    Notes
    -----
    The person watched is told of those without a seat for him or her as well. There are few kinds
    of people, so kinds are compared with sections, not people.
    """
    t, s = state.teachers, state.sections
    higher = (s.zone[sections] > _ZONE) & (s.stage[sections] == _STAGE)
    seated = higher & fitting(_FIRST.ravel(), _SECOND.ravel(), book.seats[sections])
    of = s.zone[t.post[rows]], t.stage[rows], t.subject[rows], t.second_subject[rows] + 1
    kind = np.ravel_multi_index(tuple(part.astype(np.int64) for part in of), _KINDS)
    watched = t.id[rows] == state.log.watched
    some = np.flatnonzero(seated.any(axis=1)[kind] | watched)
    may = seated[kind[some]]
    may[watched[some]] = higher[kind[watched]]
    return some, may


_KINDS = len(Zone), len(Stage), SUBJECTS, SUBJECTS + 1
_ZONE, _STAGE, _FIRST, _SECOND = (axis.reshape(-1, 1) for axis in np.indices(_KINDS))
_SECOND = _SECOND - 1
"""Zone, stage, first and second subject (-1 none) of every kind of person."""


def _serve(
    state: State, book: Book, rule: Upward, queue: I64, offered: I64, asking: I64, worth: F64
) -> tuple[I64, I64, I64, Bool]:
    """Serve the queue one after another; return positions, sections and subjects of who moves,
    and whom of the queue their units did not let go."""
    s, t, units = state.sections, state.teachers, state.units
    rows = book.staff[queue]
    seats = np.ascontiguousarray(book.seats[offered])
    to, subject = np.full((2, queue.size), NOWHERE, dtype=np.int64)
    limited = np.zeros(queue.size, dtype=np.bool_)
    free = np.bincount(s.unit, vacant(state), minlength=units.rows).astype(np.int64)
    balance = Balance(
        book.number,
        book.number.copy(),
        np.zeros(units.rows, dtype=np.int64),
        free,
        np.bincount(s.unit, s.need, minlength=units.rows).astype(np.int64),
        rule.rural_first & (units.zone < Zone.SEAT),
    )
    own, second = t.subject[rows], t.second_subject[rows]
    limits, home = (rule.unit_most, rule.need_floor), book.unit[queue]
    hosts = s.unit[offered].astype(np.int64)
    asked = asking, worth, home, own, second
    _serve_queue(*asked, hosts, seats, balance, limits, to, subject, limited)
    book.seats[offered] = seats
    moves = np.flatnonzero(to >= 0)
    return queue[moves], offered[to[moves]], subject[moves], limited


class Balance(NamedTuple):
    """What units have while the queue is served, one element each; three columns change.

    Attributes
    ----------
    staff, need : (units,) int
        Established staff before the round; teachers needed.
    now, gone, free : (units,) int
        Staff, who left upward, vacancies.
    first : (units,) bool
        Must fill its own posts before anybody may leave.
    """

    staff: I64
    now: I64
    gone: I64
    free: I64
    need: I64
    first: Bool


@kernel
def _serve_queue(
    asking: Any,
    worth: Any,
    home: Any,
    own: Any,
    second: Any,
    hosts: Any,
    seats: Any,
    balance: Any,
    limits: Any,
    to: Any,
    subject: Any,
    limited: Any,
) -> None:
    """Write offer and subject that each of the queue who asks gets, and whom the unit kept back."""
    staff, now, gone, free, need, first = balance
    unit_most, need_floor = limits
    for i in asking:
        u = home[i]
        if not may_leave_upward(
            gone[u], staff[u], now[u], need[u], free[u], first[u], unit_most, need_floor
        ):
            limited[i] = True
            continue
        best, column = _best_seat(worth[i], own[i] + 1, second[i] + 1, seats)
        if best < 0:
            continue
        to[i], subject[i] = best, column - 1
        seats[best, column] -= 1
        host = hosts[best]
        gone[u] += 1
        now[u] -= 1
        free[u] += 1
        now[host] += 1
        free[host] -= 1


@in_kernel
def _best_seat(worth: Any, own: int, second: int, seats: Any) -> tuple[int, int]:
    """Return the offer worth most with a seat that fits, and the column of the seat; -1 none."""
    best, column, most = -1, -1, -np.inf
    for k in range(worth.size):
        if worth[k] > most:
            fits = fitting_column(own, second, seats[k])
            if fits >= 0:
                best, column, most = k, fits, worth[k]
    return best, column
