"""Survival with delayed entry against tables made by hand and a reckoning person by person."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from teacherflow_analysis.inference import survival


def table_of(spells: list[tuple[int, int, bool]], ages: int) -> tuple[np.ndarray, np.ndarray]:
    """Count at risk and ended, one spell and one age after the other."""
    risk, ended = np.zeros(ages), np.zeros(ages)
    for first, last, end in spells:
        for age in range(first, last + 1):
            risk[age - 1] += 1
        ended[last - 1] += end
    return risk, ended


def drawn(seed: int, n: int = 200, ages: int = 12) -> list[tuple[int, int, bool]]:
    luck = np.random.default_rng(seed)
    first = luck.integers(1, 5, n)
    last = np.minimum(first + luck.geometric(0.2, n) - 1, ages)
    ended = luck.random(n) < 0.7
    return [(int(first[i]), int(last[i]), bool(ended[i])) for i in range(n)]


def test_a_table_by_hand() -> None:
    # at risk 5, 6, 4, 2; ended 1, 2, 1, 0 — a spell joins at 2, two are censored
    joined = np.array([5, 2, 0, 0])
    last = np.array([1, 2, 2, 2])
    risk = survival.at_risk(joined, last)
    assert risk.tolist() == [5, 6, 4, 2]
    share = survival.product_limit(risk, np.array([1, 2, 1, 0]))
    assert share == pytest.approx([4 / 5, 8 / 15, 2 / 5, 2 / 5])


def test_delayed_entry_is_that_of_a_reckoning_spell_by_spell() -> None:
    spells = drawn(1)
    risk, ended = table_of(spells, 12)
    joined, last = np.zeros(12), np.zeros(12)
    for first, end, _ in spells:
        joined[first - 1] += 1
        last[end - 1] += 1
    assert survival.at_risk(joined, last) == pytest.approx(risk)
    by_hand, curve = 1.0, survival.product_limit(risk, ended)
    for age in range(12):
        by_hand *= 1 - ended[age] / risk[age]
        assert curve[age] == pytest.approx(by_hand)


def test_without_truncation_it_is_that_of_scipy() -> None:
    spells = [(1, last, end) for _, last, end in drawn(2)]
    risk, ended = table_of(spells, 12)
    uncensored = [last for _, last, end in spells if end]
    censored = [last for _, last, end in spells if not end]
    found = stats.ecdf(stats.CensoredData(uncensored=uncensored, right=censored)).sf
    assert survival.product_limit(risk, ended) == pytest.approx(found.evaluate(np.arange(1, 13)))
    low, high = survival.greenwood(risk, ended, float(stats.norm.ppf(0.975)))
    ends = found.confidence_interval(method="log-log")
    known = np.isfinite(low)
    assert known.sum() > 8
    at = np.arange(1, 13)[known]
    assert low[known] == pytest.approx(ends.low.evaluate(at))
    assert high[known] == pytest.approx(ends.high.evaluate(at))


def test_many_runs_at_once_are_as_each_alone() -> None:
    tables = [table_of(drawn(seed), 12) for seed in (3, 4)]
    risk, ended = (np.array(rows)[:, None] for rows in zip(*tables, strict=True))
    together = survival.greenwood(risk, ended, 1.96)
    for r, own in enumerate(tables):
        for found, alone in zip(together, survival.greenwood(*own, 1.96), strict=True):
            assert found[r, 0] == pytest.approx(alone, nan_ok=True)


def test_counting_from_the_beginning_would_flatter() -> None:
    spells = drawn(3)
    honest = survival.product_limit(*table_of(spells, 12))
    naive = survival.product_limit(*table_of([(1, b, c) for _, b, c in spells], 12))
    assert (naive[1:8] > honest[1:8]).all()


def test_incidence_and_survival_sum_to_one() -> None:
    luck = np.random.default_rng(4)
    risk = np.sort(luck.integers(20, 90, (3, 9)), axis=-1)[:, ::-1]
    ended = luck.integers(0, 4, (3, 5, 9))
    share, kept = survival.incidence(risk, ended)
    assert share.sum(axis=1) + kept == pytest.approx(np.ones((3, 9)))


def test_incidence_by_hand() -> None:
    # two causes: at 1, of 10, 2 and 1; at 2, of 7, 0 and 3
    share, kept = survival.incidence(np.array([10, 7]), np.array([[2, 0], [1, 3]]))
    assert kept == pytest.approx([0.7, 0.4])
    assert share[0] == pytest.approx([0.2, 0.2])
    assert share[1] == pytest.approx([0.1, 0.4])


def test_one_cause_is_the_complement_of_survival() -> None:
    risk, ended = table_of(drawn(5), 12)
    share, kept = survival.incidence(risk, ended[None, :])
    assert share[0] == pytest.approx(1 - survival.product_limit(risk, ended))
    assert kept == pytest.approx(survival.product_limit(risk, ended))


def test_log_rank_without_truncation_is_that_of_scipy() -> None:
    one, other = ([(1, b, c) for _, b, c in drawn(seed)] for seed in (6, 7))
    test = survival.log_rank(*table_of(one, 12), *table_of(other, 12))

    def censored(spells: list[tuple[int, int, bool]]) -> stats.CensoredData:
        return stats.CensoredData(
            uncensored=[b for _, b, c in spells if c], right=[b for _, b, c in spells if not c]
        )

    known = stats.logrank(censored(one), censored(other))
    assert test.statistic == pytest.approx(known.statistic**2)
    assert test.p == pytest.approx(known.pvalue)


def test_log_rank_adds_up_strata() -> None:
    tables = [(table_of(drawn(s), 12), table_of(drawn(s + 10), 12)) for s in (1, 2)]
    parts = [survival.log_rank(*one, *other) for one, other in tables]
    stacked = [np.stack([table[i][j] for table in tables]) for i in (0, 1) for j in (0, 1)]
    whole = survival.log_rank(*stacked)
    assert whole.expected == pytest.approx(sum(part.expected for part in parts))
    assert whole.observed == sum(part.observed for part in parts)


def test_nobody_at_risk_and_no_end() -> None:
    nobody = np.zeros(3)
    assert np.isnan(survival.product_limit(nobody, nobody)).all()
    share, kept = survival.incidence(np.array([10, 0]), np.array([[2, 0]]))
    assert np.isnan([share[0, 1], kept[1]]).all()  # nobody is left to tell of
    gone = survival.greenwood(np.array([4, 2]), np.array([2, 2]), 1.96)
    assert np.isnan(gone).tolist() == [[False, True]] * 2  # none where all have gone
    calm = np.array([5.0, 5.0, 5.0])
    assert survival.product_limit(calm, nobody).tolist() == [1, 1, 1]
    low, high = survival.greenwood(calm, nobody, 1.96)
    assert np.isnan([low, high]).all()
    test = survival.log_rank(calm, nobody, calm, nobody)
    assert (test.statistic, test.p) == (None, None)


def test_median_and_restricted_mean() -> None:
    assert survival.restricted_mean(np.array([0.5]), 2) == 1.5  # a curve just long enough
    assert np.isnan(survival.restricted_mean(np.array([0.5]), 3))
    share = np.array([[0.9, 0.5, 0.3], [0.9, 0.8, 0.7]])
    assert survival.median(share)[0] == 2
    assert np.isnan(survival.median(share)[1])
    # 10 persons: 1 stays one year, 4 stay two, 2 stay three, 3 stay longer
    assert survival.restricted_mean(share[0], 3) == pytest.approx((1 + 4 * 2 + 5 * 3) / 10)
    assert np.isnan(survival.restricted_mean(share[0], 9))
    assert np.isnan(survival.median(share[:, :0])).all()
