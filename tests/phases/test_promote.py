"""Phase promote: years, posts, ranks and movers; engine against the twin."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from factory import small_county
from teacherflow.agents import titles
from teacherflow.codes import Education, Route, Status, Title, Zone
from teacherflow.log import concatenated
from teacherflow.phases import level_posts
from teacherflow.phases.promote import promote
from teacherflow.state import State
from teacherflow.terms.laws import Terms
from teacherflow.terms.posts import FOLLOW
from teacherflow.terms.promote import BONUSES, STEPS, Steps, TitleBonus
from teacherflow.terms.who import Where
from twin.promote import promote as slow_promote
from twin.world import differences, mirror

RURAL = (Where("duty.zone", Zone.VILLAGE, Zone.TOWN),)
TERMS = {
    "default": Terms(),
    "posts follow": Terms({FOLLOW: True}),
    "rural": Terms(
        {
            BONUSES: (
                *BONUSES.default,
                TitleBonus(name="paper", who=RURAL, points=0.5, waives_paper=True),
                TitleBonus(name="senior", who=RURAL, points=2.0, low=Title.SENIOR),
            )
        }
    ),
    "quick": Terms({STEPS: Steps(first=1, senior=1, clean_years=1)}),
}


def county(seed: int, teachers: int = 300) -> State:
    """A county with honours, failed appraisals, and movers whose level posts stayed behind."""
    state = small_county(seed, teachers=teachers, sections=20)
    t = state.teachers
    rows = np.flatnonzero(t.alive)
    t.honours[rows] = rows % 3
    t.appraisal_failed[rows] = np.where(rows % 13 == 0, state.year - rows % 5, 0)
    movers = rows[rows % 7 == 0]
    t.level_unit[movers] = movers % state.units.rows
    t.title[rows[rows % 17 == 0]] = Title.NONE
    return state


def events(state: State) -> list[tuple[object, ...]]:
    chunk = concatenated(state.log.titles)
    columns = ("year", "teacher_id", "level", "event", "rural_years", "rank")
    return list(zip(*(chunk[c].tolist() for c in columns), strict=True)) if chunk else []


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_engine_and_the_twin_agree(terms: Terms, seed: int) -> None:
    state = county(seed)
    state.terms = terms
    world = mirror(state)
    for _ in range(4):
        state.year += 1
        world.year += 1
        state.teachers.title_years += state.teachers.alive
        for teacher in world.teachers:
            teacher.title_years += 1
        promote(state)
        slow_promote(world)
        assert differences(state, world) == []
    assert Counter(events(state)) == Counter(tuple(e.values()) for e in world.titles)
    assert {e["event"] for e in world.titles} == {"apply", "pass", "fail"}


@pytest.mark.parametrize(
    ("education", "route", "years", "granted"),
    [
        (Education.BACHELOR, Route.EXAM, 0, False),
        (Education.BACHELOR, Route.EXAM, 1, True),
        (Education.MASTER, Route.EXAM, 1, True),
        (Education.COLLEGE, Route.EXAM, 2, False),
        (Education.COLLEGE, Route.EXAM, 3, True),
        (Education.BACHELOR, Route.TEGANG, 2, False),
        (Education.BACHELOR, Route.TEGANG, 3, True),
    ],
)
def test_the_second_grade_needs_years_only(
    education: Education, route: Route, years: int, granted: bool
) -> None:
    held = [np.array([code]) for code in (years, education, route)]
    assert titles.gains_second(np.array([Title.NONE]), *held, Steps()).tolist() == [granted]
    assert not titles.gains_second(np.array([Title.SECOND]), *held, Steps()).any()


@pytest.mark.parametrize(
    ("title", "years", "education", "eligible"),
    [
        (Title.SECOND, 3, Education.BACHELOR, False),
        (Title.SECOND, 4, Education.BACHELOR, True),
        (Title.SECOND, 2, Education.MASTER, True),
        (Title.FIRST, 4, Education.MASTER, False),
        (Title.FIRST, 5, Education.COLLEGE, True),
        (Title.SENIOR, 30, Education.BACHELOR, False),
        (Title.NONE, 30, Education.BACHELOR, False),
    ],
)
def test_years_in_the_title_held(
    title: Title, years: int, education: Education, eligible: bool
) -> None:
    held = (np.array([code]) for code in (title, years, education))
    assert titles.meets_years(*held, Steps()).tolist() == [eligible]


def test_a_failed_appraisal_bars_for_three_years() -> None:
    waits = titles.waits_of(Steps(), 2024)
    clean = [titles.has_clean_record(year, waits) for year in (0, 2020, 2021, 2022, 2023)]
    assert clean == [True, True, False, False, False]


def test_fractions_of_posts_add_up_over_the_years() -> None:
    carry, held, given = 0.0, 0, []
    for _ in range(40):
        vacant, carry = titles.vacant_posts(held + 0.4, held, carry)
        given.append(vacant)
    assert sum(given) == 16
    assert set(given) == {0, 1}


def test_a_unit_above_its_share_promotes_nobody_and_keeps_its_fraction() -> None:
    assert titles.vacant_posts(3.4, 6, 0.3) == (0, 0.3)


def test_the_reservoir_lends_to_the_smallest_units_that_have_candidates() -> None:
    vacant, of = np.zeros(5, dtype=np.int64), np.arange(5)
    entitled, holders = np.array([2.4, 0.6, 0.9, 4.5, 0.2]), np.array([2, 0, 0, 5, 0])
    asks = np.array([True, True, True, True, False])
    # 0.5 of the 3.2 posts is in use by the fourth unit; the last one has no candidate
    free = titles.free_of_reservoir(3.2, 0.5)
    level_posts.lend(free, of, np.array([40, 9, 12, 60, 3]), entitled, holders, asks, vacant)
    assert vacant.tolist() == [0, 1, 1, 0, 0]


def settled(seed: int) -> State:
    """A county in which everybody may apply and all level posts belong to their units."""
    state = small_county(seed, teachers=500, sections=20)
    t = state.teachers
    t.title_years[:] = 12
    t.title[t.alive & (t.title == Title.SENIOR)] = Title.FIRST
    state.year += 1
    return state


def test_promotions_equal_vacant_posts_and_take_the_best_scores() -> None:
    state = settled(2)
    t, s = state.teachers, state.sections
    staff = np.flatnonzero(t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0))
    unit, before = s.unit[t.post[staff]], t.title[staff].copy()
    state.parameters = state.parameters.changed({"titles.reservoir": 0.0})
    promote(state)
    promoted = (t.title[staff] == Title.SENIOR) & (before == Title.FIRST)
    posts = np.bincount(unit, minlength=state.units.rows)
    candidates = np.bincount(unit[before == Title.FIRST], minlength=state.units.rows)
    expected = np.minimum(np.floor(state.units.cap_senior * posts + 1e-9), candidates)
    assert np.bincount(unit[promoted], minlength=state.units.rows).tolist() == expected.tolist()
    seniors = [e for e in events(state) if e[2] == Title.SENIOR]
    passed = {e[1] for e in seniors if e[3] == "pass"}
    assert passed == set(t.id[staff[promoted]].tolist())
    assert {e[1] for e in seniors if e[3] == "apply"} == {
        e[1] for e in seniors if e[3] in ("pass", "fail")
    }


def test_without_luck_the_public_rank_decides() -> None:
    state = settled(3)
    noiseless = {f"titles.{name}": 0.0 for name in ("effect_noise", "paper_points")}
    state.parameters = state.parameters.changed({**noiseless, "titles.review_points": 0.0})
    t, s = state.teachers, state.sections
    unit = {int(i): int(s.unit[p]) for i, p in zip(t.id, t.post, strict=True) if p >= 0}
    promote(state)
    passed: dict[tuple[int, int], list[int]] = {}
    failed: dict[tuple[int, int], list[int]] = {}
    for _, person, level, event, _, rank in events(state):
        pools = {"pass": passed, "fail": failed}.get(str(event))
        if pools is not None and rank:
            pools.setdefault((unit[person], level), []).append(rank)
    assert passed
    for pool, ranks in passed.items():
        assert sorted(ranks) == list(range(1, len(ranks) + 1))
        assert min(failed.get(pool, [10**6])) == len(ranks) + 1


def test_losers_count_their_failures_and_winners_start_anew() -> None:
    state = settled(4)
    t = state.teachers
    t.title_failures[:] = 2
    promote(state)
    rows = {int(i): k for k, i in enumerate(t.id)}
    outcomes = {e[1]: e[3] for e in events(state) if e[3] != "apply"}
    for person, event in outcomes.items():
        assert t.title_failures[rows[person]] == (0 if event == "pass" else 3)
        assert t.title_years[rows[person]] == (0 if event == "pass" else 12)
    assert set(outcomes.values()) == {"pass", "fail"}


def test_a_mover_is_paid_one_level_lower_until_placed() -> None:
    state = small_county(5, teachers=300, sections=20)
    t, s = state.teachers, state.sections
    promote(state)
    row = int(np.flatnonzero((t.title == Title.SENIOR) & (t.post >= 0))[0])
    unit = int(s.unit[t.post[row]])
    t.level_unit[row] = (unit + 1) % state.units.rows
    state.units.cap_senior[unit] = 0.0
    follows = state.fork(Terms({FOLLOW: True}))
    promote(state)
    assert (t.title[row], t.title_paid[row]) == (Title.SENIOR, Title.FIRST)
    state.units.cap_senior[unit] = 1.0
    state.year += 1
    promote(state)
    assert t.title_paid[row] == Title.SENIOR
    assert t.level_unit[row] == unit
    promote(follows)
    assert follows.teachers.title_paid[row] == Title.SENIOR
