"""M61 乡镇工作补贴: towns and villages draw more beside the 200 yuan of basic pay, and stay."""

from __future__ import annotations

import numpy as np
import pytest

from paying import chance_of_leaving, spent, under, works
from teacherflow.codes import Status, Zone
from teacherflow.county import County
from teacherflow.policies.pay import TownAllowance

RURAL = (Zone.VILLAGE, Zone.TOWN)


def allowance(yuan: float) -> TownAllowance:
    return TownAllowance.model_validate({"yuan_per_month": yuan})


def test_the_allowance_adds_to_the_base_of_200(fork: County) -> None:
    without, county = under(fork), under(fork, allowance(150))
    t = county.state.teachers
    entitled = works(county, *RURAL) & (t.status != Status.CONTRACT)
    gain = t.pay - without.state.teachers.pay
    assert entitled.sum() > 100
    assert np.allclose(gain[entitled], 150)
    assert np.all(gain[~entitled & (t.duty >= 0)] == 0)
    assert county.state.parameters.utility.town_allowance == 200, "what basic pay holds stays"
    assert spent(county) == {"town_allowance.rural": pytest.approx(150 * 12 * entitled.sum())}


def test_rural_exits_fall_with_the_allowance(fork: County) -> None:
    chances = [chance_of_leaving(under(fork, allowance(y)), *RURAL) for y in (0, 200, 400)]
    assert np.all(np.diff(chances) < 0)
