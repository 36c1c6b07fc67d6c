"""Utility: what a teacher's post is worth to him or her, in yuan per month of 2024."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.parameters.about import about

_BASE = "MoHRSS scales as practised; mean 5,564 yuan on the default title mix (assumption)"


class Utility(NamedTuple):
    """Parameters of u = ln(pay/5500) + A/5500."""

    reference_pay: Annotated[
        float,
        about(
            "参照工资",
            "Reference pay",
            unit="yuan/month",
            low=1000,
            high=20000,
            source="scale of the utility; mean pay of the default title mix",
            kind="assumption",
        ),
    ] = 5500.0
    base_none: Annotated[
        float,
        about(
            "未定级基本工资",
            "Base pay, no title",
            unit="yuan/month",
            low=1000,
            high=30000,
            source=_BASE,
            kind="assumption",
        ),
    ] = 4200.0
    base_second: Annotated[
        float,
        about(
            "二级基本工资",
            "Base pay, second grade",
            unit="yuan/month",
            low=1000,
            high=30000,
            source=_BASE,
            kind="assumption",
        ),
    ] = 4700.0
