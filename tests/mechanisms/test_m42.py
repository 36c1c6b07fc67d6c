"""M42 跨校竞聘: the strong go upward before the own round, losers go elsewhere after it."""

from __future__ import annotations

import numpy as np

from competing import competing, moves_of
from teacherflow.county import County


def ups(county: County) -> np.ndarray:
    """Return the ids of those who were selected to a higher level."""
    moves, zone = moves_of(county), county.state.sections.zone
    chosen = (moves["kind"] == "appointment") & (moves["to_section"] >= 0)
    rises = zone[moves["to_section"]] > zone[moves["from_section"]]
    return moves["teacher_id"][chosen & rises]


def test_the_strong_leave_villages_unless_locked(fork: County) -> None:
    open_, locked = competing(fork, cut=0.0), competing(fork, cut=0.0, lock_years=40)
    t = open_.state.teachers
    risen = np.isin(t.id, ups(open_)) & t.alive
    assert risen.sum() > 3
    assert t.talent[risen].mean() > t.talent[t.alive].mean()
    assert ups(locked).size == 0
    assert ups(competing(fork, cut=0.0, upward=False)).size == 0


def test_a_unit_lets_no_more_go_than_its_limit(fork: County) -> None:
    state = fork.state
    held = state.teachers.alive & (state.teachers.status == 0) & (state.teachers.post >= 0)
    county = competing(fork, cut=0.0, unit_most=0.03, need_floor=0.0)
    moves = moves_of(county)
    rises = np.isin(moves["teacher_id"], ups(county))
    gone = np.bincount(
        state.sections.unit[moves["from_section"][rises]], minlength=state.units.rows
    )
    staff = np.bincount(state.sections.unit[state.teachers.post[held]], minlength=state.units.rows)
    assert gone.sum() > 0
    assert np.all(gone <= 0.03 * (staff + 1))


def test_no_applications_no_posts_elsewhere(fork: County) -> None:
    some = competing(fork, cut=0.15, upward=False)
    none = competing(fork, cut=0.15, upward=False, applications=0)
    assert np.sum(moves_of(some)["kind"] == "appointment") > 5
    assert not np.any(moves_of(none)["kind"] == "appointment")
