"""M78 骨干教师培养目标: the stock of backbones reaches the target in equal steps."""

from __future__ import annotations

import pytest

from growing import lived, people, spent
from teacherflow.apportion import nearest
from teacherflow.codes import Stage
from teacherflow.county import County
from teacherflow.policies.backbones import BackboneTargets


def stock(county: County) -> list[int]:
    found = people(county, "backbone", "stage")
    return [int(found["backbone"][found["stage"] == stage].sum()) for stage in Stage]


def wanted(county: County, per_100: float) -> list[int]:
    s = county.state.sections
    return [int(nearest(per_100 * s.pupils[s.stage == stage].sum() / 100)) for stage in Stage]


def test_the_stock_reaches_the_target(fork: County) -> None:
    plan = {"from": 2024, "phase_in": 4, "per_100_pupils": 1.8}
    for years, per_100 in ((1, 1.2), (2, 1.4), (4, 1.8)):
        county = lived(fork, BackboneTargets.model_validate(plan), years=years)
        assert stock(county) == wanted(county, per_100)


def test_a_target_below_what_the_county_keeps_changes_nothing(fork: County) -> None:
    county = lived(fork, BackboneTargets.model_validate({"per_100_pupils": 0.9}), years=3)
    assert stock(county) == stock(lived(fork, years=3))


def test_more_backbones_coach_more_colleagues_and_may_cost(fork: County) -> None:
    policy = BackboneTargets.model_validate({"per_100_pupils": 2.0, "yuan_per_backbone": 1000})
    more, plain = lived(fork, policy, years=4), lived(fork, years=4)
    mean = [people(c, "coaching")["coaching"].mean() for c in (plain, more)]
    assert mean[0] < mean[1]
    year = [line for line in more.state.log.spending if line[0] == more.year]
    assert year[0][4] == pytest.approx(1000.0 * sum(stock(more)))
    assert set(spent(more)) == {"backbone_target.backbones (county)"}
