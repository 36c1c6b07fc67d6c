"""The fork: after burn-in a county shows its published totals and the margins of statistics."""

from __future__ import annotations

import tracemalloc
from functools import cache

import numpy as np
import pytest

from teacherflow import staffing
from teacherflow.codes import Stage, Status
from teacherflow.columns import Table
from teacherflow.county import County
from teacherflow.population.margins import TARGETS, measure, totals

from .counties import county

SEEDS = (101, 102, 103)


@cache
def fork_of(name: str, seed: int) -> County:
    """A county at the fork; tests must not change it."""
    return County.generated(county(name), start=2024, burn_in=10, seed=seed)


@pytest.mark.parametrize("seed", SEEDS)
def test_pupils_and_schools_are_exact(seed: int) -> None:
    found, wanted = measure(fork_of("zhijin", seed).state), totals(county("zhijin"), 2024)
    for key in wanted:
        if not key.startswith("teachers"):
            assert found[key] == wanted[key], key


@pytest.mark.parametrize("seed", SEEDS)
def test_teachers_are_the_published_ones_but_for_posts_that_nobody_took(seed: int) -> None:
    """Headcount + posts left unfilled in the last year = published teachers, in each stage."""
    state = fork_of("zhijin", seed).state
    found = measure(state)
    for stage in Stage:
        name = stage.name.lower()
        published = county("zhijin").stage(stage).teachers.value
        assert state.stages.total[stage] == published
        assert found[f"teachers_{name}"] <= published
        assert found[f"teachers_{name}"] >= 0.99 * published


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_margins(seed: int, target: object) -> None:
    value = measure(fork_of("zhijin", seed).state)[target.name]  # type: ignore[attr-defined]
    assert target.met(value), value  # type: ignore[attr-defined]


def test_titles_are_spread_more_than_degrees() -> None:
    found = [measure(fork_of("zhijin", seed).state) for seed in SEEDS]
    for stage in ("primary", "junior"):
        titles = np.mean([f[f"cv_midsenior_{stage}"] for f in found])
        degrees = np.mean([f[f"cv_degree_{stage}"] for f in found])
        assert titles > degrees


def test_special_posts_stay_near_the_share_they_start_with() -> None:
    states = [fork_of("zhijin", seed).state for seed in SEEDS]
    shares = [np.mean(s.teachers.status[s.teachers.alive] == Status.TEGANG) for s in states]
    assert 0.009 < np.mean(shares) < 0.020


def test_every_open_section_is_staffed() -> None:
    state = fork_of("zhijin", SEEDS[0]).state
    bare = state.sections.open & (staffing.on_duty(state) == 0)
    assert np.count_nonzero(bare) <= 0.01 * np.count_nonzero(state.sections.open)


def test_a_fork_takes_the_bytes_of_its_columns_and_little_else() -> None:
    """What is not a column: the queues of open seats, and the frame of the model."""
    past = fork_of("zhijin", SEEDS[0])
    columns = sum(table[name].nbytes for table in tables_of(past) for name in table)
    past.fork({})  # what the first fork of a process makes once
    tracemalloc.start()
    forked = past.fork({})
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert columns <= taken <= 1.07 * columns
    shared = [
        name
        for mine, theirs in zip(tables_of(past), tables_of(forked), strict=True)
        for name in mine
        if np.shares_memory(mine[name], theirs[name])
    ]
    assert shared == []


def tables_of(county: County) -> list[Table]:
    return [value for value in vars(county.state).values() if isinstance(value, Table)]
