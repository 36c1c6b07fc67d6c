"""Who gains and who loses, against frames worked out with pandas and scipy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_rel

from analysis.folder import FIRST, TITLES, county_year, write_folder
from teacherflow.results.groups_year import GROUPS
from teacherflow_analysis.cli import main
from teacherflow_analysis.comparison.compare import effects_of
from teacherflow_analysis.comparison.groups import (
    MEASURES,
    WAYS,
    compare_groups,
    gains_of,
    label_of,
)
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.study import load

YEARS = 15


def groups_year(replications: int = 6, counties: tuple[str, ...] = ("zhijin",)) -> pd.DataFrame:
    """Made-up rows for zone and title; nobody is ever a professor."""
    source = np.random.default_rng(21)
    frames = []
    for county in counties:
        for scenario in TITLES:
            for replication in range(replications):
                for by in ("zone", "title"):
                    for value in GROUPS[by]:
                        nobody = value == "professor"
                        gain = {"rotation": -80.0, "package": 300.0}.get(scenario, 0.0)
                        rows: dict[str, Any] = {"county": county, "scenario": scenario, "draw": 0}
                        rows |= {"replication": replication, "year": FIRST + np.arange(YEARS)}
                        rows |= {"by": by, "value": value, "n": 0 if nobody else 200}
                        rows["welfare"] = 5000 + gain + source.normal(0, 30, YEARS)
                        rows["effectiveness"] = source.normal(0, 0.01, YEARS)
                        own = scenario != "status_quo"
                        rows["worse_off"] = source.uniform(0.1, 0.2, YEARS) if own else 0.0
                        rows["better_off"] = source.uniform(0.2, 0.3, YEARS) if own else 0.0
                        rows["net_better_off"] = rows["better_off"] - rows["worse_off"]
                        frame = pd.DataFrame(rows)
                        if nobody:
                            frame[[name for name in MEASURES if name != "n"]] = np.nan
                        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("groups") / "s"
    return write_folder(where, county_year(6), groups=groups_year())


def test_effects_are_those_of_the_paired_t_test(folder: Path) -> None:
    rows = groups_year()
    found = compare_groups(folder, "zone").set_index(["scenario", "value", "measure", "year"])
    late = rows[rows["year"] >= FIRST + YEARS - 5]
    wide = late.groupby(["scenario", "by", "value", "replication"])["welfare"].mean()
    package, base = (wide[s]["zone"]["village"] for s in ("package", "status_quo"))
    expected = ttest_rel(package, base).confidence_interval(0.95)
    effect = found.loc[("package", "village", "welfare", "last5")]
    assert (effect["low"], effect["high"]) == pytest.approx(tuple(expected))
    assert (effect["verdict"], effect["n"]) == ("better", 6)
    assert found.loc[("rotation", "seat", "welfare", "last5"), "verdict"] == "worse"


def test_share_worse_off_has_an_interval_of_its_own(folder: Path) -> None:
    rows = groups_year()
    last = rows[(rows["year"] == FIRST + YEARS - 1) & (rows["by"] == "zone")]
    shares = last[(last["scenario"] == "rotation") & (last["value"] == "town")]["worse_off"]
    found = compare_groups(folder, "zone").set_index(["scenario", "value", "measure", "year"])
    effect = found.loc[("rotation", "town", "worse_off", FIRST + YEARS - 1)]
    assert effect["difference"] == pytest.approx(shares.mean())
    half = 2.570582 * shares.std(ddof=1) / 6**0.5
    assert (effect["low"], effect["high"]) == pytest.approx(
        (shares.mean() - half, shares.mean() + half), rel=1e-5
    )
    assert effect["verdict"] == "changed"  # a share that cannot fall below zero proves nothing


def test_better_less_worse_off_is_judged(folder: Path) -> None:
    found = compare_groups(folder, "zone").set_index(["scenario", "value", "measure", "year"])
    net, better, worse = (
        found.loc[("rotation", "town", measure, "last5")]
        for measure in ("net_better_off", "better_off", "worse_off")
    )
    assert net["difference"] == pytest.approx(better["difference"] - worse["difference"])
    assert [one["verdict"] for one in (net, better, worse)] == ["better", "changed", "changed"]


def test_results_of_an_earlier_version_lack_measures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    earlier = groups_year().drop(columns=["better_off", "net_better_off"])
    where = write_folder(tmp_path / "s", county_year(6), groups=earlier)
    found = compare_groups(where, "zone")
    assert list(dict.fromkeys(found["measure"])) == ["n", "welfare", "effectiveness", "worse_off"]
    assert main(["compare", str(where), "--by", "zone", "--lang", "en"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Worse off" in told
    assert "hold them against a placebo" in told
    assert "Who was hired since has no other self" in told


def test_groups_that_nobody_is_in_are_left_out(folder: Path) -> None:
    found = compare_groups(folder, "title")
    assert list(dict.fromkeys(found["value"])) == ["none", "second", "first", "senior"]
    assert list(dict.fromkeys(found["measure"])) == list(MEASURES)


def test_large_groups_are_large_under_every_scenario(tmp_path: Path) -> None:
    """In the last year five are in the seat; of the towns rotation has four, today the villages.

    One is on an island, which this version does not know.
    """
    rows = groups_year(2).query("by == 'zone'")
    last = FIRST + YEARS - 1
    for value, scenarios, n in (
        ("seat", [*TITLES], 5),
        ("town", ["rotation"], 4),
        ("village", ["status_quo"], 4),
    ):
        here = (rows["value"] == value) & rows["scenario"].isin(scenarios) & (rows["year"] == last)
        rows.loc[here, "n"] = n
    island = rows[rows["value"] == "seat"].assign(value="island", n=1)
    groups = pd.concat([rows, island], ignore_index=True)
    gains = gains_of(load(write_folder(tmp_path / "s", county_year(2), groups=groups)), "zone")
    assert gains.values == ("village", "town", "seat", "island")
    assert gains.large(last) == ["seat"]
    assert gains.large("last5") == ["village", "town", "seat"]


def test_one_effect_is_that_of_its_scenario_and_period(folder: Path) -> None:
    gains = gains_of(load(folder), "zone")
    sizes = [gains.at(name, "welfare", "town", "last5").difference for name in gains.scenarios]
    assert sizes == pytest.approx([-80, 300], abs=25)
    assert gains.at("package", "n", "town", "last5").year == "last5"


def test_which_way_is_good_and_how_many_looks(tmp_path: Path, folder: Path) -> None:
    good = {
        name: one.better.value for name, one in MEASURES.items() if one.better.value != "neither"
    }
    assert good == dict.fromkeys(("welfare", "effectiveness", "net_better_off"), "higher")
    single = write_folder(tmp_path / "s", county_year(1), groups=groups_year(1))
    assert gains_of(load(single), "zone").as_json()["looked_at"] == 0
    adjusted = compare_groups(folder, "zone", adjust=True)
    assert (adjusted["verdict"] != compare_groups(folder, "zone")["verdict"]).any()


def test_path_has_every_year_and_between_two_scenarios(folder: Path) -> None:
    found = compare_groups(folder, "zone", between=("rotation", "package"), path=True)
    assert set(found["scenario"]) == {"package"}
    assert list(dict.fromkeys(found["year"])) == list(range(FIRST, FIRST + YEARS))
    welfare = found[found["measure"] == "welfare"]
    assert welfare["difference"].mean() == pytest.approx(380, abs=10)


def test_counties_are_averaged_and_chosen(tmp_path: Path) -> None:
    counties = ("east", "west")
    rows = groups_year(4, counties)
    rows.loc[rows["county"] == "west", "welfare"] += 1000
    where = write_folder(tmp_path / "s", county_year(4, counties=counties), groups=rows)
    both = compare_groups(where, "zone")
    west = compare_groups(where, "zone", county="west")
    base = both[both["measure"] == "welfare"]["baseline"].mean()
    assert west[west["measure"] == "welfare"]["baseline"].mean() == pytest.approx(
        base + 500, abs=20
    )


def test_all_ways_have_words_for_every_group() -> None:
    assert set(WAYS) == set(GROUPS)
    for by, values in GROUPS.items():
        labels = [label_of(by, value) for value in values]
        assert len(set(labels)) == len(values)
        assert not any("_" in label.en for label in labels)
        assert all(any("\u4e00" <= c <= "\u9fff" for c in label.zh) for label in labels)
    assert label_of("zone", "island").en == "island"


def test_unknown_ways_and_studies_without_groups(folder: Path, zhijin: Path) -> None:
    with pytest.raises(AnalysisError, match="did you mean title"):
        compare_groups(folder, "titel")
    with pytest.raises(AnalysisError, match="no table groups_year"):
        compare_groups(zhijin, "zone")


def test_groups_and_county_columns_tell_the_same_story(folder: Path) -> None:
    """Both go through one calculation: the same baseline, pairs and years."""
    study = load(folder)
    gains = gains_of(study, "zone")
    comparison = effects_of(study)
    assert (gains.baseline, gains.scenarios) == (comparison.baseline, comparison.scenarios)
    assert gains.periods == comparison.periods
    assert gains.as_json()["looked_at"] == len(gains.effects)
