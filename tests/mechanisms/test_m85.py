"""M85 民办补充: pupils leave, and nothing else of the rule."""

from __future__ import annotations

import pytest

from growing import lived, same
from teacherflow.apportion import nearest
from teacherflow.codes import Stage
from teacherflow.county import County
from teacherflow.demography import enrolment_ratio
from teacherflow.policies.provision import PrivateSupplement


def test_leakage_lowers_pupils_by_the_share(fork: County) -> None:
    """The first year is the published one; from the second on so many fewer are enrolled."""
    for share in (0.0, 0.1, 0.3):
        county = lived(fork, PrivateSupplement.model_validate({"share": share}), years=2)
        state, s = county.state, county.state.sections
        growth = state.parameters.population.births_after_2024
        for stage in Stage:
            whole = state.stages.pupils_fork[stage] * enrolment_ratio(
                stage, 2025, state.start, growth
            )
            assert s.pupils[s.stage == stage].sum() == nearest(whole * (1 - share))


def test_fewer_pupils_need_fewer_teachers(fork: County) -> None:
    need = []
    for share in (0.0, 0.1, 0.3):
        county = lived(fork, PrivateSupplement.model_validate({"share": share}), years=2)
        need.append(county.state.sections.need.sum())
        assert county.state.log.spending == []
    assert need[0] > need[1] > need[2]


def test_it_starts_in_its_year(fork: County) -> None:
    policy = PrivateSupplement.model_validate({"share": 0.2, "from": 2026, "phase_in": 2})
    assert same(lived(fork, policy, years=2), lived(fork, years=2))
    half, whole = (
        lived(fork, PrivateSupplement.model_validate({"share": share}), years=3).state.sections
        for share in (0.1, 0.2)
    )
    ours = lived(fork, policy, years=3).state.sections
    assert ours.pupils.sum() == pytest.approx(half.pupils.sum(), abs=1)
    assert ours.pupils.sum() > whole.pupils.sum()
