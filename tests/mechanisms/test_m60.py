"""M60 乡村教师生活补助: villages keep more of their teachers, each further yuan a little less."""

from __future__ import annotations

import numpy as np

from teacherflow import choice
from teacherflow.codes import Zone
from teacherflow.county import County
from teacherflow.policies.subsidy import RuralSubsidy
from teacherflow.terms.laws import settle

YUAN = (0, 400, 800, 1200, 1600)


def chance_of_leaving(fork: County, yuan: float, zone: Zone) -> float:
    """Return the mean chance of quitting or leaving the county, of those who work in a zone."""
    policy = RuralSubsidy.model_validate(
        {"yuan_per_month": {"village": yuan, "town": 0, "seat": 0}}
    )
    county = fork.fork({})
    county.state.terms = settle({"subsidy": policy}, county.year)
    choice.refresh(county.state)
    county.state.teachers.utility_before[:] = np.nan  # nobody compares with last year here
    staff = [
        teacher for school in county.schools if school.zone == zone for teacher in school.staff
    ]
    assert len(staff) > 50
    return float(np.mean([teacher.leave_hazard() for teacher in staff]))


def test_village_exits_fall_with_the_subsidy(fork: County) -> None:
    chances = [chance_of_leaving(fork, yuan, Zone.VILLAGE) for yuan in YUAN]
    gains = -np.diff(chances)
    assert np.all(gains > 0)
    assert np.all(np.diff(gains) < 0)
    per_ten_percent = 1 - chances[1] / chances[0]  # 400 yuan are about 8 % of pay
    assert 0.15 < per_ten_percent < 0.45


def test_nobody_else_stays_for_it(fork: County) -> None:
    assert chance_of_leaving(fork, 1600, Zone.SEAT) == chance_of_leaving(fork, 0, Zone.SEAT)
