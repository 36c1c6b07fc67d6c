"""Exchange in plain Python: one ask, one teacher at a time."""

from __future__ import annotations

from collections import Counter
from typing import Any

from teacherflow.codes import Away, Status, Zone
from teacherflow.terms.exchange import BORROWING
from twin import feedback
from twin.forms import settle_forms
from twin.leaders import attach
from twin.living import housing
from twin.rounding import half_up
from twin.seeking import seek
from twin.transfer import draw, is_free
from twin.worth import utility


def exchange(world: Any) -> None:
    seek(world)
    settle_forms(world, post_moves=False)
    attach(world)
    borrow(world)
    housing(world)
    feedback.learn(world)


def end_borrowing(world: Any) -> None:
    for t in world.teachers:
        if t.away in (Away.BORROWED, Away.AGENCY) and t.post >= 0 and not t.away_until:
            rate = world.parameters.exchange.return_rate
            if draw(world, "uniform", "exchange.return", t.id) < rate:
                world.move_duty(t, t.post, "exchange_return", "borrow", Away.HOME)


def borrow(world: Any) -> None:
    p = world.parameters.exchange
    staff = sum(t.status == Status.ESTABLISHED for t in world.teachers)
    number = half_up(p.borrow_rate * world.terms[BORROWING] * staff)
    agencies = half_up(p.agency_share * number)
    pool = [t for t in world.teachers if may_go(world, t)]
    present = Counter(t.duty for t in world.teachers)
    gone = []
    for section, turn in [
        *asks(world)[: number - agencies],
        *((None, turn) for turn in range(agencies)),
    ]:
        best = choose(world, pool, section, turn, present)
        if best is not None:
            pool.remove(best)
            present[best.post] -= 1
            gone.append((best, section))
    for t, section in gone:
        away = Away.AGENCY if section is None else Away.BORROWED
        world.move_duty(t, -1 if section is None else section.row, "borrow", "borrow", away)


def asks(world: Any) -> list[tuple[Any, int]]:
    """Schools that ask, the seat first, everybody in turn, the most attractive first."""
    wanted = []
    for s in world.sections:
        if s.open and s.zone >= Zone.TOWN:
            present, turn = len(world.at_duty(s.row)), 0
            while present + turn < world.parameters.exchange.asks_below * s.need - 1e-9:
                wanted.append((s, turn))
                turn += 1
    return sorted(wanted, key=lambda ask: (-ask[0].zone, ask[1], -ask[0].intake, ask[0].row))


def may_go(world: Any, t: Any) -> bool:
    p = world.parameters.exchange
    return (
        is_free(world, t)
        and t.tenure >= p.borrow_tenure
        and (world.september - t.birth) / 12 < p.borrow_age
        and world.sections[t.post].zone < Zone.SEAT
    )


def fits(world: Any, t: Any, section: Any) -> bool:
    if section is None:
        return True
    return world.sections[t.post].zone < section.zone and t.stage == section.stage


def choose(world: Any, pool: list[Any], section: Any, turn: int, present: Counter[int]) -> Any:
    """The best of about thirty by gain of utility and effect, if anybody is in view."""
    everybody = [t for t in world.teachers if may_go(world, t)]  # nobody has left yet
    many = sum(fits(world, t, section) for t in everybody)
    key = (-1 if section is None else section.row) * 1000 + turn
    best, best_score = None, 0.0
    for t in pool:
        if not fits(world, t, section) or present[t.post] <= 1:
            continue
        lot = draw(world, "uniform", "exchange.view", t.id, key)
        if lot * many >= world.parameters.exchange.borrow_known:
            continue
        score = t.talent + t.coaching
        if section is not None:
            here = world.sections[t.duty]
            score += utility(world, t, section) - utility(world, t, here, own_work=True)
        if best is None or score > best_score:
            best, best_score = t, score
    return best
