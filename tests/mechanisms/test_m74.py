"""M74 公费师范生: nearly nobody leaves under the bond, many in the year in which it ends."""

from __future__ import annotations

import numpy as np
import pytest

from teacherflow.codes import Route
from teacherflow.county import County


def test_exits_spike_when_the_bond_ends(fork: County) -> None:
    county = fork.fork({})
    bonded = county.teachers.select(county.teachers.get("route") == Route.BONDED)
    assert len(bonded) > 5

    def chance(bond_until: int) -> float:
        bonded.set("bond_until", bond_until)
        return float(np.mean(bonded.map("leave_hazard")))

    under, ending, free = (chance(county.year + more) for more in (2, 0, -1))
    assert ending == pytest.approx(2 * free, rel=0.02)
    assert under == pytest.approx(np.exp(-6) * free, rel=0.05)


def test_the_route_binds_for_six_years(fork: County) -> None:
    county = fork.fork({})
    county.step()
    new = county.teachers.select(county.teachers.get("cohort") == county.year)
    bonded = new.select(new.get("route") == Route.BONDED)
    assert len(bonded) > 0
    assert set(bonded.get("bond_until")) == {county.year + 6}
