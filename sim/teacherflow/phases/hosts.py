"""What the bureau knows of the schools that may take somebody on exchange.

A host is an open school of the stage in the direction, scope and distance of the form, with room.
With a swap it must have somebody of the same subject to send back. Distance is by road from the
school of the post to the host. The bureau sees need with an error and reckons a gap in staff as
kilometres, so that it fills the largest gaps at the least distance; where inspection presses, the
gap of a school that is short of the worst item counts for more. Who goes where among these
hosts is settled by `placing`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow import choice, staffing
from teacherflow.allowances import addressed, satisfied
from teacherflow.codes import Away
from teacherflow.columns import F64, I32, I64, Bool
from teacherflow.compiled import in_kernel, kernel
from teacherflow.phases.eligibility import Roll
from teacherflow.roads import road_kms
from teacherflow.state import State
from teacherflow.terms.exchange import Backfill, Direction, Form, form_key
from teacherflow.timetable import SUBJECTS, subject_gaps

type Rows = NDArray[np.int64]

_SAME_KM = 1e-9
_SECONDS = SUBJECTS + 1
"""Second subjects, and none."""


class Reach(NamedTuple):
    """Which hosts are in the scope, distance and direction of a form from each home.

    Attributes
    ----------
    start : (sections + 1,) int
        Where the ways from each home begin (and the last end); its hosts are in order.
    host : (ways,) int
    to_weak : (ways,) bool
        Only open if the host is weak.
    km : (ways,) float
        By road.
    """

    start: I64
    host: I32
    to_weak: Bool
    km: F64


class Ways(NamedTuple):
    """From which homes a form sends to which hosts, whatever the room.

    Attributes
    ----------
    reach : Reach
        Schools do not move: it is looked up once.
    takes, weak : (sections,) bool
        Open hosts that meet the conditions of the form; weak schools.
    """

    reach: Reach
    takes: Bool
    weak: Bool


class View(NamedTuple):
    """What the bureau reckons with.

    Attributes
    ----------
    ways : Ways
        To hosts that have room.
    worth : (sections,) float
        Kilometres that the gap of a host is worth.
    fits : (sections, 6) bool
        Of which subjects a host may take somebody.
    swaps : bool
        Whether only the first subject counts.
    wrong : float
        Kilometres that somebody of another subject costs more; inf: the host is closed.
    """

    ways: Ways
    worth: F64
    fits: Bool
    swaps: bool
    wrong: float


class Hosts:
    """What the bureau knows of hosts when it places the teachers of one form.

    Call `look` before every round: what others did changes who has room.

    Attributes
    ----------
    km : (sections, sections) float
        Road distance.
    gap : (sections,) float
        Staff lacking as the bureau sees it, share of need; negative with a surplus.
    weight : (sections,) float
        What inspection makes of a gap, 1 without it.
    room : (sections,) int
        How many may still come this year.
    may_return : (all rows,) bool
        Whom hosts may send back (swap only).
    partners : (sections, 6) int
        How many they are, by section and subject.
    short : (sections, 6) bool
        Whether lessons of a subject lack a teacher, at hosts with room; all of them in 包班
        schools (no swap only).
    """

    gap: F64
    weight: F64
    room: I64

    def __init__(self, roll: Roll, form: Form, staff: I64, km: F64, seen_need: F64) -> None:
        state = roll.state
        self.roll, self.state, self.form, self.km = roll, state, form, km
        self.seen_need, self._most = seen_need, most(form.in_most, staff)
        self.need = np.maximum(1, state.sections.need)
        self.swaps = form.backfill == Backfill.SWAP
        self._young = _may_be_sent_back(roll, form) if self.swaps else np.zeros(0, dtype=np.int64)
        self._ways, self._led_to = ways(state, form)
        self.may_return = np.zeros(state.teachers.rows, dtype=np.bool_)
        self.partners = np.zeros((self.need.size, SUBJECTS), dtype=np.int64)
        self.short = np.zeros((self.need.size, SUBJECTS), dtype=np.bool_)

    def look(self, came: I64) -> None:
        """Bring up to date who has room, who lacks whom, and who could be sent back.

        Parameters
        ----------
        came : (sections,) int
            How many have come on exchange this year so far.
        """
        state, form, found = self.state, self.form, self._ways
        now = self.roll.now
        here = now.staff
        self.weight = self.roll.pressed.weights(lambda: now.items)
        self.gap = (self.seen_need - here) / self.need
        self.room = self._most - came
        if form.post_moves and not self.swaps:
            self.room = np.minimum(self.room, staffing.vacancies(state))
        if form.to_shortage:
            self.room = np.minimum(self.room, state.sections.need - here)
        self._open = found._replace(takes=found.takes & (self.room > 0))
        gap_km = state.parameters.exchange.gap_km * self.gap
        self._worth = gap_km * np.where(self.gap > 0, self.weight, 1.0)
        if self.swaps:
            t = state.teachers
            _count_pool(self._young, now.at_home, t.post, t.subject, self.may_return, self.partners)
        else:
            hosts = (self._led_to & (self.room > 0)).nonzero()[0]
            self.short[hosts] = subject_gaps(state, hosts, now.generalist) > 0
            self.short[now.generalist] = True

    @property
    def pool(self) -> Rows:
        """Rows of those whom hosts may send back."""
        return self._young[self.may_return[self._young]]

    def leaving(self, rows: Rows) -> None:
        """Take out of the pool those who are about to be sent themselves."""
        if self.swaps:
            t = self.state.teachers
            _leave_pool(rows, t.post, t.subject, self.may_return, self.partners)

    def in_reach(self, rows: Rows) -> I64:
        """Return the hosts that have room and to which a way leads from the home of any teacher."""
        homes = np.zeros(self.need.size, dtype=np.bool_)
        homes[self.state.teachers.post[rows]] = True
        return reached_from(self._open, homes).nonzero()[0]

    def costs(self, rows: Rows, hosts: I64 | None = None) -> F64:
        """Return what hosts cost the bureau for each teacher, in kilometres; inf: closed.

        Parameters
        ----------
        hosts : (m,) int, optional
            All that are `in_reach`; every section by default.

        Returns
        -------
        (n, m) float
        """
        t, column = self.state.teachers, np.arange(self.need.size)
        if hosts is not None:
            column[hosts] = np.arange(hosts.size)
        cost = np.full((rows.size, column.size if hosts is None else hosts.size), np.inf)
        _reckon(rows, (t.post, t.subject, t.second_subject), self._view(), column, cost)
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
        room = np.empty(self.need.size, dtype=np.int64), np.empty(self.need.size)
        _find_least(asked.nonzero()[0], room, self._view(), host, least)
        return host[kind], least[kind]

    def _view(self) -> View:
        fits = self.partners > 0 if self.swaps else self.short
        wrong = np.inf if self.swaps else self.state.parameters.exchange.mismatch_km
        return View(self._open, self._worth, fits, self.swaps, wrong)

    def worth(self, rows: Rows, hosts: I64) -> F64:
        """Return u of teachers if they served at hosts, with all that is paid to them there."""
        person, every = np.arange(rows.size), np.arange(self.need.size)
        instead = None if self.form.post_moves else self._if_away(rows, hosts)
        places = self.roll.places
        return choice.utility_of_pairs(self.state, rows, every, person, hosts, places, instead)

    def worths(self, rows: Rows) -> F64:
        """Return what hosts are worth to teachers, (n, sections); -inf: closed."""
        cost = self.costs(rows)
        worth = np.full(cost.shape, -np.inf)
        for host in np.flatnonzero(np.isfinite(cost).any(axis=0)):
            there = np.flatnonzero(np.isfinite(cost[:, host]))
            worth[there, host] = self.worth(rows[there], np.full(there.size, host))
        return worth

    def _if_away(self, rows: Rows, hosts: I64) -> dict[str, ArrayLike]:
        """Return what columns of ``rows`` would hold if they served at ``hosts``."""
        km = self.km[self.state.teachers.post[rows], hosts]
        return {"away": Away.EXCHANGE, "away_form": form_key(self.form.name), "exchange_km": km}


def ways(state: State, form: Form) -> tuple[Ways, Bool]:
    """Return which ways a form admits, and to which hosts, open or not, any leads.

    Nobody is at home in a closed section.
    """
    s = state.sections
    takes = s.open & satisfied(s, form.hosts)
    area = s[form.scope].astype(np.int64) if form.scope else np.zeros(s.rows, dtype=np.int64)
    if form.scope != "group":  # only of groups there are schools that belong to none
        area -= area.min()
    columns = tuple(column.tobytes() for column in (s.x, s.y, s.stage, area, s.zone))
    reach, always, if_weak = _in_reach(columns, form.km_most + _SAME_KM, form.direction)
    return Ways(reach, takes, s.weak), always | if_weak & s.weak


def reached_from(found: Ways, homes: Bool) -> Bool:
    """Tell which sections could be hosts of somebody at ``homes``, (sections,)."""
    reached = np.zeros(homes.size, dtype=np.bool_)
    _mark_reached(found, homes, reached)
    return reached


@lru_cache(maxsize=16)
def _in_reach(
    columns: tuple[bytes, ...], most_km: float, direction: Direction
) -> tuple[Reach, Bool, Bool]:
    """Return the ways of a county, and to which hosts any leads, always or if weak.

    Schools do not move, so they are looked up once.
    """
    km = _between(*columns[:2])
    stage, zone = (np.frombuffer(columns[k], dtype=np.int8) for k in (2, 4))
    area = np.frombuffer(columns[3], dtype=np.int64)
    near: Bool = (km <= most_km) & (stage[:, None] == stage) & (area[:, None] == area)
    near &= (area >= 0)[:, None]  # below 0: in no education group
    np.fill_diagonal(near, False)
    level, down = zone[:, None] == zone, zone < zone[:, None]
    admitted = {
        Direction.ANY: near,
        Direction.SAME: near & level,
        Direction.UP: near & ~level & ~down,
        Direction.DOWN: near & down,
        Direction.DOWN_OR_WEAK: near & down,
    }[direction]
    if_weak = near & level & (direction == Direction.DOWN_OR_WEAK)
    home, host = (admitted | if_weak).nonzero()
    start = np.searchsorted(home, np.arange(zone.size + 1))
    reach = Reach(start, host.astype(np.int32), if_weak[home, host], km[home, host])
    for column in reach:
        column.setflags(write=False)
    return reach, admitted.any(axis=0), if_weak.any(axis=0)


@in_kernel
def leads(takes: bool, weak: bool, to_weak: bool) -> bool:
    """Tell whether a way to a host is open, see `Ways`."""
    return takes and (weak or not to_weak)


@in_kernel
def extra_km(first_fits: bool, second_fits: bool, swaps: bool, wrong: float) -> float:
    """Return what somebody costs a host more whose subjects it does not need.

    With a swap only the first subject counts, and a host that cannot send it back is closed.
    """
    return 0.0 if first_fits or (second_fits and not swaps) else wrong


@kernel
def _mark_reached(found: Any, homes: Any, reached: Any) -> None:
    (start, hosts, to_weak, _), takes, weak = found
    for home in range(homes.size):
        for way in range(start[home], start[home + 1] if homes[home] else 0):
            host = hosts[way]
            reached[host] |= leads(takes[host], weak[host], to_weak[way])


@kernel
def _reckon(rows: Any, subjects: Any, view: Any, column: Any, cost: Any) -> None:
    """Fill in what hosts cost that are open: kilometres less the worth of the gap, and more if
    the subject does not fit."""
    post, first, second = subjects
    ((start, hosts, to_weak, km), takes, weak), worth, fits, swaps, wrong = view
    for i in range(rows.size):
        home = post[rows[i]]
        for way in range(start[home], start[home + 1]):
            host = hosts[way]
            if leads(takes[host], weak[host], to_weak[way]):
                also = second[rows[i]] >= 0 and fits[host, second[rows[i]]]
                extra = extra_km(fits[host, first[rows[i]]], also, swaps, wrong)
                cost[i, column[host]] = km[way] - worth[host] + extra


@kernel
def _find_least(kinds: Any, room: Any, view: Any, best: Any, least: Any) -> None:
    """Find the first host of the least cost, as `_reckon` has it, and that cost, for each kind.

    Kinds of one home stand together; ``room`` is there to list the hosts that are open to it, and
    what they cost whoever fits. Whom the subject does not fit they cost no less, so that only
    hosts that could be the best are asked about subjects.
    """
    ((start, host_of, to_weak, km), takes, weak), worth, fits, swaps, wrong = view
    hosts, near = room
    many, listed = 0, -1
    for kind in kinds:
        home, subjects = kind // (SUBJECTS * _SECONDS), kind % (SUBJECTS * _SECONDS)
        first, second = subjects // _SECONDS, subjects % _SECONDS - 1
        if home != listed:
            many, listed = 0, home
            for way in range(start[home], start[home + 1]):
                host = host_of[way]
                if leads(takes[host], weak[host], to_weak[way]):
                    hosts[many], near[many] = host, km[way] - worth[host]
                    many += 1
        best[kind], least[kind] = -1, np.inf
        for k in range(many):
            if near[k] < least[kind]:
                also = second >= 0 and fits[hosts[k], second]
                cost = near[k] + extra_km(fits[hosts[k], first], also, swaps, wrong)
                if cost < least[kind]:
                    best[kind], least[kind] = hosts[k], cost


@kernel
def _count_pool(
    young: Any, at_home: Any, post: Any, subject: Any, may_return: Any, partners: Any
) -> None:
    """Write who of the ``young`` may be sent back now, and how many by section and subject."""
    partners[:] = 0
    for row in young:
        may_return[row] = at_home[row]
        if at_home[row]:
            partners[post[row], subject[row]] += 1


@kernel
def _leave_pool(rows: Any, post: Any, subject: Any, may_return: Any, partners: Any) -> None:
    for row in rows:
        if may_return[row]:
            may_return[row] = False
            partners[post[row], subject[row]] -= 1


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
    rows = roll.young
    return rows[addressed(roll.state, form.back, rows) & roll.free(form)[rows]]
