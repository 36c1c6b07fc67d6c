"""Phase enrol: counters, pupils, closures, openings; engine against the twin."""

from __future__ import annotations

import math

import numpy as np
import pytest

from factory import small_county
from teacherflow import staffing
from teacherflow.codes import Away, Stage, Status, Zone
from teacherflow.demography import cohort_index, enrolment_ratio
from teacherflow.phases.enrol import enrol
from teacherflow.phases.needs import needs
from teacherflow.state import State
from teacherflow.terms.enrol import CLOSURES, LEAKAGE, OPENINGS, VILLAGE_DRIFT, Closure, Opening
from teacherflow.terms.laws import Terms
from teacherflow.terms.who import Where
from twin.enrol import enrol as slow_enrol
from twin.world import differences, mirror, move_differences

P, J = Stage.PRIMARY, Stage.JUNIOR
VILLAGE = (Where("zone", Zone.VILLAGE, Zone.VILLAGE),)
SEAT = (Where("zone", Zone.SEAT, Zone.SEAT),)

ALL_CLOSE = Closure(name="all", at=VILLAGE, pupils_below=1000, years=2, chance=0.6)
TERMS = {
    "default": Terms(),
    "closing": Terms({CLOSURES: (ALL_CLOSE,), VILLAGE_DRIFT: 0.2}),
    "growing": Terms({OPENINGS: (Opening(name="seat", at=SEAT, growth=1.05),), VILLAGE_DRIFT: 0.4}),
    "ordered": Terms({OPENINGS: (Opening(name="new", at=SEAT, growth=0.0, number=1),)}),
    "leaking": Terms({LEAKAGE: 0.1, CLOSURES: ()}),
}


def county(seed: int = 1, teachers: int = 300, start: int = 2024, **changes: float) -> State:
    state = small_county(seed, teachers=teachers, sections=24, start=start)
    state.parameters = state.parameters.changed(changes)
    return state


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_engine_and_the_twin_agree(terms: Terms, seed: int) -> None:
    state = county(seed, **{"layout.school_most": 500.0, "layout.noise_sd": 0.1})
    state.terms = terms
    state.year -= 2  # one year of burn-in, the first study year, and five more
    world = mirror(state)
    for _ in range(7):
        state.year += 1
        world.year += 1
        enrol(state)
        slow_enrol(world)
        assert differences(state, world) == []
    assert move_differences(state, world) == []


def test_one_year_of_a_career() -> None:
    state = county()
    t, s = state.teachers, state.sections
    before, rows = t.copy(), np.flatnonzero(t.alive)
    t.away[rows[0]], t.duty[rows[0]] = Away.OUTSIDE, -1
    state.year += 1
    enrol(state)
    for years in ("service", "title_years", "exchange_clock", "role_years"):
        assert (t[years][rows] - before[years][rows] == 1).all()
    assert not t.service[~t.alive].any()
    posted = before.post[rows] >= 0
    assert (t.tenure[rows] - before.tenure[rows] == posted).all()
    rural = t.rural_years[rows] - before.rural_years[rows]
    duty = before.duty[rows[1:]]
    served = (duty >= 0) & (s.zone[np.maximum(duty, 0)] != Zone.SEAT)
    assert rural[0] == 1.0
    assert np.allclose(rural[1:], served)


def test_only_the_young_outside_the_seat_move_there_and_at_the_given_rate() -> None:
    state = county(teachers=3000, **{"layout.seat_move": 0.3})
    t = state.teachers
    age = (state.september + 12 - t.birth) // 12
    outside = t.alive & (t.home_township != -1)
    young = outside & (age >= 25) & (age <= 42)
    state.year += 1
    enrol(state)
    moved = outside & (t.home_township == -1)
    assert not (moved & ~young).any()
    assert (t.home_x[moved] == 0).all()
    spread = math.sqrt(0.3 * 0.7 / young.sum())
    assert moved.sum() / young.sum() == pytest.approx(0.3, abs=4 * spread)


