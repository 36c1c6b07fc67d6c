"""Paired differences against scipy and against a table worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_rel

from analysis.folder import COUNT, FIRST, county_year, write_folder
from teacherflow_analysis.cli import main
from teacherflow_analysis.comparison.compare import compare, effects_of
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.inference.spread import spread_of
from teacherflow_analysis.study import load

LAST = FIRST + COUNT - 1
CV = "cv_backbone_primary_duty"


def row(frame: pd.DataFrame, scenario: str, indicator: str, year: int | str) -> pd.Series:
    found = frame[
        (frame["scenario"] == scenario)
        & (frame["indicator"] == indicator)
        & (frame["year"] == year)
    ]
    assert len(found) == 1
    return found.iloc[0]


def small(values: dict[str, list[list[float | None]]], draws: int = 1) -> pd.DataFrame:
    """Rows of one indicator: values[scenario][pair][year]; pairs run over draws first."""
    rows = [
        ("a", name, pair % draws, pair // draws, FIRST + year, value)
        for name, pairs in values.items()
        for pair, path in enumerate(pairs)
        for year, value in enumerate(path)
    ]
    frame = pd.DataFrame(
        rows, columns=["county", "scenario", "draw", "replication", "year", "vacancy_village"]
    )
    return frame.astype({"vacancy_village": float})


def years(count: int) -> dict[str, object]:
    return {"years": {"start": FIRST, "count": count, "burn_in": 0}}


def test_interval_is_that_of_the_paired_t_test(zhijin: Path) -> None:
    frame = compare(zhijin, indicators=[CV])
    rows = county_year()
    wide = rows[rows["year"] == LAST].pivot(index="replication", columns="scenario", values=CV)
    for reform in ("rotation", "package"):
        expected = ttest_rel(wide[reform], wide["status_quo"])
        found = row(frame, reform, CV, LAST)
        low, high = expected.confidence_interval(0.95)
        assert found["low"] == pytest.approx(low, rel=1e-9)
        assert found["high"] == pytest.approx(high, rel=1e-9)
        near = pytest.approx((low, high), abs=0.15 * (high - low))
        assert (found["bootstrap_low"], found["bootstrap_high"]) == near
        assert found["baseline"] == pytest.approx(wide["status_quo"].mean())
        assert found["reform"] == pytest.approx(wide[reform].mean())
        assert found["n"] == 20


def test_two_of_three_scenarios_are_told_as_among_all(zhijin: Path) -> None:
    told = ["baseline", "reform", "difference", "low", "high", "n", "p"]
    every = compare(zhijin, indicators=[CV])
    for reform in ("rotation", "package"):
        alone = compare(zhijin, indicators=[CV], between=("status_quo", reform))
        for when in (LAST, "last5"):
            expected = row(every, reform, CV, when)[told]
            assert row(alone, reform, CV, when)[told].equals(expected)


def test_chance_has_its_way_once_in_twenty_looks(zhijin: Path) -> None:
    told = effects_of(load(zhijin), indicators=[CV]).as_json()
    assert told["looked_at"] == 2 * 2  # two reforms, the last year and the last five
    assert told["expected_by_chance"] == pytest.approx(4 / 20)


def test_ends_in_another_unit(zhijin: Path) -> None:
    effect = effects_of(load(zhijin), indicators=[CV]).effects[0]
    assert effect.low is not None
    assert effect.high is not None
    assert effect.ends(100.0) == (100 * effect.low, 100 * effect.high)


def test_last_five_years_are_averaged_within_each_pair(zhijin: Path) -> None:
    rows = county_year()
    late = rows[rows["year"] > LAST - 5].groupby(["scenario", "replication"])[CV].mean().unstack(0)
    expected = ttest_rel(late["package"], late["status_quo"]).confidence_interval(0.95)
    found = row(compare(zhijin, indicators=[CV]), "package", CV, "last5")
    assert (found["low"], found["high"]) == pytest.approx(tuple(expected), rel=1e-9)


def test_a_table_worked_out_by_hand(tmp_path: Path) -> None:
    """Differences -2, -4, -6, -8: mean -5, sd 2.582, t(3) 3.18245, half width 4.1085."""
    frame = small({"status_quo": [[10], [20], [30], [40]], "rotation": [[8], [16], [24], [32]]})
    found = row(
        compare(write_folder(tmp_path / "s", frame, years(1))),
        *("rotation", "vacancy_village", FIRST),
    )
    assert found["difference"] == -5
    assert (found["low"], found["high"]) == pytest.approx((-9.1085, -0.8915), abs=1e-4)
    assert found["verdict"] == "better"
    assert found["better"] == "lower"


def test_pairs_with_a_missing_side_are_left_out(tmp_path: Path) -> None:
    frame = small({"status_quo": [[10], [None], [30], [5]], "rotation": [[8], [16], [24], [None]]})
    found = row(
        compare(write_folder(tmp_path / "s", frame, years(1))), "rotation", "vacancy_village", FIRST
    )
    assert (found["n"], found["baseline"], found["reform"]) == (2, 20, 16)


def test_years_count_only_if_both_sides_have_them(tmp_path: Path) -> None:
    frame = small({"status_quo": [[None, 10], [4, 20]], "rotation": [[100, 12], [5, 22]]})
    found = row(
        compare(write_folder(tmp_path / "s", frame, years(2))),
        "rotation",
        "vacancy_village",
        "last5",
    )
    assert (found["baseline"], found["reform"]) == (11, 12.75)


def test_one_pair_has_no_interval(tmp_path: Path) -> None:
    frame = small({"status_quo": [[10]], "rotation": [[8]]})
    comparison = effects_of(load(write_folder(tmp_path / "s", frame, years(1))))
    effect = comparison.effects[0]
    assert (effect.difference, effect.low, effect.high, effect.n) == (-2, None, None, 1)
    assert effect.verdict == "no interval"
    assert comparison.looked_at == 0


def test_no_pair_gives_nulls(tmp_path: Path) -> None:
    frame = small({"status_quo": [[None], [None]], "rotation": [[8], [9]]})
    comparison = effects_of(load(write_folder(tmp_path / "s", frame, years(1))))
    effect = comparison.as_json()["scenarios"][0]["effects"][0]
    assert effect["n"] == 0
    assert {effect[key] for key in ("baseline", "reform", "difference", "low", "high")} == {None}


def test_replications_of_one_draw_are_one_case(tmp_path: Path) -> None:
    """Two draws of three replications: draw means -1 and -3, so t(1) over two cases.

    A replication does nothing on its own: what it adds in one draw it takes in the other.
    """
    base = [[10.0]] * 6
    reform = [[8.5], [7.5], [9], [7], [9.5], [6.5]]
    frame = small({"status_quo": base, "rotation": reform}, draws=2)
    found = row(
        compare(write_folder(tmp_path / "s", frame, years(1))), "rotation", "vacancy_village", FIRST
    )
    assert (found["n"], found["cases"], found["difference"]) == (6, 2, -2)
    assert (found["low"], found["high"]) == pytest.approx((-2 - 12.7062, -2 + 12.7062), abs=1e-4)
    assert found["verdict"] == "no clear difference"


def test_luck_common_to_all_draws_is_part_of_the_interval(tmp_path: Path) -> None:
    """Worked out by hand: differences -1.5, -1, -.5 in one draw and -3.5, -3, -2.5 in the other.

    Mean squares: draws 6, replications .5, rest 0, so the variance of the mean is (6 + .5) / 6.
    """
    base = [[10.0]] * 6
    reform = [[8.5], [6.5], [9], [7], [9.5], [7.5]]
    frame = small({"status_quo": base, "rotation": reform}, draws=2)
    found = row(
        compare(write_folder(tmp_path / "s", frame, years(1))), "rotation", "vacancy_village", FIRST
    )
    half = 12.7062 * (6.5 / 6) ** 0.5
    assert (found["n"], found["cases"], found["difference"]) == (6, 2, -2)
    assert (found["low"], found["high"]) == pytest.approx((-2 - half, -2 + half), abs=1e-4)
    assert found["variance_parameters"] == pytest.approx(2)
    assert found["variance_luck"] == pytest.approx(0.25)


def test_any_scenario_may_be_the_baseline(zhijin: Path) -> None:
    there = row(compare(zhijin, indicators=[CV]), "package", CV, LAST)
    back = row(compare(zhijin, baseline="package", indicators=[CV]), "status_quo", CV, LAST)
    assert back["difference"] == pytest.approx(-there["difference"])
    assert back["low"] == pytest.approx(-there["high"])


def test_counties_are_averaged_within_a_pair(tmp_path: Path) -> None:
    rows = county_year(4, counties=("east", "west", "north"))
    folder = write_folder(tmp_path / "s", rows)
    found = row(compare(folder, indicators=[CV]), "package", CV, LAST)
    late = rows[rows["year"] == LAST].groupby(["scenario", "replication"])[CV].mean().unstack(0)
    assert found["n"] == 4
    gap = (rows["scenario"] == "package") & (rows["replication"] == 2) & (rows["county"] == "east")
    lacks = compare(write_folder(tmp_path / "gap", rows.assign(**{CV: rows[CV].mask(gap)})))
    assert row(lacks, "package", CV, LAST)["n"] == 3  # what one county lacks is missing
    assert found["difference"] == pytest.approx((late["package"] - late["status_quo"]).mean())
    one = row(compare(folder, indicators=[CV], county="west"), "package", CV, LAST)
    west = rows[(rows["county"] == "west") & (rows["year"] == LAST)]
    west = west.pivot(index="replication", columns="scenario", values=CV)
    assert one["difference"] == pytest.approx((west["package"] - west["status_quo"]).mean())


def test_a_reform_without_effect_is_no_clear_difference(tmp_path: Path) -> None:
    """Rounding errors of sums in another order are no effect."""
    base = [[0.1 + 0.2], [0.7], [0.3]]
    same = [[0.3], [0.7], [0.3]]
    folder = write_folder(tmp_path / "s", small({"status_quo": base, "rotation": same}), years(1))
    found = row(compare(folder), "rotation", "vacancy_village", FIRST)
    assert (found["low"], found["high"]) == (0, 0)
    assert found["verdict"] == "no clear difference"


def test_coverage_of_the_interval() -> None:
    """Of 2,000 made-up samples of eight pairs about 95 % of the intervals hold the true mean."""
    samples = np.random.default_rng(7).normal(-2, 3, size=(2000, 8))
    one, runs = np.zeros(8, dtype=int), np.arange(8)
    found = [spread_of(sample, one, runs) for sample in samples]
    held = [s.low is not None and s.high is not None and s.low <= -2 <= s.high for s in found]
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


def test_every_indicator_or_the_chosen_ones(zhijin: Path) -> None:
    everything = compare(zhijin, every=True)
    assert "cv0_backbone_junior_duty" in set(everything["indicator"])
    assert "cv0_backbone_junior_duty" not in set(compare(zhijin)["indicator"])
    assert list(dict.fromkeys(everything["year"])) == [LAST, "last5"]
    chosen = compare(zhijin, indicators=["moves_up"], year=FIRST)
    assert list(dict.fromkeys(chosen["year"])) == [FIRST, "last5"]


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"baseline": "rotatoin"}, "did you mean rotation"),
        ({"indicators": ["moves_pu"]}, "did you mean moves_up"),
        ({"year": 1999}, "2024–2038"),
        ({"county": "zhijn"}, "did you mean zhijin"),
    ],
)
def test_wrong_names_are_refused_with_the_nearest(
    zhijin: Path, options: dict[str, object], hint: str
) -> None:
    with pytest.raises(AnalysisError) as caught:
        compare(zhijin, **options)  # type: ignore[arg-type]
    assert hint in caught.value.text.en
    assert caught.value.text.zh != caught.value.text.en


def test_one_name_may_stand_alone(zhijin: Path) -> None:
    alone = compare(zhijin, indicators="vacancy_village")
    assert alone.equals(compare(zhijin, indicators=["vacancy_village"]))


@pytest.mark.parametrize(
    "between", ["rotation", ("rotation",), ("status_quo", "rotation", "package")]
)
def test_two_scenarios_are_compared(zhijin: Path, between: Any) -> None:
    with pytest.raises(AnalysisError, match=r'between=\("status_quo", "rotation"\)'):
        compare(zhijin, between=between)


@pytest.mark.parametrize(
    ("between", "baseline"),
    [
        (("rotation", "rotation"), None),
        (("rotation", "package"), "package"),
        (("rotation", "package"), "status_quo"),
    ],
)
def test_two_sides_that_are_one_or_three_are_refused(
    zhijin: Path, between: tuple[str, str], baseline: str | None
) -> None:
    with pytest.raises(AnalysisError, match="needs two different scenarios"):
        compare(zhijin, between=between, baseline=baseline)


def test_the_first_of_two_may_be_named_as_baseline_too(zhijin: Path) -> None:
    asked = {"between": ("rotation", "package"), "indicators": [CV]}
    assert compare(zhijin, **asked, baseline="rotation").equals(compare(zhijin, **asked))


def test_names_stand_in_their_order_and_once(zhijin: Path) -> None:
    found = compare(zhijin, indicators=["vacancy_village", "moves_up", "vacancy_village"])
    assert found.groupby("scenario").size().tolist() == [4, 4]
    assert list(dict.fromkeys(found["indicator"])) == ["vacancy_village", "moves_up"]


def test_every_year_and_one_year_exclude_each_other(zhijin: Path) -> None:
    with pytest.raises(AnalysisError, match="path has every year"):
        compare(zhijin, path=True, year=LAST)


def test_one_scenario_cannot_be_compared(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "s", county_year(2, scenarios=["status_quo"]))
    with pytest.raises(AnalysisError, match="one scenario only"):
        compare(folder)


def test_a_share_that_can_only_rise_is_not_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever a reform does, luck leaves some worse off; the interval leaves out zero always."""
    shares = {"status_quo": [[0.0]] * 4, "rotation": [[0.08], [0.09], [0.1], [0.09]]}
    rows = small(shares).rename(columns={"vacancy_village": "share_worse_off"})
    folder = write_folder(tmp_path / "s", rows, years(1))
    only = "share_worse_off"
    found = compare(folder, indicators=[only])
    assert set(found["verdict"]) == {"changed"}
    assert (found["low"] > 0).all()
    assert main(["compare", str(folder), "--indicator", only, "--lang", "en"]) == 0
    assert "hold them against a placebo" in " ".join(capsys.readouterr().out.split())
