"""Phase appoint in plain Python: one unit, one applicant, one placement at a time (县管校聘)."""

from __future__ import annotations

import math
from collections import Counter
from statistics import NormalDist
from typing import Any

from teacherflow.codes import Away, Sex, Status, Title, Zone
from teacherflow.terms.appoint import (
    ADOPTION,
    APPLICATIONS,
    AUDIT,
    BINDING,
    COMPONENTS,
    CUT,
    DISMISSAL,
    LEVELS,
    OWN_SHARE,
    PLACEMENT,
    PLACEMENT_MATCH,
    PROTECTED,
    PUBLICITY,
    ROUND,
    UPWARD,
    WAITING,
    YEARS_RUNNING,
)
from teacherflow.terms.leave import EARLY, STATUTE
from teacherflow.terms.pay import Felt
from teacherflow.terms.transfer import THRESHOLD
from twin.rounding import half_up, shares
from twin.timetable import is_generalist, subject_gaps
from twin.transfer import ANY, ask_subjects, posts, standard_of, vacancies
from twin.worth import basic_pay, drawn, pay_at, utility

NEVER = 1e6


def appoint(world: Any) -> None:
    if world.terms[DISMISSAL]:
        for t in world.teachers:
            if t.status == Status.ESTABLISHED and t.failed_twice == world.year - 1:
                end(world, t, "dismiss", cause(world, DISMISSAL))
    due = [t for t in world.teachers if is_due(world, t)]
    if world.terms[ROUND] or due:
        Round(world).settle(due)
    if world.terms[BINDING]:
        bind_all(world)
    cost = world.terms[WAITING].training_yuan * sum(
        t.away == Away.WAITING and t.waiting_since > 0 for t in world.teachers
    )
    if cost and world.keeping:
        world.spending.append(
            (world.year, cause(world, WAITING), "waiting_training", "county", cost)
        )


def bind_all(world: Any, lost: list[Any] | None = None) -> dict[int, int]:
    """Vacancies beyond the posts agreed go to schools of other units whose target is below need.

    Posts of ``lost`` count as vacant. Returns the posts opened, by section.
    """
    closed, opened = [0, 0], {}
    given_up = Counter(t.post for t in lost or [])
    for unit in world.units:
        mine = [s for s in world.sections if s.unit == unit.row and s.open]
        stay = {s.row: posts(world, s.row) - given_up[s.row] for s in mine}
        free = [true_vacancies(world, s, given_up[s.row]) for s in mine]
        allowed = max(0, unit.agreed_posts - sum(stay.values()))
        if unit.agreed_posts >= 0 and sum(free) > allowed:
            for s, v, left in zip(mine, free, shares(free, allowed), strict=True):
                s.target -= v - left
                closed[s.stage] += v - left
    for stage in (0, 1):
        others = [
            s
            for s in world.sections
            if s.stage == stage and s.open and world.units[s.unit].agreed_posts < 0
        ]
        short = [max(0, s.need - s.target) for s in others]
        if sum(short):
            more = shares(short, min(closed[stage], sum(short)))
            for s, n in zip(others, more, strict=True):
                s.target += n
                opened[s.row] = n
    return opened


def true_vacancies(world: Any, section: Any, given_up: int) -> int:
    tegang = sum(t.status == Status.TEGANG for t in world.at_duty(section.row))
    return max(0, section.target - posts(world, section.row) + given_up - tegang)


def uniform(world: Any, decision: str, who: int, what: int = 0) -> float:
    return float(world.draws.uniform(decision, world.year, who, what))


def end(world: Any, t: Any, kind: str, why: str) -> None:
    world.stages[t.stage].exits += 1
    world.end(t, kind, why)


def cause(world: Any, *terms: Any) -> str:
    """The policy that claims the first of the terms that anybody claims; first by name."""
    claimed = [world.terms.claimants[term] for term in terms if term in world.terms.claimants]
    return min(name for name, _ in claimed[0]) if claimed else "competitive_hiring"


