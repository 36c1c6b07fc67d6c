"""M13 按标准配足: vacancies are filled beyond replacement, short subjects first."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from factory import small_county
from posting import posting, same, thinned
from teacherflow import staffing
from teacherflow.codes import Status
from teacherflow.county import County
from teacherflow.phases.listing import Hires, listing, shortest_first
from teacherflow.policies.posts import FillToStandard
from teacherflow.state import State
from teacherflow.terms.laws import Terms
from teacherflow.terms.recruit import LIST_RULE, REPLACEMENT
from teacherflow.vacancies import Gaps


def fill(share: float) -> FillToStandard:
    return FillToStandard.model_validate({"from": 2024, "share": share})


def test_filling_up_raises_coverage_within_the_total(fork: County) -> None:
    base = thinned(fork)
    covered, staff = [], []
    for share in (0.0, 0.5, 1.0):
        state = posting(base, 2, fill(share)).state
        s, t = state.sections, state.teachers
        lessons = s.required.sum(axis=1)
        covered.append(float((s.in_field * lessons)[s.open].sum() / lessons[s.open].sum()))
        paid = t.alive & ((t.status == Status.ESTABLISHED) | (t.status == Status.TEGANG))
        staff.append(np.bincount(t.stage[paid], minlength=2))
        assert (staff[-1] <= state.stages.total).all()
    assert all(a < b for a, b in pairwise(covered))
    assert all((a <= b).all() and a.sum() < b.sum() for a, b in pairwise(staff))


def short_state() -> State:
    state = small_county(2, teachers=200, sections=16)
    state.sections.target[:] += 2
    state.sections.target[~state.sections.open] = 0
    state.stages.total[:] += 100
    return state


def test_the_next_post_goes_where_a_subject_lacks_most_lessons() -> None:
    """One post a stage: the school with the largest single gap among those with a vacancy."""
    state = short_state()
    gaps, s = Gaps(state), state.sections
    vacancies = staffing.vacancies(state)
    listed, vacant = shortest_first(state, Hires(np.array([1, 1]), vacancies), gaps), vacancies > 0
    for stage in (0, 1):
        open_ = np.flatnonzero(vacant & (s.stage == stage))
        worst = gaps.lessons[open_].max(axis=1).max()
        (chosen,) = np.flatnonzero((listed > 0) & (s.stage == stage))
        assert gaps.lessons[chosen].max() == pytest.approx(worst)


def test_vacancies_are_never_exceeded() -> None:
    state = short_state()
    vacant = staffing.vacancies(state)
    total = np.bincount(state.sections.stage, vacant, minlength=2).astype(int)
    assert np.array_equal(shortest_first(state, Hires(total, vacant), Gaps(state)), vacant)
    assert (shortest_first(state, Hires(total + 50, vacant), Gaps(state)) == vacant).all()


def test_an_unknown_order_of_vacancies_is_refused() -> None:
    state = short_state()
    state.terms = Terms({LIST_RULE: "loudest", REPLACEMENT: 1.0})
    with pytest.raises(ValueError, match=r"recruit.list_rule is 'loudest'; it can be vacancy"):
        listing(state, Gaps(state))


def test_a_share_of_nothing_changes_no_byte(fork: County) -> None:
    assert same(posting(fork, 2), posting(fork, 2, fill(0.0)))
