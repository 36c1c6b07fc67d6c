"""Where newcomers settle."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from teacherflow.codes import Zone
from teacherflow.columns import F64, I16
from teacherflow.compiled import kernel
from teacherflow.roads import road_kms
from teacherflow.state import NOWHERE, State


class Homes(NamedTuple):
    """Homes that go with the sections of a county.

    Attributes
    ----------
    township, x, y : (sections,)
        Where those settle who move to a section: its township seat, else the county seat.
    seat_km, near_km : (sections,) float
        Road kilometres to a section from the county seat, and for those who settled there.
    """

    township: I16
    x: F64
    y: F64
    seat_km: F64
    near_km: F64


def homes_of(state: State) -> Homes:
    """Return the homes of the county of ``state``."""
    s = state.sections
    x, y = np.zeros(s.rows), np.zeros(s.rows)
    seat_of = np.full(int(s.township.max()) + 1, NOWHERE)
    _settle((s.zone, s.township, s.x, s.y), seat_of, x, y)
    return Homes(s.township, x, y, road_kms(s.x, s.y), road_kms(s.x - x, s.y - y))


@kernel
def _settle(places: Any, seat_of: Any, home_x: Any, home_y: Any) -> None:
    """Write the seats of townships, and where those settle who move to a section.

    The county seat is at 0, 0.
    """
    zone, township, x, y = places
    for s in range(zone.size):
        town = township[s]
        if zone[s] == Zone.TOWN and town >= 0 and seat_of[town] < 0:
            seat_of[town] = s
    for s in range(zone.size):
        if township[s] >= 0:
            seat = seat_of[township[s]]
            at = s if seat < 0 else seat
            home_x[s], home_y[s] = x[at], y[at]
