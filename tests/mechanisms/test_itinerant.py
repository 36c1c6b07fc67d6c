"""走教: spare lessons go to the nearest school that lacks the subject, no more than are spare."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from factory import small_county
from growing import FIRST, lived, spent
from teacherflow import timetable
from teacherflow.codes import Stage, Subject
from teacherflow.county import County
from teacherflow.phases.teach import teach
from teacherflow.policies.provision import ItinerantLessons, RemoteClass
from teacherflow.state import State
from teacherflow.terms.laws import Conflict, Terms, settle
from teacherflow.terms.teach import ITINERANT, Itinerant

HOME, NEAR, FAR = 0, 1, 2
ENGLISH = int(Subject.ENGLISH)


def three_schools(needed: tuple[float, float, float], teachers: int = 2) -> State:
    """Return three junior schools 4 and 8 km from the first by road that teach only English.

    All teachers, of English and of effect .2 but for their experience, are at the first school;
    the standard load is 12 lessons.
    """
    state = small_county(1, 120, 12)
    t, s = state.teachers, state.sections
    rows = np.flatnonzero(t.alive)
    t.duty[rows] = -1
    t.duty[rows[:teachers]] = HOME
    t.subject[rows[:teachers]], t.second_subject[rows[:teachers]] = ENGLISH, -1
    t.talent[rows], t.coaching[rows], t.effort[rows] = 0.2, 0.0, 1.0
    s.open[:] = False
    s.required[:] = 0.0
    for row, lessons in zip((HOME, NEAR, FAR), needed, strict=True):
        s.open[row], s.stage[row], s.classes[row] = True, Stage.JUNIOR, 3
        s.required[row, ENGLISH] = lessons
        s.x[row], s.y[row] = row * 4 / 1.3, 0.0
        s.cluster[row], s.unit[row] = 0, row
    state.year += 1
    return state


def sent(state: State, **given: Any) -> State:
    """Return the county after the phase under one item."""
    item = Itinerant(name="itinerant.travel", **{"share": 1.0, **given})
    state.terms = Terms({ITINERANT: (item,)})
    teach(state)
    return state


def test_lessons_are_kept_to_the_table() -> None:
    # 24 lessons at the standard load, 10 at home: 14 to spare, 7 each; 9 to the nearer school,
    # 5 of the 8 that the farther one lacks
    state = sent(three_schools((10, 9, 8)))
    t, s = state.teachers, state.sections
    staff = np.flatnonzero(t.alive & (t.duty == HOME))
    assert t.itinerant[staff] == pytest.approx([7, 7])
    assert t.lessons[staff] == pytest.approx([12, 12])
    assert s.visiting[:3] == pytest.approx([0, 9, 5])
    assert s.uncovered[:3, ENGLISH] == pytest.approx([0, 0, 3])
    assert s.coverage[:3] == pytest.approx([1, 1, 5 / 8])
    assert s.in_field[:3] == pytest.approx([1, 1, 5 / 8])
    assert s.workload[HOME] == pytest.approx(12)
    effect = t.delivered[staff].mean()
    visit = effect - 0.02
    assert s.met[:3] == pytest.approx([effect, visit, 5 / 8 * visit - 3 / 8 * 0.1])


@pytest.mark.parametrize(
    ("given", "visiting"),
    [
        ({"share": 0.5}, [0, 7, 0]),
        ({"km_most": 4.0}, [0, 9, 0]),
        ({"km_most": 3.9}, [0, 0, 0]),
        ({"within": "unit"}, [0, 0, 0]),
    ],
)
def test_share_distance_and_circle_are_kept(given: dict[str, Any], visiting: list[float]) -> None:
    assert sent(three_schools((10, 9, 8)), **given).sections.visiting[:3] == pytest.approx(visiting)


def test_the_ledger_pays_the_road_out_and_back() -> None:
    # (9 x 4 km + 5 x 8 km) a week, out and back, four lessons a trip, 35 weeks, .6 yuan
    state = three_schools((10, 9, 8))
    state.log.keeping = True
    sent(state, yuan_per_km=0.6)
    paid = [line for line in state.log.spending if line[1] == "itinerant"]
    yuan = pytest.approx((9 * 4 + 5 * 8) * 2 / 4 * 35 * 0.6)
    assert paid == [(state.year, "itinerant", "travel", "county", yuan)]


def test_untaught_lessons_come_before_those_out_of_field() -> None:
    # the nearer school has a maths teacher who takes its 6 lessons of English out of field
    state = three_schools((18, 6, 8))
    t, s = state.teachers, state.sections
    maths = np.flatnonzero(t.alive)[2]
    t.duty[maths], t.subject[maths], t.second_subject[maths] = NEAR, int(Subject.MATHS), -1
    sent(state)
    assert s.visiting[:3] == pytest.approx([0, 0, 6])
    assert t.out_of_field[maths] == 1.0
    again = three_schools((14, 6, 8))
    t, s = again.teachers, again.sections
    t.duty[maths], t.subject[maths], t.second_subject[maths] = NEAR, int(Subject.MATHS), -1
    sent(again)
    assert s.visiting[:3] == pytest.approx([0, 2, 8])
    assert t.lessons[maths] == pytest.approx(4)
    assert s.in_field[NEAR] == pytest.approx(2 / 6)


def test_the_larger_the_share_the_more_is_covered_and_nobody_gives_what_is_not_spare(
    fork: County,
) -> None:
    plain = lived(fork).state
    standard = timetable.standard_load(plain)
    runs = [
        lived(fork, ItinerantLessons.model_validate({"share": share})).state
        for share in (0.0, 0.2, 0.6, 1.0)
    ]
    given = [float(run.teachers.itinerant.sum()) for run in runs]
    untaught = [float(run.sections.uncovered.sum()) for run in runs]
    assert given[0] == 0
    assert all(a < b for a, b in pairwise(given))
    assert all(a > b for a, b in pairwise(untaught))
    for share, run in zip((0.0, 0.2, 0.6, 1.0), runs, strict=True):
        t, s = run.teachers, run.sections
        here = np.flatnonzero(t.alive & (t.duty >= 0))
        load = standard[s.stage[t.duty[here]]] * t.load[here]
        spare = np.maximum(0, load - plain.teachers.lessons[here])
        assert np.all(t.itinerant[here] <= share * spare + 1e-9)
        assert s.coverage.max() <= 1
        assert s.coverage.min() >= 0
        assert s.visiting.sum() == pytest.approx(t.itinerant.sum())
        lessons = t.lessons[here].sum() + s.uncovered.sum()
        assert lessons == pytest.approx((s.required.sum(axis=1) * s.open).sum())


def test_the_farther_teachers_go_the_more_lessons_they_give(fork: County) -> None:
    runs = [ItinerantLessons.model_validate({"km_most": km}) for km in (0, 8, 20, 60)]
    given = [lived(fork, policy).state.teachers.itinerant.sum() for policy in runs]
    assert all(a < b for a, b in pairwise(given))


def test_remote_lessons_reach_half_of_what_visitors_leave(fork: County) -> None:
    visits, remote = (
        ItinerantLessons.model_validate({}),
        RemoteClass.model_validate({"coverage": 1.0}),
    )
    one, both = (lived(fork, *p).state.sections for p in ((visits,), (visits, remote)))
    assert np.array_equal(one.uncovered, both.uncovered)
    assert 1 - both.coverage == pytest.approx((1 - one.coverage) / 2)
    assert (1 - one.coverage).max() > 0.05


def test_two_of_them_share_what_is_to_spare(fork: County) -> None:
    near = ItinerantLessons.model_validate({"share": 1.0, "within": "unit", "as": "a_near"})
    wide = ItinerantLessons.model_validate({"share": 1.0, "as": "b_wide"})
    both, one = lived(fork, near, wide), lived(fork, near)
    t, s = both.state.teachers, both.state.sections
    assert t.itinerant.sum() > one.state.teachers.itinerant.sum() > 0
    gives = np.flatnonzero(t.itinerant > 0)
    standard = timetable.standard_load(both.state)[s.stage[t.duty[gives]]] * t.load[gives]
    assert np.all(t.lessons[gives] <= standard + 1e-9)
    assert {"a_near.travel (county)", "b_wide.travel (county)"} == set(spent(both))


def test_one_name_holds_one_value() -> None:
    one, two = (ItinerantLessons.model_validate({"share": share}) for share in (0.5, 1.0))
    with pytest.raises(Conflict):
        settle({"one": one, "two": two}, 2024)


def test_a_giver_is_told_and_nobody_else(fork: County) -> None:
    policy = ItinerantLessons.model_validate({})
    t = lived(fork, policy).state.teachers
    here = t.alive & (t.duty >= 0)
    giver, other = np.argmax(t.itinerant), np.flatnonzero(here & (t.itinerant == 0))[0]
    for row, facts in ((giver, [{"lessons": t.itinerant[giver]}]), (other, [])):
        county = fork.fork({FIRST: settle({"visits": policy}, FIRST)})
        county.state.log.watched = int(t.id[row])
        county.step()
        told = [facts for _, what, facts in county.state.log.told if what == "teach.itinerant"]
        assert told == facts
