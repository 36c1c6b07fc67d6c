"""The fit: seeds of its own, measures equal to those of the patterns, results that are current."""

from __future__ import annotations

import json
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest

from calibration.coefficients import CHECK_SEEDS, COEFFICIENTS, FIT_SEEDS, Coefficient, default_of
from calibration.fit import RESULTS, fit_one, rounded
from calibration.measures import Run, counts_of, county_data, moments, run_all
from calibration.objective import Curves
from calibration.targets import Target, certified, targets
from docs.pages import ROOT, maker, text
from patterns import measures as of_patterns
from patterns.runs import Runs
from teacherflow.county import County
from teacherflow.draws import seed_of
from teacherflow.parameters import catalogue as every_parameter
from teacherflow.parameters.about import Evidence
from teacherflow.results.recorder import Recorder
from teacherflow.results.schema import frame
from teacherflow.text import Language, Text

OWN_SEEDS = {*FIT_SEEDS, *CHECK_SEEDS}
MOST_REPLICATIONS = 1_000
STORED = json.loads(RESULTS.read_text(encoding="utf-8"))
FOUND = {entry["name"]: entry for entry in STORED["coefficients"]}
EACH = pytest.mark.parametrize("of", COEFFICIENTS, ids=lambda of: of.name)


def test_seeds_of_the_fit_are_used_nowhere_else() -> None:
    assert len(OWN_SEEDS) == len(FIT_SEEDS) + len(CHECK_SEEDS)
    files = [
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "tests").rglob("*.yaml"),
        *(ROOT / "docs").glob("*.py"),
        *(ROOT / "scenarios").rglob("*.yaml"),
        *(ROOT / "benchmarks").glob("*.py"),
    ]
    for file in files:
        written = file.read_text(encoding="utf-8", errors="replace")
        named = {int(n.replace("_", "")) for n in re.findall(r"\b\d[\d_]{4,7}\b", written)}
        assert not named & OWN_SEEDS, file
        for root in re.findall(r"^seed: (\d+)", written, re.MULTILINE):
            drawn = {seed_of(int(root), r) for r in range(MOST_REPLICATIONS)}
            assert not drawn & OWN_SEEDS, file


def test_the_table_of_counties_has_the_published_medians() -> None:
    """12 primary and 11 junior counties; medians as the tables' readers give them."""
    middle = certified().groupby("stage")[["teachers", "degree", "midsenior"]].median()
    assert certified()["stage"].value_counts().to_dict() == {"primary": 12, "junior": 11}
    assert middle.loc["primary"].tolist() == pytest.approx([0.315, 0.298, 0.421], abs=6e-4)
    assert middle.loc["junior"].tolist() == pytest.approx([0.365, 0.342, 0.449], abs=6e-4)


def test_rows_of_the_table_are_those_of_the_published_one() -> None:
    """师生比, 学历, 中级 of the five districts of Chongqing, primary, as their table prints them."""
    chongqing = certified().query("stage == 'primary'").iloc[:5, 1:].to_numpy().tolist()
    assert chongqing == [
        ["万州", 0.263, 0.263, 0.420],
        ["黔江", 0.391, 0.379, 0.541],
        ["江津", 0.264, 0.254, 0.369],
        ["永川", 0.286, 0.285, 0.470],
        ["綦江", 0.336, 0.324, 0.423],
    ]


@cache
def recorded(seed: int, years: int) -> Runs:
    """The same county through the recorder, as the tests of patterns see it."""
    county = County.generated(county_data(), start=of_patterns.START, burn_in=10, seed=seed).fork(
        {}
    )
    recorder = Recorder("status_quo")
    recorder.begin(county.state)
    for _ in range(years):
        county.step()
        recorder.year(county.state)
    tables = recorder.finish(county.state)
    kept = ("county_year", "groups_year", "moves")
    return Runs({name: _as_of_a_study(tables[name]) for name in kept})


def _as_of_a_study(table: dict[str, np.ndarray]) -> pd.DataFrame:
    n = len(next(iter(table.values())))
    keys = {"scenario": np.full(n, "status_quo", object), "replication": np.zeros(n, dtype=int)}
    return frame({**keys, **table})


