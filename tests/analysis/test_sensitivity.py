"""How far findings move with parameters: against scipy's regression, planted slopes and chance."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.cells import cell_len
from scipy.stats import linregress, spearmanr, t

from analysis.drawn import DRAWS, KEEPS, LEVEL, QUIET, STRONG, planted, rows, sampled, written
from teacherflow_analysis import sensitivity
from teacherflow_analysis.__main__ import main
from teacherflow_analysis.comparison.sensitivity import (
    Of,
    Outcome,
    Sensitivity,
    sensitivity_of,
    value_of,
)
from teacherflow_analysis.figures import sensitivity as figure
from teacherflow_analysis.figures import theme
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.page import Picture
from teacherflow_analysis.inference.ranks import ranked
from teacherflow_analysis.study import Study

ITEMS = ("teachers", "degree", "backbone", "midsenior", "artspe")
STAGES = ("primary", "junior")
Said = Callable[..., str]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return planted(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def found(study: Study) -> Sensitivity:
    return sensitivity_of(study)


def outcome(found: Sensitivity, scenario: str) -> Outcome:
    (one,) = [one for one in found.outcomes if one.scenario == scenario]
    return one


def test_the_planted_slope_is_found_and_nothing_else(found: Sensitivity) -> None:
    """Ends at 5 and 95 % of 40 even steps over 4 units: 3.6 units apart but for their edges."""
    rotation = outcome(found, "rotation")
    (swing,) = rotation.decisive
    assert (swing.parameter, rotation.of) == (STRONG, Of.DIFFERENCE)
    assert (swing.low, swing.high) == pytest.approx((1.245, 4.755))
    assert swing.swing == pytest.approx(0.02 * (4.755 - 1.245), rel=0.02)
    assert (swing.at_low, swing.at_high) == pytest.approx((-0.0151, 0.0551), abs=0.002)
    assert swing.swing_low < 0.0702 < swing.swing_high
    assert swing.share > 0.98
    assert outcome(found, "package").decisive == []


def test_where_a_difference_changes_its_sign(found: Sensitivity, study: Study) -> None:
    """Rotation keeps .02 more for each unit above 2; a level and a safe difference have no such place."""
    (swing,) = outcome(found, "rotation").decisive
    assert swing.switch == pytest.approx(2, abs=0.05)
    assert all(one.switch is None for one in outcome(found, "status_quo").swings)
    against = outcome(sensitivity_of(study, baseline="rotation"), "status_quo")
    assert against.decisive[0].switch == pytest.approx(swing.switch)


def test_levels_of_the_baseline_are_outcomes_too(found: Sensitivity) -> None:
    level = outcome(found, "status_quo")
    assert level.of is Of.LEVEL
    assert [swing.parameter for swing in level.decisive] == [LEVEL]
    assert level.mean == pytest.approx(0.79, abs=0.002)


def test_every_number_is_that_of_scipy(found: Sensitivity) -> None:
    drawn = found.study.results.samples
    frame = found.study.county_year([KEEPS])
    mean = frame.groupby(["scenario", "draw"])[KEEPS].mean().unstack("scenario")
    change = (mean["rotation"] - mean["status_quo"]).to_numpy()
    rotation = outcome(found, "rotation")
    assert (rotation.low, rotation.high) == pytest.approx(tuple(np.quantile(change, (0.05, 0.95))))
    assert rotation.above == pytest.approx((change > 0).mean())
    for swing in rotation.swings:
        x = drawn[swing.parameter].to_numpy()
        line = linregress(x, change)
        wide = swing.high - swing.low
        half = t.ppf(0.975, DRAWS - 2) * line.stderr * wide
        assert swing.swing == pytest.approx(line.slope * wide)
        assert swing.at_low == pytest.approx(line.intercept + line.slope * swing.low)
        assert swing.swing_high - swing.swing_low == pytest.approx(2 * half)
        adjusted = 1 - (1 - line.rvalue**2) * (DRAWS - 1) / (DRAWS - 2)
        assert swing.share == pytest.approx(max(0.0, adjusted))
        assert swing.correlation == pytest.approx(spearmanr(x, change).statistic)


def test_shares_of_independent_parameters_add_up(tmp_path: Path) -> None:
    """Without luck an effect linear in two parameters is explained by them, four parts to one."""
    drawn = sampled(400)
    one, other = (np.array(drawn[name])[:, None] for name in (STRONG, LEVEL))
    frame = rows({"status_quo": one - 3, "rotation": 2 * one - 3 + 2 * other})
    found = sensitivity_of(written(tmp_path, frame, drawn))
    swings = outcome(found, "rotation").swings
    shares = {swing.parameter: swing.share for swing in swings}
    assert [swing.parameter for swing in swings][:2] == [LEVEL, STRONG]
    assert shares[LEVEL] == pytest.approx(0.8, abs=0.04)
    assert shares[STRONG] == pytest.approx(0.2, abs=0.04)
    assert shares[QUIET] < 0.03
    level = outcome(found, "status_quo").swings[0]
    assert level.at_low < 0 < level.at_high
    assert level.switch is None  # a level that is zero somewhere is no change of sign


def test_chance_is_that_of_a_single_look_if_there_is_one() -> None:
    """Of one parameter and one outcome p is Spearman's, two-sided; it is never nothing."""
    source = np.random.default_rng(2)
    for slope in (0.35, -0.35, 0.1):
        x = source.normal(size=(1, 30))
        y = slope * x + source.normal(size=(1, 30))
        assert ranked(x, y).p.item() == pytest.approx(spearmanr(x[0], y[0]).pvalue, abs=0.03)
    assert ranked(x, x).p.item() == pytest.approx(1 / 2001)


