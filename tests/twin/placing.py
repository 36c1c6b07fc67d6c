"""Placing those who are sent in plain Python: one rule of matching, one teacher at a time."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Stage
from teacherflow.terms.exchange import (
    EXCHANGE_MATCH,
    Backfill,
    Placing,
    Turn,
)
from twin import matching
from twin.eligible import draw
from twin.hosts import Hosts
from twin.worth import utility


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


class Placement(Hosts):
    """Where those who are named go, by the rule of matching."""

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
