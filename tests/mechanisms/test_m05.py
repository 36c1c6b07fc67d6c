"""M05 编随人走: quota and level post go along with a mover, and the mismatch ends."""

from __future__ import annotations

import numpy as np

from factory import small_county
from posting import posting, quotas
from teacherflow import movement
from teacherflow.codes import Away, Title
from teacherflow.county import County
from teacherflow.phases.appraisal import appraisal_scores
from teacherflow.policies.posts import PostFollows, QuotaPooling
from teacherflow.state import State
from teacherflow.terms.laws import settle


def state_under(*policies: PostFollows | QuotaPooling) -> State:
    state = small_county(3, teachers=200, sections=16)
    state.terms = settle({policy.label: policy for policy in policies}, state.year)
    return state


def movers(state: State) -> np.ndarray:
    t = state.teachers
    return np.flatnonzero(t.alive & (t.status == 0) & (t.away == 0) & (t.post == 0))[:4]


def test_a_moved_teacher_keeps_the_level_post(fork: County) -> None:
    """With the rule nobody is paid below the title for having moved; without it some are."""

    def paid_below(county: County) -> int:
        t = county.state.teachers
        return int(np.sum(t.alive & (t.title >= Title.FIRST) & (t.title_paid < t.title)))

    assert paid_below(posting(fork, 3)) > 0
    assert paid_below(posting(fork, 3, PostFollows.model_validate({}))) == 0


def test_a_post_of_quota_goes_along_and_the_sum_stands() -> None:
    for policies, carried in (
        ((), 0),
        ((PostFollows(),), 4),
        ((PostFollows(), QuotaPooling()), 0),  # the county holds all posts anyway
    ):
        state = state_under(*policies)
        rows, before, quota = movers(state), quotas(state), state.sections.quota.astype(int)
        movement.move_post(state, rows, 4, "transfer", "wish")
        change = state.sections.quota - quota
        assert change[4] == -change[0] == carried
        assert quotas(state) == before


def test_a_school_keeps_its_last_post_of_quota_and_stages_theirs() -> None:
    state = state_under(PostFollows())
    state.sections.quota[0] = 3
    other_stage = int(np.flatnonzero(state.sections.stage == 1)[0])
    movement.move_post(state, movers(state)[:1], other_stage, "appointment", "licence")
    assert state.sections.quota[0] == 3
    movement.move_post(state, movers(state), 4, "transfer", "wish")
    assert state.sections.quota[0] == 1


def test_the_handicap_of_borrowed_staff_in_appraisal_ends() -> None:
    plain, follows = state_under(), state_under(PostFollows())
    rows = np.flatnonzero(plain.teachers.alive & (plain.teachers.post >= 0))
    gain = appraisal_scores(follows, rows) - appraisal_scores(plain, rows)
    borrowed = np.isin(plain.teachers.away[rows], (Away.BORROWED, Away.AGENCY))
    assert borrowed.any()
    assert np.allclose(gain, np.where(borrowed, 0.5, 0.0))


def test_the_less_is_borrowed_the_fewer_work_away_from_their_posts(fork: County) -> None:
    found = []
    for borrowing in (1.0, 0.5, 0.0):
        t = posting(fork, 4, PostFollows(borrowing_share=borrowing)).state.teachers
        found.append(int(np.sum(t.alive & (t.away == Away.BORROWED))))
    assert found[0] > found[1] > found[2]
