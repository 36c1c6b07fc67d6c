"""The first steps of phase leave: terms away end; special-post staff gain their posts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from teacherflow import choice, movement, staffing
from teacherflow.codes import Away, Status
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
    away = (t.away == Away.EXCHANGE) | (t.away == Away.OUTSIDE) | (t.away == Away.AGENCY)
    ended = np.flatnonzero(t.alive & away & (t.away_until > 0) & (t.away_until < state.year))
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
    over = t.alive & (t.status == Status.TEGANG) & (t.bond_until <= state.year) & (t.duty >= 0)
    rows = np.flatnonzero(over)
    if not rows.size:
        return
    rows = rows[state.draws.order("leave.regularise", state.year, t.id[rows])]
    room = state.sections.target - staffing.posts(state)
    duty = t.duty[rows].astype(np.int64)
    gains = rows[_place_in_queue(duty) < room[duty]]
    if gains.size:
        movement.move_post(state, gains, t.duty[gains], "regularise", "leave.regularise")
        t.status[gains] = Status.ESTABLISHED


def _place_in_queue(groups: Rows) -> Rows:
    """Return how many earlier elements share the group of each element."""
    order = np.argsort(groups, kind="stable")
    sorted_groups = groups[order]
    first = np.searchsorted(sorted_groups, sorted_groups)
    place = np.empty(groups.size, dtype=np.int64)
    place[order] = np.arange(groups.size) - first
    return place
