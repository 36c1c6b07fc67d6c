"""Who competes for posts and with which score, in plain Python."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Away, Sex, Status, Title
from teacherflow.terms.appoint import (
    ADOPTION,
    AUDIT,
    COMPONENTS,
    CUT,
    PROTECTED,
    PUBLICITY,
    ROUND,
    WAITING,
    YEARS_RUNNING,
)
from teacherflow.terms.leave import EARLY, STATUTE
from twin.rounding import half_up
from twin.timetable import is_generalist, subject_gaps
from twin.transfer import posts, vacancies


def standard(values: list[float]) -> list[float]:
    if not values:
        return []
    mean = math.fsum(values) / len(values)
    spread = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / len(values)) or 1.0
    return [(v - mean) / spread for v in values]


def uniform(world: Any, decision: str, who: int, what: int = 0) -> float:
    return float(world.draws.uniform(decision, world.year, who, what))


def cause(world: Any, *terms: Any) -> str:
    """The policy that claims the first of the terms that anybody claims; first by name."""
    claimed = [world.terms.claimants[term] for term in terms if term in world.terms.claimants]
    return min(name for name, _ in claimed[0]) if claimed else "competitive_hiring"


def true_vacancies(world: Any, section: Any, given_up: int) -> int:
    tegang = sum(t.status == Status.TEGANG for t in world.at_duty(section.row))
    return max(0, section.target - posts(world, section.row) + given_up - tegang)


def paid_staff(world: Any, stage: int) -> int:
    counted = (Status.ESTABLISHED, Status.TEGANG)
    return sum(t.stage == stage and t.status in counted for t in world.teachers)


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


class Contest:
    """Units, posts and scores of one round; without one only the placement of those who waited."""

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
