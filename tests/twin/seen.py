"""Need as the bureau sees it, in plain Python."""

from __future__ import annotations

from typing import Any

from teacherflow.terms.posts import NOISE


def need_seen(world: Any, section: Any) -> float:
    """One error for a school and year, wherever the bureau looks."""
    luck = float(world.draws.normal("posts.need_seen", world.year, section.row))
    noise = world.parameters.posts.need_noise * world.terms[NOISE]
    return float(section.need * (1 + noise * luck))
