"""Counties that live under policies about leaders, for the tests of these mechanisms."""

from __future__ import annotations

import numpy as np

from teacherflow.codes import Role, Status
from teacherflow.columns import I64
from teacherflow.county import County
from teacherflow.log import Chunk, concatenated
from teacherflow.parameters import Parameters
from teacherflow.policies.base import PolicyModel
from teacherflow.state import State
from teacherflow.terms.laws import settle

FIRST = 2024
HEALTHY = {"exchange.nursing": 0.0, "exchange.ill": 0.0}


def led(fork: County, *policies: PolicyModel, years: int = 1, healthy: bool = False) -> County:
    """Return the county after some years under policies; ``healthy``: nobody is ill or nursing."""
    named = {policy.label: policy for policy in policies}
    county = fork.fork({y: settle(named, y) for y in range(FIRST, FIRST + years)})
    if healthy:
        county.state.parameters = Parameters().changed(HEALTHY)
    for _ in range(years):
        county.step()
    return county


def leaders(state: State, role: Role) -> I64:
    """Return the rows of those in an office."""
    t = state.teachers
    return np.flatnonzero(t.alive & (t.status == Status.ESTABLISHED) & (t.role == role))


def moves_of(county: County, cause: str) -> Chunk:
    """Return the moves with a cause, as columns."""
    moves = concatenated(county.state.log.moves)
    return {name: column[moves["cause"] == cause] for name, column in moves.items()}


def columns_of(state: State) -> list[bytes]:
    """Return every column of every table, byte for byte."""
    tables = (state.teachers, state.sections, state.units, state.stages)
    return [table[name].tobytes() for table in tables for name in table]
