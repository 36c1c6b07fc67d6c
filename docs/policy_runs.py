"""The runs behind the examples of the pages: what several examples share is lived once.

Nearly all examples have one county, one seed and one baseline, so their pasts and their runs
without a policy are the same, whatever the policy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from teacherflow.county import County
from teacherflow.scenario import Study
from teacherflow.study.plan import Unit, identity_of
from teacherflow.study.simulate import SIMULATOR, Lived, lived, past_of
from teacherflow.study.tables import Tables

_KEPT: dict[tuple[str, ...], Any] = {}


def past(study: Study, replication: int) -> County:
    """Return the county at the fork; it is not to be changed."""
    return _once("past", study, replication, lambda: past_of(study, replication))


def _baseline(study: Study, replication: int) -> Lived:
    def live() -> Lived:
        return lived(study, past(study, replication), study.baseline)

    return _once("baseline", study, replication, live)


def _once[T](what: str, study: Study, replication: int, make: Callable[[], T]) -> T:
    """Return what was made for a study of the same frame and baseline, or make it."""
    identity = identity_of(study)
    key = (what, identity.frame, identity.scenarios[study.baseline], str(replication))
    if key not in _KEPT:
        _KEPT[key] = make()
    found: T = _KEPT[key]
    return found


def _simulate(study: Study, unit: Unit, scenarios: Sequence[str]) -> Mapping[str, Tables]:
    base, before = _baseline(study, unit.replication), past(study, unit.replication)
    others = [name for name in scenarios if name != study.baseline]
    measured = {name: lived(study, before, name, base).tables for name in others}
    return {study.baseline: base.tables, **measured}


SHARING = replace(
    SIMULATOR, simulate=_simulate, units_per_part=lambda study: int(study.replications)
)
"""The model; examples with the same baseline share its runs, and all runs are stored at once."""
