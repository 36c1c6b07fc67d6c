"""Phase exchange: who works away from the post.

First the forms of exchange in force send their teachers (`forms`), and leaders go to the bureau
(`attaching`); nobody does by default. Then comes informal borrowing (借调、借师): schools of the
seat, then of the towns, ask for teachers of lower zones whatever their real gap, and agencies do
the same. It follows recruitment because it is the August remedy for what hiring left. When
everybody's duty is settled, flats of the teacher housing are given out (`housing`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from teacherflow import movement, staffing
from teacherflow.agents.selection import borrowing_score, places_asked
from teacherflow.apportion import nearest
from teacherflow.choice import utility_here, utility_of_pairs
from teacherflow.codes import Away, Stage, Status, Zone
from teacherflow.columns import F64, I64
from teacherflow.compiled import kernel
from teacherflow.draws import mix, unit_of
from teacherflow.phases.attaching import attach_leaders
from teacherflow.phases.feedback import learn
from teacherflow.phases.forms import settle_forms
from teacherflow.phases.housing import give_out_flats
from teacherflow.phases.reassign import stays_free
from teacherflow.phases.seeking import seek
from teacherflow.phases.telling import school_of, tell, watched_in, yuan
from teacherflow.ranking import ascending, place_in_group
from teacherflow.state import NOWHERE, State
from teacherflow.terms.exchange import BORROWING

_TURNS = 1000


class Asks(NamedTuple):
    """Places for one borrowed teacher each, in the order in which they are settled.

    ``section`` is -1 for an agency; ``turn`` counts the asks of one section.
    """

    section: I64
    turn: I64


class Known(NamedTuple):
    """Pairs of an ask and a teacher (position in the pool) whom the asker has in view."""

    ask: I64
    teacher: I64


def exchange(state: State) -> None:
    """Settle the duties away from the post of ``state.year``."""
    seek(state)
    settle_forms(state, post_moves=False)
    attach_leaders(state)
    borrow(state)
    give_out_flats(state)
    learn(state)


def end_borrowing(state: State) -> None:
    """Let borrowed teachers return to their posts at the yearly rate (before any departure).

    Whoever is at an agency for a term returns when it ends (`returns`). Borrowing is no exchange: it leaves the exchange clock alone. Utility follows in `leave`.
    """
    t = state.teachers
    borrowed = (t.away == Away.BORROWED) | (t.away == Away.AGENCY)
    open_ended = t.away_until == 0
    rows = np.flatnonzero(t.alive & borrowed & open_ended & (t.post >= 0))
    lot = state.draws.uniform("exchange.return", state.year, t.id[rows])
    rows = rows[lot < state.parameters.exchange.return_rate]
    rows = rows[np.argsort(t.id[rows])]
    home = t.post[rows].astype(np.int64)
    movement.move_duty(state, rows, home, "exchange_return", "borrow", away=Away.HOME)


def borrow(state: State) -> None:
    """Let schools and agencies borrow teachers of lower zones."""
    asks, pool = _asks(state), _pool(state)
    if not (asks.section.size and pool.size):
        return
    known = _in_view(state, asks, pool)
    chosen = _chosen(state, asks, pool, known)
    taken = chosen >= 0
    rows, to = pool[chosen[taken]], asks.section[taken]
    _tell_borrowed(state, rows, to, np.bincount(known.ask, minlength=taken.size)[taken])
    away = np.where(to >= 0, Away.BORROWED, Away.AGENCY).astype(np.int8)
    movement.move_duty(state, rows, to, "borrow", "borrow", away=away)


def _tell_borrowed(state: State, rows: I64, to: I64, many: I64) -> None:
    """Tell the person watched who asked, of how many, and what the place is worth.

    Parameters
    ----------
    many : (n,) int
        How many teachers each asker had in view.
    """
    me = watched_in(state, rows)
    if me is None:
        return
    gain, school = None, None
    if to[me] != NOWHERE:
        one, there = rows[[me]], np.arange(state.sections.rows)
        worth = utility_of_pairs(state, one, there, np.zeros(1, dtype=np.int64), to[[me]])
        gain = yuan(state, (worth - utility_here(state, one)[0])[0])
        school = school_of(state, int(to[me]))
    tell(state, "exchange.borrowed", school=school, gain=gain, among=int(many[me]))


def _asks(state: State) -> Asks:
    """Return who asks: schools by zone, turn and intake; then the agencies.

    A school asks while its staff on duty would stay below a multiple of need.
    """
    s, t, p = state.sections, state.teachers, state.parameters.exchange
    staff = (t.alive & (t.status == Status.ESTABLISHED)).sum()
    number = int(nearest(p.borrow_rate * state.terms[BORROWING] * staff))
    agencies = int(nearest(p.agency_share * number))
    may = s.open & (s.zone >= Zone.TOWN)
    room = np.where(may, places_asked(staffing.on_duty(state), s.need, p.asks_below), 0)
    section = np.repeat(np.arange(s.rows), np.minimum(room, number))
    turn = place_in_group(section)
    order = np.lexsort((section, -s.intake[section], turn, -s.zone[section].astype(np.int64)))
    order = order[: number - agencies]
    return Asks(
        np.append(section[order], np.full(agencies, NOWHERE)),
        np.append(turn[order], np.arange(agencies)),
    )


def _pool(state: State) -> I64:
    """Return the rows of those who may be borrowed, by id.

    They are established teachers at home, settled for some years and young enough, whose duty
    has not changed this year.
    """
    t, p = state.teachers, state.parameters.exchange
    free = stays_free(state) & (t.tenure >= p.borrow_tenure)
    free &= state.september - t.birth < 12 * p.borrow_age
    rows = np.flatnonzero(free)
    rows = rows[state.sections.zone[t.post[rows]] < Zone.SEAT]
    return rows[np.argsort(t.id[rows])]


def _in_view(state: State, asks: Asks, pool: I64) -> Known:
    """Return whom each asker has in view: each with one chance, so that about 30 are.

    Teachers come from a lower zone and the same stage; agencies take either stage.
    """
    s, t = state.sections, state.teachers
    at = np.maximum(asks.section, 0)
    to_agency = asks.section == NOWHERE
    zone = np.where(to_agency, Zone.SEAT, s.zone[at]).astype(np.int64)
    stage = np.where(to_agency, -1, s.stage[at]).astype(np.int64)
    from_zone = s.zone[t.post[pool]].astype(np.int64)
    of_stage = t.stage[pool].astype(np.int64)
    in_view = np.zeros((asks.section.size, pool.size), dtype=np.bool_)
    person = np.empty(pool.size, dtype=np.uint64)
    _look(
        state.draws.key("exchange.view", state.year),
        t.id[pool],
        from_zone,
        of_stage,
        asks.section * _TURNS + asks.turn,
        zone,
        stage,
        state.parameters.exchange.borrow_known,
        np.zeros((len(Zone), len(Stage) + 1)),
        person,
        in_view,
    )
    return Known(*np.divmod(np.flatnonzero(in_view), pool.size))


@kernel
def _look(
    key: Any,
    ids: Any,
    from_zone: Any,
    of_stage: Any,
    asks: Any,
    zone: Any,
    stage: Any,
    known: float,
    fitting: Any,
    person: Any,
    in_view: Any,
) -> None:
    """Mark the pairs (ask, teacher) in view: of those who fit, with chance ``known`` / fitting.

    ``fitting`` counts them by zone and stage of the ask, last of any stage; ``person`` holds what
    draws of one teacher have in common.
    """
    for i in range(ids.size):
        for above in range(from_zone[i] + 1, 3):
            fitting[above, of_stage[i]] += 1.0
            fitting[above, 2] += 1.0
    for i in range(ids.size):
        person[i] = mix(key ^ np.uint64(ids[i]))
    for a in range(asks.size):
        many = fitting[zone[a], stage[a]]
        for i in range(ids.size):
            fits = from_zone[i] < zone[a] and (stage[a] < 0 or stage[a] == of_stage[i])
            in_view[a, i] = fits and unit_of(person[i], asks[a]) * many < known


def _chosen(state: State, asks: Asks, pool: I64, known: Known) -> I64:
    """Return whom each ask gets (position in the pool, -1 nobody), one ask after another.

    The best by gain of utility plus effect; agencies look at the effect alone. Nobody leaves a
    school without any teacher.
    """
    order = ascending(-_score(state, asks, pool, known))  # of equal ones the lower id is first
    order = order[np.argsort(known.ask[order], kind="stable")]
    home = state.teachers.post[pool].astype(np.int64)
    chosen = np.full(asks.section.size, NOWHERE)
    free = np.ones(home.size, dtype=np.bool_)
    _take_first(known.ask[order], known.teacher[order], home, staffing.on_duty(state), free, chosen)
    return chosen


@kernel
def _take_first(ask: Any, teacher: Any, home: Any, present: Any, free: Any, chosen: Any) -> None:
    """Give every ask the first teacher who is free and leaves somebody behind."""
    for k in range(ask.size):
        i = teacher[k]
        if chosen[ask[k]] < 0 and free[i] and present[home[i]] > 1:
            chosen[ask[k]], free[i] = i, False
            present[home[i]] -= 1


def _score(state: State, asks: Asks, pool: I64, known: Known) -> F64:
    t = state.teachers
    in_view = np.flatnonzero(np.bincount(known.teacher, minlength=pool.size))
    place = np.zeros(pool.size, dtype=np.int64)
    place[in_view] = np.arange(in_view.size)
    rows, who = pool[in_view], place[known.teacher]
    there = asks.section[known.ask]
    to_school = there != NOWHERE
    gain = np.zeros(there.size)
    gain[to_school] = utility_of_pairs(
        state, rows, np.arange(state.sections.rows), who[to_school], there[to_school]
    )
    gain[to_school] -= utility_here(state, rows)[0][who[to_school]]
    effect = t.talent[rows] + t.coaching[rows]
    return np.asarray(borrowing_score(gain, effect[who]))
