"""Doses of entry and growth: nothing at zero or before its year; more of it, more of its effect."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from growing import lived, people, same
from teacherflow.county import County
from teacherflow.policies.backbones import BackboneTargets, PartTimeResearchers
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.entry import GreenChannel, LicenceExam, ProvincialExam
from teacherflow.policies.growth import Outreach, SchoolCulture, Studios, StudyVisits, Training
from teacherflow.policies.provision import (
    AppraisalReform,
    ItinerantLessons,
    PrivateSupplement,
    RemoteClass,
    WeakSchoolInvestment,
)

ZERO: dict[type[PolicyModel], dict[str, Any]] = {
    AppraisalReform: {"work": 0.45, "research": 0.15, "pupils": 0.15, "parents": 0.15},
    BackboneTargets: {"per_100_pupils": 0.0, "yuan_per_backbone": 1},
    GreenChannel: {"share": 0.0, "yuan_per_hire": 1},
    ItinerantLessons: {"share": 0.0},
    LicenceExam: {"fail_share": 0.0},
    Outreach: {"visits": 0.0, "yuan_per_visit": 1},
    PartTimeResearchers: {"share": 0.0, "yuan_per_researcher": 1},
    PrivateSupplement: {"share": 0.0},
    ProvincialExam: {"exam_noise": 0.12},
    RemoteClass: {"coverage": 0.0, "yuan_per_school": 1},
    SchoolCulture: {"strength": 0.0, "yuan_per_teacher": 1},
    Studios: {"studios": 0, "yuan_per_studio": 1},
    StudyVisits: {"hours": 0.0, "yuan_per_teacher": 1},
    Training: {"hours": 0.0},
    WeakSchoolInvestment: {"yuan_per_pupil": 0.0},
}


@pytest.mark.parametrize("policy", ZERO, ids=lambda policy: policy.name)
def test_a_dose_of_zero_changes_no_byte(fork: County, policy: type[PolicyModel]) -> None:
    none = policy.model_validate(ZERO[policy])
    assert same(lived(fork, none, years=2), lived(fork, years=2))


@pytest.mark.parametrize("policy", ZERO, ids=lambda policy: policy.name)
def test_nothing_changes_before_its_first_year(fork: County, policy: type[PolicyModel]) -> None:
    later = policy.model_validate({"from": 2026, "phase_in": 2})
    assert same(lived(fork, later, years=2), lived(fork, years=2))


@pytest.mark.parametrize(
    ("policy", "doses"),
    [
        (Training, [{"hours": h, "leave_county_factor": 1.0} for h in (0, 20, 72, 200)]),
        (StudyVisits, [{"hours": h, "leave_county_factor": 1.0} for h in (0, 20, 72, 200)]),
        (Studios, [{"studios": 20, "mentees": n} for n in (0, 40, 120, 300)]),
        (Outreach, [{"visits": n} for n in (0, 1, 4, 10)]),
        (SchoolCulture, [{"strength": s} for s in (0.0, 0.3, 0.6, 1.0)]),
        (PartTimeResearchers, [{"share": s} for s in (0.0, 0.02, 0.06, 0.15)]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_more_of_it_the_larger_the_stock(
    fork: County, policy: type[PolicyModel], doses: list[dict[str, Any]]
) -> None:
    """In the first year, in which nobody's place depends on it, nobody loses either."""
    runs = [people(lived(fork, policy.model_validate(d)), "coaching")["coaching"] for d in doses]
    totals = [float(stock.sum()) for stock in runs]
    assert all(a < b for a, b in pairwise(totals))
    assert max(stock.max() for stock in runs) <= 0.03


@pytest.mark.parametrize(
    ("policy", "given", "leaf", "doses"),
    [
        (PartTimeResearchers, {"share": 0.01}, "per_researcher", (1, 4, 12)),
        (Studios, {"studios": 90, "mentees": 900}, "service_most", (2, 6, 15)),
        (Training, {}, "rate", (0.001, 0.004, 0.01)),
        (StudyVisits, {}, "rate", (0.001, 0.004, 0.01)),
        (Studios, {}, "rate", (0.001, 0.004, 0.01)),
        (Outreach, {}, "rate", (0.001, 0.004, 0.01)),
        (SchoolCulture, {}, "rate", (0.001, 0.004, 0.01)),
        (PartTimeResearchers, {}, "rate", (0.001, 0.004, 0.01)),
    ],
    ids=lambda value: getattr(value, "name", value if isinstance(value, str) else ""),
)
def test_every_parameter_of_growth_has_its_dose(
    fork: County,
    policy: type[PolicyModel],
    given: dict[str, Any],
    leaf: str,
    doses: tuple[float, ...],
) -> None:
    runs = [lived(fork, policy.model_validate({**given, leaf: dose})) for dose in doses]
    totals = [float(people(run, "coaching")["coaching"].sum()) for run in runs]
    assert all(a < b for a, b in pairwise(totals))
