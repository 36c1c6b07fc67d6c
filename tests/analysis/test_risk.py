"""Choosing under sampled parameters: against tables by hand and models with known answers."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from analysis import drawn
from analysis.folder import FIRST, write_folder
from teacherflow.parameters.about import Evidence
from teacherflow.text import Text
from teacherflow_analysis.comparison.compare import Comparison, effects_of
from teacherflow_analysis.comparison.evidence import about, cited
from teacherflow_analysis.comparison.risk import Risk, risk_of
from teacherflow_analysis.comparison.sensitivity import sensitivity_of
from teacherflow_analysis.study import load

ONE_YEAR = {"years": {"start": FIRST, "count": 1, "burn_in": 0}}


def rows(values: dict[str, np.ndarray], column: str = "vacancy_village") -> pd.DataFrame:
    return drawn.rows(values, column)


def comparison(
    folder: Path, frame: pd.DataFrame, sampled: dict[str, list[float]] | None = None
) -> Comparison:
    change = ONE_YEAR | ({} if sampled is None else {"sampled": sampled})
    return effects_of(load(write_folder(folder / "s", frame, change)), year=FIRST)


def at_last(risk: Risk) -> pd.DataFrame:
    frame = risk.choices_frame()
    return frame[frame["year"] == "last5"].set_index("scenario")


def test_best_and_regret_worked_out_by_hand(tmp_path: Path) -> None:
    """Fewer vacancies are better. Draw means: quo 10 10 10, rotation 8 12 10, package 9 9 13."""
    frame = rows(
        {
            "status_quo": np.array([[9, 11], [10, 10], [8, 12]]),
            "rotation": np.array([[7, 9], [12, 12], [10, 10]]),
            "package": np.array([[9, 9], [8, 10], [13, 13]]),
        }
    )
    found = at_last(risk_of(comparison(tmp_path, frame)))
    assert found["probability"].to_dict() == pytest.approx(
        {"status_quo": 0.5 / 3, "rotation": 1.5 / 3, "package": 1 / 3}
    )
    assert found["regret"].to_dict() == pytest.approx(
        {"status_quo": (2 + 1 + 0) / 3, "rotation": (0 + 3 + 0) / 3, "package": (1 + 0 + 3) / 3}
    )
    assert found["regret_most"].to_dict() == {"status_quo": 2, "rotation": 3, "package": 3}
    assert set(found["draws"]) == {3}


def test_only_replications_that_all_scenarios_have_are_ranked(tmp_path: Path) -> None:
    """Vacancies 5 and 4 in the one replication of the first draw, in the third 3 and 4."""
    nan = np.nan
    frame = rows(
        {
            "status_quo": np.array([[1, 5], [5, nan], [2, 4]]),
            "rotation": np.array([[nan, 4], [nan, 4], [1, 7]]),
        }
    )
    found = at_last(risk_of(comparison(tmp_path, frame)))
    assert set(found["draws"]) == {2}
    for measure in ("probability", "regret"):
        assert found[measure].to_dict() == {"status_quo": 0.5, "rotation": 0.5}


def test_nothing_is_chosen_where_no_run_has_all_scenarios(tmp_path: Path) -> None:
    frame = rows({"status_quo": np.array([[1], [np.nan]]), "rotation": np.array([[np.nan], [4]])})
    risk = risk_of(comparison(tmp_path, frame))
    assert (risk.varied, risk.choices) == (True, ())


def test_what_differs_by_rounding_only_is_equally_good(tmp_path: Path) -> None:
    """A million times 0.3, or 0.1 + 0.2, is 300,000; the third has nothing."""
    values = {"status_quo": 0.3, "rotation": 0.1 + 0.2, "package": 0.0}
    frame = rows({name: np.full((2, 1), 1e6 * v) for name, v in values.items()}, "welfare_village")
    found = at_last(risk_of(comparison(tmp_path, frame)))
    assert found["probability"].tolist() == [0.5, 0.5, 0.0]
    assert found["regret"].tolist() == [0.0, 0.0, pytest.approx(3e5)]


def test_a_difference_that_only_rounding_makes_is_none(tmp_path: Path) -> None:
    """.1 + .2 − .3 and .3 − .2 − .1 are no zero to a computer: neither better nor higher."""
    up = np.array([0.1, 0.2, -0.3])
    values = {"status_quo": np.zeros((10, 3)), "rotation": np.array([up, -up] * 5)}
    found = comparison(tmp_path, rows(values), drawn.sampled(10))
    assert {(one.probability, one.difference) for one in found.effects} == {(0, 0)}
    assert risk_of(found).hinges == ()
    (outcome,) = [one for one in sensitivity_of(found.study).outcomes if one.scenario == "rotation"]
    assert outcome.above == 0


def test_no_good_direction_no_best(tmp_path: Path) -> None:
    values = {"status_quo": np.ones((2, 2)), "rotation": np.zeros((2, 2))}
    assert risk_of(comparison(tmp_path, rows(values, "spending"))).choices == ()


def test_one_draw_has_nothing_at_stake(tmp_path: Path) -> None:
    values = {"status_quo": np.ones((1, 5)), "rotation": np.zeros((1, 5))}
    risk = risk_of(comparison(tmp_path, rows(values)))
    assert (risk.varied, risk.choices, risk.hinges) == (False, (), ())


@pytest.fixture(scope="module")
def hinged(tmp_path_factory: pytest.TempPathFactory) -> Risk:
    """An effect that grows with one parameter of six and falls with nothing else, 40 draws."""
    source = np.random.default_rng(12)
    names = ["leave.pay_sensitivity", "utility.km", "old.one", *(f"noise.n{k}" for k in range(3))]
    sampled = {name: source.uniform(size=40).tolist() for name in names}
    luck = source.normal(size=(40, 3))
    change = 4 * np.array(sampled["leave.pay_sensitivity"])[:, None] + source.normal(
        0, 0.5, (40, 3)
    )
    frame = rows({"status_quo": luck, "rotation": luck + change})
    return risk_of(comparison(tmp_path_factory.mktemp("hinged"), frame, sampled))


def test_the_one_parameter_that_matters_is_named(hinged: Risk) -> None:
    found = hinged.hinges_frame()
    clear = found[found["p"] < 0.05]
    assert set(clear["parameter"]) == {"leave.pay_sensitivity"}
    assert (clear["correlation"] > 0.9).all()
    assert hinged.looked_at == 6 * 2


def test_correlations_are_those_of_scipy(hinged: Risk) -> None:
    samples = hinged.comparison.study.results.samples
    wide = hinged.comparison.paths.pairs("status_quo", "rotation", "vacancy_village", [FIRST])
    change = pd.Series(wide.difference).groupby(wide.draw).mean()
    for hinge in hinged.hinges:
        expected = spearmanr(samples[hinge.parameter], change).statistic
        assert hinge.correlation == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("last", [8, np.nan])
def test_draws_without_a_value_stand_in_the_middle(tmp_path: Path, last: float) -> None:
    """The first of nine draws has none, its parameter is in the middle; seven draws are too few.

    Centred ranks are 4, 3, 2, 1 and 3.5, 2.5, 1.5, 0.5 on either side: the correlation is
    2 (14 + 7.5 + 3 + 0.5) over the root of 60 × 42.
    """
    sampled = {"noise.n": [4.0, 0, 1, 2, 3, 5, 6, 7, 8]}
    change = np.array([[np.nan, 0, 1, 2, 3, 5, 6, 7, last]] * 2).T
    change[2, 1] = np.nan  # the other replication tells
    frame = rows({"status_quo": np.zeros((9, 2)), "rotation": change})
    found = risk_of(comparison(tmp_path, frame, sampled)).hinges
    right = [] if np.isnan(last) else [pytest.approx(50 / (60 * 42) ** 0.5)] * 2
    assert [hinge.correlation for hinge in found] == right


def test_each_period_has_its_own_choices_and_hinges(tmp_path: Path) -> None:
    """Rotation is better in the first year for three draws of four, over two years for one."""
    study = drawn.turning(tmp_path)
    risk = risk_of(effects_of(study, indicators=[drawn.KEEPS], year=FIRST))
    best = risk.choices_frame().set_index(["scenario", "year"])["probability"]
    assert (best["rotation", FIRST], best["rotation", "last5"]) == (0.75, 0.25)
    strong = {h.year: h.correlation for h in risk.hinges if h.parameter == drawn.STRONG}
    assert strong == pytest.approx({FIRST: 1.0, "last5": -1.0})
    sizes = [abs(hinge.correlation) for hinge in risk.hinges]
    assert sizes == sorted(sizes, reverse=True)


def test_many_looks_are_allowed_for(tmp_path: Path) -> None:
    """Twenty studies without any effect of sixty parameters: a find in one of them, not in all."""
    false = 0
    for k in range(20):
        source = np.random.default_rng(100 + k)
        sampled = {f"noise.n{i}": source.uniform(size=12).tolist() for i in range(60)}
        values = {name: source.normal(size=(12, 2)) for name in ("status_quo", "rotation")}
        risk = risk_of(comparison(tmp_path / str(k), rows(values), sampled))
        false += any(hinge.p < 0.05 for hinge in risk.hinges)
    assert false <= 4


def test_parameters_are_told_with_title_and_source(hinged: Risk) -> None:
    plain = hinged.as_json()
    json.dumps(plain, allow_nan=False)
    assert {one["parameter"] for one in plain["hinges"]} == {"leave.pay_sensitivity"}
    first = plain["hinges"][0]
    known = about("leave.pay_sensitivity")
    assert known is not None
    assert first["title"] == {"zh": known.title.zh, "en": known.title.en}
    assert first["source"] == {"zh": known.citation.zh, "en": known.citation.en}
    assert first["kind"] == str(known.kind)
    assert about("old.one") is None
    assert about("mandatory_rotation.compliance") is not None
    assert about("mandatory_rotation.none_such") is None
    assert about("rural_subsidy.yuan_per_month.village") is not None


def test_an_assumption_that_says_so_is_not_called_one_again() -> None:
    plain, read = Text("假设，无文献", "assumption of the authors"), Text("某书", "a book")
    told = [cited(_known(citation)) for citation in (plain, read)]
    assert told == [plain, Text("假设：某书", "assumption: a book")]


def _known(citation: Text) -> Any:
    return SimpleNamespace(kind=Evidence.ASSUMPTION, citation=citation)


def test_few_draws_and_parameters_that_stand_still_tell_nothing(tmp_path: Path) -> None:
    source = np.random.default_rng(13)
    few = {name: source.normal(size=(7, 2)) for name in ("status_quo", "rotation")}
    sampled = {"noise.n": source.uniform(size=7).tolist()}
    assert risk_of(comparison(tmp_path / "few", rows(few), sampled)).hinges == ()
    still = {"status_quo": np.ones((9, 2)), "rotation": np.zeros((9, 2))}
    sampled = {"noise.n": source.uniform(size=9).tolist()}
    assert risk_of(comparison(tmp_path / "still", rows(still), sampled)).hinges == ()
