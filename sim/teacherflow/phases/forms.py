"""Exchange by rule (交流轮岗): every form in force names, places and sends its teachers.

Forms are settled one after another by rank; those that move the post in phase transfer, the others
in phase exchange. A form whose number is a share reckons it once for the county, from those who
were eligible before anybody was taken; forms of one policy that mean the same people divide one
number. The number is spread over the schools in proportion to their eligible, nobody above the cap.
Those for whom no host is found stay, and their schools, or others, name somebody else, in at most
three rounds.
"""

from __future__ import annotations

from itertools import groupby
from math import ceil

import numpy as np
from numpy.typing import NDArray

from teacherflow import movement, staffing
from teacherflow.agents.sending import spread
from teacherflow.apportion import apportion, nearest
from teacherflow.codes import Away
from teacherflow.columns import F64, I64, Bool
from teacherflow.log import Exchanged
from teacherflow.phases.eligibility import at_home, available, eligible
from teacherflow.phases.hosts import Hosts, Placed, may_be_sent_back, most
from teacherflow.phases.naming import effect_seen, named, order_of, volunteers
from teacherflow.roads import road_kms
from teacherflow.state import NOWHERE, State
from teacherflow.terms.exchange import FORMS, Basis, Form, Volunteers, form_key

type Rows = NDArray[np.int64]

ROUNDS = 3
KIND = "exchange_out"


def settle_forms(state: State, *, post_moves: bool) -> None:
    """Send the teachers of all forms that move the post, or of all that do not."""
    forms = [form for form in state.terms[FORMS] if form.post_moves == post_moves]
    if not forms:
        return
    asked, counted = numbers(state)
    staff = staffing.on_duty(state)
    went, came = np.zeros_like(staff), np.zeros_like(staff)
    seen = effect_seen(state)
    for form in forms:
        _Sending(state, form, staff, went, came, seen).settle(asked[form.name], counted[form.name])


def numbers(state: State) -> tuple[dict[str, int], dict[str, int]]:
    """Return how many each form is to send, and of how many eligible this is a share.

    Raises
    ------
    ValueError
        If a form counts by pairs of schools, which are not paired in this model.
    """
    asked: dict[str, int] = {}
    counted: dict[str, int] = {}
    for form in state.terms[FORMS]:
        asked[form.name], counted[form.name] = _number(state, form), 0
    shares = [form for form in state.terms[FORMS] if form.basis == Basis.ELIGIBLE]
    for _, alike in groupby(sorted(shares, key=_people), key=_people):
        group = list(alike)
        people = eligible(state, group[0])
        weights = [form.compliance * form.amount for form in group]
        total = ceil(round(sum(weights) * people, 9))
        parts = apportion(weights, total) if total else np.zeros(len(group), dtype=np.int64)
        for form, part in zip(group, parts.tolist(), strict=True):
            asked[form.name] = part
        counted[group[0].name] = people
    return asked, counted


def _people(form: Form) -> tuple[str, str]:
    return form.policy, repr(form.who)


def _number(state: State, form: Form) -> int:
    """Return the number of a form that is no share of the eligible."""
    amount = form.compliance * form.amount
    if form.basis == Basis.STAFF:
        return ceil(round(amount * int(movement.holds_post(state).sum()), 9))
    if form.basis == Basis.PERSONS:
        return int(nearest(amount))
    if form.basis == Basis.SURPLUS:
        return int(_of_surplus(state, form).sum())
    if form.basis == Basis.PAIRS:
        raise ValueError(f"{FORMS.name}: {form.name} counts by pairs, and no schools are paired")
    return 0


def _of_surplus(state: State, form: Form) -> I64:
    per_post = form.compliance * form.amount
    return np.floor(np.round(per_post * state.sections.over_quota, 9)).astype(np.int64)


