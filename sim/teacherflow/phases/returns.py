"""The first steps of phase leave: terms away end; special-post staff gain their posts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from teacherflow import choice, movement, staffing
from teacherflow.codes import Away, Status
from teacherflow.columns import I64, Bool
from teacherflow.phases.telling import tell, watched_in
from teacherflow.state import State

type Rows = NDArray[np.int64]

RETURN, STAY = "leave.return", "leave.stay"


def end_exchanges(state: State) -> None:
    """Close the terms away that ended in August.

    Whoever draws the return, at the chance agreed when the exchange began, goes back. The others
    gain a post where they serve if the host has a vacancy and is worth more to them than home, in
    keyed order; else they go back as well. The
    exchange clock restarts for all whose form says so; a return is not the one change of duty that
    a year allows.
    """
    t = state.teachers
    ended = ((t.away_until > 0) & (t.away_until < state.year)).nonzero()[0]
    away = t.away[ended]
    away = (away == Away.EXCHANGE) | (away == Away.OUTSIDE) | (away == Away.AGENCY)
    ended = ended[t.alive[ended] & away]
    if not ended.size:
        return
    ended = ended[t.id[ended].argsort()]
    restarts = ended[t.restarts_clock[ended]]
    drawn = state.draws.uniform(RETURN, state.year, t.id[ended])
    free = drawn >= t.return_chance[ended]
    years = state.year - t.duty_changed_year[ended]  # duty_years do not count outside the county
    stays = _posts_at_hosts(state, ended, free)
    send_home(state, ended[~stays], RETURN)
    t.exchange_clock[restarts] = 0
    t.rotations[ended] += 1
    if (me := watched_in(state, ended)) is not None:
        what = "exchange.stayed" if stays[me] else "exchange.returned"
        tell(state, what, years=int(years[me]), free=bool(free[me]))


def send_home(state: State, rows: Rows, cause: str) -> None:
    """Send ``rows`` back to their posts; this does not count as their change of duty."""
    if rows.size:
        posts = state.teachers.post[rows]
        movement.move_duty(state, rows, posts, "exchange_return", cause, away=Away.HOME)


def _posts_at_hosts(state: State, ended: Rows, free: Bool) -> Bool:
    """Move the posts of those who are free, may and want to stay at their hosts; tell who does."""
    t = state.teachers
    asks = (free & (t.duty[ended] >= 0) & (t.post[ended] >= 0)).nonzero()[0]
    asks = asks[state.draws.order(STAY, state.year, t.id[ended[asks]])]
    rows, n = ended[asks], asks.size
    host, home = t.duty[rows].astype(np.int64), t.post[rows].astype(np.int64)
    one, every = np.arange(n), np.arange(state.sections.rows)
    person, place = np.concatenate((one, one)), np.concatenate((host, home))
    worth = choice.utility_of_pairs(state, rows, every, person, place)
    room = state.sections.target - staffing.posts(state) - staffing.tegang(state)
    gains = _taken(host.tolist(), home.tolist(), (worth[:n] > worth[n:]).tolist(), room)
    stays = np.zeros(ended.size, dtype=bool)
    stays[asks[gains]] = True
    movement.move_post(state, rows[gains], host[gains], "regularise", STAY)
    return stays


def _taken(host: list[int], home: list[int], better: list[bool], room: I64) -> Bool:
    """Tell who takes room at the host, one after another, of those to whom it is worth more.

    Who goes leaves room at home.
    """
    gains = np.zeros(len(host), dtype=bool)
    for i, (there, here) in enumerate(zip(host, home, strict=True)):
        if better[i] and room[there] > 0:
            room[there] -= 1
            room[here] += 1
            gains[i] = True
    return gains


def regularise_special_posts(state: State) -> None:
    """Give special-post teachers (特岗) whose term is over a post where they serve.

    As long as the target of the school has room, in keyed order; the others wait in their place.
    The years that they served at the school count as years at it: nobody moves.
    """
    t = state.teachers
    rows = (t.alive & (t.status == Status.TEGANG)).nonzero()[0]
    rows = rows[(t.bond_until[rows] <= state.year) & (t.duty[rows] >= 0)]
    if not rows.size:
        return
    rows = rows[state.draws.order("leave.regularise", state.year, t.id[rows])]
    room = state.sections.target - staffing.posts(state)
    gains = np.zeros(rows.size, dtype=bool)
    for i, section in enumerate(t.duty[rows].tolist()):
        gains[i] = room[section] > 0
        room[section] -= 1
    rows = rows[gains]
    if rows.size:
        served = t.duty_years[rows]
        movement.move_post(state, rows, t.duty[rows], "regularise", "leave.regularise")
        t.status[rows] = Status.ESTABLISHED
        t.tenure[rows] = t.exchange_clock[rows] = served
