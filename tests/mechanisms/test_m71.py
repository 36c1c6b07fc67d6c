"""M71 省考、县管、校用: the less an exam errs, the better are those whom it takes."""

from __future__ import annotations

from itertools import pairwise
from statistics import NormalDist

import numpy as np
import pytest

from growing import lived, people, spent
from teacherflow.codes import Route
from teacherflow.county import County
from teacherflow.phases.candidates import Candidates, id_of, passed, talent_of
from teacherflow.policies.entry import ProvincialExam
from teacherflow.terms.laws import settle

PEOPLE, POSTS = 30_000, 5_000


def mean_of_hires(fork: County, noise: float) -> float:
    """Return the mean talent of the best sixth of one long list, as the exam sees it."""
    state = fork.fork({}).state
    exam = ProvincialExam.model_validate({"exam_noise": noise})
    state.terms = settle({"exam": exam}, state.year)
    number = np.zeros(PEOPLE, dtype=np.int64)
    ids = id_of(2024, number, np.arange(PEOPLE))
    everybody = Candidates(ids, number, talent_of(state, ids, np.zeros(PEOPLE)))
    return float(everybody.talent[passed(state, everybody, number[:1], np.array([POSTS]))].mean())


def test_a_sharper_exam_raises_the_talent_of_hires(fork: County) -> None:
    """Selection theory: mean + reliability x sd x intensity of the best sixth."""
    noises, normal = (0.24, 0.12, 0.08, 0.0), NormalDist()
    found = [mean_of_hires(fork, noise) for noise in noises]
    intensity = normal.pdf(normal.inv_cdf(5 / 6)) * 6
    wanted = [-0.127 + 0.12**2 / np.hypot(0.12, noise) * intensity for noise in noises]
    assert found == pytest.approx(wanted, abs=0.005)
    assert all(a < b for a, b in pairwise(found))


def test_the_province_pays_for_those_hired_by_exam(fork: County) -> None:
    county = lived(fork, ProvincialExam.model_validate({"yuan_per_hire": 500}))
    new = people(county, "cohort", "route")
    hired = np.sum((new["cohort"] == county.year) & (new["route"] == Route.EXAM))
    assert hired > 10
    assert spent(county) == {"provincial_exam.exam (province)": 500.0 * hired}
