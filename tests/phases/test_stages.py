"""Moves between stages: engine against the twin, on counties with surplus and shortage."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from factory import small_county
from teacherflow import staffing
from teacherflow.accounting import Books
from teacherflow.codes import Stage
from teacherflow.phases.stages import cross_stages
from teacherflow.state import State
from teacherflow.terms.laws import Terms
from teacherflow.terms.stages import CROSS_STAGE, OUTFLOWS, STUDIES, Outflow, Study
from teacherflow.terms.who import Where
from twin.stages import cross_stages as slow_cross_stages
from twin.world import differences, mirror, move_differences


def uneven_county(seed: int) -> State:
    """Primary schools have more than they need, junior schools less; some studies are over."""
    state = small_county(seed, teachers=400, sections=24)
    t, s = state.teachers, state.sections
    factor = np.where(s.stage == Stage.PRIMARY, 0.7, 1.5)
    s.need[:] = np.round(s.need * factor)
    s.required[:] *= factor[:, None]
    some = np.flatnonzero(t.alive & ~t.licence_junior)[::7]
    t.study_until[some] = state.year + np.arange(some.size) % 3 - 1
    held = np.flatnonzero(t.alive & (t.post >= 0))
    t.level_unit[held] = s.unit[t.post[held]] - (held % 5 == 0)  # some hold none, or elsewhere
    state.terms = Terms(
        {
            CROSS_STAGE: 0.6,
            OUTFLOWS: (
                Outflow(name="p.kindergarten", stage=0, rate=0.05, surplus=True, replaced=False),
                Outflow(name="p.senior", stage=1, rate=0.03, certified=0.4),
            ),
            STUDIES: (
                Study(name="a", who=(Where("service", 0, 20),), chance=0.5, years=2),
                Study(name="b", chance=0.1, years=3),
            ),
        }
    )
    return state


def above_the_total() -> State:
    """A county whose stages have more staff and more quota than their totals."""
    state = uneven_county(1)
    state.terms = Terms({CROSS_STAGE: 0.6})
    state.stages.total[:] = 100
    assert (staffing.by_stage(state, state.sections.quota) > 120).all()
    return state


@pytest.mark.parametrize("seed", range(6))
def test_engine_equals_twin(seed: int) -> None:
    state = uneven_county(seed)
    world = mirror(state)
    cross_stages(state)
    slow_cross_stages(world)
    assert differences(state, world) == []
    assert move_differences(state, world) == []
    kinds = Counter(kind for chunk in state.log.moves for kind in chunk["kind"])
    assert kinds["redeploy"] > 5
    assert kinds["leave_county"] > 1
    assert np.count_nonzero(state.teachers.study_until > state.year + 1) > 5


def test_without_terms_nothing_changes() -> None:
    state = uneven_county(1)
    state.terms, state.teachers.study_until[:] = Terms(), 0
    world = mirror(state)
    cross_stages(state)
    assert differences(state, world) == []


def test_posts_that_go_along_keep_the_books_of_a_stage_above_its_total() -> None:
    """Schools that opened lift quotas above the total, and staff above it waits for pensions."""
    state = above_the_total()
    books = Books(state)
    cross_stages(state)
    assert Counter(kind for chunk in state.log.moves for kind in chunk["kind"])["redeploy"] > 5
    assert [line for line in books.close(state) if line.startswith("junior")] == []


def test_the_books_find_quotas_that_no_post_brought_along() -> None:
    state = above_the_total()
    books = Books(state)
    cross_stages(state)
    state.sections.quota[np.flatnonzero(state.sections.stage == Stage.JUNIOR)[0]] += 1
    assert any(line.startswith("junior: quotas add up to") for line in books.close(state))
