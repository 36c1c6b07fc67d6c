"""Thresholds of behaviour that a study may set: the engine follows them as the twin does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from factory import small_county
from teacherflow import choice
from teacherflow.codes import Status
from teacherflow.phases.leave import calibrate, leave
from teacherflow.phases.teach import teach
from teacherflow.phases.transfer import transfer
from teacherflow.state import State
from twin import leave as slow_leave
from twin import teach as slow_teach
from twin import transfer as slow_transfer
from twin import worth
from twin.world import differences, mirror

type Phase = Callable[[Any], None]


def lively(values: dict[str, float]) -> State:
    """A county in which many ask to move, leave, teach out of field and failed a review."""
    state = small_county(3, teachers=300, sections=20)
    state.parameters = state.parameters.changed(
        {
            "transfer.look_early": 1.0,
            "transfer.look_middle": 1.0,
            "transfer.look_late": 1.0,
            "utility.moving_threshold": 0.0,
            "utility.downward_friction": 0.0,
            "leave.quit_under_30": 0.15,
            "leave.quit_30_49": 0.15,
            "leave.early_career": 2.0,
            **values,
        }
    )
    t = state.teachers
    rows = np.flatnonzero(t.alive)
    old = rows[t.status[rows] == Status.CONTRACT][::2]
    t.status[old] = Status.SILVER
    t.birth[old] = state.september - 12 * 64
    t.title_failures[rows] = rows % 4
    t.out_of_field[rows] = (rows % 11) / 10
    state.sections.target[:] += state.sections.open * (np.arange(state.sections.rows) % 5 == 0)
    return state


def left(state: State) -> None:
    calibrate(state)
    state.year += 1
    leave(state)


def slow_left(world: Any) -> None:
    slow_leave.calibrate(world)
    world.year += 1
    slow_leave.leave(world)


CASES: dict[str, tuple[float, Phase, Phase]] = {
    "leave.early_career_from": (1, left, slow_left),
    "leave.early_career_to": (12, left, slow_left),
    "leave.silver_age": (62.5, left, slow_left),
    "teach.title_failed_times": (2, teach, slow_teach.teach),
    "transfer.rounds": (1, transfer, slow_transfer.transfer),
    "utility.out_of_field_above": (0.2, choice.refresh, worth.refresh),
}


@pytest.mark.parametrize("name", CASES)
def test_the_engine_follows_the_threshold_as_the_twin_does(name: str) -> None:
    value, fast, slow = CASES[name]
    state, usual = lively({name: value}), lively({})
    world = mirror(state)
    fast(state)
    slow(world)
    assert differences(state, world) == []
    fast(usual)
    assert differences(state, mirror(usual)) != [], "the threshold makes no difference here"
