"""M63 教师周转房: flats go to teachers on exchange, then to those who live far away, and hold them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from paying import spent, under
from teacherflow import choice
from teacherflow.codes import Away, Zone
from teacherflow.county import County
from teacherflow.phases.housing import give_out_flats
from teacherflow.policies.housing import Housing
from twin import living as twin
from twin.world import mirror


def housed(fork: County, units: float, away: Any = None) -> County:
    """Return the county with its flats given out; ``away`` are rows on exchange where they work."""
    county = under(fork, Housing.model_validate({"flats_per_100_staff": units}))
    if away is not None:
        county.state.teachers.away[away] = Away.EXCHANGE
    give_out_flats(county.state)
    return county


def distances(county: County) -> np.ndarray:
    t, s = county.state.teachers, county.state.sections
    return 1.3 * np.hypot(t.home_x - s.x[t.duty], t.home_y - s.y[t.duty])


def rural(county: County) -> np.ndarray:
    t, s = county.state.teachers, county.state.sections
    return t.alive & (t.duty >= 0) & (s.zone[t.duty] != Zone.SEAT)


def test_exchanged_staff_are_housed_first(fork: County) -> None:
    t, km = fork.state.teachers, distances(fork)
    near = np.flatnonzero(rural(fork) & (km > 10) & (km < 20))[:15]
    assert near.size > 5
    plain, county = housed(fork, 20), housed(fork, 20, near)
    assert np.all(plain.state.teachers.housing[near] == -1), "not far enough without an order"
    h, s = county.state.teachers.housing, county.state.sections
    assert s.housing_units.sum() == round(0.2 * rural(fork).sum())
    for section in np.unique(t.duty[near]):
        sent = near[t.duty[near] == section]
        others = rural(fork) & (t.duty == section) & (km > 20)
        others[sent] = False
        flats = int(s.housing_units[section])
        assert (h[sent] == section).sum() == min(flats, sent.size)
        left = max(0, flats - sent.size)
        lucky = others & (h == section)
        assert lucky.sum() == min(left, others.sum())
        if lucky.any() and (others & ~lucky).any():
            assert km[lucky].min() >= km[others & ~lucky].max(), "the farthest come first"


def test_a_flat_is_worth_its_value_where_it_is_and_costs_its_upkeep(fork: County) -> None:
    without, county = housed(fork, 0), housed(fork, 60)
    t = county.state.teachers
    has = t.housing >= 0
    assert has.sum() > 10
    assert not (has & ~rural(county)).any()
    rows = np.flatnonzero(has)
    here, before = (choice.utility_here(c.state, rows)[0] for c in (county, without))
    assert here - before == pytest.approx(np.full(rows.size, 250 / 5500))
    seat = np.flatnonzero(county.state.sections.zone == Zone.SEAT)
    there = [choice.utility_at(c.state, rows, seat) for c in (county, without)]
    assert np.array_equal(*there), "nobody takes a flat along"
    assert spent(county) == {"housing.upkeep": pytest.approx(300 * 12 * has.sum())}


def test_more_flats_keep_more_of_those_who_live_far_away(fork: County) -> None:
    far = np.flatnonzero(rural(fork) & (distances(fork) > 20))
    means = []
    for units in (0, 5, 20):
        county = housed(fork, units)
        means.append(choice.utility_here(county.state, far)[0].mean())
    assert means[0] < means[1] < means[2]


def test_flats_end_with_the_policy(fork: County) -> None:
    county = housed(fork, 30)
    county.state.terms = under(fork).state.terms
    give_out_flats(county.state)
    assert np.all(county.state.teachers.housing == -1)
    assert county.state.sections.housing_units.sum() == 0


def test_the_twin_gives_the_same_flats(fork: County) -> None:
    """In a county large enough for people to live far from school."""
    sent = np.flatnonzero(rural(fork))[::9]
    county = under(fork, Housing.model_validate({"flats_per_100_staff": 7}))
    county.state.teachers.away[sent] = Away.EXCHANGE
    world = mirror(county.state)
    give_out_flats(county.state)
    twin.housing(world)
    t, s = county.state.teachers, county.state.sections
    assert (t.housing >= 0).sum() > 10
    flats = {int(t.id[row]): int(t.housing[row]) for row in np.flatnonzero(t.alive)}
    assert {one.id: one.housing for one in world.teachers} == flats
    assert [one.housing_units for one in world.sections] == s.housing_units.tolist()
