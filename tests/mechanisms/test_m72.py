"""M72 国标省考教师资格: fewer candidates, better on average; nobody changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from growing import lived, people
from teacherflow.codes import Route
from teacherflow.county import County
from teacherflow.phases.candidates import Candidates, id_of, licensed, talent_of
from teacherflow.policies.entry import GreenChannel, LicenceExam
from teacherflow.terms.laws import Terms, settle
from teacherflow.terms.recruit import ROUTES

PEOPLE = 40_000


def exam(fork: County, **given: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the talent of one long list, and who of it passes."""
    state = fork.fork({}).state
    state.terms = settle({"exam": LicenceExam.model_validate(given)}, state.year)
    number = np.zeros(PEOPLE, dtype=np.int64)
    ids = id_of(2024, number, np.arange(PEOPLE))
    talent = talent_of(state, ids, np.zeros(PEOPLE))
    return talent, licensed(state, Candidates(ids, number, talent))


def test_the_cut_drops_candidates_and_changes_nobodys_talent(fork: County) -> None:
    before = talent, _ = exam(fork, fail_share=0.0)
    assert before[1].all()
    after, passes = exam(fork)
    assert np.array_equal(after, talent)
    assert passes.mean() == pytest.approx(0.6, abs=0.01)
    gain = talent[passes].mean() - talent.mean()
    assert gain == pytest.approx(0.04, abs=0.003)


def test_whoever_passes_a_harder_exam_passes_an_easier_one(fork: County) -> None:
    easy, hard = (exam(fork, fail_share=cut)[1] for cut in (0.3, 0.7))
    assert np.all(easy >= hard)
    assert easy.sum() > hard.sum()


def test_an_exam_that_sees_nothing_only_thins_the_lists(fork: County) -> None:
    talent, passes = exam(fork, accuracy=0.0)
    assert passes.mean() == pytest.approx(0.6, abs=0.01)
    assert talent[passes].mean() == pytest.approx(talent.mean(), abs=0.003)


def test_thin_lists_leave_posts_empty(fork: County) -> None:
    counties = [lived(fork, LicenceExam.model_validate({"fail_share": cut})) for cut in (0.0, 0.95)]
    empty = [int(county.state.sections.unfilled.sum()) for county in counties]
    assert empty[0] < empty[1]


def test_who_comes_from_service_elsewhere_holds_a_licence(fork: County) -> None:
    """All hires of a year by transfer: the same persons, however hard the exam."""
    found = []
    for cut in (0.0, 0.95):
        exam = settle({"exam": LicenceExam.model_validate({"fail_share": cut})}, 2024)
        ways = tuple(
            replace(route, share=float(route.code == Route.TRANSFER_IN))
            for route in ROUTES.default
            if route.code != Route.CONTRACT
        )
        county = fork.fork({2024: Terms({**exam.values, ROUTES: ways})})
        county.step()
        t = county.state.teachers
        found.append(set(t.id[t.alive & (t.id // 10**9 == 2024)].tolist()))
    assert len(found[0]) > 10
    assert found[0] == found[1]


def test_the_licence_holds_for_the_green_channel_too(fork: County) -> None:
    """All county routes of people new to teaching ask for it."""
    green = GreenChannel.model_validate({"share": 0.4})
    counties = [
        lived(fork, green, LicenceExam.model_validate({"fail_share": cut})) for cut in (0.0, 0.95)
    ]
    hired = [int(np.sum(people(c, "route")["route"] == Route.GREEN)) for c in counties]
    assert hired[0] > 2 * hired[1]
