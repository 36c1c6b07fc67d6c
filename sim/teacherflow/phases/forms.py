"""Exchange by rule (交流轮岗): every form in force names, places and sends its teachers.

Forms are settled one after another by rank; those that move the post in phase transfer, the others
in phase exchange. A form whose number is a share reckons it once for the county, from those who
were eligible before anybody was taken; forms of one policy that mean the same people divide one
number. The number is spread over the schools in proportion to their eligible, nobody above the cap.
Those for whom no host is found stay, and their schools, or others, name somebody else, in at most
three rounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow import movement
from teacherflow.agents.sending import spread
from teacherflow.allowances import satisfied
from teacherflow.apportion import apportion, nearest
from teacherflow.choice import utility_here
from teacherflow.codes import Away
from teacherflow.columns import F64, I64, Bool
from teacherflow.log import Exchanged
from teacherflow.phases import placing
from teacherflow.phases.eligibility import Roll, available, eligible
from teacherflow.phases.feedback import adapted, of_schools, remembered
from teacherflow.phases.hosts import Hosts, distances, most
from teacherflow.phases.naming import effect_seen, named, order_of, volunteers
from teacherflow.phases.placing import Placed
from teacherflow.phases.present import at_home
from teacherflow.phases.seen import need_seen
from teacherflow.phases.watching import Watching
from teacherflow.state import NOWHERE, State
from teacherflow.terms.exchange import Basis, FloorOf, Form, Volunteers, form_key
from teacherflow.terms.who import Where

type Rows = NDArray[np.int64]

ROUNDS = 3
KIND = "exchange_out"
_BY_SCHOOL = (Basis.SURPLUS, Basis.SCHOOL)
_UNASKED = -1


class _County(NamedTuple):
    """What all forms of a phase share.

    Attributes
    ----------
    roll : Roll
        Who was at home before anybody went.
    staff, went, came : (sections,) int
        On duty before anybody went; how many went and came since, swaps aside.
    seen : (all rows,) float
        Effect as schools see it.
    here : (all rows,) float
        What the present place is worth to those at home, from whom all forms take; theirs does
        not change when others go.
    km : (sections, sections) float
        Road distances.
    need : (sections,) float
        Need as the bureau sees it.
    """

    state: State
    roll: Roll
    staff: I64
    went: I64
    came: I64
    seen: F64
    here: F64
    km: F64
    need: F64


class Number(NamedTuple):
    """How many a form is to send.

    Attributes
    ----------
    asked : int
        Persons.
    eligible : int
        Of how many it is a share; 0 for a form that divides the number of another.
    due : float
        Backbones that have to go if the floor is a share of the eligible backbones.
    by_school : (sections,) int or None
        How many each school is to send, of forms that tell every school its own number.
    """

    asked: int
    eligible: int = 0
    due: float = 0.0
    by_school: I64 | None = None


def settle_forms(state: State, *, post_moves: bool, here: F64 | None = None) -> None:
    """Send the teachers of all forms that move the post, or of all that do not.

    Parameters
    ----------
    here : (all rows,) float, optional
        `worth_of_places`, if it is known already.
    """
    in_force = adapted(state)
    forms = [form for form in in_force if form.post_moves == post_moves]
    if not forms:
        return
    number, roll = _numbers(state, in_force), Roll(state)
    staff = roll.now.staff
    county = _County(
        state,
        roll,
        staff,
        np.zeros_like(staff),
        np.zeros_like(staff),
        effect_seen(state),
        worth_of_places(state) if here is None else here,
        distances(state),
        need_seen(state),
    )
    for form in forms:
        _Sending(county, form, number[form.name]).settle()


def worth_of_places(state: State) -> F64:
    """Return u of everybody at home, by row; NaN for the others, whom no form takes."""
    here, rows = np.full(state.teachers.rows, np.nan), at_home(state).nonzero()[0]
    here[rows] = utility_here(state, rows)[0]
    return here


def numbers(state: State) -> dict[str, Number]:
    """Return how many each form is to send this year, by its name."""
    return _numbers(state, adapted(state))


def _numbers(state: State, forms: Sequence[Form]) -> dict[str, Number]:
    """Return how many each of all ``forms`` in force is to send."""
    found = {form.name: _number(state, form) for form in forms}
    shares = dict[tuple[str, tuple[Where, ...]], list[Form]]()
    for form in forms:
        if form.basis == Basis.ELIGIBLE:
            shares.setdefault((form.policy, form.who), []).append(form)
    for group in shares.values():
        people, backbones = eligible(state, group[0])
        weights = [form.compliance * form.amount for form in group]
        total = ceil(round(sum(weights) * people, 9))
        parts = apportion(weights, total) if total else np.zeros(len(group), dtype=np.int64)
        amounts = sum(form.amount for form in group)
        for form, part in zip(group, parts.tolist(), strict=True):
            share = form.amount / amounts if amounts else 0.0
            due = form.backbone * form.compliance * backbones * share
            found[form.name] = Number(part, people if form is group[0] else 0, due)
    return found


def persons_asked(state: State) -> dict[str, int]:
    """Return how many persons each form asks for this year, by its name."""
    return {name: number.asked for name, number in numbers(state).items()}


def _number(state: State, form: Form) -> Number:
    """Return the number of a form that is no share of the eligible."""
    amount = form.compliance * form.amount
    if form.basis == Basis.STAFF:
        staff = int(np.count_nonzero(movement.holds_post(state)))
        return Number(ceil(round(amount * staff, 9)))
    if form.basis == Basis.PERSONS:
        return Number(int(nearest(amount)))
    if form.basis in _BY_SCHOOL:
        each = _of_schools(state, form)
        return Number(int(each.sum()), by_school=each)
    return Number(0)


def _of_schools(state: State, form: Form) -> I64:
    """Return how many each school has to send, none where the form does not mean the school."""
    s, amount = state.sections, form.compliance * form.amount
    each = s.over_quota if form.basis == Basis.SURPLUS else s.open
    meant = tuple(replace(w, column=w.name) for w in form.who if w.column.startswith("post."))
    sends = satisfied(s, meant)
    own = np.floor(np.round(amount * each * sends, 9)).astype(np.int64)
    return of_schools(state, form, own)


class _Sending:
    """One form in one year: who is left to be named, and what was done."""

    def __init__(self, county: _County, form: Form, number: Number) -> None:
        self.state, self.county, self.form = county.state, county, form
        self.rows = available(county.roll, form)
        seekers = form.basis == Basis.SEEKERS
        self.number = number._replace(asked=self.rows.size) if seekers else number
        if form.basis != Basis.ELIGIBLE:
            backbones = int(np.count_nonzero(self.state.teachers.backbone[self.rows]))
            self.number = self.number._replace(due=form.backbone * form.compliance * backbones)
        self.sent = self.backbones = self.offered = self.swapped = 0
        self.from_home = np.zeros_like(county.staff)
        self.most = most(form.out_most, county.staff)
        self.watching = Watching(self.state, form)
        self.rows = self.rows[self._at_schools_with_room(self.rows)]
        self.answers = np.full(self.state.teachers.rows, _UNASKED, dtype=np.int8)

    def settle(self) -> None:
        """Name, place and send in rounds, and write down what was done."""
        state, form, number = self.state, self.form, self.number
        if number.asked and self.rows.size and form.outside:
            self._send_outside()
        elif number.asked and self.rows.size:
            county = self.county
            hosts = Hosts(county.roll, form, county.staff, county.km, county.need)
            hosts.look(self.county.came)
            likely, cost = hosts.likely(self.rows)
            self.watching.weighs(hosts, self.rows, likely)
            if form.volunteers == Volunteers.ONLY:
                offers = volunteers(state, form, hosts, self.rows, likely, self.county.here)
                self.watching.offered(self.rows, offers)
                self.rows, likely, cost = self.rows[offers], likely[offers], cost[offers]
            for later in range(ROUNDS):
                if self.sent >= number.asked or not self.rows.size:
                    break
                if later:
                    hosts.look(self.county.came)
                    cost = hosts.likely(self.rows)[1]
                stays = self._round(hosts, likely, cost)
                self.rows, likely = self.rows[stays], likely[stays]
        elif not number.asked:
            self.watching.nobody(self.rows)
        self.watching.end()
        if state.log.keeping:
            done = self.sent, self.backbones, self.offered, self.swapped
            known = remembered(state, form)
            state.log.exchanges.append(
                Exchanged(state.year, form.name, number.eligible, number.asked, *done, *known)
            )

    def _send_outside(self) -> None:
        """Send those whom the schools, a lottery or the bureau name out of the county."""
        state, rows, number = self.state, self.rows, self._spread(self.number.asked, self.rows)
        if state.log.watched < 0:
            rows = rows[number[state.teachers.post[rows]] > 0]
        nobody = np.zeros(rows.size, dtype=np.bool_)
        now = self.county.roll.now
        place = order_of(now, self.form, rows, np.zeros(rows.size), self.county.seen)
        goes, for_floor = named(now, rows, nobody, place, number, self._floor(int(number.sum())))
        self.watching.named(rows, nobody, place, number, goes, for_floor)
        nowhere = np.full(int(goes.sum()), NOWHERE, dtype=np.int64)
        movers, t = rows[goes], state.teachers
        self.sent, self.backbones = movers.size, int(t.backbone[movers].sum())
        homes = t.post[movers].astype(np.int64)
        np.add.at(self.county.went, homes, 1)
        self._move(movers, homes, nowhere)

    def _round(self, hosts: Hosts, likely: I64, cost: F64) -> Bool:
        """Send once; return who of the candidates may still be named.

        Only those at schools that name somebody are asked and ordered, or all if one is watched.

        Parameters
        ----------
        likely : (n,) int
            The host with which each reckoned when the form began.
        cost : (n,) float
            What the best host costs the bureau now.
        """
        state, rows, now = self.state, self.rows, self.county.roll.now
        open_to = np.isfinite(cost)
        can = open_to & now.at_home[rows]
        self.watching.open_to(rows, open_to)
        some = np.flatnonzero(can)
        number = self._spread(self.number.asked - self.sent, rows[some])
        if state.log.watched < 0:
            some = some[number[state.teachers.post[rows[some]]] > 0]
        if not some.size:
            return np.zeros(rows.size, dtype=np.bool_)
        candidates = rows[some]
        offers = self._offers(hosts, candidates, likely[some])
        place = order_of(now, self.form, candidates, cost[some], self.county.seen)
        least = self._floor(int(number.sum())) - self.backbones
        goes, for_floor = named(now, candidates, offers, place, number, least)
        self.watching.named(candidates, offers, place, number, goes, for_floor)
        movers = candidates[goes]
        hosts.leaving(movers)
        placed = placing.place(hosts, movers, self.county.seen)
        self.watching.placed(hosts, movers, placed)
        self._send(movers, offers[goes], placed)
        if not goes.any():
            return np.zeros(rows.size, dtype=np.bool_)
        stays = can.copy()
        stays[some[goes]] = False
        return np.asarray(stays & self._at_schools_with_room(rows))

    def _offers(self, hosts: Hosts, rows: Rows, likely: I64) -> Bool:
        """Tell who offers to go; where only volunteers go, nobody else is left.

        Everybody is asked once: host, luck and the present place stay the same in later rounds.
        """
        if self.form.volunteers == Volunteers.ONLY:
            return np.ones(rows.size, dtype=np.bool_)
        new = np.flatnonzero(self.answers[rows] == _UNASKED)
        if new.size:
            here, asked = self.county.here, rows[new]
            self.answers[asked] = volunteers(self.state, self.form, hosts, asked, likely[new], here)
        return self.answers[rows] > 0

    def _floor(self, named_now: int) -> int:
        """Return how many backbones are to be among those sent in the end."""
        most = min(self.number.asked, self.sent + named_now)
        if self.form.backbone_of == FloorOf.DUE:
            return min(ceil(round(self.number.due, 9)), most)
        return ceil(round(self.form.backbone * most, 9))

    def _at_schools_with_room(self, rows: Rows) -> Bool:
        """Tell whose schools may still send somebody; all if one is watched, who is told why."""
        if self.state.log.watched >= 0:
            return np.ones(rows.size, dtype=np.bool_)
        room = self.most > self.county.went
        return np.asarray(room[self.state.teachers.post[rows]])

    def _spread(self, number: int, candidates: Rows) -> I64:
        """Return how many each school is to name."""
        s, home = self.state.sections, self.state.teachers.post[candidates]
        here = np.bincount(home, minlength=s.rows)
        room = np.minimum(np.maximum(0, self.most - self.county.went), here)
        if self.number.by_school is not None:
            return np.asarray(np.minimum(room, self.number.by_school - self.from_home))
        return spread(number, here, room)

    def _send(self, rows: Rows, offers: Bool, placed: Placed) -> None:
        t = self.state.teachers
        goes = placed.host != NOWHERE
        movers, to, back = rows[goes], placed.host[goes], placed.partner[goes]
        homes = t.post[movers].astype(np.int64)
        swaps = np.flatnonzero(back != NOWHERE)
        swaps = swaps[np.argsort(t.id[back[swaps]])]
        self.sent += movers.size
        self.backbones += int(t.backbone[movers].sum())
        self.offered += int(offers[goes].sum())
        self.swapped += swaps.size
        np.add.at(self.county.went, homes, 1)
        np.add.at(self.from_home, homes, 1)
        np.add.at(self.county.came, to, 1)
        self._move(
            np.concatenate((movers, back[swaps])),
            np.concatenate((homes, to[swaps])),
            np.concatenate((to, homes[swaps])),
        )

    def _move(self, rows: Rows, home: I64, to: I64) -> None:
        """Change duties, or posts, and note under which terms."""
        state, form, t = self.state, self.form, self.state.teachers
        if not rows.size:
            return
        self.county.roll.moved(rows, home, to)
        if form.post_moves:
            movement.move_post(state, rows, to, KIND, form.policy)
            return
        movement.move_duty(
            state,
            rows,
            to,
            KIND,
            form.policy,
            away=Away.OUTSIDE if form.outside else Away.EXCHANGE,
            until=state.year + form.years - 1,
            form=form_key(form.name),
        )
        t.exchange_km[rows] = 0.0 if form.outside else self.county.km[home, to]
        t.return_chance[rows], t.restarts_clock[rows] = form.return_chance, form.resets_clock
