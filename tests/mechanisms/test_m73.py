"""M73 人才绿色通道: a few better hires in place of others; they leave sooner."""

from __future__ import annotations

import numpy as np
import pytest

from growing import lived, people, spent
from teacherflow.codes import Route
from teacherflow.county import County
from teacherflow.phases.routing import shares
from teacherflow.policies.entry import GreenChannel
from teacherflow.terms.laws import Conflict, settle
from teacherflow.terms.recruit import ROUTES


def new_by_route(county: County, route: Route) -> np.ndarray:
    """Return the talent of this year's hires by a route."""
    found = people(county, "cohort", "route", "talent")
    mine = (found["cohort"] == county.year) & (found["route"] == route)
    return np.asarray(found["talent"][mine])


def test_green_hires_replace_exam_hires_and_leave_sooner(fork: County) -> None:
    green = GreenChannel.model_validate({"share": 0.4, "yuan_per_hire": 50_000})
    with_it, without = lived(fork, green), lived(fork)
    ours, others = (new_by_route(c, Route.EXAM) for c in (with_it, without))
    elite = new_by_route(with_it, Route.GREEN)
    assert elite.size > 5
    assert abs(ours.size + elite.size - others.size) <= 3  # some decline
    assert elite.mean() > ours.mean() + 0.06
    assert spent(with_it) == {"green_channel.settlement (county)": 50_000.0 * elite.size}
    staff = with_it.teachers.select(with_it.teachers.get("route") == Route.GREEN)
    factors = []
    for factor in (1.5, 1.0):
        terms = settle({"g": GreenChannel.model_validate({"leave_factor": factor})}, 2025)
        with_it.state.terms = terms
        factors.append(float(np.mean(staff.map("leave_hazard"))))
    assert factors[0] / factors[1] == pytest.approx(1.5, rel=0.01)


def test_the_posts_come_from_the_open_exam() -> None:
    terms = settle({"g": GreenChannel.model_validate({"share": 0.1})}, 2025)
    share = dict(zip((r.name for r in terms[ROUTES]), shares(terms[ROUTES]), strict=True))
    assert share["green"] == pytest.approx(0.1)
    assert share["exam"] == pytest.approx(0.72)
    assert sum(share.values()) == pytest.approx(1.0)


def test_there_is_one_green_channel() -> None:
    one, two = GreenChannel(), GreenChannel.model_validate({"as": "second", "share": 0.05})
    with pytest.raises(Conflict, match=r"recruit\.routes"):
        settle({"one": one, "two": two}, 2025)
