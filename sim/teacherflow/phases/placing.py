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

from teacherflow.columns import F64, I64
from teacherflow.compiled import kernel
from teacherflow.draws import mix, unit_of
from teacherflow.matching import RULES, deferred, market
from teacherflow.matching.transport import cheapest_places
from teacherflow.phases import trading
from teacherflow.phases.hosts import Hosts
from teacherflow.state import NOWHERE
from teacherflow.terms.exchange import EXCHANGE_MATCH, Placing, Turn
from teacherflow.timetable import SUBJECTS

type Rows = NDArray[np.int64]

MATCHES = ("as_placing", *RULES)
_BY_PLACING = {Placing.NEED: "optimal", Placing.RANDOM: "random", Placing.PREFERENCE: "serial"}
_TIE_KM = 1e-6


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
    state, p = hosts.state, hosts.state.parameters.exchange
    able = hosts.in_reach(rows)
    cost, key = hosts.costs(rows, able), state.draws.key("exchange.place", state.year)
    _add_ties(key, state.teachers.id, rows, able, cost)
    at = cheapest_places(cost, hosts.room[able], p.gap_km / hosts.need[able])
    return np.append(able, NOWHERE)[at]  # the last one stands for nowhere


@kernel
def _add_ties(key: Any, ids: Any, rows: Any, hosts: Any, cost: Any) -> None:
    """Add to the costs of hosts what decides among equal ones, where they are open."""
    for i in range(rows.size):
        person = mix(key ^ np.uint64(ids[rows[i]]))
        for k in range(hosts.size):
            if cost[i, k] < np.inf:
                cost[i, k] += _TIE_KM * unit_of(person, hosts[k])


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
    found = np.full(rows.size, NOWHERE, dtype=np.int64)
    people, may_return = (t.id, t.post, t.subject, seen), hosts.may_return.copy()
    first = np.full(hosts.need.size * SUBJECTS, NOWHERE, dtype=np.int64)
    following = np.empty(may_return.size, dtype=np.int64)
    _fetch(rows, host, people, may_return, first, following, found)
    return found


@kernel
def _fetch(
    rows: Any, host: Any, people: Any, may_return: Any, first: Any, following: Any, found: Any
) -> None:
    """Write whom each host sends back; who returns may not any more.

    Those who may return are chained by school and subject: ``first`` and ``following``.
    """
    ids, post, subject, seen = people
    for row in range(may_return.size):
        if may_return[row]:
            cell = post[row] * SUBJECTS + subject[row]
            following[row], first[cell] = first[cell], row
    for k in range(rows.size):
        if host[k] < 0:
            continue
        best, row = -1, first[host[k] * SUBJECTS + subject[rows[k]]]
        while row >= 0:
            if may_return[row] and (
                best < 0
                or seen[row] > seen[best]
                or (seen[row] == seen[best] and ids[row] > ids[best])
            ):
                best = row
            row = following[row]
        if best >= 0:
            found[k], may_return[best] = best, False
