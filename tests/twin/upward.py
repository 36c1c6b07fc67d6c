"""Selection upward in plain Python: one applicant at a time."""

from __future__ import annotations

from collections import Counter
from typing import Any

from teacherflow.codes import Zone
from teacherflow.terms.appoint import (
    ROUND,
    UPWARD,
    WAITING,
)
from teacherflow.terms.transfer import THRESHOLD
from twin.contest import Contest, cause
from twin.rounding import shares
from twin.transfer import ANY, ask_subjects, standard_of, vacancies
from twin.worth import utility


def licensed(t: Any, section: Any) -> bool:
    return section.stage == t.stage or (t.licence_primary, t.licence_junior)[section.stage]


class Upward(Contest):
    """Selection to schools of a higher zone."""

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
