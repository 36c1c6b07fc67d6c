"""What an effect says of its pairs: shares, verdicts and chance, against tables by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

from analysis import drawn
from analysis.folder import FIRST, write_folder
from analysis.test_compare import row, small, years
from teacherflow_analysis.comparison.compare import compare, effects_of, judge
from teacherflow_analysis.comparison.effects import Verdict
from teacherflow_analysis.indicators_meta import Better
from teacherflow_analysis.inference.paths import Paths, difference_of
from teacherflow_analysis.study import load


def test_shares_of_pairs_by_hand(tmp_path: Path) -> None:
    """Differences 0, 0, -2, -8, 4 of vacancies: two pairs of five better, two the same."""
    frame = small({"status_quo": [[10]] * 5, "rotation": [[10], [10], [8], [2], [14]]})
    found = row(
        compare(write_folder(tmp_path / "s", frame, years(1))), "rotation", "vacancy_village", FIRST
    )
    assert (found["same"], found["probability"]) == (0.4, 0.4)
    assert found["standardised"] == pytest.approx(-1.2 / np.std([0, 0, -2, -8, 4], ddof=1))
    assert [found["probability_low"], found["probability_high"]] == pytest.approx(
        beta(2.5, 3.5).ppf([0.025, 0.975]).tolist()
    )
    assert found["halved_by_replications"] > 5
    assert np.isnan(found["halved_by_draws"])
    paid = frame.rename(columns={"vacancy_village": "spending"})
    found = row(
        compare(write_folder(tmp_path / "p", paid, years(1))), "rotation", "spending", FIRST
    )
    assert (found["probability_of"], found["probability"]) == ("higher", 0.2)
    two = small({"status_quo": [[10]] * 2, "rotation": [[8], [6]]})
    found = row(
        compare(write_folder(tmp_path / "t", two, years(1))), "rotation", "vacancy_village", FIRST
    )
    assert found["standardised"] == pytest.approx(-3 / 2**0.5)


def test_draws_weigh_alike_whatever_runs_they_have(tmp_path: Path) -> None:
    """Three runs of one draw change by 0, -2 and -1, the only one of the other by -2."""
    base = [[10.0], [20], [10], [None], [10], [None]]
    reform = [[10.0], [18], [8], [None], [9], [None]]
    frame = small({"status_quo": base, "rotation": reform}, draws=2)
    found = row(
        compare(write_folder(tmp_path / "s", frame, years(1))), "rotation", "vacancy_village", FIRST
    )
    assert (found["n"], found["cases"]) == (4, 2)
    assert (found["baseline"], found["reform"], found["difference"]) == (15, 13.5, -1.5)
    assert (found["probability"], found["same"]) == (1, 0.25)
    assert found["standardised"] == pytest.approx(-1.5 / np.std([0, -2, -1, -2], ddof=1))


def test_who_gains_what_another_loses_is_a_change(tmp_path: Path) -> None:
    frame = small({"status_quo": [[10], [10]], "rotation": [[9], [11]]})
    (effect, _) = effects_of(load(write_folder(tmp_path / "s", frame, years(1)))).effects
    assert (effect.difference, effect.nothing) == (0, False)


@pytest.mark.parametrize(("draws", "replications"), [(8, 8), (8, 1)])
def test_the_bootstrap_knows_what_draws_share(
    tmp_path: Path, draws: int, replications: int
) -> None:
    """Luck of replications is the same in all draws: 64 pairs are not 64 cases."""
    luck = np.random.default_rng(6).normal(size=(draws, replications))
    change = 0.2 * luck + (np.arange(replications) if replications > 1 else 0)
    values = {"status_quo": np.zeros((draws, replications)), "rotation": change}
    frame = drawn.rows(values, "vacancy_village")
    found = row(
        compare(write_folder(tmp_path / "s", frame, years(1))), "rotation", "vacancy_village", FIRST
    )
    width = found["bootstrap_high"] - found["bootstrap_low"]
    assert width == pytest.approx(found["high"] - found["low"], rel=0.35)


@pytest.mark.parametrize(
    ("low", "high", "better", "verdict"),
    [
        (0.1, 0.2, Better.HIGHER, "better"),
        (0.1, 0.2, Better.LOWER, "worse"),
        (-0.2, -0.1, Better.HIGHER, "worse"),
        (-0.2, -0.1, Better.LOWER, "better"),
        (-0.2, -0.1, Better.NEITHER, "changed"),
        (-0.1, 0.2, Better.HIGHER, "no clear difference"),
        (0.0, 0.2, Better.HIGHER, "no clear difference"),
        (-0.2, 0.0, Better.HIGHER, "no clear difference"),
        (None, None, Better.HIGHER, "no interval"),
    ],
)
def test_verdicts(low: float | None, high: float | None, better: Better, verdict: str) -> None:
    assert judge(low, high, better) == verdict


def test_only_better_worse_and_changed_are_clear() -> None:
    assert [one.value for one in Verdict if one.clear] == ["better", "worse", "changed"]


def test_adjusted_verdicts_are_those_of_holm(zhijin: Path) -> None:
    """Sorted, the first p-value is taken as many times as there are, the next one time less."""
    single, adjusted = compare(zhijin), compare(zhijin, adjust=True)
    p = single["p"].sort_values(kind="stable")
    holm = (p * np.arange(len(p), 0, -1)).cummax().clip(upper=1.0).reindex(single.index)
    assert adjusted["p_holm"].tolist() == pytest.approx(holm.tolist())
    clear = adjusted["verdict"].isin(["better", "worse", "changed"])
    assert clear.tolist() == (holm < 0.05).tolist()
    assert set(single.loc[(single["p"] < 0.05) & ~clear, "verdict"]) > {"changed"}
    said = [
        effects_of(load(zhijin), adjust=adjust).as_json()["verdicts"] for adjust in (False, True)
    ]
    assert said == ["single", "holm"]


def test_rows_in_any_order_find_their_place() -> None:
    """Nine numbers for each of two scenarios; the first of three runs lacks the second.

    A year before the study is left out.
    """
    levels = {
        "scenario": ["a", "b"],
        "draw": [0],
        "replication": range(3),
        "year": [2023, 2024, 2025],
    }
    index = pd.MultiIndex.from_product(levels.values(), names=levels)
    wide = pd.DataFrame({"x": np.arange(18.0)}, index)
    wide.loc[("b", 0, 0), "x"] = np.nan
    paths = Paths.of(wide.iloc[::-1], ["a", "b"], ["x"], [2024, 2025])
    assert paths.replication.tolist() == [0, 1, 2]
    pairs = paths.pairs("a", "b", "x", [2025])
    assert (pairs.replication.tolist(), pairs.draw.tolist()) == ([1, 2], [0, 0])
    assert (pairs.before.tolist(), pairs.after.tolist()) == ([5, 8], [14, 17])


def test_differences_of_series_are_those_that_both_know() -> None:
    """The first three differ by rounding only, whatever their size."""
    tenths = 0.1 + 0.2
    before = pd.Series([0.3e6, 0.3, 0.3e-6, 5, np.nan, 1])
    after = pd.Series([tenths * 1e6, tenths, tenths * 1e-6, 3, 1, np.nan])
    assert difference_of(before, after).to_dict() == {0: 0, 1: 0, 2: 0, 3: -2}
