"""M89 走出去、请进来: backbones gain, and get offers from outside."""

from __future__ import annotations

import numpy as np
import pytest

from growing import lived, people, spent
from teacherflow.county import County
from teacherflow.policies.growth import StudyVisits
from teacherflow.terms.laws import settle


def test_visits_raise_quality_and_outside_offers(fork: County) -> None:
    policy = StudyVisits.model_validate(
        {"hours": 72, "leave_county_factor": 1.4, "yuan_per_teacher": 2000}
    )
    county = lived(fork, policy)
    plain, ours = (people(c, "coaching") for c in (lived(fork), county))
    # who was a backbone in September: naming closes the year
    before = fork.state.teachers
    held = np.isin(ours["id"], before.id[before.alive & before.backbone])
    assert np.array_equal(plain["id"], ours["id"])
    assert ours["coaching"] == pytest.approx(
        np.minimum(plain["coaching"] + 0.005 * held, 0.03), abs=1e-12
    )
    assert spent(county) == {"study_visits.visits (county)": 2000.0 * held.sum()}
    backbones = county.teachers.select(county.teachers.get("backbone"))
    others = county.teachers.select(~county.teachers.get("backbone"))
    hazards = {}
    for outside in (1.0, 1.4):
        given = StudyVisits.model_validate({"hours": 72, "leave_county_factor": outside})
        county.state.terms = settle({"v": given}, county.year)
        hazards[outside] = [float(np.mean(g.map("leave_hazard"))) for g in (backbones, others)]
    assert hazards[1.4][0] > hazards[1.0][0]
    assert hazards[1.4][1] == hazards[1.0][1]
