"""M20 校长定期交流: after ten (deputies fifteen) years at one school leaders change places."""

from __future__ import annotations

import numpy as np
import pytest

from leading import columns_of, leaders, led, moves_of
from teacherflow import staffing
from teacherflow.codes import Away, Role
from teacherflow.county import County
from teacherflow.phases.leader_moves import move_leaders
from teacherflow.policies.leaders import LeaderRotation


def test_no_principal_stays_beyond_the_term(fork: County) -> None:
    without = led(fork, years=4, healthy=True).state
    assert without.teachers.role_years[leaders(without, Role.PRINCIPAL)].max() > 10
    county = led(fork, LeaderRotation(deputy_years=8), years=4, healthy=True)
    t = county.state.teachers
    for role, years in ((Role.PRINCIPAL, 10), (Role.DEPUTY, 8)):
        rows = leaders(county.state, role)
        settled = rows[(t.away[rows] == Away.HOME) & (t.bond_until[rows] <= county.year)]
        assert settled.size > 10
        assert t.role_years[settled].max() < years


def test_leaders_change_places_and_no_school_gains_or_loses_a_post(fork: County) -> None:
    before = fork.state
    county = led(fork, LeaderRotation())
    moves, s = moves_of(county, "leader_rotation"), before.sections
    assert moves["teacher_id"].size >= 8
    assert sorted(moves["from_section"]) == sorted(moves["to_section"])
    assert np.all(s.unit[moves["from_section"]] != s.unit[moves["to_section"]])
    assert np.all(s.stage[moves["from_section"]] == s.stage[moves["to_section"]])
    t = county.state.teachers
    went = np.isin(t.id, moves["teacher_id"]) & t.alive
    assert np.all((t.office_sent[went] == county.year) & (t.role_years[went] == 0))
    assert np.all(t.role[went] > Role.TEACHER)
    quality = county.state.units.leader_quality
    for row in np.flatnonzero(went & (t.role == Role.PRINCIPAL)):
        assert quality[s.unit[t.post[row]]] == t.leader_quality[row]


def test_a_principal_who_moved_pays_with_a_first_year_at_the_school(fork: County) -> None:
    t = led(fork, LeaderRotation()).state.teachers
    went = t.alive & (t.office_sent > 0)
    assert np.all(t.duty_years[went] == 0)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_the_share_is_the_dose(fork: County, share: float) -> None:
    county = led(fork, LeaderRotation(share=share), healthy=True)
    went = moves_of(county, "leader_rotation")["teacher_id"].size
    every = moves_of(led(fork, LeaderRotation(), healthy=True), "leader_rotation")["teacher_id"]
    assert abs(went - share * every.size) <= 4
    if share == 0:
        assert columns_of(county.state) == columns_of(led(fork, healthy=True).state)


def test_a_school_has_as_many_teachers_as_before(fork: County) -> None:
    """In the year of the change, apart from what others do: stocks by section are untouched."""
    county = fork.fork({})
    state = county.state
    state.year += 1
    before = staffing.posts(state).copy()
    state.terms = led(fork, LeaderRotation()).state.terms
    move_leaders(state)
    assert np.any(state.teachers.office_sent > 0)
    assert np.array_equal(staffing.posts(state), before)
