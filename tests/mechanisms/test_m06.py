"""M06 一次性清理借师: the posts of the borrowed go to where they work, once."""

from __future__ import annotations

import numpy as np

from posting import moves_of, posting, quotas, same
from teacherflow.codes import Away
from teacherflow.county import County
from teacherflow.policies.posts import ClearBorrowed


def clear(share: float = 1.0, first: int = 2024) -> ClearBorrowed:
    return ClearBorrowed.model_validate({"from": first, "share": share})


def test_posts_move_to_where_the_borrowed_work_once(fork: County) -> None:
    plain, cleared = posting(fork, 3), posting(fork, 3, clear())
    moves = moves_of(cleared)
    mine = moves["cause"] == "posts.clear_borrowed"
    borrowed = fork.state.teachers
    here = borrowed.alive & (borrowed.away == Away.BORROWED)
    assert 0.6 * here.sum() < mine.sum() <= here.sum()  # some go home or leave in August
    assert set(moves["year"][mine]) == {2024}
    t = cleared.state.teachers
    rows = np.flatnonzero(
        t.alive & np.isin(t.id, moves["teacher_id"][mine]) & (t.moved_year == 2024)
    )
    assert rows.size > 0
    assert (t.tenure[rows] == 2).all()
    assert quotas(cleared.state) == quotas(plain.state)


def test_quota_and_level_post_go_along(fork: County) -> None:
    plain, cleared = posting(fork, 1), posting(fork, 1, clear())
    moves, s = moves_of(cleared), cleared.state.sections
    mine = moves["cause"] == "posts.clear_borrowed"
    came = np.bincount(moves["to_section"][mine], minlength=s.rows)
    left = np.bincount(moves["from_section"][mine], minlength=s.rows)
    change = s.quota - plain.state.sections.quota
    enough = plain.state.sections.quota > left
    assert np.array_equal(change[enough], (came - left)[enough])
    t = cleared.state.teachers
    rows = np.flatnonzero(t.alive & np.isin(t.id, moves["teacher_id"][mine]))
    assert (t.title_paid[rows] == t.title[rows]).all()


def test_the_more_are_cleared_the_fewer_are_borrowed(fork: County) -> None:
    found = []
    for share in (0.0, 0.5, 1.0):
        t = posting(fork, 1, clear(share)).state.teachers
        found.append(int(np.sum(t.alive & (t.away == Away.BORROWED))))
    assert found[0] > found[1] > found[2]


def test_nothing_happens_in_other_years(fork: County) -> None:
    plain = posting(fork, 2)
    assert same(plain, posting(fork, 2, clear(0.0)))
    assert same(plain, posting(fork, 2, clear(first=2026)))
