"""Competition for posts (phase appoint)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.parameters.about import about


class Appoint(NamedTuple):
    """How the bureau places those who lost the post."""

    mismatch_km: Annotated[
        float,
        about(
            "组织调剂：学科不符折算距离",
            "Distance that a post of another subject counts for in a placement",
            unit="km",
            low=0,
            high=1000,
            source="assumption",
            kind="assumption",
        ),
    ] = 20.0
