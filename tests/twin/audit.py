"""Phase audit: one ledger line for each pay item, counted teacher by teacher."""

from __future__ import annotations

from typing import Any

from teacherflow.terms.pay import PAY_ITEMS
from twin.leave import meets
from twin.outlays import outlays


def audit(world: Any) -> None:
    for item in world.terms[PAY_ITEMS]:
        paid = sum(
            getattr(t, item.times) if item.times else 1
            for t in world.teachers
            if meets(world, t, item.who)
        )
        yuan = item.yuan * 12 * paid
        if world.keeping and yuan != 0:
            policy, dot, line = item.name.rpartition(".")
            policy = policy if dot else line
            world.spending.append((world.year, policy, line, item.payer, yuan))
    outlays(world)