def test_ties_are_not_broken_by_rounding() -> None:
    """.1 + .2 is .3, though a computer says it is more."""
    values = np.array([0.3, 0.1 + 0.2, 0.7, 0.5, 0.3, 0.1 + 0.2, 0.5, 0.7])
    parameter = np.arange(8.0)
    by_hand = spearmanr(parameter, values.round(9)).statistic
    found = ranked(parameter[None], values[None])
    assert found.correlations[0, 0] == pytest.approx(by_hand, rel=1e-12)


def test_intervals_hold_the_true_swing_in_nineteen_of_twenty(tmp_path: Path) -> None:
    """Forty outcomes with a slope of one and normal noise; fewer than 34 come once in 2,000."""
    drawn, source = sampled(), np.random.default_rng(11)
    x = np.array(drawn[STRONG])[:, None]
    names = [f"cv_{i}_{s}_{b}" for i in ITEMS for s in STAGES for b in ("duty", "post")]
    keys = ["county", "scenario", "draw", "replication", "year"]
    frames = []
    for name in names:
        noisy = {one: x + source.normal(0, 2, (DRAWS, 1)) for one in ("rotation", "package")}
        frames.append(rows({"status_quo": np.zeros((DRAWS, 1))} | noisy, name).set_index(keys))
    study = written(tmp_path, pd.concat(frames, axis=1).reset_index(), drawn)
    found = sensitivity(study, indicators=names)
    mine = found[(found["of"] == "difference") & (found["parameter"] == STRONG)]
    true = 4.755 - 1.245
    assert len(mine) == 40
    assert ((mine["swing_low"] <= true) & (true <= mine["swing_high"])).sum() >= 34


def test_usual_indicators_are_judged_among_themselves(tmp_path: Path) -> None:
    """A hundred others beside them, as the explorer and --all ask, do not take a finding back."""
    drawn, source = sampled(), np.random.default_rng(5)
    x = np.array(drawn[STRONG])[:, None]
    columns = {KEEPS: x + source.normal(0, 1.9, (DRAWS, 1))}
    columns |= {f"moves_up_{k}": source.normal(size=(DRAWS, 1)) for k in range(100)}
    keys = ["county", "scenario", "draw", "replication", "year"]
    quo = np.zeros((DRAWS, 1))
    frames = [
        rows({"status_quo": quo, "rotation": values}, name).set_index(keys)
        for name, values in columns.items()
    ]
    study = written(tmp_path, pd.concat(frames, axis=1).copy().reset_index(), drawn)
    few, many = sensitivity(study), sensitivity(study, every=True)
    mine = (many["indicator"] == KEEPS) & (many["parameter"] == STRONG)
    assert few.loc[few["parameter"] == STRONG, "p"].tolist() == many.loc[mine, "p"].tolist()
    assert many.loc[mine & (many["of"] == "difference"), "p"].item() < 0.05
    assert len(many) == 101 * 3


