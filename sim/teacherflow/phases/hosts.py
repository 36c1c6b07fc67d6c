"""What the bureau knows of the schools that may take somebody on exchange.

A host is an open school of the stage in the direction, scope and distance of the form, with room.
With a swap it must have somebody of the same subject to send back. Distance is by road from the
school of the post to the host. The bureau sees need with an error and reckons a gap in staff as
kilometres, so that it fills the largest gaps at the least distance; where inspection presses, the
gap of a school that is short of the worst item counts for more. Who goes where among these
hosts is settled by `placing`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow import choice, staffing
from teacherflow.allowances import addressed, satisfied
from teacherflow.codes import Away, Role
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.phases.eligibility import Roll
from teacherflow.roads import road_kms
from teacherflow.state import State
from teacherflow.terms.exchange import Backfill, Direction, Form, form_key
from teacherflow.timetable import SUBJECTS, subject_gaps

type Rows = NDArray[np.int64]

_SAME_KM = 1e-9
_SECONDS = SUBJECTS + 1
"""Second subjects, and none."""


class Hosts:
    """What the bureau knows of hosts when it places the teachers of one form.

    Call `look` before every round: what others did changes who has room.

    Attributes
    ----------
    open_to : (sections, sections) bool
        Whether the first may send to the second, subject aside.
    km : (sections, sections) float
        Road distance.
    gap : (sections,) float
        Staff lacking as the bureau sees it, share of need; negative with a surplus.
    weight : (sections,) float
        What inspection makes of a gap, 1 without it.
    room : (sections,) int
        How many may still come this year.
    pool : (n,) int
        Rows of those whom hosts may send back (swap only).
    partners : (sections, 6) int
        How many they are, by section and subject.
    short : (sections, 6) bool
        Whether lessons of a subject lack a teacher, at hosts with room; all of them in 包班
        schools (no swap only).
    """

    gap: F64
    weight: F64
    room: I64
    pool: Rows
    partners: I64
    short: Bool
    open_to: Bool

    def __init__(self, roll: Roll, form: Form, staff: I64, km: F64, seen_need: F64) -> None:
        state = roll.state
        self.roll, self.state, self.form, self.km = roll, state, form, km
        self.seen_need, self._most = seen_need, most(form.in_most, staff)
        self.need = np.maximum(1, state.sections.need)
        self.swaps = form.backfill == Backfill.SWAP
        self._young = _may_be_sent_back(roll, form) if self.swaps else np.zeros(0, dtype=np.int64)
        self._ways = ways(state, form)
        self._reached = self._ways.any(axis=0)
        self.pool, self.partners = self._young, self._by_subject(self._young)
        self.short = np.zeros((self.need.size, SUBJECTS), dtype=np.bool_)

    def look(self, came: I64) -> None:
        """Bring up to date who has room, who lacks whom, and who could be sent back.

        Parameters
        ----------
        came : (sections,) int
            How many have come on exchange this year so far.
        """
        state, form = self.state, self.form
        now = self.roll.now
        here = now.staff
        self.weight = self.roll.pressed.weights(lambda: now.items)
        self.gap = (self.seen_need - here) / self.need
        self.room = self._most - came
        if form.post_moves and not self.swaps:
            self.room = np.minimum(self.room, staffing.vacancies(state))
        if form.to_shortage:
            self.room = np.minimum(self.room, state.sections.need - here)
        self.open_to = self._ways & (self.room > 0)[None, :]
        if self.swaps:
            self.pool = self._young[now.at_home[self._young]]
            self.partners = self._by_subject(self.pool)
        else:
            hosts = np.flatnonzero(self._reached & (self.room > 0))
            self.short[hosts] = subject_gaps(state, hosts, now.generalist) > 0
            self.short[now.generalist] = True

    def leaving(self, rows: Rows) -> None:
        """Take out of the pool those who are about to be sent themselves."""
        if not self.swaps:
            return
        flags = np.zeros(self.state.teachers.rows, dtype=bool)
        flags[rows] = True
        gone = flags[self.pool]
        self.partners = self.partners - self._by_subject(self.pool[gone])
        self.pool = self.pool[~gone]

    def _by_subject(self, rows: Rows) -> I64:
        t, n = self.state.teachers, self.state.sections.rows
        cell = t.post[rows].astype(np.int64) * SUBJECTS + t.subject[rows]
        return np.bincount(cell, minlength=n * SUBJECTS).reshape(n, SUBJECTS)

    def costs(self, rows: Rows) -> F64:
        """Return what each host costs the bureau for each teacher, in kilometres; inf: closed.

        Returns
        -------
        (n, sections) float
        """
        t = self.state.teachers
        cost = np.empty((rows.size, self.need.size))
        _reckon(t.post[rows], t.subject[rows], t.second_subject[rows], self._view(), cost)
        return cost

    def likely(self, rows: Rows) -> tuple[I64, F64]:
        """Return the host that would cost the bureau least for each teacher alone, and the cost.

        -1 and inf where there is none. Teachers of one school and the same subjects are alike.
        """
        t = self.state.teachers
        kind = t.post[rows].astype(np.int64) * SUBJECTS + t.subject[rows]
        kind = kind * _SECONDS + t.second_subject[rows] + 1
        asked = np.zeros(self.need.size * SUBJECTS * _SECONDS, dtype=np.bool_)
        asked[kind] = True
        host, least = np.empty(asked.size, dtype=np.int64), np.empty(asked.size)
        near = np.empty(self.need.size, dtype=np.int64), np.empty(self.need.size)
        _find_least(np.flatnonzero(asked), near, self._view(), host, least)
        return host[kind], least[kind]

    def _view(self) -> tuple[Any, ...]:
        p = self.state.parameters.exchange
        fits = self.partners > 0 if self.swaps else self.short
        wrong = np.inf if self.swaps else p.mismatch_km
        worth = p.gap_km * self.gap * np.where(self.gap > 0, self.weight, 1.0)
        return self.open_to, self.km, worth, fits, self.swaps, wrong

    def worth(self, rows: Rows, hosts: I64) -> F64:
        """Return u of teachers if they served at hosts, with all that is paid to them there."""
        state = self.state
        if not self.form.post_moves:
            state = self._as_if_away(rows, hosts)
        person = np.arange(rows.size)
        every = np.arange(state.sections.rows)
        return choice.utility_of_pairs(state, rows, every, person, hosts, self.roll.places)

    def worths(self, rows: Rows) -> F64:
        """Return what hosts are worth to teachers, (n, sections); -inf: closed."""
        cost = self.costs(rows)
        worth = np.full(cost.shape, -np.inf)
        for host in np.flatnonzero(np.isfinite(cost).any(axis=0)):
            there = np.flatnonzero(np.isfinite(cost[:, host]))
            worth[there, host] = self.worth(rows[there], np.full(there.size, host))
        return worth

    def _as_if_away(self, rows: Rows, hosts: I64) -> State:
        """Return the county as it would be if ``rows`` served at ``hosts``; to look at only."""
        t = self.state.teachers
        away, form, km = t.away.copy(), t.away_form.copy(), t.exchange_km.copy()
        away[rows], form[rows] = Away.EXCHANGE, form_key(self.form.name)
        km[rows] = self.km[t.post[rows], hosts]
        return replace(self.state, teachers=t.but(away=away, away_form=form, exchange_km=km))


def ways(state: State, form: Form) -> Bool:
    """Tell which pairs of open sections (home, host) a form admits, whatever the room."""
    s, direction = state.sections, form.direction
    takes = s.open & satisfied(s, form.hosts, np.arange(s.rows))
    if direction == Direction.DOWN_OR_WEAK:
        level = _in_reach(state, form, Direction.SAME) & s.weak[None, :]
        may = _in_reach(state, form, Direction.DOWN) | level
    else:
        may = _in_reach(state, form, direction)
    found = may & takes
    found[~s.open] = False
    return found


def _in_reach(state: State, form: Form, direction: Direction) -> Bool:
    """Tell which pairs lie within the scope, distance and direction of a form, open or not."""
    s = state.sections
    area = s[form.scope].astype(np.int64) if form.scope else np.zeros(s.rows, dtype=np.int64)
    if form.scope != "group":  # only of groups there are schools that belong to none
        area -= area.min()
    columns = tuple(column.tobytes() for column in (s.x, s.y, s.stage, area, s.zone))
    return _pairs_in_reach(columns, form.km_most + _SAME_KM, direction)


@lru_cache(maxsize=16)
def _pairs_in_reach(columns: tuple[bytes, ...], most_km: float, direction: Direction) -> Bool:
    """Return the pairs of a county; schools do not move, so they are looked up once."""
    km = _between(*columns[:2])
    stage, zone = (np.frombuffer(columns[k], dtype=np.int8) for k in (2, 4))
    area = np.frombuffer(columns[3], dtype=np.int64)
    pairs: Bool = (km <= most_km) & (stage[:, None] == stage) & (area[:, None] == area)
    pairs &= (area >= 0)[:, None]  # below 0: in no education group
    np.fill_diagonal(pairs, False)
    if direction == Direction.SAME:
        pairs &= zone[:, None] == zone
    elif direction == Direction.UP:
        pairs &= zone > zone[:, None]
    elif direction == Direction.DOWN:
        pairs &= zone < zone[:, None]
    pairs.setflags(write=False)
    return pairs


@kernel
def _reckon(home: Any, first: Any, second: Any, view: Any, cost: Any) -> None:
    """Fill in kilometres less the worth of the gap, more if the subject does not fit.

    With a swap only the first subject counts, and a host that cannot send it back is closed.
    """
    open_to, km, worth, fits, swaps, wrong = view
    for i in range(home.size):
        for host in range(worth.size):
            cost[i, host] = np.inf
            if not open_to[home[i], host]:
                continue
            fit = fits[host, first[i]]
            if not fit and not swaps and second[i] >= 0:
                fit = fits[host, second[i]]
            cost[i, host] = km[home[i], host] - worth[host] + (0.0 if fit else wrong)


@kernel
def _find_least(kinds: Any, near: Any, view: Any, best: Any, least: Any) -> None:
    """Find the first host of the least cost, as `_reckon` has it, and that cost, for each kind.

    Kinds of one home stand together; ``near`` is room to list the hosts that are open to it, and
    what they cost whoever fits. Whom the subject does not fit they cost no less, so that only
    hosts that could be the best are asked about subjects.
    """
    open_to, km, worth, fits, swaps, wrong = view
    hosts, fitting = near
    many, listed = 0, -1
    for kind in kinds:
        home, subjects = kind // (SUBJECTS * _SECONDS), kind % (SUBJECTS * _SECONDS)
        first, second = subjects // _SECONDS, subjects % _SECONDS - 1
        if home != listed:
            many, listed = 0, home
            for host in range(worth.size):
                if open_to[home, host]:
                    hosts[many], fitting[many] = host, km[home, host] - worth[host]
                    many += 1
        best[kind], least[kind] = -1, np.inf
        for k in range(many):
            if fitting[k] >= least[kind]:
                continue
            host = hosts[k]
            fit = fits[host, first]
            if not fit and not swaps and second >= 0:
                fit = fits[host, second]
            cost = fitting[k] + (0.0 if fit else wrong)
            if cost < least[kind]:
                best[kind], least[kind] = host, cost


def distances(state: State) -> F64:
    """Return road kilometres from section to section, (sections, sections)."""
    return _between(state.sections.x.tobytes(), state.sections.y.tobytes())


@lru_cache(maxsize=4)
def _between(east: bytes, north: bytes) -> F64:
    """Return the distances of a county; schools do not move, so they are reckoned once."""
    x, y = np.frombuffer(east), np.frombuffer(north)
    km = road_kms(x[:, None] - x[None, :], y[:, None] - y[None, :])
    km.setflags(write=False)
    return km


def most(share: float, staff: I64) -> I64:
    """Return how many of a school may go or come in a year: a share of staff, at least one."""
    return np.maximum(1, np.floor(np.round(share * staff, 9))).astype(np.int64)


def _may_be_sent_back(roll: Roll, form: Form) -> Rows:
    """Return the young teachers whom hosts may send back: whom nothing exempts, at home or not."""
    state, t = roll.state, roll.state.teachers
    young = state.september - t.birth < 12 * state.parameters.exchange.swap_age
    rows = np.flatnonzero(roll.now.at_home & (t.role == Role.TEACHER) & young & roll.fit)
    return rows[addressed(state, form.back, rows) & ~roll.exempt(form, rows)]
