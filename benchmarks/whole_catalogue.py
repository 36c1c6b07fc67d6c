"""What a year costs with every policy of the catalogue on at once, against the status quo.

Policies hold at their defaults from the first study year on; of two that cannot stand together the
one that sorts first by name stays. Both sides come from one past and live the same school years, in
turns; the first ones are left out, while the policies fill the county with those they send. Years
with a round of competition, which come every few years, are among those measured.
"""

from __future__ import annotations

from clock import seconds_of

from teacherflow.county import County
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.terms.laws import Conflict, Terms, settle

UNUSED, MEASURED = 3, 6
"""School years before the clock runs, and those that it measures: two rounds of competition."""


def everything(start: int) -> dict[int, Terms]:
    """Settle the whole catalogue for the years that are lived."""
    years = range(start, start + UNUSED + MEASURED + 1)
    chosen: dict[str, PolicyModel] = {}
    for policy in sorted(BUILT_IN, key=lambda policy: policy.name):
        more = {**chosen, policy.name: policy.model_validate({"from": start, "as": policy.name})}
        try:
            settled = {year: settle(more, year) for year in years}
        except Conflict:
            continue
        chosen, terms = more, settled
    return terms


def over_status_quo(past: County, terms: dict[int, Terms]) -> float:
    """Return the time of some years with all policies on as a multiple of the status quo."""
    sides = past.fork(terms), past.fork({})
    spent = [0.0, 0.0]
    for year in range(UNUSED + MEASURED):
        for side in (0, 1) if year % 2 else (1, 0):
            seconds = seconds_of(sides[side].step)
            spent[side] += seconds if year >= UNUSED else 0.0
    return spent[0] / spent[1]
