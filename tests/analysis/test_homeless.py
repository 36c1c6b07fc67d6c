"""Where matplotlib keeps its lists, with and without a home folder."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.figures.homeless import give_a_place

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="elsewhere matplotlib looks in other places"
)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a home folder to a process that has not loaded matplotlib yet."""
    for name in ("MPLCONFIGDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, "")
    monkeypatch.delitem(sys.modules, "matplotlib", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / "home"


def test_a_home_folder_is_left_to_matplotlib(home: Path) -> None:
    give_a_place()
    assert os.environ["MPLCONFIGDIR"] == ""


def test_a_closed_home_gets_a_folder_of_the_process(home: Path) -> None:
    home.write_text("nothing can be made below a file, not even by root", "utf-8")
    give_a_place()
    assert Path(os.environ["MPLCONFIGDIR"]).parent == home.parent


def test_no_place_at_all_is_told_with_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.write_text("", "utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(home / "gone"))
    with pytest.raises(AnalysisError) as caught:
        give_a_place()
    for text in (caught.value.text.zh, caught.value.text.en):
        assert "/tmp" in text
        assert "--no-figures" in text
