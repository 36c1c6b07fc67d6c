"""The official indicators against tables worked out by hand and against simulated reshuffles."""

from __future__ import annotations

import math

import numpy as np
import pytest

from teacherflow import indicators
from teacherflow.draws import Draws

PUPILS = np.array([100.0, 300.0, 600.0])
COUNTS = np.array([[10.0, 20.0, 20.0], [1.0, 2.0, 7.0]])


def theil(counts: np.ndarray, pupils: np.ndarray, group: list[int]) -> tuple[float, float]:
    """Theil's index of an item between groups and within them."""
    groups = np.arange(max(group, default=0) + 1)[:, None] == np.array(group, dtype=np.int64)
    parts = []
    for x, p in ((counts, pupils), (groups @ counts, groups @ pupils)):
        ratios = np.empty(p.size)
        indicators.relative(x, p, ratios)
        parts.append(indicators.theil(ratios, np.log(ratios), p))
    total, between = parts
    return between, total - between


def noise_floor(counts: np.ndarray, posts: np.ndarray, pupils: np.ndarray) -> float:
    """The variation that a reshuffle of people leaves, of an item."""
    each = np.empty((2, pupils.size))
    indicators.unevenness(posts, pupils, each[0], each[1])
    return indicators.noise_floor(counts.sum(), posts.sum(), pupils.sum(), each.sum(axis=1))


def test_variation_by_hand() -> None:
    # item 1: X = .10, .0667, .0333; mean 50/1000 = .05
    # S2 = .1(.05)2 + .3(.016667)2 + .6(-.016667)2 = .00025 + .00008333 + .00016667 = .0005
    first = math.sqrt(0.0005) / 0.05
    # item 2: X = .01, .0066667, .0116667; mean .01; S2 = .3(.0033333)2 + .6(.0016667)2 = .000005
    second = math.sqrt(0.000005) / 0.01
    assert indicators.variations(COUNTS, PUPILS) == pytest.approx([first, second])
    assert first == pytest.approx(0.4472136)


def test_variation_is_not_the_plain_standard_deviation_over_the_mean() -> None:
    each = COUNTS[0] / PUPILS
    assert abs(indicators.variation(COUNTS[0], PUPILS) - each.std() / each.mean()) > 0.02


def test_equal_ratios_have_no_variation_and_no_theil() -> None:
    counts = 0.05 * PUPILS
    assert indicators.variation(counts, PUPILS) == pytest.approx(0.0, abs=1e-12)
    assert theil(counts, PUPILS, [0, 0, 1]) == pytest.approx((0.0, 0.0), abs=1e-12)


def test_theil_of_nobody_is_undefined() -> None:
    assert np.isnan(theil(np.zeros(3), PUPILS, [0, 0, 1])).all()


def test_a_school_without_anybody_adds_nothing_to_theil() -> None:
    # r = 0, 5/3, 5/6; 0 ln 0 = 0
    total = 0.3 * 5 / 3 * math.log(5 / 3) + 0.6 * 5 / 6 * math.log(5 / 6)
    counts = np.array([0.0, 5.0, 5.0])
    assert sum(theil(counts, PUPILS, [0, 0, 1])) == pytest.approx(total)


def test_theil_by_hand() -> None:
    # item 1, groups {1, 2} and {3}: r = 2, 4/3, 2/3; weights .1, .3, .6
    total = 0.1 * 2 * math.log(2) + 0.3 * 4 / 3 * math.log(4 / 3) + 0.6 * 2 / 3 * math.log(2 / 3)
    # group 1: 30 persons, 400 pupils, ratio 1.5; group 2: 2/3
    between = 0.4 * 1.5 * math.log(1.5) + 0.6 * 2 / 3 * math.log(2 / 3)
    assert theil(COUNTS[0], PUPILS, [0, 0, 1]) == pytest.approx((between, total - between))


