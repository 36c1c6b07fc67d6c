"""Breach of a bond: what it costs, whom it keeps, who receives it, what a trace says of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from growing import FIRST, people, same, spent
from teacherflow.agents.leaving import shift_by_repayment
from teacherflow.codes import Route
from teacherflow.county import County
from teacherflow.parameters import Parameters
from teacherflow.policies.routes import BondedStudents
from teacherflow.terms.laws import settle
from teacherflow.terms.leave import BREACHES

BOUND = {"from": FIRST, "share": 0.5}
FREE = {"leave.bond": 0.0, "leave.early_career": 2.0, "leave.early_career_from": 0.0}
"""Nothing but money binds, and many want to leave."""


def bonded(**given: Any) -> BondedStudents:
    return BondedStudents.model_validate({**BOUND, **given})


def forked(fork: County, policy: BondedStudents, years: int, **changed: float) -> County:
    """Return a county under the policy, with other people if parameters are ``changed``."""
    county = fork.fork({y: settle({policy.label: policy}, y) for y in range(FIRST, FIRST + years)})
    if changed:
        county.state.parameters = Parameters().changed(changed)
    return county


def lived(fork: County, policy: BondedStudents, years: int, **changed: float) -> County:
    county = forked(fork, policy, years, **changed)
    for _ in range(years):
        county.step()
    return county


# --- the price


def test_the_price_falls_with_every_year_served() -> None:
    """By hand: 4 years of 10,000 yuan and half as much again for a bond of 6 years."""
    (item,) = settle({"b": bonded()}, FIRST + 3)[BREACHES]
    assert (item.yuan, item.years, item.receiver) == (60_000.0, 6, "province")
    assert [(w.column, w.low, w.high) for w in item.who] == [
        ("route", Route.BONDED, Route.BONDED),
        ("cohort", FIRST, FIRST + 2),
    ]
    assert item.booked == pytest.approx(1 - 0.06 / 0.5)


def test_each_year_of_phasing_in_has_its_line() -> None:
    """The part beyond today's .06 is 0 of .06, .07 of .13, .14 of .20; all of a stated number."""
    slow = bonded(share=0.20, phase_in=2)
    found = settle({"bonded_students": slow}, FIRST + 3)[BREACHES]
    assert [item.name.rpartition(".")[2] for item in found] == [
        "repayment",
        f"repayment_{FIRST}",
    ]
    assert [item.booked for item in found] == pytest.approx([0.14 / 0.20, 0.07 / 0.13])
    (counted,) = settle({"b": bonded(posts_a_year=5)}, FIRST + 3)[BREACHES]
    assert counted.booked == 1.0


def test_the_price_of_today_adds_nothing_and_a_dearer_one_keeps_people() -> None:
    """By hand: 2,500 yuan a month more than today's at pay sensitivity 3.7 per reference pay."""
    p, pay = Parameters().leave, Parameters().utility.reference_pay
    assert shift_by_repayment(60_000 / 72, pay, p) == 0.0
    dearer = shift_by_repayment(60_000 / 72 + 2_500, pay, p)
    assert dearer == pytest.approx(-3.7 * 2_500 / pay)
    assert shift_by_repayment(0.0, pay, p) == pytest.approx(3.7 * 60_000 / 72 / pay)
    loose = p._replace(bond=-0.1)
    assert shift_by_repayment(0.0, pay, loose) == 0.1  # no likelier than without a bond


# --- whom it keeps


def hazard(fork: County, **given: Any) -> float:
    """Return the mean chance to leave of those who came under the policy last year."""
    county = lived(fork, bonded(), years=1)
    policy = bonded(**given)
    after = county.fork({FIRST + 1: settle({policy.label: policy}, FIRST + 1)})
    after.state.year += 1
    after.state.terms = settle({policy.label: policy}, FIRST + 1)
    staff = after.teachers
    came = staff.select((staff.get("route") == Route.BONDED) & (staff.get("cohort") == FIRST))
    return float(np.mean(came.map("leave_hazard")))


