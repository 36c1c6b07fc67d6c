"""M70 公开招聘: an exam takes the best of each list, as far as it can see them."""

from __future__ import annotations

from math import ceil, exp

import numpy as np

from teacherflow.codes import Status
from teacherflow.county import County
from teacherflow.terms.laws import Terms
from teacherflow.terms.recruit import EXAM_NOISE, ROUTES


def hired(county: County) -> dict[int, set[int]]:
    """Return the places in their lists of this year's entrants who sat an exam, by list."""
    t = county.state.teachers
    new = t.alive & (t.id // 10**9 == county.year) & (t.status != Status.CONTRACT)
    found: dict[int, set[int]] = {}
    for person in t.id[new].tolist():
        found.setdefault(person % 10**9 // 10**5, set()).add(person % 10**5)
    return found


def best(county: County, number: int, posts: int) -> set[int]:
    """Return the most talented of a list, reckoned from the draws alone."""
    state = county.state
    route, stage = number // 12, number // 6 % 2
    gain = state.stages.listed_utility[stage] - state.stages.listed_utility_fork[stage]
    ids = county.year * 10**9 + number * 10**5 + np.arange(ceil(6 * posts * exp(2 * gain) - 1e-9))
    extra = next(r.talent for r in ROUTES.default if r.code == route)
    talent = extra + 0.12 * state.draws.normal("entrant.talent", county.year, ids)
    return set(np.argsort(-talent)[:posts].tolist())


def after_an_exam(fork: County, noise: float) -> County:
    county = fork.fork({2024: Terms({EXAM_NOISE: noise})})
    county.state.parameters = county.state.parameters.changed({"recruit.decline": -5.0})
    county.step()
    return county


def test_an_exam_without_error_takes_the_most_talented_of_each_list(fork: County) -> None:
    county = after_an_exam(fork, noise=0.0)
    lists = hired(county)
    assert sum(len(places) for places in lists.values()) > 10
    for number, places in lists.items():
        assert places == best(county, number, len(places))


def test_an_exam_with_error_does_not(fork: County) -> None:
    county = after_an_exam(fork, noise=0.12)
    assert any(p != best(county, number, len(p)) for number, p in hired(county).items())
