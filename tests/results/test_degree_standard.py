"""Whom the official line counts as above the required education: a parameter, and all follow it.

Two primary schools on paper. A has 100 pupils and 6 teachers, 4 of them with a bachelor's degree; B
has 300 pupils and 14 teachers, 8 with a bachelor's degree. The others went to college.

From 专科 on: X_A = 6/100, X_B = 14/300, X = 20/400; CV² = (1/4 · 0.01² + 3/4 · (1/300)²) / 0.05² = 1/75.
From 本科 on: X_A = 4/100, X_B = 8/300, X = 12/400; the same deviations about 0.03: CV² = 1/27.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from factory import small_county
from teacherflow.codes import Education, Stage
from teacherflow.parameters import Parameters
from teacherflow.phases.pressure import ITEMS, item_counts, worst_item
from teacherflow.results.balance import values
from teacherflow.results.view import View
from teacherflow.state import State
from twin import supervision
from twin.world import TwinCounty

A, B = 0, 2
DEGREE = ITEMS.index("degree")


def two_schools(**asked: Education) -> State:
    """The two schools, and what degree the line asks for in stages."""
    state = small_county()
    changed = {f"indicators.degree_{stage}": float(least) for stage, least in asked.items()}
    state.parameters = Parameters().changed(changed)
    t, s = state.teachers, state.sections
    s.open[:] = s.stage == Stage.JUNIOR
    s.open[[A, B]], s.pupils[[A, B]] = True, (100, 300)
    t.duty[np.isin(t.duty, np.flatnonzero(s.stage == Stage.PRIMARY))] = -1
    here = np.flatnonzero(t.alive & (t.stage == Stage.PRIMARY))[:20]
    t.duty[here] = t.post[here] = [A] * 6 + [B] * 14
    t.education[here] = Education.COLLEGE
    t.education[here[[0, 1, 2, 3, *range(6, 14)]]] = Education.BACHELOR
    return state


def found(**asked: Education) -> dict[str, Any]:
    return values(View(two_schools(**asked)))


def test_by_default_college_is_above_the_requirement_of_primary_schools() -> None:
    told = found()
    assert told["cv_degree_primary_duty"] == pytest.approx((1 / 75) ** 0.5)
    assert told["pass_share_degree_primary"] == 1.0  # 6.0 and 4.67 a hundred, 4.2 are asked for
    assert told["short_degree_primary"] == 0
    spelt = found(primary=Education.COLLEGE, junior=Education.BACHELOR)
    np.testing.assert_equal(spelt, told)


def test_from_a_bachelors_degree_on_fewer_count() -> None:
    """4.0 and 2.67 a hundred are below 4.2: of 5 and 13 persons 1 and 5 lack."""
    told = found(primary=Education.BACHELOR)
    assert told["cv_degree_primary_duty"] == pytest.approx((1 / 27) ** 0.5)
    assert told["pass_share_degree_primary"] == 0.0
    assert told["short_degree_primary"] == 1 + 5


def test_the_noise_floor_follows_the_share_above_the_standard() -> None:
    """CV_T² + (1 - p) / p · P / N² · Σ n_i / P_i · (N - n_i) / (N - 1), p = 12/20, CV_T² = 1/75."""
    spread = 6 / 100 * 14 / 19 + 14 / 300 * 6 / 19
    floor = 1 / 75 + (8 / 12) * (400 / 20**2) * spread
    assert found(primary=Education.BACHELOR)["cv0_degree_primary_duty"] == pytest.approx(floor**0.5)
    assert found()["cv0_degree_primary_duty"] == pytest.approx((1 / 75) ** 0.5)


def test_the_other_stage_and_the_other_items_stay() -> None:
    told, changed = found(), found(primary=Education.BACHELOR)
    moved = {name for name in told if not np.array_equal(told[name], changed[name], equal_nan=True)}
    assert {name for name in moved if "degree_primary" not in name} <= {"pass_county"}


def test_the_stages_have_standards_of_their_own() -> None:
    told = found(junior=Education.COLLEGE)
    junior = View(two_schools()).rated(Stage.JUNIOR)
    staff = View(two_schools()).duty[junior]
    assert (staff[:, 1] < staff[:, 0]).any()
    assert told["cv_degree_junior_duty"] == told["cv_teachers_junior_duty"]  # all went to college
    assert found()["cv_degree_junior_duty"] != told["cv_degree_junior_duty"]


@pytest.mark.parametrize("least", [Education.COLLEGE, Education.BACHELOR, Education.MASTER])
def test_inspection_counts_by_the_same_standard(least: Education) -> None:
    """Engine and twin: so many at each school, and the same item is the worst one."""
    state = two_schools(primary=least)
    counts = item_counts(state)[DEGREE]
    assert counts[[A, B]].tolist() == {1: [6, 14], 2: [4, 8], 3: [0, 0]}[least]
    assert counts.tolist() == View(state).duty[:, 1].tolist()
    world = TwinCounty(state)
    slow = [supervision.count(world, section, DEGREE) for section in world.sections]
    assert slow == counts.tolist()
    for stage in Stage:
        assert worst_item(state, stage) == supervision.worst(world, stage)
