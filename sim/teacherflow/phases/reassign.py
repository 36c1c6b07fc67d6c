"""The unit moves staff between its own schools (单位内调剂)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow import movement
from teacherflow.allowances import addressed, satisfied
from teacherflow.codes import Away, Role, Status
from teacherflow.columns import I64, Bool
from teacherflow.compiled import in_kernel, kernel
from teacherflow.state import State, Teachers
from teacherflow.terms.transfer import CHANNELS, Channel, Move

_ESTABLISHED, _TEACHER, _HOME = int(Status.ESTABLISHED), int(Role.TEACHER), int(Away.HOME)
_CENTURY = 100.0  # longer than any tenure


def reassign(state: State) -> None:
    """Let units move staff from their largest surplus to their largest shortage.

    Both must be at least one post, and only schools that had a surplus before anybody moved give:
    nobody is sent on from a school that has just received somebody. The number of a year is a
    share of the staff of each unit that has several open schools; a fraction of a person is the
    chance of one more, so that small units have their turn too. Short-tenure staff who work at
    their post go first; ties go to the keyed order.
    """
    for channel in state.terms[CHANNELS]:
        if channel.kind is Move.REASSIGN:
            _settle(state, channel)


def stays_free(state: State) -> Bool:
    """Tell which rows are ordinary established staff at home whose duty has not changed yet."""
    t = state.teachers
    free = np.empty(t.rows, dtype=np.bool_)
    _mark_free(placing(t), state.year, free)
    return free


class Placing(NamedTuple):
    """The columns of teachers that say where somebody is, and as what."""

    alive: NDArray[Any]
    status: NDArray[Any]
    role: NDArray[Any]
    away: NDArray[Any]
    post: NDArray[Any]
    duty: NDArray[Any]
    duty_changed_year: NDArray[Any]


def placing(t: Teachers) -> Placing:
    """Return these columns."""
    return Placing(t.alive, t.status, t.role, t.away, t.post, t.duty, t.duty_changed_year)


@in_kernel
def is_free(
    alive: bool, status: int, role: int, away: int, post: int, duty: int, has_changed: bool
) -> bool:
    """Tell whether somebody is ordinary established staff at home who may change duty yet."""
    ordinary = alive and status == _ESTABLISHED and role == _TEACHER
    return bool(ordinary and away == _HOME and post >= 0 and duty == post and not has_changed)


@kernel
def _mark_free(at: Any, year: int, free: Any) -> None:
    alive, status, role, away, post, duty, changed = at
    for row in range(free.size):
        free[row] = is_free(
            alive[row],
            status[row],
            role[row],
            away[row],
            post[row],
            duty[row],
            changed[row] == year,
        )


class Survey(NamedTuple):
    """What the units look at before anybody moves.

    Attributes
    ----------
    posts, on_duty : (sections,) int
        Established teachers by section of the post, and everybody by section of duty.
    staff, schools : (units,) int
        Established teachers whom the channel addresses, and open schools.
    movable : (all rows,) int
        Room for those of them who may be moved.
    """

    posts: I64
    on_duty: I64
    staff: I64
    schools: I64
    movable: I64


def _settle(state: State, channel: Channel) -> None:
    s, every = state.sections, np.arange(state.sections.rows)
    survey = _survey(state, channel)
    hosts = satisfied(s, channel.hosts, every).astype(np.int64)
    staff = np.where(survey.schools > 1, min(channel.most, 1.0) * survey.staff, 0.0)
    allowed = _whole(state, staff)
    over = (survey.posts - s.need) * s.open
    short = (s.need - survey.on_duty) * s.open
    busy = np.bincount(s.unit[(short > 0) & (hosts > 0)], minlength=allowed.size) > 0
    gives = (over > 0) & (busy & (allowed > 0))[s.unit]
    queue = _queue(state, survey.movable, gives)
    tie = state.draws.uniform("transfer.reassign_school", state.year, every)
    mover, to = np.empty((2, int(allowed.sum())), dtype=np.int64)
    waiting = np.bincount(state.teachers.post[queue], minlength=s.rows)
    head = waiting.cumsum() - waiting
    n = _settle_units(s.unit, allowed, over, short, hosts, tie, waiting, head, mover, to)
    if n:
        movement.move_post(state, queue[mover[:n]], to[:n], "reassign", channel.name)


def _whole(state: State, persons: NDArray[Any]) -> I64:
    """Return whole numbers of persons of the units; what is left is the chance of one more."""
    luck = state.draws.uniform("transfer.reassign_number", state.year, np.arange(persons.size))
    return np.floor(persons + luck).astype(np.int64)


def _survey(state: State, channel: Channel) -> Survey:
    """Count the staff, and list whom the channel may move."""
    t, s = state.teachers, state.sections
    meant = addressed(state, channel.who, np.arange(t.rows))
    posts, on_duty = np.zeros((2, s.rows), dtype=np.int64)
    staff = np.zeros(state.units.rows, dtype=np.int64)
    schools = np.bincount(s.unit[s.open], minlength=state.units.rows)
    survey = Survey(posts, on_duty, staff, schools, np.empty(t.rows, dtype=np.int64))
    n = _look_over(placing(t), t.tenure, meant, channel.min_tenure, state.year, s.unit, survey)
    return survey._replace(movable=survey.movable[:n])


@kernel
def _look_over(
    at: Any, tenure: Any, meant: Any, least: float, year: int, unit: Any, survey: Any
) -> int:
    """Write the survey; return how many may be moved."""
    alive, status, role, away, post, duty, changed = at
    posts, on_duty, staff, _, movable = survey
    n = 0
    for row in range(alive.size):
        home = post[row]
        if alive[row] and duty[row] >= 0:
            on_duty[duty[row]] += 1
        if not alive[row] or status[row] != _ESTABLISHED or home < 0:
            continue
        posts[home] += 1
        if not meant[row]:
            continue
        staff[unit[home]] += 1
        has_changed = changed[row] == year
        free = is_free(True, status[row], role[row], away[row], home, duty[row], has_changed)
        if free and tenure[row] >= least:
            movable[n] = row
            n += 1
    return n


@kernel
def _settle_units(
    unit: Any,
    allowed: Any,
    over: Any,
    short: Any,
    hosts: Any,
    tie: Any,
    waiting: Any,
    head: Any,
    mover: Any,
    to: Any,
) -> int:
    """Write who moves where, unit by unit; return how many.

    ``waiting`` counts those who may go from each section, ``head`` is the place of the first in
    the queue of all; both and the posts ``over`` and ``short`` are used up.
    """
    n = 0
    for one in range(allowed.size):
        for _ in range(allowed[one]):
            giver = _largest(unit, one, over, waiting, tie, -1)
            taker = _largest(unit, one, short, hosts, tie, giver)
            if giver < 0 or taker < 0:
                break
            mover[n], to[n] = head[giver], taker
            n += 1
            head[giver] += 1
            waiting[giver] -= 1
            over[giver] -= 1
            over[taker] += 1
            short[giver] += 1
            short[taker] -= 1
    return n


@in_kernel
def _largest(unit: Any, one: int, posts: Any, may: Any, tie: Any, besides: int) -> int:
    """Return the school of a unit other than ``besides`` with most posts, at least one; or -1."""
    best = -1
    for a in range(unit.size):
        if unit[a] == one and may[a] > 0 and a != besides and posts[a] >= 1:
            equal = best >= 0 and posts[a] == posts[best]
            if best < 0 or posts[a] > posts[best] or (equal and tie[a] < tie[best]):
                best = a
    return best


def _queue(state: State, movable: I64, gives: Bool) -> I64:
    """Return whom the sections that give may move, by section, short tenure first."""
    t = state.teachers
    rows = movable[gives[t.post[movable]]]
    tie = state.draws.uniform("transfer.reassign", state.year, t.id[rows])
    return rows[(_CENTURY * t.post[rows] + t.tenure[rows] + tie).argsort()]
