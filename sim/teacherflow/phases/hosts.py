"""Where those go who are sent on exchange, and who comes in return.

A host is an open school of the stage in the direction, scope and distance of the form, with room.
With a swap it must have somebody of the same subject to send back: its most promising teacher
under forty. Distance is by road from the school of the post to the host. The bureau sees need
with an error and reckons a gap in staff as kilometres, so that it fills the largest gaps at the
least distance; among equal costs the keyed order decides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from teacherflow import choice, staffing
from teacherflow.allowances import satisfied
from teacherflow.codes import Away, Role
from teacherflow.columns import F64, I64, Bool
from teacherflow.matching import deferred, market
from teacherflow.phases.eligibility import at_home, fit_to_go
from teacherflow.phases.seen import need_seen
from teacherflow.ranking import place_in_group
from teacherflow.roads import road_kms
from teacherflow.state import NOWHERE, State
from teacherflow.terms.exchange import (
    EXCHANGE_MATCH,
    Backfill,
    Direction,
    Form,
    Placing,
    form_key,
)
from teacherflow.timetable import SUBJECTS, is_generalist, subject_gaps

type Rows = NDArray[np.int64]

MATCHES = ("as_placing", "serial", "deferred", "optimal")
_NEVER = 1e6
_TIE_KM = 1e-6


class Placed(NamedTuple):
    """Where each mover goes (-1 nowhere) and who comes in return (-1 nobody)."""

    host: I64
    partner: I64


class Hosts:
    """What the bureau knows of hosts when it places the teachers of one form.

    Attributes
    ----------
    open_to : (sections, sections) bool
        Whether the first may send to the second, subject and room aside.
    km : (sections, sections) float
        Road distance.
    gap : (sections,) float
        Staff lacking as the bureau sees it, share of need; negative with a surplus.
    room : (sections,) int
        How many may still come this year.
    partners : (sections, 6) int
        Teachers whom a host could send back, by subject (swap only).
    short : (sections, 6) bool
        Whether lessons of a subject lack a teacher; all of them in 包班 schools.
    """

    def __init__(self, state: State, form: Form, staff: I64, came: I64, pool: Rows) -> None:
        self.state, self.form, self.pool = state, form, pool
        self._imagined: State | None = None
        s = state.sections
        self.km = road_kms(s.x[:, None] - s.x[None, :], s.y[:, None] - s.y[None, :])
        here = staffing.on_duty(state)
        self.need = np.maximum(1, s.need)
        self.gap = (need_seen(state) - here) / self.need
        self.room = most(form.in_most, staff) - came
        if form.post_moves and form.backfill == Backfill.NONE:
            self.room = np.minimum(self.room, staffing.vacancies(state))
        self.partners = self._by_subject(pool)
        self.short = np.round(subject_gaps(state), 9) > 0
        self.short |= is_generalist(state, here)[:, None]
        self.open_to = self._open_to()

    def leaving(self, rows: Rows) -> None:
        """Take out of the pool those who are about to be sent themselves."""
        gone = np.isin(self.pool, rows)
        self.partners = self.partners - self._by_subject(self.pool[gone])
        self.pool = self.pool[~gone]

    def _by_subject(self, rows: Rows) -> I64:
        t, n = self.state.teachers, self.state.sections.rows
        cell = t.post[rows].astype(np.int64) * SUBJECTS + t.subject[rows]
        return np.bincount(cell, minlength=n * SUBJECTS).reshape(n, SUBJECTS)

    def _open_to(self) -> Bool:
        s, form = self.state.sections, self.form
        every = np.arange(s.rows)
        may = (s.open & (self.room > 0) & satisfied(s, form.hosts, every))[None, :]
        may = may & (s.stage[:, None] == s.stage[None, :]) & (every[:, None] != every[None, :])
        may &= np.round(self.km, 9) <= form.km_most
        if form.scope:
            area = s[form.scope]
            may &= area[:, None] == area[None, :]
            if form.scope == "group":
                may &= (area >= 0)[:, None]
        level = s.zone.astype(np.int64)[None, :] - s.zone.astype(np.int64)[:, None]
        ways = {
            Direction.ANY: np.ones_like(may),
            Direction.SAME: level == 0,
            Direction.DOWN: level < 0,
            Direction.UP: level > 0,
            Direction.DOWN_OR_WEAK: (level < 0) | ((level == 0) & s.weak[None, :]),
        }
        return np.asarray(may & ways[form.direction])

    def costs(self, rows: Rows) -> F64:
        """Return what each host costs the bureau for each teacher, in kilometres; inf: closed.

        Returns
        -------
        (n, sections) float
        """
        t, p = self.state.teachers, self.state.parameters.exchange
        home, subject = t.post[rows].astype(np.int64), t.subject[rows].astype(np.int64)
        cost = self.km[home] - p.gap_km * self.gap[None, :]
        if self.form.backfill == Backfill.SWAP:
            fits = self.partners[:, subject].T > 0
            return np.where(self.open_to[home] & fits, cost, np.inf)
        second = t.second_subject[rows].astype(np.int64)
        wanted = self.short[:, subject].T
        wanted = wanted | (self.short[:, np.maximum(second, 0)].T & (second >= 0)[:, None])
        return np.where(self.open_to[home], cost + np.where(wanted, 0.0, p.mismatch_km), np.inf)

    def likely(self, rows: Rows) -> tuple[I64, F64]:
        """Return the host that would cost the bureau least for each teacher alone, and the cost.

        -1 and inf where there is none. Teachers of one school and the same subjects are alike.
        """
        t = self.state.teachers
        kind = t.post[rows].astype(np.int64) * SUBJECTS + t.subject[rows]
        kind = kind * (SUBJECTS + 1) + t.second_subject[rows] + 1
        _, first, which = np.unique(kind, return_index=True, return_inverse=True)
        cost = self.costs(rows[first])
        host = np.argmin(cost, axis=1)
        least = cost[np.arange(first.size), host]
        return np.where(np.isinf(least), NOWHERE, host)[which], least[which]

    def place(self, rows: Rows, seen: F64) -> Placed:
        """Place teachers, by id, and choose who comes in return.

        Parameters
        ----------
        seen : (all rows,) float
            Effect as schools see it; the pool of those who may be sent back is ordered by it.
        """
        host = self._matched(rows, seen)
        partner = np.full(rows.size, NOWHERE, dtype=np.int64)
        if self.form.backfill == Backfill.SWAP:
            partner = self._in_return(rows, host, seen)
            host = np.where(partner == NOWHERE, NOWHERE, host)
        return Placed(host, partner)

    def _matched(self, rows: Rows, seen: F64) -> I64:
        """Find hosts as the form says, or by the rule that the study chose for all forms."""
        rule, placing = self.state.terms[EXCHANGE_MATCH], self.form.placing
        if rule == "deferred":
            return self._offer(rows, seen)
        if rule == "optimal" or (rule == "as_placing" and placing == Placing.NEED):
            return self._assign(rows)
        if rule == "serial" or (rule == "as_placing" and placing == Placing.PREFERENCE):
            return self._prefer(rows)
        if rule == "as_placing":
            return self._draw(rows)
        raise ValueError(f"{EXCHANGE_MATCH.name} is {rule!r}; it can be {', '.join(MATCHES)}")

    def _assign(self, rows: Rows) -> I64:
        """Minimise the cost of all; of a host with several places each fills a part of the gap."""
        t, s, p = self.state.teachers, self.state.sections, self.state.parameters.exchange
        cost, host = self.costs(rows), np.full(rows.size, NOWHERE, dtype=np.int64)
        for stage in np.unique(t.stage[rows]):
            mine = np.flatnonzero(t.stage[rows] == stage)
            wanted = np.flatnonzero(np.isfinite(cost[mine]).any(axis=0) & (s.stage == stage))
            seat = np.repeat(wanted, np.minimum(self.room[wanted], mine.size))
            if not seat.size:
                continue
            tie = self.state.draws.uniform(
                "exchange.place", self.state.year, t.id[rows[mine]][:, None], seat[None, :]
            )
            table = cost[np.ix_(mine, seat)] + _TIE_KM * tie
            table += p.gap_km * place_in_group(seat) / self.need[seat]
            table = np.where(np.isinf(table), _NEVER, table)
            who, where = linear_sum_assignment(table)
            fits = table[who, where] < _NEVER
            host[mine[who[fits]]] = seat[where[fits]]
        return host

    def _draw(self, rows: Rows) -> I64:
        """Everybody in keyed order draws one of the hosts that are left."""
        t, every = self.state.teachers, np.arange(self.state.sections.rows)
        lot = self.state.draws.uniform(
            "exchange.host", self.state.year, t.id[rows][:, None], every[None, :]
        )
        return self._in_turn(rows, np.where(np.isinf(self.costs(rows)), np.inf, lot))

    def _prefer(self, rows: Rows) -> I64:
        """Everybody in keyed order takes the host worth most to him or her."""
        return self._in_turn(rows, -self._worths(rows))

    def _offer(self, rows: Rows, seen: F64) -> I64:
        """Deferred acceptance: hosts take those whose effect seems highest.

        Whom a host cannot send anybody back for (swap) stays in the end.
        """
        worth = self._worths(rows)
        who, host = np.nonzero(np.isfinite(worth))
        rank, room = seen[rows[who]], np.maximum(0, self.room)
        return deferred(market(who, host, worth[who, host], rank, rows.size, room))

    def _worths(self, rows: Rows) -> F64:
        """Return what hosts are worth to teachers, (n, sections); -inf: closed."""
        cost = self.costs(rows)
        worth = np.full(cost.shape, -np.inf)
        for host in np.flatnonzero(np.isfinite(cost).any(axis=0)):
            there = np.flatnonzero(np.isfinite(cost[:, host]))
            worth[there, host] = self.worth(rows[there], np.full(there.size, host))
        return worth

    def _in_turn(self, rows: Rows, least: F64) -> I64:
        """Let one after another take the least of the hosts with room and somebody to swap."""
        t, host = self.state.teachers, np.full(rows.size, NOWHERE, dtype=np.int64)
        room, partners = self.room.copy(), self.partners.copy()
        swaps = self.form.backfill == Backfill.SWAP
        for i in self.state.draws.order("exchange.turn", self.state.year, t.id[rows]).tolist():
            subject = t.subject[rows[i]]
            may = room > 0
            if swaps:
                may &= partners[:, subject] > 0
            value = np.where(may, least[i], np.inf)
            best = int(np.argmin(value))
            if np.isfinite(value[best]):
                host[i] = best
                room[best] -= 1
                partners[best, subject] -= 1
        return host

    def _in_return(self, rows: Rows, host: I64, seen: F64) -> I64:
        """Return whom the hosts send back: of the same subject, the most promising first."""
        t = self.state.teachers
        best: dict[tuple[int, int], list[int]] = {}
        asked = self.pool[np.isin(t.post[self.pool], host)]
        for row in asked[np.lexsort((t.id[asked], seen[asked]))].tolist():
            best.setdefault((int(t.post[row]), int(t.subject[row])), []).append(row)
        found = np.full(rows.size, NOWHERE, dtype=np.int64)
        for i, (row, to) in enumerate(zip(rows.tolist(), host.tolist(), strict=True)):
            queue = best.get((to, int(t.subject[row])))
            if queue:
                found[i] = queue.pop()
        return found

    def worth(self, rows: Rows, hosts: I64) -> F64:
        """Return u of teachers if they served at hosts, with all that is paid to them there."""
        state = self.state
        if not self.form.post_moves:
            state = self._as_if_away(rows, hosts)
        person = np.arange(rows.size)
        every = np.arange(state.sections.rows)
        return choice.utility_of_pairs(state, rows, every, person, hosts)

    def _as_if_away(self, rows: Rows, hosts: I64) -> State:
        """Return a copy of the county in which ``rows`` serve at ``hosts`` (kept for the next)."""
        if self._imagined is None:
            self._imagined = replace(self.state, teachers=self.state.teachers.copy())
        t = self._imagined.teachers
        t.away[rows], t.away_form[rows] = Away.EXCHANGE, form_key(self.form.name)
        t.exchange_km[rows] = self.km[t.post[rows], hosts]
        return self._imagined


def most(share: float, staff: I64) -> I64:
    """Return how many of a school may go or come in a year: a share of staff, at least one."""
    return np.maximum(1, np.floor(np.round(share * staff, 9))).astype(np.int64)


def may_be_sent_back(state: State) -> Rows:
    """Return the young teachers whom hosts may send back."""
    t = state.teachers
    young = state.september - t.birth < 12 * state.parameters.exchange.swap_age
    rows = np.flatnonzero(at_home(state) & (t.role == Role.TEACHER) & young)
    return rows[fit_to_go(state, rows, tell=False)]
