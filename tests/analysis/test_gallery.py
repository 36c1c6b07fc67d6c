"""All figures alike: provenance, repeated bytes, sizes, words inside the page, a single run."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.gallery import (
    DRAWN,
    figure_of,
    made_up,
    words_of,
)
from teacherflow_analysis import provenance
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.figures import catalogue, figures, theme
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.study import Study, load

pytestmark = pytest.mark.usefixtures("font_cache")


@pytest.fixture(scope="module")
def folder(gallery: Path) -> Path:
    return gallery


@pytest.fixture(scope="module")
def study(gallery: Path) -> Study:
    return load(gallery)


@pytest.fixture(scope="module")
def drawn(folder: Path, font_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All new figures in Chinese, as vectors; `test_sizes_are_real_and_repeatable` has the rest."""
    return figures(folder, tmp_path_factory.mktemp("drawn"), ["svg"], "zh", only=DRAWN)


def test_all_are_written_with_their_provenance(drawn: list[Path], study: Study) -> None:
    assert [path.name for path in drawn] == [f"{name}_zh.svg" for name in DRAWN]
    for path in drawn:
        facts = provenance.read(path)
        assert facts["artefact"] == path.name
        assert (facts["study_hash"], facts["seed"]) == (study.digest, 1)


def test_the_same_bytes_again(drawn: list[Path], folder: Path, tmp_path: Path) -> None:
    again = figures(folder, tmp_path, ["svg"], "zh", only=DRAWN)
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in drawn]


def test_vectors_hold_shapes_of_letters_and_stand_180_mm_wide(drawn: list[Path]) -> None:
    for path in drawn:
        svg = path.read_text("utf-8")
        assert "<text" not in svg
        found = re.search(r'<svg [^>]*width="([\d.]+)pt"', svg)
        assert found is not None
        assert float(found[1]) == pytest.approx(180 / 25.4 * 72, abs=0.01)


@pytest.mark.parametrize("medium", ["double", "screen"])
def test_no_words_leave_the_page(study: Study, look: Look, medium: str) -> None:
    look = Look(look.language, theme.SIZES[medium], medium, look.band)
    for name in DRAWN:
        _, figure = figure_of(study, name, look)
        wide, high = figure.bbox.width, figure.bbox.height
        for text in [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]:
            box = text.get_window_extent()
            inside = box.x0 >= -1 and box.x1 <= wide + 1 and box.y0 >= -1 and box.y1 <= high + 1
            assert inside, (name, text.get_text())


WIDTHS = {"single": 85, "a4": 170, "16:9": 338.67, "screen": 260}


@pytest.mark.parametrize("size", list(WIDTHS))
def test_sizes_are_real_and_repeatable(folder: Path, tmp_path: Path, size: str) -> None:
    """One quick figure; a slide has the height of a slide, and is the same twice."""
    formats = ["svg", "pdf", "png"] if size == "16:9" else ["svg"]
    once = figures(folder, tmp_path, formats, "zh", only=["moves"], size=size)
    files = {path.suffix: path for path in once}
    svg = files[".svg"].read_text("utf-8")
    found = re.search(r'<svg [^>]*width="([\d.]+)pt" height="([\d.]+)pt"', svg)
    assert found is not None
    assert float(found[1]) / 72 * 25.4 == pytest.approx(WIDTHS[size], abs=0.01)
    if size == "16:9":
        again = figures(folder, tmp_path / "again", formats, "zh", only=["moves"], size=size)
        assert [p.read_bytes() for p in once] == [p.read_bytes() for p in again]
        assert float(found[2]) / 72 * 25.4 == pytest.approx(190.5, abs=0.01)
    for path in once:
        assert f"--size {size}" in str(provenance.read(path)["command"])
        assert path.stem == f"moves_zh_{size.replace(':', 'x')}"


def test_a_single_column_holds_its_words_at_six_and_a_half_points(study: Study) -> None:
    look = Look("en", theme.SIZES["single"], "single", "difference")
    for name in sorted(set(catalogue.IN_A_COLUMN) & set(catalogue.PICTURES)):
        _, figure = figure_of(study, name, look)
        for text in [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]:
            box = text.get_window_extent()
            assert text.get_fontsize() >= 6.5, (name, text.get_text())
            assert -1 <= box.x0 <= box.x1 <= figure.bbox.width + 1, (name, text.get_text())


def test_what_does_not_fit_is_drawn_larger_and_told(folder: Path, tmp_path: Path) -> None:
    told: list[str] = []
    draw = {"formats": ["svg"], "lang": "en", "say": lambda text: told.append(text.en)}
    (wide,) = figures(folder, tmp_path, only=["flows"], size="single", **draw)
    assert wide.name == "flows_en.svg"
    assert "drawn double" in told[-1]
    (tall,) = figures(folder, tmp_path, only=["forest"], size="16:9", **draw)
    assert tall.name == "forest_en_screen.svg"
    assert "too tall" in told[-1]


def test_only_one_and_unknown_ones(folder: Path, tmp_path: Path) -> None:
    found = figures(folder, tmp_path, ["svg"], "en", only=["map"])
    assert [path.name for path in found] == ["map_en.svg"]
    with pytest.raises(AnalysisError, match="did you mean flows"):
        figures(folder, tmp_path, ["svg"], "en", only=["flow"])


@pytest.fixture
def single(folder: Path, tmp_path: Path) -> Iterator[Study]:
    """The same study with one replication, so without any interval."""
    found = made_up(tmp_path / "single", 1)
    yield load(found)
    shutil.rmtree(found)


def test_one_run_has_no_intervals(single: Study, look: Look) -> None:
    for name in DRAWN:
        picture, figure = figure_of(single, name, look)
        assert any("±" in word and word[0].isdigit() for word in words_of(figure)) is False
        said = {"zh": "无区间", "en": "no interval"}[look.language]
        assert said in picture.foot[0], name
