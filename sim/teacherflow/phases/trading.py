"""Exchange when teachers may keep their places, or give them only for places held by others.

Under both rules nobody goes to a host that is worth less than the present place; whoever finds no
better one stays, and somebody else is named. For those who seek service the title outweighs that.
The place of who is sent is no part of the market: it is kept for the return, filled by whom the
host sends back (swap), or left to transfers and entry (with the post). So deferred acceptance with
the own place protected is deferred acceptance among the better hosts. Block exchange trades places
with those whom hosts may send back: each such place goes to nobody who seems less effective than
its holder. The sending school is not asked, it is obliged to send. Without a swap nothing is
traded, and what remains is serial dictatorship among the better hosts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.choice import utility_here
from teacherflow.columns import F64, I64
from teacherflow.compiled import kernel
from teacherflow.matching import Market, Own, by_rule, market
from teacherflow.phases.hosts import Hosts
from teacherflow.state import NOWHERE

type Rows = NDArray[np.int64]


def better(hosts: Hosts, rows: Rows) -> F64:
    """Return what hosts are worth to teachers, (n, sections); -inf: closed, or no better."""
    here = _present(hosts, rows)
    worth = hosts.worths(rows)
    return np.where(worth > here[:, None], worth, -np.inf)


def protected(hosts: Hosts, rows: Rows, seen: F64) -> I64:
    """Return hosts by deferred acceptance with the own place protected, -1 stays.

    Hosts take those whose effect seems highest. Whom a host cannot send anybody back for (swap)
    stays in the end.
    """
    wishes, own = _market(hosts, rows, seen)
    return by_rule("deferred_protected", wishes, own=own)


def block_exchange(hosts: Hosts, rows: Rows, seen: F64, turns: Rows) -> tuple[I64, I64]:
    """Return hosts and who comes in return (rows, -1 nobody) by block exchange.

    With a swap teachers choose in turn: the best host that has room and a place of the subject
    whose holder is seen to be no better, and of these places the one of the best holder. That is
    block exchange of seats with fixed demands whose holders go where they are sent.

    Parameters
    ----------
    turns : (n,) int
        Positions of ``rows`` in the order in which they choose.
    """
    partner = np.full(rows.size, NOWHERE, dtype=np.int64)
    if not hosts.swaps:
        wishes, own = _market(hosts, rows, seen)
        return by_rule("to_be", wishes, turns, own), partner
    t, host = hosts.state.teachers, partner.copy()
    pool = hosts.pool
    pool = pool[np.lexsort((-t.id[pool], -seen[pool], t.post[pool]))]
    places = t.post[pool].astype(np.int64), t.subject[pool], seen[pool]
    movers = t.subject[rows], seen[rows]
    taken = np.full(rows.size, NOWHERE, dtype=np.int64)
    _trade(turns, movers, places, better(hosts, rows), hosts.room.copy(), host, taken)
    partner[taken >= 0] = pool[taken[taken >= 0]]
    return host, partner


@kernel
def _trade(
    turns: Any, movers: Any, places: Any, worth: Any, room: Any, host: Any, taken: Any
) -> None:
    """Let one after another take a place; ``taken`` is its position among ``places``.

    Places are sorted by school and falling demand, so the first that fits asks for most.
    """
    subject, effect = movers
    school, taught, demand = places
    gone = np.zeros(school.size, dtype=np.bool_)
    for i in turns:
        best, value = -1, -np.inf
        for k in range(school.size):
            fits = not gone[k] and taught[k] == subject[i] and demand[k] <= effect[i]
            if fits and room[school[k]] > 0 and worth[i, school[k]] > value:
                best, value = k, worth[i, school[k]]
        if best >= 0:
            host[i], taken[i] = school[best], best
            room[school[best]] -= 1
            gone[best] = True


def _market(hosts: Hosts, rows: Rows, seen: F64) -> tuple[Market, Own]:
    """Return the better hosts, and the own places as slots that no other person wishes for."""
    worth = better(hosts, rows)
    who, host = np.nonzero(np.isfinite(worth))
    room = np.maximum(0, hosts.room)
    seats = np.concatenate((room, np.zeros(rows.size, dtype=np.int64)))
    wishes = market(who, host, worth[who, host], seen[rows[who]], rows.size, seats)
    own = room.size + np.arange(rows.size)
    free = np.ones(rows.size, dtype=np.bool_)
    return wishes, Own(own, seen[rows], np.zeros(rows.size), free)


def _present(hosts: Hosts, rows: Rows) -> F64:
    """Return what the present place is worth; less than any host to those who seek service."""
    state = hosts.state
    here = utility_here(state, rows)[0]
    return np.where(state.teachers.seeks_service[rows] > 0, -np.inf, here)
