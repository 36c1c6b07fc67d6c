"""M87 宣传引导: publicity wins units over, and re-allotments of posts come sooner."""

from __future__ import annotations

import pytest

from competing import competing
from teacherflow.county import County
from teacherflow.policies.appointment import CompetitiveHiring
from teacherflow.terms.laws import settle
from teacherflow.terms.posts import LAG_RELIEF


def test_publicity_speeds_adoption(fork: County) -> None:
    curve = {"ceiling": 0.5, "speed": 0.1, "loss": 0.0, "gain": 0.4}
    silent, loud = (competing(fork, adoption=curve, publicity=p).state.units for p in (0.0, 1.0))
    assert loud.adopted.sum() > silent.adopted.sum()
    assert not (silent.adopted & ~loud.adopted).any()


@pytest.mark.parametrize(("publicity", "years"), [(0.0, 0.0), (0.5, 0.1), (1.0, 0.2)])
def test_publicity_takes_a_part_of_a_year_off_the_lag(publicity: float, years: float) -> None:
    policy = CompetitiveHiring.model_validate({"from": 2024, "publicity": publicity})
    assert settle({policy.name: policy}, 2024)[LAG_RELIEF] == pytest.approx(years)
