"""The unit moves staff between its own schools (学区内调配)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow import movement, staffing
from teacherflow.allowances import addressed, satisfied
from teacherflow.apportion import whole
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
    share of the staff of all units that have several open schools, divided among them in
    proportion to staff. Short-tenure staff who work at their post go first; ties go to the keyed
    order.
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


def _settle(state: State, channel: Channel) -> None:
    s = state.sections
    hosts = satisfied(s, channel.hosts, np.arange(s.rows)).astype(np.int64)
    allowed = _numbers(state, channel)
    over = staffing.posts(state) - s.need
    short = (s.need - staffing.on_duty(state)) * s.open
    busy = np.bincount(s.unit[(short > 0) & (hosts > 0)], minlength=state.units.rows) > 0
    queue = _queue(state, channel, s.open & (over > 0) & busy[s.unit])
    schools = np.flatnonzero(s.open)
    schools = schools[np.argsort(s.unit[schools], kind="stable")]
    begin = np.searchsorted(s.unit[schools], np.arange(state.units.rows + 1))
    tie = state.draws.uniform("transfer.reassign_school", state.year, np.arange(s.rows))
    waiting = np.bincount(state.teachers.post[queue], minlength=s.rows)
    head = np.cumsum(waiting) - waiting
    mover, to = np.empty((2, int(allowed.sum())), dtype=np.int64)
    n = _settle_units(schools, begin, allowed, over, short, hosts, tie, waiting, head, mover, to)
    if n:
        movement.move_post(state, queue[mover[:n]], to[:n], "reassign", channel.name)


@kernel
def _settle_units(
    schools: Any,
    begin: Any,
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
    for unit in range(allowed.size):
        mine = schools[begin[unit] : begin[unit + 1]]
        for _ in range(allowed[unit]):
            giver = _largest(mine, over, waiting, tie, -1)
            taker = _largest(mine, short, hosts, tie, giver)
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
def _largest(schools: Any, posts: Any, may: Any, tie: Any, besides: int) -> int:
    """Return the school other than ``besides`` with most posts, at least one; -1 if none."""
    best = -1
    for a in schools:
        if may[a] > 0 and a != besides and posts[a] >= 1:
            equal = best >= 0 and posts[a] == posts[best]
            if best < 0 or posts[a] > posts[best] or (equal and tie[a] < tie[best]):
                best = a
    return best


def _numbers(state: State, channel: Channel) -> I64:
    """Return how many each unit may move this year."""
    s, t = state.sections, state.teachers
    schools = np.bincount(s.unit[s.open], minlength=state.units.rows)
    held = np.flatnonzero(movement.holds_post(state))
    held = held[addressed(state, channel.who, held)]
    staff = np.bincount(s.unit[t.post[held]], minlength=state.units.rows)
    share = min(channel.most, 1.0)
    return whole(np.where(schools > 1, share * staff, 0.0))


def _queue(state: State, channel: Channel, gives: Bool) -> I64:
    """Return those whom the sections that give may move, by section, short tenure first."""
    t = state.teachers
    rows = np.flatnonzero(stays_free(state) & (t.tenure >= channel.min_tenure))
    rows = rows[gives[t.post[rows]]]
    rows = rows[addressed(state, channel.who, rows)]
    tie = state.draws.uniform("transfer.reassign", state.year, t.id[rows])
    return rows[np.argsort(_CENTURY * t.post[rows] + t.tenure[rows] + tie)]
