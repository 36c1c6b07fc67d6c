"""M44 危机意识: those who may lose the post work harder, and some of them quit."""

from __future__ import annotations

import numpy as np

from competing import competing
from teacherflow.county import County


def test_threat_raises_effort_and_quits(fork: County) -> None:
    calm = competing(fork, cut=0.15, threat_effort=0.0).state.teachers
    tense = competing(fork, cut=0.15, threat_effort=0.1).state.teachers
    rows = np.flatnonzero(tense.alive)
    assert np.array_equal(calm.loss_risk, tense.loss_risk)
    assert tense.loss_risk.max() > 0.3
    assert np.allclose(tense.effort[rows] - calm.effort[rows], 0.1 * tense.loss_risk[rows])
    stay = competing(fork, 4, cut=0.3).state.teachers
    flee = competing(fork, 4, cut=0.3, stress=3.0, stress_from=0.01).state.teachers
    assert np.sum(flee.alive & np.isin(flee.id, fork.state.teachers.id)) < np.sum(
        stay.alive & np.isin(stay.id, fork.state.teachers.id)
    )


def test_risk_is_the_chance_that_other_luck_would_have_cost_the_post(fork: County) -> None:
    """Those who kept the post bear at most the risk of their rank; losers and the direct none."""
    t = competing(fork, cut=0.15).state.teachers
    at_risk = t.alive & (t.loss_risk > 0)
    assert np.all(t.contest_rank[at_risk] <= t.contest_seats[at_risk])
    assert np.all(t.loss_risk < 1)
    last = at_risk & (t.contest_rank == t.contest_seats)
    first = at_risk & (t.contest_rank == 1) & (t.contest_seats > 3)
    assert t.loss_risk[last].mean() > t.loss_risk[first].mean()
