"""M76 工作室（冠县）: mentees get better where they are."""

from __future__ import annotations

import numpy as np
import pytest

from growing import lived, people, spent
from teacherflow.codes import Title
from teacherflow.county import County
from teacherflow.policies.growth import Studios


def test_mentees_grow_without_moving(fork: County) -> None:
    """In the first year the places are the same with and without; 12 mentees of 2 masters gain."""
    policy = Studios.model_validate({"studios": 2, "mentees": 12, "yuan_per_studio": 30_000})
    columns = ("coaching", "post", "duty", "service", "backbone")
    plain, ours = (people(lived(fork, *p), *columns) for p in ((), (policy,)))
    for name in ("id", "post", "duty"):
        assert np.array_equal(plain[name], ours[name])
    gain = ours["coaching"] - plain["coaching"]
    mentees = gain > 0
    assert 0 < mentees.sum() <= 12
    assert np.all(gain[~mentees] == 0)
    assert np.all(ours["coaching"][mentees] <= 0.03)
    assert gain.max() == pytest.approx(0.01)
    assert np.all(ours["service"][mentees] <= 15)
    assert spent(lived(fork, policy)) == {"studios.studio (county)": 60_000.0}


def test_places_are_those_of_the_plan(fork: County) -> None:
    """From nothing, with no other coaching, those who gain are the mentees: 13 in 2 studios."""
    county = fork.fork({})
    county.state.teachers.coaching[:] = 0.0
    parameters = {"studios": 2, "mentees": 13, "yuan_per_studio": 1000}
    plain, ours = (lived(county, *p) for p in ((), (Studios.model_validate(parameters),)))
    gain = people(ours, "coaching")["coaching"] - people(plain, "coaching")["coaching"]
    assert np.sum(gain > 0) == 13
    assert spent(ours) == {"studios.studio (county)": 2000.0}


def test_a_studio_needs_a_master(fork: County) -> None:
    """With few masters there are few studios, however many are planned."""
    county = fork.fork({})
    t = county.state.teachers
    masters = np.flatnonzero(t.alive & t.backbone & (t.title >= Title.SENIOR))
    assert masters.size > 20
    t.title[masters[1:]] = Title.SECOND
    policy = Studios.model_validate({"preset": "guanxian_2024", "yuan_per_studio": 1000})
    few, many = (spent(lived(c, policy))["studios.studio (county)"] for c in (county, fork))
    assert 0 < few < many <= 49_000


def test_the_same_persons_stay(fork: County) -> None:
    """A mentee of the second year was one in the first, if he or she was there."""
    policy = Studios.model_validate({"studios": 5, "mentees": 30, "rate": 0.03})
    found = []
    for years in (1, 2):
        county = lived(fork, policy, years=years)
        now = people(county, "coaching", "service")
        found.append(set(now["id"][now["coaching"] == 0.03].tolist()))
    assert len(found[0] & found[1]) > 0.8 * len(found[0])
