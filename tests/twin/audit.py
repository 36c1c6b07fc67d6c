"""Phase audit: one ledger line for each pay item, counted teacher by teacher."""

from __future__ import annotations

from typing import Any

from teacherflow.codes import Status
from teacherflow.terms.pay import PAY_FLOOR, PAY_ITEMS
from teacherflow.terms.posts import GRANTS
from twin.budgets import full, lifted
from twin.outlays import outlays
from twin.supervision import supervise


def audit(world: Any) -> None:
    price_grants(world)
    for item in world.terms[PAY_ITEMS]:
        yuan = full(world, item) * world.pay_shares.get(item.name, 1.0)
        if world.keeping and yuan != 0:
            policy, dot, line = item.name.rpartition(".")
            policy = policy if dot else line
            world.spending.append((world.year, policy, line, item.payer, yuan))
    if world.keeping and world.pay_lift > 1:
        asked = world.terms.claimants[PAY_FLOOR]
        highest = min(asked, key=lambda claim: (-claim[1], claim[0]))[0]
        world.spending.append((world.year, highest, "floor", "county", lifted(world)))
    outlays(world)
    supervise(world)


def price_grants(world: Any) -> None:
    """Posts granted cost what the established of their stage earn on average."""
    yuan = 0.0
    for stage in world.stages:
        staff = [
            t for t in world.teachers if t.stage == stage.row and t.status == Status.ESTABLISHED
        ]
        if staff:
            yuan += 12 * stage.granted * sum(t.pay for t in staff) / len(staff)
    for item in world.terms[GRANTS]:
        part = yuan * item.so_far / sum(i.so_far for i in world.terms[GRANTS])
        if world.keeping and part != 0:
            policy, dot, line = item.name.rpartition(".")
            world.spending.append((world.year, policy if dot else line, line, "county", part))