def test_pupils_stand_still_until_the_first_study_year_is_over() -> None:
    state = county(start=2026)
    pupils = state.sections.pupils.copy()
    for year in (2025, 2026):
        state.year = year
        enrol(state)
        assert (state.sections.pupils == pupils).all()
    state.year = 2027
    enrol(state)
    assert not (state.sections.pupils == pupils).all()


def test_the_pupils_of_a_stage_follow_the_cohort_index() -> None:
    state = county()
    s, at_fork = state.sections, state.stages.pupils_fork.copy()
    for year in range(2025, 2038):
        state.year = year
        enrol(state)
        for stage in Stage:
            expected = at_fork[stage] * cohort_index(stage, year) / cohort_index(stage, 2024)
            assert abs(s.pupils[s.stage == stage].sum() - expected) <= 0.5 + 1e-6


def test_published_points_of_the_cohort_index() -> None:
    assert [cohort_index(P, y) for y in (2024, 2026, 2030, 2033, 2040)] == [
        *(1.00, 0.91, 0.63, 0.54, 0.54)
    ]
    assert [cohort_index(J, y) for y in (2022, 2025, 2026, 2035)] == pytest.approx(
        [0.951, 1.035, 1.07, 0.58]
    )
    assert enrolment_ratio(P, 2030, 2026) == pytest.approx(0.63 / 0.91)
    assert cohort_index(P, 2040, -0.04) < 0.54 * 0.96**5


def test_villages_lose_their_weight_exponentially_to_the_others_by_size() -> None:
    quiet = {"layout.noise_sd": 0.0, "layout.school_most": 20000.0}
    state = county(teachers=3000, **quiet)
    state.terms = Terms({CLOSURES: (), OPENINGS: ()})
    s, before = state.sections, state.sections.fork_pupils.copy()
    for _ in range(5):
        state.year += 1
        enrol(state)
    village, primary = s.zone == Zone.VILLAGE, s.stage == P
    total = s.pupils[primary].sum()
    share = before[village].sum() / before[primary].sum() * math.exp(-0.015 * 5)
    assert s.pupils[village].sum() / total == pytest.approx(share, abs=5 / total)
    others = primary & ~village & s.open
    growth = s.pupils[others] / before[others]
    assert growth == pytest.approx(np.full(others.sum(), growth.mean()), abs=0.01)


def test_a_school_above_its_bound_overflows_to_the_nearest_with_room() -> None:
    state = county(**{"layout.noise_sd": 0.3})
    s = state.sections
    bound = np.maximum(int(s.pupils.max() * 0.6), s.fork_pupils)
    state.parameters = state.parameters.changed({"layout.school_most": float(bound.min())})
    state.terms = Terms({CLOSURES: (), OPENINGS: ()})
    for _ in range(4):
        state.year += 1
        enrol(state)
        for stage in Stage:
            for zone in Zone:
                here = s.open & (s.stage == stage) & (s.zone == zone)
                if here.any() and (s.pupils[here] > bound[here]).any():
                    assert (s.pupils[here] >= np.floor(bound[here])).all()


def closing_county() -> State:
    """Every village school and point is due, for two years running."""
    state = county(teachers=400)
    always = Closure(name="all", at=VILLAGE, pupils_below=100000, years=1)
    state.terms = Terms({CLOSURES: (always,), OPENINGS: ()})
    return state


def test_a_closing_school_hands_pupils_staff_and_quota_to_its_unit() -> None:
    state = closing_county()
    t, s = state.teachers, state.sections
    due = np.flatnonzero((s.zone == Zone.VILLAGE) & s.open)
    staff = np.flatnonzero(t.alive & np.isin(t.post, due) & (t.status == Status.ESTABLISHED))
    unit, quota = s.unit[t.post[staff]], s.quota.sum()
    pupils, headcount = s.pupils[s.stage == P].sum(), t.alive.sum()
    state.year += 1
    enrol(state)
    assert not s.open[due].any()
    assert (s.closed[due] == state.year).all()
    assert (s.township[s.successor[due]] == s.township[due]).all()
    assert s.pupils[s.stage == P].sum() == round(pupils * cohort_index(P, 2025))
    assert t.alive.sum() == headcount
    assert (s.unit[t.post[staff]] == unit).all()
    assert not np.isin(t.post, due).any()
    assert not np.isin(t.duty[t.alive], due).any()
    assert s.quota.sum() == quota
    assert not s.quota[due].any()
    assert not (t.duty_changed_year[staff] == state.year).any(), "a merger is no change of duty"
    kinds = {kind for chunk in state.log.moves for kind in chunk["kind"].tolist()}
    assert kinds <= {"merge", "exchange_return"}


