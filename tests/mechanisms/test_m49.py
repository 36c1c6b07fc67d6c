"""M49 自主权与监管: supervision takes away what connections gain."""

from __future__ import annotations

import numpy as np

from competing import competing
from teacherflow.county import County


def gain(fork: County, audit: float) -> float:
    """Return by how much the connected score higher than their talent explains."""
    t = competing(fork, cut=0.05, audit=audit, upward=False).state.teachers
    rows = np.flatnonzero(t.alive & (t.contest_rank > 0))
    talent = np.column_stack((np.ones(rows.size), t.talent[rows], t.connected[rows]))
    return float(np.linalg.lstsq(talent, t.contest_score[rows], rcond=None)[0][2])


def test_audit_removes_the_gain_of_the_connected(fork: County) -> None:
    """Without audit the gain is weight x points = .25 x .8; audit takes its share of it off."""
    none, half, full = (gain(fork, audit) for audit in (0.0, 0.5, 1.0))
    assert np.isclose(none - full, 0.2, atol=0.01)
    assert np.isclose(none - half, 0.1, atol=0.01)
    assert abs(full) < 0.08
