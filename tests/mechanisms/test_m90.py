"""M90 幼儿园与高中的用人: senior schools take certified junior staff, kindergartens the surplus."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from teacherflow import staffing
from teacherflow.codes import Stage
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.phases.enrol import enrol
from teacherflow.phases.establish import establish
from teacherflow.phases.leave import leave
from teacherflow.phases.stages import cross_stages
from teacherflow.policies.stages import OtherStages
from teacherflow.state import State
from teacherflow.terms.laws import settle

FIRST = 2024


@pytest.fixture(scope="module")
def eve(fork: County) -> County:
    """The moment before posts move, seen without error."""
    county = fork.fork({})
    state = county.state
    state.year += 1
    state.parameters = state.parameters.changed({"posts.need_noise": 0.0})
    for phase in (enrol, leave, establish):
        phase(state)
    return county


def drained(eve: County, year: int, **values: Any) -> tuple[State, dict[str, Any]]:
    """Return the county after its outflows of a year, and who left with them."""
    policy = OtherStages.model_validate(values)
    state = eve.fork({}).state
    state.year, state.terms = year, settle({policy.name: policy}, year)
    cross_stages(state)
    found = concatenated(state.log.moves)
    return state, found


def test_the_drain_takes_certified_and_surplus_staff(eve: County) -> None:
    state, gone = drained(
        eve, FIRST, senior_share=0.05, senior_licence=0.3, kindergarten_share=0.05
    )
    s, before = eve.state.sections, eve.state
    junior = gone["stage"] == Stage.JUNIOR
    assert junior.sum() > 3
    assert (~junior).sum() > 3
    assert set(gone["kind"]) == {"leave_county"}
    assert set(gone["cause"]) == {"other_stages"}
    licence = before.draws.uniform("transfer.higher_licence", 0, gone["teacher_id"])
    assert np.all(licence[junior] < 0.3)
    assert np.any(licence[~junior] > 0.3)
    left = np.bincount(gone["from_section"][~junior], minlength=s.rows)
    assert np.all(left <= staffing.surplus(before))
    more = state.stages.exits - before.stages.exits
    assert more.tolist() == [0, junior.sum()]  # hires answer the certified, not the surplus


def test_the_number_is_the_share_of_the_staff_in_the_mean(eve: County) -> None:
    """Forty Septembers of the same staff: a binomial number with the mean asked for."""
    t = eve.state.teachers
    posted = t.alive & (t.status == 0) & (t.post >= 0)
    staff = np.bincount(eve.state.sections.stage[t.post[posted]], minlength=2)
    rate, years = 0.01, range(FIRST, FIRST + 40)
    found = [drained(eve, y, senior_share=rate, kindergarten_share=0)[1] for y in years]
    taken = np.array([one["year"].size if one else 0 for one in found])
    expected = rate * staff[Stage.JUNIOR]
    assert abs(taken.mean() - expected) < 3 * np.sqrt(expected / len(years))
    none = [drained(eve, y, senior_share=0, kindergarten_share=0)[1] for y in years[:3]]
    assert none == [{}, {}, {}]


def test_the_higher_the_rates_the_more_go(eve: County) -> None:
    """With the same luck whoever goes at a lower rate goes at a higher one."""
    sets = [
        set(drained(eve, FIRST, senior_share=r, kindergarten_share=r)[1]["teacher_id"].tolist())
        for r in (0.01, 0.03, 0.1)
    ]
    assert sets[0] < sets[1] < sets[2]


def test_compulsory_stages_shrink_where_nobody_is_hired_for_those_who_go(fork: County) -> None:
    def primary(rate: float) -> int:
        policy = OtherStages.model_validate({"kindergarten_share": rate, "senior_share": 0})
        years = range(FIRST, FIRST + 5)
        county = fork.fork({y: settle({policy.name: policy}, y) for y in years})
        for _ in years:
            county.step()
        t = county.state.teachers
        return int(np.sum(t.alive & (t.stage == Stage.PRIMARY) & (t.status == 0)))

    assert primary(0.05) < primary(0.02) < primary(0.0)
