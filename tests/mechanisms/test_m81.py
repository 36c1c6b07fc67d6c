"""M81 专递课堂: a remote lesson is worth half an untaught one made good."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from growing import lived, spent
from teacherflow.county import County
from teacherflow.policies.provision import RemoteClass


def test_remote_lessons_cover_at_half_worth(fork: County) -> None:
    plain = lived(fork).state.sections
    for reach in (0.0, 0.4, 1.0):
        ours = lived(fork, RemoteClass.model_validate({"coverage": reach})).state.sections
        assert np.array_equal(ours.uncovered, plain.uncovered)
        missing = 1.0 - plain.coverage
        assert ours.coverage == pytest.approx(1.0 - missing * (1.0 - reach / 2))
    assert missing.max() > 0.05


def test_the_more_is_covered_the_more_pupils_meet(fork: County) -> None:
    runs = [RemoteClass.model_validate({"coverage": reach}) for reach in (0.0, 0.3, 0.6, 1.0)]
    met = [lived(fork, policy).state.sections.met.sum() for policy in runs]
    assert all(a < b for a, b in pairwise(met))


def test_schools_that_lack_teachers_are_paid_for(fork: County) -> None:
    county = lived(fork, RemoteClass.model_validate({"yuan_per_school": 8000}))
    s = county.state.sections
    lacking = np.sum(s.open & (s.uncovered.sum(axis=1) > 1e-6))
    assert 0 < lacking < s.open.sum()
    assert spent(county) == {"remote_class.lessons (county)": 8000.0 * lacking}
