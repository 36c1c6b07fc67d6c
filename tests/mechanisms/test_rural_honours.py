"""乡村学校从教荣誉: once each after ten, twenty and thirty years in rural schools."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from growing import lived, people, spent
from teacherflow.allowances import addressed
from teacherflow.codes import Away, Status, Zone
from teacherflow.county import County
from teacherflow.faults import Refused
from teacherflow.phases.honours import honour
from teacherflow.phases.review import bonuses
from teacherflow.policies.rural_honours import RuralHonours
from teacherflow.state import State
from teacherflow.study.trace import Told
from teacherflow.terms.laws import settle
from teacherflow.terms.pay import PAY_ITEMS
from teacherflow_analysis.cli.language import use
from teacherflow_analysis.cli.reasons import reason

SEEN = ("rural_years", "duty", "away", "status", "appraisal_failed", "rural_honour")


def rule(**values: Any) -> RuralHonours:
    return RuralHonours.model_validate(values)


def turn(state: State, year: int, **values: Any) -> State:
    """Let the policy hold in a year and honours be given; return the state."""
    state.year, state.terms = year, settle({"p": rule(**values)}, year)
    honour(state)
    return state


def staff(state: State, years: tuple[int, ...]) -> np.ndarray:
    """Return established staff of village schools, who now have these years of rural service."""
    t, zone = state.teachers, state.sections.zone
    rows = np.flatnonzero(t.alive & (t.status == Status.ESTABLISHED) & (t.duty >= 0))
    rows = rows[zone[t.duty[rows]] == Zone.VILLAGE][: len(years)]
    t.rural_years[:], t.appraisal_failed[:] = 0.0, 0
    t.rural_years[rows] = years
    return rows


def highest(years: float) -> int:
    """Return the honour that the plan has for so many years."""
    return max((asked for asked in (0, 10, 20, 30) if years >= asked), default=0)


def test_whoever_reaches_the_years_is_honoured_once(fork: County) -> None:
    """Person by person, from the years of duty alone: reckoned by hand for eight years."""
    county = fork.fork({year: settle({"p": rule()}, year) for year in range(2024, 2032)})
    zone, given = county.state.sections.zone, dict[int, int]()
    before, number = people(county, *SEEN), list[int]()
    for year in range(2024, 2032):
        county.step()
        t = county.state.teachers
        here = dict(zip(t.id[t.alive].tolist(), np.flatnonzero(t.alive).tolist(), strict=True))
        number.append(0)
        for k, who in enumerate(before["id"].tolist()):
            duty = before["duty"][k]
            if who not in here or before["away"][k] != Away.HOME:
                continue  # whoever returns is honoured where he then is: not looked at here
            rural = duty >= 0 and zone[duty] != Zone.SEAT
            years = before["rural_years"][k] + rural
            established = before["status"][k] == Status.ESTABLISHED
            failed = before["appraisal_failed"][k] == year - 1
            due = rural and established and not failed and highest(years) > given.get(who, 0)
            given[who] = highest(years) if due else given.get(who, before["rural_honour"][k])
            assert t.rural_honour[here[who]] == given[who]
            assert (t.rural_honour_year[here[who]] == year) == due
            number[-1] += due
        before = people(county, *SEEN)
        given = dict(zip(before["id"].tolist(), before["rural_honour"].tolist(), strict=True))
    assert number[0] > 3 * max(number[1:]), number  # at first all who have passed the years
    assert min(number[1:]) > 0


def test_the_highest_honour_that_is_due_is_given_and_counts(fork: County) -> None:
    state = fork.fork({}).state
    rows = staff(state, (9, 10, 19, 20, 29, 30, 41))
    t = turn(state, 2024).teachers
    assert t.rural_honour[rows].tolist() == [0, 10, 10, 20, 20, 30, 30]
    assert np.count_nonzero(t.rural_honour_year == 2024) == 6
    t.honours[:] = 0
    points, _ = bonuses(state, rows, np.full(rows.size, 2))
    assert points.tolist() == [0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3]


def test_the_next_one_comes_with_its_own_years_and_only_in_a_rural_school(fork: County) -> None:
    state = fork.fork({}).state
    rows = staff(state, (9, 19, 29, 15))
    t = turn(state, 2024).teachers
    t.rural_years[rows] += 1
    turn(state, 2025)
    assert t.rural_honour[rows].tolist() == [10, 20, 30, 10]
    assert t.rural_honour_year[rows].tolist() == [2025, 2025, 2025, 2024]
    t.duty[rows[3]] = np.flatnonzero(state.sections.zone == Zone.SEAT)[0]
    t.rural_years[rows] = 20
    turn(state, 2026)
    assert t.rural_honour[rows].tolist() == [20, 20, 30, 10]


def test_whoever_failed_last_year_waits_a_year(fork: County) -> None:
    state = fork.fork({}).state
    rows = staff(state, (12, 12))
    state.teachers.appraisal_failed[rows[0]] = 2023
    assert turn(state, 2024).teachers.rural_honour[rows].tolist() == [0, 10]
    assert turn(state, 2025).teachers.rural_honour[rows].tolist() == [10, 10]


def test_merit_and_service_are_kept_apart(fork: County) -> None:
    state = fork.fork({}).state
    before = state.teachers.honours.copy(), state.teachers.honour_year.copy()
    t = turn(state, 2024).teachers
    assert np.array_equal(t.honours, before[0])
    assert np.array_equal(t.honour_year, before[1])


def test_while_it_is_phased_in_a_share_of_those_due_is_honoured(fork: County) -> None:
    state = fork.fork({}).state
    rows = staff(state, (12,) * 30)
    held = []
    for year in (2024, 2025, 2026):
        turn(state, year, **{"from": 2024, "phase_in": 3})
        held.append(np.count_nonzero(state.teachers.rural_honour[rows]))
    assert held == [10, 10 + 13, 30]  # a third of 30, two thirds of 20, all


def test_a_sum_is_paid_once_by_whoever_honours(fork: County) -> None:
    yuan = {"county": 1000, "province": 2000, "nation": 3000}
    county = lived(fork, rule(yuan=yuan, years={"nation": 25}))
    t = county.state.teachers
    number = {
        years: np.count_nonzero(t.alive & (t.rural_honour == years)) for years in (10, 20, 25)
    }
    assert min(number.values()) > 0
    assert spent(county) == {
        "rural_honours.county_honour (county)": 1000.0 * number[10],
        "rural_honours.province_honour (province)": 2000.0 * number[20],
        "rural_honours.national_honour (centre)": 3000.0 * number[25],
    }
    next_year = settle({"p": rule(yuan=yuan, years={"nation": 25})}, 2025)[PAY_ITEMS]
    assert not any(addressed(county.state, item.who).any() for item in next_year)


def test_an_honour_is_told(fork: County) -> None:
    state = fork.fork({}).state
    (row,) = staff(state, (23,))
    state.log.watched = int(state.teachers.id[row])
    turn(state, 2024)
    ((year, what, facts),) = state.log.told
    assert year == 2024
    use("en")
    said = reason(Told(what, facts))
    assert said == (
        "· is honoured for 20 years in rural schools, after 23 there [rural_honours.province_honour]"
    )


@pytest.mark.parametrize(
    "years",
    [{"county": 20}, {"province": 30}, {"county": 31, "province": 0}],
)
def test_years_must_rise(years: dict[str, int]) -> None:
    with pytest.raises((Refused, ValueError), match="years must rise"):
        rule(years=years)


def test_an_honour_may_be_left_out(fork: County) -> None:
    state = fork.fork({}).state
    rows = staff(state, (12, 22, 32))
    turn(state, 2024, years={"county": 0, "nation": 0})
    assert state.teachers.rural_honour[rows].tolist() == [0, 20, 20]


def test_nothing_is_claimed_without_years() -> None:
    none = rule(years=dict.fromkeys(("county", "province", "nation"), 0))
    assert settle({"p": none}, 2025).values == {}
    assert len(none.idle()) == 6