def test_theil_within_is_the_weighted_sum_of_the_groups_own() -> None:
    luck = Draws(3)
    counts = np.floor(luck.uniform("x", 0, np.arange(40)) * 9)
    pupils = 50 + 400 * luck.uniform("p", 0, np.arange(40))
    group = np.arange(40) % 3
    within = theil(counts, pupils, group.tolist())[1]
    by_hand = 0.0
    for g in range(3):
        x, p = counts[group == g], pupils[group == g]
        own, none = theil(x, p, list(range(x.size)))
        assert none == pytest.approx(0.0, abs=1e-12)  # every school its own group
        by_hand += x.sum() / counts.sum() * own
    assert within == pytest.approx(by_hand)


def reshuffled(share: float, posts: np.ndarray, pupils: np.ndarray, times: int) -> float:
    """Mean square of the CV of a trait when people are dealt to posts at random; its root."""
    school = np.repeat(np.arange(posts.size), posts)
    bearers = round(share * school.size)
    luck, total = Draws(17), 0.0
    for k in range(times):
        order = luck.order("deal", k, np.arange(school.size))
        counts = np.bincount(school[order[:bearers]], minlength=posts.size)
        total += indicators.variations(counts[None, :].astype(np.float64), pupils)[0] ** 2
    return math.sqrt(total / times)


@pytest.mark.parametrize("share", [0.11, 1 / 6, 0.62])
def test_noise_floor_is_what_random_reshuffles_leave(share: float) -> None:
    luck = Draws(5)
    pupils = np.round(60 + 900 * luck.uniform("pupils", 0, np.arange(60)) ** 2)
    posts = np.maximum(2, np.round(pupils / 17 * np.exp(0.3 * luck.normal("n", 0, np.arange(60)))))
    posts = posts.astype(np.int64)
    counts = np.zeros(60)
    counts[0] = round(share * posts.sum())  # only the sum of the trait matters
    floor = noise_floor(counts, posts, pupils)
    assert reshuffled(share, posts, pupils, 400) == pytest.approx(floor, rel=0.02)


def test_noise_floor_of_proportional_posts_by_hand() -> None:
    # 10 schools of 25 teachers and 400 pupils, share 1/6: CV0² = 5 (1/25) (225/249) -> .4251
    posts, pupils = np.full(10, 25), np.full(10, 400.0)
    share = np.array([250 / 6] + [0.0] * 9)
    floor = noise_floor(share, posts, pupils)
    assert floor == pytest.approx(math.sqrt(5 / 25 * 225 / 249))
    teachers = noise_floor(posts, posts, pupils)
    assert teachers == pytest.approx(0.0, abs=1e-9)  # everybody is a teacher: only CV_T is left


def test_minima_shortage_and_passing_by_hand() -> None:
    # per 100 pupils: school 1: 4.0, 1.0, 0; school 2: 5.0, 1.0, 1.0; school 3: 3.7, 1.0, .9
    counts = np.array([[8, 10, 37], [2, 2, 10], [0, 2, 9]])
    pupils = np.array([200, 200, 1000])
    minima = np.array([values[0] for values in indicators.MINIMA.values()])
    reached = indicators.reaches(counts, pupils, minima).mean(axis=1)
    assert reached == pytest.approx([1 / 3, 1.0, 2 / 3])
    # degree 4.2: 8.4 -> 9, short 1; 42, short 5. arts .9: 1.8 -> 2, short 2
    assert indicators.persons_short(counts, pupils, minima).tolist() == [6, 0, 2]
    # school 1 misses two; school 3 misses one at 3.7 / 4.2 = .88 >= .85
    assert indicators.schools_passing(counts, pupils, minima).tolist() == [False, True, True]
    counts[0, 2] = 35  # 3.5 / 4.2 = .833
    assert indicators.schools_passing(counts, pupils, minima).tolist() == [False, True, False]


def test_undefined_is_nan() -> None:
    nobody, ones = np.zeros(2), np.ones(2)
    assert np.isnan(indicators.variation(nobody, 10 * ones))
    assert np.isnan(noise_floor(nobody, ones, 10 * ones))
    assert np.isnan(indicators.pupil_teacher_ratio(100, 0))
