"""M54 职称评聘向一线边远倾斜: points in the review for duty in towns and villages."""

from __future__ import annotations

import numpy as np
import pytest

from teacherflow.codes import Title, Zone
from teacherflow.county import County
from teacherflow.phases.promote import promote
from teacherflow.policies.honours import TitleTilt
from teacherflow.state import State
from teacherflow.terms.laws import settle

YEARS = range(2024, 2028)


def reviewed(fork: County, year: int, **values: object) -> State:
    """Return the county after one review; half of the staff of every unit now serve in a village."""
    state = fork.fork({}).state
    t, s = state.teachers, state.sections
    rows = np.flatnonzero(t.alive & (t.post >= 0) & (t.id % 2 == 0))
    t.duty[rows] = np.flatnonzero(s.open & (s.zone == Zone.VILLAGE))[0]
    t.duty[t.alive & (t.post >= 0) & (t.id % 2 == 1)] = np.flatnonzero(s.zone == Zone.SEAT)[0]
    state.year = year
    state.terms = settle({"p": TitleTilt.model_validate(values)}, year)
    promote(state)
    return state


def promoted(fork: County, **values: object) -> tuple[int, int]:
    """Return who won a title in four reviews: on duty in the village, and in all."""
    rural = every = 0
    for year in YEARS:
        t = reviewed(fork, year, **values).teachers
        won = t.alive & (t.title_years == 0) & (t.title >= Title.FIRST) & (t.post >= 0)
        every += int(won.sum())
        rural += int((won & (t.id % 2 == 0)).sum())
    return rural, every


def test_points_raise_rural_promotions(fork: County) -> None:
    """The same number of posts, more of them to the village the more it counts."""
    (none, all_none), (some, all_some), (many, all_many) = (
        promoted(fork, points=points) for points in (0, 0.5, 5)
    )
    assert all_none > 20
    assert all_none == pytest.approx(all_some, abs=3)  # movers may win too; they are no promotions
    assert all_none == pytest.approx(all_many, abs=3)
    assert none < some < many
    assert none / all_none == pytest.approx(0.5, abs=0.15)


def test_points_for_long_service_leave_out_the_others(fork: County) -> None:
    """Years that few have leave the points without much effect."""
    anybody, long = (promoted(fork, points=5, rural_years=years)[0] for years in (0, 30))
    assert anybody > long


@pytest.mark.parametrize("values", [{"points": 0}, {"from": 2030}, {"until": 2020}])
def test_without_points_nothing_is_claimed(values: dict[str, object]) -> None:
    policy = TitleTilt.model_validate(values)
    assert settle({"p": policy}, 2025).values == {}
