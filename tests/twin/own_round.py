"""Competition inside units in plain Python: one unit at a time."""

from __future__ import annotations

import math
from collections import Counter
from statistics import NormalDist
from typing import Any

from teacherflow.codes import Status, Title
from teacherflow.terms.appoint import (
    BINDING,
    COMPONENTS,
    OWN_SHARE,
)
from twin.contest import true_vacancies
from twin.rounding import shares
from twin.transfer import posts, standard_of, vacancies
from twin.upward import Upward


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


class OwnRound(Upward):
    """Competition inside each unit, and what it leaves open."""

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
