"""M40 岗位设置: posts by level are few, and titles fill them."""

from __future__ import annotations

import numpy as np
import pytest

from teacherflow.codes import Status, Title
from teacherflow.county import County
from teacherflow.phases.enrol import enrol
from teacherflow.phases.establish import establish
from teacherflow.phases.leave import leave
from teacherflow.phases.promote import promote
from teacherflow.state import State


def holders(state: State, level: Title) -> np.ndarray:
    """Count, by unit, who holds a post of the unit at the level or above."""
    t = state.teachers
    posted = t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0) & (t.title >= level)
    unit = state.sections.unit[t.post]
    here = posted & ((t.level_unit == unit) | (t.level_unit == -1))
    return np.bincount(unit[here], minlength=state.units.rows)


@pytest.mark.parametrize(("level", "cap"), [(Title.SENIOR, "senior"), (Title.FIRST, "middle")])
def test_promotions_never_lift_holders_above_the_posts_of_a_level(
    fork: County, level: Title, cap: str
) -> None:
    county = fork.fork({})
    state = county.state
    promoted = 0
    for _ in range(3):
        state.year += 1
        for phase in (enrol, leave, establish):
            phase(state)
        before, high = holders(state, level), holders(state, Title.SENIOR)
        promote(state)
        after = holders(state, level)
        higher = holders(state, Title.SENIOR) - high if level < Title.SENIOR else 0
        t = state.teachers
        held = t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0)
        posts = np.bincount(state.sections.unit[t.post[held]], minlength=state.units.rows)
        most = 0.95 * state.units[f"cap_{cap}"] * posts + 1.0  # own posts; or one that is lent
        above = np.maximum(before, most) + higher  # a vacant 高级 post is filled whatever is below
        assert np.all(after <= above + 1e-9)
        of_stage = [after[state.units.stage == stage].sum() for stage in (0, 1)]
        all_posts = [
            float((state.units[f"cap_{cap}"] * posts)[state.units.stage == stage].sum())
            for stage in (0, 1)
        ]
        were = [before[state.units.stage == stage].sum() for stage in (0, 1)]
        units = [int(np.count_nonzero(posts[state.units.stage == stage])) for stage in (0, 1)]
        for stage in (0, 1):  # fractions carried over may add less than one post a unit
            assert of_stage[stage] <= max(were[stage], all_posts[stage] + units[stage])
        promoted += int((after - before).sum())
    assert promoted > 0
