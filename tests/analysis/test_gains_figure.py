"""The figure of who gains and who loses, against groups made up by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from analysis import gallery
from teacherflow.text import Text
from teacherflow_analysis.figures import gains
from teacherflow_analysis.study import Study, load


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return load(gallery.made_up(tmp_path_factory.mktemp("gains") / "s"))


def test_marks_and_bars_are_the_paired_differences(study: Study) -> None:
    picture, figure = gallery.figure_of(study, "gains", gallery.ENGLISH)
    half = stats.t.ppf(0.975, 3) * np.std([49, 51, 49, 51], ddof=1) / 2
    told = picture.head.replace("\u00a0", " ")
    assert told == (
        f"Village, better less worse off (pp): Six-year rotation (600) +50.0 ±{half:.1f}; "
        f"Six-year rotation (200) −10.0 ±{half:.1f}"
    )
    net, welfare = figure.axes
    marks = {line.get_gid(): line for line in net.lines if "/" in str(line.get_gid())}
    assert marks["package/net_better_off.village"].get_xdata() == pytest.approx([50])
    assert marks["rotation/net_better_off.second"].get_xdata() == pytest.approx([-10])
    bars = [tuple(line.get_xdata()) for line in net.lines if len(line.get_xdata()) == 2]
    assert (50 - half, 50 + half) in [pytest.approx(bar) for bar in bars]
    others = {line.get_gid(): line for line in welfare.lines if "/" in str(line.get_gid())}
    assert others["package/welfare.under_30"].get_xdata() == pytest.approx([300])


def test_groups_that_cannot_be_told_of_are_left_out_or_said(study: Study) -> None:
    _, figure = gallery.figure_of(study, "gains", gallery.ENGLISH)
    words = gallery.words_of(figure)
    assert "Seat" not in words  # three teachers
    assert {"Village", "Under 30", "Second grade"} <= set(words)
    assert words.count(gains.NOBODY.en) == 1
    gids = [str(line.get_gid()) for ax in figure.axes for line in ax.lines]
    assert not [gid for gid in gids if "net_better_off.under_30" in gid]


def test_results_of_an_earlier_version_say_what_to_do(tmp_path: Path) -> None:
    folder = gallery.made_up(tmp_path / "s")
    rows = gallery.groups_of(gallery.runs_of(gallery.county_year(4)))
    gallery.add(folder, groups_year=rows.drop(columns=["net_better_off", "better_off"]))
    told = gains.picture(load(folder), gallery.ENGLISH)
    assert isinstance(told, Text)
    assert "run the study again" in told.en


def test_one_run_has_marks_without_bars(tmp_path: Path) -> None:
    one = load(gallery.made_up(tmp_path / "s", 1))
    picture, figure = gallery.figure_of(one, "gains", gallery.ENGLISH)
    assert "do not differ clearly" in picture.head
    bars = [line for line in figure.axes[0].lines if len(line.get_xdata()) == 2]
    assert [list(line.get_xdata()) for line in bars] == [[0, 0]]  # the line at zero