def test_measures_are_those_of_the_patterns() -> None:
    seed, years = 77, 3
    found, runs = moments([counts_of(Run((), seed, years))]), recorded(seed, years)
    down = of_patterns.downward_share(runs)
    assert found["down_share"] == pytest.approx(down["down / (up + down)"])
    for name, wanted in of_patterns.coefficients(runs).items():
        if name.endswith("least"):
            assert found[f"cv_teachers_{name.split(', ')[1]}"] == pytest.approx(wanted)
    titles = of_patterns.title_coefficients(runs)
    for stage in ("primary", "junior"):
        wanted = titles[f"title CV / 师生比 CV, {stage}"]
        assert found[f"title_ratio_{stage}"] == pytest.approx(wanted)
    for name, wanted in of_patterns.exits_by_age(runs).items():
        band = name.removeprefix("exits at age ").removesuffix(", % a year")
        assert 100 * found[f"exits_all_{band}"] == pytest.approx(wanted), band


def test_best_value_and_interval_of_a_straight_line() -> None:
    """Mean = 2 v, wanted 1.0 within .8-1.2: best .5, interval .4-.6."""
    grid = np.array([0.0, 0.3, 0.7, 1.0])
    curves = Curves(grid, {"m": 2 * grid}, [Target("m", 1.0, 0.8, 1.2, "")])
    assert curves.best() == pytest.approx(0.5, abs=1e-4)
    assert curves.interval() == pytest.approx((0.4, 0.6), abs=1e-3)
    assert float(curves.objective(np.float64(0.6))) == pytest.approx(1.0)
    beyond = Curves(grid, {"m": 2 * grid}, [Target("m", 5.0, 4.0, 6.0, "")])
    assert beyond.best() == 1.0
    assert beyond.interval() is None


def test_a_known_spread_is_found_again() -> None:
    """Targets measured at a spread between two candidates lead back to it."""
    of = COEFFICIENTS[0]
    grid, true, seeds = np.array([0.3, 0.45, 0.6]), 0.38, FIT_SEEDS[:2]
    runs = run_all([of.values(v) for v in (*grid, true)], seeds, 1)
    found = [moments(counts) for counts in runs]
    wanted = [
        Target(m, found[-1][m], found[-1][m] - 0.01, found[-1][m] + 0.01, Text("", ""))
        for m in of.measures
    ]
    means = {m: np.array([f[m] for f in found[:-1]]) for m in of.measures}
    assert Curves(grid, means, wanted).best() == pytest.approx(true, abs=0.03)


def test_the_fit_is_the_same_each_time() -> None:
    of, grid = COEFFICIENTS[1], (0.1, 0.3)
    first, again = (rounded(fit_one(of, FIT_SEEDS[:2], grid=grid)) for _ in range(2))
    assert first == again
    assert [tried["value"] for tried in first["candidates"]] == list(grid)


@EACH
def test_defaults_are_the_chosen_values(of: Coefficient) -> None:
    for path, value in FOUND[of.name]["parameters"].items():
        assert default_of(path) == pytest.approx(value, rel=1e-5), path


@EACH
def test_the_results_are_those_of_the_script(of: Coefficient) -> None:
    found = FOUND[of.name]
    assert [tried["value"] for tried in found["candidates"]] == list(of.grid)
    assert tuple(STORED["seeds"]["fit"]) == FIT_SEEDS
    assert STORED["targets"] == rounded({name: vars(t) for name, t in targets().items()})
    objectives = {tried["value"]: tried["objective"] for tried in found["candidates"]}
    nearest = min(objectives, key=lambda value: objectives[value])
    step = max(np.diff(of.grid))
    assert abs(found["best"] - nearest) <= step
    assert found["best_noise"][0] <= found["best"] <= found["best_noise"][1]
    low, high = found["interval"]
    assert ("inside" in found["verdict"]) == (low <= found["default"] <= high)


def test_fitted_parameters_say_so_and_no_others() -> None:
    fitted = {path for of in COEFFICIENTS for path in of.parameters}
    for name, known, _ in every_parameter():
        assert ("docs/calibration.md" in known.source) == (name in fitted), name
        if name in fitted:
            assert known.kind == Evidence.ASSUMPTION
            assert known.source.startswith("fitted")
            assert known.source_zh.startswith("拟合")
            assert "docs/zh/calibration.md" in known.source_zh


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_pages_are_current(lang: Language) -> None:
    pages = maker("make_calibration")
    page = pages.PAGES[lang].read_text(encoding="utf-8")
    assert page == pages.page(page, lang), "run python docs/make_calibration.py"


@EACH
def test_the_pages_name_what_was_fitted(of: Coefficient) -> None:
    for page in (text("calibration.md"), text("zh/calibration.md")):
        assert all(f"`{path}`" in page for path in of.parameters)
