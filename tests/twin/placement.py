"""Cross-school choice and placement in plain Python: one offer at a time."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from teacherflow.codes import Away, Zone
from teacherflow.terms.appoint import (
    APPLICATIONS,
    DISMISSAL,
    PLACEMENT,
    PLACEMENT_MATCH,
    ROUND,
    WAITING,
)
from teacherflow.terms.pay import Felt
from twin.contest import cause, paid_staff, uniform
from twin.own_round import OwnRound
from twin.transfer import ANY
from twin.upward import licensed
from twin.worth import basic_pay, drawn, pay_at, utility

NEVER = 1e6


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


class Placement(OwnRound):
    """The round across schools, and placement by the bureau."""

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
