"""M41 竞聘六环节: who is left without a post scored lowest within unit and subject."""

from __future__ import annotations

import numpy as np

from competing import competing, moves_of
from teacherflow.county import County


def test_the_unplaced_scored_lowest_in_their_subject(fork: County) -> None:
    """Places follow scores in every group of rivals, and the best of them keep the posts."""
    posted = fork.state.teachers.post >= 0  # those on special posts have none at the fork
    before = fork.state.sections.unit[fork.state.teachers.post[posted]]
    home = dict(zip(fork.state.teachers.id[posted].tolist(), before.tolist(), strict=True))
    state = competing(fork, cut=0.15, upward=False).state
    t = state.teachers
    rows = np.flatnonzero(t.alive & (t.contest_rank > 0))
    groups: dict[tuple[int, int], list[int]] = {}
    for row in rows[np.isin(t.id[rows], list(home))].tolist():
        groups.setdefault((home[int(t.id[row])], int(t.subject[row])), []).append(row)
    lost = 0
    for members in groups.values():
        ordered = sorted(members, key=lambda row: -t.contest_score[row])
        ranks = t.contest_rank[ordered]
        assert np.all(np.diff(ranks) > 0)
        assert len(set(t.contest_seats[ordered].tolist())) == 1
        out = [r for r in ordered if t.contest_rank[r] > t.contest_seats[r]]
        assert out == ordered[len(ordered) - len(out) :]
        lost += len(out)
    assert lost > 20


def test_performance_counts_more_than_age(fork: County) -> None:
    """Score rises with the effect on pupils; the young gain a little by the speech."""
    state = competing(fork, cut=0.05).state
    t = state.teachers
    rows = np.flatnonzero(t.alive & (t.contest_rank > 0) & (t.stage == 0))
    score, age = t.contest_score[rows], -t.birth[rows]
    assert 0.3 < np.corrcoef(score, t.talent[rows])[0, 1] < 0.7
    assert -0.2 < np.corrcoef(score, age)[0, 1] < 0.1


def test_without_policy_nobody_competes(fork: County) -> None:
    county = fork.fork({})
    county.step()
    assert moves_of(county)["kind"].size == 0
    assert not np.any(county.state.teachers.contest_year)
