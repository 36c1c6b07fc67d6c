"""M52 2010年后新招大学生须农村任教两年: a step between cohorts, at every next title."""

from __future__ import annotations

import numpy as np
import pytest

from teacherflow.codes import Title
from teacherflow.county import County
from teacherflow.phases.prerequisite import turned_away
from teacherflow.policies.titles import TitlePrerequisite
from teacherflow.terms.laws import settle
from teacherflow.terms.promote import When

POLICY = TitlePrerequisite.model_validate(
    {"years": {"senior": 0, "first": 0, "cohort": 2}, "cohort_from": 2010}
)


@pytest.mark.parametrize("title", [Title.SECOND, Title.FIRST])
def test_the_cohorts_of_2009_and_2010_differ(fork: County, title: Title) -> None:
    county = fork.fork({})
    t = county.state.teachers
    county.state.terms = settle({"p": POLICY}, 2025)
    rows = np.flatnonzero(t.alive & (t.title == title))[:60]
    t.rural_years[rows], t.village_years[rows] = np.arange(60) % 3, 0.0
    t.cohort[rows] = 2005 + np.arange(60) % 10
    turned = turned_away(county.state, rows, t.title[rows] + 1, When.APPLY)
    assert np.array_equal(turned, (t.cohort[rows] >= 2010) & (t.rural_years[rows] < 2))


def test_the_applications_of_urban_cohorts_jump(fork: County) -> None:
    """Whoever entered in 2010 or later and has the years applies less often than older cohorts."""
    county = fork.fork({})
    t = county.state.teachers
    county.state.terms = settle({"p": POLICY}, 2025)
    rows = np.flatnonzero(t.alive & ((t.title == Title.SECOND) | (t.title == Title.FIRST)))
    turned = turned_away(county.state, rows, t.title[rows] + 1, When.APPLY)
    young = t.cohort[rows] >= 2010
    assert not turned[~young].any()
    assert turned[young].mean() > 0.1
