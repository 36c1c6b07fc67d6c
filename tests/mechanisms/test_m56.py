"""M56 表彰优秀教师: a share of the staff each year; points in the review, pay for three years."""

from __future__ import annotations

import numpy as np
import pytest

from teacherflow.allowances import addressed
from teacherflow.codes import Status
from teacherflow.county import County
from teacherflow.phases.honours import honour
from teacherflow.phases.review import bonuses
from teacherflow.policies.honours import Honours
from teacherflow.state import State
from teacherflow.terms.laws import settle
from teacherflow.terms.pay import PAY_ITEMS


def state_of(fork: County, **values: object) -> State:
    """Return a county under the policy, in 2024."""
    state = fork.fork({}).state
    turn(state, 2024, **values)
    return state


def turn(state: State, year: int, **values: object) -> None:
    state.year = year
    state.terms = settle({"honours": Honours.model_validate(values)}, year)


def test_honours_help_in_the_review_and_lapse_in_pay(fork: County) -> None:
    """Whoever was honoured in the first year has the points for good and the pay for three years."""
    policy = Honours.model_validate({"from": 2024, "points": 0.4, "yuan_per_month": 100})
    county = fork.fork({year: settle({"honours": policy}, year) for year in range(2024, 2029)})
    t, due = county.state.teachers, {}
    for year in range(2024, 2029):
        county.step()
        recent = (t.honour_year > max(year - 3, 0)) & (t.honour_year <= year)
        due[year] = 100 * 12 * np.count_nonzero(t.alive & recent & (t.duty >= 0))
    honoured = np.flatnonzero(t.alive & (t.honours > 0))
    points, _ = bonuses(county.state, honoured, np.full(honoured.size, 2))
    assert points == pytest.approx(0.4 * t.honours[honoured])
    (item,) = county.state.terms[PAY_ITEMS]
    recent = addressed(county.state, item.who, honoured)
    assert np.array_equal(recent, t.honour_year[honoured] >= 2026)
    paid = {year: yuan for year, policy, line, _, yuan in county.state.log.spending}
    assert {line[1:4] for line in county.state.log.spending} == {("honours", "honour", "county")}
    assert paid == pytest.approx(due)
    assert due[2024] * 2.4 < due[2026] < due[2024] * 3.2  # three cohorts, less who left


def test_an_honour_is_worth_its_pay_for_three_years(fork: County) -> None:
    state = state_of(fork)
    honour(state)
    t = state.teachers
    rows = np.flatnonzero(t.honour_year == 2024)
    for year, worth in ((2025, 50.0), (2026, 50.0), (2027, 0.0)):
        turn(state, year)
        (item,) = state.terms[PAY_ITEMS]
        assert np.all(addressed(state, item.who, rows) * item.monthly == worth)


def test_the_excellent_come_first_and_nobody_who_failed(fork: County) -> None:
    state = state_of(fork, share=0.2)
    t = state.teachers
    staff = np.flatnonzero(t.alive & (t.status == Status.ESTABLISHED))
    t.appraisal_top[staff] = t.id[staff] % 10 == 0
    t.appraisal_failed[staff[t.id[staff] % 3 == 0]] = 2023
    honour(state)
    named = t.honour_year == 2024
    assert np.count_nonzero(named) == round(0.2 * staff.size)
    assert not np.any(named & (t.appraisal_failed == 2023))
    clean = staff[t.appraisal_top[staff] & (t.appraisal_failed[staff] != 2023)]
    assert np.all(named[clean])


def test_nobody_is_honoured_again_while_an_honour_is_paid(fork: County) -> None:
    state = state_of(fork, share=0.2)
    t = state.teachers
    for year in range(2024, 2027):
        turn(state, year, share=0.2)
        honour(state)
    assert t.honours.max() == 1
    turn(state, 2027, share=0.2)
    honour(state)
    assert t.honours.max() == 2


@pytest.mark.parametrize("values", [{"share": 0}, {"from": 2030}, {"until": 2020}])
def test_nothing_is_claimed_without_a_share(values: dict[str, object]) -> None:
    assert settle({"p": Honours.model_validate(values)}, 2025).values == {}
