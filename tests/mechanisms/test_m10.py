"""M10 后备人才储备库: units list and train young teachers, and take leaders from the list."""

from __future__ import annotations

import numpy as np
import pytest

from leading import columns_of, leaders, led
from teacherflow.codes import Role, Status
from teacherflow.county import County
from teacherflow.policies.reserve import ReservePool
from teacherflow.terms.laws import Conflict


def new_leaders(fork: County, *policies: ReservePool) -> tuple[int, int, float]:
    """Return how many ordinary teachers gained an office in year two to six, how many of them
    were listed in the year before, and their mean leader quality."""
    named = listed = 0
    quality: list[float] = []
    for years in range(1, 6):
        before = led(fork, *policies, years=years).state.teachers
        after = led(fork, *policies, years=years + 1).state.teachers
        row = {int(before.id[r]): int(r) for r in np.flatnonzero(before.alive)}
        for r in np.flatnonzero(after.alive & (after.role > Role.TEACHER)).tolist():
            was = row.get(int(after.id[r]))
            if was is not None and before.role[was] == Role.TEACHER:
                named += 1
                listed += bool(before.reserve_since[was])
                quality.append(float(after.leader_quality[r]))
    return named, listed, float(np.mean(quality))


def test_new_leaders_come_from_the_pool(fork: County) -> None:
    named, listed, _ = new_leaders(fork, ReservePool(per_unit=3))
    assert named > 8
    assert listed / named > 0.7
    assert new_leaders(fork)[1] == 0


def test_a_list_holds_the_best_of_the_young(fork: County) -> None:
    state = led(fork, ReservePool(per_unit=2)).state
    t, s = state.teachers, state.sections
    on = np.flatnonzero(t.alive & (t.reserve_since > 0))
    age = (state.september - t.birth[on]) // 12
    assert on.size > 10
    assert np.all((age < 40) & t.appraisal_top[on] & (t.role[on] == Role.TEACHER))
    assert np.bincount(s.unit[t.post[on]]).max() == 2
    rest = t.alive & (t.status == Status.ESTABLISHED) & ~(t.reserve_since > 0)
    young = (state.september - t.birth) // 12 < 40
    effect = t.talent + t.coaching
    assert effect[on].mean() > effect[rest & young & t.appraisal_top].mean()


def test_training_is_paid_once_and_helps(fork: County) -> None:
    plain, trained = led(fork, ReservePool(quality=0.0)), led(fork, ReservePool(quality=0.4))
    on = trained.state.teachers.reserve_since > 0
    gain = trained.state.teachers.leader_quality - plain.state.teachers.leader_quality
    assert np.allclose(gain, 0.4 * on)
    ((_, policy, item, _, yuan),) = trained.state.log.spending
    assert (policy, item, yuan) == ("reserve_pool", "training", 3000.0 * on.sum())


def test_two_pools_of_different_size_are_refused(fork: County) -> None:
    first = ReservePool.model_validate({"as": "one", "per_unit": 2})
    second = ReservePool.model_validate({"as": "two", "per_unit": 3})
    with pytest.raises(Conflict, match=r"leaders\.pool in 2024: one claims .* two claims"):
        led(fork, first, second)


def test_no_places_no_change(fork: County) -> None:
    none = led(fork, ReservePool(per_unit=0), years=2)
    assert columns_of(none.state) == columns_of(led(fork, years=2).state)
    assert leaders(none.state, Role.PRINCIPAL).size > 10
