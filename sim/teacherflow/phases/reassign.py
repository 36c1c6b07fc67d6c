"""The unit moves staff between its own schools (学区内调配)."""

from __future__ import annotations

import numpy as np

from teacherflow import movement, staffing
from teacherflow.agents.selection import place_in_group
from teacherflow.allowances import addressed, satisfied
from teacherflow.apportion import whole
from teacherflow.codes import Away, Role, Status
from teacherflow.columns import F64, I64, Bool
from teacherflow.state import State
from teacherflow.terms.transfer import CHANNELS, Channel, Move

_CENTURY = 100.0  # longer than any tenure


def reassign(state: State) -> None:
    """Let units move staff from their largest surplus to their largest shortage.

    Both must be at least one post. The number of a year is a share of the staff of all units
    that have several open schools, divided among them in proportion to staff. Short-tenure staff
    who work at their post go first; ties go to the keyed order.
    """
    for channel in state.terms[CHANNELS]:
        if channel.kind is Move.REASSIGN:
            _settle(state, channel)


def stays_free(state: State) -> Bool:
    """Tell which rows are ordinary established staff at home whose duty has not changed yet."""
    t = state.teachers
    return np.asarray(
        t.alive
        & (t.status == Status.ESTABLISHED)
        & (t.role == Role.TEACHER)
        & (t.away == Away.HOME)
        & (t.post >= 0)
        & (t.duty == t.post)
        & (t.duty_changed_year != state.year)
    )


def _settle(state: State, channel: Channel) -> None:
    s = state.sections
    hosts = satisfied(s, channel.hosts, np.arange(s.rows))
    allowed = _numbers(state, channel)
    over = staffing.posts(state) - s.need
    short = (s.need - staffing.on_duty(state)) * s.open
    busy = np.bincount(s.unit[(short > 0) & hosts], minlength=state.units.rows) > 0
    queues = _queues(state, channel, s.open & (over > 0) & busy[s.unit], allowed)
    tie = state.draws.uniform("transfer.reassign_school", state.year, np.arange(s.rows))
    moves: list[tuple[int, int]] = []
    for unit in sorted({int(s.unit[a]) for a in queues}):
        schools = np.flatnonzero(s.open & (s.unit == unit)).tolist()
        above = {a: int(over[a]) for a in schools if a in queues}
        below = {b: int(short[b]) for b in schools if hosts[b]}
        moves += _inside(queues, above, below, tie, int(allowed[unit]))
    if moves:
        rows, to = np.array(moves).T
        movement.move_post(state, rows, to, "reassign", channel.name)


def _inside(
    queues: dict[int, list[int]],
    above: dict[int, int],
    below: dict[int, int],
    tie: F64,
    number: int,
) -> list[tuple[int, int]]:
    """Return who moves where inside one unit: from most ``above`` need to most ``below``."""
    moves = []
    for _ in range(number):
        pair = _largest({a: n for a, n in above.items() if queues[a]}, below, tie)
        if pair is None:
            break
        giver, taker = pair
        moves.append((queues[giver].pop(0), taker))
        for counts, section, change in (
            (above, giver, -1),
            (above, taker, 1),
            (below, giver, 1),
            (below, taker, -1),
        ):
            if section in counts:
                counts[section] += change
    return moves


def _largest(
    over: dict[int, int], short: dict[int, int], tie: np.ndarray
) -> tuple[int, int] | None:
    """Return the school with the largest surplus and the other one with the largest shortage."""
    givers = [a for a, posts in over.items() if posts >= 1]
    if not givers:
        return None
    giver = min(givers, key=lambda a: (-over[a], tie[a]))
    takers = [b for b, posts in short.items() if posts >= 1 and b != giver]
    if not takers:
        return None
    return giver, min(takers, key=lambda b: (-short[b], tie[b]))


def _numbers(state: State, channel: Channel) -> I64:
    """Return how many each unit may move this year."""
    s, t = state.sections, state.teachers
    schools = np.bincount(s.unit[s.open], minlength=state.units.rows)
    held = np.flatnonzero(movement.holds_post(state))
    held = held[addressed(state, channel.who, held)]
    staff = np.bincount(s.unit[t.post[held]], minlength=state.units.rows)
    share = min(channel.most, 1.0)
    return whole(np.where(schools > 1, share * staff, 0.0))


def _queues(state: State, channel: Channel, gives: Bool, allowed: I64) -> dict[int, list[int]]:
    """Return those whom the sections that give may move, short tenure first.

    No queue is longer than the number that the unit may move.
    """
    t = state.teachers
    rows = np.flatnonzero(stays_free(state) & (t.tenure >= channel.min_tenure))
    rows = rows[gives[t.post[rows]]]
    rows = rows[addressed(state, channel.who, rows)]
    tie = state.draws.uniform("transfer.reassign", state.year, t.id[rows])
    rows = rows[np.argsort(_CENTURY * t.post[rows] + t.tenure[rows] + tie)]
    section = t.post[rows].astype(np.int64)
    first = place_in_group(section) < allowed[state.sections.unit[section]]
    queues: dict[int, list[int]] = {}
    for row, at in zip(rows[first].tolist(), section[first].tolist(), strict=True):
        queues.setdefault(at, []).append(row)
    return queues
