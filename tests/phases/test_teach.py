"""Phase teach against its twin, closed forms and the words of its rules."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from factory import small_county
from teacherflow import movement, timetable
from teacherflow.choice import utility_here
from teacherflow.codes import Education, Role, Stage
from teacherflow.phases.audit import audit
from teacherflow.phases.coaching import reached
from teacherflow.phases.teach import teach
from teacherflow.state import State
from teacherflow.terms.laws import Terms
from teacherflow.terms.pay import PAY_ITEMS, PayItem
from teacherflow.terms.posts import FOLLOW
from teacherflow.terms.teach import EFFORT, GROWTH, REMOTE, Effort, Growth
from teacherflow.terms.who import Where
from twin import teach as twin_teach
from twin import timetable as twin_timetable
from twin.world import differences, mirror


def county(seed: int = 1, teachers: int = 150, sections: int = 16) -> State:
    state = small_county(seed, teachers, sections)
    state.year += 1
    state.teachers.effort[:] = 1.0
    return state


@pytest.mark.parametrize("seed", range(1, 7))
def test_teach_equals_its_twin(seed: int) -> None:
    state = county(seed)
    state.teachers.forced_year[3::17] = state.year
    state.teachers.moved_year[5::13] = state.year
    state.teachers.education[::9] = Education.MASTER
    world = mirror(state)
    teach(state)
    twin_teach.teach(world)
    assert differences(state, world) == []


def test_two_years_and_the_terms_of_policies_equal_the_twin() -> None:
    state = county(9)
    items = (
        Growth(name="training", rate=0.004),
        Growth(
            name="studio",
            who=(Where("service", 0, 15), Where("duty.zone", 0, 1)),
            rate=0.01,
            share=0.5,
            mentors=(Where("backbone", 1, 1),),
            per_mentor=2,
            scope=("duty.cluster",),
        ),
        Growth(
            name="club", rate=0.01, mentors=(Where("title", 3, inf),), scope=("post", "subject")
        ),
    )
    effort = (
        Effort(name="hosted", who=(Where("away", 3, 3),), change=0.05),
        Effort(name="class_head", who=(Where("post.zone", 2, 2),), change=0.01, times="title"),
    )
    state.terms = Terms(
        {GROWTH: (*GROWTH.default, *items), EFFORT: effort, REMOTE: 0.6, FOLLOW: True}
    )
    world = mirror(state)
    for _ in range(2):
        teach(state)
        twin_teach.teach(world)
        assert differences(state, world) == []
        state.year += 1
        world.year += 1
        state.teachers.effort[:] = 1.0
        for teacher in world.teachers:
            teacher.effort = 1.0


@pytest.mark.parametrize("seed", range(1, 6))
def test_subject_gaps_equal_the_twin(seed: int) -> None:
    state = small_county(seed, 130, 16)
    ours, theirs = timetable.subject_gaps(state), twin_timetable.subject_gaps(mirror(state))
    assert np.allclose(ours, theirs, rtol=0, atol=1e-9)
    assert ours.any()


def test_lessons_taught_and_untaught_add_up_and_loads_stay_below_the_maximum() -> None:
    state = county(3)
    teach(state)
    t, s = state.teachers, state.sections
    here = t.alive & (t.duty >= 0)
    taught = np.bincount(t.duty[here], t.lessons[here], minlength=s.rows)
    required = s.required.sum(axis=1) * s.open
    assert np.allclose(taught + s.uncovered.sum(axis=1), required)
    most = timetable.maximum_load(state)[s.stage[t.duty[here]]]
    assert np.all(t.lessons[here] <= most + 1e-9)
    assert np.allclose(s.coverage * required, taught)


def school_of(subjects: list[int], classes: int, stage: Stage = Stage.PRIMARY) -> State:
    """Return a county whose section 0 has these teachers, without second subjects."""
    state = small_county(1, 120, 12)
    t, s = state.teachers, state.sections
    t.duty[t.alive] = 11
    rows = np.flatnonzero(t.alive)[: len(subjects)]
    t.duty[rows], t.subject[rows], t.second_subject[rows] = 0, subjects, -1
    s.stage[0], s.classes[0] = stage, classes
    s.required[0] = timetable.required_lessons([stage], [classes])[0]
    return state


def test_a_generalist_school_by_hand() -> None:
    # four classes, four class teachers: 4 x 17.0 = 68 lessons, 17 each, 2.5 spare lessons each
    state = school_of([0, 0, 1, 5], classes=4)
    plan = timetable.timetable(state)
    assert plan.lessons[0, 0, 0] == pytest.approx(19.5)
    assert plan.out[0, 0, 0] == pytest.approx(2.5)
    wanted = np.array([0.0, 0.0, 8.0, 9.6, 29.2, 0.0])
    assert np.allclose(plan.gap[0], wanted)
    assert np.allclose(plan.uncovered[0], wanted * (1 - 10.0 / wanted.sum()))


def test_subject_teachers_by_hand() -> None:
    # 12 classes: 109.2 Chinese for four Chinese teachers = 78 at 19.5; maths 50.4 for three = 16.8
    # each, who have 8.1 left for Chinese; nobody is left for anything else
    state = school_of([0] * 4 + [1] * 3 + [2, 2], classes=12)
    plan = timetable.timetable(state)
    assert plan.lessons[0, 0, 0] == pytest.approx(19.5)
    assert plan.lessons[0, 1, 0] == pytest.approx(19.5)
    assert plan.out[0, :2].sum() == 0.0
    assert plan.gap[0, 0] == pytest.approx(109.2 - 78.0 - 8.1)
    # English: 24 lessons for two teachers, 12 each; their 15 spare lessons go out of field
    assert plan.lessons[0, 2, 0] == pytest.approx(19.5)
    assert plan.out[0, 2, 0] == pytest.approx(7.5)
    assert plan.uncovered[0].sum() == pytest.approx(12 * 28.7 - 9 * 19.5)


def test_a_junior_school_with_few_classes_keeps_subject_teachers() -> None:
    state = school_of([0] * 8, classes=3, stage=Stage.JUNIOR)
    plan = timetable.timetable(state)
    assert not timetable.is_generalist(state, plan.staff.sum(axis=(1, 2)))[0]
    assert plan.gap[0, 5] == pytest.approx(3 * 9.5)


def test_coaching_rises_to_its_ceiling_and_decays_geometrically() -> None:
    state = county()
    t = state.teachers
    rows = np.flatnonzero(t.alive)
    t.coaching[:] = 0.0
    state.terms = Terms({GROWTH: (Growth(name="all", rate=0.01),)})
    seen = []
    for _ in range(6):
        teach(state)
        seen.append(t.coaching[rows[0]])
        state.year += 1
    # x' = .8 x + .01 from 0: .01, .018, .0244, .02952, then the ceiling .03
    assert seen == pytest.approx([0.01, 0.018, 0.0244, 0.02952, 0.03, 0.03])
    state.terms = Terms({GROWTH: ()})
    teach(state)
    assert np.allclose(t.coaching[rows], 0.024)


def test_a_backbone_coaches_eight_colleagues_of_the_subject_at_the_school() -> None:
    state = county()
    t = state.teachers
    rows = np.flatnonzero(t.alive)
    t.duty[rows], t.subject[rows], t.backbone[rows] = 2, 0, False
    t.subject[rows[100:]] = 1
    t.backbone[rows[:3]] = True
    who = reached(state, GROWTH.default[0], rows).taught
    assert who.sum() == 24
    assert not who[:3].any()
    assert not who[100:].any()
    state.year += 1
    assert np.array_equal(who, reached(state, GROWTH.default[0], rows).taught)  # the same


def test_shares_of_the_appraisal() -> None:
    state = county(4, 900, 16)
    teach(state)
    t = state.teachers
    unit = state.sections.unit[np.maximum(np.where(t.post >= 0, t.post, t.duty), 0)]
    known = t.alive & ((t.post >= 0) | (t.duty >= 0))
    staff = np.bincount(unit[known], minlength=state.units.rows)
    best = np.bincount(unit[t.appraisal_top], minlength=state.units.rows)
    failed = t.appraisal_failed == state.year
    assert np.all(np.abs(best - 0.2 * staff) < 1)
    assert abs(best.sum() - 0.2 * staff.sum()) <= 0.5
    assert failed.sum() == round(0.003 * known.sum())
    ability = t.talent + t.coaching
    assert ability[t.appraisal_top].mean() > ability[known].mean() > ability[failed].mean()


def test_backbones_are_named_up_to_one_per_hundred_pupils_and_never_unnamed() -> None:
    state = county(5, 700, 16)
    t, s = state.teachers, state.sections
    t.backbone[:] = False
    teach(state)
    for stage in Stage:
        pupils = s.pupils[s.stage == stage].sum()
        named = t.alive & t.backbone & (t.stage == stage)
        assert named.sum() == np.floor(pupils / 100 + 0.5)
    assert t.service[t.backbone].min() >= 5
    before = t.backbone.copy()
    s.pupils[:] //= 2
    state.year += 1
    teach(state)
    assert np.array_equal(t.backbone, before)


def test_every_unit_has_a_principal_and_deputies_by_size() -> None:
    state = county(6, 600, 16)
    teach(state)
    t, s = state.teachers, state.sections
    held = t.alive & (t.post >= 0)
    unit = s.unit[t.post]
    classes = np.bincount(s.unit, s.classes * s.open, minlength=state.units.rows)
    staffed = np.bincount(unit[held & (t.away == 0) & (t.status == 0)], minlength=classes.size) > 5
    for role, wanted in (
        (Role.PRINCIPAL, (classes > 0) * 1),
        (Role.DEPUTY, np.select([classes == 0, classes < 12, classes < 25], [0, 1, 2], 3)),
    ):
        have = np.bincount(unit[held & (t.role == role)], minlength=classes.size)
        assert np.array_equal(have[staffed], wanted[staffed])
    heads = held & (t.role == Role.PRINCIPAL)
    assert np.allclose(state.units.leader_quality[unit[heads]], t.leader_quality[heads])


def test_the_ledger_pays_those_addressed_for_twelve_months() -> None:
    state = county()
    t, s = state.teachers, state.sections
    village = np.flatnonzero(t.alive & (t.duty >= 0) & (s.zone[t.duty] == 0))
    state.terms = Terms(
        {
            PAY_ITEMS: (
                PayItem("rural_subsidy.village", (Where("duty.zone", 0, 0),), 600.0),
                PayItem("rural_subsidy.nobody", (Where("service", 90, inf),), 50.0),
                PayItem("honour", (Where("backbone", 1, 1),), 50.0, "province"),
            )
        }
    )
    audit(state)
    backbones = int(t.backbone.sum())
    assert state.log.spending == [
        (state.year, "rural_subsidy", "village", "county", 600.0 * 12 * village.size),
        (state.year, "honour", "honour", "province", 50.0 * 12 * backbones),
    ]


def test_moving_and_force_cost_welfare_but_entering_does_not() -> None:
    state = county()
    t = state.teachers
    rows = np.flatnonzero(t.alive & (t.duty >= 0))[:3]
    t.duty_years[rows], t.cohort[rows[2]] = 0, state.year
    t.forced_year[rows[1]] = state.year
    teach(state)
    worth = 5500.0 * np.exp(utility_here(state, rows)[0])
    assert np.allclose(worth - t.welfare[rows], [250.0, 450.0, 0.0])


def test_a_principal_who_moves_to_a_unit_that_has_one_teaches_there() -> None:
    state = county(7, 300, 16)
    teach(state)
    t, s = state.teachers, state.sections
    state.year += 1
    t.effort[:] = 1.0
    t.role_years[t.alive] += 1
    heads = np.flatnonzero(t.alive & (t.role == Role.PRINCIPAL) & (t.away == 0))
    mover, host = heads[0], heads[1]
    left = s.unit[t.post[mover]]
    movement.move_post(state, mover, t.post[host], "transfer", "wish")
    world = mirror(state)
    teach(state)
    twin_teach.teach(world)
    assert differences(state, world) == []
    assert (t.role[mover], t.role[host]) == (Role.TEACHER, Role.PRINCIPAL)
    unit = s.unit[np.maximum(t.post, 0)]
    assert ((unit == left) & (t.post >= 0) & (t.role == Role.PRINCIPAL)).sum() == 1
