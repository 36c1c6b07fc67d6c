"""The cuts of the typeface: static, complete, made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from teacherflow_analysis import fonts
from teacherflow_analysis.errors import AnalysisError


def cuts(cache: Path) -> list[Path]:
    return sorted((cache / "fonts").glob("*.ttf"))


def test_cuts_are_static_true_type_with_their_weights(font_cache: Path) -> None:
    assert fonts.families(["县"]) == (fonts.FAMILY,)
    weights = set()
    for path in cuts(font_cache):
        with TTFont(path) as font:
            assert "fvar" not in font
            assert "glyf" in font
            weights.add(font["OS/2"].usWeightClass)
    assert weights == {400, 700}
    assert (font_cache / "fonts" / "OFL.txt").is_file()


def test_the_common_cut_has_the_common_characters(font_cache: Path) -> None:
    (family,) = fonts.families([])
    held = set()
    for path in cuts(font_cache):
        with TTFont(path) as font:
            if font["name"].getDebugName(1) == family:
                held |= set(map(chr, font.getBestCmap()))
    assert not set("教师流动县管校聘骨干差异系数留任编制乡镇鄂黔，。（）“”−±≥°é") - held


def test_a_second_use_makes_nothing(font_cache: Path) -> None:
    fonts.families(["县"])
    before = {path: path.stat().st_mtime_ns for path in cuts(font_cache)}
    told: list[object] = []
    fonts.families(["县"], told.append)
    assert told == []
    assert {path: path.stat().st_mtime_ns for path in cuts(font_cache)} == before


def test_a_cache_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").write_text("a file, not a folder", "utf-8")
    monkeypatch.setenv("TEACHERFLOW_CACHE", str(tmp_path / "cache"))
    with pytest.raises(AnalysisError, match="TEACHERFLOW_CACHE"):
        fonts.families(["县"])
