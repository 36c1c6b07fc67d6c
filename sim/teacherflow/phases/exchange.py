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
from teacherflow.phases.forms import settle_forms, worth_of_places
from teacherflow.phases.housing import give_out_flats
from teacherflow.phases.reassign import stays_free
from teacherflow.phases.seeking import seek
from teacherflow.phases.telling import school_of, tell, watched_in, yuan
from teacherflow.state import NOWHERE, State
from teacherflow.terms.exchange import BORROWING, FORMS

_TURNS = 1000
_ANY_STAGE = len(Stage)
_SEAT, _VILLAGE = int(Zone.SEAT), int(Zone.VILLAGE)


class Asks(NamedTuple):
    """Places for one borrowed teacher each, in the order in which they are settled.

    ``section`` is -1 for an agency; ``turn`` counts the asks of one section.
    """

    section: I64
    turn: I64


class Known(NamedTuple):
    """Pairs of an ask and a teacher (position in the pool) whom the asker has in view, by ask."""

    ask: I64
    teacher: I64


def exchange(state: State) -> None:
    """Settle the duties away from the post of ``state.year``."""
    here = worth_of_places(state) if state.terms[FORMS] else None
    seek(state, here)
    settle_forms(state, post_moves=False, here=here)
    attach_leaders(state)
    borrow(state, here)
    give_out_flats(state)
    learn(state)


def end_borrowing(state: State) -> None:
    """Let borrowed teachers return to their posts at the yearly rate (before any departure).

    Whoever is at an agency for a term returns when it ends (`returns`). Borrowing is no exchange: it leaves the exchange clock alone. Utility follows in `leave`.
    """
    t = state.teachers
    borrowed = (t.away == Away.BORROWED) | (t.away == Away.AGENCY)
    open_ended = t.away_until == 0
    rows = (t.alive & borrowed & open_ended & (t.post >= 0)).nonzero()[0]
    lot = state.draws.uniform("exchange.return", state.year, t.id[rows])
    rows = rows[lot < state.parameters.exchange.return_rate]
    rows = rows[np.argsort(t.id[rows])]
    home = t.post[rows].astype(np.int64)
    movement.move_duty(state, rows, home, "exchange_return", "borrow", away=Away.HOME)


def borrow(state: State, here: F64 | None) -> None:
    """Let schools and agencies borrow teachers of lower zones.

    Parameters
    ----------
    here : (all rows,) float or None
        What the present places are worth to those at home, if it is known already.
    """
    present = staffing.on_duty(state)
    asks, pool = _asks(state, present), _pool(state)
    if not (asks.section.size and pool.size):
        return
    known = _in_view(state, asks, pool)
    chosen = np.empty(asks.section.size, dtype=np.int64)
    t = state.teachers
    _choose(known, pool, _score(state, asks, pool, known, here), t.id, t.post, present, chosen)
    taken = chosen >= 0
    rows, to = chosen[taken], asks.section[taken]
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


def _asks(state: State, present: I64) -> Asks:
    """Return who asks: schools by zone, turn and intake; then the agencies.

    A school asks while its staff on duty, ``present``, would stay below a multiple of need.
    """
    s, t, p = state.sections, state.teachers, state.parameters.exchange
    staff = np.count_nonzero(t.alive & (t.status == Status.ESTABLISHED))
    number = int(nearest(p.borrow_rate * state.terms[BORROWING] * staff))
    agencies = int(nearest(p.agency_share * number))
    asks = Asks(np.full(number, NOWHERE), np.zeros(number, dtype=np.int64))
    by_intake, columns = (-s.intake).argsort(kind="stable"), (s.open, s.zone, s.need, present)
    schools = _list_asks(by_intake, columns, p.asks_below, number - agencies, asks)
    asks.turn[schools : schools + agencies] = np.arange(agencies)
    return Asks(asks.section[: schools + agencies], asks.turn[: schools + agencies])


@kernel
def _list_asks(by_intake: Any, schools: Any, asks_below: float, most: int, asks: Any) -> int:
    """Write at most so many asks, turn by turn, of the seat and then of towns; return how many."""
    opened, zone, need, present = schools
    section, turn = asks
    many = 0
    for level in range(_SEAT, _VILLAGE, -1):
        now, before = 0, -1
        while before < many < most:
            before = many
            for at in by_intake:
                asking = opened[at] and zone[at] == level and many < most
                if asking and now < places_asked(present[at], need[at], asks_below):
                    section[many], turn[many] = at, now
                    many += 1
            now += 1
    return many


