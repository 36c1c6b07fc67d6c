"""M32 学校结对帮扶: coaching inside a pair lifts the weaker school, and nobody else."""

from __future__ import annotations

import numpy as np

from mechanisms.forms_runs import lived
from teacherflow.codes import Zone
from teacherflow.county import County
from teacherflow.policies.pairs import Pairing


def coaching(county: County) -> dict[int, float]:
    t = county.state.teachers
    return {int(t.id[row]): float(t.coaching[row]) for row in np.flatnonzero(t.alive)}


def test_pairing_lifts_the_weaker_school(fork: County) -> None:
    gains = []
    without = coaching(lived(fork, {}, years=1))
    for rate in (0.01, 0.02):
        county = lived(fork, {"p": Pairing(rate=rate, layers="seat")}, years=1)
        t, s = county.state.teachers, county.state.sections
        gained, stock = [], coaching(county)
        for row in np.flatnonzero(t.alive):
            more = stock[int(t.id[row])] - without[int(t.id[row])]
            at = t.duty[row]
            paired = at >= 0 and s.partner_seat[at] >= 0 and s.zone[at] < Zone.SEAT
            assert more >= -1e-12
            assert more < 1e-12 or paired
            gained.append(more)
        assert sum(more > 0 for more in gained) > 20
        assert max(gained) <= rate + 1e-12
        gains.append(sum(gained))
    assert 0 < gains[0] < gains[1]


def test_central_schools_help_the_villages_of_their_unit(fork: County) -> None:
    s = lived(fork, {"p": Pairing(layers="central")}, years=1).state.sections
    helped = np.flatnonzero((s.partner_central >= 0) & (s.partner_central != np.arange(s.rows)))
    assert helped.size > 5
    assert np.all(s.zone[helped] == Zone.VILLAGE)
    assert np.all(s.unit[helped] == s.unit[s.partner_central[helped]])
    assert np.all(s.partner_seat < 0)
