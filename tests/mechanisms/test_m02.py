"""M02 县域统筹: vacant posts are used where staff is short, whichever unit they belong to."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from posting import moves_of, posting, quotas, same
from teacherflow import staffing
from teacherflow.agents.posts import targets_of
from teacherflow.codes import Stage
from teacherflow.county import County
from teacherflow.policies.posts import QuotaPooling


def pooling(share: float = 1.0) -> QuotaPooling:
    return QuotaPooling.model_validate({"from": 2024, "share": share})


def test_pooling_lets_other_units_fill_a_vacancy(fork: County) -> None:
    """A school far above need loses its vacancies to one that history left short."""
    quota, need = np.array([30, 10, 20]), np.array([20, 20, 20])
    assert targets_of(quota, need, 60, 1.5).tolist() == [30, 10, 20]
    assert targets_of(quota, need, 60, 1.5, pooled=0.5).tolist() == [25, 15, 20]
    assert targets_of(quota, need, 60, 1.5, pooled=1.0).tolist() == [20, 20, 20]
    bound, pooled = posting(fork, 6), posting(fork, 6, pooling())
    for county, most in ((bound, 1.0), (pooled, 0.1)):
        s = county.state.sections
        rows = np.flatnonzero(s.open & (s.stage == Stage.JUNIOR))
        relative = staffing.posts(county.state)[rows] / s.need[rows]
        assert np.std(relative) < most
    assert shortage(pooled) < 0.7 * shortage(bound)
    assert quotas(pooled.state) == quotas(bound.state)  # what schools have on paper stands


def shortage(county: County) -> int:
    """Posts that established and special-post staff lack, of the section of the post."""
    state = county.state
    held = staffing.posts(state) + staffing.tegang(state)
    return int(np.maximum(0, state.sections.need - held).sum())


def test_the_more_is_pooled_the_smaller_the_gaps(fork: County) -> None:
    found = [shortage(posting(fork, 3, pooling(share))) for share in (0.0, 0.5, 1.0)]
    assert all(a > b for a, b in pairwise(found))


def test_moves_between_units_need_no_permit(fork: County) -> None:
    """Half of those who ask to cross between townships and seat are refused; pooled, nobody is."""
    changed = []
    for county in (posting(fork, 3), posting(fork, 3, pooling())):
        moves, s = moves_of(county), county.state.sections
        mine = moves["kind"] == "transfer"
        zones = s.zone[moves["from_section"][mine]], s.zone[moves["to_section"][mine]]
        changed.append(float(np.mean((zones[0] == 2) != (zones[1] == 2))))
    assert changed[1] > changed[0]


def test_nothing_pooled_changes_no_byte(fork: County) -> None:
    assert same(posting(fork, 2), posting(fork, 2, pooling(0.0)))