def is_due(world: Any, t: Any) -> bool:
    years = math.ceil(world.terms[WAITING].months / 12)
    return t.away == Away.WAITING and t.waiting_since > 0 and t.waiting_since + years <= world.year


class Round:
    """The round of one year; without a round only the placement of those whose waiting is over."""

    def __init__(self, world: Any) -> None:
        self.world, self.held = world, world.terms[ROUND]
        self.gaps = [list(row) for row in subject_gaps(world)]
        self.generalist = [
            is_generalist(world, s, len(world.at_duty(s.row))) for s in world.sections
        ]
        self.staff: list[list[Any]] = [[] for _ in world.units]
        for t in world.teachers:
            if t.status == Status.ESTABLISHED and t.post >= 0:
                self.staff[self.unit_of(t)].append(t)
        self.number = [len(staff) for staff in self.staff]
        self.share = [half_up(self.need_share(u.row)) for u in world.units]
        self.adopts = [self.held and self.adopted(u) for u in world.units]
        self.posts = [self.posts_of(u.row) for u in world.units]
        free = [0] * len(world.units)
        for s in world.sections:
            free[s.unit] += vacancies(world, s) if s.open else 0
        self.most = [
            m if m < n else n + v for m, n, v in zip(self.posts, self.number, free, strict=True)
        ]
        self.free = free
        self.unplaced: list[Any] = []
        self.moved: set[int] = set()

    def unit_of(self, t: Any) -> int:
        return int(self.world.sections[t.post].unit)

    def need_share(self, unit: int) -> float:
        world, share = self.world, 0.0
        for stage in (0, 1):
            everywhere = sum(s.need for s in world.sections if s.stage == stage)
            mine = sum(s.need for s in world.sections if s.stage == stage and s.unit == unit)
            share += mine * world.stages[stage].total / everywhere if everywhere else 0.0
        return share

    def adopted(self, unit: Any) -> bool:
        world, rule = self.world, self.world.terms[ADOPTION]
        if not self.staff[unit.row]:
            return False
        years = world.terms[YEARS_RUNNING]
        known = years + 1 + rule.earlier * world.terms[PUBLICITY]
        chance = rule.ceiling * (1 - math.exp(-known / rule.speed))
        chance *= 1 - rule.loss * unit.unplaced_share
        chance += rule.gain * world.terms[PUBLICITY]
        return uniform(world, "appoint.adopt", unit.row) < min(1.0, max(0.0, chance))

    def posts_of(self, unit: int) -> int:
        n = self.number[unit]
        if not self.adopts[unit]:
            return n
        kept = math.ceil(round((1 - self.world.terms[CUT]) * n, 9))
        return max(min(self.share[unit], n), kept)

    def settle(self, due: list[Any]) -> None:
        if self.held:
            self.mark_direct()
            self.score_all()
            for t in self.world.teachers:
                t.loss_risk = 0.0
            if self.world.terms[UPWARD] is not None:
                self.upward()
            for unit in self.world.units:
                unit.adopted, unit.unplaced_share = self.adopts[unit.row], 0.0
                is_cut = self.posts[unit.row] < self.number[unit.row]
                unit.agreed_posts = self.posts[unit.row] if is_cut else -1
                if self.adopts[unit.row]:
                    self.own_round(unit)
                    if self.world.terms[LEVELS]:
                        self.appoint_levels(unit)
        self.open_rooms()
        self.cross_school()
        self.place(due)

    # 2 direct appointment
    def mark_direct(self) -> None:
        self.direct = {t.id for staff in self.staff for t in staff if self.is_direct(t)}

    def is_direct(self, t: Any) -> bool:
        if t.away != Away.HOME or t.duty != t.post:
            return True
        for item in self.world.terms[PROTECTED]:
            if all(w.low <= self.value(t, w.column) <= w.high for w in item.who):
                decision = f"appoint.protected.{item.name}"
                if item.name in ("ill", "nursing"):
                    decision = f"exchange.{item.name}"
                if item.chance >= 1 or uniform(self.world, decision, t.id) < item.chance:
                    return True
        return False

    def value(self, t: Any, column: str) -> float:
        if column == "age":
            return (self.world.september - t.birth) // 12
        if column == "years_to_pension":
            return (pension_months(self.world, t)[1] - self.world.september) / 12
        if column == "sole_subject":
            return sum(x.subject == t.subject for x in self.staff[self.unit_of(t)]) == 1
        if column.startswith("post."):
            return getattr(self.world.sections[t.post], column.removeprefix("post."))
        return getattr(t, column)

    # the score
    def score_all(self) -> None:
        everybody = [t for staff in self.staff for t in staff]
        self.score, self.expected = {}, {}
        for stage in (0, 1):
            peers = [t for t in everybody if t.stage == stage]
            z = [
                standard([t.talent + t.coaching for t in peers]),
                standard([t.tenure for t in peers]),
                standard([(self.world.september - t.birth) / 12 for t in peers]),
            ]
            for t, *own in zip(peers, *z, strict=True):
                self.score_one(t, *own)

    def score_one(self, t: Any, effect: float, tenure: float, age: float) -> None:
        world, parts = self.world, self.world.terms[COMPONENTS]
        known: dict[str, float] = {}
        seen: dict[str, float] = {}
        for item in sorted(parts, key=lambda item: item.name != "performance"):
            points = item.on_effect * effect + item.on_tenure * tenure + item.on_age * age
            points += item.favour * (1 - world.terms[AUDIT]) * t.connected
            luck = float(world.draws.normal(f"appoint.{item.name}", world.year, t.id))
            known[item.name] = points + item.on_performance * known.get("performance", 0.0)
            seen[item.name] = points + item.noise * luck
            seen[item.name] += item.on_performance * seen.get("performance", 0.0)
        whole = sum(item.weight for item in parts)
        bonus = world.terms[WAITING].training_score * t.training_bonus
        self.expected[t.id] = sum(i.weight * known[i.name] for i in parts) / whole + bonus
        self.score[t.id] = sum(i.weight * seen[i.name] for i in parts) / whole + bonus

    def by_score(self, people: list[Any]) -> list[Any]:
        return sorted(people, key=lambda t: (-self.score[t.id], t.id))

    # 3 selection upward
    def upward(self) -> None:
        world, rule = self.world, self.world.terms[UPWARD]
        room = [0] * len(world.sections)
        for u in world.units:
            mine = [s for s in world.sections if s.unit == u.row]
            seats = [vacancies(world, s) if s.open else 0 for s in mine]
            free = self.most[u.row] - self.number[u.row] if self.adopts[u.row] else 0
            if self.posts[u.row] == self.number[u.row] and free > 0 and sum(seats):
                for s, n in zip(mine, shares(seats, min(free, sum(seats))), strict=True):
                    room[s.row] = n if s.zone >= Zone.TOWN else 0
        left = self.slots(room)
        now, gone = list(self.number), [0] * len(world.units)
        candidates = [t for staff in self.staff for t in staff if t.id not in self.direct]
        p = world.parameters.utility
        asked = p.moving_threshold + world.terms[THRESHOLD]
        moves = []
        for t in self.by_score([t for t in candidates if t.tenure >= rule.lock_years]):
            home = self.unit_of(t)
            unit = world.units[home]
            need = sum(s.need for s in world.sections if s.unit == home)
            if gone[home] + 1 > rule.unit_most * self.number[home] + 1e-9:
                continue
            if now[home] - 1 < rule.need_floor * need - 1e-9:
                continue
            stands_open = self.free[home] + self.number[home] - now[home] > 0
            if rule.rural_first and unit.zone < Zone.SEAT and stands_open:
                continue
            here = utility(world, t, world.sections[t.post], own_work=True)
            best = self.best(
                t,
                [
                    s
                    for s in world.sections
                    if s.stage == t.stage and s.zone > world.sections[t.post].zone
                ],
                left,
                here + asked,
            )
            if not best:
                continue
            to = best[0]
            asked_subject = self.take(t, to, left)
            gone[home] += 1
            now[home] -= 1
            now[to.unit] += 1
            moves.append((t, to, asked_subject))
        for t, to, subject in moves:
            self.note_move(t, to, subject)
            t.contest_year, t.contest_score = world.year, self.score[t.id]
            t.contest_rank = t.contest_seats = 0
            self.moved.add(t.id)
            world.move_post(t, to.row, "appointment", cause(world, ROUND, WAITING))

    def slots(self, room: list[int]) -> Counter[tuple[int, int]]:
        left: Counter[tuple[int, int]] = Counter()
        for s in self.world.sections:
            if self.generalist[s.row]:
                asked = [ANY] * room[s.row]
            else:
                asked = ask_subjects(self.gaps[s.row], room[s.row], standard_of(self.world, s))
            left.update((s.row, g) for g in asked)
        return left

    def fitting(self, t: Any, section: Any, left: Counter[tuple[int, int]]) -> list[int]:
        wanted = (t.subject, ANY, t.second_subject)
        return [
            g
            for g in wanted
            if g >= ANY
            and left[section.row, g] > 0
            and not (g == ANY and not self.generalist[section.row])
        ]

    def best(self, t: Any, sections: list[Any], left: Any, least: float) -> list[Any]:
        """Sections with a fitting seat that are worth more than ``least``, best first."""
        world, worth = self.world, {}
        for s in sections:
            if self.fitting(t, s, left):
                luck = float(world.draws.gumbel("appoint.taste", world.year, t.id, s.row))
                there = utility(world, t, s) + luck / world.parameters.utility.choice_scale
                if there > least:
                    worth[s.row] = there
        return [world.sections[row] for row in sorted(worth, key=lambda row: -worth[row])]

    def take(self, t: Any, section: Any, left: Counter[tuple[int, int]]) -> int:
        subject = self.fitting(t, section, left)[0]
        left[section.row, subject] -= 1
        return subject

    def note_move(self, t: Any, to: Any, subject: int) -> None:
        world = self.world
        if t.id not in {x.id for x in self.unplaced}:
            self.gaps[t.post][t.subject] += standard_of(world, world.sections[t.post])
        taken = t.subject if subject == ANY else subject
        self.gaps[to.row][taken] -= standard_of(world, to)

    # 4 own round
    def own_round(self, unit: Any) -> None:
        world, staff = self.world, self.staff[unit.row]
        direct = [t for t in staff if t.id in self.direct]
        candidates = [t for t in staff if t.id not in self.direct and t.id not in self.moved]
        filled = math.floor(round(world.terms[OWN_SHARE] * self.posts[unit.row], 9))
        places = max(0, filled - len(direct))
        surplus = max(0, len(candidates) - places)
        for t in direct:
            t.contest_year, t.contest_score = world.year, math.nan
            t.contest_rank = t.contest_seats = 0
        required = [
            sum(s.required[g] for s in world.sections if s.unit == unit.row and s.open)
            for g in range(6)
        ]
        aim = shares(required, filled) if sum(required) > 0 else [0] * 6
        held = Counter(t.subject for t in direct + candidates)
        compete = Counter(t.subject for t in candidates)
        seats = dict(compete)
        for _ in range(surplus):
            g = max((g for g in seats if seats[g] > 0), key=lambda g: (held[g] - aim[g], -g))
            held[g] -= 1
            seats[g] -= 1
        for g in compete:
            self.compete(self.by_score([t for t in candidates if t.subject == g]), seats[g])
        unit.unplaced_share = surplus / self.number[unit.row]

    def compete(self, ordered: list[Any], seats: int) -> None:
        world, parts = self.world, self.world.terms[COMPONENTS]
        through = sum(i.weight * i.on_performance for i in parts)
        spread = math.sqrt(
            sum(
                (i.noise * (i.weight + (through if i.name == "performance" else 0.0))) ** 2
                for i in parts
            )
        ) / sum(i.weight for i in parts)
        for at, t in enumerate(ordered):
            t.contest_year, t.contest_score = world.year, self.score[t.id]
            t.contest_rank, t.contest_seats = at + 1, seats
            t.training_bonus = False
            if at < seats < len(ordered):
                cutoff = self.score[ordered[seats].id]
                t.loss_risk = NormalDist().cdf((cutoff - self.expected[t.id]) / spread)
        self.unplaced += ordered[seats:]

    def appoint_levels(self, unit: Any) -> None:
        """Posts at a level are as many as the share of the unit gives; the others fall by one."""
        out = {t.id for t in self.unplaced} | self.moved
        staff = [t for t in self.staff[unit.row] if t.id not in out and t.level_unit == unit.row]
        for level, name in ((Title.SENIOR, "senior"), (Title.FIRST, "middle")):
            share = getattr(unit, f"cap_{name}") * self.posts[unit.row]
            places = math.ceil(round(share + getattr(unit, f"moved_{name}"), 9))
            holders = [t for t in staff if t.title >= level]
            holders.sort(
                key=lambda t: (t.id not in self.direct, -t.title, -self.score[t.id], t.id),
            )
            for t in holders[max(0, places) :]:
                if t.id not in self.direct and t.title == level:
                    t.level_unit, t.title_paid = -2, t.title - 1
                    staff.remove(t)

    # 5 other schools
    def open_rooms(self) -> None:
        world = self.world
        if self.held and world.terms[BINDING]:
            for section, n in bind_all(world, self.unplaced).items():
                self.most[world.sections[section].unit] += n
        lost = {t.id for t in self.unplaced}
        vacated = Counter(t.post for t in self.unplaced)
        room = [0] * len(world.sections)
        for u in world.units:
            mine = [s for s in world.sections if s.unit == u.row]
            seats = [(vacancies(world, s) + vacated[s.row]) if s.open else 0 for s in mine]
            now = sum(
                t.status == Status.ESTABLISHED
                and t.post >= 0
                and self.unit_of(t) == u.row
                and t.id not in lost
                for t in world.teachers
            )
            free = min(max(0, self.most[u.row] - now), sum(seats))
            if free:
                for s, n in zip(mine, shares(seats, free), strict=True):
                    room[s.row] = n
        for t in self.unplaced:
            self.gaps[t.post][t.subject] += standard_of(world, world.sections[t.post])
        self.left = self.slots(room)

    def cross_school(self) -> None:
        world = self.world
        free = [world.stages[g].total - paid_staff(world, g) for g in (0, 1)]
        wishes = {}
        offered = Counter(self.left)
        ordered = self.by_score(self.unplaced)
        for t in ordered:
            home = world.sections[t.post]
            there = [
                s
                for s in world.sections
                if s.unit != home.unit and s.zone <= home.zone and licensed(t, s)
            ]
            wishes[t.id] = self.best(t, there, offered, waiting_utility(world, t, t.post))
        moves = []
        for t in ordered:
            for s in wishes[t.id][: world.terms[APPLICATIONS]]:
                other = s.stage != t.stage
                if self.fitting(t, s, self.left) and not (other and free[s.stage] < 1):
                    self.take(t, s, self.left)
                    if other:
                        free[s.stage] -= 1
                        free[t.stage] += 1
                    moves.append((t, s))
                    break
        for t, s in moves:
            t.stage = s.stage
            world.move_post(t, s.row, "appointment", cause(world, ROUND, WAITING))
        placed = {t.id for t, _ in moves}
        self.unplaced = [t for t in self.unplaced if t.id not in placed]

    # 6 placement by order, 7 waiting
    def place(self, due: list[Any]) -> None:
        world, rule = self.world, self.world.terms[WAITING]
        pool = sorted([*self.unplaced, *due], key=lambda t: t.id)
        waited = {t.id for t in due}
        offered = self.offers(pool) if world.terms[PLACEMENT] == "least_km" else {}
        accepted, dismissed, waits, path = [], [], [], []
        for t in pool:
            if t.id in offered and self.accepts(t, offered[t.id]):
                accepted.append(t)
                continue
            if t.id in offered:
                t.refusals += 1
                if world.terms[DISMISSAL] and t.appraisal_failed == world.year - 1:
                    dismissed.append(t)
                    continue
            (path if t.id in waited or rule.months == 0 else waits).append(t)
        for t in accepted:
            t.forced_year, t.waiting_since = world.year, 0
            world.move_post(t, offered[t.id], "placement", cause(world, ROUND, WAITING))
        for t in waits:
            t.last_section, t.waiting_since, t.training_bonus = t.post, world.year, True
            world.move_post(t, -1, "waiting", cause(world, ROUND, WAITING), Away.WAITING)
        self.leave_school(path, dismissed)

    def offers(self, pool: list[Any]) -> dict[int, int]:
        world = self.world
        seats = [slot for slot in sorted(self.left) for _ in range(self.left[slot])]
        if not pool or not seats:
            return {}
        cost = []
        for t in pool:
            last = t.post if t.post >= 0 else t.last_section
            row = []
            for section, subject in seats:
                s = world.sections[section]
                level = world.sections[last].zone if last >= 0 else Zone.SEAT
                if s.stage != t.stage or s.zone > level or section == last:
                    row.append(NEVER)
                    continue
                km = world.road_km(t, section)
                if subject not in (ANY, t.subject, t.second_subject):
                    km += world.parameters.appoint.mismatch_km
                row.append(km + 1e-6 * uniform(world, "appoint.placement", t.id, section))
            cost.append(row)
        chosen = {}
        for i, j in self.matched(pool, cost):
            if cost[i][j] < NEVER:
                chosen[pool[i].id] = seats[j][0]
        return chosen

    def matched(self, pool: list[Any], cost: list[list[float]]) -> list[tuple[int, int]]:
        if self.world.terms[PLACEMENT_MATCH] == "optimal":
            return cheapest(cost)
        free, pairs = list(range(len(cost[0]))), []
        known = [0.0 if math.isnan(t.contest_score) else t.contest_score for t in pool]
        for i in sorted(range(len(pool)), key=lambda i: (-known[i], pool[i].id)):
            near = [j for j in free if cost[i][j] < NEVER]
            if near:
                j = min(near, key=lambda j: cost[i][j])
                free.remove(j)
                pairs.append((i, j))
        return pairs

    def accepts(self, t: Any, section: int) -> bool:
        world = self.world
        gain = utility(world, t, world.sections[section])
        gain -= waiting_utility(world, t, t.post if t.post >= 0 else t.last_section)
        scale = world.parameters.utility.choice_scale
        return uniform(world, "appoint.accept", t.id) < 1 / (1 + math.exp(-scale * gain))

    def leave_school(self, path: list[Any], dismissed: list[Any]) -> None:
        world, rule = self.world, self.world.terms[WAITING]
        office, early, out = [], [], []
        for t in path:
            luck = uniform(world, "appoint.path", t.id)
            if luck < rule.dismissal:
                out.append(t)
            elif luck < rule.dismissal + rule.early_retirement and may_retire(world, t):
                early.append(t)
            else:
                office.append(t)
        for t in office:
            t.last_section, t.waiting_since = (t.post if t.post >= 0 else t.last_section), 0
            if t.post >= 0:
                world.move_post(t, -1, "office", cause(world, WAITING), Away.OFFICE)
            else:
                world.move_duty(t, -1, "office", cause(world, WAITING), Away.OFFICE)
        for t in early:
            end(world, t, "early_retire", cause(world, WAITING))
        for t in sorted([*dismissed, *out], key=lambda t: t.id):
            end(world, t, "dismiss", cause(world, WAITING))


