"""M65 平均工资不低于公务员: basic pay is lifted to the floor, exits fall, the county pays."""

from __future__ import annotations

import numpy as np
import pytest

from paying import chance_of_leaving, spent, under
from teacherflow.codes import Status, Zone
from teacherflow.columns import Bool
from teacherflow.county import County
from teacherflow.policies.basic_pay import PayFloor
from teacherflow.policies.pay import TownAllowance

ALL = (Zone.VILLAGE, Zone.TOWN, Zone.SEAT)


def floor(ratio: float, civil: float = 6000, **given: object) -> PayFloor:
    return PayFloor.model_validate({"ratio": ratio, "civil_yuan_per_month": civil, **given})


def salaried(county: County) -> Bool:
    t = county.state.teachers
    return t.alive & ((t.duty >= 0) | (t.post >= 0)) & (t.status != Status.CONTRACT)


def test_the_floor_lifts_mean_pay_to_the_ratio(fork: County) -> None:
    without, county = under(fork), under(fork, floor(1.1))
    staff, before, now = salaried(county), without.state.teachers.pay, county.state.teachers.pay
    assert before[staff].mean() < 6600
    assert now[staff].mean() == pytest.approx(6600)
    assert np.ptp(now[staff] / before[staff]) < 1e-12, "one factor for all"
    contract = county.state.teachers.status == Status.CONTRACT
    assert np.array_equal(now[contract], before[contract])
    lifted = 12 * float((now - before)[staff].sum())
    assert spent(county) == {"pay_floor.floor": pytest.approx(lifted)}


def test_a_floor_that_pay_has_passed_does_nothing(fork: County) -> None:
    without, county = under(fork), under(fork, floor(0.8))
    assert np.array_equal(county.state.teachers.pay, without.state.teachers.pay)
    assert spent(county) == {}


def test_the_highest_of_two_floors_holds_and_has_the_line(fork: County) -> None:
    county = under(fork, floor(1.1), floor(1.0, 7000, **{"as": "statute"}))
    assert county.state.teachers.pay[salaried(county)].mean() == pytest.approx(7000)
    assert set(spent(county)) == {"statute.floor"}


def test_allowances_come_on_top_of_the_floor(fork: County) -> None:
    alone, both = under(fork, floor(1.1)), under(fork, floor(1.1), TownAllowance())
    gain = both.state.teachers.pay - alone.state.teachers.pay
    paid = gain[salaried(both)] > 1e-9
    assert 0 < paid.sum() < paid.size
    assert np.allclose(gain[salaried(both)][paid], 200)
    assert both.state.pay_lift == alone.state.pay_lift


def test_phase_in_raises_the_floor_in_steps(fork: County) -> None:
    policy = floor(1.2, **{"from": fork.year - 1, "phase_in": 2})
    county = under(fork, policy)
    assert county.state.teachers.pay[salaried(county)].mean() == pytest.approx(7200)
    early = under(fork, floor(1.2, **{"from": fork.year, "phase_in": 2}))
    assert early.state.pay_lift == 1, "half of 7,200 is below the mean"


def test_exits_fall_with_the_floor(fork: County) -> None:
    chances = [chance_of_leaving(under(fork, floor(ratio)), *ALL) for ratio in (0, 1.1, 1.2)]
    assert np.all(np.diff(chances) < 0)
