"""The demo county under policies of pay and living, for tests of single mechanisms."""

from __future__ import annotations

import numpy as np

from teacherflow import choice
from teacherflow.codes import Zone
from teacherflow.columns import Bool
from teacherflow.county import County
from teacherflow.phases.audit import audit
from teacherflow.phases.budgets import announce
from teacherflow.policies.base import PolicyModel
from teacherflow.terms.laws import settle


def under(fork: County, *policies: PolicyModel) -> County:
    """Return a copy of the county on a September day under these policies, nobody having moved."""
    county = fork.fork({})
    county.state.terms = settle({policy.label: policy for policy in policies}, county.year)
    announce(county.state)
    choice.refresh(county.state)
    county.state.teachers.utility_before[:] = np.nan  # nobody compares with last year here
    return county


def spent(county: County) -> dict[str, float]:
    """Return what the ledger of the county says that its policies cost today, line by line."""
    log = county.state.log
    log.keeping, log.spending = True, []
    audit(county.state)
    return {f"{policy}.{item}": yuan for _, policy, item, _, yuan in log.spending}


def works(county: County, *zones: Zone) -> Bool:
    """Tell who works in these zones, by row."""
    t, s = county.state.teachers, county.state.sections
    return t.alive & (t.duty >= 0) & np.isin(s.zone[t.duty], zones)


def chance_of_leaving(county: County, *zones: Zone) -> float:
    """Return the mean chance of quitting or leaving the county of those who work in these zones."""
    staff = [
        teacher for school in county.schools if school.zone in zones for teacher in school.staff
    ]
    assert len(staff) > 50
    return float(np.mean([teacher.leave_hazard() for teacher in staff]))
