"""Duty away from the post (phase exchange)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.parameters.about import about

_GUAN = "Guan County 2024: a stock of 494 (about 4.8 % of staff) before clearing; flows assumed"


class Exchange(NamedTuple):
    """Parameters of informal borrowing (借调、借师)."""

    borrow_rate: Annotated[
        float,
        about(
            "年借调率",
            "Teachers borrowed a year, share of established staff",
            unit="per year",
            low=0,
            high=0.2,
            source=_GUAN,
            kind="assumption",
            uncertainty=(0.0, 0.012),
        ),
    ] = 0.0065
    return_rate: Annotated[
        float,
        about(
            "借调人员年返回率",
            "Borrowed teachers who return in a year",
            unit="per year",
            low=0,
            high=1,
            source=_GUAN,
            kind="assumption",
        ),
    ] = 0.12
    agency_share: Annotated[
        float,
        about(
            "借调到机关的比例",
            "Share of the borrowed who go to an agency",
            low=0,
            high=1,
            source=_GUAN,
            kind="assumption",
        ),
    ] = 0.10
    asks_below: Annotated[
        float,
        about(
            "借入学校在岗上限",
            "A school asks while those on duty are below this multiple of need",
            low=0,
            high=3,
            source="assumption",
            kind="assumption",
        ),
    ] = 1.15
    borrow_tenure: Annotated[
        float,
        about(
            "被借调最低任教年限",
            "Least years at the post school of a borrowed teacher",
            unit="years",
            low=0,
            high=40,
            source="assumption",
            kind="assumption",
        ),
    ] = 2.0
    borrow_age: Annotated[
        float,
        about(
            "被借调年龄上限",
            "Borrowed teachers are younger",
            unit="years",
            low=20,
            high=70,
            source="assumption",
            kind="assumption",
        ),
    ] = 45.0
    borrow_known: Annotated[
        float,
        about(
            "每次借调考察人数",
            "Teachers whom a school has in view for one place (expected number)",
            unit="persons",
            low=1,
            high=1000,
            source="assumption",
            kind="assumption",
        ),
    ] = 30.0
