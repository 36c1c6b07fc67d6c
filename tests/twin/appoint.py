"""Phase appoint in plain Python: one unit, one applicant, one placement at a time (县管校聘)."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Away, Status
from teacherflow.terms.appoint import (
    BINDING,
    DISMISSAL,
    LEVELS,
    ROUND,
    UPWARD,
    WAITING,
)
from twin.contest import cause, may_retire, uniform
from twin.own_round import bind_all
from twin.placement import Placement


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


def end(world: Any, t: Any, kind: str, why: str) -> None:
    world.stages[t.stage].exits += 1
    world.end(t, kind, why)


def is_due(world: Any, t: Any) -> bool:
    years = math.ceil(world.terms[WAITING].months / 12)
    return t.away == Away.WAITING and t.waiting_since > 0 and t.waiting_since + years <= world.year


class Round(Placement):
    """The round of one year; without a round only the placement of those whose waiting is over."""

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