def test_draws_without_a_value_are_left_out(tmp_path: Path) -> None:
    drawn = sampled(12)
    x = np.array(drawn[STRONG])[:, None]
    reform = 2.0 * x
    reform[[3, 7]] = np.nan
    frame = rows({"status_quo": np.zeros((12, 1)), "rotation": reform})
    rotation = outcome(sensitivity_of(written(tmp_path, frame, drawn)), "rotation")
    (swing,) = [swing for swing in rotation.swings if swing.parameter == STRONG]
    assert rotation.draws == 10
    assert swing.swing == pytest.approx(2 * (swing.high - swing.low))
    reform[3:9] = np.nan
    few = rows({"status_quo": np.zeros((12, 1)), "rotation": reform})
    found = sensitivity_of(written(tmp_path / "few", few, drawn))
    assert [one.scenario for one in found.outcomes] == ["status_quo"]


def test_few_draws_and_outcomes_that_stand_still(tmp_path: Path) -> None:
    quo = np.zeros((7, 2))
    few = written(tmp_path / "few", rows({"status_quo": quo, "rotation": quo}), sampled(7))
    assert not sensitivity_of(few).enough
    assert sensitivity(few).empty
    quo = np.zeros((9, 2))
    still = written(tmp_path / "still", rows({"status_quo": quo, "rotation": quo}), sampled(9))
    assert all(one.swings == () for one in sensitivity_of(still).outcomes)


def test_another_baseline_and_a_single_scenario(study: Study, tmp_path: Path) -> None:
    against = sensitivity_of(study, baseline="rotation")
    assert outcome(against, "status_quo").of is Of.DIFFERENCE
    assert outcome(against, "rotation").of is Of.LEVEL
    assert outcome(against, "status_quo").mean == pytest.approx(
        -outcome(sensitivity_of(study), "rotation").mean
    )
    alone = written(
        tmp_path, rows({"status_quo": np.array(sampled(9)[LEVEL])[:, None]}), sampled(9)
    )
    (level,) = sensitivity_of(alone).outcomes
    assert level.decisive[0].parameter == LEVEL


def test_frame_and_json_hold_the_same(found: Sensitivity) -> None:
    plain = json.loads(json.dumps(found.as_json(), allow_nan=False))
    frame = found.as_frame()
    assert (plain["draws"], plain["replications"], plain["looked_at"]) == (DRAWS, 2, 9)
    swings = [swing for one in plain["outcomes"] for swing in one["swings"]]
    assert len(frame) == len(swings) == 9
    assert frame["swing"].tolist() == pytest.approx([swing["swing"] for swing in swings])
    assert swings[0]["title"]["en"]
    assert swings[0]["kind"] in ("literature", "assumption", "survey", "statute")


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], study: Study) -> Said:
    def run(*options: str, code: int = 0, folder: Path = study.folder) -> str:
        assert main(["sensitivity", str(folder), *options]) == code
        captured = capsys.readouterr()
        return captured.err if code else captured.out

    return run


