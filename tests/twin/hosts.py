"""Hosts of a form of exchange in plain Python: one pair of schools at a time."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Away, Role, Status
from teacherflow.terms.exchange import (
    Backfill,
    form_key,
)
from twin.eligible import (
    is_at_home,
    is_covered,
    is_exempt,
    is_fit,
    most,
)
from twin.seen import need_seen
from twin.supervision import weight
from twin.timetable import is_generalist, subject_gaps
from twin.ways import is_way, km_between
from twin.worth import utility


class Hosts:
    """What the bureau knows of the hosts of one form this year."""

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
        return km_between(self.world.sections[a], self.world.sections[b])

    def is_open(self, a: int, b: int) -> bool:
        home, host, form = self.world.sections[a], self.world.sections[b], self.form
        return bool(self.room[b] > 0 and is_way(form, home, host))

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
