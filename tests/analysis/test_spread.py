"""Means and intervals against scipy, closed forms, and simulations of known models."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest, ttest_1samp
from scipy.stats import bootstrap as scipy_bootstrap

from teacherflow_analysis.inference.resampling import bootstrap
from teacherflow_analysis.inference.shares import holm, share_of
from teacherflow_analysis.inference.spread import Spread, complete, components, spread_of, spreads


def crossed(
    source: np.random.Generator,
    draws: int,
    replications: int,
    sds: tuple[float, float, float],
    mean: float = 0.0,
) -> np.ndarray:
    """A table of the two-way model: parameters, luck common to all draws, the rest."""
    by_draw = source.normal(0, sds[0], (draws, 1))
    by_replication = source.normal(0, sds[1], (1, replications))
    return mean + by_draw + by_replication + source.normal(0, sds[2], (draws, replications))


def spread(table: np.ndarray) -> Spread:
    draw, replication = np.indices(table.shape)
    known = np.isfinite(table)
    return spread_of(table[known], draw[known], replication[known])


def test_one_draw_is_students_t() -> None:
    values = np.random.default_rng(1).normal(0.4, 1, 12)
    found, expected = spread(values[None, :]), ttest_1samp(values, 0)
    assert (found.low, found.high) == pytest.approx(tuple(expected.confidence_interval(0.95)))
    assert found.p == pytest.approx(expected.pvalue)
    assert found.components is None


def test_draws_of_one_replication_are_the_cases() -> None:
    values = np.random.default_rng(2).normal(0.4, 1, 12)
    found, expected = spread(values[:, None]), ttest_1samp(values, 0)
    assert (found.low, found.high) == pytest.approx(tuple(expected.confidence_interval(0.95)))
    assert found.components is None
    assert found.replications is None


def test_parts_of_a_table_worked_out_by_hand() -> None:
    """Rows 1 2 3 and 3 4 8: mean squares 13.5 (draws), 6.5 (replications), 1.5 (rest)."""
    parts = components(np.array([[1.0, 2, 3], [3, 4, 8]]))
    assert parts is not None
    assert parts.parameters == pytest.approx((13.5 - 1.5) / 3)
    assert parts.common == pytest.approx((6.5 - 1.5) / 2)
    assert parts.rest == pytest.approx(1.5)
    assert parts.luck == pytest.approx(4.0)
    assert parts.share == pytest.approx(0.5)
    assert not parts.clipped
    small = components(np.array([[1.0, 2, 3], [3, 4, 8]]) / 1000)  # as of shares of one
    assert small is not None
    assert small.share == pytest.approx(0.5)


def of_mean_squares(draws: float, replications: float, rest: float) -> np.ndarray:
    """A table of 8 draws and 3 replications that has these mean squares, around 5."""
    by_draw = np.arange(-7.0, 8.0, 2.0) * (draws / 72) ** 0.5  # squares of -7, -5 … 7: 168
    by_replication = np.array([-1.0, 0, 1]) * (replications / 8) ** 0.5
    left = np.outer([1, -1] * 4, [1, -2, 1]) * (rest * 14 / 48) ** 0.5
    return 5 + by_draw[:, None] + by_replication + left


@pytest.mark.parametrize(
    ("squares", "variance", "df"),
    [
        ((12, 40, 4), 48, 48**2 / (12**2 / 7 + 40**2 / 2 + 4**2 / 14)),  # Satterthwaite's 2.8
        ((18, 8, 2), 24, 7),  # his 7.3 would be more than the means of draws have
        ((5.1, 20, 5), 20.1, 2),  # his 1.97 would be less than the replications have
        ((1, 20, 2), 20, 2),  # the draws differ by less than chance: the replications alone
        ((6, 1, 2), 6, 7),  # no luck in common: the means of the draws
    ],
)
def test_variance_and_freedom_of_two_ways_by_hand(
    squares: tuple[float, float, float], variance: float, df: float
) -> None:
    from scipy.stats import t

    found, se = spread(of_mean_squares(*squares)), (variance / 24) ** 0.5
    half = t.ppf(0.975, df) * se
    assert (found.low, found.high) == pytest.approx((5 - half, 5 + half))
    assert found.p == pytest.approx(2 * t.sf(5 / se, df))


def test_parts_that_are_rounding_errors_are_zero() -> None:
    parts = components(np.add.outer([0.0, 0.1, 0.7], [0.0, 0.2, 0.3, 0.8]))
    assert parts is not None
    assert parts.rest == 0


def test_a_negative_estimate_is_zero_and_says_so() -> None:
    parts = components(np.array([[1.0, -1], [-1, 1]]))
    assert parts is not None
    assert (parts.parameters, parts.clipped) == (0, True)
    same = components(np.array([[1.0, 2], [1, 2]]))
    assert same is not None
    assert (same.parameters, same.clipped) == (0, False)


def test_parts_of_a_known_model_are_unbiased() -> None:
    """Two-way model with variances 4, 1 and 2.25: their estimates' means over 3,000 tables."""
    source = np.random.default_rng(3)
    found = [components(crossed(source, 12, 8, (2.0, 1.0, 1.5))) for _ in range(3000)]
    assert np.mean([one.parameters for one in found if one]) == pytest.approx(4.0, rel=0.03)
    assert np.mean([one.common for one in found if one]) == pytest.approx(1.0, rel=0.05)
    assert np.mean([one.rest for one in found if one]) == pytest.approx(2.25, rel=0.01)