def paid_staff(world: Any, stage: int) -> int:
    counted = (Status.ESTABLISHED, Status.TEGANG)
    return sum(t.stage == stage and t.status in counted for t in world.teachers)


def licensed(t: Any, section: Any) -> bool:
    return section.stage == t.stage or (t.licence_primary, t.licence_junior)[section.stage]


def waiting_utility(world: Any, t: Any, section: int) -> float:
    """u of one who waits, at basic pay and the amenity of the last school."""
    if section < 0:
        return float(t.utility)
    return held_by_county(world, t, section, world.terms[WAITING].pay)[0]


def held_by_county(world: Any, t: Any, section: int, factor: float) -> tuple[float, float]:
    place = world.sections[section]
    here = utility(world, t, place, own_work=True)
    pay = factor * basic_pay(world, t, place)
    here -= drawn(world, t, place, Felt.AMENITY) / world.parameters.utility.reference_pay
    return here - math.log(pay_at(world, t, place)) + math.log(pay), pay


def standard(values: list[float]) -> list[float]:
    if not values:
        return []
    mean = math.fsum(values) / len(values)
    spread = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / len(values)) or 1.0
    return [(v - mean) / spread for v in values]


def pension_months(world: Any, t: Any) -> tuple[int, int]:
    """Old and present statutory months of retirement."""
    stays = t.sex == Sex.WOMAN and t.title >= Title.SENIOR
    if stays and world.draws.uniform("leave.choose_55", 0, t.id) < (
        world.parameters.leave.choose_55
    ):
        stays = False
    old = t.birth + (720 if t.sex == Sex.MAN or stays else 660)
    if world.terms[STATUTE] != "delayed_2025":
        return old, old
    return old, old + min(36, max(0, math.ceil((old - 2025 * 12 + 1) / 4)))