class _Sending:
    """One form in one year: who is left to be named, and what was done."""

    def __init__(
        self, state: State, form: Form, staff: I64, went: I64, came: I64, seen: F64
    ) -> None:
        self.state, self.form, self.seen = state, form, seen
        self.staff, self.went, self.came = staff, went, came
        self.rows = available(state, form)
        self.sent = self.backbones = self.offered = self.swapped = 0
        self.from_home = np.zeros_like(staff)

    def settle(self, asked: int, counted: int) -> None:
        """Name, place and send in rounds, and write down what was done."""
        state, form = self.state, self.form
        asked = self.rows.size if form.basis == Basis.SEEKERS else asked
        if asked and self.rows.size:
            hosts = self._hosts()
            offers = volunteers(state, form, hosts, self.rows)
            if form.volunteers == Volunteers.ONLY:
                self.rows, offers = self.rows[offers], offers[offers]
            for later in range(ROUNDS):
                if self.sent >= asked or not self.rows.size:
                    break
                stays = self._round(asked, offers, self._hosts() if later else hosts)
                self.rows, offers = self.rows[stays], offers[stays]
        if state.log.keeping:
            state.log.exchanges.append(
                Exchanged(
                    state.year,
                    form.name,
                    counted,
                    asked,
                    self.sent,
                    self.backbones,
                    self.offered,
                    self.swapped,
                )
            )

    def _hosts(self) -> Hosts:
        pool = may_be_sent_back(self.state)
        return Hosts(self.state, self.form, self.staff, self.came, pool)

    def _round(self, asked: int, offers: Bool, hosts: Hosts) -> Bool:
        """Send once; return who of the candidates may still be named."""
        state, rows = self.state, self.rows
        can = np.isfinite(hosts.likely(rows)[1]) & at_home(state)[rows]
        some = np.flatnonzero(can)
        candidates = rows[some]
        place = order_of(state, self.form, hosts, candidates, self.seen)
        number = self._spread(asked - self.sent, candidates)
        floor = min(asked, self.sent + int(number.sum()))
        least = ceil(round(self.form.backbone * floor, 9)) - self.backbones
        goes, for_floor = named(state, candidates, offers[some], place, number, least)
        self._tell(candidates, offers[some], place, number, goes, for_floor)
        movers = candidates[goes]
        hosts.leaving(movers)
        self._send(movers, offers[some][goes], hosts.place(movers, self.seen))
        stays = can.copy()
        stays[some[goes]] = False
        if not goes.any():
            stays[:] = False
        return np.asarray(stays)

    def _spread(self, number: int, candidates: Rows) -> I64:
        """Return how many each school is to name."""
        s, home = self.state.sections, self.state.teachers.post[candidates]
        here = np.bincount(home, minlength=s.rows)
        room = np.maximum(0, most(self.form.out_most, self.staff) - self.went)
        room = np.minimum(room, here)
        if self.form.basis == Basis.SURPLUS:
            left = _of_surplus(self.state, self.form) - self.from_home
            return np.asarray(np.minimum(room, left))
        return spread(number, here, room)

    def _send(self, rows: Rows, offers: Bool, placed: Placed) -> None:
        state, form, t = self.state, self.form, self.state.teachers
        goes = placed.host != NOWHERE
        movers, to, back = rows[goes], placed.host[goes], placed.partner[goes]
        homes = t.post[movers].astype(np.int64)
        for row in rows[~goes].tolist():
            state.log.tell(state.year, int(t.id[row]), "exchange.no_host", form=form.name)
        swaps = np.flatnonzero(back != NOWHERE)
        swaps = swaps[np.argsort(t.id[back[swaps]])]
        for i in swaps.tolist():
            other = int(t.id[movers[i]])
            state.log.tell(
                state.year, int(t.id[back[i]]), "exchange.swap", form=form.name, other=other
            )
        self.sent += movers.size
        self.backbones += int(t.backbone[movers].sum())
        self.offered += int(offers[goes].sum())
        self.swapped += swaps.size
        np.add.at(self.went, homes, 1)
        np.add.at(self.from_home, homes, 1)
        np.add.at(self.came, to, 1)
        self._move(np.concatenate((movers, back[swaps])), np.concatenate((to, homes[swaps])))

    def _move(self, rows: Rows, to: I64) -> None:
        """Change duties, or posts, and note under which terms."""
        state, form, t = self.state, self.form, self.state.teachers
        if not rows.size:
            return
        if form.post_moves:
            movement.move_post(state, rows, to, KIND, form.policy)
            return
        s, home = state.sections, t.post[rows]
        movement.move_duty(
            state,
            rows,
            to,
            KIND,
            form.policy,
            away=Away.EXCHANGE,
            until=state.year + form.years - 1,
            form=form_key(form.name),
        )
        t.exchange_km[rows] = road_kms(s.x[home] - s.x[to], s.y[home] - s.y[to])
        t.return_chance[rows], t.restarts_clock[rows] = form.return_chance, form.resets_clock

    def _tell(
        self, rows: Rows, offers: Bool, place: I64, number: I64, goes: Bool, for_floor: Bool
    ) -> None:
        """Tell the person watched how the naming went."""
        state, t = self.state, self.state.teachers
        at = np.flatnonzero(t.id[rows] == state.log.watched)
        if state.log.watched < 0 or not at.size:
            return
        me = int(at[0])
        mine = t.post[rows] == t.post[rows[me]]
        state.log.tell(
            state.year,
            state.log.watched,
            "exchange.named" if goes[me] else "exchange.kept",
            form=self.form.name,
            rank=int((place[mine] < place[me]).sum()) + 1,
            among=int(mine.sum()),
            sends=int(number[t.post[rows[me]]]),
            chosen_by=self.form.chosen_by.name.lower(),
            volunteer=bool(offers[me]),
            for_floor=bool(for_floor[me]),
        )