@pytest.mark.parametrize(
    ("sds", "low", "high"),
    [
        ((1.0, 0.0, 1.0), 0.94, 0.98),
        ((1.0, 1.0, 1.0), 0.925, 0.98),
        ((0.2, 1.0, 1.0), 0.90, 0.98),
        ((0.0, 0.0, 1.0), 0.94, 0.995),
    ],
)
def test_coverage_with_luck_that_draws_share(
    sds: tuple[float, float, float], low: float, high: float
) -> None:
    """Means of draws as independent cases would hold the truth in half of the third tables."""
    source = np.random.default_rng(4)
    ends = [spread(crossed(source, 20, 6, sds, mean=3.0)) for _ in range(1500)]
    held = np.mean([one.low <= 3 <= one.high for one in ends if one.low and one.high])
    assert low <= held <= high


def test_interval_is_never_narrower_than_that_of_the_draws() -> None:
    source = np.random.default_rng(5)
    for _ in range(200):
        shape = source.integers(2, 9, 2)
        table = crossed(source, *shape, (1.0, float(source.integers(3)), 1.0))
        found = spread(table)
        low, high = ttest_1samp(table.mean(axis=1), 0).confidence_interval(0.95)
        assert found.low is not None
        assert found.high is not None
        assert found.high - found.low >= (high - low) * (1 - 1e-9)


def test_gaps_leave_out_the_row_or_column_with_most_of_them() -> None:
    table = np.arange(12.0).reshape(3, 4)
    table[1, 1:3] = np.nan
    table[2, 3] = np.nan
    assert complete(table).tolist() == [[0, 1, 2], [8, 9, 10]]
    table[2, 3] = 11
    assert complete(table).tolist() == [[0, 1, 2, 3], [8, 9, 10, 11]]
    parts = components(table)
    assert parts is not None
    assert parts.left_out == 2
    square = np.arange(9.0).reshape(3, 3)
    square[1, 1] = np.nan
    assert complete(square).tolist() == [[0, 1, 2], [6, 7, 8]]  # of equals the row


def test_gaps_change_the_mean_by_draw_only() -> None:
    table = np.array([[1.0, 3.0], [5.0, np.nan]])
    assert spread(table).mean == pytest.approx((2 + 5) / 2)


def test_equal_values_have_an_interval_of_no_width() -> None:
    found = spread(np.full((1, 7), 0.1 + 0.2))
    assert found.low == found.high == pytest.approx(0.3)
    assert (found.p, found.replications) == (0.0, None)
    assert spread(np.zeros((3, 4))).p == 1.0
    assert spread(np.full((3, 4), 0.1)).draws is None


@pytest.mark.parametrize("n", [2, 5, 20, 3000])
def test_halving_is_the_least_number_that_does_it(n: int) -> None:
    """Checked with the quantiles of scipy.stats."""
    from scipy.stats import t

    def half(m: int) -> float:
        return float(t.ppf(0.975, m - 1)) / m**0.5

    found = spread(np.random.default_rng(n).normal(size=n)[None, :]).replications
    assert found is not None
    assert half(found) <= half(n) / 2 < half(found - 1)