def test_staff_of_a_closing_school_go_where_need_is_furthest_from_met() -> None:
    state = closing_county()
    s = state.sections
    township = int(s.township.max())
    here = np.flatnonzero(s.open & (s.township == township) & (s.stage == P))
    only = (Where("township", township, township), Where("kind", 2, 2))
    point = Closure(name="point", at=only, pupils_below=100000, years=1)
    state.terms = Terms({CLOSURES: (point,), OPENINGS: ()})
    posts = staffing.posts(state) + staffing.tegang(state)
    state.year += 1
    enrol(state)
    gap_before = needs(state)[here] - posts[here]
    gap_after = needs(state)[here] - (staffing.posts(state) + staffing.tegang(state))[here]
    stays = s.open[here]
    took = gap_before[stays] > gap_after[stays]
    assert took.any()
    assert (
        gap_after[stays][took].min()
        >= gap_before[stays].max() - (gap_before[stays][took] - gap_after[stays][took]).sum()
    )
    assert gap_after[stays][took].min() + 1 >= gap_after[stays].max()


def test_the_last_school_of_a_township_stays_open() -> None:
    state = county(teachers=400)
    everywhere = Closure(name="all", at=(), pupils_below=100000, years=1)
    state.terms = Terms({CLOSURES: (everywhere,), OPENINGS: ()})
    was_open = state.sections.open.copy()
    state.year += 1
    enrol(state)
    assert (state.sections.open == was_open).all(), "nobody is left to take the pupils"


def test_small_years_must_run_in_a_row() -> None:
    state = county(teachers=400)
    s = state.sections
    waits = Closure(name="waits", at=VILLAGE, pupils_below=100000, years=2)
    state.terms = Terms({CLOSURES: (waits,), OPENINGS: ()})
    village = (s.zone == Zone.VILLAGE) & s.open
    enrol(state)  # the first study year counts
    assert s.open[village].all()
    assert (s.small_years[village] == 1).all()
    s.small_years[np.flatnonzero(village)[0]] = 0
    state.year += 1
    enrol(state)
    assert s.open[village].sum() == 1


def test_a_place_that_outgrows_its_schools_for_two_years_gets_one_more() -> None:
    state = county(teachers=400, **{"layout.noise_sd": 0.0, "layout.school_most": 20000.0})
    s = state.sections
    primary = (s.zone == Zone.SEAT) & (s.stage == P)
    state.stages.pupils_fork[P] = 1.6 * s.fork_pupils[s.stage == P].sum()
    at_fork = s.fork_pupils[primary].sum()
    state.terms = Terms({CLOSURES: ()})
    opened = []
    for _ in range(4):
        state.year += 1
        enrol(state)
        opened.append(bool(s.open[-1]))
        if opened.count(True) == 1:
            excess = s.pupils[primary].sum() - at_fork
            assert s.pupils[-1] == pytest.approx(excess, abs=1)
            assert s.opened[-1] == state.year
    assert opened == [False, True, True, True]


def test_an_ordered_school_opens_at_once_with_an_average_size() -> None:
    state = county(teachers=400)
    s = state.sections
    seat = (s.zone == Zone.SEAT) & (s.stage == P)
    state.terms = Terms({OPENINGS: (Opening(name="new", at=SEAT, growth=0.0, number=1),)})
    before = s.pupils[seat].sum()
    enrol(state)
    assert s.open[-1]
    assert s.pupils[-1] == before // 3
    assert s.pupils[seat].sum() == before
    enrol(state)
    assert s.pupils[seat].sum() == before, "no row is left to open"
