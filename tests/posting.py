"""Counties under policies about posts and quotas, for the tests of these mechanisms."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.accounting import Books
from teacherflow.codes import Stage
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.policies.base import PolicyModel
from teacherflow.state import State
from teacherflow.terms.laws import settle

FIRST = 2024


def posting(fork: County, years: int, *policies: PolicyModel) -> County:
    """Return the county after some years from 2024 on; its books must balance every year."""
    named = {policy.label: policy for policy in policies}
    terms = {year: settle(named, year) for year in range(FIRST, FIRST + years)}
    county = fork.fork(terms)
    books = Books(county.state)
    for _ in range(years):
        county.step()
        assert books.close(county.state) == []
    return county


def thinned(fork: County) -> County:
    """Return the county with a tenth more posts than it has staff to fill."""
    county = fork.fork({})
    for column in (county.state.stages.total, county.state.stages.total_fork):
        column *= 1.1
    return county


def moves_of(county: County) -> dict[str, Any]:
    """Return all moves as columns."""
    return concatenated(county.state.log.moves)


def quotas(state: State) -> list[int]:
    """Return the sum of quotas of each stage."""
    s = state.sections
    return [int(s.quota[s.stage == stage].sum()) for stage in Stage]


def quota_gap(state: State) -> float:
    """Return the share of posts that stand where quota is above its share by need."""
    s, gap = state.sections, 0.0
    for stage in Stage:
        rows = np.flatnonzero(s.open & (s.stage == stage))
        fair = s.need[rows] * (s.quota[rows].sum() / s.need[rows].sum())
        gap += float(np.maximum(0.0, s.quota[rows] - fair).sum())
    return gap / float(s.quota[s.open].sum())


def same(one: County, other: County) -> bool:
    """Tell whether two counties are equal to the byte."""
    tables = ("teachers", "sections", "units", "stages")
    return all(
        getattr(one.state, table)[name].tobytes() == getattr(other.state, table)[name].tobytes()
        for table in tables
        for name in getattr(one.state, table)
    )