def test_the_dearer_the_breach_the_fewer_leave(fork: County) -> None:
    found = [hazard(fork, repaid_per_study_year=yuan) for yuan in (0, 10_000, 40_000)]
    pay = fork.state.parameters.utility.reference_pay
    ratio = math.exp(-3.7 * 60_000 / 72 / pay)
    assert found[1] / found[0] == pytest.approx(ratio, rel=0.01)
    assert found[2] / found[1] == pytest.approx(ratio**3, rel=0.01)
    harder = hazard(fork, penalty_share=2.0)
    assert harder / found[1] == pytest.approx(ratio, rel=0.01)


def test_who_came_before_the_policy_pays_the_price_of_then(fork: County) -> None:
    dear = forked(fork, bonded(repaid_per_study_year=200_000), 1)
    plain = forked(fork, bonded(), 1)
    chances = []
    for county in (dear, plain):
        before = county.teachers.select(county.teachers.get("route") == Route.BONDED)
        chances.append(before.map("leave_hazard"))
    assert np.array_equal(*chances)


# --- who receives it


def test_what_is_paid_back_is_what_the_leavers_owe(fork: County) -> None:
    """Counted by hand from who was there and who left: a sixth for each year not served."""
    policy = bonded(posts_a_year=30, yuan_per_student_year=0)
    county = forked(fork, policy, 4, **FREE)
    wanted: dict[int, float] = {}
    for year in range(FIRST, FIRST + 4):
        before = people(county, "route", "cohort")
        county.step()
        kinds = {
            int(i): kind
            for chunk in county.state.log.moves
            if int(chunk["year"][0]) == year
            for i, kind in zip(chunk["teacher_id"], chunk["kind"], strict=True)
        }
        for person, route, cohort in zip(*before.values(), strict=True):
            broke = kinds.get(int(person)) in ("quit", "leave_county")
            if broke and route == Route.BONDED and cohort >= FIRST:
                served = year - int(cohort)
                wanted[year] = wanted.get(year, 0.0) - 60_000.0 * (6 - served) / 6
    lines = {
        y: yuan for y, _, item, payer, yuan in county.state.log.spending if item == "repayment"
    }
    assert len(wanted) >= 2
    assert lines == pytest.approx(wanted)
    assert set(spent(county)) == {"bonded_students.repayment (province)"}


def test_whoever_leaves_when_the_bond_is_over_pays_nothing(fork: County) -> None:
    policy = bonded(bond_years=1, yuan_per_student_year=0)
    first, later = (lived(fork, policy, years, **FREE) for years in (1, 4))
    assert set(came_first(first)) - set(came_first(later))
    assert spent(later) == {}


def test_nothing_to_pay_back_is_not_in_the_ledger(fork: County) -> None:
    free = lived(fork, bonded(repaid_per_study_year=0, yuan_per_student_year=0), 3, **FREE)
    assert spent(free) == {}


def test_todays_rule_changes_no_byte(fork: County) -> None:
    """The share and the price of today, although many leave under the bond."""
    today, none = bonded(share=0.06), bonded(**{"from": FIRST + 9})
    assert same(lived(fork, today, 3, **FREE), lived(fork, none, 3, **FREE))


# --- what is told


def test_a_trace_tells_the_price_and_the_breach(fork: County) -> None:
    policy = bonded(posts_a_year=30)
    came, stay = (came_first(lived(fork, policy, years, **FREE)) for years in (1, 2))
    gone = sorted(set(came) - set(stay))
    for person, what in ((stay[0], "leave.bound"), (gone[0], "leave.breached")):
        county = forked(fork, policy, 2, **FREE)
        county.state.log.watched = person
        county.run_for(2)
        told = [(y, w, f) for y, w, f in county.state.log.told if w.startswith("leave.")]
        assert told == [
            (
                FIRST + 1,
                what,
                {
                    "policy": "bonded_students",
                    "years": 5,
                    "yuan": pytest.approx(50_000.0),
                    "receiver": "province",
                },
            )
        ]


def came_first(county: County) -> list[int]:
    """Return the bonded students of the first year who are in service."""
    found = people(county, "route", "cohort")
    mine = (found["route"] == Route.BONDED) & (found["cohort"] == FIRST)
    return [int(i) for i in found["id"][mine]]