def test_luck_that_draws_share_cannot_be_lessened_by_draws() -> None:
    table = crossed(np.random.default_rng(8), 30, 6, (0.1, 3.0, 0.2))
    found = spread(table)
    assert found.draws is None
    assert found.replications is not None
    assert 20 <= found.replications <= 30
    table = crossed(np.random.default_rng(8), 10, 50, (3.0, 0.1, 0.2))
    found = spread(table)
    assert found.replications is None
    assert found.draws in (40, 41)


@pytest.mark.parametrize("n", [10, 20, 200])
def test_bootstrap_agrees_with_t_for_normal_cases(n: int) -> None:
    values = np.random.default_rng(n).normal(3, 1, n)
    (ends,) = bootstrap([values])
    found = spread(values[None, :])
    assert found.low is not None
    assert found.high is not None
    assert ends == pytest.approx((found.low, found.high), abs=0.15 * (found.high - found.low))


def test_bootstrap_agrees_with_that_of_scipy() -> None:
    values = np.random.default_rng(9).exponential(size=400)
    (ends,) = bootstrap([values])
    other = scipy_bootstrap(
        (values,), np.mean, n_resamples=4000, method="percentile", rng=np.random.default_rng(1)
    ).confidence_interval
    assert ends == pytest.approx((other.low, other.high), abs=0.02)


def test_bootstrap_of_draws_and_replications_agrees_with_the_interval() -> None:
    table = crossed(np.random.default_rng(10), 40, 20, (1.0, 1.0, 1.0))
    found = spread(table)
    assert found.low is not None
    assert found.high is not None
    (ends,) = bootstrap([table])
    assert ends == pytest.approx((found.low, found.high), abs=0.15 * (found.high - found.low))
    table[3, 5] = np.nan
    assert bootstrap([table])[0] == pytest.approx(ends, abs=0.05)


def test_bootstrap_is_the_same_every_time_and_whatever_stands_beside() -> None:
    one, other = np.random.default_rng(11).normal(size=(2, 30))
    assert bootstrap([one, other])[0] == pytest.approx(bootstrap([one])[0], rel=1e-12)
    assert bootstrap([one[:20], other])[1] == bootstrap([other])[0]
    assert bootstrap([one[:7], np.empty(0)]) == [(None, None), (None, None)]


@pytest.mark.parametrize(("count", "n"), [(0, 5), (3, 10), (50, 50), (700, 1000)])
def test_share_against_other_intervals(count: int, n: int) -> None:
    """Inside Clopper and Pearson's exact interval, which is wider; near Wilson's."""
    found = share_of(count, n)
    exact = binomtest(count, n).proportion_ci(method="exact")
    wilson = binomtest(count, n).proportion_ci(method="wilson")
    assert found.share == count / n
    assert exact.low - 1e-9 <= found.low <= found.share <= found.high <= exact.high + 1e-9
    assert (found.low, found.high) == pytest.approx((wilson.low, wilson.high), abs=0.08)


def test_jeffreys_interval_as_published() -> None:
    """Brown, Cai and DasGupta (2001): 95 % limits of 5 in 10, of the Beta(5.5, 5.5)."""
    assert share_of(5, 10)[1:] == pytest.approx((0.2235, 0.7765), abs=1e-4)


def test_holm_worked_out_by_hand() -> None:
    """.01, .04, .03, .005 of four tests: .03, .06, .06, .02; what has no test stays out."""
    assert holm([0.01, None, 0.04, 0.03, 0.005]) == pytest.approx(
        [0.03, None, 0.06, 0.06, 0.02], nan_ok=True
    )
    assert holm([]) == []
    assert holm([0.9, 0.8]) == [1.0, 1.0]


@pytest.mark.parametrize("draws", [1, 3])
def test_many_columns_at_once_have_the_intervals_of_each(draws: int) -> None:
    """Runs without a value are left out; a column with one value has no interval, or with none."""
    table = np.random.default_rng(5).normal(2.0, 1.0, (12, 4))
    table[[2, 7], 1] = table[1:, 2] = table[:, 3] = np.nan
    draw, replication = np.divmod(np.arange(12), 12 // draws)
    found = spreads(table, draw, replication)
    for k in range(3):
        known = ~np.isnan(table[:, k])
        one = spread_of(table[known, k], draw[known], replication[known])
        ends = (np.nan if end is None else end for end in (one.low, one.high))
        expected = (one.mean, *ends, len(one.cases))
        assert [column[k] for column in found] == pytest.approx(expected, nan_ok=True)
    assert np.isnan(found.mean[3])
    assert found.cases[3] == 0
