"""From which school to which a form of exchange may lead, in plain Python."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.terms.exchange import Direction
from twin.conditions import admits


def km_between(one: Any, two: Any) -> float:
    """Road kilometres between two sections."""
    return 1.3 * math.hypot(one.x - two.x, one.y - two.y)


def is_host(section: Any, hosts: Any) -> bool:
    return all(admits(where, getattr(section, where.column)) for where in hosts)


def is_way(form: Any, home: Any, host: Any) -> bool:
    """Whether a form may lead from one school to the other, whatever the room there."""
    if home.row == host.row or not host.open or home.stage != host.stage:
        return False
    if not is_host(host, form.hosts) or km_between(home, host) > form.km_most + 1e-9:
        return False
    if form.scope and getattr(home, form.scope) != getattr(host, form.scope):
        return False
    if form.scope == "group" and home.group < 0:
        return False
    level = host.zone - home.zone
    return {
        Direction.ANY: True,
        Direction.SAME: level == 0,
        Direction.DOWN: level < 0,
        Direction.UP: level > 0,
        Direction.DOWN_OR_WEAK: level < 0 or (level == 0 and host.weak),
    }[form.direction]
