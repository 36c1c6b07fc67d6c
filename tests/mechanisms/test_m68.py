"""M68 体检、关怀与食宿: felt where it is given and paid by the county, but no part of pay."""

from __future__ import annotations

import numpy as np
import pytest

from paying import chance_of_leaving, spent, under, works
from teacherflow.codes import Zone
from teacherflow.county import County
from teacherflow.policies.pay import Amenities

RURAL = (Zone.VILLAGE, Zone.TOWN)


def care(yuan: float) -> Amenities:
    return Amenities.model_validate({"yuan_per_month": yuan})


def test_amenities_are_felt_outside_pay(fork: County) -> None:
    without, county = under(fork).state.teachers, under(fork, care(110))
    t, rural = county.state.teachers, works(county, *RURAL)
    known = t.alive & ~np.isnan(t.utility)
    assert np.array_equal(t.pay, without.pay)
    gain = t.utility - without.utility
    assert np.allclose(gain[known & rural], 110 / 5500, atol=1e-12)
    assert np.all(gain[works(county, Zone.SEAT)] == 0)
    assert spent(county) == {"amenities.rural": pytest.approx(110 * 12 * rural.sum())}


def test_rural_exits_fall_with_care(fork: County) -> None:
    chances = [chance_of_leaving(under(fork, care(yuan)), *RURAL) for yuan in (0, 200, 400)]
    assert np.all(np.diff(chances) < 0)
