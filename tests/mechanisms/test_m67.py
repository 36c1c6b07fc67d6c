"""M67 县财政补贴资金: one factor for all tiers; a larger budget keeps more teachers."""

from __future__ import annotations

import numpy as np

from teacherflow import choice
from teacherflow.codes import Zone
from teacherflow.county import County
from teacherflow.phases.budgets import announce
from teacherflow.policies.subsidy import RuralSubsidy
from teacherflow.terms.laws import settle

MILLIONS = (0, 0.5, 1, 2, 100)


def under(fork: County, millions: float) -> County:
    policy = RuralSubsidy.model_validate(
        {"yuan_per_month": {"village": 1200, "town": 600, "seat": 0}, "budget": millions * 1e6}
    )
    county = fork.fork({})
    county.state.terms = settle({"rural_subsidy": policy}, county.year)
    announce(county.state)
    choice.refresh(county.state)
    county.state.teachers.utility_before[:] = np.nan  # nobody compares with last year here
    return county


def test_a_binding_budget_scales_every_tier_alike(fork: County) -> None:
    shares = [under(fork, millions).state.pay_shares for millions in MILLIONS]
    assert all(set(share) == {"rural_subsidy.village", "rural_subsidy.town"} for share in shares)
    assert all(len(set(share.values())) == 1 for share in shares)
    reached = [share["rural_subsidy.town"] for share in shares]
    assert reached[0] == 0
    assert reached[-1] == 1
    assert 0 < reached[1] == reached[2] / 2 == reached[3] / 4 < 1


def test_village_exits_fall_with_the_budget(fork: County) -> None:
    chances = []
    for millions in MILLIONS:
        county = under(fork, millions)
        villages = [school for school in county.schools if school.zone == Zone.VILLAGE]
        staff = [teacher.leave_hazard() for school in villages for teacher in school.staff]
        chances.append(np.mean(staff))
    assert np.all(np.diff(chances) < 0)
