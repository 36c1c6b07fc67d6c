"""The first steps of phase leave: terms away end; special-post staff gain their posts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow import choice, movement, staffing
from teacherflow.codes import Away, Status
from teacherflow.compiled import kernel
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
    ended = ended[np.argsort(t.id[ended])]
    restarts = ended[t.restarts_clock[ended]]
    drawn = state.draws.uniform(RETURN, state.year, t.id[ended])
    usual = np.isnan(t.return_chance[ended])
    back = drawn < np.where(usual, state.parameters.leave.return_chance, t.return_chance[ended])
    stays = _posts_at_hosts(state, ended[~back])
    goes = np.setdiff1d(ended, stays, assume_unique=True)
    goes = goes[np.argsort(t.id[goes])]
    left = state.year - t.duty_changed_year[ended]  # duty_years do not count outside the county
    served = dict(zip(t.id[ended].tolist(), left.tolist(), strict=True))
    send_home(state, goes, RETURN)
    t.exchange_clock[restarts] = 0
    t.rotations[ended] += 1
    for person, kind in ((goes, "exchange.returned"), (stays, "exchange.stayed")):
        if state.log.watched in t.id[person]:
            years = served[state.log.watched]
            free = state.log.watched not in t.id[ended[back]]
            state.log.tell(state.year, state.log.watched, kind, years=years, free=free)


def send_home(state: State, rows: Rows, cause: str) -> None:
    """Send ``rows`` back to their posts; this does not count as their change of duty."""
    if rows.size:
        posts = state.teachers.post[rows]
        movement.move_duty(state, rows, posts, "exchange_return", cause, away=Away.HOME)


def _posts_at_hosts(state: State, rows: Rows) -> Rows:
    """Move the posts of those who may and want to stay at their hosts; return their rows."""
    t = state.teachers
    rows = rows[(t.duty[rows] >= 0) & (t.post[rows] >= 0)]
    rows = rows[state.draws.order(STAY, state.year, t.id[rows])]
    host, home = t.duty[rows].astype(np.int64), t.post[rows].astype(np.int64)
    person, every = np.tile(np.arange(rows.size), 2), np.arange(state.sections.rows)
    worth = choice.utility_of_pairs(state, rows, every, person, np.concatenate((host, home)))
    better = worth[: rows.size] > worth[rows.size :]
    room = state.sections.target - staffing.posts(state) - staffing.tegang(state)
    stays = np.zeros(rows.size, dtype=bool)
    for i in np.flatnonzero(better).tolist():
        if room[host[i]] > 0:
            room[host[i]] -= 1
            room[home[i]] += 1
            stays[i] = True
    movement.move_post(state, rows[stays], host[stays], "regularise", STAY)
    return rows[stays]


def regularise_special_posts(state: State) -> None:
    """Give special-post teachers (特岗) whose term is over a post where they serve.

    As long as the target of the school has room, in keyed order; the others wait in their place.
    """
    t = state.teachers
    rows = (t.alive & (t.status == Status.TEGANG)).nonzero()[0]
    rows = rows[(t.bond_until[rows] <= state.year) & (t.duty[rows] >= 0)]
    if not rows.size:
        return
    rows = rows[state.draws.order("leave.regularise", state.year, t.id[rows])]
    room = state.sections.target - staffing.posts(state)
    gains = np.zeros(rows.size, dtype=bool)
    _take_room(t.duty[rows], room, gains)
    rows = rows[gains]
    if rows.size:
        movement.move_post(state, rows, t.duty[rows], "regularise", "leave.regularise")
        t.status[rows] = Status.ESTABLISHED


@kernel
def _take_room(duty: Any, room: Any, gains: Any) -> None:
    """Let people, one after another, take the room that is left where they serve."""
    for i in range(duty.size):
        if room[duty[i]] > 0:
            room[duty[i]] -= 1
            gains[i] = True
