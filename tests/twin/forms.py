"""Exchange by rule in plain Python: one form, one school, one teacher at a time."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.agents import pension
from teacherflow.codes import Away, Role, Sex, Stage, Status, Title
from teacherflow.terms.exchange import (
    EXCHANGE_MATCH,
    EXEMPTIONS,
    FORMS,
    Backfill,
    Basis,
    Chooser,
    Direction,
    FloorOf,
    Placing,
    Turn,
    Volunteers,
    form_key,
)
from teacherflow.terms.leave import STATUTE
from twin import feedback, matching
from twin.outlays import survey_weak
from twin.rounding import half_up, largest_remainder
from twin.seen import need_seen
from twin.supervision import weight
from twin.timetable import is_generalist, subject_gaps
from twin.worth import utility


def draw(world: Any, kind: str, decision: str, who: int, what: int = 0) -> float:
    return float(getattr(world.draws, kind)(decision, world.year, who, what))


def is_covered(world: Any, t: Any, who: Any) -> bool:
    """Conditions on the teacher and, with the prefix ``post.``, on the school of the post."""
    for where in who:
        owner = world.sections[t.post] if where.column.startswith("post.") else t
        if not where.low <= getattr(owner, where.column.removeprefix("post.")) <= where.high:
            return False
    return True


def is_host(section: Any, hosts: Any) -> bool:
    return all(w.low <= getattr(section, w.column) <= w.high for w in hosts)


def count_eligible(world: Any) -> None:
    for t in world.teachers:
        t.exchange_mask = 0
    forms = world.terms[FORMS]
    if not forms:
        feedback.set_factors(world, lambda form: 0)
        return
    survey(world)
    for place, form in enumerate(forms):
        if form.basis == Basis.ELIGIBLE:
            for t in addressed(world, form):
                t.exchange_mask += 1 << place
    feedback.set_factors(world, lambda form: asked(world, form))


def survey(world: Any) -> None:
    for t in world.teachers:
        if t.status == Status.ESTABLISHED:
            stays = t.sex == Sex.WOMAN and t.title >= Title.SENIOR
            if stays:
                luck = float(world.draws.uniform("leave.choose_55", 0, t.id))
                stays = luck >= world.parameters.leave.choose_55
            due = pension.STATUTES[world.terms[STATUTE]](t.birth, t.sex, stays)
            t.years_to_pension = (int(due) - world.september) / 12
        t.graduating = t.status == Status.ESTABLISHED and (
            draw(world, "uniform", "exchange.class", t.id) < 1 / grades_of(t.stage)
        )
    for s in world.sections:
        posts = sum(t.status == Status.ESTABLISHED for t in world.at_post(s.row))
        s.over_quota = max(0, posts - s.need) if s.open else 0
    survey_weak(world)


def grades_of(stage: int) -> int:
    return 6 if stage == Stage.PRIMARY else 3


def is_at_home(world: Any, t: Any) -> bool:
    return (
        t.status == Status.ESTABLISHED
        and t.away == Away.HOME
        and t.post >= 0
        and t.duty == t.post
        and t.duty_changed_year != world.year
    )


def is_fit(world: Any, t: Any) -> bool:
    p = world.parameters.exchange
    age = (world.september - t.birth) // 12
    of_age = t.sex == Sex.WOMAN and p.nursing_from <= age <= p.nursing_to
    if of_age and draw(world, "uniform", "exchange.nursing", t.id) < p.nursing:
        return False
    if draw(world, "uniform", "exchange.ill", t.id) < p.ill:
        return False
    return t.bond_until <= world.year


def may_leave(world: Any, section: int, subject: int) -> int:
    """How many of a subject may leave a school without taking the last one away."""
    staff = world.at_duty(section)
    of_subject = sum(t.subject == subject for t in staff)
    if is_generalist(world, world.sections[section], len(staff)):
        return min(of_subject, max(0, len(staff) - 1))
    return max(0, of_subject - 1)


def addressed(world: Any, form: Any) -> list[Any]:
    leaders_too = any(w.column == "role" for w in form.who)
    found = []
    for t in world.teachers:
        if not is_at_home(world, t) or (t.role != Role.TEACHER and not leaders_too):
            continue
        if not is_covered(world, t, form.who) or not is_fit(world, t):
            continue
        if may_leave(world, t.post, t.subject) < 1:
            continue
        if is_exempt(world, t, form):
            continue
        found.append(t)
    return found


def is_exempt(world: Any, t: Any, form: Any) -> bool:
    return any(exempts(world, t, item, form) for item in world.terms[EXEMPTIONS])


def exempts(world: Any, t: Any, item: Any, form: Any) -> bool:
    policy = form.name.split(".")[0]
    if item.form not in ("", form.name, policy) or not is_covered(world, t, item.who):
        return False
    if item.chance >= 1:
        return True
    return draw(world, "uniform", f"exchange.exempt.{item.name}", t.id) < item.chance


def bit(world: Any, form: Any) -> int:
    return 1 << [other.name for other in world.terms[FORMS]].index(form.name)


def asked(world: Any, form: Any, forms: Any = None) -> int:
    """How many a form is to send this year, beside the others as they stand."""
    amount = form.compliance * form.amount
    if form.basis == Basis.STAFF:
        held = sum(t.status == Status.ESTABLISHED and t.post >= 0 for t in world.teachers)
        return math.ceil(round(amount * held, 9))
    if form.basis == Basis.PERSONS:
        return half_up(amount)
    if form.basis in (Basis.SURPLUS, Basis.SCHOOL):
        return sum(by_school(world, form).values())
    if form.basis == Basis.SEEKERS:
        return len(addressed(world, form))
    alike = same_people(world.terms[FORMS] if forms is None else forms, form)
    people = sum(bool(t.exchange_mask & bit(world, alike[0])) for t in world.teachers)
    weights = [other.compliance * other.amount for other in alike]
    total = math.ceil(round(sum(weights) * people, 9))
    if not total:
        return 0
    parts = largest_remainder([w * total / sum(weights) for w in weights], total)
    return parts[alike.index(form)]


def by_school(world: Any, form: Any) -> dict[int, int]:
    """How many each school has to send: none where the form does not mean it."""
    amount = form.compliance * form.amount
    surplus = form.basis == Basis.SURPLUS
    of_post = [w for w in form.who if w.column.startswith("post.")]
    own = {
        s.row: math.floor(round(amount * (s.over_quota if surplus else s.open), 9))
        if all(w.low <= getattr(s, w.column.removeprefix("post.")) <= w.high for w in of_post)
        else 0
        for s in world.sections
    }
    return feedback.of_schools(world, form, own)


def same_people(forms: Any, form: Any) -> list[Any]:
    """The forms of a policy whose numbers are shares of the same people."""
    return [
        other
        for other in forms
        if other.basis == Basis.ELIGIBLE
        and other.who == form.who
        and other.name.split(".")[0] == form.name.split(".")[0]
    ]


def backbones_due(world: Any, form: Any, forms: Any, addressed: list[Any]) -> float:
    """How many backbones have to go if the floor is a share of the backbones who may."""
    if form.basis != Basis.ELIGIBLE:
        return float(form.backbone * form.compliance * sum(t.backbone for t in addressed))
    flag = bit(world, form)
    may = sum(bool(t.exchange_mask & flag and t.backbone) for t in world.teachers)
    amounts = sum(other.amount for other in same_people(forms, form))
    if not amounts:
        return 0.0
    return float(form.backbone * form.compliance * may * form.amount / amounts)


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


def effects_seen(world: Any) -> dict[int, float]:
    noise, found = world.parameters.transfer.seen_noise, {}
    for stage in Stage:
        people = [t for t in world.teachers if t.stage == stage]
        if not people:
            continue
        effects = [t.talent + t.coaching for t in people]
        mean = sum(effects) / len(effects)
        variance = sum((e - mean) ** 2 for e in effects) / len(effects)
        for t, e in zip(people, effects, strict=True):
            seen = e + noise * draw(world, "normal", "exchange.seen", t.id)
            found[t.id] = (seen - mean) / math.sqrt(variance + noise**2)
    return found


def most(share: float, staff: int) -> int:
    return max(1, math.floor(round(share * staff, 9)))


class Sending:
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

    # what the bureau knows of hosts
    def look(self) -> None:
        world, form, p = self.world, self.form, self.world.parameters.exchange
        self.here = {s.row: len(world.at_duty(s.row)) for s in world.sections}
        self.gap, self.room, self.short = {}, {}, {}
        self.weight = {s.row: weight(world, s) for s in world.sections}
        gaps = subject_gaps(world)
        for s in world.sections:
            self.gap[s.row] = (need_seen(world, s) - self.here[s.row]) / max(1, s.need)
            self.room[s.row] = most(form.in_most, self.staff[s.row]) - self.came[s.row]
            if form.post_moves and form.backfill == Backfill.NONE:
                posts = sum(t.status == Status.ESTABLISHED for t in world.at_post(s.row))
                special = sum(t.status == Status.TEGANG for t in world.at_duty(s.row))
                free = max(0, s.target - posts - special)
                self.room[s.row] = min(self.room[s.row], free)
            if form.to_shortage:
                self.room[s.row] = min(self.room[s.row], s.need - self.here[s.row])
            every = is_generalist(world, s, self.here[s.row])
            self.short[s.row] = [g > 0 or every for g in gaps[s.row]]
        self.pool = [
            t
            for t in world.teachers
            if is_at_home(world, t)
            and t.role == Role.TEACHER
            and (world.september - t.birth) / 12 < p.swap_age
            and is_fit(world, t)
            and not is_exempt(world, t, form)
            and is_covered(world, t, form.back)
        ]

    def km(self, a: int, b: int) -> float:
        one, two = self.world.sections[a], self.world.sections[b]
        return 1.3 * math.hypot(one.x - two.x, one.y - two.y)

    def is_open(self, a: int, b: int) -> bool:
        home, host, form = self.world.sections[a], self.world.sections[b], self.form
        if a == b or not host.open or home.stage != host.stage or self.room[b] <= 0:
            return False
        if not is_host(host, form.hosts) or self.km(a, b) > form.km_most + 1e-9:
            return False
        if form.scope and getattr(home, form.scope) != getattr(host, form.scope):
            return False
        if form.scope == "group" and home.group < 0:
            return False
        level = host.zone - home.zone
        return {
            Direction.ANY: True,
            Direction.SAME: level == 0,
            Direction.DOWN: level < 0,
            Direction.UP: level > 0,
            Direction.DOWN_OR_WEAK: level < 0 or (level == 0 and host.weak),
        }[form.direction]

    def partners(self, host: int, subject: int) -> list[Any]:
        found = [t for t in self.pool if t.post == host and t.subject == subject]
        return sorted(found, key=lambda t: (self.seen[t.id], t.id))

    def costs(self, t: Any) -> dict[int, float]:
        """Kilometres that each possible host costs the bureau."""
        p, found = self.world.parameters.exchange, {}
        for s in self.world.sections:
            if not self.is_open(t.post, s.row):
                continue
            pressed = self.weight[s.row] if self.gap[s.row] > 0 else 1.0
            cost = self.km(t.post, s.row) - p.gap_km * self.gap[s.row] * pressed
            if self.form.backfill == Backfill.SWAP:
                if not self.partners(s.row, t.subject):
                    continue
            else:
                second = t.second_subject >= 0 and self.short[s.row][t.second_subject]
                if not (self.short[s.row][t.subject] or second):
                    cost += p.mismatch_km
            found[s.row] = cost
        return found

    def likely(self, t: Any) -> tuple[int, float]:
        costs = self.costs(t)
        return min(
            ((row, c) for row, c in costs.items()), key=lambda x: x[1], default=(-1, math.inf)
        )

    # who offers, who is named
    def worth(self, t: Any, host: int) -> float:
        kept = t.away, t.away_form, t.exchange_km
        if not self.form.post_moves:
            t.away, t.away_form = int(Away.EXCHANGE), form_key(self.form.name)
            t.exchange_km = self.km(t.post, host)
        u = utility(self.world, t, self.world.sections[host])
        t.away, t.away_form, t.exchange_km = kept
        return u

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
        parts, free = dict.fromkeys(here, 0), [row for row in here if here[row] and cap[row]]
        while number > 0 and free:
            people = sum(here[row] for row in free)
            wanted = largest_remainder([here[row] * number / people for row in free], number)
            full = [row for row, n in zip(free, wanted, strict=True) if n >= cap[row]]
            if not full:
                parts.update(zip(free, wanted, strict=True))
                break
            for row in full:
                parts[row] = cap[row]
                number -= cap[row]
            free = [row for row in free if row not in full]
        return parts

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

    # where they go
    def place(self, movers: list[Any]) -> dict[int, int]:
        match = self.world.terms[EXCHANGE_MATCH]
        self.traded: dict[int, Any] = {}
        if match == "deferred":
            return self.offer(movers)
        if match == "deferred_protected":
            return self.offer_protected(movers)
        if match == "to_be":
            return self.trade(movers)
        if match != "as_placing":
            return {"serial": self.prefer, "optimal": self.assign}[match](movers)
        rule = {
            Placing.NEED: self.assign,
            Placing.RANDOM: self.draw_lots,
            Placing.PREFERENCE: self.prefer,
        }
        return rule[self.form.placing](movers)

    def assign(self, movers: list[Any]) -> dict[int, int]:
        found = {}
        for stage in Stage:
            mine = [t for t in movers if t.stage == stage]
            costs = [self.costs(t) for t in mine]
            hosts = sorted({row for cost in costs for row in cost})
            seats = [(row, k) for row in hosts for k in range(min(self.room[row], len(mine)))]
            table = [
                [self.seat_cost(t, cost, *seat) for seat in seats]
                + [1e6] * len(mine)  # to stay at home
                for t, cost in zip(mine, costs, strict=True)
            ]
            for t, column in zip(mine, cheapest(table), strict=True):
                if column < len(seats) and seats[column][0] in self.costs(t):
                    found[t.id] = seats[column][0]
        return found

    def seat_cost(self, t: Any, cost: dict[int, float], row: int, k: int) -> float:
        if row not in cost:
            return 1e8
        p = self.world.parameters.exchange
        tie = 1e-6 * draw(self.world, "uniform", "exchange.place", t.id, row)
        return cost[row] + p.gap_km * k / max(1, self.world.sections[row].need) + tie

    def draw_lots(self, movers: list[Any]) -> dict[int, int]:
        lot = lambda t, row: draw(self.world, "uniform", "exchange.host", t.id, row)
        return self.in_turn(movers, lot)

    def prefer(self, movers: list[Any]) -> dict[int, int]:
        return self.in_turn(movers, lambda t, row: -self.worth(t, row))

    def offer(self, movers: list[Any]) -> dict[int, int]:
        worth = {t.id: {row: self.worth(t, row) for row in self.costs(t)} for t in movers}
        wishes = {i: sorted(w, key=lambda row, w=w: -w[row]) for i, w in worth.items()}
        best_first = sorted(worth, key=lambda i: -self.seen[i])
        room = {s.row: max(0, self.room[s.row]) for s in self.world.sections}
        return matching.deferred(wishes, dict.fromkeys(room, best_first), room)

    def wanted(self, t: Any) -> dict[int, float]:
        """Hosts that somebody prefers to the present place; all of them for who seeks service."""
        worth = {row: self.worth(t, row) for row in self.costs(t)}
        if t.seeks_service > 0:
            return worth
        now = utility(self.world, t, self.world.sections[t.duty], own_work=True)
        return {row: u for row, u in worth.items() if u > now}

    def offer_protected(self, movers: list[Any]) -> dict[int, int]:
        """DA*, with a place of one's own for everybody that nobody else may take."""
        worth = {t.id: self.wanted(t) for t in movers}
        wishes = {i: sorted(w, key=lambda row, w=w: -w[row]) for i, w in worth.items()}
        best_first = sorted(worth, key=lambda i: -self.seen[i])
        room = {s.row: max(0, self.room[s.row]) for s in self.world.sections}
        home = {i: -1 - at for at, i in enumerate(worth)}
        ranking = dict.fromkeys(room, best_first)
        vacant = {**room, **dict.fromkeys(home.values(), 0)}
        return matching.deferred_protected(wishes, ranking, vacant, home)

    def trade(self, movers: list[Any]) -> dict[int, int]:
        """In turn each takes a place that is free, or one whose holder is seen to be no better."""
        found: dict[int, int] = {}
        room, swaps = dict(self.room), self.form.backfill == Backfill.SWAP
        for t in self.turns(movers):
            worth = {row: u for row, u in self.wanted(t).items() if room[row] > 0}
            for row in sorted(worth, key=lambda row: -worth[row]):
                fit = [
                    o
                    for o in (self.partners(row, t.subject) if swaps else [])
                    if o not in self.traded.values() and self.seen[o.id] <= self.seen[t.id]
                ]
                if swaps and not fit:
                    continue
                if swaps:
                    self.traded[t.id] = fit[-1]
                found[t.id] = row
                room[row] -= 1
                break
        return found

    def turns(self, movers: list[Any]) -> list[Any]:
        turn = {t.id: draw(self.world, "uniform", "exchange.turn", t.id) for t in movers}
        points = {t.id: t.rural_years if self.form.turn == Turn.POINTS else 0.0 for t in movers}
        return sorted(movers, key=lambda t: (-points[t.id], turn[t.id], t.id))

    def in_turn(self, movers: list[Any], value: Any) -> dict[int, int]:
        found: dict[int, int] = {}
        room, taken = dict(self.room), {}
        for t in self.turns(movers):
            possible = [row for row in self.costs(t) if room[row] > 0]
            if self.form.backfill == Backfill.SWAP:
                possible = [
                    row
                    for row in possible
                    if len(self.partners(row, t.subject)) > taken.get((row, t.subject), 0)
                ]
            if possible:
                best = min(possible, key=lambda row: value(t, row))
                found[t.id] = best
                room[best] -= 1
                taken[best, t.subject] = taken.get((best, t.subject), 0) + 1
        return found

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


def cheapest(table: list[list[float]]) -> list[int]:
    """Give every row a column of its own at the least sum: augmenting paths with potentials."""
    n = len(table)
    if not n:
        return []
    m = len(table[0])
    u, v = [0.0] * (n + 1), [0.0] * (m + 1)
    match, way = [0] * (m + 1), [0] * (m + 1)
    for i in range(1, n + 1):
        match[0], at = i, 0
        least, used = [math.inf] * (m + 1), [False] * (m + 1)
        while True:
            used[at] = True
            row, delta, nxt = match[at], math.inf, 0
            for j in range(1, m + 1):
                if not used[j]:
                    reduced = table[row - 1][j - 1] - u[row] - v[j]
                    if reduced < least[j]:
                        least[j], way[j] = reduced, at
                    if least[j] < delta:
                        delta, nxt = least[j], j
            for j in range(m + 1):
                if used[j]:
                    u[match[j]] += delta
                    v[j] -= delta
                else:
                    least[j] -= delta
            at = nxt
            if match[at] == 0:
                break
        while at:
            match[at] = match[way[at]]
            at = way[at]
    columns = [0] * n
    for j in range(1, m + 1):
        if match[j]:
            columns[match[j] - 1] = j - 1
    return columns
