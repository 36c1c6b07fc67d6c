"""M82 校长公开选拔与竞争上岗: a panel finds better leaders than the order of rank does."""

from __future__ import annotations

import numpy as np
import pytest

from leading import columns_of, leaders, led
from teacherflow.codes import Role
from teacherflow.county import County
from teacherflow.policies.leaders import LeaderRotation, OpenSelection


def quality(county: County) -> float:
    """Return the mean leader quality of principals."""
    rows = leaders(county.state, Role.PRINCIPAL)
    return float(county.state.teachers.leader_quality[rows].mean())


def test_open_selection_raises_leader_quality(fork: County) -> None:
    """Over all terms of office; the better the panel sees, the better the leaders."""
    without = quality(led(fork, years=8))
    found = [
        quality(led(fork, OpenSelection(panel_noise=noise), years=8)) for noise in (5.0, 1.0, 0.0)
    ]
    assert found[1] > without + 0.5
    assert found[2] > found[1] > found[0]


def test_with_a_perfect_panel_the_best_applicant_of_the_unit_leads(fork: County) -> None:
    """Where the term ends every year, no deputy of a unit is better than its principal."""
    state = led(fork, OpenSelection(term_years=1, panel_noise=0.0)).state
    t, s = state.teachers, state.sections
    heads = leaders(state, Role.PRINCIPAL)
    heads = heads[(t.away[heads] == 0) & (t.tenure[heads] > 0)]
    assert heads.size > 10
    for deputy in leaders(state, Role.DEPUTY):
        at = heads[s.unit[t.post[heads]] == s.unit[t.post[deputy]]]
        if at.size and t.away[deputy] == 0:
            assert t.leader_quality[deputy] <= t.leader_quality[at[0]]


def test_who_wins_again_stays_in_the_years_of_office(fork: County) -> None:
    """So a rotation by years at one school counts them through."""
    every = led(fork, OpenSelection(term_years=1, panel_noise=0.0), years=6).state
    years = every.teachers.role_years[leaders(every, Role.PRINCIPAL)]
    assert years.max() >= 5
    both = led(fork, OpenSelection(), LeaderRotation(principal_years=5), years=6, healthy=True)
    t = both.state.teachers
    rows = leaders(both.state, Role.PRINCIPAL)
    assert t.role_years[rows[t.away[rows] == 0]].max() < 5


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_only_a_share_of_the_units_holds_it(fork: County, share: float) -> None:
    some, none = led(fork, OpenSelection(share=share, term_years=1)), led(fork)
    if share == 0:
        assert columns_of(some.state) == columns_of(none.state)
    heads = [set(leaders(c.state, Role.PRINCIPAL).tolist()) for c in (some, none)]
    every = set(leaders(led(fork, OpenSelection(term_years=1)).state, Role.PRINCIPAL).tolist())
    assert len(heads[0] ^ heads[1]) < max(1, len(every ^ heads[1]))
    assert np.isfinite(quality(some))
