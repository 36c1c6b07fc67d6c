"""M51 中级职称须有两所学校经历或农村一年: either way will do."""

from __future__ import annotations

import numpy as np

from teacherflow.codes import Title
from teacherflow.county import County
from teacherflow.phases.prerequisite import turned_away
from teacherflow.policies.titles import TitlePrerequisite
from teacherflow.terms.laws import settle
from teacherflow.terms.promote import When

BANAN = TitlePrerequisite.model_validate({"preset": "banan_2020", "years": {"cohort": 0}})


def test_either_way_meets_the_filter(fork: County) -> None:
    county = fork.fork({})
    t = county.state.teachers
    county.state.terms = settle({"p": BANAN}, 2025)
    rows = np.flatnonzero(t.alive & (t.title == Title.SECOND))[:6]
    t.village_years[rows] = [0, 1, 0, 0, 1, 0]
    t.rural_years[rows] = [0, 1, 5, 0, 9, 9]
    t.schools_served[rows] = [1, 1, 1, 2, 3, 1]
    turned = turned_away(county.state, rows, t.title[rows] + 1, When.APPLY)
    # no service; a village year; years in a town only; two schools; both; years in a town only
    assert turned.tolist() == [True, False, True, False, False, True]


def test_the_schools_way_opens_the_rule(fork: County) -> None:
    strict = TitlePrerequisite.model_validate({"preset": "banan_2020", "schools": {"first": 0}})
    county = fork.fork({})
    t = county.state.teachers
    rows = np.flatnonzero(t.alive & (t.title == Title.SECOND))
    turned = []
    for policy in (BANAN, strict):
        county.state.terms = settle({"p": policy}, 2025)
        turned.append(turned_away(county.state, rows, t.title[rows] + 1, When.APPLY).sum())
    assert 0 < turned[0] < turned[1]
