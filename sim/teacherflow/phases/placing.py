"""Where those go who are sent on exchange, and who comes in return.

By need the bureau minimises the sum of costs (`hosts`); among equal costs the keyed order decides.
At random, or by their own preference, teachers are placed one after another: in keyed order, or
those with most years in towns and villages first (积分). With a swap the host sends back its most
promising teacher of the same subject under forty. Rules under which people keep or trade their
places are in `trading`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from teacherflow.codes import Stage
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.draws import mix, unit_of
from teacherflow.matching import RULES, deferred, market
from teacherflow.phases import trading
from teacherflow.phases.hosts import Hosts
from teacherflow.ranking import grouped_by, place_in_group
from teacherflow.state import NOWHERE
from teacherflow.terms.exchange import EXCHANGE_MATCH, Placing, Turn
from teacherflow.timetable import SUBJECTS

type Rows = NDArray[np.int64]

MATCHES = ("as_placing", *RULES)
_BY_PLACING = {Placing.NEED: "optimal", Placing.RANDOM: "random", Placing.PREFERENCE: "serial"}
_NEVER = 1e6
_TIE_KM = 1e-6
_MANY = 64
"""From so many persons on it pays to leave out the seats that nobody will take."""


class Placed(NamedTuple):
    """Where each mover goes (-1 nowhere) and who comes in return (-1 nobody)."""

    host: I64
    partner: I64


def place(hosts: Hosts, rows: Rows, seen: F64) -> Placed:
    """Place teachers, by id, and choose who comes in return.

    Parameters
    ----------
    seen : (all rows,) float
        Effect as schools see it; the pool of those who may be sent back is ordered by it.
    """
    if rule_of(hosts) == "to_be":
        return Placed(*trading.block_exchange(hosts, rows, seen, _turns(hosts, rows)))
    host = _matched(hosts, rows, seen)
    partner = np.full(rows.size, NOWHERE, dtype=np.int64)
    if hosts.swaps:
        partner = _in_return(hosts, rows, host, seen)
        host = np.where(partner == NOWHERE, NOWHERE, host)
    return Placed(host, partner)


def rule_of(hosts: Hosts) -> str:
    """Return how hosts are found: as the form says, or by the rule of the study for all forms.

    Returns
    -------
    str
        ``optimal`` (by need), ``random``, ``serial`` (by preference), ``deferred``,
        ``deferred_protected`` or ``to_be``.
    """
    rule = hosts.state.terms[EXCHANGE_MATCH]
    if rule not in MATCHES:
        raise ValueError(f"{EXCHANGE_MATCH.name} is {rule!r}; it can be {', '.join(MATCHES)}")
    return _BY_PLACING[hosts.form.placing] if rule == "as_placing" else rule


def _matched(hosts: Hosts, rows: Rows, seen: F64) -> I64:
    match rule_of(hosts):
        case "optimal":
            return _assign(hosts, rows)
        case "serial":
            return _in_turn(hosts, rows, -hosts.worths(rows))
        case "deferred":
            return _offer(hosts, rows, seen)
        case "deferred_protected":
            return trading.protected(hosts, rows, seen)
    return _draw(hosts, rows)


def _assign(hosts: Hosts, rows: Rows) -> I64:
    """Minimise the cost of all; of a host with several places each fills a part of the gap."""
    t, s, p = hosts.state.teachers, hosts.state.sections, hosts.state.parameters.exchange
    cost, host = hosts.costs(rows), np.full(rows.size, NOWHERE, dtype=np.int64)
    key = hosts.state.draws.key("exchange.place", hosts.state.year)
    for stage in Stage:
        mine = np.flatnonzero(t.stage[rows] == stage)
        if not mine.size:
            continue
        least = (cost if mine.size == rows.size else cost[mine]).min(axis=0)
        wanted = np.flatnonzero((least < np.inf) & (s.stage == stage))
        if not wanted.size:
            continue
        seat = np.repeat(wanted, np.minimum(hosts.room[wanted], mine.size))
        later = p.gap_km * place_in_group(seat) / hosts.need[seat]
        table = np.empty((mine.size, seat.size))
        _fill_table(key, t.id[rows[mine]], mine, seat, later, cost, table)
        if mine.size >= _MANY:
            some = _worth_looking_at(table)
            table, seat = table[:, some], seat[some]
        who, where = linear_sum_assignment(table)
        fits = table[who, where] < _NEVER
        host[mine[who[fits]]] = seat[where[fits]]
    return host


def _worth_looking_at(table: F64) -> Bool:
    """Tell which seats somebody could take where the sum of costs is least.

    Of n persons nobody takes a seat if n others cost less: the rest can hold only n - 1 of them.
    """
    people, seats = table.shape
    if seats <= people or (table < _NEVER).sum(axis=1).min() < people:
        return np.ones(seats, dtype=np.bool_)
    last = np.partition(table, people - 1, axis=1)[:, [people - 1]]
    return np.asarray((table <= last).any(axis=0))


@kernel
def _fill_table(
    key: Any, ids: Any, mine: Any, seat: Any, later: Any, cost: Any, table: Any
) -> None:
    """Fill in the costs of seats, the tie of the host, and what later seats of a host cost more."""
    for i in range(mine.size):
        person, host, first = mix(key ^ np.uint64(ids[i])), -1, np.inf
        for k in range(seat.size):
            if seat[k] != host:
                host = seat[k]
                first = cost[mine[i], host]
                if first < np.inf:
                    first += _TIE_KM * unit_of(person, host)
            table[i, k] = first + later[k] if first < np.inf else _NEVER


def _draw(hosts: Hosts, rows: Rows) -> I64:
    """Everybody in keyed order draws one of the hosts that are left."""
    t, every = hosts.state.teachers, np.arange(hosts.state.sections.rows)
    lot = hosts.state.draws.uniform(
        "exchange.host", hosts.state.year, t.id[rows][:, None], every[None, :]
    )
    return _in_turn(hosts, rows, np.where(np.isinf(hosts.costs(rows)), np.inf, lot))


def _offer(hosts: Hosts, rows: Rows, seen: F64) -> I64:
    """Deferred acceptance: hosts take those whose effect seems highest.

    Whom a host cannot send anybody back for (swap) stays in the end.
    """
    worth = hosts.worths(rows)
    who, host = np.nonzero(np.isfinite(worth))
    rank, room = seen[rows[who]], np.maximum(0, hosts.room)
    return deferred(market(who, host, worth[who, host], rank, rows.size, room))


def _in_turn(hosts: Hosts, rows: Rows, least: F64) -> I64:
    """Let one after another take the least of the hosts with room and somebody to swap."""
    host = np.full(rows.size, NOWHERE, dtype=np.int64)
    room, partners = hosts.room.copy(), hosts.partners.copy()
    subject = hosts.state.teachers.subject[rows]
    _take_turns(_turns(hosts, rows), subject, least, hosts.swaps, room, partners, host)
    return host


@kernel
def _take_turns(
    order: Any, subject: Any, least: Any, swaps: bool, room: Any, partners: Any, host: Any
) -> None:
    for i in order:
        best, value = -1, np.inf
        for h in range(room.size):
            free = room[h] > 0 and (not swaps or partners[h, subject[i]] > 0)
            if free and least[i, h] < value:
                best, value = h, least[i, h]
        if best >= 0:
            host[i] = best
            room[best] -= 1
            partners[best, subject[i]] -= 1


def _turns(hosts: Hosts, rows: Rows) -> Rows:
    """Return the positions of ``rows`` in the order in which they are placed."""
    state, ids = hosts.state, hosts.state.teachers.id[rows]
    order = state.draws.order("exchange.turn", state.year, ids)
    if hosts.form.turn == Turn.POINTS:
        points = state.teachers.rural_years[rows[order]]
        order = order[np.argsort(-points, kind="stable")]
    return order


def _in_return(hosts: Hosts, rows: Rows, host: I64, seen: F64) -> I64:
    """Return whom the hosts send back: of the same subject, the most promising first.

    Among movers who ask for the same, the earlier has the better one.
    """
    t = hosts.state.teachers
    asked = np.zeros(hosts.need.size, dtype=np.bool_)
    asked[host[host >= 0]] = True
    pool = hosts.pool[asked[t.post[hosts.pool]]]
    pool = pool[grouped_by(_cell(hosts, pool), -seen[pool], -t.id[pool])]
    cell = _cell(hosts, pool)
    wanted = np.where(host >= 0, host * SUBJECTS + t.subject[rows], NOWHERE)
    order = np.argsort(wanted, kind="stable")
    at = np.searchsorted(cell, wanted[order]) + place_in_group(wanted[order])
    found = np.full(rows.size, NOWHERE, dtype=np.int64)
    if pool.size:
        there = np.minimum(at, pool.size - 1)
        fits = (at < pool.size) & (cell[there] == wanted[order])
        found[order[fits]] = pool[there[fits]]
    return found


def _cell(hosts: Hosts, rows: Rows) -> I64:
    t = hosts.state.teachers
    return t.post[rows].astype(np.int64) * SUBJECTS + t.subject[rows]
