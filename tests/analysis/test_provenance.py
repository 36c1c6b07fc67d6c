"""Provenance survives in each format, and is not found where there is none."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from analysis.folder import county_year, write_folder
from teacherflow_analysis import provenance
from teacherflow_analysis.cli import main
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.figures import figures
from teacherflow_analysis.study import load


@pytest.mark.usefixtures("font_cache")
def test_read_back_from_every_format(tmp_path: Path) -> None:
    title = {"zh": '研究（甲）\\ <乙> & "丙"', "en": "Study (a) \\ <b> & 'c'"}
    rows = county_year(2)[["county", "scenario", "draw", "replication", "year", "moves_up"]]
    folder = write_folder(tmp_path / "study", rows, {"title": title, "seed": 42})
    study = load(folder)
    for path in figures(folder, tmp_path / "out", lang="zh"):
        facts = provenance.read(path)
        assert facts["study"] == title
        assert facts["study_hash"] == study.digest
        assert (facts["teacherflow"], facts["seed"], facts["replications"]) == ("0.1.0", 42, 2)
        assert facts["artefact"] == path.name
        assert facts["command"].startswith("teacherflow figures study --only ")
        assert str(tmp_path) not in str(facts)


@pytest.mark.usefixtures("font_cache")
def test_the_command_of_a_figure_makes_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "我的 研究（it's 1）", county_year(2))
    (drawn,) = figures(folder, formats=["svg"], lang="zh", only=["forest"])
    before = drawn.read_bytes()
    program, *command = shlex.split(provenance.read(drawn)["command"])
    drawn.unlink()
    monkeypatch.chdir(tmp_path)
    assert (program, main(command)) == ("teacherflow", 0)
    assert {path.name: path.read_bytes() for path in drawn.parent.iterdir()} == {drawn.name: before}


def test_files_without_provenance(tmp_path: Path) -> None:
    for name, content in (
        ("a.svg", b"<svg/>"),
        ("a.pdf", b"%PDF-1.4 /Subject (of another program)"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00"),
        ("b.svg", b"<dc:description>{&quot;a&quot;: 1}</dc:description>"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(AnalysisError, match="holds no provenance"):
            provenance.read(path)


def test_other_formats_and_missing_files(tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match="is a folder; name one file of it"):
        provenance.read(tmp_path)
    (tmp_path / "a.bmp").write_bytes(b"BM")
    with pytest.raises(AnalysisError, match=r"no provenance can be read from \.bmp"):
        provenance.read(tmp_path / "a.bmp")
    with pytest.raises(AnalysisError, match="there is no file"):
        provenance.read(tmp_path / "absent.svg")
