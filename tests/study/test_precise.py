"""Replications until an interval is narrow: the rule, the folder, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap, ttest_1samp

from analysis.folder import county_year, write_folder
from integration.tiny import county_file
from strategies import as_yaml
from teacherflow.scenario import Study, read_study
from teacherflow.scenario.precision import LEAST, Precision
from teacherflow.study.open import open_study
from teacherflow.study.precise import Reached, differences, next_look, run_until, width_of
from teacherflow.study.run import Finished, run_study
from teacherflow_analysis.cli import main

STUDY = """
county: tiny.yaml
years: {start: 2024, count: 2, burn_in: 2}
seed: 3
replications: {auto: {contrast: subsidy, indicator: welfare_village, year: 2025, width: WIDTH, most: 40}}
baseline: status_quo
tables: [county_year]
scenarios:
  status_quo: {policies: []}
  subsidy:
    policies:
      - rural_subsidy: {yuan_per_month: {village: 400, town: 200, seat: 0}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("precise")
    (made / "tiny.yaml").write_text(as_yaml(county_file(1.2)), encoding="utf-8")
    return made


def study(folder: Path, width: float) -> Study:
    file = folder / "study.yaml"
    file.write_text(STUDY.replace("WIDTH", str(width)), encoding="utf-8")
    return read_study(file)


def asked(width: float, most: int = 1000) -> Precision:
    return Precision(("a", "b"), "welfare", None, width, most)


@given(n=st.integers(LEAST, 999), reached=st.floats(1e-3, 1e3), wanted=st.floats(1e-3, 1e3))
def test_looks_grow_by_no_more_than_twice_and_end(n: int, reached: float, wanted: float) -> None:
    look = next_look(Reached(n, reached), asked(wanted))
    if reached <= wanted:
        assert look is None
    else:
        assert look is not None
        assert n < look <= min(1000, 2 * n + 5)
        assert next_look(Reached(1000, reached), asked(wanted)) is None


@pytest.mark.parametrize(
    ("n", "width", "look"),
    [
        (20, 1.2, 30),  # 20 × 1.2² = 28.8
        (40, 1.5, 80),  # 40 × 2.25 = 90, and twice as many at most
        (10, 1.01, 15),
        (40, 1.0, None),
        (90, 9.0, 100),
        (100, 9.0, None),
    ],
)
def test_looks_by_hand(n: int, width: float, look: int | None) -> None:
    assert next_look(Reached(n, width), asked(1.0, most=100)) == look


def test_differences_of_the_last_five_years_are_those_of_pandas(tmp_path: Path) -> None:
    """Two counties and fifteen years; the means are those of 2034 to 2038, of six runs of eight."""
    rows = county_year(8, counties=("zhijin", "banan"))
    named = Precision(("package", "status_quo"), "vacancy_village", None, 1.0)
    found = differences(write_folder(tmp_path / "s", rows), named, 6)
    late = rows[rows["year"] >= 2034].groupby(["scenario", "replication"])["vacancy_village"]
    mean = late.mean()
    assert found == pytest.approx((mean["package"] - mean["status_quo"]).to_numpy()[:6])


def test_the_width_is_that_of_students_interval() -> None:
    values = np.random.default_rng(5).normal(2.0, 3.0, 24)
    found = ttest_1samp(values, 0.0).confidence_interval(0.95)
    assert width_of(values) == pytest.approx(found.high - found.low)
    resampled = bootstrap(
        (values,), np.mean, n_resamples=4000, rng=np.random.default_rng(1)
    ).confidence_interval
    assert width_of(values) == pytest.approx(resampled.high - resampled.low, rel=0.2)
    assert width_of(np.full(12, 4.0)) == 0.0
    assert width_of(values[:1]) == np.inf


def watch(report: object) -> None:
    pass


class Narrow(NamedTuple):
    """A study that was run until its interval was narrow, what came of it, and where it is."""

    finished: Finished
    reached: Reached
    folder: Path


@pytest.fixture(scope="module")
def narrow(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Narrow:
    out = tmp_path_factory.mktemp("narrow") / "out"
    return Narrow(*run_until(study(folder, 45.0), out, watch=watch), out)


def test_it_ends_at_the_first_look_that_is_narrow_enough(narrow: Narrow) -> None:
    finished, reached, out = narrow
    n = reached.replications
    assert n == finished.manifest.study["replications"] == len(finished.manifest.done)
    assert LEAST < n <= 40
    assert reached.width <= 45.0 < width_of(_by_hand(out, LEAST))
    assert reached.width == pytest.approx(width_of(_by_hand(out, n)))


def _by_hand(folder: Path, n: int) -> np.ndarray:
    with open_study(folder) as results:
        frame = results["county_year"]
    frame = frame[(frame.year == 2025) & (frame.replication < n)]
    wide = frame.pivot(index="replication", columns="scenario", values="welfare_village")
    return (wide["subsidy"] - wide["status_quo"]).dropna().to_numpy()


def test_whoever_runs_it_and_however_often_it_is_the_same(
    folder: Path, tmp_path: Path, narrow: Narrow
) -> None:
    """A run that was cut short goes on to the number, and the bytes, of one that was not."""
    one = study(folder, 45.0)
    whole, reached, _ = narrow
    part = replace(one, replications=7, precision=None)
    run_study(part, tmp_path / "part")
    again, cut = run_until(one, tmp_path / "part", workers=2, watch=watch)
    assert cut == reached
    assert again.manifest.tables == whole.manifest.tables
    once, still = run_until(one, tmp_path / "part", watch=watch)
    assert still == reached
    assert once.ran == 0


def test_a_longer_folder_is_looked_at_as_far_as_needed(folder: Path, tmp_path: Path) -> None:
    one = study(folder, 1000.0)
    run_study(replace(one, replications=14, precision=None), tmp_path / "out")
    finished, reached = run_until(one, tmp_path / "out", watch=watch)
    assert reached.replications == LEAST
    assert len(finished.manifest.done) == 14
    assert one.precision is not None
    assert differences(tmp_path / "out", one.precision, LEAST).size == LEAST


@pytest.mark.parametrize(
    ("width", "lang", "words"),
    [
        (1000.0, "en", "10 replications were enough"),
        (1000.0, "zh", "10 次重复即够"),
        (0.001, "en", "40 replications were not enough"),
    ],
)
def test_the_command_says_how_many_were_needed(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    width: float,
    lang: str,
    words: str,
) -> None:
    study(folder, width)
    out = str(tmp_path / "out")
    command = ["run", str(folder / "study.yaml"), "--out", out, "--no-figures", "--workers", "1"]
    assert main([*command, "--lang", lang]) == 0
    assert words in capsys.readouterr().err.replace("\n", "")


def test_blocks_ask_for_a_number(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study(folder, 5.0)
    command = ["run", str(folder / "study.yaml"), "--out", str(tmp_path / "out"), "--block", "1/2"]
    assert main(command) == 2
    assert "--replications N" in capsys.readouterr().err.replace("\n", " ")
