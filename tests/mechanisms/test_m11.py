"""M11 高学段资格证跨段调配: certified primary surplus fills the junior shortage."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from teacherflow import staffing
from teacherflow.accounting import Books
from teacherflow.codes import Stage
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.phases.enrol import enrol
from teacherflow.phases.establish import establish
from teacherflow.phases.leave import leave
from teacherflow.phases.stages import cross_stages
from teacherflow.policies.stages import CrossStage
from teacherflow.state import State
from teacherflow.terms.laws import settle

FIRST, YEARS = 2027, 5
"""By then births have left primary schools with a surplus, and junior schools are still full."""


@pytest.fixture(scope="module")
def later(fork: County) -> County:
    county = fork.fork({})
    for _ in range(2024, FIRST):
        county.step()
    return county


def lived(fork: County, **values: Any) -> County:
    policy = CrossStage.model_validate({"from": FIRST, **values})
    years = range(FIRST, FIRST + YEARS)
    county = fork.fork({y: settle({policy.name: policy}, y) for y in years})
    for _ in years:
        county.step()
    return county


def eve_of_transfer(fork: County, gap_share: float = 0.6) -> State:
    """The county in the moment before posts move, with the share in force."""
    policy = CrossStage.model_validate({"gap_share": gap_share})
    state = fork.fork({}).state
    state.year += 1
    state.parameters = state.parameters.changed({"posts.need_noise": 0.0})
    state.terms = settle({policy.name: policy}, state.year)
    for phase in (enrol, leave, establish):
        phase(state)
    return state


def net(state: State) -> tuple[int, int]:
    """What the primary stage has beyond its need, and what the junior stage lacks."""
    s = state.sections
    over = (staffing.posts(state) - s.need)[s.open & (s.stage == Stage.PRIMARY)].sum()
    short = (s.need - staffing.on_duty(state))[s.open & (s.stage == Stage.JUNIOR)].sum()
    return int(over), int(short)


def moved(state: State) -> dict[str, Any]:
    found = concatenated(state.log.moves)
    mine = found["kind"] == "redeploy"
    return {name: column[mine] for name, column in found.items()}


def test_the_books_let_quotas_go_along_where_they_stand_above_the_total(later: County) -> None:
    """The junior stage gains as many posts as the primary stage gives, whatever its total."""
    state = eve_of_transfer(later)
    state.stages.total[:] = staffing.by_stage(state, state.sections.quota) - 1
    books = Books(state)
    cross_stages(state)
    assert moved(state)["year"].size > 5
    assert [wrong for wrong in books.close(state) if "quotas" in wrong] == []


def test_certified_surplus_fills_junior_shortage(later: County) -> None:
    """Everybody moved was certified and in surplus; each one takes one off the shortage."""
    state = eve_of_transfer(later)
    t, s = state.teachers, state.sections
    (over, short), spare = net(state), staffing.surplus(state)
    lacks = staffing.shortage(state)
    certified = t.id[t.alive & t.licence_junior & (t.stage == Stage.PRIMARY)]
    totals, quotas = state.stages.total.copy(), s.quota.sum()
    cross_stages(state)
    chunk = moved(state)
    n = chunk["year"].size
    assert n == min(over, int(0.6 * short + 0.5)) > 5
    assert net(state) == (over - n, short - n)
    assert np.isin(chunk["teacher_id"], certified).all()
    assert set(chunk["stage"].tolist()) == {Stage.JUNIOR}  # the stage reached, as in all moves
    assert np.all(np.bincount(chunk["from_section"], minlength=s.rows) <= spare)
    assert np.all(np.bincount(chunk["to_section"], minlength=s.rows) <= lacks)
    assert np.all(s.stage[chunk["from_section"]] == Stage.PRIMARY)
    assert np.all(s.stage[chunk["to_section"]] == Stage.JUNIOR)
    them = np.flatnonzero(t.alive & np.isin(t.id, chunk["teacher_id"]))
    assert np.all(t.stage[them] == Stage.JUNIOR)
    assert np.array_equal(t.post[them], t.duty[them])
    assert (state.stages.total - totals).tolist() == [-n, n]
    assert s.quota.sum() == quotas


def test_the_larger_the_share_the_more_go_until_the_surplus_ends(later: County) -> None:
    found = []
    for share in (0.0, 0.1, 0.3, 1.0):
        state = eve_of_transfer(later, share)
        over, short = net(state)
        cross_stages(state)
        found.append(moved(state)["year"].size)
        assert found[-1] <= min(over, int(share * short + 0.5))
    assert found[0] == 0
    assert all(a < b for a, b in pairwise(found))


def test_nobody_goes_where_the_junior_stage_has_enough(later: County) -> None:
    """Single schools lack staff, but the stage as a whole does not: that is for transfers."""
    state = eve_of_transfer(later)
    s = state.sections
    junior = s.open & (s.stage == Stage.JUNIOR)
    richest = int(np.flatnonzero(junior)[0])
    s.need[richest] = max(0, s.need[richest] - net(state)[1])
    assert staffing.shortage(state)[junior].sum() > 0
    cross_stages(state)
    assert moved(state)["year"].size == 0


def test_licences_grow_with_the_chance_to_study_after_two_years(later: County) -> None:
    def certified(chance: float, years: int) -> int:
        policy = CrossStage.model_validate(
            {"from": FIRST, "gap_share": 0, "study_chance": chance, "study_years": 2}
        )
        terms = {y: settle({policy.name: policy}, y) for y in range(FIRST, FIRST + years)}
        county = later.fork(terms)
        for _ in range(years):
            county.step()
        t = county.state.teachers
        return int(np.sum(t.alive & t.licence_junior & (t.stage == Stage.PRIMARY)))

    assert certified(0.0, 2) == certified(0.5, 2)  # nobody is ready yet
    counts = [certified(chance, 4) for chance in (0.0, 0.1, 0.5)]
    assert all(a < b for a, b in pairwise(counts))


def test_the_gap_of_pupils_per_teacher_between_the_stages_narrows(later: County) -> None:
    """Junior schools have more teachers for their pupils, primary schools fewer."""

    def ratios(county: County) -> list[float]:
        s, staff = county.state.sections, staffing.on_duty(county.state)
        return [float(s.pupils[s.stage == k].sum() / staff[s.stage == k].sum()) for k in Stage]

    without, with_ = ratios(lived(later, gap_share=0, study_chance=0)), ratios(lived(later))
    assert with_[Stage.JUNIOR] < without[Stage.JUNIOR]
    assert with_[Stage.PRIMARY] > without[Stage.PRIMARY]


def test_at_zero_it_claims_nothing() -> None:
    policy = CrossStage.model_validate({"gap_share": 0, "study_chance": 0})
    assert list(policy.claims(FIRST)) == []


@pytest.mark.parametrize("watched", [True, False])
def test_who_is_moved_is_told_why(later: County, watched: bool) -> None:
    state = eve_of_transfer(later)
    first = int(_first_moved(later))
    state.log.watched = first if watched else -1
    cross_stages(state)
    told = [what for _, what, _ in state.log.told]
    assert told == (["stage.redeployed"] if watched else [])


def _first_moved(later: County) -> int:
    state = eve_of_transfer(later)
    cross_stages(state)
    return int(moved(state)["teacher_id"][0])