def may_retire(world: Any, t: Any) -> bool:
    option = world.terms[EARLY]
    old, due = pension_months(world, t)
    if option.rule == "statute":
        return bool(max(min(old, due), due - option.months) < world.september)
    if option.rule == "service":
        age = option.age_women if t.sex == Sex.WOMAN else option.age_men
        return t.service >= option.service and world.september - t.birth >= 12 * age
    return False


def cheapest(cost: list[list[float]]) -> list[tuple[int, int]]:
    """The cheapest assignment by shortest augmenting paths (the Hungarian method)."""
    n, m = len(cost), len(cost[0])
    if n > m:
        turned = [[cost[i][j] for i in range(n)] for j in range(m)]
        return [(i, j) for j, i in cheapest(turned)]
    u, v, owner = [0.0] * (n + 1), [0.0] * (m + 1), [0] * (m + 1)
    for i in range(1, n + 1):
        owner[0], at = i, 0
        least, back, used = [math.inf] * (m + 1), [0] * (m + 1), [False] * (m + 1)
        while True:
            used[at] = True
            step, to = math.inf, 0
            for j in range(1, m + 1):
                if not used[j]:
                    slack = cost[owner[at] - 1][j - 1] - u[owner[at]] - v[j]
                    if slack < least[j]:
                        least[j], back[j] = slack, at
                    if least[j] < step:
                        step, to = least[j], j
            for j in range(m + 1):
                if used[j]:
                    u[owner[j]] += step
                    v[j] -= step
                else:
                    least[j] -= step
            at = to
            if owner[at] == 0:
                break
        while at:
            owner[at] = owner[back[at]]
            at = back[at]
    return [(owner[j] - 1, j - 1) for j in range(1, m + 1) if owner[j]]
