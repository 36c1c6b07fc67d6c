"""Phase audit: one ledger line for each pay item, counted teacher by teacher."""

from __future__ import annotations

from typing import Any

from teacherflow.terms.pay import PAY_ITEMS
from twin.budgets import full
from twin.outlays import outlays


def audit(world: Any) -> None:
    for item in world.terms[PAY_ITEMS]:
        yuan = full(world, item) * world.pay_shares.get(item.name, 1.0)
        if world.keeping and yuan != 0:
            policy, dot, line = item.name.rpartition(".")
            policy = policy if dot else line
            world.spending.append((world.year, policy, line, item.payer, yuan))
    outlays(world)
