"""Years of the demo county under policies of entry and growth."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.county import County
from teacherflow.policies.base import PolicyModel
from teacherflow.terms.laws import settle

FIRST = 2024


def lived(fork: County, *policies: PolicyModel, years: int = 1) -> County:
    """Return the county after some years under policies."""
    named = {policy.label: policy for policy in policies}
    county = fork.fork({y: settle(named, y) for y in range(FIRST, FIRST + years)})
    for _ in range(years):
        county.step()
    return county


def people(county: County, *columns: str) -> dict[str, Any]:
    """Return columns of those in service, by id."""
    t = county.state.teachers
    rows = np.flatnonzero(t.alive)
    rows = rows[np.argsort(t.id[rows])]
    return {name: t[name][rows].copy() for name in ("id", *columns)}


def spent(county: County) -> dict[str, float]:
    """Return the ledger of all years: ``policy.line (payer)`` to yuan."""
    found: dict[str, float] = {}
    for _, policy, line, payer, yuan in county.state.log.spending:
        key = f"{policy}.{line} ({payer})"
        found[key] = found.get(key, 0.0) + yuan
    return found


def same(one: County, two: County) -> bool:
    """Tell whether all tables, moves and the ledger of two counties are equal to the byte."""
    a, b = one.state, two.state
    tables = ((a.teachers, b.teachers), (a.sections, b.sections), (a.units, b.units))
    return a.log.spending == b.log.spending and all(
        x[name].tobytes() == y[name].tobytes()
        for x, y in (*tables, (a.stages, b.stages))
        for name in x
    )
