"""M80 指导员巡回与送教下乡: only those at weak schools gain."""

from __future__ import annotations

import numpy as np
import pytest

from growing import lived, people, spent
from teacherflow.county import County
from teacherflow.policies.growth import Outreach


def test_visits_lift_weak_schools_only(fork: County) -> None:
    policy = Outreach.model_validate({"visits": 2, "yuan_per_visit": 1000})
    county = lived(fork, policy)
    plain, ours = (people(c, "coaching", "duty") for c in (lived(fork), county))
    s, t = county.state.sections, county.state.teachers
    at = np.flatnonzero(t.alive & (t.duty >= 0))
    # the census of the end of the year, when this year's backbones are named
    assert set(spent(county)) == {"outreach.visits (county)"}
    assert spent(county)["outreach.visits (county)"] == 2000.0 * s.weak.sum()
    assert 0 < s.weak.sum() < s.open.sum()
    gain = ours["coaching"] - plain["coaching"]
    lifted = gain > 1e-12
    assert gain[lifted].max() == pytest.approx(0.005)
    visited = set(ours["duty"][lifted].tolist())
    least = county.state.parameters.exchange.weak_backbones
    before = fork.state.teachers
    named = np.isin(t.id[at], before.id[before.alive & before.backbone])
    held = np.bincount(t.duty[at][named], minlength=s.rows)
    assert visited
    assert all(held[row] < least * s.pupils[row] / 100 for row in visited)


def test_a_strong_school_gains_nothing(fork: County) -> None:
    """With backbones everywhere nobody is visited."""
    county = fork.fork({})
    county.state.teachers.backbone[:] = county.state.teachers.alive
    plain, ours = (people(lived(county, *p), "coaching")["coaching"] for p in ((), (Outreach(),)))
    assert np.mean(ours > plain) < 0.02  # new schools of few, all of them entrants
