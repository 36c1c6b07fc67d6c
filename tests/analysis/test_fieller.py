"""The interval of a ratio of two means, against a t test by hand and scipy's resampling."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from teacherflow_analysis.inference import fieller as module
from teacherflow_analysis.inference.fieller import fieller
from teacherflow_analysis.inference.spread import Spread, spread_of_series


def runs_of(cases: np.ndarray, draws: int = 1) -> pd.DataFrame:
    """Return cost and effect of pairs, draw by draw."""
    index = pd.MultiIndex.from_product(
        [range(draws), range(len(cases) // draws)], names=["draw", "replication"]
    )
    return pd.DataFrame(cases, index, columns=["cost", "effect"])


def test_fieller_holds_the_ratios_that_a_t_test_does_not_refuse() -> None:
    cases = np.array([[10.0, 2.0], [12, 3], [11, 2.5], [15, 3.2], [9, 2.2]])
    found = fieller(runs_of(cases))
    assert found is not None
    assert found[0] == pytest.approx(cases[:, 0].mean() / cases[:, 1].mean())
    for end in found[1:]:
        rest = cases[:, 0] - end * cases[:, 1]
        score = abs(rest.mean()) / (rest.std(ddof=1) / sqrt(5))
        assert score == pytest.approx(t.ppf(0.975, 4), rel=1e-9)
    assert fieller(runs_of(cases * (1, 0.0))) is None
    assert fieller(runs_of(cases[:1])) is None


def test_fieller_of_several_draws_is_searched_for() -> None:
    """Without luck in common the draws are the cases; with it the interval is no narrower."""
    luck = np.random.default_rng(3)
    table = luck.normal((30.0, 5.0), (2.0, 0.4), (6, 4, 2))
    found = fieller(runs_of(table.reshape(-1, 2), draws=6))
    by_draw = fieller(runs_of(table.mean(axis=1)))
    assert found is not None
    assert by_draw is not None
    assert found[0] == pytest.approx(by_draw[0])
    shared = table + np.array([[[-9.0, 0.0], [-3.0, 0.0], [3.0, 0.0], [9.0, 0.0]]])
    wider, narrow = (
        fieller(runs_of(shared.reshape(-1, 2), 6)),
        fieller(runs_of(shared.mean(axis=1))),
    )
    assert wider is not None
    assert narrow is not None
    assert wider[2] - wider[1] > 1.2 * (narrow[2] - narrow[1])
    for end in wider[1:]:
        rest = shared[..., 0] - end * shared[..., 1]
        spread = spread_of_series(runs_of(np.dstack([rest, rest]).reshape(-1, 2), 6)["cost"])
        assert spread.low is not None
        assert min(abs(spread.low), abs(spread.high or 0.0)) == pytest.approx(0.0, abs=1e-6)


def test_fieller_of_two_draws_without_luck_is_that_of_two_cases() -> None:
    by_draw = np.array([[30.0, 5.0], [31.0, 5.1]])
    found = fieller(runs_of(np.repeat(by_draw, 3, axis=0), draws=2))
    assert found == pytest.approx(fieller(runs_of(by_draw)))


def test_fieller_and_resampling_agree_on_many_runs() -> None:
    luck = np.random.default_rng(7)
    effect = luck.normal(2.0, 0.5, 200)
    cases = np.column_stack([3 * effect + luck.normal(1.0, 0.4, 200), effect])
    found = fieller(runs_of(cases))
    assert found is not None
    picked = luck.integers(200, size=(4000, 200))
    ratios = cases[picked, 0].mean(axis=1) / cases[picked, 1].mean(axis=1)
    width = found[2] - found[1]
    assert np.quantile(ratios, [0.025, 0.975]) == pytest.approx(found[1:], abs=0.1 * width)


@pytest.mark.parametrize("draws", [1, 3])
def test_fieller_of_a_harm_is_mirrored(draws: int) -> None:
    cases = np.array([[10.0, 4.0], [12, 4.2], [11, 4.1], [15, 4.6], [9, 3.9], [12, 4.3]])
    gain, harm = fieller(runs_of(cases, draws)), fieller(runs_of(cases * (1, -1), draws))
    assert gain is not None
    assert gain[1] < gain[0] < gain[2]
    assert harm == pytest.approx((-gain[0], -gain[2], -gain[1]))


def test_fieller_where_nothing_is_paid_on_average() -> None:
    """Three draws, effect 4 in all: the interval is that of the mean cost, over 4."""
    cases = np.repeat([[-2.0, 4.0], [0.0, 4.0], [2.0, 4.0]], 2, axis=0)
    half = t.ppf(0.975, 2) * 2 / sqrt(3) / 4
    assert fieller(runs_of(cases, 3)) == pytest.approx((0.0, -half, half))


@pytest.mark.parametrize(
    ("price", "effects"),
    [
        (0.3, (2.0, 3.0, 2.5, 3.2, 2.2)),
        (1.1, (2.0, 3.0, 2.5, 3.2, 2.2)),
        (2.3, (1.2, 2.3, 2.7)),
        (7.8, (2.3, 3.9, 1.9)),
    ],
)
def test_a_fixed_price_has_no_width(price: float, effects: tuple[float, ...]) -> None:
    """The numbers are such that rounding leaves something below, or above, nothing."""
    cases = np.array([[price * effect, effect] for effect in effects])
    assert fieller(runs_of(cases)) == pytest.approx((price,) * 3)
    twice = runs_of(np.repeat(cases, 2, axis=0), len(cases))
    assert fieller(twice) == pytest.approx((price,) * 3)


def test_fieller_weighs_draws_alike_where_runs_are_missing() -> None:
    """The first draw has one run left of three: the ratio is that of the means of the draws."""
    cases = np.repeat([[10.0, 2.9], [30, 3.0], [20, 3.1]], 3, axis=0)
    found = fieller(runs_of(cases, 3).drop([(0, 1), (0, 2)]))
    assert found is not None
    assert found[0] == pytest.approx(20 / 3.0)


def test_a_search_that_finds_no_end_stops_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if no ratio were ever refused: what has a name is a column, what has none a difference."""

    def never(values: pd.Series) -> Spread:
        return spread_of_series(values) if values.name else Spread(0.0, np.zeros(2), -1.0, 1.0)

    monkeypatch.setattr(module, "spread_of_series", never)
    cases = np.repeat([[30.0, 5.0], [31.0, 5.1]], 3, axis=0)
    with pytest.raises(ArithmeticError, match=r"no ratio from .* is refused"):
        fieller(runs_of(cases, draws=2))
