"""Phase establish: need, total, quota and target; engine against the twin."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factory import small_county
from teacherflow.agents.posts import classes_of, posts_by_formula, targets_of, total_after
from teacherflow.codes import Stage, Zone
from teacherflow.phases.establish import establish
from teacherflow.terms.laws import Terms
from teacherflow.terms.posts import STANDARD, Standard
from twin.establish import establish as slow_establish
from twin.world import differences, mirror

P, J = Stage.PRIMARY, Stage.JUNIOR

TERMS = {
    "default": Terms(),
    "generous": Terms({STANDARD: Standard(primary=15.0, per_class=2.0, small=400.0)}),
}


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
@pytest.mark.parametrize("years", [0, 1, 3])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_engine_and_the_twin_agree(terms: Terms, years: int, seed: int) -> None:
    state = small_county(seed, teachers=400, sections=24)
    state.terms = terms
    state.sections.opened[3] = state.year + 1
    state.stages.total[:] *= 1.07
    world = mirror(state)
    for _ in range(max(1, years)):
        state.year += years > 0
        world.year = state.year
        establish(state)
        slow_establish(world)
        assert differences(state, world) == []


@pytest.mark.parametrize(
    ("stage", "zone", "pupils", "classes", "posts"),
    [
        (P, Zone.SEAT, 1900, 48, 0.95 * 100),  # 1900 / 19
        (J, Zone.TOWN, 1350, 27, 0.90 * 100),  # 1350 / 13.5
        (P, Zone.TOWN, 190, 6, 0.95 * 10.2),  # under 200 pupils: 1.7 x 6 classes > 190 / 19
        (P, Zone.TOWN, 209, 6, 0.95 * 11),  # 200 pupils and more: by pupils alone
        (P, Zone.VILLAGE, 304, 12, 0.95 * 20.4),  # village: 1.7 x 12 classes > 304 / 19
        (P, Zone.VILLAGE, 9, 1, 0.95 * 1.7),
        (P, Zone.VILLAGE, 1, 1, 0.95 * 1.7),
        (P, Zone.VILLAGE, 10, 1, 2.0),  # 10 to 30 pupils: at least 2
        (P, Zone.VILLAGE, 30, 2, 0.95 * 3.4),
        (J, Zone.TOWN, 20, 0, 2.0),
        (J, Zone.TOWN, 5, 0, 1.0),
    ],
)
def test_posts_by_formula_as_reckoned_by_hand(
    stage: Stage, zone: Zone, pupils: int, classes: int, posts: float
) -> None:
    found = posts_by_formula([pupils], [classes], [stage], [zone], Standard())
    assert found.tolist() == pytest.approx([posts])


@pytest.mark.parametrize(
    ("stage", "pupils", "classes"),
    [
        *((P, 0, 0), (P, 1, 1), (P, 18, 1), (P, 19, 2), (P, 35, 2), (P, 36, 6), (P, 270, 6)),
        *((P, 271, 12), (P, 2000, 48), (J, 17, 1), (J, 18, 3), (J, 150, 3), (J, 151, 6)),
    ],
)
def test_classes_as_reckoned_by_hand(stage: Stage, pupils: int, classes: int) -> None:
    assert classes_of([pupils], [stage], 18.0).tolist() == [classes]


def test_the_total_falls_slowly_with_need_and_never_rises() -> None:
    assert total_after(100.0, 100.0, 50.0, 0.02) == pytest.approx(98.0)
    assert total_after(100.0, 100.0, 99.5, 0.02) == pytest.approx(99.5)
    assert total_after(98.0, 100.0, 130.0, 0.02) == pytest.approx(100.0)
    assert total_after(100.0, 100.0, 130.0, 0.02) == pytest.approx(100.0)


@given(
    st.lists(st.tuples(st.integers(1, 80), st.integers(1, 80)), min_size=1, max_size=30),
    st.integers(0, 2000),
    st.floats(1.0, 3.0),
)
def test_targets_sum_to_the_total_and_share_by_quota_under_the_cap(
    sections: list[tuple[int, int]], total: int, most: float
) -> None:
    quota, need = (np.array(column) for column in zip(*sections, strict=True))
    target = targets_of(quota, need, total, most)
    assert target.sum() == total
    cap = most * need * total / need.sum()
    assert (target <= np.ceil(cap - 1e-6)).all()
    free = target < np.floor(cap)
    if free.any():  # under the cap all stand at the same multiple of quota, but for rounding
        low, high = ((target - 1) / quota)[free].max(), ((target + 1) / quota)[free].min()
        assert low <= high + 1e-9


def test_nothing_moves_before_the_study_and_quotas_stand() -> None:
    state = small_county(1, teachers=400, sections=24, start=2030)
    quota, total = state.sections.quota.copy(), state.stages.total.copy()
    for year in (2025, 2030):
        state.year = year
        establish(state)
        assert (state.sections.quota == quota).all()
        assert (state.stages.total == total).all()
        for stage in Stage:
            assert state.sections.target[state.sections.stage == stage].sum() == total[stage]


def test_a_new_school_gets_quota_by_need_within_the_total() -> None:
    state = small_county(1, teachers=400, sections=24)
    s = state.sections
    s.open[-1], s.opened[-1] = True, state.year + 1
    s.pupils[-1], s.classes[-1], s.quota[-1] = 400, 12, 0
    state.year += 1
    establish(state)
    primary = s.stage == P
    share = state.stages.total[P] / s.need[primary].sum()
    assert s.quota[-1] == np.floor(s.need[-1] * share + 0.5) > 0
    assert s.target[primary].sum() == np.floor(state.stages.total[P] + 0.5)
