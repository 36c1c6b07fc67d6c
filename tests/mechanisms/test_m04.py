"""M04 新建城区学校核编: posts on top of the total for the seat schools furthest below need."""

from __future__ import annotations

import numpy as np
import pytest

from posting import moves_of, posting, quotas, same, thinned
from teacherflow import staffing
from teacherflow.codes import Status, Zone
from teacherflow.county import County
from teacherflow.policies.posts import SeatGrant


def grant(**values: object) -> SeatGrant:
    return SeatGrant.model_validate({"from": 2024, "posts": 8, "schools": 3, **values})


def test_granted_posts_raise_quota_where_short(fork: County) -> None:
    before, after = posting(fork, 1).state, posting(fork, 1, grant()).state
    s = after.sections
    gains = s.quota.astype(int) - before.sections.quota
    chosen = np.flatnonzero(gains)
    assert gains.sum() == 8
    assert 1 <= chosen.size <= 3
    assert (gains[chosen] > 0).all()
    assert (s.zone[chosen] == Zone.SEAT).all()
    assert sum(quotas(after)) == sum(quotas(before)) + 8
    for stages in (after.stages.total - before.stages.total, after.stages.granted):
        assert stages.sum() == 8


def test_borrowed_teachers_gain_the_posts_first(fork: County) -> None:
    county = posting(fork, 1, grant(posts=30, schools=20))
    moves, s = moves_of(county), county.state.sections
    mine = moves["cause"] == "seat_grant.posts"
    assert mine.sum() > 0
    assert set(moves["kind"][mine]) == {"regularise"}
    gained = np.bincount(moves["to_section"][mine], minlength=s.rows)
    assert (gained <= s.quota - posting(fork, 1).state.sections.quota).all()


def test_a_grant_is_made_once_and_costs_every_year(fork: County) -> None:
    county = posting(fork, 3, grant())
    state = county.state
    assert state.stages.granted.sum() == 8
    lines = [line for line in state.log.spending if line[1] == "seat_grant"]
    assert [line[0] for line in lines] == [2024, 2025, 2026]
    t = state.teachers
    pay = [
        t.pay[t.alive & (t.status == Status.ESTABLISHED) & (t.stage == k)].mean() for k in (0, 1)
    ]
    assert lines[-1][4] == pytest.approx(12 * np.dot(state.stages.granted, pay))


def test_nobody_gets_more_than_is_lacking(fork: County) -> None:
    state = posting(fork, 1, grant(posts=5000, schools=500)).state
    s = state.sections
    plain = posting(fork, 1).state
    granted = s.quota.astype(int) - plain.sections.quota
    lacking = np.maximum(0, s.need - staffing.posts(plain) - staffing.tegang(plain))
    assert 0 < granted.sum() < 5000
    assert (granted[s.zone < Zone.SEAT] == 0).all()
    assert granted.sum() <= 2 * lacking[s.zone == Zone.SEAT].sum()


def test_posts_granted_are_filled_beside_those_of_exits(fork: County) -> None:
    """A grant is paid for as posts that are filled, so hires must not answer exits alone."""
    plain, granted = (posting(thinned(fork), 1, *more).state for more in ((), (grant(),)))
    assert granted.stages.exits.tolist() == plain.stages.exits.tolist()
    more = granted.sections.listed.sum(dtype=int) - plain.sections.listed.sum(dtype=int)
    assert more == granted.stages.granted.sum() == 8


def test_schools_open_with_the_posts(fork: County) -> None:
    s = posting(fork, 2, grant(new_schools=1, **{"from": 2025})).state.sections
    new = np.flatnonzero(s.opened == 2025)
    assert new.size == 1
    assert s.zone[new[0]] == Zone.SEAT


def test_no_posts_change_no_byte(fork: County) -> None:
    assert same(posting(fork, 2), posting(fork, 2, grant(posts=0)))
