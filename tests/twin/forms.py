"""Exchange by rule in plain Python: one form, one school, one teacher at a time."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Away, Title
from teacherflow.terms.exchange import (
    Backfill,
    Basis,
    Chooser,
    FloorOf,
    Volunteers,
    form_key,
)
from twin import feedback
from twin.eligible import (
    addressed,
    asked,
    backbones_due,
    bit,
    by_school,
    draw,
    effects_seen,
    grades_of,
    is_at_home,
    may_leave,
    most,
)
from twin.placing import Placement
from twin.rounding import spread
from twin.timetable import is_generalist
from twin.worth import utility


def settle_forms(world: Any, *, post_moves: bool) -> None:
    every = feedback.adapted(world)
    forms = [form for form in every if form.post_moves == post_moves]
    if not forms:
        return
    numbers = {
        form.name: asked(world, form, every) for form in forms if form.basis != Basis.SEEKERS
    }  # before anybody goes
    staff = {s.row: len(world.at_duty(s.row)) for s in world.sections}
    seen = effects_seen(world)
    went, came = dict.fromkeys(staff, 0), dict.fromkeys(staff, 0)
    for form in forms:
        number = numbers.get(form.name)
        Sending(world, form, every, staff, seen, went, came).settle(number)


class Sending(Placement):
    """One form in one year: who is named, and where each is sent."""

    def __init__(
        self, world: Any, form: Any, every: Any, staff: Any, seen: Any, went: Any, came: Any
    ) -> None:
        self.world, self.form, self.staff, self.seen = world, form, staff, seen
        self.went, self.came = went, came
        self.mine = dict.fromkeys(staff, 0)
        self.sent = self.backbones = 0
        if form.basis == Basis.ELIGIBLE:
            flag = bit(world, form)
            self.people = [
                t for t in world.teachers if t.exchange_mask & flag and is_at_home(world, t)
            ]
        else:
            self.people = addressed(world, form)
        self.due = backbones_due(world, form, every, self.people)

    def settle(self, number: int | None) -> None:
        number = len(self.people) if number is None else number
        if not number or not self.people:
            return
        if self.form.outside:
            self.send_outside(number)
            return
        self.look()
        self.offers = {t.id: self.volunteers(t) for t in self.people}
        if self.form.volunteers == Volunteers.ONLY:
            self.people = [t for t in self.people if self.offers[t.id]]
        for _ in range(3):
            if self.sent >= number or not self.people:
                return
            if not self.one_round(number):
                return

    def send_outside(self, number: int) -> None:
        """Out of the county: no host is looked for, and nobody offers."""
        self.offers = {t.id: False for t in self.people}
        order = {t.id: self.order(t) for t in self.people}
        share = self.spread(number, self.people)
        floor = min(number, sum(share.values()))
        goes = self.named(
            self.people, order, share, math.ceil(round(self.form.backbone * floor, 9))
        )
        world, form = self.world, self.form
        for t in self.people:
            if t.id in goes:
                self.went[t.post] += 1
                until, key = world.year + form.years - 1, form_key(form.name)
                cause = form.name.split(".")[0]
                world.move_duty(t, -1, "exchange_out", cause, Away.OUTSIDE, until=until, form=key)
                t.exchange_km, t.return_chance = 0.0, form.return_chance
                t.restarts_clock = form.resets_clock

    def volunteers(self, t: Any) -> bool:
        world = self.world
        if self.form.basis == Basis.SEEKERS:
            return True
        host = self.likely(t)[0]
        if self.form.volunteers == Volunteers.NONE or host < 0:
            return False
        if t.seeks_service > 0:
            return True
        now = utility(world, t, world.sections[t.duty], own_work=True)
        taste = draw(world, "gumbel", "exchange.volunteer", t.id)
        least = now - world.parameters.exchange.volunteer_margin
        return self.worth(t, host) > least + taste / world.parameters.utility.choice_scale

    def order(self, t: Any) -> tuple[float, ...]:
        if self.form.chosen_by == Chooser.LOTTERY:
            return (draw(self.world, "uniform", "exchange.lottery", t.id), t.id)
        if self.form.chosen_by == Chooser.BUREAU:
            cost = 0.0 if self.form.outside else round(self.likely(t)[1], 9)
            return (cost, -self.seen[t.id], t.id)
        return (self.keeping(t), t.id)

    def keeping(self, t: Any) -> float:
        world, p = self.world, self.world.parameters.exchange
        s, staff = world.sections[t.post], world.at_duty(t.post)
        grades = grades_of(s.stage)
        heads = min(1.0, s.classes / max(1, len(staff)))
        in_class = 1 - (1 - heads) * (1 - 1 / grades)
        k = p.keep_effect * self.seen[t.id]
        k += p.keep_backbone * t.backbone
        k += p.keep_senior * (t.title >= Title.SENIOR)
        if draw(world, "uniform", "exchange.class", t.id) < in_class:
            k += p.keep_class
        k += p.keep_connected * t.connected
        k += p.keep_tenure * min(t.tenure, 20) / 20
        teach = world.parameters.teach
        load = (teach.standard_primary, teach.standard_junior)[s.stage]
        if is_generalist(world, s, len(staff)):
            spare = (len(staff) - 1) * load - sum(s.required)
        else:
            spare = (sum(o.subject == t.subject for o in staff) - 1) * load - s.required[t.subject]
        return k - p.spare_subject * (spare >= -1e-9)

    def one_round(self, number: int) -> bool:
        world, form = self.world, self.form
        self.look()
        can = [t for t in self.people if is_at_home(world, t) and math.isfinite(self.likely(t)[1])]
        order = {t.id: self.order(t) for t in can}
        share = self.spread(number - self.sent, can)
        floor = min(number, self.sent + sum(share.values()))
        least = math.ceil(round(form.backbone * floor, 9))
        if form.backbone_of == FloorOf.DUE:
            least = min(math.ceil(round(self.due, 9)), floor)
        goes = self.named(can, order, share, least - self.backbones)
        if not goes:
            return False
        movers = [t for t in can if t.id in goes]
        self.pool = [t for t in self.pool if t.id not in goes]
        self.people = [t for t in can if t.id not in goes]
        self.send(movers, self.place(movers))
        return True

    def spread(self, number: int, can: list[Any]) -> dict[int, int]:
        here = {row: sum(t.post == row for t in can) for row in self.staff}
        cap = {
            row: min(here[row], max(0, most(self.form.out_most, self.staff[row]) - self.went[row]))
            for row in self.staff
        }
        if self.form.basis in (Basis.SURPLUS, Basis.SCHOOL):
            over = by_school(self.world, self.form)
            return {row: min(cap[row], over[row] - self.mine[row]) for row in cap}
        return spread(number, here, cap)

    def named(self, can: list[Any], order: Any, share: Any, least: int) -> set[int]:
        queue = sorted(can, key=lambda t: (not self.offers[t.id], order[t.id]))
        may, taken = [], {}
        for t in queue:
            n = taken[t.post, t.subject] = taken.get((t.post, t.subject), 0) + 1
            if n <= may_leave(self.world, t.post, t.subject):
                may.append(t)
        goes: dict[int, Any] = {}
        for row in share:
            for t in [t for t in may if t.post == row][: max(0, share[row])]:
                goes[t.id] = t
        lacking = least - sum(t.backbone for t in goes.values())
        waiting = [t for t in may if t.backbone and t.id not in goes]
        queued = lambda t: (not self.offers[t.id], order[t.id])
        for t in sorted(waiting, key=lambda t: order[t.id]):
            others = [o for o in goes.values() if o.post == t.post and not o.backbone]
            if lacking > 0 and others:
                del goes[max(others, key=queued).id]
                goes[t.id] = t
                lacking -= 1
        return set(goes)

    def send(self, movers: list[Any], hosts: dict[int, int]) -> None:
        world, form = self.world, self.form
        policy, moves, back = form.name.split(".")[0], [], []
        for t in sorted(movers, key=lambda t: t.id):
            if t.id not in hosts:
                continue
            host = hosts[t.id]
            if form.backfill == Backfill.SWAP:
                partners = [
                    o for o in self.partners(host, t.subject) if o not in [b for b, _ in back]
                ]
                if not partners:
                    continue
                back.append((self.traded.get(t.id, partners[-1]), t.post))
            moves.append((t, host))
        for t, host in moves:
            self.sent += 1
            self.backbones += t.backbone
            self.went[t.post] += 1
            self.mine[t.post] += 1
            self.came[host] += 1
        for t, to in [*moves, *sorted(back, key=lambda pair: pair[0].id)]:
            if form.post_moves:
                world.move_post(t, to, "exchange_out", policy)
                continue
            km = self.km(t.post, to)
            world.move_duty(
                t,
                to,
                "exchange_out",
                policy,
                Away.EXCHANGE,
                until=world.year + form.years - 1,
                form=form_key(form.name),
            )
            t.exchange_km, t.return_chance = km, form.return_chance
            t.restarts_clock = form.resets_clock