def _pool(state: State) -> I64:
    """Return the rows of those who may be borrowed.

    They are established teachers at home, settled for some years and young enough, whose duty
    has not changed this year.
    """
    t, p = state.teachers, state.parameters.exchange
    free = stays_free(state) & (t.tenure >= p.borrow_tenure)
    free &= state.september - t.birth < 12 * p.borrow_age
    rows = free.nonzero()[0]
    return rows[state.sections.zone[t.post[rows]] < Zone.SEAT]


def _in_view(state: State, asks: Asks, pool: I64) -> Known:
    """Return whom each asker has in view: each with one chance, so that about 30 are.

    Teachers come from a lower zone and the same stage; agencies take either stage.
    """
    s, t = state.sections, state.teachers
    pairs = Known(*np.empty((2, asks.section.size * pool.size), dtype=np.int64))
    person, fitting = np.empty(pool.size, dtype=np.uint64), np.zeros((_SEAT + 1, _ANY_STAGE + 1))
    people, schools = (t.id, t.post, t.stage), (s.zone, s.stage)
    key, chance = (
        state.draws.key("exchange.view", state.year),
        state.parameters.exchange.borrow_known,
    )
    many = _look(key, asks, pool, people, schools, chance, person, fitting, pairs)
    return Known(pairs.ask[:many], pairs.teacher[:many])


@kernel
def _look(
    key: Any,
    asks: Any,
    pool: Any,
    people: Any,
    schools: Any,
    known: float,
    person: Any,
    fitting: Any,
    pairs: Any,
) -> int:
    """Write the pairs in view, of those who fit with chance ``known`` / fitting; return how many.

    ``fitting`` counts them by zone and stage of the ask, last of any stage; ``person`` holds what
    draws of one teacher have in common.
    """
    ids, post, of_stage = people
    zone, stage = schools
    section, turn = asks
    ask, teacher = pairs
    for k in range(pool.size):
        row = pool[k]
        person[k] = mix(key ^ np.uint64(ids[row]))
        for above in range(zone[post[row]] + 1, _SEAT + 1):
            fitting[above, of_stage[row]] += 1.0
            fitting[above, _ANY_STAGE] += 1.0
    many = 0
    for a in range(section.size):
        at, level, sought = section[a], _SEAT, _ANY_STAGE
        if at >= 0:
            level, sought = int(zone[at]), int(stage[at])
        for k in range(pool.size):
            row = pool[k]
            fits = zone[post[row]] < level and (sought == _ANY_STAGE or sought == of_stage[row])
            luck = unit_of(person[k], at * _TURNS + turn[a]) if fits else 1.0
            if fits and luck * fitting[level, sought] < known:
                ask[many], teacher[many] = a, k
                many += 1
    return many


@kernel
def _choose(
    known: Any, pool: Any, score: Any, ids: Any, post: Any, present: Any, chosen: Any
) -> None:
    """Write whom each ask gets (-1 nobody), one ask after another: of those free the highest score.

    Of equal ones the lower id is first. Nobody leaves a school without any teacher.
    """
    ask, teacher = known
    free, k = np.ones(pool.size, dtype=np.bool_), 0
    for a in range(chosen.size):
        chosen[a], best, most = -1, -1, -np.inf
        while k < ask.size and ask[k] == a:
            row = pool[teacher[k]]
            if free[teacher[k]] and present[post[row]] > 1:
                first = best < 0 or score[k] > most
                if first or (score[k] == most and ids[row] < ids[pool[best]]):
                    best, most = teacher[k], score[k]
            k += 1
        if best >= 0:
            chosen[a], free[best] = pool[best], False
            present[post[pool[best]]] -= 1


def _score(state: State, asks: Asks, pool: I64, known: Known, here: F64 | None) -> F64:
    t = state.teachers
    in_view = np.bincount(known.teacher, minlength=pool.size).nonzero()[0]
    place = np.zeros(pool.size, dtype=np.int64)
    place[in_view] = np.arange(in_view.size)
    rows, who = pool[in_view], place[known.teacher]
    there = asks.section[known.ask]
    to_school = there != NOWHERE
    gain = np.zeros(there.size)
    gain[to_school] = utility_of_pairs(
        state, rows, np.arange(state.sections.rows), who[to_school], there[to_school]
    )
    own = utility_here(state, rows)[0] if here is None else here[rows]
    gain[to_school] -= own[who[to_school]]
    effect = t.talent[rows] + t.coaching[rows]
    return np.asarray(borrowing_score(gain, effect[who]))
