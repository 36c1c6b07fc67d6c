"""M47 按需设岗: without a floor posts follow need; with one a unit loses at most the cut."""

from __future__ import annotations

import numpy as np

from competing import competing
from teacherflow.county import County


def shares(fork: County, **parameters: float) -> np.ndarray:
    return competing(fork, upward=False, **parameters).state.units.unplaced_share


def test_without_a_floor_posts_follow_need(fork: County) -> None:
    free, floor = shares(fork, cut=1.0), shares(fork, cut=0.05)
    staff = np.maximum(1, np.bincount(fork.state.sections.unit[fork.state.teachers.post]).max())
    assert np.all(floor <= 0.05 + 1.0 / staff)
    assert free.max() > 0.15
    assert np.all(free >= floor)


def test_own_share_leaves_posts_to_others(fork: County) -> None:
    """At .90 about a tenth of all staff must look elsewhere; direct appointments count."""
    state = competing(fork, upward=False, cut=0.05, own_share=0.9).state
    t = state.teachers
    staff = int(np.sum(t.alive & (t.contest_year == state.year)))
    lost = int(np.sum(t.alive & (t.contest_rank > t.contest_seats)))
    assert 0.09 < lost / staff < 0.15


def test_what_was_cut_is_not_refilled_in_the_same_year(fork: County) -> None:
    """Nobody is hired by or moves to a unit that was cut unless it fell below the posts agreed.

    Beside the posts that a unit with a surplus moves between its own schools: these leave a place.
    """
    county = competing(fork, upward=False, cut=0.3)
    state = county.state
    s, agreed = state.sections, state.units.agreed_posts
    assert np.sum(agreed >= 0) > 3
    held = state.teachers.alive & (state.teachers.status == 0) & (state.teachers.post >= 0)
    posts = np.bincount(s.unit[state.teachers.post[held]], minlength=agreed.size)
    own = [c["to_section"][c["kind"] == "reassign"] for c in state.log.moves]
    inside = np.bincount(s.unit[np.concatenate(own)], minlength=agreed.size)
    for chunk in state.log.moves:
        came = np.isin(chunk["kind"], ("transfer", "enter")) & chunk["post_moves"]
        for to in chunk["to_section"][came].tolist():
            unit = s.unit[to]
            assert agreed[unit] < 0 or posts[unit] <= agreed[unit] + inside[unit]
