"""Step 3: selection upward (选聘上行), before the own round."""

from __future__ import annotations

import numpy as np

from teacherflow import choice, movement
from teacherflow.agents.appointing import Scores, may_leave_upward
from teacherflow.agents.mobility import gain_asked
from teacherflow.codes import Zone
from teacherflow.columns import F64, I64, Bool
from teacherflow.phases.appointment.book import CAUSE, Book, vacant
from teacherflow.phases.appointment.telling import tell_upward
from teacherflow.state import State
from teacherflow.terms.appoint import UPWARD, Upward
from teacherflow.terms.transfer import THRESHOLD


def select_upward(state: State, book: Book, scores: Scores, competes: Bool) -> I64:
    """Let teachers move to open posts of a higher level; return the positions of who moved.

    Units that hold a real round and are not cut offer their vacancies in seat and town schools. Everybody who gains more than the threshold applies; the highest score
    chooses first. Both limits on the unit of origin hold after every single move.
    """
    rule = state.terms[UPWARD]
    none = np.zeros(0, dtype=np.int64)
    if rule is None:
        return none
    _open_posts(state, book)
    offered = np.flatnonzero(book.seats.sum(axis=1))
    able = competes & (state.teachers.tenure[book.staff] >= rule.lock_years)
    queue = np.flatnonzero(able)
    queue = queue[np.lexsort((state.teachers.id[book.staff[queue]], -scores.score[queue]))]
    if not (offered.size and queue.size):
        return none
    worth = _wishes(state, book.staff[queue], offered)
    moved, to, subject, limited = _serve(state, book, rule, queue, offered, worth)
    wanted = (worth > -np.inf).sum(axis=1)
    tell_upward(state, book, scores, queue, np.where(np.isin(queue, moved), 0, wanted), limited)
    rows, subject = book.staff[moved], np.where(subject < 0, _own(state, book, moved), subject)
    t = state.teachers
    book.gaps.leave(t.post[rows].astype(np.int64), t.subject[rows])
    book.gaps.come(to, subject)
    t.contest_year[rows], t.contest_score[rows] = state.year, scores.score[moved]
    t.contest_rank[rows] = t.contest_seats[rows] = 0
    movement.move_post(state, rows, to, "appointment", CAUSE)
    return moved


def _own(state: State, book: Book, moved: I64) -> I64:
    return state.teachers.subject[book.staff[moved]].astype(np.int64)


def _open_posts(state: State, book: Book) -> None:
    s = state.sections
    short = book.adopts & (book.posts == book.number)
    book.open_seats(vacant(state), np.where(short, book.most - book.number, 0))
    book.seats[s.zone < Zone.TOWN] = 0


def _wishes(state: State, rows: I64, sections: I64) -> F64:
    """Return what sections are worth, -inf where nobody would apply or may not."""
    t, s, p = state.teachers, state.sections, state.parameters.utility
    taste = state.draws.gumbel("appoint.taste", state.year, t.id[rows][:, None], sections)
    worth = choice.utility_at(state, rows, sections) + taste / p.choice_scale
    least = choice.utility_here(state, rows)[0] + gain_asked(0, state.terms[THRESHOLD], p)
    higher = s.zone[sections] > s.zone[t.post[rows]][:, None]
    same = s.stage[sections] == t.stage[rows][:, None]
    return np.where(higher & same & (worth > least[:, None]), worth, -np.inf)


def _serve(
    state: State, book: Book, rule: Upward, queue: I64, offered: I64, worth: F64
) -> tuple[I64, I64, I64, set[int]]:
    """Serve the queue one after another; return positions, sections and subjects, and whom
    their units did not let go."""
    s, units = state.sections, state.units
    need = np.bincount(s.unit, s.need, minlength=units.rows).astype(np.int64)
    rural = rule.rural_first & (units.zone < Zone.SEAT)
    free = np.bincount(s.unit, vacant(state), minlength=units.rows).astype(np.int64)
    now, gone = book.number.copy(), np.zeros(units.rows, dtype=np.int64)
    found: list[tuple[int, int, int]] = []
    limited: set[int] = set()
    for at in np.flatnonzero((worth > -np.inf).any(axis=1)).tolist():
        position = int(queue[at])
        home, row = int(book.unit[position]), int(book.staff[position])
        if not may_leave_upward(
            gone=int(gone[home]),
            staff=int(book.number[home]),
            posts=int(now[home]),
            need=int(need[home]),
            vacancies=int(free[home]),
            first=bool(rural[home]),
            rule=rule,
        ):
            limited.add(position)
            continue
        value = np.where(book.fitting(row)[offered], worth[at], -np.inf)
        best = int(np.argmax(value))
        if value[best] == -np.inf:
            continue
        to = int(offered[best])
        found.append((position, to, book.take(row, to)))
        gone[home] += 1
        now[home] -= 1
        now[s.unit[to]] += 1
        free[home] += 1
        free[s.unit[to]] -= 1
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2], limited
