"""M15 审批时滞: re-allotments come late, and some come to nothing."""

from __future__ import annotations

import numpy as np
import pytest

from posting import posting, same
from teacherflow.county import County
from teacherflow.policies.appointment import CompetitiveHiring
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.posts import DepartmentLag, Reallocate

YEARLY = Reallocate.model_validate({"from": 2024, "weight": 1.0, "short_subjects": False})


def lag(years: float, failure: float = 0.0) -> DepartmentLag:
    return DepartmentLag(lag_years=years, failure=failure)


def moved_in(fork: County, years: int, *policies: PolicyModel) -> bool:
    """Tell whether quotas differ from those of a county without re-allotment."""
    changed = posting(fork, years, YEARLY, *policies).state.sections.quota
    return not np.array_equal(changed, posting(fork, years, *policies).state.sections.quota)


def test_a_lag_delays_and_a_failure_cancels_a_reallotment(fork: County) -> None:
    assert moved_in(fork, 1)
    for years in (1, 2):
        assert not moved_in(fork, years, lag(years))
        assert moved_in(fork, years + 1, lag(years))
    assert not moved_in(fork, 3, lag(0.0, failure=1.0))


def test_what_holds_late_was_reckoned_by_the_need_of_its_year(fork: County) -> None:
    """A division filed in 2024 and approved in 2025 is that of 2024 where nothing closed."""
    filed = posting(fork, 1, YEARLY, lag(1.0)).state.sections
    assert set(filed.pending_from[filed.open]) == {2025}
    s = posting(fork, 2, YEARLY, lag(1.0)).state.sections
    total = np.bincount(s.stage, s.quota, minlength=2)
    plan = np.where(s.open, filed.quota_pending, 0)
    share = plan * (total / np.bincount(s.stage, plan, minlength=2))[s.stage]
    quiet = s.open & (s.opened == 0)
    assert np.abs(s.quota - share)[quiet].max() <= 1.0


def test_a_policy_that_ends_takes_its_open_filing_along(fork: County) -> None:
    ending = Reallocate.model_validate({"from": 2024, "until": 2024, "short_subjects": False})
    assert same(posting(fork, 3, ending, lag(1.0)), posting(fork, 3, lag(1.0)))


@pytest.mark.parametrize(("years", "share"), [(0.5, 0.5), (0.8, 0.2)])
def test_a_fraction_of_a_year_is_the_chance_of_one_more(
    fork: County, years: float, share: float
) -> None:
    """Over many years of luck: .8 years of lag let about one filing in five through at once."""
    state, at_once = fork.fork({}).state, 0
    for year in range(2024, 2424):
        luck = float(state.draws.uniform("establish.lag", year, 0))
        at_once += luck >= years
    assert at_once / 400 == pytest.approx(share, abs=0.07)
    late = posting(fork, 1, YEARLY, lag(years)).state.sections
    luck = float(state.draws.uniform("establish.lag", 2024, 0))
    assert (late.pending_from.max() == 2025) == (luck < years)


def test_the_lag_alone_changes_no_byte(fork: County) -> None:
    assert same(posting(fork, 2), posting(fork, 2, lag(1.0, failure=0.5)))


def test_publicity_takes_years_off_the_lag(fork: County) -> None:
    """The steering group of competition for posts brings a re-allotment forward."""
    hiring = {"from": 2024, "publicity": 1.0, "placement": False}
    for relief, waits in ((0.0, True), (0.5, True), (1.0, False)):
        steering = CompetitiveHiring.model_validate({**hiring, "lag_relief": relief})
        pending = posting(fork, 1, YEARLY, lag(2.0 if relief == 0.5 else 1.0), steering)
        assert (pending.state.sections.pending_from.max() > 0) == waits