def test_the_verb_tells_what_the_finding_hangs_on(said: Said) -> None:
    out = said("--lang", "en")
    assert "Six-year rotation against Status quo" in out
    assert "leave.pay_sensitivity" in out
    assert "above zero in" in out
    assert re.search(r"zero at (1\.9|2\.0)", out)
    assert "Falch 2011" in out  # the evidence behind the parameter
    assert out.index("against") < out.index("levels")
    assert "utility.km" not in out
    assert "utility.km" in said("--lang", "en", "--indicator", KEEPS)
    assert "结论" not in out
    assert "取值" in said("--lang", "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("columns", ["60", "80", "120"])
def test_it_fits_the_terminal(
    said: Said, monkeypatch: pytest.MonkeyPatch, language: str, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for options in ((), ("--indicator", KEEPS)):
        out = said("--lang", language, *options)
        assert max(cell_len(line) for line in out.splitlines()) <= int(columns)
        assert not any(word in out for word in ("nan", "NaN", "None", "inf"))
        assert any("\u4e00" <= c <= "\u9fff" for c in out) == (language == "zh")


def test_csv_json_and_mistakes(said: Said, tmp_path: Path) -> None:
    said("--csv", str(tmp_path / "x.csv"))
    frame = pd.read_csv(tmp_path / "x.csv")
    assert {"parameter", "swing", "share", "p"} <= set(frame)
    assert len(json.loads(said("--json", "--scenario", "rotation"))["outcomes"]) == 2
    assert "vacancy_vilage" in said("--indicator", "vacancy_vilage", code=2)
    assert "1990" in said("--year", "1990", code=2)


def test_too_few_draws_are_told_with_a_way_out(said: Said, tmp_path: Path) -> None:
    quo = np.zeros((1, 3))
    plain = written(tmp_path, rows({"status_quo": quo, "rotation": quo}), {})
    out = said("--lang", "en", folder=plain.folder)
    assert "draws: 1" in out
    assert "100 or more" in out
    assert "100" in said("--lang", "zh", folder=plain.folder)


def test_the_figure_shows_both_ends_of_every_bar(study: Study) -> None:
    look = Look("en", theme.SIZES["double"], "double", "difference")
    picture = figure.picture(study, look)
    assert isinstance(picture, Picture)
    rotation = outcome(sensitivity_of(study), "rotation")
    strong = rotation.swings[0]
    assert "over the range of: Fall of the log-odds" in picture.head
    with theme.drawing([], look.medium):
        drawn = picture.draw(picture, look)
    (ax,) = drawn.axes
    (bar,) = [line for line in ax.lines if line.get_gid() == f"rotation/{KEEPS}/{STRONG}"]
    assert tuple(bar.get_xdata()) == pytest.approx((100 * strong.at_low, 100 * strong.at_high))
    ends = [line for line in ax.lines if line.get_marker() == "o"]
    hollow = {float(line.get_xdata()[0]) for line in ends if line.get_mfc() == "white"}
    assert 100 * strong.at_low in hollow
    assert 100 * strong.at_high not in hollow
    assert len(ends) == 2 * 3  # one decisive parameter, and others up to three
    texts = {text.get_text() for text in ax.texts}
    assert {value_of(strong.low, 2), value_of(strong.high, 2)} <= texts


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("medium", ["double", "16:9"])
def test_no_words_leave_the_page(study: Study, language: str, medium: str) -> None:
    look = Look(language, theme.SIZES[medium], medium, "difference")
    picture = figure.picture(study, look)
    assert isinstance(picture, Picture)
    with theme.drawing(["中"], look.medium):
        drawn = picture.draw(picture, look)
        drawn.draw_without_rendering()
        wide, high = drawn.bbox.width, drawn.bbox.height
        for text in [*drawn.texts, *(text for ax in drawn.axes for text in ax.texts)]:
            box = text.get_window_extent()
            inside = box.x0 >= -1 and box.x1 <= wide + 1 and box.y0 >= -1 and box.y1 <= high + 1
            assert inside, text.get_text()


def test_why_there_is_no_figure(study: Study, tmp_path: Path) -> None:
    look = Look("en", theme.SIZES["double"], "double", "difference")
    package = study.of_scenarios(["package"])
    assert "no parameter stands out" in figure.picture(package, look).en
    quo = np.zeros((1, 3))
    plain = written(tmp_path, rows({"status_quo": quo, "rotation": quo}), {})
    assert "not varied" in figure.picture(plain, look).en


def test_each_reform_is_drawn_before_one_is_drawn_twice(found: Sensitivity) -> None:
    rotation = outcome(found, "rotation")
    weaker = replace(rotation, swings=(replace(rotation.swings[0], share=0.5),))
    outcomes = (rotation, weaker, *(replace(weaker, scenario=f"s{k}") for k in range(4)))
    drawn = list(figure.chosen(replace(found, outcomes=outcomes)))
    assert [one.scenario for one in drawn] == ["rotation", "s0", "s1", "s2"]
    drawn = list(figure.chosen(replace(found, outcomes=outcomes[:3])))
    assert [one.scenario for one in drawn] == ["rotation", "s0", "rotation"]


def test_what_changes_its_sign_is_drawn_first(found: Sensitivity) -> None:
    """A safe difference that hangs more on its parameter comes after one whose sign hangs on it."""
    rotation = outcome(found, "rotation")
    strong = rotation.swings[0]
    safe = replace(rotation, swings=(replace(strong, share=1.0, switch=None),))
    drawn = list(figure.chosen(replace(found, outcomes=(safe, rotation))))
    assert drawn == [rotation, safe]


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (0.0025912, 3, "0.00259"),
        (-0.4687, 2, "−0.47"),
        (538.2, 2, "538"),
        (1538.2, 3, "1,538"),
        (45000.0, 2, "45,000"),
        (20.28, 3, "20.3"),
        (0.0, 3, "0"),
    ],
)
def test_values_have_no_powers_of_ten(value: float, digits: int, written: str) -> None:
    assert value_of(value, digits) == written
